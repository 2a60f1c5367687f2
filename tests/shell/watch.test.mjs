import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchClient } from 'message-batches';
import { all, answering, batch, emulated, ended, failure, json, KEY, never, questions, rushed } from './setup.mjs';

const QUICK = { intervalMs: 1, maxIntervalMs: 1 };

test('poll waits until the batch has ended and returns it', async (t) => {
  const { client, clock } = await emulated(t);
  const { id } = await client.create({ requests: questions(2) });
  const seen = [];
  const onProgress = (batch) => {
    seen.push(batch);
    clock.pass(1500);
  };
  const done = await client.poll(id, { ...QUICK, onProgress });
  assert.deepEqual(
    seen.map((batch) => batch.processing_status),
    ['in_progress', 'in_progress', 'ended'],
  );
  assert.deepEqual(done.request_counts, { processing: 0, succeeded: 2, errored: 0, canceled: 0, expired: 0 });
  assert.equal(done, seen.at(-1));
});

test('a batch that is deleted while it is polled ends the poll with the 404', async (t) => {
  const { client, clock, url } = await emulated(t);
  const { id } = await client.create({ requests: questions(1) });
  let looks = 0;
  const deleting = async (...args) => {
    if (looks === 1) {
      clock.pass(3000);
      await client.delete(id);
    }
    return fetch(...args);
  };
  const polling = new BatchClient({ baseURL: url, apiKey: KEY, fetch: deleting });
  const error = await failure(polling.poll(id, { ...QUICK, onProgress: () => (looks += 1) }));
  const { name, code, status, type, message } = error;
  assert.deepEqual(
    { name, code, status, type, message },
    {
      name: 'ApiError',
      code: 'not_found',
      status: 404,
      type: 'not_found_error',
      message: `404 not_found_error: Message Batch ${id} not found.`,
    },
  );
});

test('watch yields every state that was read, the last one ended', async (t) => {
  const { client, clock } = await emulated(t);
  const { id } = await client.create({ requests: questions(2) });
  const states = [];
  for await (const batch of client.watch(id, QUICK)) {
    states.push(batch.processing_status);
    if (states.length === 2) await client.cancel(id);
    if (states.length === 3) clock.pass(1000);
  }
  assert.deepEqual(states, ['in_progress', 'in_progress', 'canceling', 'ended']);
});

test('a status that this version does not know means not ended', async () => {
  const api = answering(json(batch({ processing_status: 'pondering' })), json(ended()));
  const states = await all(api.client().watch('msgbatch_1', QUICK));
  assert.deepEqual(
    states.map((batch) => batch.processing_status),
    ['pondering', 'ended'],
  );
});

test('a watch that is left stops polling and leaves nothing running', async () => {
  const api = answering(json(batch()));
  for await (const state of api.client().watch('msgbatch_1')) {
    assert.equal(state.id, 'msgbatch_1');
    break;
  }
  await new Promise(setImmediate);
  assert.equal(api.calls.length, 1);
});

test('a watch sends nothing before it is iterated', async () => {
  const api = answering(json(batch()));
  const watching = api.client().watch('msgbatch_1');
  await new Promise(setImmediate);
  assert.equal(api.calls.length, 0);
  await watching.return();
});

test('onProgress that throws or rejects does not end the poll', async () => {
  const throwing = () => {
    throw new Error('mine');
  };
  for (const onProgress of [throwing, async () => throwing()]) {
    const api = answering(json(batch()), json(ended()));
    assert.equal((await api.client().poll('msgbatch_1', { ...QUICK, onProgress })).processing_status, 'ended');
  }
});

test('a watch that is left while it waits ends at once, without an error', async () => {
  const api = answering(json(batch()));
  const watching = api.client().watch('msgbatch_1', { intervalMs: 3_600_000 });
  assert.equal((await watching.next()).value.id, 'msgbatch_1');
  const waiting = watching.next();
  await new Promise(setImmediate);
  assert.deepEqual(await watching.return(), { done: true, value: undefined });
  assert.deepEqual(await waiting, { done: true, value: undefined });
  assert.equal(api.calls.length, 1);
});

test('one look that hangs does not outlive the deadline by more than a second', async (t) => {
  // Loads the module, which takes real time.
  await answering(json(batch())).client().retrieve('msgbatch_1');
  const { elapsed } = rushed(t);
  const api = answering(json(batch()), never);
  const error = await failure(api.client().poll('msgbatch_1', { timeoutMs: 60_000 }));
  assert.equal(error.code, 'poll_timeout');
  assert.ok(elapsed() >= 60_000 && elapsed() <= 61_000, `${elapsed()}`);
});

test('a key function is called before each poll', async () => {
  const api = answering(json(batch()), json(batch()), json(ended()));
  let asked = 0;
  const apiKey = async () => `key-${++asked}`;
  await api.client({ apiKey }).poll('msgbatch_1', QUICK);
  assert.deepEqual(
    api.calls.map(({ headers }) => headers.authorization),
    ['Bearer key-1', 'Bearer key-2', 'Bearer key-3'],
  );
});

const wrong = [
  [{ intervalMs: 0 }, 'RangeError', 'intervalMs: expected a positive number of milliseconds, found 0'],
  [{ intervalMs: '5s' }, 'TypeError', 'intervalMs: expected a positive number of milliseconds, found "5s"'],
  [{ maxIntervalMs: -1 }, 'RangeError', 'maxIntervalMs: expected a positive number of milliseconds, found -1'],
  [{ timeoutMs: Number.NaN }, 'RangeError', 'timeoutMs: expected a positive number of milliseconds, found NaN'],
  [{ signal: 'x' }, 'TypeError', 'signal: expected an AbortSignal, found "x"'],
  [{ onProgress: 7 }, 'TypeError', 'onProgress: expected a function, found 7'],
];
for (const [options, name, message] of wrong) {
  test(`poll with ${JSON.stringify(options)} rejects with a ${name} that names it, and sends nothing`, async () => {
    const api = answering(json(ended()));
    await assert.rejects(api.client().poll('msgbatch_1', options), { name, code: 'invalid_option', message });
    assert.equal(api.calls.length, 0);
  });
}

test('a second loop over a watch is an error, not a loop without batches', async () => {
  const client = new BatchClient({ apiKey: KEY, fetch: async () => json(ended()) });
  const error = {
    name: 'BatchError',
    code: 'invalid_option',
    message: 'watch: its batches were read already. Call watch(id) again.',
  };
  const watching = client.watch('msgbatch_1');
  assert.equal((await all(watching)).length, 1);
  await assert.rejects(all(watching), error);
  const left = client.watch('msgbatch_1');
  for await (const _ of left) break;
  await assert.rejects(all(left), error);
  const byHand = client.watch('msgbatch_1');
  assert.equal((await byHand.next()).value.id, 'msgbatch_1');
  assert.deepEqual(await all(byHand), []);
});
