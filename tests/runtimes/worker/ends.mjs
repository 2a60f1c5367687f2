// How workers end, what they read ahead, and the outcome of readings whose worker dies.
import { readResults } from '/dist/web.js';
import { readResultsInWorker } from '/dist/worker.js';
import { all, answer, compared, MANY, RESULTS, streamOf, text } from './corpus.mjs';
import { rejection } from './described.mjs';

/** Returns the locks of running workers. */
const living = async () =>
  (await navigator.locks.query()).held.filter(({ name }) => name.startsWith('message-batches/'));

/** Resolves when no worker is running. */
async function untilNoneLives() {
  for (let held = await living(); held.length > 0; held = await living()) {
    await Promise.all(held.map(({ name }) => navigator.locks.request(name, () => {})));
  }
}

export async function ends() {
  const found = {};
  const source = {};
  for await (const _ of readResultsInWorker(streamOf(MANY, [1_000], source))) {
    found.lived = (await living()).length;
    break;
  }
  await untilNoneLives();
  found.broken = source.cancelled;

  const aborted = {};
  const controller = new AbortController();
  const reason = { because: 'enough' };
  const reading = (async () => {
    for await (const _ of readResultsInWorker(streamOf(MANY, [1_000], aborted), { signal: controller.signal })) {
      controller.abort(reason);
    }
  })();
  found.reason = await reading.then(
    () => 'none',
    (error) => error === reason,
  );
  found.sourceReason = aborted.cancelled === reason;
  await untilNoneLives();
  const before = readResultsInWorker(RESULTS, { signal: AbortSignal.abort(reason) });
  found.abortedBefore = await before.then(
    () => 'none',
    (error) => error === reason,
  );
  // A source that returns nothing.
  const silent = new AbortController();
  const waiting = all(readResultsInWorker(new ReadableStream(), { signal: silent.signal }));
  silent.abort(reason);
  found.abortedWaiting = await waiting.then(
    () => 'none',
    (error) => error === reason,
  );
  await untilNoneLives();

  const results = await readResultsInWorker(new ReadableStream());
  const loop = all(results).then(
    () => 'none',
    ({ message }) => message,
  );
  await results.cancel();
  found.cancelled = await loop;
  await untilNoneLives();
  {
    const disposed = await readResultsInWorker(RESULTS);
    await disposed[Symbol.asyncDispose]();
  }
  await untilNoneLives();
  found.done = (await all(readResultsInWorker(RESULTS))).length;
  await untilNoneLives();
  found.living = (await living()).length;
  return found;
}

/** Returns the outcome of readings whose worker does not answer, after their timeout. */
export async function silences() {
  const waits = [];
  const { setTimeout: later, Worker: Real } = globalThis;
  // Records the timeout and ends it at once.
  globalThis.setTimeout = (callback, ms, ...rest) => {
    if (ms > 1_000) waits.push(ms);
    return later(callback, ms > 1_000 ? 0 : ms, ...rest);
  };
  try {
    const foreign = new Worker('/foreign-worker.js', { type: 'module' });
    const ended = new Worker('/own-worker.js', { type: 'module' });
    ended.terminate();
    const found = [];
    for (const worker of [foreign, ended]) {
      const source = {};
      const error = await rejection(all(readResultsInWorker(streamOf(RESULTS, [1_000], source), { worker })));
      found.push([error, source.cancelled?.code]);
    }
    foreign.terminate();
    globalThis.Worker = class extends Real {
      constructor(...args) {
        super(...args);
        this.terminate();
      }
    };
    found.push([await rejection(all(readResultsInWorker(RESULTS)))]);
    return { found, waits };
  } finally {
    Object.assign(globalThis, { setTimeout: later, Worker: Real });
  }
}

/** Runs a worker that ends after its first message, while it loads the WebAssembly. */
export async function deathWhileLoading() {
  const worker = new Worker('/own-worker.js', { type: 'module' });
  const reading = rejection(all(readResultsInWorker(RESULTS, { worker, wasm: '/never.wasm' })));
  // The worker requests the WebAssembly after that message.
  await fetch('/asked-for-never.wasm');
  worker.terminate();
  return reading;
}

/** Returns the workers and sources that remain after iterators were ended before their first value. */
export async function leftBeforeStart() {
  const ways = {
    'the loop, return': (results) => results[Symbol.asyncIterator]().return(),
    'the loop, throw': (results) =>
      results[Symbol.asyncIterator]()
        .throw('enough')
        .catch(() => {}),
    'chunks, return': (results) => results.chunks().return(),
    'chunks, throw': (results) =>
      results
        .chunks()
        .throw('enough')
        .catch(() => {}),
  };
  const found = [];
  for (const [name, leave] of Object.entries(ways)) {
    const source = {};
    const results = await readResultsInWorker(streamOf(MANY, [1_000], source));
    const lived = (await living()).length;
    await leave(results);
    found.push([name, lived, source.cancelled]);
    await untilNoneLives();
  }
  return found;
}

/** Returns how much was read if a page takes one chunk and the worker has time to read ahead. */
export async function ahead() {
  const line = `${JSON.stringify(answer('a', [text('x'.repeat(10_000))]))}\n`;
  const bytes = new TextEncoder().encode(line.repeat(2_000));
  const state = {};
  const results = await readResultsInWorker(streamOf(bytes, [65_536], state));
  const chunks = results.chunks();
  const first = (await chunks.next()).value.length;
  await all(readResultsInWorker(RESULTS));
  await all(readResultsInWorker(RESULTS));
  const pulls = state.pulls;
  let rest = 0;
  for await (const records of chunks) rest += records.length;
  return { pulls, records: first + rest };
}

export async function severalAtOnce() {
  const direct = await all(readResults(RESULTS));
  const own = await Promise.all([all(readResultsInWorker(RESULTS)), all(readResultsInWorker(new Blob([RESULTS])))]);
  const worker = new Worker('/own-worker.js', { type: 'module' });
  const wasm = '/moved/results.wasm';
  const said = new Promise((resolve) => {
    worker.onmessage = ({ data }) => typeof data === 'string' && resolve(data);
  });
  const streams = [streamOf(RESULTS, [997]), streamOf(RESULTS, [65_536])];
  const shared = await Promise.all(streams.map((kept) => all(readResultsInWorker(kept, { worker, wasm }))));
  for await (const _ of readResultsInWorker(RESULTS, { worker })) break;
  await untilNoneLives();
  const again = await all(readResultsInWorker(RESULTS, { worker }));
  worker.postMessage('are you there?');
  const outcome = await said;
  worker.terminate();
  const module = await WebAssembly.compileStreaming(fetch('/dist/results.wasm'));
  const compiled = await all(readResultsInWorker(RESULTS, { wasm: module }));
  return { found: [...own, ...shared, again, compiled].map((records, at) => compared(at, direct, records)), outcome };
}

export async function deaths() {
  const found = {};
  const worker = new Worker('/own-worker.js', { type: 'module' });
  const source = {};
  const reading = (async () => {
    for await (const _ of readResultsInWorker(streamOf(MANY, [1_000], source), { worker })) worker.terminate();
  })();
  found.terminated = await rejection(reading);
  found.source = source.cancelled?.code;
  const missing = new Worker('/none.js', { type: 'module' });
  found.missing = await rejection(all(readResultsInWorker(RESULTS, { worker: missing })));
  const { readResultsInWorker: broken } = await import('/scriptless/worker.js');
  found.scriptless = await rejection(all(broken(RESULTS)));
  const noWasm = { wasm: '/none.wasm' };
  found.noWasm = await rejection(all(readResultsInWorker(RESULTS, noWasm)));
  found.next = (await all(readResultsInWorker(RESULTS))).length;
  return found;
}
