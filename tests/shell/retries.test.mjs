import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchClient } from 'message-batches';
import { startEmulator } from 'message-batches/emulator';
import { all, answering, apiError, batch, endedWith, failure, json, KEY, question, rushed, serving } from './setup.mjs';

const CREATE = 'POST https://api.anthropic.com/v1/messages/batches';
const UNKNOWN = 'The batch may exist: list recent batches before creating it again, or it may be billed twice.';
const failed =
  (code, more = {}) =>
  () =>
    Promise.reject(
      Object.assign(new TypeError('fetch failed'), {
        cause: Object.assign(new Error(`said ${code}`), { code, ...more }),
      }),
    );

const passing = [408, 409, 429, 500, 502, 503, 504, 529];
for (const status of passing) {
  test(`a ${status} is tried again, twice, for everything but a create`, async (t) => {
    rushed(t);
    const busy = apiError(status, 'some_error', 'Busy.');
    const api = answering(busy, busy, json(batch()));
    assert.deepEqual(await api.client().retrieve('msgbatch_1'), batch());
    const stubborn = answering(busy);
    await assert.rejects(stubborn.client().cancel('msgbatch_1'), { name: 'ApiError', status });
    assert.equal(stubborn.calls.length, 3);
  });
}

for (const status of [400, 401, 402, 403, 404, 413, 422]) {
  test(`a ${status} is not tried again`, async (t) => {
    rushed(t);
    const api = answering(apiError(status, 'some_error', 'No.'));
    await assert.rejects(api.client().delete('msgbatch_1'), { status });
    assert.equal(api.calls.length, 1);
  });
}

test('the waits are half a second, doubled each time up to eight, less up to a quarter at random', async (t) => {
  const { waits } = rushed(t);
  const api = answering(apiError(500, 'api_error', 'x'));
  await failure(api.client({ maxRetries: 6 }).retrieve('a'));
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 8000]);
  waits.length = 0;
  t.mock.method(Math, 'random', () => 1);
  await failure(api.client({ maxRetries: 6 }).retrieve('a'));
  assert.deepEqual(waits, [375, 750, 1500, 3000, 6000, 6000]);
});

const asked = [
  [{ 'retry-after': '3' }, 3000],
  [{ 'retry-after': '0.25' }, 250],
  [{ 'retry-after-ms': '17.5', 'retry-after': '3' }, 18],
  [{ 'retry-after': 'Sun, 22 Nov 2026 10:00:07 GMT' }, 7000],
  [{ 'retry-after': '-3' }, 500],
  [{ 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' }, 500],
  [{ 'retry-after': 'a while' }, 500],
];
for (const [headers, wait] of asked) {
  test(`${JSON.stringify(headers)} is waited as ${wait} ms`, async (t) => {
    const { waits } = rushed(t);
    await answering(apiError(429, 'rate_limit_error', 'x', headers), json(batch()))
      .client()
      .retrieve('a');
    assert.deepEqual(waits, [wait]);
  });
}

test('x-should-retry has the last word, both ways', async (t) => {
  rushed(t);
  const no = answering(apiError(503, 'overloaded_error', 'x', { 'x-should-retry': 'false' }));
  await failure(no.client().retrieve('a'));
  assert.equal(no.calls.length, 1);
  const yes = answering(apiError(400, 'invalid_request_error', 'x', { 'x-should-retry': 'true' }), json(batch()));
  await yes.client().retrieve('a');
  assert.equal(yes.calls.length, 2);
});

test('maxRetries of a call wins over that of the client, and 0 means one attempt', async (t) => {
  rushed(t);
  const api = answering(apiError(500, 'api_error', 'x'));
  const client = api.client({ maxRetries: 1 });
  await failure(client.retrieve('a'));
  assert.equal(api.calls.length, 2);
  await failure(client.retrieve('a', { maxRetries: 0 }));
  assert.equal(api.calls.length, 3);
  await failure(client.retrieve('a', { maxRetries: 3 }));
  assert.equal(api.calls.length, 7);
});

test('a failed connection and a passed time limit are tried again, and the error counts the attempts', async (t) => {
  rushed(t);
  const api = answering(failed('ECONNRESET'));
  await assert.rejects(api.client().list(), {
    name: 'ConnectionError',
    message:
      'GET https://api.anthropic.com/v1/messages/batches: no response after 3 attempts (fetch failed: said ECONNRESET).',
  });
  assert.equal(api.calls.length, 3);
  const again = answering(failed('ECONNRESET'), failed('UND_ERR_SOCKET'), json(batch()));
  assert.deepEqual(await again.client().retrieve('msgbatch_1'), batch());
});

test('both calls that results need are tried again', async (t) => {
  rushed(t);
  const busy = apiError(503, 'overloaded_error', 'x');
  const line = '{"custom_id":"a","result":{"type":"canceled"}}';
  const api = answering(busy, json(endedWith(1)), busy, () => new Response(line));
  assert.equal((await all(await api.client().results('msgbatch_1'))).length, 1);
  assert.equal(api.calls.length, 4);
});

test('a create is sent again after an answer that proves that nothing was stored', async (t) => {
  const { waits } = rushed(t);
  for (const status of [429, 529]) {
    const busy = apiError(status, 'some_error', 'x', { 'retry-after': '2' });
    const api = answering(busy, json(batch()));
    assert.deepEqual(await api.client().create([question('a')]), batch());
    assert.equal(api.calls.length, 2);
    assert.equal(api.calls[0].body, api.calls[1].body);
  }
  assert.deepEqual(waits, [2000, 2000]);
});

/** Fails as the runtime's own `fetch` does: an error of a caller's `fetch` proves nothing. */
function failingRuntime(t, ...answers) {
  rushed(t);
  const api = answering(...answers);
  t.mock.method(globalThis, 'fetch', api.fetch);
  return { ...api, client: (options) => api.client({ fetch: undefined, ...options }) };
}

const refusals = [
  ['ECONNREFUSED', { syscall: 'connect' }],
  ['EHOSTUNREACH', { syscall: 'connect' }],
  ['ENETUNREACH', { syscall: 'connect' }],
  ['ETIMEDOUT', { syscall: 'connect' }],
  ['ENOTFOUND', { syscall: 'getaddrinfo' }],
  ['EAI_AGAIN', { syscall: 'getaddrinfo' }],
  ['UND_ERR_CONNECT_TIMEOUT', {}],
  ['ECONNREFUSED', { errors: ['::1', '127.0.0.1'].map(() => ({ code: 'ECONNREFUSED', syscall: 'connect' })) }],
];
for (const [code, more] of refusals) {
  test(`a create that failed with ${code} ${JSON.stringify(more)} was not sent, so it is tried again`, async (t) => {
    const api = failingRuntime(t, failed(code, more));
    const error = await failure(api.client().create([question('a')]));
    assert.equal(api.calls.length, 3);
    assert.equal(error.outcome, 'not_sent');
    assert.equal(error.intent, undefined);
    assert.equal(
      error.message,
      `${CREATE}: no response after 3 attempts (fetch failed: said ${code}). No batch was created: creating it again is safe.`,
    );
  });
}

test('a create for a port that the runtime blocks was not sent', async (t) => {
  rushed(t);
  const client = new BatchClient({ apiKey: 'sk-ant-api03-test', baseURL: 'http://127.0.0.1:6000' });
  const error = await failure(client.create([question('a')]));
  assert.equal(error.outcome, 'not_sent');
  assert.match(error.message, /\(fetch failed: bad port\)\. No batch was created: creating it again is safe\.$/);
});

const reads = [
  ...['EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ETIMEDOUT', 'ENOTFOUND', 'ECONNREFUSED'].map((code) => [
    code,
    { syscall: 'read' },
  ]),
  ['EHOSTUNREACH', {}],
  ['ECONNREFUSED', { errors: ['connect', 'read'].map((syscall) => ({ code: 'ECONNREFUSED', syscall })) }],
];
for (const [code, more] of reads) {
  test(`a create that failed with ${code} ${JSON.stringify(more)} may be stored, so it is never sent again`, async (t) => {
    const api = failingRuntime(t, failed(code, more));
    const error = await failure(api.client().create([question('a')]));
    assert.equal(api.calls.length, 1);
    assert.equal(error.outcome, 'unknown');
  });
}

test("a caller's fetch proves nothing by its codes, unless it says that nothing was sent", async (t) => {
  rushed(t);
  const silent = answering(failed('ECONNREFUSED', { syscall: 'connect' }));
  assert.equal((await failure(silent.client().create([question('a')]))).outcome, 'unknown');
  assert.equal(silent.calls.length, 1);
  const outspoken = answering(() => Promise.reject(Object.assign(new Error('no tunnel'), { outcome: 'not_sent' })));
  assert.equal((await failure(outspoken.client().create([question('a')]))).outcome, 'not_sent');
  assert.equal(outspoken.calls.length, 3);
});

test('a gateway that refuses after it passed the create on is not believed', async (t) => {
  rushed(t);
  for (const status of [429, 529]) {
    const baseURL = 'https://gateway.example';
    for (const answer of [() => new Response('slow down', { status }), apiError(status, 'some_error', 'x')]) {
      const api = answering(answer);
      const error = await failure(api.client({ baseURL }).create([question('a')]));
      assert.equal(api.calls.length, 1, 'not sent again');
      assert.equal(error.outcome, 'unknown');
      assert.equal(error.intent.requestCount, 1);
    }
    const api = answering(apiError(status, 'some_error', 'x', { 'request-id': 'req_1' }), json(batch()));
    assert.deepEqual(await api.client({ baseURL }).create([question('a')]), batch());
  }
});

for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'EPIPE']) {
  test(`a create that failed with ${code} may be stored, so it is never sent again`, async () => {
    const api = answering(failed(code));
    const error = await failure(api.client({ maxRetries: 9 }).create([question('a')]));
    assert.equal(api.calls.length, 1);
    assert.equal(error.outcome, 'unknown');
    assert.equal(error.message, `${CREATE}: no response (fetch failed: said ${code}). ${UNKNOWN}`);
  });
}

for (const status of [408, 409, 500, 502, 503, 504]) {
  test(`a create that was answered ${status} is never sent again`, async () => {
    const api = answering(apiError(status, 'api_error', 'Oops.', { 'x-should-retry': 'true' }));
    const error = await failure(api.client({ maxRetries: 9 }).create([question('a')]));
    assert.equal(api.calls.length, 1);
    assert.equal(error.outcome, 'unknown');
    assert.equal(error.message, `${status} api_error: Oops. ${UNKNOWN}`);
  });
}

test('a create whose connection is cut after its body was read is POSTed once, outcome unknown', async (t) => {
  const server = await serving(t, (_, response) => response.destroy());
  const client = new BatchClient({ baseURL: server.url, apiKey: KEY, maxRetries: 5 });
  const error = await failure(client.create([question('a')]));
  assert.equal(server.calls.length, 1);
  assert.equal(JSON.parse(server.calls[0].body).requests.length, 1);
  assert.equal(error.name, 'ConnectionError');
  assert.equal(error.code, 'connection_failed');
  assert.equal(error.outcome, 'unknown');
  // The runtime's message depends on the timing: "other side closed", or a reset.
  const detail = /\(fetch failed: (.+?)\)/.exec(error.message)[1];
  assert.equal(
    error.message,
    `POST ${server.url}/v1/messages/batches: no response (fetch failed: ${detail}). ${UNKNOWN}`,
  );
});

test('a create whose response is cut off is POSTed once, outcome unknown', async (t) => {
  const server = await serving(t, (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"id":');
    setTimeout(() => response.destroy(), 10);
  });
  const client = new BatchClient({ baseURL: server.url, apiKey: KEY, maxRetries: 5 });
  const error = await failure(client.create([question('a')]));
  assert.equal(server.calls.length, 1);
  assert.equal(error.code, 'connection_lost');
  assert.equal(error.outcome, 'unknown');
});

test('a create to a port without a listener was not sent', async () => {
  const { url, port, close } = await startEmulator();
  await close();
  const client = new BatchClient({ baseURL: url, apiKey: KEY, maxRetries: 0 });
  const error = await failure(client.create([question('a')]));
  assert.equal(error.name, 'ConnectionError');
  assert.equal(error.outcome, 'not_sent');
  assert.equal(
    error.message,
    `POST ${url}/v1/messages/batches: no response (fetch failed: connect ECONNREFUSED 127.0.0.1:${port}). No batch was created: creating it again is safe.`,
  );
});

test('a retrieve is answered by a server that was busy at first', async (t) => {
  const server = await serving(t, (_, response, count) => {
    response.writeHead(count === 1 ? 503 : 200, { 'content-type': 'application/json', 'retry-after-ms': '1' });
    response.end(JSON.stringify(batch()));
  });
  const client = new BatchClient({ baseURL: server.url, apiKey: KEY });
  assert.deepEqual(await client.retrieve('msgbatch_1'), batch());
  assert.equal(server.calls.length, 2);
});
