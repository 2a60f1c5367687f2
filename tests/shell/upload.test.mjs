// Request bodies in transit: over real connections that break at critical points, and through a `fetch` that checks details.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { test } from 'node:test';
import { BatchClient, plan } from 'message-batches';
import {
  all,
  answering,
  apiError,
  batch,
  failure,
  inProcess,
  json,
  jsonl,
  KEY,
  question,
  questions,
  rushed,
  serving,
} from './setup.mjs';

/** About 3 MB of requests: too large to be sent as text. */
const LARGE = Array.from({ length: 40 }, (_, index) => question(`r-${index}`, { system: 'é'.repeat(40_000) }));
const TEXT = jsonl(LARGE);
const EXPECTED = Buffer.from(JSON.stringify({ requests: LARGE }));
const UNKNOWN = 'The batch may exist: list recent batches before creating it again, or it may be billed twice.';
const SAFE = 'No batch was created: creating it again is safe.';

const ok = (_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(batch()));
};

/** A server that receives the request at its start, and reports how many bytes of the body arrived. */
async function raw(t, handle) {
  const calls = [];
  const server = http.createServer((request, response) => {
    const call = { headers: request.headers, bytes: 0, whole: false };
    calls.push(call);
    request.on('data', (part) => (call.bytes += part.length));
    request.on('end', () => (call.whole = true));
    request.on('error', () => {});
    handle(request, response, calls.length);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${server.address().port}`, calls };
}

const inputs = {
  'JSONL as text': () => TEXT,
  'JSONL as bytes': () => Buffer.from(TEXT),
  'JSONL as a Blob': () => new Blob([TEXT]),
  'a create body as a Blob': () => new Blob([EXPECTED]),
  'a function that gives a stream': () => () => new Blob([TEXT]).stream(),
  'a source that opens anywhere': () => ({ open: (at) => new Blob([TEXT]).slice(at).stream() }),
  'an array': () => LARGE,
  'a stream': () => new Blob([TEXT]).stream(),
};
for (const [what, input] of Object.entries(inputs)) {
  test(`${what} arrives whole, with its exact length, and reports its progress`, async (t) => {
    const server = await serving(t, ok);
    const seen = [];
    const client = new BatchClient({ baseURL: server.url, apiKey: KEY });
    await client.create(input(), { onUpload: (progress) => seen.push(progress) });
    const [{ headers, body }] = server.calls;
    assert.equal(headers['content-length'], String(EXPECTED.length));
    assert.equal(headers['transfer-encoding'], undefined);
    assert.ok(body.equals(EXPECTED));
    assert.ok(seen.length > 10);
    assert.ok(seen.every(({ total }) => total === EXPECTED.length));
    assert.ok(seen.every(({ sent }, index) => index === 0 || sent > seen[index - 1].sent));
    assert.equal(seen.at(-1).sent, EXPECTED.length);
  });
}

test('a shard arrives as it was planned', async (t) => {
  const server = await serving(t, ok);
  const client = new BatchClient({ baseURL: server.url, apiKey: KEY });
  const shards = await all(plan(new Blob([TEXT]), { maxBytes: 2_000_000 }));
  for (const shard of shards) await client.create(shard);
  assert.deepEqual(
    server.calls.map(({ headers }) => Number(headers['content-length'])),
    shards.map(({ bytes }) => bytes),
  );
  assert.deepEqual(
    server.calls.flatMap(({ body }) => JSON.parse(body).requests),
    LARGE,
  );
});

test('input that cannot be read again, without onUpload, is sent as a Blob, which is never held twice', async () => {
  const api = answering(json(batch()));
  await api.client().create(new Blob([TEXT]).stream());
  assert.ok(api.calls[0].body instanceof Blob);
  assert.equal(api.calls[0].headers['content-length'], undefined);
});

test('a stream is sent as such: with its length and half duplex', async () => {
  const api = answering(async ({ body }) => {
    assert.ok(body instanceof ReadableStream);
    assert.equal((await new Response(body).arrayBuffer()).byteLength, EXPECTED.length);
    return json(batch());
  });
  await api.client().create(TEXT);
  const [{ duplex, headers }] = api.calls;
  assert.deepEqual([duplex, headers['content-length']], ['half', String(EXPECTED.length)]);
});

test('an input is not read before its bytes are requested', async () => {
  const seen = [];
  const api = answering(async ({ body }) => {
    const reader = body.getReader();
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    assert.deepEqual(seen, []);
    await reader.read();
    await reader.read();
    assert.equal(seen.length, 1);
    await reader.cancel();
    return json(batch());
  });
  await api.client().create(TEXT, { onUpload: (progress) => seen.push(progress) });
});

test('a retry-after is waited for, and the body is rebuilt', async (t) => {
  rushed(t);
  const received = [];
  const busy = apiError(529, 'overloaded_error', 'x');
  const api = answering(
    ...[busy, busy, json(batch())].map((answer) => async ({ body }) => {
      received.push(Buffer.from(await new Response(body).arrayBuffer()));
      return answer.clone();
    }),
  );
  const totals = [];
  await api.client().create(new Blob([TEXT]), { onUpload: ({ sent, total }) => sent === total && totals.push(sent) });
  assert.equal(received.length, 3);
  for (const body of received) assert.ok(body.equals(EXPECTED));
  assert.equal(totals.length, 3);
});

test('an answer before the end of the body is the answer', async (t) => {
  const { url, calls } = await raw(t, (request, response) => {
    request.once('data', () => {
      request.pause();
      response.writeHead(413, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify({ type: 'error', error: { type: 'request_too_large', message: 'Too large.' } }));
    });
  });
  const many = () => new Blob([TEXT, jsonl(LARGE).replaceAll('"r-', '"s-'), jsonl(LARGE).replaceAll('"r-', '"t-')]);
  const error = await failure(new BatchClient({ baseURL: url, apiKey: KEY }).create(many()));
  assert.equal(error.code, 'request_too_large');
  assert.equal(calls.length, 1);
});

test('a connection that breaks before the end of a body cannot have made a batch', async (t) => {
  const { url, calls } = await raw(t, (request) => {
    request.once('data', () => {
      request.pause();
      request.socket.destroy();
    });
  });
  const many = jsonl(Array.from({ length: 200 }, (_, index) => question(`r-${index}`, { system: 'x'.repeat(90_000) })));
  const client = new BatchClient({ baseURL: url, apiKey: KEY });
  const error = await failure(client.create(many, { maxRetries: 0 }));
  assert.deepEqual([error.name, error.code, error.outcome], ['ConnectionError', 'connection_failed', 'not_sent']);
  assert.ok(error.message.endsWith(SAFE), error.message);
  assert.ok(calls.every(({ whole }) => !whole));
});

test('so it is retried automatically', async () => {
  let attempts = 0;
  const api = answering(async ({ body }) => {
    attempts += 1;
    if (attempts > 1) {
      assert.equal((await new Response(body).arrayBuffer()).byteLength, EXPECTED.length);
      return json(batch());
    }
    const reader = body.getReader();
    await reader.read();
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
  });
  await api.client().create(TEXT);
  assert.equal(attempts, 2);
});

test('a connection that breaks after the end of a body may have made a batch: it is not tried again', async (t) => {
  const { url, calls } = await raw(t, (request) => request.on('end', () => request.socket.destroy()));
  const error = await failure(new BatchClient({ baseURL: url, apiKey: KEY }).create(TEXT));
  assert.deepEqual([error.name, error.outcome, calls.length, calls[0].whole], ['ConnectionError', 'unknown', 1, true]);
  assert.ok(error.message.endsWith(UNKNOWN), error.message);
});

test('a time limit that passes before the end of a body is safe, after it is not', async () => {
  const stalled = (drain) =>
    answering(async ({ body, signal }) => {
      if (drain) await new Response(body).arrayBuffer();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
  const options = { timeoutMs: 300, maxRetries: 0 };
  const before = await failure(stalled(false).client().create(TEXT, options));
  assert.deepEqual([before.code, before.outcome], ['timed_out', 'not_sent']);
  const after = await failure(stalled(true).client().create(TEXT, options));
  assert.deepEqual([after.code, after.outcome], ['timed_out', 'unknown']);
});

test('an input that changes after its check never arrives whole, and is not tried again', async (t) => {
  const { url, calls } = await raw(t, (request, response) => request.on('end', () => ok(request, response)));
  let opened = 0;
  const input = () => new Blob([opened++ === 0 ? TEXT : TEXT.replace('Hello from r-39', 'Adieu from r-39')]).stream();
  const error = await failure(new BatchClient({ baseURL: url, apiKey: KEY }).create(input));
  assert.deepEqual([error.code, error.outcome, opened], ['input_changed', 'not_sent', 2]);
  assert.ok(calls.every(({ whole }) => !whole));
});

test('what an input throws while it is sent, create rejects with', async () => {
  const mine = new Error('the disk is gone');
  let opened = 0;
  const input = () => {
    opened += 1;
    if (opened === 1) return new Blob([TEXT]).stream();
    let given = false;
    return new ReadableStream({
      pull(controller) {
        if (given) return controller.error(mine);
        given = true;
        controller.enqueue(Buffer.from(TEXT.slice(0, 200_000)));
      },
    });
  };
  const api = answering(async ({ body }) => {
    await new Response(body).arrayBuffer();
    return json(batch());
  });
  assert.equal(await failure(api.client().create(input)), mine);
  assert.equal(api.calls.length, 1);
});

test('onUpload that throws or rejects does not lose the batch', async () => {
  const api = answering(async ({ body }) => {
    await new Response(body).arrayBuffer();
    return json(batch());
  });
  const throwing = () => {
    throw new Error('mine');
  };
  for (const onUpload of [throwing, async () => throwing()]) {
    assert.equal((await api.client().create(TEXT, { onUpload })).id, 'msgbatch_1');
  }
});

test('an abort in the middle of an upload rejects with its reason and lets go of the input', async (t) => {
  const { url, calls } = await raw(t, (request) => request.once('data', () => request.pause()));
  let cancelled = 0;
  let opened = 0;
  const input = () => {
    const text = Buffer.from(TEXT);
    if (opened++ === 0) return new Blob([text]).stream();
    let at = 0;
    return new ReadableStream({
      pull(controller) {
        controller.enqueue(text.subarray(at, at + 1000));
        at += 1000;
      },
      cancel: () => {
        cancelled += 1;
      },
    });
  };
  const controller = new AbortController();
  const reason = { why: 'enough' };
  const client = new BatchClient({ baseURL: url, apiKey: KEY });
  const onUpload = () => controller.abort(reason);
  assert.equal(await failure(client.create(input, { signal: controller.signal, onUpload })), reason);
  while (cancelled === 0) await new Promise(setImmediate);
  assert.equal(cancelled, 1);
  assert.ok(calls.every(({ whole }) => !whole));
});

test('what is small goes as text, also a shard', async () => {
  const api = answering(json(batch()));
  const [shard] = await all(plan(questions(3)));
  const seen = [];
  await api.client().create(shard, { onUpload: (progress) => seen.push(progress) });
  assert.equal(api.calls[0].body, JSON.stringify({ requests: questions(3) }));
  assert.deepEqual(seen, [{ sent: shard.bytes, total: shard.bytes }]);
});

test('maxBodyBytes bounds what create sends', async () => {
  const api = answering(json(batch()));
  const exactly = JSON.stringify({ requests: questions(3) }).length;
  await api.client({ maxBodyBytes: exactly }).create(questions(3));
  const client = api.client({ maxBodyBytes: exactly - 1 });
  await assert.rejects(client.create(questions(3)), {
    name: 'ValidationError',
    message: `The batch was not sent: 1 error in 3 requests. First: the input: expected a create body of at most ${exactly - 1} bytes, found ${exactly}`,
  });
  const [shard] = await all(plan(questions(3)));
  await assert.rejects(client.create(shard), {
    name: 'RangeError',
    code: 'invalid_option',
    message: `maxBodyBytes: expected a shard of at most ${exactly - 1} bytes, found one of ${exactly}`,
  });
  assert.throws(() => api.client({ maxBodyBytes: 0 }), {
    name: 'RangeError',
    message: 'maxBodyBytes: expected a whole number from 1 to 268435456, found 0',
  });
  assert.equal(api.calls.length, 1);
});

test('where bodies cannot be streams, as in browsers, they are Blobs', async () => {
  const web = await import('../../dist/web.js');
  for (const name of ['calls', 'checks']) {
    await web.init({ [name]: await readFile(new URL(`../../dist/${name}.wasm`, import.meta.url)) });
  }
  const bodies = [];
  const fetch = async (_, { body }) => {
    bodies.push(body);
    return json(batch());
  };
  const client = new web.BatchClient({ apiKey: KEY, fetch });
  const [shard] = await all(web.plan(new Blob([TEXT])));
  const seen = [];
  for (const input of [shard, TEXT, new Blob([TEXT]), LARGE]) {
    await client.create(input, { onUpload: (progress) => seen.push(progress) });
    const body = bodies.pop();
    assert.ok(body instanceof Blob);
    assert.ok(Buffer.from(await body.arrayBuffer()).equals(EXPECTED));
  }
  assert.deepEqual(
    seen.map(({ sent, total }) => [sent, total]),
    [1, 2, 3, 4].map(() => [EXPECTED.length, EXPECTED.length]),
  );
});

test('a process that was left in the middle of an upload is not kept alive by it', async () => {
  const { code, stdout } = await inProcess(`
    import { BatchClient } from ${JSON.stringify(new URL('../../dist/node.js', import.meta.url).href)};
    const fetch = async (_, { body }) => { await body.getReader().read(); throw new TypeError('gone'); };
    const text = JSON.stringify(${JSON.stringify(LARGE[0])}).replace('r-0', 'big') + ' '.repeat(2_000_000);
    const many = Array.from({ length: 40 }, (_, i) => text.trim().replace('big', 'b' + i)).join('\\n');
    const client = new BatchClient({ apiKey: 'k', fetch, maxRetries: 0 });
    await client.create(many).catch((error) => console.log(error.outcome));
  `);
  assert.deepEqual([code, stdout], [0, 'not_sent\n']);
});
