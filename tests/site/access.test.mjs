// The relay in workerd: who may use its key, and for which calls. A refused call never reaches the upstream.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { refusal, send } from './call.mjs';
import { useRelay } from './stack.mjs';

const BATCHES = '/v1/messages/batches';
const TOKEN = { authorization: 'Bearer the-token-of-the-relay' };

const NOT_OURS = 'This relay answers only its own page, not pages of other sites.';
const NEEDS_TOKEN = 'This relay needs its token. Send it as "authorization: Bearer …".';
const NO_TOKEN_SET =
  'This relay has no token, so it forwards nothing. Its operator can set one: wrangler secret put RELAY_TOKEN.';

/** Asserts the complete refusal, and that nothing reached the upstream. */
async function refused(site, path, { status, type, message, ...options }) {
  const before = site.upstream.requests.length;
  const reply = await send(site.url, path, options);
  assert.equal(reply.text, refusal(type, message));
  assert.equal(reply.status, status);
  assert.equal(reply.headers['content-type'], 'application/json');
  assert.equal(reply.headers['cache-control'], 'no-store');
  assert.equal(site.upstream.requests.length, before);
  return reply;
}

async function passed(site, path, options) {
  const before = site.upstream.requests.length;
  const { status } = await send(site.url, path, options);
  assert.equal(status, 200);
  assert.equal(site.upstream.requests.length, before + 1);
}

describe('a relay with a token', { timeout: 60_000 }, () => {
  const site = useRelay({ token: 'the-token-of-the-relay' });
  const unauthorized = { status: 401, type: 'authentication_error' };
  const forbidden = { status: 403, type: 'permission_error', message: NOT_OURS };

  test('refuses a caller without it', async () => {
    const { headers } = await refused(site, BATCHES, { ...unauthorized, message: NEEDS_TOKEN });
    assert.equal(headers['x-should-retry'], 'false');
  });

  for (const wrong of [
    'the-token-of-the-rela',
    'the-token-of-the-relay2',
    'THE-TOKEN-OF-THE-RELAY',
    'sk-of-the-relay',
  ]) {
    test(`refuses the wrong token ${wrong}`, () =>
      refused(site, BATCHES, {
        ...unauthorized,
        message: 'The relay token is wrong.',
        headers: { authorization: `Bearer ${wrong}` },
      }));
  }

  test('refuses a token of another scheme', () =>
    refused(site, BATCHES, {
      ...unauthorized,
      message: NEEDS_TOKEN,
      headers: { authorization: 'Basic the-token-of-the-relay' },
    }));

  test('takes it as a bearer token, and as x-api-key from clients that send keys so', async () => {
    await passed(site, BATCHES, { headers: TOKEN });
    await passed(site, BATCHES, { headers: { authorization: 'bearer the-token-of-the-relay' } });
    await passed(site, BATCHES, { headers: { 'x-api-key': 'the-token-of-the-relay' } });
  });

  for (const [name, headers] of [
    ['of another origin', { origin: 'https://elsewhere.example' }],
    ['of the same host on another port', { origin: 'http://127.0.0.1:1' }],
    ['of no origin', { origin: 'null' }],
    ['that a browser calls cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['that a browser calls same-site only', { 'sec-fetch-site': 'same-site' }],
  ]) {
    test(`refuses a page ${name}, token or not`, () =>
      refused(site, BATCHES, { ...forbidden, method: 'POST', headers: { ...TOKEN, ...headers } }));
  }

  test('takes calls of its own page and of a typed address', async () => {
    await passed(site, BATCHES, { headers: { ...TOKEN, origin: site.url, 'sec-fetch-site': 'same-origin' } });
    await passed(site, BATCHES, { headers: { ...TOKEN, 'sec-fetch-site': 'none' } });
  });

  test('answers a preflight without leave', async () => {
    const { status, headers } = await send(site.url, BATCHES, {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
    });
    assert.equal(status, 405);
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('access-control-')),
      [],
    );
  });

  const noOperation = (call) =>
    `This relay forwards only the six Message Batches operations; ${call} is not one of them.`;
  for (const [method, path, seen = path] of [
    ['GET', '/v1'],
    ['GET', '/v1/'],
    ['GET', '/v1/models'],
    ['POST', '/v1/messages'],
    ['POST', '/v1/messages/batchesX'],
    ['GET', `${BATCHES}/msgbatch_1/other`],
    ['GET', `${BATCHES}/msgbatch_1/results/more`],
    ['GET', `${BATCHES}/msgbatch_1/results/`],
    ['GET', `${BATCHES}/../../models`, '/v1/models'],
    ['GET', `${BATCHES}/%2e%2E/%2e./models`, '/v1/models'],
    ['GET', `${BATCHES}\\..\\..\\models`, '/v1/models'],
    ['GET', '/v1//messages/batches'],
    ['GET', '/v1/messages%2Fbatches'],
  ]) {
    test(`knows no operation ${method} ${path}`, () =>
      refused(site, path, {
        ...{ method, headers: TOKEN },
        ...{ status: 404, type: 'not_found_error', message: noOperation(`${method} ${seen}`) },
      }));
  }

  for (const path of [
    `${BATCHES}/`,
    `${BATCHES}//results`,
    `${BATCHES}/..%2F..%2Fmodels`,
    `${BATCHES}/a%2Fb`,
    `${BATCHES}/a%5Cb`,
    `${BATCHES}/a%3Fb`,
    `${BATCHES}/a%23b`,
    `${BATCHES}/a%00b`,
    `${BATCHES}/a%0D%0Ahost:x`,
    `${BATCHES}/%2e%2e%2fresults`,
    `${BATCHES}/%E0%A4`,
  ]) {
    test(`refuses the batch id of ${path}`, () =>
      refused(site, path, {
        ...{ headers: TOKEN, status: 400, type: 'invalid_request_error' },
        message:
          'The batch id in this path is invalid: it is empty, a dot segment, or contains a slash, a control character or broken percent-encoding.',
      }));
  }

  for (const [method, path, allow, words] of [
    ['PUT', BATCHES, 'GET, POST', 'GET or POST'],
    ['DELETE', BATCHES, 'GET, POST', 'GET or POST'],
    ['PATCH', `${BATCHES}/msgbatch_1`, 'GET, DELETE', 'GET or DELETE'],
    ['GET', `${BATCHES}/msgbatch_1/cancel`, 'POST', 'POST'],
    ['POST', `${BATCHES}/msgbatch_1/results`, 'GET', 'GET'],
  ]) {
    test(`refuses the method of ${method} ${path}`, async () => {
      const { headers } = await refused(site, path, {
        ...{ method, headers: TOKEN, status: 405, type: 'invalid_request_error' },
        message: `${path} takes ${words}, not ${method}.`,
      });
      assert.equal(headers.allow, allow);
    });
  }

  test('a whole address as the path does not lead elsewhere', async () => {
    const { status } = await send(site.url, `http://elsewhere.example${BATCHES}`, { headers: TOKEN });
    assert.notEqual(status, 502);
    assert.equal(site.upstream.requests.at(-1).headers.host, new URL(site.upstream.url).host);
  });
});

const bearer = (token) => ({ authorization: `Bearer ${token}` });
const OLD = 'the-token-of-last-year';
const NEW = 'the-token-of-this-year';

describe('a relay whose token is renewed', { timeout: 60_000 }, () => {
  const site = useRelay({ token: NEW, previousToken: OLD });

  test('takes both, and no other', async () => {
    await passed(site, BATCHES, { headers: bearer(NEW) });
    await passed(site, BATCHES, { headers: bearer(OLD) });
    await refused(site, BATCHES, {
      ...{ status: 401, type: 'authentication_error', message: 'The relay token is wrong.' },
      headers: bearer('the-token-of-next-year'),
    });
  });

  test('performs a create once, whichever token it comes with', async () => {
    const answer = JSON.stringify({ id: 'msgbatch_1', type: 'message_batch', processing_status: 'in_progress' });
    site.upstream.answers((reply) => reply.writeHead(200, { 'content-type': 'application/json' }).end(answer));
    for (const [key, first, second] of [
      ['key-1', OLD, NEW],
      ['key-2', NEW, OLD],
    ]) {
      const before = site.upstream.requests.length;
      const create = (token) =>
        send(site.url, BATCHES, { method: 'POST', headers: { ...bearer(token), 'idempotency-key': key }, body: '{}' });
      assert.equal((await create(first)).headers['idempotency-replayed'], undefined);
      assert.equal((await create(second)).headers['idempotency-replayed'], 'true');
      assert.equal(site.upstream.requests.length, before + 1);
      const found = await send(site.url, BATCHES, { headers: { ...bearer(second), 'idempotency-key': key } });
      assert.equal(found.headers['x-idempotency-state'], 'stored');
    }
    site.upstream.answers(undefined);
  });
});

describe('a relay whose tokens can be guessed', { timeout: 60_000 }, () => {
  const tooShort = (name) =>
    `The ${name} of this relay has fewer than 16 characters, so it forwards nothing. Its operator can set a long random one: wrangler secret put ${name}.`;
  const short = useRelay({ token: 'fifteen-letters' });
  const previous = useRelay({ token: NEW, previousToken: 'fifteen-letters' });

  test('passes nothing on, and says which it is', async () => {
    const expected = { status: 500, type: 'api_error' };
    await refused(short, BATCHES, {
      ...{ ...expected, message: tooShort('RELAY_TOKEN') },
      headers: bearer('fifteen-letters'),
    });
    await refused(previous, BATCHES, {
      ...{ ...expected, message: tooShort('RELAY_TOKEN_PREVIOUS') },
      headers: bearer(NEW),
    });
  });
});

describe('a relay whose token is guessed at', { timeout: 60_000 }, () => {
  const site = useRelay({ token: NEW });

  test('after ten wrong tokens, refuses that address even with the right one', async () => {
    await passed(site, BATCHES, { headers: bearer(NEW) });
    for (let guess = 0; guess < 10; guess++) {
      await refused(site, BATCHES, {
        ...{ status: 401, type: 'authentication_error', message: 'The relay token is wrong.' },
        headers: bearer(`a-guess-of-the-token-${guess}`),
      });
    }
    for (const headers of [bearer('another-guess-of-the-token'), bearer(NEW), {}]) {
      const reply = await refused(site, BATCHES, {
        ...{ status: 429, type: 'rate_limit_error', headers },
        message: 'Too many wrong relay tokens from this address. Try again later.',
      });
      const wait = Number(reply.headers['retry-after']);
      assert.ok(wait >= 1 && wait <= 60, `${wait}`);
      assert.equal(reply.headers['x-should-retry'], 'false');
    }
  });
});

describe('a relay whose token is guessed at from many addresses of one network', { timeout: 60_000 }, () => {
  const site = useRelay({ token: NEW });
  const guess = async (address) => {
    const headers = { ...bearer('a-guess-of-the-token'), 'cf-connecting-ip': address };
    return (await send(site.url, BATCHES, { headers })).status;
  };

  for (const [network, addresses, neighbor] of [
    [
      'an IPv6 /64',
      ['2a01:4f8::1', '2A01:04F8:0:0:a::', '2a01:4f8::b:c:d:e', '2a01:4f8:0:0:1:2:3:4'],
      '2a01:4f8:0:1::1',
    ],
    ['the first IPv6 /64', ['::1', '::', '::2:0:0:3', '0:0:0:0:f::'], '0:0:0:1::'],
    ['an IPv4 address', ['::ffff:192.0.2.1', '::FFFF:c000:201', '192.0.2.1'], '::ffff:192.0.2.2'],
  ]) {
    test(`counts the wrong tokens of ${network} together`, async () => {
      for (let guesses = 0; guesses < 10; guesses++) {
        assert.equal(await guess(addresses[guesses % addresses.length]), 401);
      }
      for (const address of addresses) assert.equal(await guess(address), 429, address);
      assert.equal(await guess(neighbor), 401);
    });
  }
});

describe('a site on this machine', { timeout: 60_000 }, () => {
  const site = useRelay();

  test('has a token of its own, under any address that it is made to believe in', async () => {
    const { token, url } = site;
    assert.match(token, /^[\w-]{32}$/);
    await passed(site, BATCHES, { headers: bearer(token) });
    for (const headers of [
      {},
      { host: 'localhost' },
      { host: 'evil.example', 'mf-original-url': `http://localhost${BATCHES}` },
      { host: 'evil.example', 'mf-original-url': `${url}${BATCHES}`, 'mf-original-hostname': 'localhost' },
    ]) {
      await refused(site, BATCHES, { status: 401, type: 'authentication_error', message: NEEDS_TOKEN, headers });
    }
  });
});

describe('what a relay notes of calls', { timeout: 60_000 }, () => {
  const written = [];
  const site = useRelay({ token: NEW, audit: true, onLine: (line) => written.push(line) });
  const notes = () => written.filter((line) => line.includes('relay.call')).map((line) => JSON.parse(line));
  const quiet = [];
  const without = useRelay({ token: NEW, onLine: (line) => quiet.push(line) });

  test('is a line for each that changes something, allowed or not, without texts, keys, tokens and ids', async () => {
    site.upstream.answers((reply) =>
      reply
        .writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_7' })
        .end('{"text":"of an answer"}'),
    );
    const calls = [
      ['POST', BATCHES, { 'idempotency-key': 'a-key-of-a-create' }, '{"requests":["a text"]}'],
      ['POST', `${BATCHES}/msgbatch_1/cancel`],
      ['DELETE', `${BATCHES}/msgbatch_1`],
      ['GET', BATCHES],
      ['GET', `${BATCHES}/msgbatch_1`],
      ['GET', `${BATCHES}/msgbatch_1/results`],
    ];
    for (const [method, path, headers, body] of calls) {
      const length = body === undefined ? {} : { 'content-length': body.length };
      await send(site.url, path, { method, headers: { ...bearer(NEW), ...headers, ...length }, body });
    }
    await send(site.url, BATCHES, { method: 'DELETE', headers: bearer('a-wrong-token-of-the-relay') });
    await send(site.url, `${BATCHES}/msgbatch_1`, { method: 'DELETE', headers: bearer('a-wrong-token-of-the-relay') });
    while (notes().length < 4) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      notes().map(({ durationMs, ...note }) => ({ ...note, isTimed: durationMs >= 0 })),
      [
        ['create', 'POST', BATCHES, 200, 'req_7', 23],
        ['cancel', 'POST', `${BATCHES}/{id}/cancel`, 200, 'req_7', null],
        ['delete', 'DELETE', `${BATCHES}/{id}`, 200, 'req_7', null],
        ['delete', 'DELETE', `${BATCHES}/{id}`, 401, null, null],
      ].map(([operation, method, path, status, requestId, bytes]) => ({
        ...{ event: 'relay.call', operation, method, path, status, requestId, bytes, isTimed: true },
      })),
    );
    for (const secret of [NEW, 'a-wrong-token', 'sk-of-the-relay', 'a text', 'of an answer', 'a-key-of-a-create']) {
      assert.ok(!written.join('\n').includes(secret), secret);
    }
    assert.ok(!notes().some((note) => JSON.stringify(note).includes('msgbatch_1')));
  });

  test('is nothing unless the operator asks for it', async () => {
    await send(without.url, `${BATCHES}/msgbatch_1`, { method: 'DELETE', headers: bearer(NEW) });
    await send(without.url, `${BATCHES}/msgbatch_1/cancel`, { method: 'POST', headers: bearer(NEW) });
    assert.deepEqual(
      quiet.filter((line) => line.includes('relay.call')),
      [],
    );
  });
});

describe('a relay without a token', { timeout: 60_000 }, () => {
  const site = useRelay({ token: '' });

  test('passes nothing on', () =>
    refused(site, BATCHES, { headers: TOKEN, status: 403, type: 'permission_error', message: NO_TOKEN_SET }));
});

describe('a relay without a key', { timeout: 60_000 }, () => {
  const site = useRelay({ token: 'the-token-of-the-relay', apiKey: undefined });

  test('says so', () =>
    refused(site, BATCHES, {
      ...{ headers: TOKEN, status: 500, type: 'api_error' },
      message: 'This relay has no API key. Its operator can set one: wrangler secret put ANTHROPIC_API_KEY.',
    }));
});

describe('a relay whose upstream is not encrypted', { timeout: 60_000 }, () => {
  const site = useRelay({ token: 'the-token-of-the-relay', upstream: 'http://api.example' });

  test('keeps its key', () =>
    refused(site, BATCHES, {
      ...{ headers: TOKEN, status: 500, type: 'api_error' },
      message: 'The UPSTREAM of this relay must be an https address (http is allowed for loopback addresses only).',
    }));
});

describe('a relay whose upstream is not there', { timeout: 60_000 }, () => {
  // No server listens on port 9 of this machine.
  const site = useRelay({ token: 'the-token-of-the-relay', upstream: 'http://127.0.0.1:9' });

  test('answers 502', () =>
    refused(site, BATCHES, {
      ...{ headers: TOKEN, status: 502, type: 'api_error', message: 'The relay got no answer from the API.' },
    }));
});
