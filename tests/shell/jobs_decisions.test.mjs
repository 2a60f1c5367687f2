// Jobs that require a person's decision, or that a person cancels.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BatchClient } from 'message-batches';
import { memoryStore } from 'message-batches/stores';
import { api, ids, states } from './job_api.mjs';
import { failure, KEY, questions } from './setup.mjs';

const batchOf = (id, processing) => ({
  id,
  type: 'message_batch',
  processing_status: 'in_progress',
  request_counts: { processing, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  created_at: '2026-11-01T00:00:00Z',
  expires_at: '2026-11-02T00:00:00Z',
  ended_at: null,
  cancel_initiated_at: null,
  archived_at: null,
  results_url: null,
});

// Jobs look at their batches after ten seconds, so the tests run concurrently.
describe('decisions about jobs', { concurrency: true }, () => {
  test('a create whose answer was lost is found by a listing, and is not repeated', async () => {
    const { emulator, calls, client } = api({ faults: [{ fault: 'cut_after', operation: 'create', times: 1 }] });
    const job = await client().submit(questions(3), {});
    await job.wait();
    assert.equal(calls.filter((call) => call === 'POST batches').length, 1);
    assert.deepEqual(emulator.ledger().billedTwice, []);
  });

  test('with `ask`, a person decides about a create that cannot be found', async () => {
    const { emulator, client } = api({ faults: [{ fault: 'cut_before', operation: 'create', times: 1 }] });
    const store = memoryStore();
    const job = await client().submit(questions(3), { store, ambiguity: 'ask', settleMs: 0 });
    const error = await failure(job.wait());
    assert.deepEqual([error.code, error.shards], ['job_undecided', [0]]);
    assert.equal(
      error.message,
      `Job ${job.id} needs a decision about shard 0: it is unknown whether a batch was stored. Check the candidates of the shard, then call job.decide(shard, 'adopt', batchId) or job.decide(shard, 'create').`,
    );
    assert.deepEqual((await job.manifest()).undecided, [{ job: job.id, shard: 0, candidates: [] }]);
    assert.deepEqual((await job.manifest()).unanswered, { uncertain: 3 });
    const early = await failure(Promise.resolve(job.results()));
    assert.equal(
      early.message,
      `The results of job ${job.id} are not collected yet: 1 of 1 shards are open. Await job.wait() first.`,
    );
    const other = await client().create(questions(2).map((request, at) => ({ ...request, custom_id: `other-${at}` })));
    assert.equal(
      (await failure(job.decide(0, 'adopt', other.id))).message,
      `Batch ${other.id} has 2 requests, expected 3: it is not the shard's.`,
    );
    await job.decide(0, 'create');
    await job.wait();
    assert.equal(
      (await failure(job.decide(0, 'create'))).message,
      `Shard 0 of job ${job.id} needs no decision: it is collected.`,
    );
    assert.deepEqual(emulator.ledger().billedTwice, []);
  });

  test('a decision that comes too late is refused, also if the next create has an unknown outcome too', async () => {
    for (const times of [1, 2]) {
      const { emulator } = api({ faults: [{ fault: 'cut_before', operation: 'create', times }] });
      let retrieve;
      const retrieved = new Promise((resolve) => {
        retrieve = () => resolve(Response.json(batchOf('msgbatch_elsewhere', 3)));
      });
      const fetch = (url, init) =>
        url.endsWith('/msgbatch_elsewhere') ? retrieved : emulator.fetch(new Request(url, init));
      const client = new BatchClient({ apiKey: KEY, fetch, maxRetries: 0 });
      const job = await client.submit(questions(3), { ambiguity: 'ask', settleMs: 0 });
      await failure(job.wait());
      const adopting = failure(job.decide(0, 'adopt', 'msgbatch_elsewhere'));
      await job.decide(0, 'create');
      const [wanted, found] = times === 1 ? ['running', 'with batch '] : ['uncertain', 'by create 2'];
      while (states(job)[0] !== wanted) await new Promise((resolve) => setTimeout(resolve, 5));
      retrieve();
      const { code, message, shards } = await adopting;
      const [{ batchId = '' }] = job.state.shards;
      const expected = `The decision about shard 0 of job ${job.id} came too late: it is ${wanted}, ${found}${batchId}.`;
      assert.deepEqual([code, message, shards], ['invalid_option', expected, [0]]);
      await job.close();
    }
  });

  test('a decision in a job that is closed meanwhile is refused, and holds once the job is resumed', async () => {
    const { client } = api({ faults: [{ fault: 'cut_before', operation: 'create', times: 1 }] });
    const store = memoryStore();
    const job = await client().submit(questions(2), { store, ambiguity: 'ask', settleMs: 0 });
    await failure(job.wait());
    const deciding = failure(job.decide(0, 'create'));
    await job.close();
    const { message } = await deciding;
    const expected = `Job ${job.id} was closed before the decision about shard 0 showed. It is stored, and holds once the job is resumed.`;
    assert.equal(message, expected);
    const again = await client().resume(job.id, { store, input: questions(2) });
    while (again.state.shards[0].attempts === 1) await new Promise((resolve) => setTimeout(resolve, 20));
    await again.close();
  });

  test('a person can adopt a batch', async () => {
    const { client } = api({ faults: [{ fault: 'cut_before', operation: 'create', times: 1 }] });
    const job = await client().submit(questions(3), { ambiguity: 'ask', settleMs: 0 });
    await failure(job.wait());
    const batch = await client().create(questions(3));
    await job.decide(0, 'adopt', batch.id);
    const { shards } = await job.wait();
    assert.equal(shards[0].batchId, batch.id);
  });

  test('a command that was stored reaches the next driver, and a decision about an earlier create does nothing', async () => {
    const { client } = api({ faults: [{ fault: 'cut_before', operation: 'create', times: 1 }] });
    const store = memoryStore();
    const job = await client().submit(questions(2), { store, ambiguity: 'ask', settleMs: 0 });
    await failure(job.wait());
    await job.close();
    const key = `jobs/${job.id}/commands`;
    const put = (commands) => store.put(key, new TextEncoder().encode(JSON.stringify(commands)));
    await put([{ event: 'decided', shard: 0, attempts: 0 }]);
    const second = await client().resume(job.id, { store, input: questions(2) });
    assert.equal((await failure(second.wait())).code, 'job_undecided');
    while ((await store.get(key)) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(second.state.shards[0].attempts, 1);
    await second.close();
    await put([{ event: 'decided', shard: 0, attempts: 1 }]);
    const third = await client().resume(job.id, { store, input: questions(2) });
    while (third.state.shards[0].attempts === 1) await new Promise((resolve) => setTimeout(resolve, 20));
    await third.wait();
    assert.equal(await store.get(key), undefined);
  });

  test('a canceled job creates nothing more and accounts for what was created', async () => {
    const { client } = api({ processingMs: 60_000 });
    const job = await client().submit(questions(6), { maxRequests: 3, concurrency: 1 });
    while (!states(job).includes('running')) await new Promise((resolve) => setTimeout(resolve, 20));
    const state = await job.cancel();
    assert.equal(state.status, 'canceling');
    const done = await job.wait();
    assert.equal(done.status, 'collected');
    const { outcomes, unanswered } = await job.manifest();
    const sum = [...Object.values(outcomes), ...Object.values(unanswered)].reduce((all, count) => all + count, 0);
    assert.equal(sum, 6);
  });

  test('a second cancel resolves when somebody acts on it, not because the first was stored', async () => {
    const { emulator, calls } = api({ processingMs: 60_000 });
    let isOffline = false;
    const fetch = (url, init) => {
      if (isOffline) return Promise.reject(new TypeError('offline'));
      calls.push(new URL(url).pathname.split('/').at(-1));
      return emulator.fetch(new Request(url, init));
    };
    const client = new BatchClient({ apiKey: KEY, fetch, maxRetries: 0 });
    const store = memoryStore();
    const job = await client.submit(questions(2), { store });
    await job.wait({ until: 'created' });
    isOffline = true;
    await job.cancel();
    await job.close();
    isOffline = false;
    const again = await client.resume(job.id, { store, continue: false });
    const { status, isDriver } = await again.cancel();
    assert.deepEqual([status, isDriver], ['canceling', true]);
    while (!calls.includes('cancel')) await new Promise((resolve) => setTimeout(resolve, 20));
    await again.close();
  });

  test('a job that was canceled before it created anything has no results, and says so', async () => {
    const { client } = api({ faults: [{ fault: 'status', status: 500, operation: 'list' }] });
    const job = await client().submit(questions(3), {});
    await job.cancel();
    await job.wait();
    assert.deepEqual(states(job), ['dropped']);
    assert.deepEqual(await ids(job), []);
    assert.deepEqual(await ids(job, { order: 'input' }), []);
    const { unanswered, cost } = await job.manifest();
    assert.deepEqual([unanswered, cost.usd], [{ dropped: 3 }, 0]);
  });
});
