// An emulator behind its server, called from web pages on the same machine: which of them have access.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { test } from 'node:test';
import { createEmulator, startEmulator } from 'message-batches/emulator';
import { HEADERS } from './caller.mjs';

const BATCHES = '/v1/messages/batches';
const JSON_TYPE = { 'content-type': 'application/json' };

/** A running emulator, and a function that calls it with any header, including `host`. */
async function serve(t, options = {}) {
  const server = await startEmulator(options);
  t.after(() => server.close());
  const call = async (method, path, headers = {}) => {
    const request = http.request({ host: '127.0.0.1', port: server.port, method, path, headers, agent: false });
    request.end();
    const [response] = await once(request, 'response');
    const parts = await response.toArray();
    const body = JSON.parse(Buffer.concat(parts).toString() || 'null');
    return [response.statusCode, body?.error?.message];
  };
  return { ...server, call };
}

const noHost = (host) =>
  `This emulator does not answer as the host ${JSON.stringify(host)}, because a web page can make any name lead here. Call it by its address, or start it with { allowedHosts } (--allow-host).`;
const noPage = (page) =>
  `This emulator is not controlled by ${page}. To let that page do it, start the emulator with its origin in { cors } (--cors).`;
const NO_JSON =
  'Expected the header "content-type: application/json" on a POST under /_emulator, with a body or without: a page of another site cannot send it unasked.';

test('a foreign host is refused on every path, this machine by any of its names is not', async (t) => {
  const { call, port } = await serve(t);
  for (const host of [
    ...['evil.example', `evil.example:${port}`, 'localhost.evil.example', '127.0.0.1.evil.example', 'xlocalhost'],
    ...['10.0.0.1', '[::2]', '0.0.0.0'],
  ]) {
    for (const path of [BATCHES, '/_emulator', '/']) {
      assert.deepEqual(await call('GET', path, { ...HEADERS, host }), [403, noHost(host)], host);
    }
  }
  for (const host of [
    ...[`127.0.0.1:${port}`, 'localhost', `LOCALHOST:${port}`, 'localhost.', 'emulator.localhost:1'],
    ...['[::1]:8788', '127.9.8.7'],
  ]) {
    assert.deepEqual(await call('GET', BATCHES, { ...HEADERS, host }), [200, undefined], host);
  }
});

test('hosts that are allowed, and the one it listens on, are answered', async (t) => {
  const { call } = await serve(t, { allowedHosts: ['emulator', 'API.test'] });
  for (const host of ['emulator:8788', 'EMULATOR', 'api.test']) {
    assert.deepEqual(await call('GET', BATCHES, { ...HEADERS, host }), [200, undefined], host);
  }
  assert.deepEqual(await call('GET', BATCHES, { ...HEADERS, host: 'other' }), [403, noHost('other')]);
  const everywhere = await serve(t, { hostname: '0.0.0.0' });
  assert.deepEqual(await everywhere.call('GET', BATCHES, { ...HEADERS, host: '192.168.7.7:8788' }), [200, undefined]);
  assert.deepEqual(await everywhere.call('GET', BATCHES, { ...HEADERS, host: 'evil.example' }), [
    403,
    noHost('evil.example'),
  ]);
});

test('a page of another site controls nothing, whatever it can send', async (t) => {
  const { call, emulator, url } = await serve(t);
  await emulator.fetch(`${url}/_emulator/clock`, { method: 'POST', body: '{"advanceMs":1000}' });
  const kept = emulator.now();
  for (const path of ['/_emulator', '/_emulator/', '/_emulator/ledger', '/_emulator/reset', '/_emulator/faults']) {
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      for (const [page, headers] of [
        ['a page of "https://evil.example"', { origin: 'https://evil.example' }],
        ['a page of "null"', { origin: 'null' }],
        ['a page of "http://localhost:1"', { origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' }],
        [`a page of ${JSON.stringify(url)}`, { origin: url, 'sec-fetch-site': 'cross-site' }],
        ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
        ['a page of another site', { 'sec-fetch-site': 'same-site' }],
      ]) {
        assert.deepEqual(await call(method, path, { ...JSON_TYPE, ...headers }), [403, noPage(page)], path);
      }
    }
  }
  assert.ok(emulator.now() >= kept, 'the clock was not reset');
});

test('its own page, a typed address and programs control it', async (t) => {
  const { call, url } = await serve(t);
  for (const headers of [
    {},
    { origin: url, 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ]) {
    assert.deepEqual(await call('GET', '/_emulator', headers), [200, undefined]);
    assert.deepEqual(await call('POST', '/_emulator/reset', { ...JSON_TYPE, ...headers }), [200, undefined]);
  }
});

test('a POST that a page could send without being asked needs the content type of JSON', async (t) => {
  const { call } = await serve(t);
  for (const type of [{}, ...['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'].map(typed)]) {
    assert.deepEqual(await call('POST', '/_emulator/reset', type), [415, NO_JSON]);
    assert.deepEqual(await call('POST', '/_emulator/batches/x/finish', type), [415, NO_JSON]);
  }
  for (const type of ['application/json', 'Application/JSON; charset=utf-8'].map(typed)) {
    assert.deepEqual(await call('POST', '/_emulator/reset', type), [200, undefined]);
  }
});
const typed = (type) => ({ 'content-type': type });

test('a page whose origin is in cors controls it, no other does', async (t) => {
  const { call } = await serve(t, { cors: ['http://localhost:5173'] });
  const from = (origin) => call('POST', '/_emulator/reset', { ...JSON_TYPE, origin, 'sec-fetch-site': 'cross-site' });
  assert.deepEqual(await from('http://localhost:5173'), [200, undefined]);
  assert.deepEqual(await from('http://localhost:5174'), [403, noPage('a page of "http://localhost:5174"')]);
  const open = await serve(t, { cors: '*' });
  assert.deepEqual(await open.call('POST', '/_emulator/reset', { ...JSON_TYPE, origin: 'https://any.example' }), [
    200,
    undefined,
  ]);
});

test('an emulator without a server answers to any address, as tests fake any', async () => {
  const { fetch } = createEmulator();
  const foreign = { origin: 'https://evil.example', host: 'evil.example', 'sec-fetch-site': 'cross-site' };
  const answer = await fetch('https://api.anthropic.com/_emulator/reset', { method: 'POST', headers: foreign });
  assert.equal(answer.status, 200);
});
