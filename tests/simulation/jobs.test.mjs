// The driver of jobs, as built, against the emulator with a virtual clock: one run per seed, each identical every time. `npm run
// simulate -- driver --seed 7` shows one.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { FAULTS } from './jobs/faults.mjs';
import { CALM, parts, runSeed } from './jobs/simulate.mjs';
import { firstToFind, seedsFrom, simulateAll } from './pool.mjs';

const SEEDS = 210;
const HOUR = 3_600_000;

/** The minimum number of runs in which each event occurs, so that the simulation does not silently lose coverage. */
const HAPPENS = {
  refused: 50,
  'cut before': 50,
  'cut after': 50,
  'broken answer': 50,
  slow: 50,
  late: 30,
  429: 15,
  529: 15,
  500: 20,
  'stored, 500': 10,
  queue: 10,
  'spend limit': 10,
  paused: 1,
  asked: 10,
  dead: 80,
  'death before a write': 50,
  'death after a write': 50,
  'death after a read': 50,
  'second driver': 30,
  'write reported as failed': 50,
  'store fails': 50,
  'clock jumps': 60,
  neighbours: 60,
  cancel: 10,
  closed: 15,
  retry: 30,
  'companion collected': 40,
  'shared look': 40,
};

describe('the driver of jobs, simulated', () => {
  let result;
  before(async () => {
    result = await simulateAll('jobs', SEEDS);
  });

  test(`${SEEDS} seeds keep every promise`, () => {
    const [first] = result.failed;
    assert.deepEqual(result.failed, [], `npm run simulate -- driver --seed ${first} shows the first`);
  });

  for (const [what, least] of Object.entries(HAPPENS)) {
    test(`the seeds reach "${what}"`, () => {
      const runs = result.happened[what] ?? 0;
      assert.ok(runs >= least, `expected at least ${least} runs with it, found ${runs}`);
    });
  }
});

test('the same seed gives the same run, in any order', async () => {
  const own = { ...(await parts()), isTraced: true };
  const seeds = seedsFrom(1, 8);
  const traces = new Map();
  for (const seed of seeds) traces.set(seed, (await runSeed(seed, own)).lines.join('\n'));
  for (const seed of seeds.toReversed()) {
    assert.equal((await runSeed(seed, own)).lines.join('\n'), traces.get(seed), `seed ${seed}`);
  }
});

test('ten batches that run for 24 hours take at most 400 rounds', async () => {
  const plan = { ...CALM, maxRequests: 1, requests: 10, processingMs: 24 * HOUR, isRetried: false, isPrimed: false };
  const { violations, looks } = await runSeed(1, { ...(await parts()), own: plan });
  assert.deepEqual(violations, []);
  assert.ok(looks <= 400, `found ${looks} rounds`);
  assert.ok(looks >= 100, `found ${looks} rounds: the batches did not run so long`);
});

describe('the judge', () => {
  for (const { name, plant, own: plan } of FAULTS) {
    test(`finds that ${name}`, async () => {
      const own = { ...(await parts()), plant, own: plan };
      const found = await firstToFind(seedsFrom(1, 60), (seed) => runSeed(seed, own));
      assert.ok(found, 'no seed from 1 to 60 finds it');
    });
  }
});
