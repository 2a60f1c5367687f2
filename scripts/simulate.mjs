// npm run simulate -- relay: client, browser, network and relay under a virtual clock, one run per seed (tests/simulation).
// npm run simulate -- jobs: jobs whose drivers die and whose responses are lost (tests/jobs).
// npm run simulate -- driver: the driver of jobs against the emulator, under a virtual clock (tests/simulation).
//   --seeds N     runs the seeds 1 to N (default 500), on all cores; prints failing ones with their traces
//   --seed S      runs that seed, and prints its trace
//   --faults      prints the first seed that finds each planted fault
//   --json FILE   writes { seeds, failed }
import './floor.mjs';
import fs from 'node:fs';
import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { simulateJobs } from './simulate/jobs.mjs';
import { options } from './simulate/options.mjs';
import { command, seconds } from './terminal.mjs';

/** Maximum number of failing seeds to show. */
const MAX_SHOWN = 3;

/** For each simulation: its folder, the number of seeds per progress line, and the maximum number to find a planted fault. */
const SIMULATIONS = {
  relay: { folder: 'relay', step: 5000, most: 500 },
  driver: { folder: 'jobs', step: 100, most: 60 },
};

const part = (name) => import(`../tests/simulation/${name}.mjs`);

await command(async () => {
  const { name, seeds, seed, faults, json } = options(process.argv.slice(2));
  const { env } = await setup();
  if (name === 'jobs') {
    const result = await simulateJobs({ seeds, seed, faults, env });
    if (json) write(json, { seeds: seed === undefined ? seeds : 1, failed: result.failed });
    return result.code;
  }
  await build(env);
  const simulation = SIMULATIONS[name];
  if (faults) return showFaults(simulation);
  if (seed !== undefined) {
    const failed = await show(seed, simulation);
    if (json) write(json, { seeds: 1, failed: failed ? [seed] : [] });
    return failed ? 1 : 0;
  }
  const started = Date.now();
  const { simulateAll } = await part('pool');
  const { failed } = await simulateAll(simulation.folder, seeds, (done, latest) => {
    if (latest.length > 0) console.log(`  failed: ${latest.join(' ')}`);
    if (done % simulation.step === 0) console.log(`  ${done} seeds`);
  });
  for (const one of failed.slice(0, MAX_SHOWN)) {
    await show(one, simulation);
    console.log(`Replay it: npm run simulate -- ${name} --seed ${one}\n`);
  }
  console.log(`${seeds} seeds, ${failed.length} failed, ${seconds(Date.now() - started)}`);
  if (failed.length > 0) console.log(`failed: ${failed.slice(0, 100).join(' ')}`);
  if (json) write(json, { seeds, failed });
  return failed.length > 0 ? 1 : 0;
});

/** Runs one seed and prints its trace. Returns whether it failed. */
async function show(seed, { folder }) {
  const { parts, runSeed } = await part(`${folder}/simulate`);
  const { violations, lines } = await runSeed(seed, { ...(await parts()), isTraced: true });
  console.log(`seed ${seed}: milliseconds, and what happened`);
  for (const line of lines) console.log(line);
  for (const { what, detail } of violations) console.log(`✗ ${what}: ${detail}`);
  return violations.length > 0;
}

async function showFaults({ folder, most }) {
  const [{ parts, runSeed }, { FAULTS }, { firstToFind, seedsFrom }] = await Promise.all(
    [`${folder}/simulate`, `${folder}/faults`, 'pool'].map(part),
  );
  let missed = 0;
  for (const { name, edits, plant, own: plan } of FAULTS) {
    const own = { ...(await parts(edits)), plant, own: plan };
    const found = await firstToFind(seedsFrom(1, most), (seed) => runSeed(seed, own));
    console.log(`${found ? String(found.seed).padStart(5) : '    ✗'}  ${name}${found ? ` (${found.what})` : ''}`);
    if (!found) missed += 1;
  }
  return missed > 0 ? 1 : 0;
}

function write(file, value) {
  fs.writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
