// The relay in workerd: a create with an idempotency key is performed once, even if connections break.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { open, refusal, send } from './call.mjs';
import {
  answering,
  arrived,
  assertRefusal,
  assertReused,
  assertUnknown,
  BATCHES,
  batch,
  callsOf,
  EMPTY_PAGE,
  json,
  keyed,
  TOKEN,
} from './keys.mjs';
import { useRelay } from './stack.mjs';

const LOST =
  'The relay got no answer from the API, so it is unknown whether the batch was created. Check the list of batches before you send it again.';

/** Ends the connection of a call that is waiting for its reply. departures.test.mjs tests that the runtime notices it. */
function leave(call) {
  const closed = new Promise((resolve) => call.once('close', resolve));
  call.destroy();
  return closed;
}

describe('a relay that remembers keys', { timeout: 60_000 }, () => {
  const site = useRelay({ token: 'the-token-of-the-relay' });
  const { post, lookUp } = callsOf(site);
  afterEach(() => site.upstream.answers(undefined));
  const creates = () => site.upstream.requests.filter(({ method }) => method === 'POST').length;

  test('says so on every answer, refusals too', async () => {
    const calls = [
      [200, BATCHES, { headers: TOKEN }],
      [200, BATCHES, { headers: keyed('announced') }],
      [400, BATCHES, { headers: keyed('no key') }],
      [400, `${BATCHES}/`, { headers: TOKEN }],
      [401, BATCHES, {}],
      [403, BATCHES, { headers: { ...TOKEN, origin: 'https://elsewhere.example' } }],
      [404, '/v1/models', { headers: TOKEN }],
      [405, BATCHES, { method: 'PUT', headers: TOKEN }],
    ];
    for (const [status, path, options] of calls) {
      const reply = await send(site.url, path, options);
      assert.deepEqual([reply.status, reply.headers['x-idempotency']], [status, '48h'], path);
    }
    assert.equal((await send(site.url, '/', {})).headers['x-idempotency'], undefined);
  });

  test('answers a repeat as it answered the first one, and sends it no further', async () => {
    const down = { 'anthropic-organization-id': 'org_1', 'anthropic-ratelimit-requests-remaining': '7' };
    const made = batch('msgbatch_1', {
      results_url: 'https://api.anthropic.com/v1/messages/batches/msgbatch_1/results',
    });
    answering(site.upstream, json(200, made, down));
    const before = creates();
    const first = await post('repeated');
    const ours = { ...made, results_url: `${site.url}${BATCHES}/msgbatch_1/results` };
    assert.deepEqual([first.status, JSON.parse(first.text)], [200, ours]);
    assert.equal(first.headers['idempotency-replayed'], undefined);
    assert.equal(first.headers['anthropic-ratelimit-requests-remaining'], '7');

    answering(site.upstream, json(500, 'never'));
    const again = await post('repeated');
    assert.deepEqual([again.status, again.text], [200, first.text]);
    const { date, connection, 'content-length': length, ...headers } = again.headers;
    assert.deepEqual(headers, {
      'anthropic-organization-id': 'org_1',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'application/json',
      'idempotency-replayed': 'true',
      'request-id': 'req_1',
      'x-content-type-options': 'nosniff',
      'x-idempotency': '48h',
    });
    assert.equal(creates(), before + 1);
    assert.equal(site.upstream.requests.at(-1).headers['idempotency-key'], undefined);
    assert.deepEqual(await lookUp('repeated'), {
      state: 'stored',
      page: { data: [ours], has_more: false, first_id: 'msgbatch_1', last_id: 'msgbatch_1' },
    });
    assert.equal(creates(), before + 1);
  });

  test('without a key a create is sent each time', async () => {
    const before = creates();
    for (let i = 0; i < 2; i++) await send(site.url, BATCHES, { method: 'POST', headers: TOKEN, body: '{}' });
    assert.equal(creates(), before + 2);
  });

  test('a look-up of a key that never arrived finds it free, without a call upstream', async () => {
    const before = site.upstream.requests.length;
    assert.deepEqual(await lookUp('never'), { state: 'free', page: EMPTY_PAGE });
    assert.equal(site.upstream.requests.length, before);
  });

  test('a create that arrives after it was looked up is not performed', async () => {
    const before = site.upstream.requests.length;
    await lookUp('late');
    assertRefusal(
      await post('late'),
      ...[422, 'invalid_request_error', 'idempotency_key_closed'],
      'This idempotency-key was looked up before a create with it arrived, and the answer was that no batch exists. To keep that answer true, this create was not performed. Use a new key.',
    );
    assert.deepEqual(await lookUp('late'), { state: 'free', page: EMPTY_PAGE });
    assert.equal(site.upstream.requests.length, before);
  });

  for (const key of ['a b', 'a, b', 'x'.repeat(256), 'caf\u00e9']) {
    test(`refuses ${JSON.stringify(key.slice(0, 10))} as a key`, async () => {
      const before = site.upstream.requests.length;
      const message = 'idempotency-key: expected 1 to 255 visible ASCII characters.';
      const wrong = [400, 'invalid_request_error', 'idempotency_key_invalid', message];
      assertRefusal(await post(key), ...wrong);
      assertRefusal(await send(site.url, BATCHES, { headers: keyed(key) }), ...wrong);
      assert.equal(site.upstream.requests.length, before);
    });
  }

  test('a key does not do for another body', async () => {
    answering(site.upstream, json(200, batch('msgbatch_2')));
    const before = creates();
    await post('other-body', '{"requests":[1]}');
    assertReused(await post('other-body', '{"requests":[2]}'));
    assertReused(await post('other-body', ''));
    assert.equal(creates(), before + 1);
  });

  test('compares bodies as they were sent, compressed ones too', async () => {
    answering(site.upstream, json(200, batch('msgbatch_3')));
    const encoded = { 'content-encoding': 'gzip' };
    const zipped = gzipSync('{"requests":[]}');
    await post('zipped', zipped, encoded);
    assert.deepEqual((await site.upstream.requests.at(-1).whole).body, zipped);
    assert.equal((await post('zipped', zipped, encoded)).headers['idempotency-replayed'], 'true');
    assertReused(await post('zipped', '{"requests":[]}'));
  });

  test('repeats wait for a create that is open, which a look-up does not', async () => {
    const before = creates();
    const arriving = site.upstream.next();
    const first = post('open');
    const { reply } = await arrived(arriving);
    const repeats = [post('open'), post('open'), post('open', '{"requests":[1]}')];
    assert.deepEqual(await lookUp('open'), { state: 'open', page: EMPTY_PAGE });
    reply.writeHead(...json(200, '').slice(0, 2)).end(JSON.stringify(batch('msgbatch_4')));
    const [second, third, other] = await Promise.all(repeats);
    const { text } = await first;
    assert.deepEqual([second.text, third.text], [text, text]);
    assertReused(other);
    assert.equal(creates(), before + 1);
  });

  test('repeats that wait for a create that is refused are refused as it was, and the next one is sent', async () => {
    const before = creates();
    const arriving = site.upstream.next();
    const first = post('refused-open');
    const { reply } = await arrived(arriving);
    const repeats = [post('refused-open'), post('refused-open'), post('refused-open', '{"requests":[1]}')];
    await lookUp('refused-open');
    reply
      .writeHead(...json(429, '').slice(0, 2))
      .end('{"type":"error","error":{"type":"rate_limit_error","message":"m"}}');
    const { status, text } = await first;
    const [second, third, other] = await Promise.all(repeats);
    assert.equal(status, 429);
    assert.deepEqual([second.status, second.text, second.headers['x-idempotency-state']], [429, text, 'free']);
    assert.deepEqual([third.status, third.text], [429, text]);
    assertReused(other);
    assert.equal(creates(), before + 1);
    answering(site.upstream, json(200, batch('msgbatch_5')));
    const next = await post('refused-open');
    assert.deepEqual([next.status, next.headers['idempotency-replayed']], [200, undefined]);
    assert.equal(creates(), before + 2);
  });

  const error = { type: 'error', error: { type: 'x_error', message: 'm' } };
  const withoutId = ([status, { 'request-id': _, ...headers }, body]) => [status, headers, body];
  for (const [name, answer, seen = answer[0]] of [
    ['a 500', json(500, error)],
    ['a 503 of the API', json(503, error)],
    ['a 429 without a request id', withoutId(json(429, error))],
    ['a 400 in another envelope', json(400, { error: {} })],
    ['a 429 that is no JSON', json(429, 'Slow down')],
    ['a 200 that is no batch', json(200, { ok: true })],
    ['a 200 that is no JSON', json(200, '<html>')],
    ['a 200 that is too long', json(200, batch('msgbatch_long', { more: 'x'.repeat(100_000) }))],
    ['a redirect', json(307, '', { location: '/elsewhere' }), 502],
  ]) {
    test(`after ${name} the outcome is unknown`, async () => {
      answering(site.upstream, answer);
      const key = `unknown ${name}`.replaceAll(' ', '-');
      const first = await post(key);
      assert.equal(first.status, seen);
      if (seen === answer[0]) assert.equal(first.text, answer[2]);
      answering(site.upstream, json(200, batch('msgbatch_6')));
      const before = creates();
      assertUnknown(await post(key));
      assertReused(await post(key, '{"requests":[1]}'));
      assert.deepEqual(await lookUp(key), { state: 'unknown', page: EMPTY_PAGE });
      assert.equal(creates(), before);
    });
  }

  for (const [name, drop] of [
    ['before its answer', (seen) => seen.request.socket.destroy()],
    [
      'in the middle of its answer',
      (seen) => {
        seen.reply.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        seen.reply.write('{"id":', () => seen.request.socket.destroy());
      },
    ],
  ]) {
    test(`after a connection that is lost ${name} the outcome is unknown`, async () => {
      const key = `lost-${name}`.replaceAll(' ', '-');
      const arriving = site.upstream.next();
      const sending = post(key);
      drop(await arrived(arriving));
      const { status, headers, text } = await sending;
      assert.deepEqual([status, headers['x-should-retry'], text], [502, 'false', refusal('api_error', LOST)]);
      const before = creates();
      assertUnknown(await post(key));
      assert.equal(creates(), before);
    });
  }

  for (const status of [400, 413, 429, 529]) {
    test(`after a ${status} of the API the key is free again`, async () => {
      answering(site.upstream, json(status, error));
      const first = await post(`refused-${status}`);
      assert.deepEqual([first.status, first.text], [status, JSON.stringify(error)]);
      answering(site.upstream, json(200, batch('msgbatch_7')));
      // Any body may be sent: the first one created nothing.
      const { status: second, headers } = await post(`refused-${status}`, '{"requests":[1]}');
      assert.deepEqual([second, headers['idempotency-replayed']], [200, undefined]);
    });
  }

  for (const length of [{ 'content-length': 11 }, { 'transfer-encoding': 'chunked' }]) {
    const key = (name) => `${name}-${Object.keys(length)}`;

    test(`a body that breaks off breaks off upstream, and frees the key (${Object.keys(length)})`, async () => {
      const arriving = site.upstream.next();
      const { call } = open(site.url, BATCHES, { method: 'POST', headers: { ...keyed(key('broken')), ...length } });
      call.on('error', () => {});
      call.write('first ');
      const seen = await arriving;
      if (seen.pieces.length === 0) await once(seen.request, 'data');
      call.destroy();
      assert.equal((await seen.whole).complete, false);
      answering(site.upstream, json(200, batch('msgbatch_8')));
      // Waits until the rest of the first has ended.
      const { status, headers } = await post(key('broken'), 'first later', length);
      assert.deepEqual([status, headers['idempotency-replayed']], [200, undefined]);
    });

    // workerd may still send an end to the upstream, so only a refusal proves something.
    for (const [status, state] of [
      [413, 'free'],
      [500, 'unknown'],
    ]) {
      test(`after a ${status} before all of the body was sent the key is ${state} (${Object.keys(length)})`, async () => {
        const arriving = site.upstream.next();
        const { call, reply } = open(site.url, BATCHES, {
          method: 'POST',
          headers: { ...keyed(key(`early-${status}`)), ...length },
        });
        call.on('error', () => {});
        call.write('first ');
        const seen = await arriving;
        seen.reply.writeHead(...json(status, '').slice(0, 2)).end(JSON.stringify(error));
        assert.equal((await reply).statusCode, status);
        assert.equal((await lookUp(key(`early-${status}`))).state, state);
        call.destroy();
      });
    }

    test(`an upstream that leaves before all of the body was sent frees the key (${Object.keys(length)})`, async () => {
      const arriving = site.upstream.next();
      const { call, reply } = open(site.url, BATCHES, {
        method: 'POST',
        headers: { ...keyed(key('left')), ...length },
      });
      call.on('error', () => {});
      call.write('first ');
      const seen = await arriving;
      if (seen.pieces.length === 0) await once(seen.request, 'data');
      seen.request.socket.destroy();
      assert.equal((await reply).statusCode, 502);
      call.destroy();
      assert.equal((await lookUp(key('left'))).state, 'free');
    });

    test(`a caller who leaves once all is sent does not end the create, and finds its answer (${Object.keys(length)})`, async () => {
      const before = creates();
      const arriving = site.upstream.next();
      const { call } = open(site.url, BATCHES, { method: 'POST', headers: { ...keyed(key('gone')), ...length } });
      call.on('error', () => {});
      call.end('first later');
      const seen = await arrived(arriving);
      await leave(call);
      const repeat = post(key('gone'), 'first later', length);
      assert.equal((await lookUp(key('gone'))).state, 'open');
      seen.reply.writeHead(...json(200, '').slice(0, 2)).end(JSON.stringify(batch('msgbatch_9')));
      const { status, headers, text } = await repeat;
      assert.deepEqual([status, headers['idempotency-replayed']], [200, 'true']);
      assert.equal(JSON.parse(text).id, 'msgbatch_9');
      assert.equal(creates(), before + 1);
    });
  }

  test('a caller who leaves and never comes back: the answer is there when it is looked for', async () => {
    const arriving = site.upstream.next();
    const { call } = open(site.url, BATCHES, {
      method: 'POST',
      headers: { ...keyed('left-alone'), 'content-length': 2 },
    });
    call.on('error', () => {});
    call.end('{}');
    const seen = await arrived(arriving);
    await leave(call);
    seen.reply.writeHead(...json(200, '').slice(0, 2)).end(JSON.stringify(batch('msgbatch_10')));
    let found = await lookUp('left-alone');
    while (found.state === 'open') found = await lookUp('left-alone');
    assert.deepEqual([found.state, found.page.first_id], ['stored', 'msgbatch_10']);
  });
});
