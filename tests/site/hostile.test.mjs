// The relay in workerd, between a caller and an upstream that both violate the rules.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { refusal, send } from './call.mjs';
import { useRelay } from './stack.mjs';

const BATCHES = '/v1/messages/batches';
const TOKEN = { authorization: 'Bearer the-token-of-the-relay' };

describe('a relay among the hostile', { timeout: 60_000 }, () => {
  const site = useRelay({ token: 'the-token-of-the-relay' });
  afterEach(() => site.upstream.answers(undefined));

  const bodiless = [
    ['POST', `${BATCHES}/msgbatch_1/cancel`],
    ['DELETE', `${BATCHES}/msgbatch_1`],
    ['GET', `${BATCHES}/msgbatch_1`],
  ];
  for (const [method, path] of bodiless) {
    for (const length of [{ 'content-length': '2' }, { 'transfer-encoding': 'chunked' }]) {
      test(`a body of ${method} ${path} goes no further, nor its ${Object.keys(length)}`, async () => {
        const { status } = await send(site.url, path, { method, headers: { ...TOKEN, ...length }, body: '{}' });
        assert.equal(status, 200);
        const { headers, whole } = site.upstream.requests.at(-1);
        assert.deepEqual(await whole, { complete: true, body: Buffer.alloc(0) });
        assert.ok([undefined, '0'].includes(headers['content-length']), headers['content-length']);
        assert.equal(headers['transfer-encoding'], undefined);
      });
    }
  }

  test('a header does not make one method into another', async () => {
    const headers = {
      ...TOKEN,
      'x-http-method-override': 'DELETE',
      'x-method-override': 'DELETE',
      'x-original-url': '/x',
    };
    await send(site.url, `${BATCHES}/msgbatch_1`, { headers });
    const seen = site.upstream.requests.at(-1);
    assert.equal(`${seen.method} ${seen.url}`, `GET ${BATCHES}/msgbatch_1`);
    for (const name of Object.keys(headers)) assert.equal(seen.headers[name], undefined, name);
  });

  test('an upgrade is no way through', async () => {
    const before = site.upstream.requests.length;
    const { hostname, port } = new URL(site.url);
    const socket = connect(Number(port), hostname);
    const upgrade =
      'connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==';
    socket.write(
      `GET ${BATCHES} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer the-token-of-the-relay\r\n${upgrade}\r\n\r\n`,
    );
    const [first] = await once(socket.setEncoding('latin1'), 'data');
    socket.destroy();
    assert.doesNotMatch(first, /^HTTP\/1\.1 101/);
    for (const { headers } of site.upstream.requests.slice(before)) assert.equal(headers.upgrade, undefined);
  });

  const wrong = [
    'Bearer the-token-of-the-relay, Bearer other',
    'Bearer other, Bearer the-token-of-the-relay',
    'Bearer the-token-of-the-relay\tx',
    'Bearer',
    'Bearer ',
    'the-token-of-the-relay',
    'Basic dGhlLXRva2Vu',
    `Bearer ${'x'.repeat(8_000)}`,
  ];
  for (const authorization of wrong) {
    test(`is not opened by ${JSON.stringify(authorization.slice(0, 40))}`, async () => {
      const before = site.upstream.requests.length;
      const { status, headers } = await send(site.url, BATCHES, { headers: { authorization } });
      assert.equal(status, 401);
      assert.equal(headers['x-should-retry'], 'false');
      assert.equal(site.upstream.requests.length, before);
    });
  }

  test('no header of the upstream opens this site, or moves or marks the caller', async () => {
    const given = {
      'access-control-allow-credentials': 'true',
      'access-control-allow-origin': '*',
      'alt-svc': 'h3=":443"',
      'clear-site-data': '"*"',
      'content-disposition': 'inline',
      link: '</x>; rel=preload',
      location: 'https://elsewhere.example/',
      refresh: '0; url=https://elsewhere.example/',
      'service-worker-allowed': '/',
      'set-cookie': 'a=1',
      'strict-transport-security': 'max-age=1',
      'www-authenticate': 'Basic',
      'x-sk': 'sk-of-the-relay',
    };
    site.upstream.answers((reply) => reply.writeHead(200, { ...given, 'content-type': 'text/html' }).end('<script>'));
    const { headers, text } = await send(site.url, BATCHES, { headers: TOKEN });
    for (const name of Object.keys(given)) assert.equal(headers[name], undefined, name);
    assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox");
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(text, '<script>');
  });

  test('an upstream that speaks no HTTP is reported as one without an answer', async () => {
    const arriving = site.upstream.next();
    const sending = send(site.url, `${BATCHES}/msgbatch_1`, { headers: TOKEN });
    (await arriving).request.socket.end('\u0000\u0001 not HTTP at all\r\n\r\n');
    const { status, text } = await sending;
    assert.deepEqual([status, text], [502, refusal('api_error', 'The relay got no answer from the API.')]);
  });

  test('answers without a body stay without one', async () => {
    for (const status of [204, 205, 200]) {
      site.upstream.answers((reply) => reply.writeHead(status, { 'content-type': 'application/json' }).end());
      const reply = await send(site.url, `${BATCHES}/msgbatch_1`, { headers: TOKEN });
      assert.deepEqual([reply.status, reply.text], [status, '']);
    }
  });
});
