// An abort at any moment rejects with the reason itself, ends the calls in progress and leaves nothing behind.
import assert from 'node:assert/strict';
import { getEventListeners, getMaxListeners, setMaxListeners } from 'node:events';
import { test } from 'node:test';
import { BatchClient, init, readResults, validate } from 'message-batches';
import {
  answering,
  apiError,
  batch,
  bytesOf,
  ended,
  endedWith,
  failure,
  inProcess,
  json,
  KEY,
  NODE_ENTRY,
  never,
  question,
} from './setup.mjs';

// Otherwise, the first call would load the core during an abort.
await init();

const REASON = { why: 'enough' };
const LINE = '{"custom_id":"a","result":{"type":"canceled"}}\n';

/** A body that never ends. */
const endless = (text) => () =>
  new Response(new ReadableStream({ start: (controller) => controller.enqueue(bytesOf(text)) }));
const busy = apiError(503, 'overloaded_error', 'x', { 'retry-after': '60' });
const busyCreate = apiError(429, 'rate_limit_error', 'x', { 'retry-after': '60' });
const stalled = () => new Promise(() => {});

/** The moments: the server's answers, and the caller's action. Each would never end without the abort. */
const moments = {
  'a create that waits for its key': [
    [],
    (client, options) => client({ apiKey: stalled }).create([question('a')], options),
  ],
  'a create that waits for its input': [
    [],
    (client, options) =>
      client().create(
        (async function* () {
          await stalled();
          yield 1;
        })(),
        options,
      ),
  ],
  'a create that waits for a stream of its input': [
    [],
    (client, options) => client().create(new ReadableStream(), options),
  ],
  'a create that waits for an answer': [[never], (client, options) => client().create([question('a')], options)],
  'a create that reads its answer': [
    [endless('{"id":')],
    (client, options) => client().create([question('a')], options),
  ],
  'a create that waits for another attempt': [
    [busyCreate],
    (client, options) => client().create([question('a')], options),
  ],
  'a retrieve that waits for its key': [[], (client, options) => client({ apiKey: stalled }).retrieve('a', options)],
  'a retrieve that waits for an answer': [[never], (client, options) => client().retrieve('a', options)],
  'a retrieve whose fetch does not know signals': [[stalled], (client, options) => client().retrieve('a', options)],
  'a retrieve that reads its answer': [[endless('{"id":')], (client, options) => client().retrieve('a', options)],
  'a retrieve that waits for another attempt': [[busy], (client, options) => client().retrieve('a', options)],
  'a list that waits for an answer': [[never], (client, options) => client().list({}, options)],
  'a cancel that waits for an answer': [[never], (client, options) => client().cancel('a', options)],
  'a delete that waits for an answer': [[never], (client, options) => client().delete('a', options)],
  'results that wait for the batch': [[never], (client, options) => client().results('a', options)],
  'results that wait to begin': [[json(ended()), never], (client, options) => client().results('a', options)],
  'results that wait for another attempt': [[json(ended()), busy], (client, options) => client().results('a', options)],
  'a loop over results': [
    [json(ended()), endless(LINE)],
    async (client, options) => {
      for await (const _ of await client().results('a', options));
    },
  ],
  'a poll that waits for an answer': [[never], (client, options) => client().poll('a', options)],
  'a poll that waits for the next look': [[json(batch())], (client, options) => client().poll('a', options)],
  'a poll that waits out a failure': [
    [json(batch()), busy],
    (client, options) => client().poll('a', { intervalMs: 1, maxIntervalMs: 1e9, ...options }),
  ],
  'a check that waits for its input': [[], (_, options) => validate(new ReadableStream(), options)],
};

for (const [what, [answers, work]] of Object.entries(moments)) {
  test(`${what} is aborted: the reason comes back, no listener and no timer stay`, async (t) => {
    const timers = countTimers(t);
    const api = answering(...answers);
    const controller = new AbortController();
    const { signal } = controller;
    const working = failure(Promise.resolve(work(api.client, { signal })));
    await reached(api, answers.length);
    controller.abort(REASON);
    assert.equal(await working, REASON);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
    assert.equal(timers.running(), 0);
    for (const { signal } of api.calls.slice(-1)) {
      if (answers.at(-1) === never) assert.equal(signal.aborted, true);
    }
  });

  test(`${what} is not begun when it is aborted before`, async () => {
    const api = answering(...answers);
    const signal = AbortSignal.abort(REASON);
    assert.equal(await failure(Promise.resolve(work(api.client, { signal }))), REASON);
    assert.equal(api.calls.length, 0);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
}

test('an abort at each turn of the event loop of a call ends it with the reason or lets it succeed', async () => {
  const slow = (answer) => async () => {
    for (let turn = 0; turn < 5; turn++) await null;
    return answer.clone();
  };
  const works = {
    create: (client, options) => client.create([question('a')], options),
    retrieve: (client, options) => client.retrieve('a', options),
    results: async (client, options) => {
      for await (const _ of await client.results('a', options));
      return 'read';
    },
  };
  for (const [what, work] of Object.entries(works)) {
    let aborted = 0;
    let succeeded = 0;
    for (let turns = 0; turns < 150; turns++) {
      const answers = what === 'results' ? [json(endedWith(1)), new Response(LINE)] : [json(batch())];
      const api = answering(...answers.map(slow));
      const controller = new AbortController();
      const working = work(api.client(), { signal: controller.signal }).then(
        () => (succeeded += 1),
        (error) => {
          assert.equal(error, REASON);
          aborted += 1;
        },
      );
      for (let turn = 0; turn < turns; turn++) await null;
      controller.abort(REASON);
      await working;
      assert.equal(getEventListeners(controller.signal, 'abort').length, 0, `${what}, turn ${turns}`);
    }
    assert.ok(aborted > 10 && succeeded > 10, `${what}: ${aborted} aborted, ${succeeded} succeeded`);
  }
});

test('a reason whose name is one that every object has passes as it came', async () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    const reason = Object.assign(new Error('mine'), { code: 'MINE' });
    Object.defineProperty(reason, 'name', { value: name });
    const api = answering(never);
    const working = failure(api.client().retrieve('a', { signal: AbortSignal.abort(reason) }));
    assert.equal(await working, reason, name);
    const later = new AbortController();
    const waiting = failure(api.client().retrieve('a', { signal: later.signal }));
    while (api.calls.length === 0) await new Promise(setImmediate);
    later.abort(reason);
    assert.equal(await waiting, reason, name);
  }
});

test('a reason may be anything, and passes as it came', async () => {
  for (const reason of ['text', 7, null, new TypeError('x'), Object.assign(new Error('x'), { code: 'not_found' })]) {
    const controller = new AbortController();
    const working = failure(answering(never).client().retrieve('a', { signal: controller.signal }));
    controller.abort(reason);
    assert.equal(await working, reason);
  }
});

test('AbortSignal.timeout ends a call with its TimeoutError', async () => {
  const error = await failure(
    answering(never)
      .client()
      .retrieve('a', { signal: AbortSignal.timeout(10) }),
  );
  assert.equal(error.name, 'TimeoutError');
});

test('one signal may serve many calls, and keeps no listener of those that are done', async () => {
  const controller = new AbortController();
  const client = answering(json(batch())).client();
  for (let call = 0; call < 20; call++) await client.retrieve('a', { signal: controller.signal });
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
});

test('a process ends at once when a poll is aborted in a wait: its timer is cleared', async () => {
  const { code, stdout, stderr, ms } = await inProcess(`
    import { BatchClient } from ${JSON.stringify(NODE_ENTRY)};
    const fetch = async () => Response.json(${JSON.stringify(batch())});
    const controller = new AbortController();
    const client = new BatchClient({ apiKey: 'k', fetch });
    const onProgress = () => setTimeout(() => controller.abort('enough'), 50);
    await client.poll('a', { intervalMs: 60_000, signal: controller.signal, onProgress }).catch(console.log);
  `);
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'enough\n', stderr: '' });
  assert.ok(ms < 10_000, `it lived for ${ms} ms`);
});

test('an abort by a signal of another realm ends results whose part of the script does not load', async () => {
  const hooks = `export const load = (url, context, next) => (/\\/open-\\w+\\.js$/.test(url) ? new Promise(() => {}) : next(url, context));`;
  const { code, stdout, stderr } = await inProcess(`
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
    const { BatchClient } = await import(${JSON.stringify(NODE_ENTRY)});
    class PageSignal extends EventTarget {
      aborted = false;
    }
    const signal = new PageSignal();
    const fetch = async () => Response.json(${JSON.stringify(batch())});
    const reading = new BatchClient({ apiKey: 'k', fetch }).results('a', { signal }).then(console.log, console.log);
    setTimeout(() => {
      Object.assign(signal, { aborted: true, reason: 'enough' });
      signal.dispatchEvent(new Event('abort'));
    });
    await reading;
    process.exit();
  `);
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'enough\n', stderr: '' });
});

test('a process ends at once when a call is done: its time limit is cleared', async () => {
  const { code, stdout, ms } = await inProcess(`
    import { BatchClient } from ${JSON.stringify(NODE_ENTRY)};
    const fetch = async () => Response.json(${JSON.stringify(batch())});
    console.log((await new BatchClient({ apiKey: 'k', fetch }).retrieve('a')).id);
  `);
  assert.deepEqual({ code, stdout }, { code: 0, stdout: 'msgbatch_1\n' });
  assert.ok(ms < 10_000, `it lived for ${ms} ms`);
});

test('a stream that was being read is cancelled, a generator is returned', async () => {
  const cancelled = [];
  const controller = new AbortController();
  const stream = new ReadableStream({ cancel: (reason) => cancelled.push(reason) });
  const working = failure(validate(stream, { signal: controller.signal }));
  await new Promise(setImmediate);
  controller.abort(REASON);
  assert.equal(await working, REASON);
  await new Promise(setImmediate);
  assert.equal(cancelled.length, 1);
});

/** Waits until a call has made this number of exchanges and cannot continue. */
async function reached(api, exchanges) {
  while (api.calls.length < exchanges) await new Promise(setImmediate);
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

function countTimers(t) {
  const running = new Set();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  t.mock.method(globalThis, 'setTimeout', (run, ms) => {
    const timer = set(() => {
      running.delete(timer);
      run();
    }, ms);
    running.add(timer);
    return timer;
  });
  t.mock.method(globalThis, 'clearTimeout', (timer) => {
    running.delete(timer);
    clear(timer);
  });
  return { running: () => running.size };
}

test('thirty calls of each kind may share a signal without a warning of Node', async (t) => {
  const warnings = [];
  const note = (warning) => warnings.push(warning.message);
  process.on('warning', note);
  t.after(() => process.off('warning', note));
  const client = new BatchClient({ apiKey: KEY, fetch: (_, init) => never(init), maxRetries: 0 });
  const hanging = () => new ReadableStream();
  for (const call of [
    (options) => client.retrieve('a', options),
    (options) => client.list({}, options).then(),
    (options) => client.poll('a', options),
    (options) => client.create([question('a')], options),
    (options) => client.results('a', options).then(),
    (options) => validate(hanging(), options),
    async (options) => (await readResults(hanging(), options)).tally(),
  ]) {
    const stop = new AbortController();
    const { signal } = stop;
    const calls = Array.from({ length: 30 }, () => call({ signal }));
    const settled = Promise.allSettled(calls);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    stop.abort(REASON);
    for (const { reason } of await settled) assert.equal(reason, REASON);
  }
  await new Promise(setImmediate);
  assert.deepEqual(warnings, []);
});

test('a number of listeners that the caller has set for a signal stays', async () => {
  const { signal } = new AbortController();
  setMaxListeners(7, signal);
  await validate([question('a')], { signal });
  assert.equal(getMaxListeners(signal), 7);
});
