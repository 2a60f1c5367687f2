import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertError, open, questions } from './caller.mjs';

const LIST = '/v1/messages/batches';
const VERSION = { 'anthropic-version': '2026-10-21' };
const BEARER = { authorization: 'Bearer right' };
const CORS_REFUSAL = "CORS requests must set 'anthropic-dangerous-direct-browser-access' header";

for (const version of ['2026-10-21', '2023-06-01']) {
  for (const auth of [{ authorization: 'Bearer right' }, { 'x-api-key': 'right' }]) {
    test(`version ${version} is served with ${Object.keys(auth)}`, async () => {
      const { call } = open({ apiKeys: ['other', 'right'] });
      const { status, body } = await call('GET', LIST, { headers: { ...auth, 'anthropic-version': version } });
      assert.equal(status, 200);
      assert.deepEqual(body, { data: [], has_more: false, first_id: null, last_id: null });
    });
  }
}

const unauthenticated = [
  ['no key', {}, 'x-api-key header is required'],
  ['an empty key', { 'x-api-key': '' }, 'x-api-key header is required'],
  ['a wrong x-api-key', { 'x-api-key': 'wrong' }, 'API key is invalid.'],
  ['a wrong bearer token', { authorization: 'Bearer wrong' }, 'API key is invalid.'],
  ['another scheme', { authorization: 'Basic right' }, 'API key is invalid.'],
  ['one right and one wrong key', { authorization: 'Bearer right', 'x-api-key': 'wrong' }, 'API key is invalid.'],
];
for (const [what, headers, message] of unauthenticated) {
  test(`${what} is a 401`, async () => {
    const { call } = open({ apiKeys: ['right'] });
    const answer = await call('GET', LIST, { headers: { ...VERSION, ...headers } });
    assertError(answer, 401, 'authentication_error', message);
  });
}

test('without a list of keys any key will do, but not none', async () => {
  const { call } = open();
  assert.equal((await call('GET', LIST, { headers: { ...VERSION, 'x-api-key': 'anything' } })).status, 200);
  assertError(
    await call('GET', LIST, { headers: VERSION }),
    401,
    'authentication_error',
    'x-api-key header is required',
  );
});

const badRequests = [
  ['no version', BEARER, 'anthropic-version: header is required'],
  [
    'an unknown version',
    { ...BEARER, 'anthropic-version': '2024-10-22' },
    'anthropic-version: "2024-10-22" is not a valid version',
  ],
  [
    'a version sent twice',
    { ...BEARER, 'anthropic-version': '2023-06-01, 2023-06-01' },
    'anthropic-version: "2023-06-01, 2023-06-01" is not a valid version',
  ],
  [
    'an unknown beta',
    { ...BEARER, ...VERSION, 'anthropic-beta': 'output-300k-2026-03-24,invalid-beta-name' },
    'Unexpected value(s) `invalid-beta-name` for the `anthropic-beta` header. Please consult our documentation at ' +
      'platform.claude.com/docs or try again without the header.',
  ],
  [
    'two unknown betas',
    { ...BEARER, ...VERSION, 'anthropic-beta': 'one, two' },
    'Unexpected value(s) `one`, `two` for the `anthropic-beta` header. Please consult our documentation at ' +
      'platform.claude.com/docs or try again without the header.',
  ],
];
for (const [what, headers, message] of badRequests) {
  test(`${what} is a 400`, async () => {
    const { call } = open();
    assertError(await call('GET', LIST, { headers }), 400, 'invalid_request_error', message);
  });
}

test('known betas are taken, with or without spaces', async () => {
  const { call } = open();
  const headers = { ...BEARER, ...VERSION, 'anthropic-beta': 'message-batches-2024-09-24, compact-2026-09-04,' };
  assert.equal((await call('GET', `${LIST}?beta=true`, { headers })).status, 200);
});

test('a page needs the opt-in header, even before its key is looked at', async () => {
  const { call } = open();
  const page = { origin: 'https://page.example', ...VERSION };
  assertError(await call('GET', LIST, { headers: page }), 401, 'authentication_error', CORS_REFUSAL);
  const optedIn = { ...page, ...BEARER, 'anthropic-dangerous-direct-browser-access': 'true' };
  const { status, headers } = await call('GET', LIST, { headers: optedIn });
  assert.equal(status, 200);
  assert.equal(headers.get('access-control-allow-origin'), null);
});

const PREFLIGHT = {
  origin: 'https://page.example',
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'anthropic-version,content-type,x-api-key',
};

test('a preflight gets no CORS answer', async () => {
  const { call } = open();
  const answer = await call('OPTIONS', LIST, { headers: PREFLIGHT });
  assertError(answer, 401, 'authentication_error', CORS_REFUSAL);
  assert.deepEqual(
    [...answer.headers.keys()].filter((name) => name.startsWith('access-control')),
    [],
  );
});

test('with cors: "*" a preflight is answered and answers can be read by the page, errors too', async () => {
  const { call } = open({ cors: '*' });
  const preflight = await call('OPTIONS', LIST, { headers: PREFLIGHT });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
  assert.equal(preflight.headers.get('access-control-allow-headers'), 'anthropic-version,content-type,x-api-key');
  assert.match(preflight.headers.get('access-control-allow-methods'), /\bPOST\b.*\bDELETE\b/);

  const page = { origin: 'https://page.example', ...BEARER, 'anthropic-dangerous-direct-browser-access': 'true' };
  const good = await call('GET', LIST, { headers: { ...page, ...VERSION } });
  const bad = await call('GET', LIST, { headers: page });
  for (const [answer, status] of [
    [good, 200],
    [bad, 400],
  ]) {
    assert.equal(answer.status, status);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal(answer.headers.get('access-control-expose-headers'), '*');
  }
});

test('with origins as cors their pages can read answers, faults too, and no others', async () => {
  const cors = ['https://page.example', 'http://localhost:5173'];
  const { call, emulator } = open({ cors });
  const from = async (origin, path = LIST) => {
    const headers = { origin, ...BEARER, ...VERSION, 'anthropic-dangerous-direct-browser-access': 'true' };
    return (await call('GET', path, { headers })).headers.get('access-control-allow-origin');
  };
  for (const path of [LIST, '/_emulator']) {
    assert.equal(await from('https://page.example', path), 'https://page.example');
    assert.equal(await from('http://localhost:5173', path), 'http://localhost:5173');
    assert.equal(await from('https://page.example.evil.example', path), null);
    assert.equal(await from('null', path), null);
  }
  emulator.inject([{ fault: 'status', status: 529, times: 2 }]);
  assert.equal(await from('https://page.example'), 'https://page.example');
  assert.equal(await from('https://other.example'), null);
});

test('every answer names its request, no two the same, and with rateLimitHeaders what is left of the minute', async () => {
  const { call, clock, create, retrieve, results } = open({ rateLimitHeaders: true });
  const created = await create(questions(1));
  const answers = [
    created,
    await retrieve(created.body.id),
    await results(created.body.id),
    await call('GET', '/nowhere'),
  ];
  assert.equal(new Set(answers.map(({ headers }) => headers.get('request-id'))).size, answers.length);
  const limits = (answer) =>
    ['limit', 'remaining', 'reset'].map((name) => answer.headers.get(`anthropic-ratelimit-requests-${name}`));
  assert.deepEqual(answers.map(limits), [
    ['4000', '3999', '2026-11-22T10:01:00Z'],
    ['4000', '3998', '2026-11-22T10:01:00Z'],
    ['4000', '3997', '2026-11-22T10:01:00Z'],
    ['4000', '3996', '2026-11-22T10:01:00Z'],
  ]);
  clock.pass(60_000);
  assert.deepEqual(limits(await retrieve(created.body.id)), ['4000', '3999', '2026-11-22T10:02:00Z']);
});

test('an unknown path is a 404, an unknown method a 405 that lists the others', async () => {
  const { call } = open();
  for (const path of ['/', '/v1/messages', '/v1/messages/batches/', '/v1/messages/batches/a/b']) {
    const answer = await call('GET', path);
    assertError(answer, 404, 'not_found_error', 'The requested resource could not be found.');
  }
  for (const [method, path, allow] of [
    ['PUT', LIST, 'GET, POST'],
    ['PATCH', `${LIST}/a`, 'GET, DELETE'],
    ['GET', `${LIST}/a/cancel`, 'POST'],
    ['POST', `${LIST}/a/results`, 'GET'],
  ]) {
    const answer = await call(method, path);
    assertError(answer, 405, 'invalid_request_error', 'Method Not Allowed');
    assert.equal(answer.headers.get('allow'), allow);
  }
});
