// Browsers through the relay over HTTP/1.1, where a connection that they reuse closes in the middle of a create.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BROWSERS, openPage, useBrowser } from './browsers.mjs';
import { runCase } from './case.mjs';
import { ENDS, POINTS, startCutter } from './cutter.mjs';
import { startStage } from './stage.mjs';

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
          if (point !== 'before') assert.equal(counts.stored, counts.creates);
          assert.ok(counts.resent > 0, 'the browser sends none again by itself: nothing was tried');
          await page.close();
        });
      }
    }
  });
}
