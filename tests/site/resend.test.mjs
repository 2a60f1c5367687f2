// The page never sends the same twice unasked: after a submit, a reload, a lost answer, in two tabs.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { useBrowser } from './browser.mjs';
import { send } from './call.mjs';
import { useSite } from './stack.mjs';
import { drop, fits, line, lines, listed } from './workbench.mjs';

const BATCHES = '**/v1/messages/batches';
const TOKEN = 'the-token';

const submit = (page) => page.getByRole('button', { name: 'Submit', exact: true }).click();
const dialog = (page) => page.getByRole('dialog');
const answer = (page, name) => dialog(page).getByRole('button', { name, exact: true }).click();
const question = async (page) => {
  await dialog(page).waitFor();
  return [await page.textContent('#confirm-title'), (await page.textContent('#confirm-text')).replace(DATE, 'DATE')];
};
const DATE = /[A-Z][a-z]{2} \d{1,2}, \d{4}, [\d:]+\s[AP]M/;
const note = (page) => page.locator('#send-note');
const shown = (page) => page.textContent('#batch-id');
const entries = (page) =>
  page.evaluate(() => Object.fromEntries(Object.entries(localStorage).map(([name, text]) => [name, JSON.parse(text)])));
const entry = async (page) => {
  const all = Object.values(await entries(page));
  assert.equal(all.length, 1);
  return all[0];
};
const change = (page, fields) =>
  page.evaluate((fields) => {
    for (const [name, text] of Object.entries(localStorage)) {
      localStorage.setItem(name, JSON.stringify({ ...JSON.parse(text), ...fields }));
    }
  }, fields);

/** Cuts creates off: each reaches the relay, if `arrives`, and none is answered. */
const cutOff = (page, { arrives }) =>
  page.route(BATCHES, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    if (arrives) await route.fetch();
    return route.abort();
  });

describe('the page sends nothing twice unasked', { timeout: 180_000 }, () => {
  const site = useSite({ token: TOKEN, emulator: { processingMs: 100, retryAfterSeconds: 1 } });
  beforeEach(() => site.upstream.emulator.reset());
  const visit = useBrowser();
  const open = (options, work) => visit({ url: site.url, token: TOKEN, ...options }, work);

  /** Ids of the batches that were made, after all of them have ended. */
  const made = ({ twice = [] } = {}) => {
    site.upstream.emulator.advance(60_000);
    const { creates, billedTwice } = site.upstream.emulator.ledger();
    assert.deepEqual(billedTwice, twice);
    return creates.filter(({ stored }) => stored).map(({ batchId }) => batchId);
  };
  const enter = async (page, text = lines('one', 'two')) => {
    await listed(page);
    await page.fill('#source', text);
    await submit(page);
  };
  const opened = (page, id) => page.locator('#batch-id', { hasText: id ?? 'msgbatch_' }).waitFor();

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
        'Send it again?',
        `These requests were sent on DATE and became batch ${first}. Sending them again makes a second batch, which is billed too.`,
      ]);
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Do not send');
      await shot('again-1-question');
      await page.keyboard.press('Escape');
      await note(page).getByText('Nothing was sent.').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.id), 'submit');
      assert.deepEqual(made(), [first]);

      await page.reload();
      await enter(page);
      await answer(page, 'Open that batch');
      await page.locator('#batch-title:focus').waitFor();
      assert.equal(await shown(page), first);
      assert.deepEqual(made(), [first]);

      await submit(page);
      await answer(page, 'Send again');
      await page.waitForFunction((id) => location.hash !== `#${id}`, first);
      const second = await shown(page);
      assert.deepEqual(made({ twice: ['one', 'two'] }), [first, second]);
      assert.equal((await entry(page)).batchId, second);

      // Other requests are other requests.
      await page.fill('#source', lines('one', 'three'));
      assert.equal(await note(page).textContent(), '');
      await submit(page);
      await page.waitForFunction((id) => location.hash !== `#${id}`, second);
      assert.equal(made({ twice: ['one', 'two'] }).length, 3);
    });
  });

  test('a second send that is refused leaves what is known of the first', async () => {
    await open({}, async (page) => {
      await enter(page);
      await opened(page);
      const before = await entry(page);
      site.upstream.emulator.inject([{ fault: 'status', operation: 'create', status: 400, times: 1 }]);
      await submit(page);
      await answer(page, 'Send again');
      await page.locator('#submit-trouble').waitFor();
      assert.deepEqual(await entry(page), before);
      assert.equal(made().length, 1);
    });
  });

  test('a submit that is refused is forgotten', async () => {
    await open({}, async (page) => {
      site.upstream.emulator.inject([{ fault: 'status', operation: 'create', status: 400, times: 1 }]);
      await enter(page);
      await page.locator('#submit-trouble').waitFor();
      assert.deepEqual(await entries(page), {});
      await submit(page);
      await opened(page);
      assert.equal(made().length, 1);
    });
  });

  test('finds the batch of a submit that a reload interrupted, while the relay still waits for the API', async () => {
    await open({}, async (page, shot) => {
      site.upstream.emulator.inject([{ fault: 'stall', operation: 'create', ms: 3_000, times: 1 }]);
      await enter(page);
      await page.waitForFunction(() => localStorage.length === 1);
      const { key, state } = await entry(page);
      assert.equal(state, 'sending');
      const headers = { authorization: `Bearer ${TOKEN}`, 'idempotency-key': key };
      const known = async () =>
        (await send(site.url, '/v1/messages/batches', { headers })).headers['x-idempotency-state'];
      while ((await known()) === 'free');
      await page.reload();
      assert.deepEqual((await entry(page)).state, 'sending');
      await enter(page);
      await opened(page);
      const [id, ...others] = made();
      assert.deepEqual(others, []);
      assert.equal(await shown(page), id);
      assert.equal(
        await note(page).textContent(),
        `These requests had arrived before: they are batch ${id}, which is open now. Nothing was sent again.`,
      );
      await shot('again-2-found');
      assert.equal((await entry(page)).state, 'sent');
      assert.ok(await dialog(page).isHidden());
    });
  });

  test('sends without a question, and with the same key, what a reload kept from arriving', async () => {
    await open({}, async (page) => {
      await page.route(BATCHES, (route) => (route.request().method() === 'POST' ? undefined : route.continue()));
      const leaving = page.waitForRequest((request) => request.method() === 'POST');
      await enter(page);
      const key = (await leaving).headers()['idempotency-key'];
      await page.reload();
      await page.unroute(BATCHES); // only now: it would let pass what it holds
      const second = page.waitForRequest((request) => request.method() === 'POST');
      await enter(page);
      assert.equal((await second).headers()['idempotency-key'], key);
      await opened(page);
      assert.deepEqual(made(), [await shown(page)]);
      assert.equal(await note(page).textContent(), '');
    });
  });

  test('finds by its key a batch whose answer was lost', async () => {
    await open({}, async (page, shot) => {
      await cutOff(page, { arrives: true });
      await enter(page);
      await page.locator('#submit-trouble').waitFor();
      assert.equal(
        await page.locator('#submit-trouble p').first().textContent(),
        'No usable answer came, so it is not known whether the batch was created. Sending it again is safe: the page first asks the relay what became of it, and asks you before anything could be billed twice.',
      );
      await shot('again-3-lost');
      const lost = await entry(page);
      assert.equal(lost.state, 'unknown');
      assert.ok(lost.since <= lost.until);

      // While nobody can be asked, nothing is sent.
      await page.route(`${BATCHES}*`, (route) => route.abort());
      await page.getByRole('button', { name: 'Look for it' }).click();
      await page.getByText('See that this site is still running').first().waitFor();
      assert.deepEqual(await entry(page), lost);

      await page.unrouteAll();
      await submit(page);
      await opened(page);
      assert.deepEqual(made(), [await shown(page)]);
      assert.match(await note(page).textContent(), /^These requests had arrived before: /);
    });
  });

  test('asks, and names what may be it, where the relay does not know either', async () => {
    await open({}, async (page, shot) => {
      site.upstream.emulator.inject([{ fault: 'cut_after', operation: 'create', times: 1 }]);
      await enter(page);
      await page.locator('#submit-trouble').waitFor();
      const [first] = made();
      const asked = `These requests were sent on DATE, but no answer came. The relay does not know what became of them. The list has one batch of that time and size: ${first}. It may be this one. If they did become a batch, sending them again is billed twice.`;
      await page.getByRole('button', { name: 'Look for it' }).click();
      assert.deepEqual(await question(page), ['Send it again?', asked]);
      await shot('again-4-unknown');
      await answer(page, 'Do not send');
      await note(page).getByText('Nothing was sent.').waitFor();
      await submit(page);
      await answer(page, 'Open that batch');
      await opened(page, first);
      assert.deepEqual(made(), [first]);
      await submit(page);
      await answer(page, 'Send again');
      await page.waitForFunction((id) => location.hash !== `#${id}`, first);
      assert.deepEqual(made({ twice: ['one', 'two'] }), [first, await shown(page)]);
    });
  });

  for (const [name, fields, reason] of [
    [
      'under another token',
      { caller: 'none' },
      'This page now has another relay token, and the relay does not say what became of creates with the old one.',
    ],
    [
      'more than two days ago',
      { since: new Date(Date.now() - 49 * 60 * 60 * 1000), until: new Date(Date.now() - 48 * 60 * 60 * 1000) },
      'The relay remembers a create for two days only.',
    ],
  ]) {
    test(`does not take it for a proof that the relay knows nothing of what was sent ${name}`, async () => {
      await open({}, async (page) => {
        await cutOff(page, { arrives: false });
        await enter(page);
        await page.locator('#submit-trouble').waitFor();
        await page.unrouteAll();
        await change(page, fields);
        await submit(page);
        assert.deepEqual(await question(page), [
          'Send it again?',
          `These requests were sent on DATE, but no answer came. ${reason} The list has no batch of that time and size, at least not yet. If they did become a batch, sending them again is billed twice.`,
        ]);
        await answer(page, 'Do not send');
        assert.deepEqual(made(), []);
      });
    });
  }

  test('two tabs that send the same at once make one batch, and the second one asks', async () => {
    await open({}, async (page) => {
      const other = await page.context().newPage();
      await other.goto(site.url);
      await listed(other);
      await other.fill('#source', lines('one', 'two'));
      await other.locator('#check-summary[data-state=good]').waitFor();
      let go;
      const held = new Promise((resolve) => {
        go = resolve;
      });
      await page.route(BATCHES, async (route) => {
        if (route.request().method() === 'POST') await held;
        return route.continue();
      });
      const leaving = page.waitForRequest((request) => request.method() === 'POST');
      await enter(page);
      await leaving;
      await submit(other);
      await other.getByRole('button', { name: 'Waiting for another tab, which sends the same…' }).waitFor();
      go();
      await opened(page);
      const id = await shown(page);
      assert.match((await question(other))[1], new RegExp(`became batch ${id}\\.`));
      await answer(other, 'Do not send');
      assert.deepEqual(made(), [id]);
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
          'This browser keeps nothing for this site, or has no room left. After a reload the page does not know what was sent: look at the recent batches before you send something again.',
        );
        await shot(`again-5-${name.replace(' ', '-')}`);
        // Until then it does.
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
        const write = (name, age) =>
          localStorage.setItem(
            `send:${name}`,
            JSON.stringify({
              key: 'k',
              state: 'sent',
              batchId: 'b',
              since: new Date(Date.now() - age).toISOString(),
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

  const large = lines('a', 'b', 'c', 'd') + line('e').padEnd(2_100_000);
  const dropped = async (page) => {
    await listed(page);
    await drop(page, 'large.jsonl', large);
    await page.locator('#check-summary[data-state=good]').waitFor();
    await page.getByLabel('Requests per batch, at most').fill('2');
    await page.getByRole('button', { name: 'Check and plan' }).click();
    await page.locator('#large-summary[data-state=good]').waitFor();
  };
  const states = (page) => page.locator('#large-shards .status').allTextContents();
  const click = (page, name) => page.getByRole('button', { name, exact: true }).click();
  const summary = (page) => page.locator('#large-summary').textContent();

  test('sends the rest of a large file that was sent in part, and asks once before it sends it all again', async () => {
    await open({}, async (page, shot) => {
      site.upstream.emulator.inject([{ fault: 'status', operation: 'create', attempt: 2, status: 400 }]);
      await dropped(page);
      await click(page, 'Send all 3 batches');
      await page.locator('#large-trouble').waitFor();
      assert.deepEqual(await states(page), ['sent', 'not sent', 'waiting']);

      await page.reload();
      await dropped(page);
      assert.match(await summary(page), /^5 requests for 3 batches, 672 bytes\. No issues\. 1 of them was sent before\.$/);
      assert.deepEqual(await states(page), ['sent', 'waiting', 'waiting']);
      await click(page, 'Open batch 1');
      await opened(page);
      await shot('again-6-large');
      await click(page, 'Send the other 2 batches');
      await page.getByText('All 3 batches sent.').waitFor();
      const ids = made();
      assert.equal(ids.length, 3);

      await page.reload();
      await dropped(page);
      assert.deepEqual(await states(page), ['sent', 'sent', 'sent']);
      assert.match(await summary(page), /All 3 were sent before\.$/);
      assert.ok(await page.locator('#large-send').isHidden());
      await shot('again-7-large-all');
      await click(page, 'Send the 3 sent ones again…');
      assert.deepEqual(await question(page), [
        'Send 3 batches again?',
        'This file was sent before. Sending again makes 3 new batches, billed a second time.',
      ]);
      await answer(page, 'Do not send');
      assert.deepEqual(made(), ids);
      await click(page, 'Send the 3 sent ones again…');
      await answer(page, 'Send again');
      await page.getByText('3 batches sent again.').waitFor();
      assert.equal(made({ twice: ['a', 'b', 'c', 'd', 'e'] }).length, 6);
    });
  });

  test('shows of a large file what arrived although its answer was lost, and asks about what nobody knows', async () => {
    await open({}, async (page, shot) => {
      await cutOff(page, { arrives: true });
      await dropped(page);
      await click(page, 'Send all 3 batches');
      await page.locator('#large-trouble').waitFor();
      assert.deepEqual(await states(page), ['outcome unknown', 'waiting', 'waiting']);
      await page.unrouteAll();
      page.on('dialog', (leaving) => leaving.accept());
      await page.reload();
      await dropped(page);
      assert.deepEqual(await states(page), ['sent', 'waiting', 'waiting']);

      site.upstream.emulator.inject([{ fault: 'cut_after', operation: 'create', attempt: 3 }]);
      await click(page, 'Send the other 2 batches');
      await page.locator('#large-trouble').waitFor();
      assert.deepEqual(await states(page), ['sent', 'sent', 'outcome unknown']);
      const ids = made();
      assert.equal(ids.length, 3);
      await click(page, 'Send the other batch');
      assert.match((await question(page))[1], new RegExp(`^The requests of batch 3 were sent on .* ${ids[2]}\\.`));
      await shot('again-8-large-unknown');
      await answer(page, 'Do not send');
      await page.getByText('Batch 3 was not sent.').waitFor();
      assert.deepEqual(await states(page), ['sent', 'sent', 'outcome unknown']);
      assert.deepEqual(made(), ids);
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
        await dropped(page);
        await click(page, 'Send all 3 batches');
        await page.getByText('All 3 batches sent.').waitFor();
        await fits(page);
        await shot(`${name}-again-large`);
      });
    });
  }
});
