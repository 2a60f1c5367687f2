// Jobs with stores and networks that fail.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { BatchClient } from 'message-batches';
import { createEmulator } from 'message-batches/emulator';
import { fileBodies, memoryStore } from 'message-batches/stores';
import { KEY, questions } from './setup.mjs';

function api() {
  const emulator = createEmulator({ apiKeys: [KEY], processingMs: 0 });
  return { emulator, client: new BatchClient({ apiKey: KEY, fetch: emulator.fetch, maxRetries: 0 }) };
}

test('a submit whose write of the key was stored and reported as failed leaves a job that the next submit returns to', async () => {
  const { emulator, client } = api();
  const store = memoryStore();
  const failing = {
    ...store,
    async put(key, value, options) {
      const version = await store.put(key, value, options);
      if (key.startsWith('keys/')) throw new Error('The disk failed.');
      return version;
    },
  };
  const options = { jobKey: 'summer', maxRequests: 2 };
  await assert.rejects(client.submit(questions(4), { ...options, store: failing }), { message: 'The disk failed.' });
  const job = await client.submit(questions(4), { ...options, store });
  await job.wait({ until: 'created' });
  await job.close();
  assert.equal(emulator.ledger().creates.length, job.state.shards.length);
});

test('two drivers that collect a shard at the same time store its results once', async (t) => {
  const root = await mkdtemp(path.join(tmpdir(), 'collections-'));
  t.after(() => rm(root, { recursive: true }));
  const { emulator } = api();
  const store = memoryStore();
  const bodies = fileBodies(root);
  let collecting = 0;
  let proceed;
  const both = new Promise((resolve) => {
    proceed = resolve;
  });
  /** A driver that does not see the lease of the other. */
  const driver = () => {
    const leases = memoryStore();
    const of = (key) => (key.endsWith('/lease') ? leases : store);
    const fetch = async (url, init) => {
      const response = await emulator.fetch(new Request(url, init));
      if (!url.endsWith('/results')) return response;
      const text = await response.text();
      // Both have started to store what they read before either ends.
      const body = new ReadableStream({
        async start(controller) {
          const [first, ...others] = text.split(/(?<=\n)/);
          controller.enqueue(new TextEncoder().encode(first));
          await both;
          controller.enqueue(new TextEncoder().encode(others.join('')));
          controller.close();
        },
      });
      return new Response(body, response);
    };
    const own = {
      get: (key) => of(key).get(key),
      put: (key, ...more) => of(key).put(key, ...more),
      delete: (key, ...more) => of(key).delete(key, ...more),
      list: (prefix) => store.list(prefix),
    };
    let begin;
    const begun = new Promise((resolve) => {
      begin = resolve;
    });
    const create = async (name) => {
      const body = await bodies.create(name);
      if (name.includes('/results/')) {
        collecting += 1;
        begin();
        if (collecting === 2) proceed();
      }
      return body;
    };
    const client = new BatchClient({ apiKey: KEY, fetch, maxRetries: 0 });
    return { client, begun, options: { store: own, bodies: { ...bodies, create } } };
  };
  const [one, two] = [driver(), driver()];
  const first = await one.client.submit(questions(3), one.options);
  await first.wait({ until: 'created' });
  await first.close();
  const jobs = [await one.client.resume(first.id, one.options)];
  await one.begun;
  jobs.push(await two.client.resume(first.id, two.options));
  const ended = await Promise.all(jobs.map((job) => job.wait()));
  assert.deepEqual(
    ended.map(({ status }) => status),
    ['collected', 'collected'],
  );
  const [{ batchId }] = jobs[0].state.shards;
  assert.deepEqual(await bodies.list(`${first.id}/results/`), [`${first.id}/results/0-${batchId}`]);
  const ids = [];
  for await (const { custom_id } of jobs[0].results()) ids.push(custom_id);
  assert.deepEqual(
    ids.sort(),
    questions(3).map(({ custom_id }) => custom_id),
  );
  assert.deepEqual((await jobs[1].manifest()).outcomes, { done: 3 });
});

test('twelve calls at once do not make Node warn of a leak', async () => {
  const { client } = api();
  const warnings = [];
  const listener = ({ name }) => warnings.push(name);
  process.on('warning', listener);
  try {
    const job = await client.submit(questions(12), { maxRequests: 1, concurrency: 12 });
    await job.wait({ until: 'created' });
    await job.close();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', listener);
  }
  assert.deepEqual(warnings, []);
});

test('a retry whose create was lost does not take the batch of the first attempt for its own', async () => {
  const emulator = createEmulator({ apiKeys: [KEY], processingMs: 0, responder: () => ({ type: 'expired' }) });
  const client = new BatchClient({ apiKey: KEY, fetch: emulator.fetch, maxRetries: 0 });
  let isListed = () => {};
  let isLost = false;
  const listed = new Promise((resolve) => {
    isListed = resolve;
  });
  const onEvent = ({ name }) => {
    isLost ||= name === 'create_threw';
    if (isLost && name === 'listed') isListed();
  };
  const job = await client.submit(questions(1), { onEvent });
  await job.wait();
  emulator.inject([{ fault: 'cut_before', operation: 'create', times: 1 }]);
  const retry = await job.retry();
  await listed;
  await retry.close();
  const [{ state, batchId, candidates }] = retry.state.shards;
  assert.deepEqual([state, batchId, candidates], ['uncertain', undefined, []]);
});

test('a job that was canceled before its first batch has no records', async () => {
  const { client } = api();
  const job = await client.submit(questions(2), { maxRequests: 1 });
  await job.cancel();
  await job.wait();
  const records = [];
  for await (const record of job.results({ order: 'input' })) records.push(record);
  assert.deepEqual(records, []);
});

test('a job that was closed here refuses commands, as its batches keep running', async () => {
  const { client } = api();
  const store = memoryStore();
  const job = await client.submit(questions(2), { store });
  await job.wait({ until: 'created' });
  await job.close();
  const [{ batchId }] = job.state.shards;
  const refusal = {
    code: 'job_closed',
    message: `Job ${job.id} was closed here. It continues with client.resume.`,
  };
  for (const call of [() => job.cancel(), () => job.wait()]) {
    await assert.rejects(call, refusal);
  }
  assert.equal((await client.retrieve(batchId)).cancel_initiated_at, null);
});

/** A store whose reads and writes fail while `failing(key)` says so. */
function unreliable(failing) {
  const store = memoryStore();
  const or =
    (name) =>
    async (key, ...more) => {
      if (failing(key)) throw new Error('The disk failed.');
      return store[name](key, ...more);
    };
  return { ...store, get: or('get'), put: or('put') };
}

test('a cancel during an outage of the store takes effect after it', async () => {
  const emulator = createEmulator({ apiKeys: [KEY], processingMs: 3_600_000 });
  let cancel;
  const canceled = new Promise((resolve) => {
    cancel = resolve;
  });
  const fetch = (url, init) => {
    if (url.endsWith('/cancel')) cancel();
    return emulator.fetch(url, init);
  };
  const client = new BatchClient({ apiKey: KEY, fetch, maxRetries: 0 });
  let left = 0;
  const store = unreliable(() => left-- > 0);
  const job = await client.submit(questions(2), { store });
  await job.wait({ until: 'created' });
  left = 5;
  assert.equal((await job.cancel()).status, 'canceling');
  await canceled;
  await job.close({ graceMs: 5000 });
  const [{ batchId }] = job.state.shards;
  assert.notEqual((await client.retrieve(batchId)).cancel_initiated_at, null);
});

test('a cancel that could not be stored before the job was closed rejects with the error of the store', async () => {
  const { client } = api();
  let isDown = false;
  const store = unreliable(() => isDown);
  const job = await client.submit(questions(2), { store });
  await job.wait({ until: 'created' });
  isDown = true;
  const canceled = assert.rejects(job.cancel(), { message: 'The disk failed.' });
  await job.close();
  await canceled;
});

test('a driver that fails before its first round frees its lease', async () => {
  const { client } = api();
  let leases = [];
  let left = 0;
  const inner = unreliable((key) => key.endsWith('/state') && left-- > 0);
  const store = {
    ...inner,
    put: async (key, value, options) => {
      if (key.startsWith('jobs/') && key.endsWith('/lease')) {
        const { token, expires } = JSON.parse(new TextDecoder().decode(value));
        if (leases.length === 0) left = 1;
        leases = [...leases, expires === 0 ? `${token} freed` : `${token} held`];
      }
      return inner.put(key, value, options);
    },
  };
  const job = await client.submit(questions(2), { store });
  await job.wait({ until: 'created' });
  await job.close();
  assert.deepEqual(leases.slice(0, 3), ['1 held', '1 freed', '2 held']);
});

test('a watcher that is slower than the job sees its last state', async () => {
  const { client } = api();
  const job = await client.submit(questions(2), {});
  const statuses = [];
  for await (const { status } of job.watch()) {
    statuses.push(status);
    await job.wait();
  }
  assert.deepEqual([statuses[0], statuses.at(-1), statuses.length], ['working', 'collected', 2]);
});

test('watching a job that was closed here yields its state and ends', async () => {
  const { client } = api();
  const job = await client.submit(questions(2), {});
  await job.wait({ until: 'created' });
  await job.close();
  const states = [];
  for await (const { shards } of job.watch()) states.push(shards[0].state);
  assert.deepEqual(states, ['running']);
});

test('an abort ends the reading of results that are requested from the API again', async () => {
  const { emulator } = api();
  let isHanging = false;
  let aborted;
  let request;
  const requested = new Promise((resolve) => {
    request = resolve;
  });
  const fetch = (url, init) => {
    if (!isHanging || !url.endsWith('/results')) return emulator.fetch(url, init);
    request();
    return new Promise((_, reject) => {
      init.signal.addEventListener('abort', () => {
        aborted = init.signal.reason;
        reject(aborted);
      });
    });
  };
  const client = new BatchClient({ apiKey: KEY, fetch, maxRetries: 0 });
  const job = await client.submit(questions(2), {});
  await job.wait();
  isHanging = true;
  const controller = new AbortController();
  const reading = assert.rejects(job.results({ signal: controller.signal })[Symbol.asyncIterator]().next(), {
    message: 'enough',
  });
  await requested;
  controller.abort(new Error('enough'));
  await reading;
  assert.notEqual(aborted, undefined);
});

test('a tracer whose methods reject does not affect the job', async () => {
  const { client } = api();
  const rejecting = async () => {
    throw new Error('no collector');
  };
  for (const tracer of [
    { startSpan: rejecting },
    { startSpan: () => ({ end: rejecting, setStatus: rejecting }) },
    { startSpan: () => null },
  ]) {
    const job = await client.submit(questions(1), { tracer });
    // An unhandled rejection would fail the test.
    await job.wait({ until: 'created' });
    await job.close();
  }
});

for (const [what, answers, message] of [
  [
    'put returns nothing',
    { put: async () => {} },
    /: put\("unfinished\/job_\w+", …, \{ ifVersion: null \}\) resolved to undefined, expected the new version\./,
  ],
  [
    'get returns text',
    { get: async () => ({ value: 'x', version: '1' }) },
    /^The store does not work as a JobStore: get\("keys\/own"\) resolved to an object, expected undefined, or \{ value, version \} with bytes and a text\. Run the checks of storeContract with it\.$/,
  ],
]) {
  test(`a store of the caller whose ${what} is refused, and nothing is sent`, async () => {
    const { client, emulator } = api();
    const store = { ...memoryStore(), ...answers };
    await assert.rejects(client.submit(questions(1), { store, jobKey: 'own' }), (error) => {
      assert.match(error.message, message);
      return error.name === 'StoreError';
    });
    assert.equal(emulator.ledger().creates.length, 0);
  });
}

test('a store of the caller that returns null for a key without a value works', async () => {
  const { client } = api();
  const inner = memoryStore();
  const store = { ...inner, get: async (key) => (await inner.get(key)) ?? null };
  const job = await client.submit(questions(1), { store, jobKey: 'own' });
  await job.wait({ until: 'created' });
  await job.close();
});

test('events of calls that failed say why', async () => {
  const refused = new TypeError('fetch failed', {
    cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
  });
  const login = () =>
    new Response('<!doctype html><title>Sign in</title>', { headers: { 'content-type': 'text/html' } });
  const failureOf = async (look) => {
    const emulator = createEmulator({ apiKeys: [KEY], processingMs: 0 });
    const fetch = async (url, init) => (init?.method === 'POST' ? emulator.fetch(new Request(url, init)) : look());
    const client = new BatchClient({ apiKey: KEY, fetch, maxRetries: 0 });
    return new Promise((resolve, reject) => {
      const onEvent = ({ name, code, message }) => name === 'list_failed' && resolve([code, message, closed]);
      const closed = client.submit(questions(2), { store: memoryStore(), onEvent });
      closed.catch(reject);
    });
  };
  const seen = [];
  const looks = [() => Promise.reject(refused), login];
  for (const [code, message, job] of await Promise.all(looks.map(failureOf))) {
    seen.push([code, message]);
    await (await job).close();
  }
  const call = 'GET https://api.anthropic.com/v1/messages/batches';
  assert.deepEqual(seen, [
    ['connection_failed', `${call}: no response (fetch failed: refused).`],
    [
      'unexpected_response',
      `${call}: expected a page of message batches, found what looks like an HTML page. It may come from a proxy on the way to https://api.anthropic.com, or from a network that requires sign-in.`,
    ],
  ]);
});

test('an onEvent that throws or rejects does not disturb a job', async () => {
  for (const onEvent of [
    () => {
      throw new Error('no log');
    },
    async () => {
      throw new Error('no log server');
    },
  ]) {
    const { client } = api();
    const job = await client.submit(questions(2), { store: memoryStore(), onEvent });
    const { shards } = await job.wait({ until: 'created' });
    assert.equal(shards.length, 1);
    await job.close();
  }
});

test('a store that fails while a job is driven is an event, and is tried again', async () => {
  const { client } = api();
  const store = memoryStore();
  let left = 1;
  const failing = {
    ...store,
    async put(key, value, options) {
      if (key.endsWith('/state') && options?.ifVersion !== null && left > 0) {
        left -= 1;
        throw new Error('The disk is full.');
      }
      return store.put(key, value, options);
    },
  };
  const events = [];
  const job = await client.submit(questions(2), { store: failing, onEvent: (event) => events.push(event) });
  const { shards } = await job.wait({ until: 'created' });
  assert.ok(shards.every(({ batchId }) => batchId));
  await job.close();
  const failed = events.filter(({ name }) => name === 'store_failed');
  assert.deepEqual(failed, [{ job: job.id, name: 'store_failed', message: 'The disk is full.' }]);
});
