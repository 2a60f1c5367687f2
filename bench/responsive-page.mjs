// The part of responsive.mjs that runs in a page.
import { readResults } from '/dist/web.js';
import { readResultsInWorker } from '/dist/worker.js';

const WARM = '{"custom_id":"a","result":{"type":"expired"}}';
const READERS = { direct: readResults, worker: readResultsInWorker };

/** The works. Each reads everything that it requests. */
const WORKS = {
  async full(results) {
    let blocks = 0;
    for await (const { result } of results) blocks += result.message?.content.length ?? 0;
    return blocks;
  },
  async text(results) {
    let length = 0;
    for await (const { custom_id, outcome, text } of results) length += custom_id.length + outcome.length + text.length;
    return length;
  },
  async tally(results) {
    return (await (await results).tally()).records;
  },
};

/** Loads everything once, so that only reading is measured. */
export async function load() {
  for (const read of Object.values(READERS)) await WORKS.full(read(WARM));
  globalThis.read = read;
}

async function read({ what, reader, watches }) {
  const response = await fetch('/results');
  const watch = watches ? watchThread() : undefined;
  const started = performance.now();
  const found = await WORKS[what](READERS[reader](response));
  if (!(found > 0)) throw new Error('nothing was read');
  const took = performance.now() - started;
  return { took, ...(await watch?.()) };
}

/** Observes the main thread until the returned function is called. */
function watchThread() {
  const longTasks = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(Math.round(duration));
  });
  if (PerformanceObserver.supportedEntryTypes.includes('longtask')) observer.observe({ type: 'longtask' });
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  let gap = 0;
  port1.onmessage = () => {
    const now = performance.now();
    gap = Math.max(gap, now - last);
    last = now;
    port2.postMessage(undefined);
  };
  port2.postMessage(undefined);
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    port1.close();
    observer.disconnect();
    return { gap, longTasks };
  };
}
