// Jobs on stores and networks that fail.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchClient } from 'message-batches';
import { createEmulator } from 'message-batches/emulator';
import { memoryStore } from 'message-batches/stores';
import { KEY, questions } from './setup.mjs';

function api() {
  const emulator = createEmulator({ apiKeys: [KEY], processingMs: 0 });
  return { emulator, client: new BatchClient({ apiKey: KEY, fetch: emulator.fetch, maxRetries: 0 }) };
}

test('a submit whose write of the key was stored and reported as failed leaves a job that the next submit returns to', async () => {
  const { emulator, client } = api();
  const store = memoryStore();
  const failing = {
    ...store,
    async put(key, value, options) {
      const version = await store.put(key, value, options);
      if (key.startsWith('keys/')) throw new Error('The disk failed.');
      return version;
    },
  };
  const options = { jobKey: 'summer', maxRequests: 2 };
  await assert.rejects(client.submit(questions(4), { ...options, store: failing }), { message: 'The disk failed.' });
  const job = await client.submit(questions(4), { ...options, store });
  await job.wait({ until: 'created' });
  await job.close();
  assert.equal(emulator.ledger().creates.length, job.state.shards.length);
});

test('twelve calls at once do not make Node warn of a leak', async () => {
  const { client } = api();
  const warnings = [];
  const listener = ({ name }) => warnings.push(name);
  process.on('warning', listener);
  try {
    const job = await client.submit(questions(12), { maxRequests: 1, concurrency: 12 });
    await job.wait({ until: 'created' });
    await job.close();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', listener);
  }
  assert.deepEqual(warnings, []);
});

test('a retry whose create was lost does not take the batch of the first attempt for its own', async () => {
  const emulator = createEmulator({ apiKeys: [KEY], processingMs: 0, responder: () => ({ type: 'expired' }) });
  const client = new BatchClient({ apiKey: KEY, fetch: emulator.fetch, maxRetries: 0 });
  let isListed = () => {};
  let isLost = false;
  const listed = new Promise((resolve) => {
    isListed = resolve;
  });
  const onEvent = ({ name }) => {
    isLost ||= name === 'create_threw';
    if (isLost && name === 'listed') isListed();
  };
  const job = await client.submit(questions(1), { onEvent });
  await job.wait();
  emulator.inject([{ fault: 'cut_before', operation: 'create', times: 1 }]);
  const retry = await job.retry();
  await listed;
  await retry.close();
  const [{ state, batchId, candidates }] = retry.state.shards;
  assert.deepEqual([state, batchId, candidates], ['uncertain', undefined, []]);
});

test('a job that was canceled before its first batch has no records', async () => {
  const { client } = api();
  const job = await client.submit(questions(2), { maxRequests: 1 });
  await job.cancel();
  await job.wait();
  const records = [];
  for await (const record of job.results({ order: 'input' })) records.push(record);
  assert.deepEqual(records, []);
});
