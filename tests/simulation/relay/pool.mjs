// Many seeds, in as many threads as there are cores.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { joined, parts, seedsFrom, simulate } from './simulate.mjs';

const CHUNK = 250;

/** Runs the seeds from 1 on, so many; `onProgress` gets how many are done, and which of the latest failed. */
export async function simulateAll(count, onProgress = () => undefined) {
  const chunks = [];
  for (let first = 1; first <= count; first += CHUNK) chunks.push([first, Math.min(CHUNK, count + 1 - first)]);
  const results = [];
  let done = 0;
  const thread = async () => {
    const worker = new Worker(new URL(import.meta.url));
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

if (!isMainThread && parentPort) {
  const own = await parts();
  parentPort.on('message', async ([first, count]) =>
    parentPort.postMessage(await simulate(seedsFrom(first, count), own)),
  );
}
