// The relay in workerd: bodies are passed on in both directions while they are still open, and an interruption is passed on as
// one.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, describe, test } from 'node:test';
import { open, refusal, send } from './call.mjs';
import { useRelay } from './stack.mjs';

const BATCHES = '/v1/messages/batches';
const TOKEN = { authorization: 'Bearer the-token-of-the-relay' };

describe('the streams of a relay', { timeout: 60_000 }, () => {
  const site = useRelay({ token: 'the-token-of-the-relay' });
  afterEach(() => site.upstream.answers(undefined));

  test('passes 16 MB up and down without a byte changed', async () => {
    const bytes = randomBytes(16_000_000);
    const digest = (data) => createHash('sha256').update(data).digest('hex');
    const arriving = site.upstream.next();
    const sending = send(site.url, BATCHES, { method: 'POST', headers: TOKEN, body: bytes });
    const { headers, whole, reply } = await arriving;
    assert.equal(headers['content-length'], '16000000');
    assert.equal(digest((await whole).body), digest(bytes));
    reply.writeHead(200, { 'content-type': 'application/x-jsonl' }).end(bytes);
    assert.equal(digest((await sending).bytes), digest(bytes));
  });

  for (const length of [{ 'content-length': 11 }, { 'transfer-encoding': 'chunked' }]) {
    test(`passes an upload on while it is still open (${Object.keys(length)})`, async () => {
      const arriving = site.upstream.next();
      const { call, reply } = open(site.url, BATCHES, { method: 'POST', headers: { ...TOKEN, ...length } });
      call.write('first ');
      const seen = await arriving;
      if (seen.pieces.length === 0) await once(seen.request, 'data');
      assert.equal(String(Buffer.concat(seen.pieces)), 'first ');
      assert.equal(seen.request.complete, false);
      for (const [name, value] of Object.entries(length)) assert.equal(seen.headers[name], String(value));

      call.end('later');
      assert.deepEqual(await seen.whole, { complete: true, body: Buffer.from('first later') });
      seen.reply.end();
      assert.equal((await reply).statusCode, 200);
    });

    test(`a broken upload breaks off upstream too, and is not taken for a whole one (${Object.keys(length)})`, async () => {
      const arriving = site.upstream.next();
      const { call } = open(site.url, BATCHES, { method: 'POST', headers: { ...TOKEN, ...length } });
      call.on('error', () => {});
      call.write('first ');
      const seen = await arriving;
      call.destroy();
      assert.equal((await seen.whole).complete, false);
    });
  }

  test('passes a reply back while it is still open', async () => {
    const arriving = site.upstream.next();
    const { call, reply } = open(site.url, `${BATCHES}/msgbatch_1/results`, {
      headers: { ...TOKEN, 'accept-encoding': 'gzip, deflate, br' },
    });
    call.end();
    const seen = await arriving;
    seen.reply.writeHead(200, { 'content-type': 'application/x-jsonl' });
    seen.reply.write('{"line":1}\n');
    const message = await reply;
    assert.deepEqual([message.statusCode, message.headers['content-type']], [200, 'application/x-jsonl']);
    assert.equal(String((await once(message, 'data'))[0]), '{"line":1}\n');
    assert.equal(seen.reply.writableEnded, false);

    seen.reply.end('{"line":2}\n');
    assert.equal(String((await once(message, 'data'))[0]), '{"line":2}\n');
    await once(message, 'end');
  });

  test('a caller who leaves ends the reply upstream', async () => {
    const arriving = site.upstream.next();
    const { call, reply } = open(site.url, `${BATCHES}/msgbatch_1/results`, { headers: TOKEN });
    call.end();
    const seen = await arriving;
    seen.reply.writeHead(200, { 'content-type': 'application/x-jsonl' });
    seen.reply.write('{"line":1}\n');
    const message = await reply;
    message.on('error', () => {});
    const gone = once(seen.reply, 'close');
    message.destroy();
    // Behind the proxies of `wrangler dev`, the relay has to send data to notice that the caller has left.
    const more = setInterval(() => seen.reply.write('{"line":2}\n'), 20);
    await gone;
    clearInterval(more);
    assert.equal(seen.reply.writableFinished, false);
  });

  test('a reply that breaks off upstream breaks off here, and is not taken for a whole one', async () => {
    const arriving = site.upstream.next();
    const { call, reply } = open(site.url, `${BATCHES}/msgbatch_1/results`, { headers: TOKEN });
    call.end();
    const seen = await arriving;
    seen.reply.writeHead(200, { 'content-type': 'application/x-jsonl' });
    seen.reply.write('{"line":1}\n{"li');
    const message = await reply;
    await once(message, 'data');
    seen.request.socket.destroy();
    const [error] = await once(message, 'error');
    assert.equal(error.code, 'ECONNRESET');
    assert.equal(message.complete, false);
  });

  test('an upstream that drops a read gives a 502 that may be tried again', async () => {
    const arriving = site.upstream.next();
    const sending = send(site.url, `${BATCHES}/msgbatch_1`, { headers: TOKEN });
    (await arriving).request.socket.destroy();
    const { status, headers, text } = await sending;
    assert.equal(status, 502);
    assert.equal(headers['x-should-retry'], undefined);
    assert.equal(text, refusal('api_error', 'The relay got no answer from the API.'));
  });

  test('an upstream that drops a create gives a 502 that must not be tried again', async () => {
    const arriving = site.upstream.next();
    const sending = send(site.url, BATCHES, { method: 'POST', headers: TOKEN, body: '{"requests":[]}' });
    const seen = await arriving;
    await seen.whole;
    seen.request.socket.destroy();
    const { status, headers, text } = await sending;
    assert.equal(status, 502);
    assert.equal(headers['x-should-retry'], 'false');
    assert.equal(
      text,
      refusal(
        'api_error',
        'The relay got no answer from the API, so it is unknown whether the batch was created. Check the list of batches before you send it again.',
      ),
    );
  });

  test('a redirect is not followed: the key stays with the upstream', async () => {
    const before = site.upstream.requests.length;
    site.upstream.answers((reply) => reply.writeHead(307, { location: `${site.upstream.url}/elsewhere` }).end());
    const { status, headers, text } = await send(site.url, BATCHES, { headers: TOKEN });
    assert.equal(status, 502);
    assert.equal(headers.location, undefined);
    assert.equal(text, refusal('api_error', 'The API answered with a redirect, which this relay does not follow.'));
    assert.equal(site.upstream.requests.length, before + 1);
  });
});
