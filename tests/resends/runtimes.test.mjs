// Node, Bun and Deno, with a peer without keys that closes a reused connection. Their `fetch` may resend a request by itself, as
// Deno's does with text, so arrivals are counted.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { inRoot } from '../../scripts/paths.mjs';
import { runtimeProgram, runtimeVersions } from '../../scripts/setup/runtimes.mjs';
import { serveSite } from '../../www/serve.mjs';
import { nodes } from '../runtimes/setup.mjs';
import { note, planOf } from './case.mjs';
import { startCloser } from './closer.mjs';
import { ANY_KEY } from './creates.mjs';
import { ENDS } from './cutter.mjs';

const ROUNDS = 50;
const MOST_OUTPUT = 64 * 1024 * 1024;

const { bun, deno } = runtimeVersions();
const RUNTIMES = [
  ...nodes().map(([version, program]) => ({ name: `Node ${version}`, program, args: [] })),
  { name: `Bun ${bun}`, program: runtimeProgram('bun'), args: ['run'] },
  { name: `Deno ${deno}`, program: runtimeProgram('deno'), args: ['run', '--no-prompt', '-A'] },
];
const DENO = RUNTIMES.at(-1);
const SIZES = { 'a small body': false, 'a body of 2 MB': true };

/** Runs the program in a runtime, with a server that closes connections, or with a relay that calls such a server. */
async function run({ program, args }, { name, end, isLarge, isRelayed, ...options }) {
  const closer = await startCloser({ end });
  const relay = isRelayed ? await serveSite({ upstream: closer.url, apiKey: 'any', token: ANY_KEY }) : undefined;
  try {
    const plan = planOf(name, ROUNDS).map(({ id }) => ({ id, isLarge }));
    const query = JSON.stringify({ client: { baseURL: (relay ?? closer).url }, plan, ...options });
    const file = inRoot('tests', 'resends', 'program.mjs');
    const env = { ...process.env, NO_COLOR: '1' };
    const ran = await promisify(execFile)(program, [...args, file, query], { env, maxBuffer: MOST_OUTPUT });
    return { plan, arrivals: closer.arrivals, outcomes: JSON.parse(ran.stdout) };
  } finally {
    await relay?.close();
    await closer.close();
  }
}

/** Returns the error in an outcome, given how often its create arrived completely. */
function problem({ id, batch, outcome, found }, times) {
  if (times > 1) return 'stored twice';
  if (batch !== undefined) return times === 1 && batch === `${id}-0` ? '' : 'resolved with a batch that is not its own';
  if (outcome === 'not_sent') return times === 0 ? '' : 'called not sent, and was stored';
  if (outcome !== 'unknown' || !found) return 'no outcome that can be asked for';
  if (found.proven) return 'proven by a peer that cannot know';
  return times === 0 || found.candidates.includes(`${id}-0`) ? '' : 'stored, and not among the candidates';
}

/** Asserts that none of the creates arrived twice, and that each outcome is true. */
async function assertOnce(runtime, options) {
  const { plan, arrivals, outcomes } = await run(runtime, options);
  assert.equal(outcomes.length, plan.length);
  const wrong = outcomes
    .map((outcome) => ({ ...outcome, problem: problem(outcome, arrivals.of(outcome.id)) }))
    .filter(({ problem }) => problem);
  assert.deepEqual(wrong, []);
  const of = (kind) => outcomes.filter(({ batch, outcome }) => (batch ? 'resolved' : outcome) === kind).length;
  const counts = { resolved: of('resolved'), not_sent: of('not_sent'), unknown: of('unknown') };
  const stored = plan.filter(({ id }) => arrivals.of(id) > 0).length;
  note(options.name, { creates: plan.length, ...counts, stored, twice: arrivals.repeated(plan) });
  assert.ok(stored > 0, 'nothing arrived: nothing was tried');
}

for (const end of Object.keys(ENDS)) {
  for (const [size, isLarge] of Object.entries(SIZES)) {
    for (const runtime of RUNTIMES) {
      const name = `${runtime.name}, ${size}, ${end}`;
      test(`no create arrives twice: ${name}`, () => assertOnce(runtime, { name, end, isLarge }));
    }
    const name = `the relay in workerd to its upstream, ${size}, ${end}`;
    test(`no create arrives twice: ${name}`, () => assertOnce(RUNTIMES[0], { name, end, isLarge, isRelayed: true }));
  }
}

test(`a fetch with a body of text arrives twice, so this would be seen: ${DENO.name}`, async () => {
  const { plan, arrivals } = await run(DENO, { name: 'Deno, plain fetch', end: 'FIN', isLarge: false, plain: true });
  const twice = arrivals.repeated(plan);
  note(`${DENO.name}, fetch without the client, text`, { creates: plan.length, twice });
  assert.ok(twice > 0, 'nothing was doubled: these tests would see none');
});
