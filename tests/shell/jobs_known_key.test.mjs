// A `submit` with the key of an existing job.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { memoryStore } from 'message-batches/stores';
import { api, states } from './job_api.mjs';
import { failure, questions } from './setup.mjs';

const CREATES = 'POST batches';

describe('a known key with other options', { concurrency: true }, () => {
  test('another concurrency takes effect for what is not sent yet, also after a restart and in a retry', async () => {
    const { client, calls } = api({ faults: [{ fault: 'spend_limit', operation: 'create', times: 1 }] });
    const store = memoryStore();
    const options = { store, jobKey: 'k', maxRequests: 1 };
    const job = await client().submit(questions(4), { ...options, concurrency: 1 });
    await failure(job.wait());
    await job.close();
    const before = calls.filter((call) => call === CREATES).length;
    assert.equal(before, 1);
    const seen = [];
    const onEvent = ({ name }) => seen.push(name);
    const again = await client().submit(questions(4), { ...options, concurrency: 4, onEvent });
    assert.deepEqual(again.state.warnings, []);
    await again.wait({ until: 'created' });
    const first = seen.indexOf('created');
    assert.equal(seen.slice(0, first).filter((name) => name === 'create').length, 4, seen.join(' '));
    await again.close();
    const stored = JSON.parse(new TextDecoder().decode((await store.get(`jobs/${job.id}/state`)).value));
    assert.equal(stored.policy.concurrency, 4);
  });

  test('the driver elsewhere applies another concurrency', async () => {
    const { client } = api({ faults: [{ fault: 'spend_limit', operation: 'create', times: 1 }] });
    const store = memoryStore();
    const options = { store, jobKey: 'k', maxRequests: 1 };
    const driver = await client().submit(questions(3), { ...options, concurrency: 1 });
    await failure(driver.wait());
    const follower = await client().submit(questions(3), { ...options, concurrency: 3 });
    assert.deepEqual([driver.state.isDriver, follower.state.isDriver], [true, false]);
    await follower.wait();
    assert.deepEqual(states(driver), ['collected', 'collected', 'collected']);
    const stored = JSON.parse(new TextDecoder().decode((await store.get(`jobs/${driver.id}/state`)).value));
    assert.equal(stored.policy.concurrency, 3);
    await Promise.all([driver.close(), follower.close()]);
  });

  test('other limits of shards have no effect, and warnings say so', async () => {
    const { client, calls } = api();
    const store = memoryStore();
    const job = await client().submit(questions(4), { store, jobKey: 'k', maxRequests: 2 });
    await job.wait();
    const { length } = calls;
    const other = { store, jobKey: 'k', maxRequests: 3, maxBytes: 1000, sharedPrefix: 'primer' };
    const again = await client().submit(questions(4), other);
    assert.deepEqual([again.id, states(again)], [job.id, ['collected', 'collected']]);
    assert.deepEqual(again.state.warnings, [
      'maxRequests of job "k" stays 2, as it was submitted: its requests are divided. 3 has no effect.',
      'maxBytes of job "k" stays 256000000, as it was submitted: its requests are divided. 1000 has no effect.',
      'sharedPrefix of job "k" stays none, as it was submitted: its requests are divided. primer has no effect.',
    ]);
    assert.equal(calls.length, length);
  });

  test('limits that are the same, or left out, or the defaults of the API, warn of nothing', async () => {
    const { client } = api();
    const store = memoryStore();
    const job = await client().submit(questions(2), { store, jobKey: 'k' });
    await job.wait();
    for (const same of [{}, { maxRequests: 100_000 }, { maxBytes: 256_000_000 }]) {
      const again = await client().submit(questions(2), { store, jobKey: 'k', ...same });
      assert.deepEqual([again.id, again.state.warnings], [job.id, []]);
    }
  });
});
