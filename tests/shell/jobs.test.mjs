import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BatchClient } from 'message-batches';
import { memoryStore } from 'message-batches/stores';
import { api, ids, listOf, memoryBodies } from './job_api.mjs';
import { failure, KEY, questions } from './setup.mjs';

const retrieve = (id) =>
  new Request(`https://api.anthropic.com/v1/messages/batches/${id}`, {
    headers: { 'x-api-key': KEY, 'anthropic-version': '2023-06-01' },
  });

// Jobs look at their batches after ten seconds, so the tests run concurrently.
describe('jobs', { concurrency: true }, () => {
  test('a job of several shards is created, watched and collected, and every id has one record', async () => {
    const { emulator, client } = api();
    const seen = [];
    const spans = [];
    const tracer = {
      startSpan(name, { attributes }) {
        const span = { name, attributes, ended: 0 };
        spans.push(span);
        return { setAttribute() {}, setStatus: (status) => (span.status = status), end: () => (span.ended += 1) };
      },
    };
    const job = await client().submit(questions(25), {
      maxRequests: 10,
      onEvent: (event) => seen.push(event),
      tracer,
    });
    const watched = [];
    for await (const { status } of job.watch()) watched.push(status);
    const state = await job.wait();
    assert.equal(state.status, 'collected');
    assert.deepEqual(
      state.shards.map(({ requests, attempts, isAsked, candidates }) => [requests, attempts, isAsked, candidates]),
      [10, 9, 6].map((requests) => [requests, 1, false, []]),
    );
    assert.deepEqual([watched[0], watched.at(-1)], ['working', 'collected']);
    const all = questions(25).map(({ custom_id }) => custom_id);
    assert.deepEqual(await ids(job, { order: 'input' }), all);
    assert.deepEqual((await ids(job)).sort(), [...all].sort());
    const manifest = await job.manifest();
    const tally = await (await job.results()).tally();
    assert.deepEqual(manifest.outcomes, { done: 25 });
    assert.deepEqual(manifest.unanswered, {});
    assert.deepEqual(manifest.usage, tally.usage);
    assert.ok(Math.abs(manifest.cost.usd - tally.cost.usd) < 1e-9);
    assert.deepEqual(emulator.ledger().billedTwice, []);

    assert.deepEqual([...new Set(seen.map(({ job }) => job))], [job.id]);
    for (const name of ['list', 'create', 'created', 'collect', 'collected']) {
      assert.ok(
        seen.some((event) => event.name === name),
        name,
      );
    }
    const reported = JSON.stringify([seen, spans, job.state, manifest]);
    assert.ok(!reported.includes(KEY) && !reported.includes('question-') && !reported.includes('Question'), reported);
    assert.deepEqual([...new Set(spans.map(({ ended }) => ended))], [1]);
    assert.ok(spans.some(({ name }) => name === 'message-batches job'));
    const { attributes } = spans.find(({ name }) => name === 'message-batches create');
    assert.deepEqual(attributes, { 'job.id': job.id, 'job.shard': 0 });
  });

  test('once a batch has ended, a job says when the last one should have', async () => {
    const { emulator } = api();
    let slow;
    let isReleased = false;
    const shown = (batch) =>
      batch.id === slow?.id && !isReleased
        ? { ...batch, processing_status: 'in_progress', ended_at: null, results_url: null }
        : batch;
    const fetch = async (url, init) => {
      const request = new Request(url, init);
      const response = await emulator.fetch(request);
      if (!response.headers.get('content-type')?.startsWith('application/json')) return response;
      const body = await response.json();
      if (request.method === 'POST' && body.request_counts?.processing === 9) slow = body;
      return Response.json(Array.isArray(body.data) ? { ...body, data: body.data.map(shown) } : shown(body), response);
    };
    const job = await new BatchClient({ apiKey: KEY, fetch, maxRetries: 0 }).submit(questions(19), { maxRequests: 10 });
    const expected = [];
    for await (const { expectedEnd, shards } of job.watch()) {
      if (expectedEnd === undefined) continue;
      const { created_at, ended_at } =
        (await emulator.fetch(retrieve(shards[0].batchId)).then((it) => it.json())) ?? {};
      expected.push([expectedEnd, Date.parse(ended_at) - Date.parse(created_at)]);
      isReleased = true;
    }
    const [{ earliest, latest, batches }, took] = expected[0];
    assert.equal(batches, 1);
    assert.equal(Date.parse(earliest), Date.parse(slow.created_at) + took);
    // More time has passed than the first one took: only its expiry is still known.
    assert.equal(Date.parse(latest), Date.parse(slow.expires_at));
    assert.deepEqual([job.state.status, job.state.expectedEnd], ['collected', undefined]);
  });

  test('a job that was closed at once continues in another client, from stored bodies', async () => {
    const { emulator, client } = api();
    const store = memoryStore();
    const bodies = memoryBodies();
    async function* once() {
      yield* questions(12);
    }
    const first = await client().submit(once(), { store, bodies, maxRequests: 5, jobKey: 'k' });
    await first.close();
    assert.match(
      (await failure(first.wait())).message,
      /^Job job_\w+ was closed here\. It continues with client\.resume\.$/,
    );
    const second = await client().resume({ jobKey: 'k' }, { store, bodies });
    await second.wait();
    assert.deepEqual((await ids(second, { order: 'input' })).length, 12);
    assert.deepEqual(
      await bodies.list(`${second.id}/results/`),
      second.state.shards.map(({ batchId }, n) => `${second.id}/results/${n}-${batchId}`),
    );
    const { shards } = await second.manifest();
    assert.deepEqual(
      shards.map(({ results }) => results),
      second.state.shards.map(({ batchId }, n) => `${second.id}/results/${n}-${batchId}`),
    );
    assert.deepEqual(emulator.ledger().billedTwice, []);
  });

  test('two clients of one store: one drives, the other sees the same', async () => {
    const { emulator, client } = api();
    const store = memoryStore();
    const first = await client().submit(questions(6), { store, maxRequests: 3 });
    const second = await client().resume(first.id, { store, input: questions(6) });
    const [one, two] = await Promise.all([first.wait(), second.wait()]);
    assert.deepEqual([one.status, two.status, two.isDriver], ['collected', 'collected', false]);
    assert.deepEqual(
      two.shards.map(({ batchId }) => batchId),
      one.shards.map(({ batchId }) => batchId),
    );
    assert.deepEqual(emulator.ledger().billedTwice, []);
  });

  test('a wrong key ends the wait with the error of the API, and the job goes on with the right one', async () => {
    const { client } = api();
    const store = memoryStore();
    const job = await client({ apiKey: 'sk-ant-wrong' }).submit(questions(2), { store });
    const error = await failure(job.wait());
    assert.equal(error.code, 'authentication_failed');
    await job.close();
    const again = await client().resume(job.id, { store, input: questions(2) });
    await again.wait();
    assert.equal((await ids(again)).length, 2);
  });

  test('a wrong baseURL ends the wait too', async () => {
    const { client } = api();
    const job = await client({ baseURL: 'https://api.anthropic.com/wrong' }).submit(questions(2), {});
    const error = await failure(job.wait());
    assert.equal(error.code, 'not_found');
    await job.close();
  });

  const message =
    'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.';
  for (const fault of [{ fault: 'spend_limit' }, { fault: 'status', status: 400, message }]) {
    test(`a spend limit pauses the job with its reason until it is resumed (${fault.fault})`, async () => {
      const { emulator, client } = api({ faults: [{ ...fault, operation: 'create', times: 1 }] });
      const store = memoryStore();
      const job = await client().submit(questions(2), { store });
      const error = await failure(job.wait());
      assert.equal(error.code, 'job_paused');
      assert.equal(job.state.status, 'paused');
      assert.match(job.state.reason, /You will regain access on 2026-12-01 at 00:00 UTC/);
      await job.close();
      const again = await client().resume(job.id, { store, input: questions(2) });
      await again.wait();
      assert.deepEqual(emulator.ledger().billedTwice, []);
    });
  }

  test('a primer runs before the others', async () => {
    const { calls, client } = api();
    const job = await client().submit(questions(6), { sharedPrefix: 'primer' });
    await job.wait();
    assert.deepEqual(
      job.state.shards.map(({ requests }) => requests),
      [1, 5],
    );
    const [first, second] = calls.flatMap((call, at) => (call === 'POST batches' ? [at] : []));
    const primer = `GET ${job.state.shards[0].batchId}`;
    // A status check found that the primer had ended.
    assert.ok(calls.slice(first, second).includes(primer), calls.join());
  });

  test('rows are joined over all shards', async () => {
    const { client } = api();
    const job = await client().submit(questions(5), { maxRequests: 2 });
    await job.wait();
    const rows = questions(5).map(({ custom_id }, row) => ({ custom_id, row }));
    const joined = await listOf(job.join(rows), ({ row, record }) => [row.row, record.custom_id]);
    assert.deepEqual(
      joined,
      rows.map(({ custom_id, row }) => [row, custom_id]),
    );
  });

  test('a record that repeats an id is counted, and adds nothing to usage and cost', async () => {
    const { client } = api({ faults: [{ fault: 'duplicate_lines', operation: 'results', lines: 1 }] });
    const job = await client().submit(questions(4));
    await job.wait();
    const { outcomes, surplus, usage, cost } = await job.manifest();
    assert.deepEqual([outcomes, surplus], [{ done: 4 }, { duplicates: 4, unknown: 0 }]);
    const once = await (await job.results()).tally();
    assert.equal(once.records, 4);
    assert.deepEqual(usage, once.usage);
    assert.deepEqual(cost, once.cost);
    assert.equal(cost.usd > 0, true);
  });

  test('what is not in the store is not found', async () => {
    const { client } = api();
    const store = memoryStore();
    const job = await client().submit(questions(1), { store, jobKey: 'day-1' });
    await job.close();
    const cases = [
      ['day-1', 'There is no job "day-1" in the store. It is the key of a job: pass { jobKey: "day-1" }.'],
      ['', 'There is no job "" in the store.'],
      ['job_nothing', 'There is no job "job_nothing" in the store.'],
      ['../secrets', 'There is no job "../secrets" in the store.'],
      [{ jobKey: 'nothing' }, 'There is no job with the key "nothing" in the store.'],
    ];
    for (const [which, message] of cases) {
      const error = await failure(client().resume(which, { store }));
      assert.deepEqual([error.name, error.code, error.message], ['JobError', 'job_not_found', message]);
    }
  });

  test('a state that a newer version wrote, or that is damaged, is not driven', async () => {
    const { calls, client } = api();
    const store = memoryStore();
    const job = await client().submit(questions(2), { store });
    await job.close();
    const before = calls.length;
    const key = `jobs/${job.id}/state`;
    const { value } = await store.get(key);
    const state = JSON.parse(new TextDecoder().decode(value));
    const put = (text) => store.put(key, new TextEncoder().encode(text));
    await put(JSON.stringify({ ...state, version: 2 }));
    assert.equal(
      (await failure(client().resume(job.id, { store }))).message,
      `The value of the key "${key}" was written by a newer message-batches (expected version 1 or older, found version 2). Update the package.`,
    );
    for (const text of ['{', 'null', '[]', '{"version":1}', '{"version":1,"shards":7}']) {
      await put(text);
      const error = await failure(client().resume(job.id, { store }));
      assert.equal(error.code, 'store_damaged', `${text}: ${error.message}`);
    }
    assert.equal(calls.length, before);
  });
});
