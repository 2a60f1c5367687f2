// What a page does with results that a worker reads, beside the same results read directly. Everything here runs in the page and
// gives plain data.
import { BatchError, ConnectionError, ResponseError, readResults } from '/dist/web.js';
import { readResultsInWorker } from '/dist/worker.js';

const usage = { input_tokens: 5, output_tokens: 7, cache_read_input_tokens: 2 };
const answer = (custom_id, content, message = {}) => ({
  custom_id,
  result: {
    type: 'succeeded',
    message: {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-opus-5-5', content },
      ...{ stop_reason: 'end_turn', stop_sequence: null, usage, ...message },
    },
  },
});
const text = (words, more = {}) => ({ type: 'text', text: words, ...more });
const failed = (custom_id, error) => ({ custom_id, result: { type: 'errored', error } });

/** A line of every kind, in the ways of writing that a reader may meet. */
function linesOfEveryKind() {
  const alike = (at) => answer(`alike-${at}`, [text(`${at}: ${'é 🎈 plain "quoted" \\ \n'.repeat(at % 5)}`)]);
  const citations = [{ type: 'page_location', cited_text: 'x', start_page_number: 1 }];
  const tool = { type: 'tool_use', id: 'toolu_1', name: 'find', input: { deep: [1.5e300, -0, null, 'é'] } };
  const lines = [
    ...Array.from({ length: 40 }, (_, at) => alike(at)),
    answer('i'.repeat(80), [text('a long id')]),
    answer('two', [text('one '), text('two', { citations })]),
    answer('tool', [text('Wait.'), tool], { stop_reason: 'tool_use' }),
    answer('refused', [], { stop_reason: 'refusal' }),
    answer('proto', [text('x')], { stop_reason: '__proto__' }),
    failed('busy', { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
    failed('wrong', { type: 'error', error: { type: 'invalid_request_error', message: 'messages: é' } }),
    { custom_id: 'canceled', result: { type: 'canceled' } },
    { custom_id: 'expired', result: { type: 'expired' } },
    { custom_id: 'later', result: { type: 'postponed', until: 'tomorrow' } },
  ].map((line) => JSON.stringify(line));
  const twice = lines[0].replace('"custom_id"', '"custom_id":"first","custom_id"');
  const surrogate = JSON.stringify(answer('half', [text('x')])).replace('"x"', '"\\ud800 \\u00e9"');
  const long = JSON.stringify(answer('long', [text('é'.repeat(300_000))]));
  lines.push(twice, surrogate, '{"custom_id":', '[1]', '{"custom_id":"no-result"}', '', `  ${lines[3]} `, long);
  for (let at = 0; at < 40; at += 1) lines.push(JSON.stringify(alike(at)));
  return lines;
}

function encodedResults() {
  const lines = linesOfEveryKind();
  const head = new TextEncoder().encode(`\ufeff${lines.join('\r\n')}\n`);
  const last = new TextEncoder().encode(`\n${lines[0]}`);
  // A line that is not UTF-8, and a last one without an end.
  return new Uint8Array([...head, 0x7b, 0xff, 0x7d, ...last]);
}

const RESULTS = encodedResults();

/** More than is read ahead. */
const MANY = new Uint8Array(Array.from({ length: 10 }, () => [...RESULTS, 0x0a]).flat());

/** A stream of pieces of these sizes in turn. `state` counts what was asked of it. */
function streamOf(bytes, sizes, state = {}) {
  let [at, turn] = [0, 0];
  state.pulls = 0;
  return new ReadableStream(
    {
      pull(controller) {
        state.pulls += 1;
        if (at >= bytes.length) return controller.close();
        const size = sizes[turn++ % sizes.length];
        controller.enqueue(bytes.slice(at, at + size));
        at += size;
      },
      cancel(reason) {
        state.cancelled = reason ?? 'without a reason';
      },
    },
    { highWaterMark: 0 },
  );
}

/** All that a record says. */
function seen(record) {
  let result;
  try {
    result = record.result;
  } catch (error) {
    result = `${error}`;
  }
  const { custom_id, type, outcome, reason, usage, error, line, byteOffset } = record;
  const raw = [...record.raw].join();
  const { text } = record;
  return JSON.stringify({
    ...{ custom_id, type, outcome, reason, text, result, usage, error, line, byteOffset, raw },
    json: record,
    isSame: type === 'malformed' || Object.is(record.result, result),
  });
}

async function all(results) {
  const records = [];
  for await (const record of results) records.push(seen(record));
  return records;
}

/** The number of records and the first that differ. */
function compared(name, direct, worker) {
  const at = direct.findIndex((record, index) => record !== worker[index]);
  const found = [name, direct.length, worker.length];
  return at < 0 ? found : [...found, at, direct[at]?.slice(0, 3000), worker[at]?.slice(0, 3000)];
}

export async function chunkings() {
  const direct = await all(readResults(RESULTS));
  const found = [];
  const small = RESULTS.slice(0, 9_000);
  const directSmall = await all(readResults(small));
  for (const sizes of [[1], [7], [64, 1], [1_000]]) {
    found.push(compared(sizes.join(), directSmall, await all(readResultsInWorker(streamOf(small, sizes)))));
  }
  for (const sizes of [[4_093], [65_536], [100, 300_000], [1_000_000]]) {
    found.push(compared(sizes.join(), direct, await all(readResultsInWorker(streamOf(RESULTS, sizes)))));
  }
  return found;
}

export async function inputs() {
  const direct = await all(readResults(RESULTS));
  const words = new TextDecoder('utf-8', { ignoreBOM: true }).decode(RESULTS);
  const directWords = await all(readResults(words));
  const url = URL.createObjectURL(new Blob([RESULTS]));
  const kinds = {
    bytes: RESULTS,
    Blob: new Blob([RESULTS]),
    File: new File([RESULTS], 'results.jsonl'),
    stream: streamOf(RESULTS, [50_000]),
    Response: new Response(RESULTS),
    fetched: await fetch(url),
  };
  const found = [];
  for (const [kind, kept] of Object.entries(kinds)) {
    found.push(compared(kind, direct, await all(readResultsInWorker(kept))));
  }
  found.push(compared('text', directWords, await all(readResultsInWorker(words))));
  const { byteLength } = RESULTS.buffer;
  const grouped = [];
  const results = await readResultsInWorker(RESULTS);
  for await (const records of results.chunks()) grouped.push(...records.map(seen));
  found.push(compared('chunks()', direct, grouped));
  const list = JSON.stringify([answer('a', [text('x')]), answer('b', [text('y')])], undefined, 1);
  found.push(compared('list', await all(readResults(list)), await all(readResultsInWorker(list))));
  const loaded = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('results-worker.js'));
  return { found, isWhole: byteLength === RESULTS.byteLength, hasScript: loaded.length > 0 };
}

/** A page that reads in a worker alone. */
export async function alone() {
  const { readResultsInWorker } = await import('/dist/worker.js');
  const records = [];
  for await (const { custom_id, text } of readResultsInWorker('{"custom_id":"a","result":{"type":"expired"}}')) {
    records.push([custom_id, text]);
  }
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1));
  return { records, wasm: loaded.filter((name) => name.endsWith('.wasm')) };
}

/** A tally as text. Names are not keys of objects here: one may be `__proto__`. */
const asText = (tally) => JSON.stringify(entriesOf(tally));
const entriesOf = (value) =>
  Object(value) === value ? Object.entries(value).map(([name, inner]) => [name, entriesOf(inner)]) : value;

export async function tallies() {
  const direct = await readResults(RESULTS);
  const counted = await (await readResultsInWorker(new Blob([RESULTS]))).tally();
  const results = await readResultsInWorker(streamOf(RESULTS, [65_536]));
  const before = results.tallySoFar();
  const during = [];
  for await (const _ of results) during.push(results.tallySoFar().records);
  const grows = during.every((count, at) => count > 0 && count >= (during[at - 1] ?? 0));
  const whole = asText(await direct.tally());
  const after = asText(results.tallySoFar());
  return { whole, counted: asText(counted), before, after, grows };
}

const OURS = { BatchError, ConnectionError, ResponseError };

/** All that an error says. */
function described(error) {
  const { stack, ...fields } = error;
  return JSON.stringify({
    ...fields,
    ...{ name: error.name, message: error.message, cause: String(error.cause) },
    classes: Object.keys(OURS).filter((name) => error instanceof OURS[name]),
    builtIn: [TypeError, RangeError].filter((Class) => error instanceof Class).map(({ name }) => name),
    isOurs: BatchError.isInstance(error),
  });
}

const rejection = (work) => work.then(() => 'none', described);

export async function errors() {
  const broken = () => {
    const cause = new Error('the cable was cut');
    let at = 0;
    return new ReadableStream({
      pull(controller) {
        if (at === 0) controller.enqueue(RESULTS.slice(0, 5_000));
        else controller.error(cause);
        at += 1;
      },
    });
  };
  const beingRead = (source) => {
    (source.body ?? source).getReader();
    return source;
  };
  const wasRead = new Response(RESULTS);
  await wasRead.text();
  const cases = {
    'too few': () => [RESULTS, { recordCount: 9_999 }],
    'a wrong count': () => [RESULTS, { recordCount: 'many' }],
    'a count out of range': () => [RESULTS, { recordCount: -1 }],
    'a wrong length': () => [RESULTS, { maxLineBytes: 0 }],
    'no results': () => ['id,name\n1,x\n'],
    nothing: () => [''],
    'a web page': () => [new Response('<html></html>', { status: 203 })],
    'a broken stream': () => [broken()],
    'a response that is being read': () => [beingRead(new Response(RESULTS))],
    'a stream that is being read': () => [beingRead(new Response(RESULTS).body)],
    'a response that was read': () => [wasRead],
    'a stream of text': () => [new ReadableStream({ start: (controller) => controller.enqueue('text') })],
    'a number': () => [7],
    'a wrong schema': () => [RESULTS, { schema: 'x' }],
  };
  const found = [];
  for (const [name, make] of Object.entries(cases)) {
    const direct = await rejection(all(readResults(...make())));
    found.push([name, direct, await rejection(all(readResultsInWorker(...make())))]);
  }
  const long = { maxLineBytes: 200 };
  const shortened = compared(
    'long lines',
    await all(readResults(RESULTS, long)),
    await all(readResultsInWorker(RESULTS, long)),
  );
  const results = await readResultsInWorker(RESULTS);
  const again = await all(results).then(() => rejection(all(results)));
  const unknown = await rejection(all(readResultsInWorker(RESULTS, { from: 1 })));
  const noModule = await rejection(all(readResultsInWorker(RESULTS, { wasm: new Response('') })));
  const noWorker = await rejection(all(readResultsInWorker(RESULTS, { worker: 'worker.js' })));
  const cancelled = await readResultsInWorker(new ReadableStream());
  const tally = rejection(cancelled.tally());
  await cancelled.cancel();
  return { found, shortened, again, unknown, noWorker, noModule, cancelled: await tally };
}

/** How many records a loop gets before an error, the error, and how many the tally has. `pause` lets the worker get ahead of the loop. */
async function untilError(opening, pause = async () => {}) {
  const results = await opening;
  let count = 0;
  try {
    for await (const _ of results) {
      count += 1;
      if (count === 1) await pause();
    }
    return [count, 'none'];
  } catch (error) {
    return [count, described(error), results.tallySoFar()?.records];
  }
}

/** What is read before an error, directly and in a worker, with a loop that is fast or slow. */
export async function beforeErrors() {
  const lines = Array.from({ length: 300 }, (_, at) => JSON.stringify(answer(`id-${at}`, [text('x'.repeat(200))])));
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const pieces = Array.from({ length: 5 }, (_, at) => bytes.slice(at * 20_000, at < 4 ? (at + 1) * 20_000 : undefined));
  const brokenAfter = (onError) => {
    let at = 0;
    return new ReadableStream(
      {
        pull(controller) {
          if (at < pieces.length) return controller.enqueue(pieces[at++]);
          controller.error(new Error('the cable was cut'));
          onError();
        },
      },
      { highWaterMark: 0 },
    );
  };
  const otherReading = () => all(readResultsInWorker(RESULTS));
  const count = { recordCount: 400 };
  const found = [
    ['too few', await untilError(readResults(bytes, count)), await untilError(readResultsInWorker(bytes, count))],
    [
      'too few, slowly',
      await untilError(readResults(bytes, count)),
      await untilError(readResultsInWorker(bytes, count), otherReading),
    ],
    [
      'broken',
      await untilError(readResults(brokenAfter(() => {}))),
      await untilError(readResultsInWorker(brokenAfter(() => {}))),
    ],
  ];
  let onError;
  const errored = new Promise((resolve) => {
    onError = resolve;
  });
  const slow = readResultsInWorker(brokenAfter(onError));
  const pause = () => errored.then(otherReading);
  found.push(['broken, slowly', await untilError(readResults(brokenAfter(() => {}))), await untilError(slow, pause)]);

  const counted = async (opening) => {
    const results = await opening;
    return [await rejection(results.tally()), results.tallySoFar()?.records];
  };
  const tallies = [await counted(readResults(bytes, count)), await counted(readResultsInWorker(bytes, count))];

  // What was found before is dropped by an abort, and by `cancel`.
  const controller = new AbortController();
  const reason = { because: 'enough' };
  const cut = await readResultsInWorker(bytes, { ...count, signal: controller.signal });
  const chunks = cut.chunks();
  await chunks.next();
  await otherReading();
  controller.abort(reason);
  const aborted = await chunks.next().then(
    () => 'none',
    (error) => error === reason,
  );
  const left = await readResultsInWorker(bytes, count);
  const rest = left.chunks();
  await rest.next();
  await otherReading();
  await left.cancel();
  return { found, tallies, aborted, cancelled: (await rest.next()).done };
}

export async function schemas() {
  const lines = [
    answer('good', [text('```json\n{"city":"Rome"}\n```')]),
    answer('bad', [text('{}')]),
    answer('none', [text('?')]),
  ];
  const kept = lines.map((line) => JSON.stringify(line)).join('\n');
  const schema = (value) => typeof value.city === 'string';
  const read = async (results) => {
    const found = [];
    for await (const { custom_id, outcome, parsed, error } of results) found.push([custom_id, outcome, parsed, error]);
    return JSON.stringify(found);
  };
  return [await read(readResults(kept, { schema })), await read(readResultsInWorker(kept, { schema }))];
}

/** Locks of workers that live. */
const living = async () =>
  (await navigator.locks.query()).held.filter(({ name }) => name.startsWith('message-batches/'));

/** Resolves when no worker lives. */
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
  // A source that gives nothing.
  const silent = new AbortController();
  const waiting = all(readResultsInWorker(new ReadableStream(), { signal: silent.signal }));
  silent.abort(reason);
  found.abortedWaiting = await waiting.then(
    () => 'none',
    (error) => error === reason,
  );
  await untilNoneLives();

  const results = await readResultsInWorker(new ReadableStream());
  const loop = all(results);
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

/** What became of readings whose worker does not answer, once their time is over. */
export async function silences() {
  const waits = [];
  const { setTimeout: later, Worker: Real } = globalThis;
  // The time of the wait is noted, and over at once.
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

/** A worker that ends after its first word, while it loads the WebAssembly. */
export async function deathWhileLoading() {
  const worker = new Worker('/own-worker.js', { type: 'module' });
  const reading = rejection(all(readResultsInWorker(RESULTS, { worker, wasm: '/never.wasm' })));
  // It asks for the WebAssembly after that word.
  await fetch('/asked-for-never.wasm');
  worker.terminate();
  return reading;
}

/** Workers and sources that are left by iterators which were ended before they had given anything. */
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

/** How much was read when a page that takes one chunk lets others do much more. */
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
