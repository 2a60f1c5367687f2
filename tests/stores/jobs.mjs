// A job for programs that die: its input, and the result of an undisturbed run.
import assert from 'node:assert/strict';
import { BatchClient } from 'message-batches';
import { createEmulator, startEmulator } from 'message-batches/emulator';

/** Answers repeat the question, so that each record can be matched. Creates take a while, so that processes die during them. */
const EMULATOR = {
  answers: { text: 'echo' },
  idempotency: true,
  responder: ({ custom_id }) => (custom_id.endsWith('3') ? { type: 'expired' } : undefined),
};

const requests = Array.from({ length: 24 }, (_, index) => ({
  custom_id: `r-${index}`,
  params: {
    model: 'claude-haiku-4-5',
    max_tokens: 1000,
    messages: [{ role: 'user', content: `Question ${index}` }],
  },
}));
const options = { jobKey: 'summer', maxRequests: 3, concurrency: 1 };

/** A server with an emulator, and the job that a program submits to it. */
export async function jobForPrograms() {
  const server = await startEmulator({ ...EMULATOR, processingMs: 50, port: 0, cors: '*', latencyMs: 60 });
  return { ...server, job: { baseURL: server.url, requests, options } };
}

/** Returns the properties of records that are compared. */
export const comparable = (records) =>
  records
    .map(({ custom_id, outcome, text }) => [custom_id, outcome, text ?? null])
    .sort(([a], [b]) => (a < b ? -1 : 1));

async function undisturbed() {
  const emulator = createEmulator({ ...EMULATOR, processingMs: 0 });
  const client = new BatchClient({ fetch: emulator.fetch, apiKey: 'any' });
  const job = await client.submit(requests, { maxRequests: 3 });
  await job.wait();
  const records = [];
  for await (const record of job.results()) records.push(record);
  return comparable(records);
}

/** Asserts that each id has the record of an undisturbed run, and that nothing was stored or billed twice. */
export async function assertUndisturbed(found, emulator) {
  assert.deepEqual(found, await undisturbed());
  const { creates, billedTwice } = emulator.ledger();
  assert.deepEqual(billedTwice, []);
  const stored = creates.filter((create) => create.stored);
  assert.equal(
    stored.reduce((sum, create) => sum + create.requests, 0),
    requests.length,
  );
}
