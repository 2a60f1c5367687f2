// One intent leads to at most one stored batch, for all interactions of client, browser, network and relay: one run per seed,
// each identical every time. `npm run simulate -- relay --seed 7` shows one.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { seedsFrom, simulate, simulateAll } from './pool.mjs';
import { parts, runSeed } from './relay/simulate.mjs';

const SEEDS = 500;

/** The minimum number of runs in which each event occurs, so that the simulation does not silently lose coverage. */
const HAPPENS = {
  relay: 300,
  'server without keys': 40,
  'resend of a create': 150,
  'later copy first': 15,
  'arrival after the caller left': 50,
  'answer that nobody waits for': 150,
  'create with a key': 200,
  // Only to servers without keys: a server that remembers keys gets the complete body.
  stream: 10,
  'arrival while open': 60,
  replay: 60,
  409: 100,
  422: 30,
  'restart while open': 40,
  deploy: 30,
  'end front': 30,
  alarm: 200,
  'stored later': 20,
  'answer broken off': 10,
  'body broken off': 3,
  'gateway in its own words': 40,
  'two callers with one key': 20,
  'two tabs': 40,
  'reload during a create': 40,
  'refused to send': 15,
  created: 200,
  'create fails: unknown': 150,
  'create fails: not_sent': 40,
  'create fails: rate_limited': 5,
  'create fails: invalid_request': 15,
  'create fails: Lost patience.': 20,
  'findCreated: proven, a batch': 15,
  'findCreated: proven, none': 8,
  'findCreated: not proven, a batch': 15,
  'findCreated: not proven, none': 15,
};

describe('the relay, simulated', () => {
  let result;
  before(async () => {
    result = await simulateAll('relay', SEEDS);
  });

  test(`${SEEDS} seeds keep every promise`, () => {
    const [first] = result.failed;
    assert.deepEqual(result.failed, [], `npm run simulate -- relay --seed ${first} shows the first`);
  });

  for (const [what, least] of Object.entries(HAPPENS)) {
    test(`the seeds reach "${what}"`, () => {
      const runs = result.happened[what] ?? 0;
      assert.ok(runs >= least, `expected at least ${least} runs with it, found ${runs}`);
    });
  }

  test('the same seed gives the same run, in any order and in any thread', async () => {
    const seeds = seedsFrom(1, 25);
    const own = { ...(await parts()), isTraced: true };
    const traces = new Map();
    for (const seed of seeds) traces.set(seed, (await runSeed(seed, own)).lines.join('\n'));
    const again = { ...(await parts()), isTraced: true };
    for (const seed of seeds.toReversed()) {
      assert.equal((await runSeed(seed, again)).lines.join('\n'), traces.get(seed), `seed ${seed}`);
    }
    const run = (seed) => runSeed(seed, own);
    assert.deepEqual(await simulate(seeds, run), await simulateAll('relay', seeds.length));
  });
});
