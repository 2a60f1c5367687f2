// The official SDK as an independent check: everything it reads without an error, it would also accept from the API.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Anthropic, { APIError, AuthenticationError, BadRequestError, NotFoundError } from '@anthropic-ai/sdk';
import { createEmulator, startEmulator } from 'message-batches/emulator';
import { question, questions } from './caller.mjs';

async function sdk(t, { apiKeys = ['right'], ...options } = {}) {
  const clock = { now: Date.now() };
  const { url, close } = await startEmulator({ now: () => clock.now, apiKeys, ...options });
  t.after(close);
  const client = (apiKey = 'right') => new Anthropic({ apiKey, baseURL: url, maxRetries: 0 });
  return { clock, client, batches: client().messages.batches };
}

async function collect(iterable) {
  const all = [];
  for await (const one of iterable) all.push(one);
  return all;
}

test('create, poll, read, delete', async (t) => {
  const { clock, batches } = await sdk(t);
  const created = await batches.create({ requests: [...questions(3), question('bad', { max_tokens: 0 })] });
  assert.equal(created.processing_status, 'in_progress');
  assert.equal(created.request_counts.processing, 4);
  await assert.rejects(batches.results(created.id), /No batch `results_url`; Has it finished processing\? in_progress/);

  clock.now += 3000;
  const ended = await batches.retrieve(created.id);
  assert.equal(ended.processing_status, 'ended');
  assert.deepEqual(ended.request_counts, { processing: 0, succeeded: 3, errored: 1, canceled: 0, expired: 0 });

  const results = await collect(await batches.results(created.id));
  const texts = Object.fromEntries(
    results.map(({ custom_id: id, result }) => [
      id,
      result.type === 'succeeded' ? result.message.content[0].text : result.error.error.message,
    ]),
  );
  const answered = (id) => `This is an emulated answer; no model was called. The question was: "Hello from ${id}"`;
  assert.deepEqual(texts, {
    'question-0': answered('question-0'),
    'question-1': answered('question-1'),
    'question-2': answered('question-2'),
    bad: 'max_tokens: must be greater than or equal to 1',
  });

  assert.deepEqual(await batches.delete(created.id), { id: created.id, type: 'message_batch_deleted' });
  await assert.rejects(batches.retrieve(created.id), NotFoundError);
});

test('cancel, and results of three kinds', async (t) => {
  const { clock, batches } = await sdk(t);
  const { id } = await batches.create({ requests: questions(20) });
  clock.now += 1500;
  assert.equal((await batches.cancel(id)).processing_status, 'canceling');
  clock.now += 1000;
  const { request_counts: counts } = await batches.retrieve(id);
  assert.deepEqual(counts, { processing: 0, succeeded: 11, errored: 0, canceled: 9, expired: 0 });
  const types = (await collect(await batches.results(id))).map(({ result }) => result.type);
  assert.equal(types.filter((type) => type === 'canceled').length, 9);
});

test('auto-paging sees every batch once, in both directions', async (t) => {
  const { batches } = await sdk(t);
  const ids = [];
  for (let i = 0; i < 7; i++) ids.unshift((await batches.create({ requests: questions(1) })).id);
  const older = await collect(batches.list({ limit: 3 }));
  assert.deepEqual(
    older.map(({ id }) => id),
    ids,
  );
  const newer = await collect(batches.list({ limit: 2, before_id: ids[5] }));
  assert.deepEqual(new Set(newer.map(({ id }) => id)), new Set(ids.slice(0, 5)));
});

test('errors arrive as the classes they stand for, with type, text and request id', async (t) => {
  const { client, batches } = await sdk(t);
  const { id } = await batches.create({ requests: questions(1) });
  const cases = [
    [
      () => batches.retrieve('msgbatch_example'),
      NotFoundError,
      'not_found_error',
      'Message Batch msgbatch_example not found.',
    ],
    [
      () => batches.delete(id),
      BadRequestError,
      'invalid_request_error',
      'In progress batches cannot be deleted. Consider canceling the batch instead.',
    ],
    [
      () => batches.create({ requests: [] }),
      BadRequestError,
      'invalid_request_error',
      'requests: List should have at least 1 item after validation, not 0',
    ],
    [
      () => client('wrong').messages.batches.retrieve(id),
      AuthenticationError,
      'authentication_error',
      'API key is invalid.',
    ],
  ];
  for (const [operation, kind, type, message] of cases) {
    await assert.rejects(operation, (error) => {
      assert.ok(error instanceof kind && error instanceof APIError, String(error));
      assert.deepEqual(error.error.error, { type, message });
      assert.equal(error.requestID, error.error.request_id);
      return true;
    });
  }
});

test('the beta namespace works the same', async (t) => {
  const { clock, client } = await sdk(t);
  const { batches } = client().beta.messages;
  const { id } = await batches.create({
    betas: ['output-300k-2026-03-24'],
    requests: [question('long', { max_tokens: 300_000 })],
  });
  clock.now += 3000;
  const [line] = await collect(await batches.results(id));
  assert.equal(line.result.type, 'succeeded');
});

test('without a server: the emulator stands in for the fetch of the SDK', async () => {
  const clock = { now: Date.now() };
  const { fetch } = createEmulator({ now: () => clock.now });
  const { batches } = new Anthropic({ apiKey: 'k', fetch, maxRetries: 0 }).messages;
  const { id } = await batches.create({ requests: questions(2) });
  clock.now += 3000;
  const { results_url: resultsUrl } = await batches.retrieve(id);
  assert.equal(resultsUrl, `https://api.anthropic.com/v1/messages/batches/${id}/results`);
  assert.equal((await collect(await batches.results(id))).length, 2);
});

test('a workspace whose human review is off is the error that the SDK has for it', async (t) => {
  const { batches } = await sdk(t, { faults: [{ fault: 'human_review_disabled', operation: 'create' }] });
  await assert.rejects(batches.create({ requests: questions(1) }), (error) => {
    assert.ok(error instanceof Anthropic.WorkspaceHumanReviewDisabledError);
    assert.equal(error.errorCode, 'workspace_human_review_disabled');
    return true;
  });
});
