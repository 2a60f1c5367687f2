// Browsers over HTTP/2: through the relay, and to a peer that does not remember keys, which receives a body that cannot be
// resent.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BROWSERS, openPage, useBrowser } from './browsers.mjs';
import { runCase } from './case.mjs';
import { BREAKS, startFront } from './front.mjs';
import { startStage } from './stage.mjs';

/** Fewer without keys: Chromium 156 restarts its network service when it cannot resend a stream. */
const ROUNDS = { relay: 8, 'no keys': 4 };

const stages = {};
before(async () => {
  stages.relay = await startStage({ remembers: true, startBetween: startFront });
  stages['no keys'] = await startStage({ remembers: false, startBetween: startFront });
});
after(async () => {
  for (const stage of Object.values(stages)) await stage.close();
});

for (const browser of BROWSERS) {
  const launched = useBrowser(browser);
  describe(browser.name, () => {
    const sends = { relay: true, 'no keys': browser.streams };
    for (const peer of Object.keys(sends).filter((name) => sends[name])) {
      for (const end of Object.keys(BREAKS)) {
        for (const isForwarded of [false, true]) {
          const name = `${browser.name}, HTTP/2, ${peer}, ${end}${isForwarded ? ', forwarded' : ''}`;
          test(`an interrupted create is stored at most once: ${name}`, { skip: browser.skip }, async () => {
            const stage = stages[peer];
            const page = await openPage(await launched(), stage.between.url);
            const { creates } = page;
            const cut = { end, isForwarded };
            const remembers = peer === 'relay';
            const counts = await runCase({ stage, name, rounds: ROUNDS[peer], cut, creates, remembers });
            if (isForwarded) assert.equal(counts.stored, counts.creates);
            if (!remembers) assert.equal(counts.resent, 0, 'a stream was sent again');
            await page.close();
          });
        }
      }
    }
  });
}
