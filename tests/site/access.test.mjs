// The relay in workerd: who may use the key behind it, and for what. A refused call never reaches the upstream.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { refusal, send } from './call.mjs';
import { useRelay } from './stack.mjs';

const BATCHES = '/v1/messages/batches';
const TOKEN = { authorization: 'Bearer the-token' };

const NOT_OURS = 'This relay answers its own page only, not pages of other sites.';
const NEEDS_TOKEN = 'This relay needs its token: send it as "authorization: Bearer …".';
const NO_TOKEN_SET =
  'This relay has no token and therefore passes nothing on. Whoever runs it sets one: wrangler secret put RELAY_TOKEN.';

/** Asserts the whole refusal, and that nothing arrived upstream. */
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
  const site = useRelay({ token: 'the-token' });
  const unauthorized = { status: 401, type: 'authentication_error' };
  const forbidden = { status: 403, type: 'permission_error', message: NOT_OURS };

  test('refuses a caller without it', async () => {
    const { headers } = await refused(site, BATCHES, { ...unauthorized, message: NEEDS_TOKEN });
    assert.equal(headers['x-should-retry'], 'false');
  });

  for (const wrong of ['the-toke', 'the-token2', 'THE-TOKEN', 'sk-of-the-relay']) {
    test(`refuses the wrong token ${wrong}`, () =>
      refused(site, BATCHES, {
        ...unauthorized,
        message: 'The relay token is wrong.',
        headers: { authorization: `Bearer ${wrong}` },
      }));
  }

  test('refuses a token of another scheme', () =>
    refused(site, BATCHES, { ...unauthorized, message: NEEDS_TOKEN, headers: { authorization: 'Basic the-token' } }));

  test('takes it as a bearer token, and as x-api-key from clients that send keys so', async () => {
    await passed(site, BATCHES, { headers: TOKEN });
    await passed(site, BATCHES, { headers: { authorization: 'bearer the-token' } });
    await passed(site, BATCHES, { headers: { 'x-api-key': 'the-token' } });
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
    `This relay passes on the six Message Batches operations only; ${call} is none of them.`;
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
          'The batch id in this path is not one: it is empty, a dot segment, or holds a slash, a control character or broken percent-encoding.',
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

describe('an open relay', { timeout: 60_000 }, () => {
  const site = useRelay({ open: true });

  test('needs no token on this machine', async () => {
    await passed(site, BATCHES, {});
    await passed(site, BATCHES, { headers: { host: `localhost:${new URL(site.url).port}` } });
  });

  test('refuses pages of other sites all the same', () =>
    refused(site, BATCHES, {
      ...{ method: 'POST', headers: { origin: 'https://elsewhere.example' } },
      ...{ status: 403, type: 'permission_error', message: NOT_OURS },
    }));

  test('is not open under a foreign name that was made to point here', () =>
    refused(site, BATCHES, {
      ...{ method: 'POST', headers: { host: 'elsewhere.example', origin: 'http://elsewhere.example' } },
      ...{ status: 403, type: 'permission_error', message: NO_TOKEN_SET },
    }));
});

describe('a relay without a token', { timeout: 60_000 }, () => {
  const site = useRelay({ open: false });

  test('passes nothing on', () =>
    refused(site, BATCHES, { headers: TOKEN, status: 403, type: 'permission_error', message: NO_TOKEN_SET }));
});

describe('a relay without a key', { timeout: 60_000 }, () => {
  const site = useRelay({ token: 'the-token', apiKey: undefined });

  test('says so', () =>
    refused(site, BATCHES, {
      ...{ headers: TOKEN, status: 500, type: 'api_error' },
      message: 'This relay has no API key. Whoever runs it sets one: wrangler secret put ANTHROPIC_API_KEY.',
    }));
});

describe('a relay whose upstream is not encrypted', { timeout: 60_000 }, () => {
  const site = useRelay({ token: 'the-token', upstream: 'http://api.example' });

  test('keeps its key', () =>
    refused(site, BATCHES, {
      ...{ headers: TOKEN, status: 500, type: 'api_error' },
      message: 'The UPSTREAM of this relay must be an https address (http is for loopback addresses only).',
    }));
});

describe('a relay whose upstream is not there', { timeout: 60_000 }, () => {
  // Port 9 of this machine: nobody listens there.
  const site = useRelay({ token: 'the-token', upstream: 'http://127.0.0.1:9' });

  test('answers 502', () =>
    refused(site, BATCHES, {
      ...{ headers: TOKEN, status: 502, type: 'api_error', message: 'The relay got no answer from the API.' },
    }));
});
