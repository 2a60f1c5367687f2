// Jobs that another client continues: with another key, or at another base URL.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BatchClient } from 'message-batches';
import { createEmulator } from 'message-batches/emulator';
import { memoryStore } from 'message-batches/stores';
import { states } from './job_api.mjs';
import { KEY, questions } from './setup.mjs';

const OTHER = 'sk-ant-another-key';

/** Resolves when `name` has happened `times` times. */
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

describe('jobs in other clients', { concurrency: true }, () => {
  /** What a client with `apiKey` does about a create of unknown outcome of a client with `KEY`. */
  async function repeated(apiKey) {
    const emulator = createEmulator({
      apiKeys: [KEY, OTHER],
      idempotency: true,
      faults: [{ fault: 'cut_before', operation: 'create', times: 1 }],
    });
    let creates = 0;
    // Keys are repeated by the clock of the server alone.
    const fetch = async (url, init) => {
      if (init.method === 'POST') creates += 1;
      const response = await emulator.fetch(new Request(url, init));
      response.headers.set('date', new Date().toUTCString());
      return response;
    };
    const client = (apiKey) => new BatchClient({ apiKey, fetch, maxRetries: 0 });
    const store = memoryStore();
    const threw = happening('create_threw');
    const job = await client(KEY).submit(questions(2), { store, onEvent: threw.onEvent });
    await threw.happened;
    await job.close();
    const stored = new TextDecoder().decode((await store.get(`jobs/${job.id}/state`)).value);
    assert.ok(!stored.includes(KEY), stored);
    assert.match(stored, /"scope":"[0-9a-f]{16}"/);
    creates = 0;
    // At the second listing, what follows from the first has begun.
    const listed = happening('listed', 2);
    const again = await client(apiKey).resume(job.id, { store, input: questions(2), onEvent: listed.onEvent });
    await Promise.race([listed.happened, again.wait()]);
    await again.close();
    assert.deepEqual(emulator.ledger().billedTwice, []);
    return [...states(again), creates];
  }

  test('a create of unknown outcome is repeated with its key by a client with the same token', async () => {
    assert.deepEqual(await repeated(KEY), ['collected', 1]);
  });

  test('a client with another token, which would make a second batch, repeats nothing and lists', async () => {
    assert.deepEqual(await repeated(OTHER), ['uncertain', 0]);
  });
});
