// The relay in workerd: what it passes on in each direction, unchanged, and what it drops.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { send } from './call.mjs';
import { useRelay } from './stack.mjs';

const BATCHES = '/v1/messages/batches';
const TOKEN = { authorization: 'Bearer the-token-of-the-relay' };

describe('a relay with a token', { timeout: 60_000 }, () => {
  const site = useRelay({ token: 'the-token-of-the-relay' });
  afterEach(() => site.upstream.answers(undefined));

  test('passes on what describes the call, with the key in place of who calls and from where', async () => {
    await send(site.url, BATCHES, {
      method: 'POST',
      headers: {
        ...TOKEN,
        accept: 'application/json',
        'accept-language': 'en',
        'anthropic-beta': 'a-2026-01-01,b-2026-02-02',
        'anthropic-dangerous-direct-browser-access': 'true',
        'anthropic-version': '2026-10-21',
        'anthropic-workspace-id': 'wrkspc_1',
        'cf-connecting-ip': '203.0.113.7',
        'content-type': 'application/json',
        cookie: 'session=1',
        origin: site.url,
        referer: `${site.url}/`,
        'sec-fetch-site': 'same-origin',
        'x-api-key': 'sk-of-the-caller',
        'x-forwarded-for': '203.0.113.7',
        'x-stainless-lang': 'js',
      },
      body: '{"requests":[]}',
    });
    const { method, url, headers, whole } = site.upstream.requests.at(-1);
    assert.equal(`${method} ${url}`, 'POST /v1/messages/batches');
    assert.deepEqual(await whole, { complete: true, body: Buffer.from('{"requests":[]}') });
    // The runtime sets host and cf-worker.
    const { host, 'cf-worker': worker, ...passed } = headers;
    assert.ok(site.upstream.url.endsWith(host));
    assert.deepEqual(passed, {
      accept: 'application/json',
      'anthropic-beta': 'a-2026-01-01,b-2026-02-02',
      'anthropic-version': '2026-10-21',
      'anthropic-workspace-id': 'wrkspc_1',
      'content-length': '15',
      'content-type': 'application/json',
      'x-api-key': 'sk-of-the-relay',
    });
  });

  const operations = [
    ['POST', BATCHES, BATCHES],
    ['GET', `${BATCHES}?limit=2&after_id=msgbatch_1`, `${BATCHES}?limit=2&after_id=msgbatch_1`],
    ['GET', `${BATCHES}/msgbatch_1`, `${BATCHES}/msgbatch_1`],
    ['DELETE', `${BATCHES}/msgbatch_1`, `${BATCHES}/msgbatch_1`],
    ['POST', `${BATCHES}/msgbatch_1/cancel`, `${BATCHES}/msgbatch_1/cancel`],
    ['GET', `${BATCHES}/msgbatch_1/results`, `${BATCHES}/msgbatch_1/results`],
    // An id is one segment, encoded again, whatever the caller sent.
    ['GET', `${BATCHES}/msg%62atch_1`, `${BATCHES}/msgbatch_1`],
    ['GET', `${BATCHES}/a b%20c;d=%C3%A9`.replace(' ', '%20'), `${BATCHES}/a%20b%20c%3Bd%3D%C3%A9`],
    ['GET', `${BATCHES}/%252e%252e`, `${BATCHES}/%252e%252e`],
  ];
  for (const [method, path, expected] of operations) {
    test(`passes on ${method} ${path}`, async () => {
      const { status, text } = await send(site.url, path, { method, headers: TOKEN });
      assert.equal(status, 200);
      assert.equal(text, '{"ok":true}');
      const { method: arrived, url } = site.upstream.requests.at(-1);
      assert.equal(`${arrived} ${url}`, `${method} ${expected}`);
    });
  }

  test('passes a reply back with the headers that clients read', async () => {
    const body = '{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"},"request_id":"req_1"}';
    site.upstream.answers((reply) =>
      reply
        .writeHead(429, {
          'anthropic-organization-id': 'org_1',
          'anthropic-ratelimit-requests-remaining': '0',
          'cache-control': 'public, max-age=60',
          'content-type': 'application/json',
          'request-id': 'req_1',
          'retry-after': '7',
          'retry-after-ms': '7000',
          server: 'upstream',
          'set-cookie': 'session=1',
          'x-other': '1',
          'x-should-retry': 'true',
        })
        .end(body),
    );
    const { status, headers, text } = await send(site.url, BATCHES, { headers: TOKEN });
    assert.equal(status, 429);
    assert.equal(text, body);
    const { connection, date, 'transfer-encoding': encoding, 'content-length': length, ...passed } = headers;
    assert.deepEqual(passed, {
      'anthropic-organization-id': 'org_1',
      'anthropic-ratelimit-requests-remaining': '0',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'application/json',
      'request-id': 'req_1',
      'retry-after': '7',
      'retry-after-ms': '7000',
      'x-content-type-options': 'nosniff',
      'x-idempotency': '48h',
      'x-should-retry': 'true',
    });
  });

  test('passes a part of the results back as a part', async () => {
    site.upstream.answers((reply) =>
      reply.writeHead(206, { 'content-type': 'application/x-jsonl', 'content-range': 'bytes 4-7/8' }).end('4567'),
    );
    const { status, headers, text } = await send(site.url, `${BATCHES}/msgbatch_1/results`, {
      headers: { ...TOKEN, range: 'bytes=4-' },
    });
    assert.equal(site.upstream.requests.at(-1).headers.range, 'bytes=4-');
    assert.deepEqual([status, headers['content-range'], text], [206, 'bytes 4-7/8', '4567']);
  });

  test('passes an error that is not JSON back as it is, and not as a document of this site', async () => {
    site.upstream.answers((reply) => reply.writeHead(413, { 'content-type': 'text/html' }).end('<h1>Too large</h1>'));
    const { status, headers, text } = await send(site.url, BATCHES, { method: 'POST', headers: TOKEN });
    assert.deepEqual([status, headers['content-type'], text], [413, 'text/html', '<h1>Too large</h1>']);
    assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox");
  });

  test('passes compressed bodies on as they are, both ways', async () => {
    const up = gzipSync('{"requests":[]}');
    const down = gzipSync('{"ok":true}');
    site.upstream.answers((reply) =>
      reply.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(down),
    );
    const { headers, bytes } = await send(site.url, BATCHES, {
      method: 'POST',
      headers: { ...TOKEN, 'content-encoding': 'gzip', 'accept-encoding': 'gzip' },
      body: up,
    });
    const seen = site.upstream.requests.at(-1);
    assert.equal(seen.headers['content-encoding'], 'gzip');
    assert.deepEqual((await seen.whole).body, up);
    assert.equal(headers['content-encoding'], 'gzip');
    assert.deepEqual(bytes, down);
  });
});
