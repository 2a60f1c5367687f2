import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PollTimeoutError } from 'message-batches';
import { answering, apiError, batch, ended, failure, json, rushed } from './setup.mjs';

/** Retrieves that return the batch in progress this many times, and then ended. */
const unfinished = (count, headers = {}) => [...Array(count).fill(json(batch(), headers)), json(ended())];

test('a batch that has ended already is read once, without a wait', async (t) => {
  const { waits } = rushed(t);
  const api = answering(json(ended()));
  assert.deepEqual(await api.client().poll('msgbatch_1'), ended());
  assert.equal(api.calls.length, 1);
  assert.deepEqual(waits, []);
});

test('the interval starts at ten seconds and grows by a half up to a minute', async (t) => {
  const { elapsed } = rushed(t);
  const api = answering(...unfinished(7));
  const times = [];
  for await (const _ of api.client().watch('msgbatch_1')) times.push(elapsed() / 1000);
  assert.deepEqual(times, [0, 10, 25, 47.5, 81.25, 131.875, 191.875, 251.875]);
});

test('up to a tenth is added at random, so that many clients spread out', async (t) => {
  const { elapsed } = rushed(t, { random: 0.5 });
  await answering(...unfinished(1))
    .client()
    .poll('msgbatch_1', { intervalMs: 1000 });
  assert.equal(elapsed(), 1050);
});

test('intervalMs and maxIntervalMs bound the growth', async (t) => {
  const { waits } = rushed(t);
  await answering(...unfinished(4))
    .client()
    .poll('msgbatch_1', { intervalMs: 100, maxIntervalMs: 200 });
  assert.deepEqual(waits, [100, 150, 200, 200]);
});

test('maxIntervalMs alone shortens the first interval too', async (t) => {
  const { waits } = rushed(t);
  await answering(...unfinished(2))
    .client()
    .poll('msgbatch_1', { maxIntervalMs: 500 });
  assert.deepEqual(waits, [500, 500]);
});

test('a retry-after of the server wins over the interval, as far as maxIntervalMs', async (t) => {
  const { waits } = rushed(t);
  const poll = async (headers, options) => {
    waits.length = 0;
    await answering(...unfinished(2, headers))
      .client()
      .poll('msgbatch_1', options);
    return waits.slice();
  };
  assert.deepEqual(await poll({ 'retry-after': '3' }, { intervalMs: 1000 }), [3000, 3000]);
  assert.deepEqual(await poll({ 'retry-after': '3' }, { intervalMs: 20_000 }), [3000, 3000]);
  assert.deepEqual(await poll({ 'retry-after': '90' }, { intervalMs: 1000 }), [6000, 6000]);
  assert.deepEqual(await poll({ 'retry-after-ms': '1' }, { intervalMs: 5000 }), [1000, 1000]);
  assert.deepEqual(await poll({ 'retry-after-ms': '1' }, { intervalMs: 10 }), [10, 10]);
  assert.deepEqual(await poll({ 'retry-after': 'soon' }, { intervalMs: 1000 }), [1000, 1500]);
});

test('a long wait is waited in steps, so that no timer is too long and none is missed by a machine that slept', async (t) => {
  const { waits } = rushed(t);
  await answering(...unfinished(1))
    .client()
    .poll('msgbatch_1', { intervalMs: 100_000 });
  assert.deepEqual(waits, [30_000, 30_000, 30_000, 10_000]);
});

test('the deadline rejects with a PollTimeoutError that carries the batch', async (t) => {
  const { elapsed } = rushed(t);
  const api = answering(json(batch({ processing_status: 'canceling' })));
  const error = await failure(api.client().poll('msgbatch_1', { timeoutMs: 60_000 }));
  assert.ok(error instanceof PollTimeoutError);
  assert.equal(error.code, 'poll_timeout');
  assert.equal(
    error.message,
    'Message Batch msgbatch_1 was still canceling after 60000 ms of polling. The batch keeps running: poll again later.',
  );
  assert.deepEqual(error.batch, batch({ processing_status: 'canceling' }));
  assert.equal(elapsed(), 60_000);
});

test('the last look is at the deadline itself: a batch that ended just before it is found', async (t) => {
  const { waits } = rushed(t);
  await answering(...unfinished(2))
    .client()
    .poll('msgbatch_1', { intervalMs: 1000, timeoutMs: 1700 });
  assert.deepEqual(waits, [1000, 700]);
});

test('a batch that could not be read at the deadline is carried as it was last seen', async (t) => {
  rushed(t);
  const api = answering(json(batch()), apiError(529, 'overloaded_error', 'Overloaded'));
  const error = await failure(api.client().poll('msgbatch_1', { timeoutMs: 60_000 }));
  assert.equal(error.code, 'poll_timeout');
  assert.deepEqual(error.batch, batch());
});

test('a batch that could not be read before the deadline is reported', async (t) => {
  rushed(t);
  const api = answering(apiError(529, 'overloaded_error', 'Overloaded'));
  const error = await failure(api.client().poll('msgbatch_1', { timeoutMs: 30_000 }));
  assert.equal(error.name, 'PollTimeoutError');
  assert.equal(error.message, 'Message Batch msgbatch_1 could not be read within 30000 ms of polling.');
  assert.equal('batch' in error, false);
});

test('failures that may pass do not end a poll, however many there are once the batch was seen', async (t) => {
  rushed(t);
  const refused = () =>
    Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }));
  const passing = [
    apiError(500, 'api_error', 'Internal server error'),
    apiError(529, 'overloaded_error', 'Overloaded'),
    apiError(429, 'rate_limit_error', 'Slow down', { 'retry-after': '20' }),
    apiError(408, 'timeout_error', 'Timeout'),
    refused,
  ];
  const api = answering(json(batch()), ...passing, ...passing, ...passing, json(ended()));
  assert.deepEqual(await api.client().poll('msgbatch_1'), ended());
  assert.equal(api.calls.length, 17);
});

test('failures before the batch was first read end a poll after ten, and are passed on unchanged', async (t) => {
  rushed(t);
  const api = answering(() => Promise.reject(new TypeError('fetch failed')));
  await assert.rejects(api.client().poll('msgbatch_1'), {
    name: 'ConnectionError',
    code: 'connection_failed',
    message: 'GET https://api.anthropic.com/v1/messages/batches/msgbatch_1: no response (fetch failed).',
  });
  assert.equal(api.calls.length, 10);
});

const final = [
  [400, 'invalid_request_error', 'invalid_request', 'No'],
  [
    401,
    'authentication_error',
    'authentication_failed',
    'API key is invalid.',
    " The key came from the option { apiKey } and was sent as a bearer token ({ auth: 'bearer' }). It is shorter than an API key: the end may be missing.",
  ],
  [403, 'permission_error', 'permission_denied', 'No'],
];
for (const [status, type, code, text, advice = ''] of final) {
  test(`a ${status} ends a poll at once`, async (t) => {
    rushed(t);
    const api = answering(json(batch()), apiError(status, type, text));
    await assert.rejects(api.client().poll('msgbatch_1'), {
      name: 'ApiError',
      code,
      message: `${status} ${type}: ${text}${advice}`,
    });
    assert.equal(api.calls.length, 2);
  });
}
