// Jobs whose commands are killed at random moments: the next command continues the job, and no request is billed twice.
//   CLI_DEATHS=100 node --test tests/cli/job_deaths.test.mjs   the number of deaths of npm run soak
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jobFolder, jsonl, requests } from './job_folder.mjs';

const DEATHS = Number(process.env.CLI_DEATHS ?? 20);
const DEATHS_PER_JOB = 5;
const BATCHES = 20;
/** Batches of at most 20 requests. */
const REQUESTS = 390;
const SUBMIT = ['submit', 'r.jsonl', '--key', 'k', '--max-requests', '20', '--settle', '1', '--yes'];
/** A command has started after the first, and mostly waits after the second. */
const [FIRST_MS, LAST_MS] = [150, 1500];
const RESULTS = ['results', 'k', '--order', 'input', '--jsonl', 'custom_id,outcome,text'];

/** Random numbers from 0 to 1, determined by a seed. */
function random(seed) {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const place = async (t) => {
  const made = await jobFolder(t, { processingMs: 300, latencyMs: [10, 60] });
  made.file('r.jsonl', jsonl(requests(REQUESTS)));
  return made;
};

/** Kills a command after a delay. Resolves to whether it was still running. */
async function kill({ child, ended }, ms) {
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  const { signal } = await ended;
  clearTimeout(timer);
  return signal === 'SIGKILL';
}

/** The output of a run that is not interrupted. */
async function undisturbed(t) {
  const { cli } = await place(t);
  assert.equal((await cli(SUBMIT)).code, 0);
  assert.equal((await cli(['watch', 'k'])).code, 0);
  return (await cli(RESULTS)).stdout;
}

describe('deaths', { concurrency: 3 }, () => {
  let expected;
  for (let job = 1; job <= Math.ceil(DEATHS / DEATHS_PER_JOB); job += 1) {
    test(`job ${job} of ${BATCHES} batches, whose commands are killed ${DEATHS_PER_JOB} times, comes to the same results`, async (t) => {
      expected ??= undisturbed(t);
      const { cli, start, emulator, raw } = await place(t);
      const next = random(job);
      let deaths = 0;
      let isSubmitted = false;
      for (let tries = 0; deaths < DEATHS_PER_JOB && tries < 20; tries += 1) {
        const isKilled = await kill(
          start(isSubmitted ? ['watch', 'k'] : SUBMIT),
          FIRST_MS + next() * (LAST_MS - FIRST_MS),
        );
        if (isKilled) deaths += 1;
        else if (isSubmitted) break;
        else isSubmitted = true;
      }
      t.diagnostic(`${deaths} deaths, seed ${job}`);
      assert.equal((await cli(SUBMIT)).code, 0);
      const { shards } = JSON.parse((await raw(['watch', 'k', '--json'])).stdout);
      assert.equal(shards.length, BATCHES);
      assert.equal((await cli(RESULTS)).stdout, await expected);
      assert.deepEqual(emulator.ledger().billedTwice, []);
      const [found, ...more] = JSON.parse((await raw(['list', '--json'])).stdout);
      assert.deepEqual([found.key, more], ['k', []]);
    });
  }
});
