// Browsers through the relay over HTTP/1.1, where a reused connection closes in the middle of a create.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BROWSERS, openPage, useBrowser } from './browsers.mjs';
import { note, planOf, runCase } from './case.mjs';
import { ENDS, POINTS, startCutter } from './cutter.mjs';
import { judge } from './judge.mjs';
import { startStage } from './stage.mjs';

const LATE_ROUNDS = 8;
const ROUNDS = { Chromium: 40, Firefox: 12 };

let stage;
before(async () => {
  stage = await startStage({ remembers: true, startBetween: startCutter });
});
after(() => stage?.close());

for (const browser of BROWSERS) {
  const launched = useBrowser(browser);
  describe(browser.name, { concurrency: 2 }, () => {
    for (const point of POINTS) {
      for (const end of Object.keys(ENDS)) {
        const name = `${browser.name}, HTTP/1.1, relay, ${point}, ${end}`;
        test(`a create that a browser sends again is stored once: ${name}`, { skip: browser.skip }, async () => {
          const page = await openPage(await launched(), stage.between.url);
          const { creates } = page;
          const cut = { point, end };
          const counts = await runCase({ stage, name, rounds: ROUNDS[browser.name], cut, creates, remembers: true });
          // At other points a look-up may arrive before the create, which is then not performed.
          if (point === 'answered') assert.equal(counts.stored, counts.creates);
          assert.ok(counts.resent > 0, 'the browser never resends automatically: the test tried nothing');
          await page.close();
        });
      }
    }

    test(`a create that arrives after it was not found is not performed any more: ${browser.name}`, {
      skip: browser.skip,
    }, async () => {
      const page = await openPage(await launched(), stage.between.url);
      const plan = planOf(`${browser.name}, late`, LATE_ROUNDS);
      const { cuts, late } = stage.between;
      for (const { id } of plan) cuts.set(id, { point: 'late', end: 'FIN', isAlwaysCut: true });
      const first = await page.creates({ plan, remembers: true });
      for (const { outcome, found } of first) {
        assert.deepEqual([outcome, found], ['unknown', { proven: true, batch: undefined, candidates: [] }]);
      }
      for (const { id } of plan) cuts.delete(id);
      const sent = late.splice(0).map((send) => send());
      const again = await page.creates({ plan, remembers: true });
      await Promise.all(sent);
      const counts = await judge(stage.emulator, again, { remembers: true });
      assert.deepEqual(counts, { resolved: plan.length, not_sent: 0, unknown: 0, stored: plan.length, twice: 0 });
      note(`${browser.name}, HTTP/1.1, relay, arrives after it was not found, made again`, {
        late: sent.length,
        ...counts,
      });
      await page.close();
    });
  });
}
