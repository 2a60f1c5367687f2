// Browsers and a peer that does not remember keys, over HTTP/1.1, where a body cannot be a stream: nothing is sent unless the
// caller accepts the risk. The cases with that risk show that these tests would detect a create that is stored twice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BROWSERS, openPage, useBrowser } from './browsers.mjs';
import { note, planOf } from './case.mjs';
import { startCutter } from './cutter.mjs';
import { judge } from './judge.mjs';
import { startStage } from './stage.mjs';

const ROUNDS = 12;

const REFUSAL =
  'This runtime may resend a create on its own when a connection drops, and the server at { baseURL } does not remember idempotency keys, so the batch could be billed twice. If that server is the message-batches relay, redeploy it; if you accept the risk, pass { allowResend: true }. No batch was created: creating it again is safe.';

let stage;
before(async () => {
  stage = await startStage({ remembers: false, startBetween: startCutter });
});
after(() => stage?.close());

for (const browser of BROWSERS) {
  const launched = useBrowser(browser);
  const { name: by, skip } = browser;

  /** Runs creates whose connection closes after the peer has stored them. */
  async function run(name, client) {
    const plan = planOf(`${by}, HTTP/1.1, no keys, ${name}`, ROUNDS);
    for (const { id } of plan) stage.between.cuts.set(id, { point: 'answered', end: 'FIN' });
    const page = await openPage(await launched(), stage.between.url);
    const outcomes = await page.creates({ plan, client });
    await page.close();
    return { plan, outcomes };
  }

  test(`a create over HTTP/1.1 without keys is refused, and nothing is sent: ${by}`, { skip }, async () => {
    const { plan, outcomes } = await run('refused', {});
    for (const { id, ...refusal } of outcomes) {
      assert.deepEqual(refusal, { code: 'needs_idempotency', message: REFUSAL, outcome: 'not_sent' });
      assert.equal(stage.between.arrivals.of(id), 0);
    }
    const counts = await judge(stage.emulator, outcomes, { remembers: false });
    assert.deepEqual(counts, { resolved: 0, not_sent: plan.length, unknown: 0, stored: 0, twice: 0 });
    note(`${by}, HTTP/1.1, no keys`, { creates: plan.length, ...counts });
  });

  test(`allowResend sends it, and then the browser doubles it: ${by}`, { skip }, async () => {
    const { plan, outcomes } = await run('allowResend', { allowResend: true });
    const { billed } = stage.emulator.ledger();
    const twice = plan.filter(({ id }) => billed[id] > 1).length;
    note(`${by}, HTTP/1.1, no keys, allowResend`, { creates: plan.length, twice });
    assert.ok(twice > 0, 'no create was doubled: these tests would see none');
    await assert.rejects(judge(stage.emulator, outcomes, { remembers: false }), {
      message: new RegExp(`^${twice} of ${plan.length} went wrong`),
    });
  });
}
