// Jobs that another client continues: with another key, or at another base URL.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BatchClient, readJob } from 'message-batches';
import { createEmulator } from 'message-batches/emulator';
import { memoryStore } from 'message-batches/stores';
import { states } from './job_api.mjs';
import { failure, KEY, questions } from './setup.mjs';

const OTHER = 'sk-ant-another-key';

/** Resolves when the event `name` has occurred `times` times. */
function happening(name, times = 1) {
  let left = times;
  let resolve;
  const happened = new Promise((done) => {
    resolve = done;
  });
  const onEvent = (event) => {
    if (event.name === name && --left === 0) resolve();
  };
  return { onEvent, happened };
}

/** Creates clients of two workspaces, by their keys. */
const clientOf = (home, other) => {
  const fetch = (url, init) => {
    const request = new Request(url, init);
    return (request.headers.get('authorization').endsWith(KEY) ? home : other).fetch(request);
  };
  return (apiKey) => new BatchClient({ apiKey, fetch, maxRetries: 0 });
};

/** Removes `crypto.subtle` from this process, as in a page on plain http, and restores it. */
const hide = () => Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined, configurable: true });
const show = () => delete globalThis.crypto.subtle;

/** Returns the calls of a client with `apiKey` about a create with an unknown outcome, made by a client with `KEY`. */
async function repeated(apiKey, first = show, second = show) {
  first();
  const emulator = createEmulator({
    apiKeys: [KEY, OTHER],
    idempotency: true,
    faults: [{ fault: 'cut_before', operation: 'create', times: 1 }],
  });
  let creates = 0;
  let isDead = false;
  // Only the clock of the server decides whether keys are repeated.
  const fetch = async (url, init) => {
    // The emulator requires it. A client has derived its scope before its first call.
    show();
    if (isDead) return new Promise(() => {});
    if (init.method === 'POST') creates += 1;
    const response = await emulator.fetch(new Request(url, init));
    response.headers.set('date', new Date().toUTCString());
    return response;
  };
  const client = (apiKey) => new BatchClient({ apiKey, fetch, maxRetries: 0 });
  const store = memoryStore();
  const threw = happening('create_threw');
  // The first client sends nothing after the lost answer.
  const onEvent = (event) => {
    isDead ||= event.name === 'create_threw';
    threw.onEvent(event);
  };
  const job = await client(KEY).submit(questions(2), { store, onEvent });
  await threw.happened;
  await job.close();
  const stored = new TextDecoder().decode((await store.get(`jobs/${job.id}/state`)).value);
  assert.ok(!stored.includes(KEY), stored);
  assert.match(stored, /"scope":"[0-9a-f]{16}"/);
  creates = 0;
  isDead = false;
  second();
  // At the second listing, the consequences of the first have started.
  const listed = happening('listed', 2);
  const again = await client(apiKey).resume(job.id, { store, input: questions(2), onEvent: listed.onEvent });
  const ended = await Promise.race([listed.happened, again.wait().catch(({ code }) => code)]);
  await again.close();
  assert.deepEqual(emulator.ledger().billedTwice, []);
  return [...states(again), creates, ended?.status ?? ended];
}

describe('jobs in other clients', { concurrency: true }, () => {
  test('a create of unknown outcome is repeated with its key by a client with the same token', async () => {
    assert.deepEqual(await repeated(KEY), ['collected', 1, 'collected']);
  });

  test('a client with another token, which would make a second batch, repeats nothing and pauses', async () => {
    assert.deepEqual(await repeated(OTHER), ['uncertain', 0, 'job_paused']);
  });

  test('a create of unknown outcome is not sent again with a key of another workspace, and the right key finds it', async () => {
    const faults = [{ fault: 'cut_after', operation: 'create', times: 1 }];
    const home = createEmulator({ apiKeys: [KEY], processingMs: 0, faults });
    const other = createEmulator({ apiKeys: [OTHER], processingMs: 0 });
    const client = clientOf(home, other);
    const store = memoryStore();
    const threw = happening('create_threw');
    const job = await client(KEY).submit(questions(2), { store, settleMs: 0, onEvent: threw.onEvent });
    await threw.happened;
    await job.close();
    const wrong = await client(OTHER).resume(job.id, { store, input: questions(2) });
    const reason =
      'nobody knows whether its creates stored a batch, and a client with another base URL or key sent them. Nothing was sent, and nothing counts as lost. Use the base URL and the key of that client. Without them, decide with job.decide what becomes of an uncertain shard, or remove the job with forgetJob and force.';
    const error = await failure(wrong.wait());
    assert.deepEqual(
      [error.code, error.message],
      ['job_paused', `Job ${job.id} is paused: ${reason} It continues with client.resume.`],
    );
    await wrong.close();
    const again = await client(OTHER).resume(job.id, { store, input: questions(2) });
    assert.equal((await failure(again.wait())).code, 'job_paused', 'each new client looks again');
    await again.close();
    const right = await client(KEY).resume(job.id, { store, input: questions(2) });
    await right.wait();
    assert.deepEqual(states(right), ['collected']);
    assert.deepEqual([home.ledger().creates.length, other.ledger().creates.length], [1, 0]);
  });

  test('a client that sees no batch leaves the lease to one that does, and follows it', async () => {
    const { client, store, id } = await submitted();
    const wrong = await client(OTHER).resume(id, { store });
    assert.equal((await failure(wrong.wait())).code, 'job_paused');
    while (JSON.parse(new TextDecoder().decode((await store.get(`jobs/${id}/lease`)).value)).expires !== 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const right = await client(KEY).resume(id, { store });
    await right.wait();
    assert.deepEqual(states(right), ['collected', 'collected']);
    await wrong.close();
  });

  /** Two workspaces, each with its own key, and a job of two batches in the first. */
  async function submitted(options = {}) {
    const home = createEmulator({ apiKeys: [KEY], processingMs: 0, ...options });
    const other = createEmulator({ apiKeys: [OTHER], processingMs: 0 });
    const client = clientOf(home, other);
    const store = memoryStore();
    const job = await client(KEY).submit(questions(3), { store, maxRequests: 2 });
    await job.wait({ until: 'created' });
    await job.close();
    const batchIds = job.state.shards.map(({ batchId }) => batchId);
    return { home, other, client, store, id: job.id, batchIds };
  }

  const hidden = (id) =>
    `Job ${id} is paused: none of its 2 batches is visible to this client. Nothing was sent, and nothing counts as lost. Use the base URL and a key of the workspace that the job was submitted with. If somebody deleted the batches, cancel the job with the base URL and the key that it was driven with last: they then count as lost. Without that key, remove the job with forgetJob and force. It continues with client.resume.`;

  test('a key of another workspace pauses the job, and the right key continues it', async () => {
    const { home, other, client, store, id } = await submitted();
    const wrong = await client(OTHER).resume(id, { store });
    const error = await failure(wrong.wait());
    assert.deepEqual([error.code, error.message], ['job_paused', hidden(id)]);
    assert.deepEqual([wrong.state.status, states(wrong)], ['paused', ['running', 'running']]);
    assert.deepEqual((await readJob(store, id)).state.reason, wrong.state.reason);
    await wrong.close();
    const right = await client(KEY).resume(id, { store });
    await right.wait();
    assert.deepEqual(states(right), ['collected', 'collected']);
    assert.deepEqual([home.ledger().billedTwice, other.ledger().creates], [[], []]);
  });

  test('a key of another workspace cancels nothing, and says so', async () => {
    const { home, client, store, id } = await submitted({ processingMs: 600_000 });
    const wrong = await client(OTHER).resume(id, { store, continue: false });
    await wrong.cancel();
    assert.equal((await failure(wrong.wait())).message, hidden(id));
    assert.deepEqual(states(wrong), ['running', 'running']);
    await wrong.close();
    const canceled = happening('cancel_sent', 2);
    const right = await client(KEY).resume(id, { store, onEvent: canceled.onEvent });
    await canceled.happened;
    await right.close();
    assert.equal(home.ledger().calls.filter(({ operation }) => operation === 'cancel').length, 2);
  });

  test('of batches that somebody deleted, one is lost at once, and all are lost when the job is canceled', async () => {
    const one = await submitted();
    await one.client(KEY).delete(one.batchIds[0]);
    const first = await one.client(KEY).resume(one.id, { store: one.store });
    await first.wait();
    assert.deepEqual(states(first), ['lost', 'collected']);
    const all = await submitted();
    for (const batchId of all.batchIds) await all.client(KEY).delete(batchId);
    const second = await all.client(KEY).resume(all.id, { store: all.store });
    assert.equal((await failure(second.wait())).message, hidden(all.id));
    await second.cancel();
    await second.wait();
    assert.deepEqual(states(second), ['lost', 'lost']);
  });
});

describe('jobs in a page on plain http', () => {
  test('a client without crypto.subtle repeats a create with its key, also that of a client with crypto.subtle', async () => {
    for (const [first, second] of [
      [hide, hide],
      [show, hide],
      [hide, show],
    ]) {
      assert.deepEqual(await repeated(KEY, first, second), ['collected', 1, 'collected']);
    }
  });

  test('a client without crypto.subtle that has another token repeats nothing and pauses', async () => {
    assert.deepEqual(await repeated(OTHER, hide, hide), ['uncertain', 0, 'job_paused']);
  });
});
