// The page never sends a second time without asking: after a submit, in two tabs, and without storage.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  answer,
  click,
  dialog,
  enter,
  entries,
  entry,
  hold,
  note,
  opened,
  openedAfter,
  plan,
  question,
  shown,
  states,
  submit,
  summary,
  useResends,
} from './resend.mjs';
import { fits, lines, listed } from './workbench.mjs';

describe('the page asks before it sends the same again', { timeout: 180_000 }, () => {
  const { inject, made, open, site } = useResends();

  test('asks before it sends the same text again, and does as it is answered', async () => {
    await open({}, async (page, shot) => {
      await enter(page);
      await opened(page);
      const first = await shown(page);
      const { key, since, caller, ...rest } = await entry(page);
      assert.deepEqual(rest, { state: 'sent', batchId: first, requestCount: 2, bytes: rest.bytes });
      assert.match(`${key} ${caller} ${since}`, /^[0-9a-f]{32} [0-9a-f]{4} \d{4}-\d\d-\d\dT[\d:.]+Z$/);

      await submit(page);
      assert.deepEqual(await question(page), [
        'Send again?',
        `These requests were sent on DATE and became batch ${first}.\nSending them again creates a second batch, which is billed too.`,
      ]);
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Do not send');
      await shot('again-1-question');
      await page.keyboard.press('Escape');
      await note(page).getByText('Nothing was sent.').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.id), 'submit');
      assert.deepEqual(made(), [first]);

      await page.reload();
      await enter(page);
      await answer(page, 'Open the batch');
      await page.locator('#batch-title:focus').waitFor();
      assert.equal(await shown(page), first);
      assert.deepEqual(made(), [first]);

      await submit(page);
      await answer(page, 'Send again');
      await openedAfter(page, first);
      const second = await shown(page);
      assert.deepEqual(made({ twice: ['one', 'two'] }), [first, second]);
      assert.equal((await entry(page)).batchId, second);

      // Different requests are sent without a question.
      await page.fill('#source', lines('one', 'three'));
      assert.equal(await note(page).textContent(), '');
      await submit(page);
      await openedAfter(page, second);
      assert.equal(made({ twice: ['one', 'two'] }).length, 3);
    });
  });

  test('a second send that is refused leaves what is known of the first', async () => {
    await open({}, async (page) => {
      await enter(page);
      await opened(page);
      const before = await entry(page);
      inject({ fault: 'status', operation: 'create', status: 400, times: 1 });
      await submit(page);
      await answer(page, 'Send again');
      await page.locator('#submit-trouble').waitFor();
      assert.deepEqual(await entry(page), before);
      assert.equal(made().length, 1);
    });
  });

  test('a submit that is refused is forgotten', async () => {
    await open({}, async (page) => {
      inject({ fault: 'status', operation: 'create', status: 400, times: 1 });
      await enter(page);
      await page.locator('#submit-trouble').waitFor();
      assert.deepEqual(await entries(page), {});
      await submit(page);
      await opened(page);
      assert.equal(made().length, 1);
    });
  });

  test('two tabs that send the same at once make one batch, and the second one asks or shows it', async () => {
    await open({}, async (page) => {
      const other = await page.context().newPage();
      await other.goto(site.url);
      await listed(other);
      await other.fill('#source', lines('one', 'two'));
      await other.locator('#check-summary[data-state=good]').waitFor();
      const go = await hold(page);
      const leaving = page.waitForRequest((request) => request.method() === 'POST');
      await enter(page);
      await leaving;
      await submit(other);
      await other.getByRole('button', { name: 'Waiting for another tab that sends the same requests…' }).waitFor();
      go();
      await opened(page);
      const id = await shown(page);
      // A tab may not immediately see data that another one has stored. Then it asks the relay, and finds the batch by its key.
      await dialog(other)
        .or(other.locator('#batch-id', { hasText: id }))
        .first()
        .waitFor();
      if (await dialog(other).isVisible()) {
        assert.match((await question(other))[1], new RegExp(`became batch ${id}\\.`));
        await answer(other, 'Do not send');
      } else {
        const found = `These requests were already sent as batch ${id}, which is shown here. Nothing was sent again.`;
        assert.equal(await note(other).textContent(), found);
      }
      assert.deepEqual(made(), [id]);
    });
  });

  test('two tabs make one batch also where a browser has no locks', async () => {
    await open({}, async (page) => {
      await page.context().addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined }));
      await page.reload();
      const other = await page.context().newPage();
      await other.goto(site.url);
      const go = await hold(page);
      const leaving = page.waitForRequest((request) => request.method() === 'POST');
      await enter(page);
      await leaving;
      await enter(other);
      await opened(other);
      go();
      await opened(page);
      assert.equal(await shown(page), await shown(other));
      assert.deepEqual(made(), [await shown(page)]);
    });
  });

  for (const [name, setup] of [
    [
      'full',
      () => {
        Storage.prototype.setItem = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
      },
    ],
    [
      'not allowed',
      () => {
        Object.defineProperty(window, 'localStorage', {
          get() {
            throw new DOMException('no', 'SecurityError');
          },
        });
      },
    ],
  ]) {
    test(`says once that it cannot remember, and goes on, where storage is ${name}`, async () => {
      await open({}, async (page, shot) => {
        await page.evaluate(setup);
        await enter(page);
        await opened(page);
        assert.equal(
          await page.textContent('#memory-note'),
          'This browser cannot store data for this site: storage is blocked or full. After a reload, the page will not know what was sent, so check the recent batches before you send anything again.',
        );
        await shot(`again-5-${name.replace(' ', '-')}`);
        // Until then it asks.
        await submit(page);
        assert.match((await question(page))[1], /^These requests were sent on DATE and became batch msgbatch_/);
        await answer(page, 'Do not send');
        assert.equal(made().length, 1);
      });
    });
  }

  test('keeps the newest 500, of the last 29 days', async () => {
    await open({}, async (page) => {
      await page.evaluate(() => {
        const day = 24 * 60 * 60 * 1000;
        const now = Date.now();
        const write = (name, age) =>
          localStorage.setItem(
            `send:${name}`,
            JSON.stringify({
              key: 'k',
              state: 'sent',
              batchId: 'b',
              since: new Date(now - age).toISOString(),
              requestCount: 1,
              bytes: 1,
              caller: '0000',
            }),
          );
        for (let index = 0; index < 510; index++) write(`${index}`, day + index);
        write('old', 29 * day + 1);
        localStorage.setItem('send:garbled', '{');
        localStorage.setItem('of somebody else', 'kept');
      });
      await enter(page);
      await opened(page);
      const names = await page.evaluate(() => Object.keys(localStorage));
      assert.equal(names.length, 501);
      for (const name of ['send:0', 'send:498', 'of somebody else']) assert.ok(names.includes(name), name);
      for (const name of ['send:499', 'send:old', 'send:garbled']) assert.ok(!names.includes(name), name);
    });
  });

  test('sends the rest of a large file that was sent in part, and asks once before it sends it all again', async () => {
    await open({}, async (page, shot) => {
      inject({ fault: 'status', operation: 'create', attempt: 2, status: 400 });
      await plan(page);
      await click(page, 'Send all 3 batches');
      await page.locator('#large-trouble').waitFor();
      assert.deepEqual(await states(page), ['sent', 'not sent', 'waiting']);

      await page.reload();
      await plan(page);
      assert.match(await summary(page), /^5 requests in 3 batches, 672 bytes\. No issues\. 1 batch was sent before\.$/);
      assert.deepEqual(await states(page), ['sent', 'waiting', 'waiting']);
      await click(page, 'Open batch 1');
      await opened(page);
      await shot('again-6-large');
      await click(page, 'Send the other 2 batches');
      await page.getByText('All 3 batches sent.').waitFor();
      const ids = made();
      assert.equal(ids.length, 3);

      await page.reload();
      await plan(page);
      assert.deepEqual(await states(page), ['sent', 'sent', 'sent']);
      assert.match(await summary(page), /All 3 batches were sent before\.$/);
      assert.ok(await page.locator('#large-send').isHidden());
      await shot('again-7-large-all');
      await click(page, 'Resend the 3 sent batches…');
      assert.deepEqual(await question(page), [
        'Send 3 batches again?',
        'This file was sent before.\nSending again creates 3 new batches, billed a second time.',
      ]);
      await answer(page, 'Do not send');
      assert.deepEqual(made(), ids);
      await click(page, 'Resend the 3 sent batches…');
      await answer(page, 'Send again');
      await page.getByText('3 batches sent again.').waitFor();
      assert.equal(made({ twice: ['a', 'b', 'c', 'd', 'e'] }).length, 6);
    });
  });

  for (const [name, context] of [
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 375, height: 740 } }],
  ]) {
    test(`fits: ${name}`, async () => {
      await open(context, async (page, shot) => {
        await page.evaluate(() => {
          Storage.prototype.setItem = () => {
            throw new DOMException('full', 'QuotaExceededError');
          };
        });
        await enter(page);
        await opened(page);
        await submit(page);
        await dialog(page).waitFor();
        await fits(page);
        await page.screenshot({ path: `target/screenshots/${name}-again-question.png` });
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement.id), 'confirm-yes');
        await page.keyboard.press('Escape');
        await note(page).getByText('Nothing was sent.').waitFor();
        await fits(page);
        await shot(`${name}-again-note`);
        await plan(page);
        await click(page, 'Send all 3 batches');
        await page.getByText('All 3 batches sent.').waitFor();
        await fits(page);
        await shot(`${name}-again-large`);
      });
    });
  }
});
