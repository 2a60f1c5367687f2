// Creates whose outcome the page did not see: after a reload, a lost answer, an interrupted upstream.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { send } from './call.mjs';
import {
  answer,
  BATCHES,
  click,
  cutOff,
  dateless,
  enter,
  entry,
  note,
  opened,
  openedAfter,
  plan,
  question,
  shown,
  states,
  submit,
  TOKEN,
  useResends,
} from './resend.mjs';

describe('the page finds out what became of a create', { timeout: 180_000 }, () => {
  const { inject, made, open, site } = useResends();

  test('finds the batch of a submit that a reload interrupted, while the relay still waits for the API', async () => {
    await open({}, async (page, shot) => {
      inject({ fault: 'stall', operation: 'create', ms: 5_000, times: 1 });
      // A look-up that arrived before the create would close its key.
      const sent = page.waitForRequest((request) => request.method() === 'POST');
      await enter(page);
      await page.waitForFunction(() => localStorage.length === 1);
      await sent;
      const { key, state } = await entry(page);
      assert.equal(state, 'sending');
      const headers = { authorization: `Bearer ${TOKEN}`, 'idempotency-key': key };
      const known = async () =>
        (await send(site.url, '/v1/messages/batches', { headers })).headers['x-idempotency-state'];
      while ((await known()) === 'free');
      await page.reload();
      assert.deepEqual((await entry(page)).state, 'sending');
      await opened(page);
      const [id, ...others] = made();
      assert.deepEqual(others, []);
      assert.equal(await shown(page), id);
      assert.equal(
        dateless(await note(page).textContent()),
        `Sending 2 requests on DATE was interrupted, but the API received all of them: batch ${id}.Open`,
      );
      await shot('again-2-interrupted');
      assert.equal((await entry(page)).state, 'sent');
      await enter(page);
      assert.match((await question(page))[1], new RegExp(`became batch ${id}\\.`));
      await answer(page, 'Do not send');
      assert.deepEqual(made(), [id]);
    });
  });

  test('sends without a question, and with a new key, what a reload kept from arriving', async () => {
    await open({}, async (page) => {
      await page.route(BATCHES, (route) => (route.request().method() === 'POST' ? undefined : route.continue()));
      const leaving = page.waitForRequest((request) => request.method() === 'POST');
      await enter(page);
      const key = (await leaving).headers()['idempotency-key'];
      await page.reload();
      await page.unroute(BATCHES); // only now, since it would let the held call pass
      const second = page.waitForRequest((request) => request.method() === 'POST');
      await enter(page);
      // The relay has confirmed that the first created nothing, so it has closed its key.
      assert.notEqual((await second).headers()['idempotency-key'], key);
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
        'No usable answer arrived, so it is unknown whether the batch was created. It is safe to send it again: the page first asks the relay whether the batch exists, and asks you before anything could be billed twice.',
      );
      await shot('again-3-lost');
      const lost = await entry(page);
      assert.equal(lost.state, 'unknown');
      assert.ok(lost.since <= lost.until);

      // Nothing is sent while the relay cannot be asked.
      await page.route(`${BATCHES}*`, (route) => route.abort());
      await page.getByRole('button', { name: 'Look for the batch' }).click();
      await page.getByText('Check that you are online').first().waitFor();
      assert.deepEqual(await entry(page), lost);

      await page.unrouteAll();
      await submit(page);
      await opened(page);
      assert.deepEqual(made(), [await shown(page)]);
      assert.match(await note(page).textContent(), /^These requests were already sent as batch /);
    });
  });

  test('asks, and names what may be it, where the relay does not know either', async () => {
    await open({}, async (page, shot) => {
      inject({ fault: 'cut_after', operation: 'create', times: 1 });
      await enter(page);
      await page.locator('#submit-trouble').waitFor();
      const [first] = made();
      const asked = `These requests were sent on DATE, but no answer came. The relay does not know whether they arrived.\nThe list has one batch of that time and size: ${first}. It may be this one.\nIf they did become a batch, sending them again is billed a second time.`;
      await page.getByRole('button', { name: 'Look for the batch' }).click();
      assert.deepEqual(await question(page), ['Send again?', asked]);
      await shot('again-4-unknown');
      await answer(page, 'Do not send');
      await note(page).getByText('Nothing was sent.').waitFor();
      await submit(page);
      await answer(page, 'Open the batch');
      await opened(page, first);
      assert.deepEqual(made(), [first]);
      await submit(page);
      await answer(page, 'Send again');
      await openedAfter(page, first);
      assert.deepEqual(made({ twice: ['one', 'two'] }), [first, await shown(page)]);
    });
  });

  for (const [name, fields, reason] of [
    [
      'under another token',
      { caller: 'none' },
      'This page now has another relay token, and the relay reports what was sent only to the token that sent it.',
    ],
    [
      'more than two days ago',
      { since: new Date(Date.now() - 49 * 60 * 60 * 1000), until: new Date(Date.now() - 48 * 60 * 60 * 1000) },
      'The relay remembers for two days only what was sent.',
    ],
  ]) {
    test(`does not take it for a proof that the relay knows nothing of what was sent ${name}`, async () => {
      await open({}, async (page) => {
        await cutOff(page, { arrives: false });
        await enter(page);
        await page.locator('#submit-trouble').waitFor();
        await page.unrouteAll();
        await page.evaluate((fields) => {
          for (const [name, text] of Object.entries(localStorage)) {
            localStorage.setItem(name, JSON.stringify({ ...JSON.parse(text), ...fields }));
          }
        }, fields);
        await submit(page);
        assert.deepEqual(await question(page), [
          'Send again?',
          `These requests were sent on DATE, but no answer came. ${reason}\nThe list has no batch of that time and size, at least not yet.\nIf they did become a batch, sending them again is billed a second time.`,
        ]);
        await answer(page, 'Do not send');
        assert.deepEqual(made(), []);
      });
    });
  }

  test('shows of a large file what arrived although its answer was lost, and asks about what nobody knows', async () => {
    await open({}, async (page, shot) => {
      await cutOff(page, { arrives: true });
      await plan(page);
      await click(page, 'Send all 3 batches');
      await page.locator('#large-trouble').waitFor();
      assert.deepEqual(await states(page), ['outcome unknown', 'waiting', 'waiting']);
      await page.unrouteAll();
      await click(page, 'Check and plan');
      await page.locator('#large-summary[data-state=good]').waitFor();
      assert.deepEqual(await states(page), ['sent', 'waiting', 'waiting']);

      inject({ fault: 'cut_after', operation: 'create', attempt: 2 });
      await click(page, 'Send the other 2 batches');
      await page.locator('#large-trouble').waitFor();
      assert.deepEqual(await states(page), ['sent', 'outcome unknown', 'waiting']);
      const ids = made();
      assert.equal(ids.length, 2);
      await click(page, 'Send the other 2 batches');
      // The first has the same number of requests, but is known to be another part.
      assert.deepEqual(await question(page), [
        'Send again?',
        `The requests of batch 2 were sent on DATE, but no answer came. The relay does not know whether they arrived.\nThe list has one batch of that time and size: ${ids[1]}. It may be this one.\nIf they did become a batch, sending them again is billed a second time.`,
      ]);
      await shot('again-8-large-unknown');
      await answer(page, 'Do not send');
      await page.getByText('Batch 2 was not sent.').waitFor();
      assert.deepEqual(await states(page), ['sent', 'outcome unknown', 'waiting']);
      assert.deepEqual(made(), ids);
    });
  });
});
