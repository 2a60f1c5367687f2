// Idempotency keys of an emulator that remembers them, and of one that ignores them, as the API does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertError, DAY, HEADERS, HOUR, ORIGIN, open, question, questions } from './caller.mjs';

const BATCHES = '/v1/messages/batches';
const keyed = (key, headers = HEADERS) => ({ headers: { ...headers, 'idempotency-key': key } });
const emptyPage = { data: [], has_more: false, first_id: null, last_id: null };

/** An emulator that remembers keys. `post` creates with a key, `lookUp` returns the outcome. */
function remembering(options = {}) {
  const opened = open({ idempotency: true, ...options });
  const post = (key, requests = questions(2), headers) => opened.create(requests, keyed(key, headers));
  const lookUp = async (key, headers) => {
    const { status, headers: sent, body } = await opened.call('GET', BATCHES, keyed(key, headers));
    assert.equal(status, 200);
    return { state: sent.get('x-idempotency-state'), page: body };
  };
  const count = async () => (await opened.list()).body.data.length;
  return { ...opened, post, lookUp, count };
}

const asked = (answer) => [answer.status, answer.text, answer.headers.get('request-id')];

function assertRefusal(answer, status, type, code, message) {
  const requestId = answer.headers.get('request-id');
  assert.deepEqual(answer.body, {
    type: 'error',
    error: { type, message, details: { error_code: code } },
    request_id: requestId,
  });
  assert.deepEqual([answer.status, answer.headers.get('x-should-retry')], [status, 'false']);
}

const assertReused = (answer) =>
  assertRefusal(
    answer,
    ...[422, 'invalid_request_error', 'idempotency_key_reused'],
    'This idempotency-key was used with another body in the last 48 hours. Use a new key for another batch, or send the same bytes again.',
  );

test('a create that is repeated with its key is answered as the first one was', async () => {
  const { clock, post, count, emulator } = remembering();
  const first = await post('key-1');
  assert.equal(first.headers.get('idempotency-replayed'), null);
  clock.pass(HOUR);
  const again = await post('key-1');
  assert.deepEqual(asked(again), asked(first));
  assert.equal(again.headers.get('content-type'), 'application/json');
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assert.equal(await count(), 1);
  const { creates } = emulator.ledger();
  assert.deepEqual(
    creates.map(({ batchId, stored }) => [batchId, stored]),
    [
      [first.body.id, true],
      [first.body.id, false],
    ],
  );
});

test('another key, another caller and no key make batches of their own', async () => {
  const { create, post, lookUp, count } = remembering();
  await post('key-1');
  await post('key-2');
  const other = { 'x-api-key': 'another-key', 'anthropic-version': '2026-10-21' };
  assert.deepEqual(await lookUp('key-3', other), { state: 'free', page: emptyPage });
  await post('key-1', questions(2), other);
  await create(questions(2));
  await create(questions(2));
  assert.equal(await count(), 5);
  // A key belongs to its caller, whichever header the credentials are in.
  const same = { 'x-api-key': 'test-key', 'anthropic-version': '2026-10-21' };
  assert.equal((await post('key-1', questions(2), same)).headers.get('idempotency-replayed'), 'true');
  assert.equal(await count(), 5);
});

test('a key does not do for another body', async () => {
  const { post, count } = remembering();
  await post('key-1');
  assertReused(await post('key-1', questions(3)));
  assert.equal(await count(), 1);
});

test('two bodies of megabytes that differ in one character are not the same', async () => {
  const { post } = remembering();
  const long = (text) => [question('a', { messages: [{ role: 'user', content: text }] })];
  const text = 'x'.repeat(3_000_000);
  await post('key-1', long(text));
  assert.equal((await post('key-1', long(text))).headers.get('idempotency-replayed'), 'true');
  for (const at of [0, 1_500_000, text.length - 1]) {
    assertReused(await post('key-1', long(`${text.slice(0, at)}y${text.slice(at + 1)}`)));
  }
});

for (const key of ['a b', 'a, b', 'x'.repeat(256), 'caf\u00e9']) {
  test(`${JSON.stringify(key.slice(0, 10))} is no key`, async () => {
    const { post, call, count } = remembering();
    const message = 'idempotency-key: expected 1 to 255 visible ASCII characters.';
    const wrong = [400, 'invalid_request_error', 'idempotency_key_invalid', message];
    assertRefusal(await post(key), ...wrong);
    assertRefusal(await call('GET', BATCHES, keyed(key)), ...wrong);
    assert.equal(await count(), 0);
  });
}

test('a look-up says what became of a key, and lists what it made', async () => {
  const { create, post, lookUp } = remembering({ processingMs: 0 });
  await create(questions(1));
  assert.deepEqual(await lookUp('key-2'), { state: 'free', page: emptyPage });
  const { body } = await post('key-1');
  const page = { data: [body], has_more: false, first_id: body.id, last_id: body.id };
  assert.deepEqual(await lookUp('key-1'), { state: 'stored', page });
});

test('a key that was looked up before its create arrived makes none, for 48 hours', async () => {
  const { clock, post, lookUp, count } = remembering();
  assert.deepEqual(await lookUp('key-1'), { state: 'free', page: emptyPage });
  assertRefusal(
    await post('key-1'),
    ...[422, 'invalid_request_error', 'idempotency_key_closed'],
    'This idempotency-key was looked up before a create with it arrived, and the answer was that no batch exists. To keep that answer true, this create was not performed. Use a new key.',
  );
  assert.deepEqual(await lookUp('key-1'), { state: 'free', page: emptyPage });
  assert.equal(await count(), 0);
  clock.pass(2 * DAY);
  assert.equal((await post('key-1')).status, 200);
});

test('each look-up of such a key counts: none is made in the 48 hours after the last', async () => {
  const { clock, post, lookUp, count } = remembering();
  await lookUp('key-1');
  clock.pass(DAY);
  assert.deepEqual(await lookUp('key-1'), { state: 'free', page: emptyPage });
  clock.pass(2 * DAY - 1);
  assert.equal((await post('key-1')).status, 422);
  clock.pass(1);
  assert.equal((await post('key-1')).status, 200);
  assert.equal(await count(), 1);
});

test('after 48 hours a key is forgotten', async () => {
  const { clock, post, lookUp, count } = remembering();
  await post('key-1');
  clock.pass(2 * DAY - 1);
  assert.equal((await lookUp('key-1')).state, 'stored');
  clock.pass(1);
  assert.equal((await post('key-1', questions(3))).status, 200);
  assert.equal(await count(), 2);
  clock.pass(2 * DAY);
  assert.deepEqual(await lookUp('key-1'), { state: 'free', page: emptyPage });
});

/** A create whose body the test writes. */
function slowCreate(emulator, key) {
  const pipe = new TransformStream();
  const writer = pipe.writable.getWriter();
  const { headers } = keyed(key);
  const request = new Request(`${ORIGIN}${BATCHES}`, { method: 'POST', headers, body: pipe.readable, duplex: 'half' });
  return { writer, answer: emulator.fetch(request) };
}

test('repeats that come while the first is open wait for it', async () => {
  const { emulator, post, lookUp, count } = remembering();
  const bytes = new TextEncoder().encode(JSON.stringify({ requests: questions(2) }));
  const { writer, answer } = slowCreate(emulator, 'key-1');
  await writer.write(bytes.subarray(0, 20));
  const repeats = [post('key-1'), post('key-1'), post('key-1', questions(3))];
  assert.deepEqual(await lookUp('key-1'), { state: 'open', page: emptyPage });
  await writer.write(bytes.subarray(20));
  await writer.close();
  const first = await (await answer).json();
  const [second, third, other] = await Promise.all(repeats);
  assert.deepEqual([second.body, third.body], [first, first]);
  assertReused(other);
  assert.equal(await count(), 1);
});

test('repeats that wait for a create that is refused are refused as it was', async () => {
  const { emulator, post, lookUp, count } = remembering();
  const refused = [question('a', { model: undefined }), question('a')];
  const bytes = new TextEncoder().encode(JSON.stringify({ requests: refused }));
  const { writer, answer } = slowCreate(emulator, 'key-1');
  await writer.write(bytes.subarray(0, 20));
  const repeats = [post('key-1', refused), post('key-1', questions(2)), post('key-1', refused)];
  assert.deepEqual(await lookUp('key-1'), { state: 'open', page: emptyPage });
  await writer.write(bytes.subarray(20));
  await writer.close();
  const first = await answer;
  assert.equal(first.status, 400);
  const { error } = await first.json();
  const [second, other, third] = await Promise.all(repeats);
  assert.deepEqual([second.status, second.body.error], [400, error]);
  assert.deepEqual([third.status, third.body.error], [400, error]);
  assertReused(other);
  assert.equal(await count(), 0);
  assert.equal((await post('key-1', questions(2))).status, 200);
});

test('repeats that wait for a create that is refused before the end of its body are refused as it was', async () => {
  const { emulator, post, lookUp, count } = remembering();
  const { writer, answer } = slowCreate(emulator, 'key-1');
  await writer.write(new TextEncoder().encode('{"requests":['));
  const repeat = post('key-1');
  assert.deepEqual(await lookUp('key-1'), { state: 'open', page: emptyPage });
  await writer.write(new TextEncoder().encode('}'.repeat(20)));
  await writer.close().catch(() => undefined);
  const first = await answer;
  assert.equal(first.status, 400);
  const { status, body } = await repeat;
  assert.deepEqual([status, body.error], [400, (await first.json()).error]);
  assert.equal(await count(), 0);
});

test('an interrupted body releases the key, and the create that waits is then the first', async () => {
  const { emulator, post, count } = remembering();
  const { writer, answer } = slowCreate(emulator, 'key-1');
  await writer.write(new TextEncoder().encode('{"requests":['));
  const repeat = post('key-1');
  await writer.abort(new Error('gone'));
  assert.equal((await answer).status, 500);
  const { status, headers } = await repeat;
  assert.deepEqual([status, headers.get('idempotency-replayed')], [200, null]);
  assert.equal(await count(), 1);
});

const releasing = [
  { fault: 'status', status: 429 },
  { fault: 'status', status: 529 },
  { fault: 'status', status: 500 },
  { fault: 'spend_limit' },
  { fault: 'human_review_disabled' },
  { fault: 'html', status: 502 },
  { fault: 'cut_before' },
  { fault: 'cut_upload', bytes: 20 },
];
for (const fault of releasing) {
  test(`after ${JSON.stringify(fault)}, which stores nothing, the key is free`, async () => {
    const { post, count } = remembering({ faults: [{ ...fault, operation: 'create', attempt: 1 }] });
    await post('key-1').catch(({ code }) => assert.equal(code, 'connection_cut'));
    const { status, headers } = await post('key-1');
    assert.deepEqual([status, headers.get('idempotency-replayed')], [200, null]);
    assert.equal(await count(), 1);
  });
}

for (const fault of [
  { fault: 'status', status: 500, after: true },
  { fault: 'cut_after' },
  { fault: 'cut_body', bytes: 9 },
]) {
  test(`after ${JSON.stringify(fault)}, which stores the batch, a repeat gets its answer`, async () => {
    const { post, lookUp, count } = remembering({ faults: [{ ...fault, operation: 'create', attempt: 1 }] });
    await post('key-1').catch(({ code }) => assert.equal(code, 'connection_cut'));
    const { state, page } = await lookUp('key-1');
    assert.equal(state, 'stored');
    const { status, headers, body } = await post('key-1');
    assert.deepEqual([status, headers.get('idempotency-replayed'), body], [200, 'true', page.data[0]]);
    assert.equal(await count(), 1);
  });
}

test('a refused body releases the key', async () => {
  const { post } = remembering();
  const { status, headers } = await post('key-1', []);
  assert.deepEqual([status, headers.get('x-should-retry')], [400, null]);
  assert.equal((await post('key-1')).status, 200);
});

test('every answer says that keys are remembered, but for a CDN in its place', async () => {
  const { call, create, list, retrieve } = remembering({
    faults: [
      { fault: 'status', status: 503, operation: 'list', attempt: 1 },
      { fault: 'html', operation: 'list', attempt: 2 },
    ],
  });
  const answers = [
    await create(questions(1)),
    await create([]),
    await retrieve('msgbatch_none'),
    await call('GET', '/v1/other'),
    await call('POST', BATCHES, { headers: {} }),
    await call('PUT', BATCHES),
    await list(),
  ];
  assert.deepEqual(
    answers.map(({ status, headers }) => [status, headers.get('x-idempotency')]),
    [200, 400, 404, 404, 401, 405, 503].map((status) => [status, '48h']),
  );
  assert.equal((await list()).headers.get('x-idempotency'), null);
});

test('reset forgets keys, too', async () => {
  const { emulator, post, lookUp } = remembering();
  await post('key-1');
  emulator.reset();
  assert.equal((await lookUp('key-1')).state, 'free');
});

test('without the option the header is ignored and nothing announced, as by the API', async () => {
  const { create, call, list } = open();
  const answers = [await create(questions(1), keyed('a b')), await create(questions(1), keyed('a b'))];
  for (const { status, headers } of answers) {
    assert.equal(status, 200);
    assert.deepEqual(
      [...headers.keys()].filter((name) => name.includes('idempotency')),
      [],
    );
  }
  const { headers, body } = await call('GET', BATCHES, keyed('a b'));
  assert.equal(headers.get('x-idempotency-state'), null);
  assert.deepEqual(body, (await list()).body);
  assert.equal(body.data.length, 2);
  assertError(
    await create([]),
    400,
    'invalid_request_error',
    'requests: List should have at least 1 item after validation, not 0',
  );
});
