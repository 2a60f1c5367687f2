// The limits of what is read from a server: answers, texts of errors, waits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchClient } from 'message-batches';
import { answering, apiError, batch, failure, json, KEY, question, rushed, serving } from './setup.mjs';

const client = (fetch, options) => new BatchClient({ apiKey: KEY, maxRetries: 2, fetch, ...options });
const clientOf = ({ fetch }, options) => client(fetch, options);
const URL_OF_ONE = 'GET https://api.anthropic.com/v1/messages/batches/a';

/** Returns a batch of `bytes` bytes. */
function batchOf(bytes) {
  const empty = JSON.stringify({ ...batch(), more: '' });
  return JSON.stringify({ ...batch(), more: 'x'.repeat(bytes - empty.length) });
}

test('an answer of as many bytes as may be is read, one more is an error', async () => {
  for (const [options, most] of [
    [{}, 16_777_216],
    [{ maxAnswerBytes: 1000 }, 1000],
  ]) {
    const fits = client(async () => new Response(batchOf(most)), options);
    assert.equal((await fits.retrieve('a')).id, 'msgbatch_1');
    const long = client(async () => new Response(batchOf(most + 1), { headers: { 'request-id': 'req_1' } }), options);
    const { name, code, message, status, requestId } = await failure(long.retrieve('a'));
    assert.deepEqual(
      { name, code, message, status, requestId },
      {
        name: 'ResponseError',
        code: 'unexpected_response',
        message: `${URL_OF_ONE}: expected a response of at most ${most} bytes (maxAnswerBytes), found more.`,
        status: 200,
        requestId: 'req_1',
      },
    );
  }
});

test('an answer without an end is read no further, and its connection is closed', async (t) => {
  let closed;
  const server = await serving(t, (_, response) => {
    response.setHeader('content-type', 'application/json');
    const timer = setInterval(() => response.write(' '.repeat(65_536)), 1);
    closed = new Promise((resolve) => response.on('close', resolve)).then(() => clearInterval(timer));
  });
  const { code } = await failure(new BatchClient({ apiKey: KEY, baseURL: server.url, maxRetries: 0 }).retrieve('a'));
  assert.equal(code, 'unexpected_response');
  await closed;
});

test('a fetch whose answers are no streams is held to the same', async () => {
  const fake = (text) => async () => ({ status: 200, headers: new Headers(), text: async () => text });
  assert.equal((await client(fake(batchOf(1000)), { maxAnswerBytes: 1000 }).retrieve('a')).id, 'msgbatch_1');
  const { code } = await failure(client(fake(batchOf(1001)), { maxAnswerBytes: 1000 }).retrieve('a'));
  assert.equal(code, 'unexpected_response');
});

test('an error whose body is too long is one all the same', async () => {
  const body = `{"type":"error","error":{"type":"x","message":"${'y'.repeat(2000)}"}}`;
  const long = client(async () => new Response(body, { status: 403 }), { maxAnswerBytes: 1000 });
  const { name, code, status, message } = await failure(long.retrieve('a'));
  assert.deepEqual({ name, code, status }, { name: 'ApiError', code: 'permission_denied', status: 403 });
  assert.match(message, /^403 error: the response has more than 1000 bytes \(maxAnswerBytes\)\./);
});

test('a create whose answer is too long may have been stored', async () => {
  const long = client(async () => new Response(batchOf(2000)), { maxAnswerBytes: 1000 });
  const { code, outcome, intent } = await failure(long.create([question('a')]));
  assert.deepEqual(
    { code, outcome, requestCount: intent.requestCount },
    {
      code: 'unexpected_response',
      outcome: 'unknown',
      requestCount: 1,
    },
  );
});

test('of a text in an error 10,000 characters are shown, or as many as the caller says', async () => {
  const text = `${'é'.repeat(9_999)}😀12345`;
  const { message } = await failure(clientOf(answering(apiError(400, 'invalid_request_error', text))).retrieve('a'));
  assert.ok(message === `400 invalid_request_error: ${'é'.repeat(9_999)}😀… (5 more characters)`, message.slice(-60));
  const short = clientOf(answering(apiError(400, 'invalid_request_error', 'abcdef')), { maxErrorLength: 4 });
  assert.equal(
    (await failure(short.retrieve('a'))).message,
    '400 inva… (17 more characters): abcd… (2 more characters)',
  );
});

test('a create waits as long as the server requests, up to a minute', async (t) => {
  const { waits } = rushed(t);
  const busy = apiError(429, 'rate_limit_error', 'Busy.', { 'retry-after': '60' });
  const made = await clientOf(answering(busy, json(batch()))).create([question('a')]);
  assert.equal(made.id, 'msgbatch_1');
  assert.ok(
    waits.some((ms) => ms > 29_000),
    `${waits}`,
  );
});

test('a longer wait is for the caller to plan', async () => {
  const busy = apiError(529, 'overloaded_error', 'Busy', { 'retry-after': '61' });
  const calls = [];
  const asked = clientOf(answering(busy, json(batch())), { onCall: (event) => calls.push(event) });
  const { code, message, retryAfterMs, outcome } = await failure(asked.create([question('a')]));
  assert.deepEqual({ code, retryAfterMs, outcome }, { code: 'overloaded', retryAfterMs: 61_000, outcome: 'not_sent' });
  assert.equal(
    message,
    '529 overloaded_error: Busy. The server asks for a wait of 61 s, which is longer than { maxRetryAfterMs }: create the batch again after that time.',
  );
  assert.deepEqual(
    calls.map(({ code, retryInMs }) => ({ code, retryInMs })),
    [{ code: 'overloaded', retryInMs: undefined }],
  );
});

test('no call sleeps longer than a minute in silence', async () => {
  const busy = apiError(429, 'rate_limit_error', 'Busy', { 'retry-after': '3600' });
  for (const call of [(c) => c.retrieve('a'), (c) => c.list(), (c) => c.cancel('a'), (c) => c.delete('a')]) {
    const { code, message, retryAfterMs } = await failure(call(clientOf(answering(busy))));
    assert.deepEqual({ code, retryAfterMs }, { code: 'rate_limited', retryAfterMs: 3_600_000 });
    assert.equal(
      message,
      '429 rate_limit_error: Busy. The server asks for a wait of 3600 s, which is longer than { maxRetryAfterMs }: call again after that time.',
    );
  }
});

test('how long is the callers to say', async (t) => {
  rushed(t);
  const busy = apiError(429, 'rate_limit_error', 'Busy.', { 'retry-after': '3600' });
  const patient = clientOf(answering(busy, json(batch())), { maxRetryAfterMs: 3_600_000 });
  assert.equal((await patient.create([question('a')])).id, 'msgbatch_1');
  const alike = clientOf(answering(busy, json(batch())), { maxRetryAfterMs: 3_600_000 });
  assert.equal((await alike.retrieve('a')).id, 'msgbatch_1');
});

for (const [options, message] of [
  [{ maxAnswerBytes: 0 }, 'maxAnswerBytes: expected a whole number from 1 to 268435456, found 0'],
  [{ maxErrorLength: -1 }, 'maxErrorLength: expected a whole number from 1 to 4294967295, found -1'],
]) {
  test(`${JSON.stringify(options)} is refused`, () => {
    assert.throws(() => clientOf(answering(json(batch())), options), { code: 'invalid_option', message });
  });
}
