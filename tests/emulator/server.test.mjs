import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import { startEmulator } from 'message-batches/emulator';
import { HEADERS, linesOf, questions } from './caller.mjs';

const BATCHES = '/v1/messages/batches';

/** A running emulator whose clock belongs to the test, closed when the test ends. */
async function serve(t, options = {}) {
  const clock = { now: Date.now() };
  const server = await startEmulator({ now: () => clock.now, ...options });
  t.after(() => server.close());
  const call = (path, init) => fetch(`${server.url}${path}`, { headers: HEADERS, ...init });
  const create = async (count) => {
    const response = await call(BATCHES, { method: 'POST', body: JSON.stringify({ requests: questions(count) }) });
    assert.equal(response.status, 200);
    return (await response.json()).id;
  };
  return { ...server, clock, call, create };
}

test('the server gives its address, and results_url leads back to it', async (t) => {
  const { url, port, clock, call, create } = await serve(t);
  assert.equal(url, `http://127.0.0.1:${port}`);
  const id = await create(3);
  clock.now += 3000;
  const { results_url: resultsUrl } = await (await call(`${BATCHES}/${id}`)).json();
  assert.equal(resultsUrl, `${url}${BATCHES}/${id}/results`);
  const response = await fetch(resultsUrl, { headers: HEADERS });
  assert.equal(response.headers.get('content-type'), 'application/x-jsonl');
  assert.equal(linesOf(await response.text()).length, 3);
});

test('the server and its emulator are one and the same', async (t) => {
  const { emulator, url, create } = await serve(t);
  const id = await create(1);
  const response = await emulator.fetch(new Request(`${url}${BATCHES}/${id}`, { headers: HEADERS }));
  assert.equal((await response.json()).id, id);
});

test('a large body of results streams through', async (t) => {
  const { clock, call, create } = await serve(t);
  const id = await create(30_000);
  clock.now += 3000;
  const response = await call(`${BATCHES}/${id}/results`);
  assert.equal(response.headers.get('content-length'), null);
  const seen = new Set();
  let pieces = 0;
  let rest = '';
  const decoder = new TextDecoder();
  for await (const piece of response.body) {
    pieces += 1;
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop();
    for (const line of lines) seen.add(JSON.parse(line).custom_id);
  }
  assert.equal(rest, '');
  assert.equal(seen.size, 30_000);
  assert.ok(pieces > 10, `${pieces} pieces`);
});

test('a client that leaves in the middle of results does no harm', async (t) => {
  const { clock, call, create } = await serve(t);
  const id = await create(30_000);
  clock.now += 3000;
  for (let i = 0; i < 5; i++) {
    const controller = new AbortController();
    const response = await call(`${BATCHES}/${id}/results`, { signal: controller.signal });
    const reader = response.body.getReader();
    await reader.read();
    controller.abort();
    await assert.rejects(
      async () => {
        while (!(await reader.read()).done);
      },
      { name: 'AbortError' },
    );
  }
  assert.equal((await call(`${BATCHES}/${id}`)).status, 200);
});

test('a client that leaves in the middle of a create stores nothing and does no harm', async (t) => {
  const { port, call } = await serve(t);
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `POST ${BATCHES} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: k\r\nanthropic-version: 2026-10-21\r\n` +
      'content-length: 1000\r\n\r\n{"requests":[',
  );
  // A second exchange proves that the first request has reached the server.
  assert.equal((await call(BATCHES)).status, 200);
  socket.destroy();
  await once(socket, 'close');
  const list = await (await call(BATCHES)).json();
  assert.deepEqual(list.data, []);
});

test('a create that announces too much is refused before it is sent', async (t) => {
  const { port } = await serve(t);
  const request = http.request({
    port,
    host: '127.0.0.1',
    path: BATCHES,
    method: 'POST',
    headers: { ...HEADERS, 'content-length': 256_000_001 },
  });
  request.on('error', () => undefined);
  request.write('{');
  const [response] = await once(request, 'response');
  assert.equal(response.statusCode, 413);
  let text = '';
  for await (const piece of response) text += piece;
  assert.deepEqual(JSON.parse(text), {
    error: { type: 'request_too_large', message: 'Request exceeds the maximum size' },
  });
  request.destroy();
});

test('close ends open connections, idle or busy, and may be called twice', async (t) => {
  const { port, close, clock, call, create } = await serve(t);
  const id = await create(30_000);
  clock.now += 3000;
  const idle = net.connect(port, '127.0.0.1');
  await once(idle, 'connect');
  const busy = await call(`${BATCHES}/${id}/results`);
  const reader = busy.body.getReader();
  await reader.read();
  const idleClosed = once(idle, 'close');
  await Promise.all([close(), close()]);
  await idleClosed;
  await assert.rejects(
    async () => {
      while (!(await reader.read()).done);
    },
    { name: 'TypeError', message: 'terminated' },
  );
  await assert.rejects(call(BATCHES), { name: 'TypeError', message: 'fetch failed' });
});

test('a port in use rejects with a sentence that says what to do', async (t) => {
  const { port } = await serve(t);
  await assert.rejects(startEmulator({ port }), (error) => {
    assert.equal(
      error.message,
      `The emulator cannot listen on 127.0.0.1 port ${port}: it is in use by another program. ` +
        'Choose another port, or 0 for any free one.',
    );
    assert.equal(error.cause.code, 'EADDRINUSE');
    return true;
  });
});

test('the globals of the process stay as they are', async (t) => {
  const before = [globalThis.Request, globalThis.Response];
  await serve(t);
  assert.deepEqual([globalThis.Request, globalThis.Response], before);
});
