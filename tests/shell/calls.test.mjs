import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answering, apiError, batch, ended, failure, json, question, rushed } from './setup.mjs';

const ALL = 'https://api.anthropic.com/v1/messages/batches';

/** Returns the events of some work without the times, which are checked here. */
async function eventsOf(api, work, options) {
  const events = [];
  await work(api.client({ ...options, onCall: (event) => events.push(event) }));
  return events.map(({ durationMs, ...event }) => {
    assert.ok(Number.isFinite(durationMs) && durationMs >= 0);
    return event;
  });
}

const answered = json(batch(), { 'request-id': 'req_7' });

test('onCall is called for each operation: target without query, status, request id', async () => {
  const empty = json({ data: [], has_more: false });
  const deleted = json({ id: 'a', type: 'message_batch_deleted' });
  const api = answering(answered, answered, empty, answered, deleted, json(ended()), () => new Response(''));
  const events = await eventsOf(api, async (client) => {
    await client.create([question('a')]);
    await client.retrieve('a');
    await client.list({ limit: 3 });
    await client.cancel('a');
    await client.delete('a');
    await client.results('a');
  });
  const event = { attempt: 0, status: 200, requestId: 'req_7' };
  const unnamed = { ...event, requestId: undefined };
  assert.deepEqual(events, [
    { ...event, operation: 'create', target: `POST ${ALL}` },
    { ...event, operation: 'retrieve', target: `GET ${ALL}/a` },
    { ...unnamed, operation: 'list', target: `GET ${ALL}` },
    { ...event, operation: 'cancel', target: `POST ${ALL}/a/cancel` },
    { ...unnamed, operation: 'delete', target: `DELETE ${ALL}/a` },
    { ...unnamed, operation: 'retrieve', target: `GET ${ALL}/a` },
    { ...unnamed, operation: 'results', target: `GET ${ALL}/msgbatch_1/results` },
  ]);
});

test('onCall is called for each attempt, with why it failed and when the next follows', async (t) => {
  rushed(t);
  const refused = () => Promise.reject(new TypeError('fetch failed'));
  const api = answering(apiError(503, 'overloaded_error', 'x'), refused, answered);
  const events = await eventsOf(api, (client) => client.retrieve('a'));
  const event = { operation: 'retrieve', target: `GET ${ALL}/a` };
  assert.deepEqual(events, [
    { ...event, attempt: 0, status: 503, requestId: 'req_1', code: 'overloaded', retryInMs: 500 },
    { ...event, attempt: 1, code: 'connection_failed', retryInMs: 1000 },
    { ...event, attempt: 2, status: 200, requestId: 'req_7' },
  ]);
});

test('the last failure has no next attempt', async () => {
  const events = await eventsOf(answering(apiError(404, 'not_found_error', 'x')), (client) =>
    failure(client.retrieve('a')),
  );
  assert.deepEqual(events, [
    { operation: 'retrieve', target: `GET ${ALL}/a`, attempt: 0, status: 404, requestId: 'req_1', code: 'not_found' },
  ]);
});

test('an onCall that throws changes nothing', async () => {
  const api = answering(answered);
  const client = api.client({
    onCall: () => {
      throw new Error('faulty logger');
    },
  });
  assert.deepEqual(await client.create([question('a')]), batch());
  assert.deepEqual(await client.retrieve('a'), batch());
});

test('an onCall whose promise rejects changes nothing either', async () => {
  const api = answering(answered);
  const client = api.client({ onCall: () => Promise.reject(new Error('faulty logger')) });
  assert.deepEqual(await client.create([question('a')]), batch());
  await new Promise(setImmediate);
});

test('each poll is a separate event', async (t) => {
  rushed(t);
  const api = answering(json(batch()), apiError(500, 'api_error', 'x'), json(ended()));
  const events = await eventsOf(api, (client) => client.poll('a'));
  assert.deepEqual(
    events.map(({ operation, attempt, status }) => [operation, attempt, status]),
    [
      ['retrieve', 0, 200],
      ['retrieve', 0, 500],
      ['retrieve', 0, 200],
    ],
  );
});
