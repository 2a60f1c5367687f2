// Runs many seeds, with as many threads as there are cores.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** Number of seeds that a thread runs at a time. */
const CHUNKS = { relay: 250, jobs: 10 };

const simulation = (name) => import(`./${name}/simulate.mjs`);

/** Runs the first `count` seeds of a simulation. `onProgress` gets the number of completed seeds, and the latest failed ones. */
export async function simulateAll(name, count, onProgress = () => undefined) {
  const size = CHUNKS[name];
  const chunks = [];
  for (let first = 1; first <= count; first += size) chunks.push([first, Math.min(size, count + 1 - first)]);
  const results = [];
  let done = 0;
  const thread = async () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: name });
    try {
      for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
        worker.postMessage(chunk);
        const [result] = await once(worker, 'message');
        results.push(result);
        done += chunk[1];
        onProgress(done, result.failed);
      }
    } finally {
      await worker.terminate();
    }
  };
  const threads = Math.min(availableParallelism(), chunks.length);
  await Promise.all(Array.from({ length: threads }, thread));
  return joined(results);
}

/** Returns `count` seeds from `first` on. */
export const seedsFrom = (first, count) => Array.from({ length: count }, (_, place) => first + place);

/**
 * Runs seeds in this thread. Returns those that failed, in ascending order, and the number of runs in which each event occurred.
 */
export async function simulate(seeds, run) {
  const [failed, happened] = [[], {}];
  for (const seed of seeds) {
    const { violations, counts } = await run(seed);
    if (violations.length > 0) failed.push(seed);
    for (const what of Object.keys(counts)) add(happened, what, 1);
  }
  return { failed, happened };
}

/** Returns the first seed whose run detects a planted fault, or undefined. */
export async function firstToFind(seeds, run) {
  for (const seed of seeds) {
    const [found] = (await run(seed)).violations;
    if (found) return { seed, what: found.what };
  }
  return undefined;
}

/** Joins several results. */
function joined(results) {
  const all = { failed: results.flatMap(({ failed }) => failed).sort((a, b) => a - b), happened: {} };
  for (const { happened } of results) {
    for (const [name, runs] of Object.entries(happened)) add(all.happened, name, runs);
  }
  return all;
}

function add(sums, name, more) {
  sums[name] = (sums[name] ?? 0) + more;
}

if (!isMainThread && parentPort) {
  const { parts, runSeed } = await simulation(workerData);
  const own = await parts();
  parentPort.on('message', async ([first, count]) =>
    parentPort.postMessage(await simulate(seedsFrom(first, count), (seed) => runSeed(seed, own))),
  );
}
