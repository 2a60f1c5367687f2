import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertError, HEADERS, ORIGIN, open, question, questions } from './caller.mjs';

test('a create answers the whole batch, in progress, with every item processing', async () => {
  const { create } = open();
  const { status, headers, body } = await create(questions(3));
  assert.equal(status, 200);
  assert.equal(headers.get('content-type'), 'application/json');
  assert.match(body.id, /^msgbatch_01[1-9A-HJ-NP-Za-km-z]{22}$/);
  assert.deepEqual(body, {
    id: body.id,
    type: 'message_batch',
    processing_status: 'in_progress',
    request_counts: { processing: 3, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
    ended_at: null,
    created_at: '2026-11-22T10:00:00.000000+00:00',
    expires_at: '2026-11-23T10:00:00.000000+00:00',
    archived_at: null,
    cancel_initiated_at: null,
    results_url: null,
  });
});

test('times carry six digits of a second', async () => {
  const { clock, create } = open();
  clock.pass(604.3125);
  assert.equal((await create(questions(1))).body.created_at, '2026-11-22T10:00:00.604312+00:00');
});

const good = question('a');
const { custom_id: _, ...withoutId } = good;
const refused = [
  [
    'a duplicate id',
    [question('dup'), question('b'), question('dup')],
    "requests: custom_id's must be unique within a batch. Duplicate custom_id found: dup",
  ],
  ['no id', [withoutId], 'requests.0.custom_id: Field required'],
  [
    'an id that is too long',
    [good, question('x'.repeat(65))],
    'requests.1.custom_id: String should have at most 64 characters',
  ],
  [
    'an id with a character that is not allowed',
    [question('a b')],
    "requests.0.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
  ],
  [
    'an id with a newline at its end',
    [question('a\n')],
    "requests.0.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
  ],
  ['an empty id', [question('')], 'requests.0.custom_id: String should have at least 1 character'],
  ['an id that is a number', [question(7)], 'requests.0.custom_id: Input should be a valid string'],
  ['no params', [{ custom_id: 'a' }], 'requests.0.params: Field required'],
  ['params that are a list', [{ custom_id: 'a', params: [] }], 'requests.0.params: Input should be a valid dictionary'],
  [
    'an item key of another vendor',
    [good, { ...question('b'), method: 'POST' }],
    'requests.1.method: Extra inputs are not permitted',
  ],
  ['an item that is a string', ['a'], 'requests.0: Input should be a valid dictionary'],
  ['an item that is null', [null], 'requests.0: Input should be a valid dictionary'],
  ['an empty list', [], 'requests: List should have at least 1 item after validation, not 0'],
  ['a list that is an object', {}, 'requests: Input should be a valid list'],
];
for (const [what, requests, message] of refused) {
  test(`a create with ${what} is a 400 and stores nothing`, async () => {
    const { create, list } = open();
    assertError(await create(requests), 400, 'invalid_request_error', message);
    assert.deepEqual((await list()).body.data, []);
  });
}

const badBodies = [
  ['', 'The request body is not valid JSON'],
  ['{"requests":[', 'The request body is not valid JSON'],
  ['[]', 'Input should be a valid dictionary'],
  ['null', 'Input should be a valid dictionary'],
  ['{}', 'requests: Field required'],
  [JSON.stringify({ requests: [good], betas: [] }), 'betas: Extra inputs are not permitted'],
  [`{"__proto__":1,"requests":[${JSON.stringify(good)}]}`, '__proto__: Extra inputs are not permitted'],
];
for (const [body, message] of badBodies) {
  test(`a create body ${JSON.stringify(body.slice(0, 30))} is a 400`, async () => {
    const { call } = open();
    assertError(await call('POST', '/v1/messages/batches', { body }), 400, 'invalid_request_error', message);
  });
}

test('a create body that is not UTF-8 is a 400', async () => {
  const { emulator } = open();
  const body = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]);
  const request = new Request(`${ORIGIN}/v1/messages/batches`, { method: 'POST', headers: HEADERS, body });
  const response = await emulator.fetch(request);
  assert.equal(response.status, 400);
  assert.equal((await response.json()).error.message, 'The request body is not valid JSON');
});

test('a body over 256 MB is refused in the shape of the edge, and no longer read', async () => {
  const { emulator } = open();
  const piece = new Uint8Array(16_000_000).fill(0x20);
  let pieces = 0;
  let canceled = false;
  const body = new ReadableStream({
    pull(controller) {
      pieces += 1;
      controller.enqueue(piece);
    },
    cancel() {
      canceled = true;
    },
  });
  const request = new Request(`${ORIGIN}/v1/messages/batches`, {
    method: 'POST',
    headers: HEADERS,
    body,
    duplex: 'half',
  });
  const response = await emulator.fetch(request);
  assert.equal(response.status, 413);
  assert.deepEqual(await response.json(), {
    error: { type: 'request_too_large', message: 'Request exceeds the maximum size' },
  });
  assert.ok(pieces <= 19, `read ${pieces} pieces of 16 MB`);
  assert.equal(canceled, true);
});

test('100,000 items are taken, one more is not', { timeout: 60_000 }, async () => {
  const { create, retrieve, results, clock } = open();
  const requests = questions(100_001);
  assertError(
    await create(requests),
    400,
    'invalid_request_error',
    'requests: List should have at most 100000 items after validation, not 100001',
  );
  requests.pop();
  const { status, body } = await create(requests);
  assert.equal(status, 200);
  assert.equal(body.request_counts.processing, 100_000);

  clock.pass(3000);
  const ended = await retrieve(body.id);
  assert.deepEqual(ended.body.request_counts, {
    processing: 0,
    succeeded: 100_000,
    errored: 0,
    canceled: 0,
    expired: 0,
  });
  const customIds = new Set();
  const messageIds = new Set();
  const { text } = await results(body.id);
  for (const line of text.trimEnd().split('\n')) {
    const { custom_id: customId, result } = JSON.parse(line);
    customIds.add(customId);
    messageIds.add(result.message.id);
  }
  assert.equal(customIds.size, 100_000);
  assert.equal(messageIds.size, 100_000);
});
