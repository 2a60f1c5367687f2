import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BatchClient, JobError, ValidationError } from 'message-batches';
import { memoryStore } from 'message-batches/stores';
import { api, ids, listOf, memoryBodies, states } from './job_api.mjs';
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

const retrieve = (id) =>
  new Request(`https://api.anthropic.com/v1/messages/batches/${id}`, {
    headers: { 'x-api-key': KEY, 'anthropic-version': '2023-06-01' },
  });

// Jobs look at their batches after ten seconds, so the tests wait side by side.
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
    // As long as the first one took has passed by now: all that is known is when it expires.
    assert.equal(Date.parse(latest), Date.parse(slow.expires_at));
    assert.deepEqual([job.state.status, job.state.expectedEnd], ['collected', undefined]);
  });

  test('the same key and input return the job that there is; other input is refused', async () => {
    const { calls, client } = api();
    const store = memoryStore();
    const options = { store, jobKey: 'summer / 2026', maxRequests: 10 };
    const job = await client().submit(questions(25), options);
    await job.wait();
    const before = calls.length;
    const again = await client().submit(questions(25), options);
    assert.deepEqual([again.id, again.key, again.state.status], [job.id, 'summer / 2026', 'collected']);
    // The limits are those of the job, so that its shards are the same: see jobs_known_key.test.mjs.
    const other = await client().submit(questions(25), { store, jobKey: 'summer / 2026', maxRequests: 3 });
    assert.equal(other.id, job.id);
    const error = await failure(client().submit(questions(24), options));
    assert.ok(error instanceof JobError);
    assert.deepEqual([error.code, error.jobId], ['input_changed', job.id]);
    assert.equal(
      error.message,
      'The input is not the one of job "summer / 2026": expected 25 requests, found 24. The first difference is in the requests 19 to 24. Nothing was sent. Pass the same input, or submit this one with another jobKey.',
    );
    assert.equal(calls.length, before);
    const another = await client().submit(questions(25), { store, jobKey: 'summer _ 2026' });
    assert.notEqual(another.id, job.id);
    await another.close();
  });

  test('a known key with other options is refused with the difference, and caps hold for what is not sent yet', async () => {
    const { calls, client } = api({ faults: [{ fault: 'spend_limit', operation: 'create' }] });
    const store = memoryStore();
    const options = { store, jobKey: 'k', ambiguity: 'ask', betas: ['b-beta', 'a-beta'] };
    const job = await client().submit(questions(4), options);
    await failure(job.wait());
    await job.close();
    calls.length = 0;
    const changed = { store, jobKey: 'k', ambiguity: 'settle', settleMs: 5, apiVersion: '2023-06-01', betas: [] };
    const error = await failure(client().submit(questions(4), changed));
    assert.deepEqual([error.code, error.jobId], ['invalid_option', job.id]);
    assert.equal(
      error.message,
      'Job "k" was submitted with other options. ambiguity: expected ask, found settle; settleMs: expected 900000, found 5; apiVersion: expected 2026-10-21, found 2023-06-01; betas: expected a-beta, b-beta, found none. Nothing was sent. Omit these options, or pass another jobKey.',
    );
    const over = await failure(client().submit(questions(4), { ...options, caps: { requests: 3 } }));
    assert.equal(over.message, 'caps.requests: expected at most 3 requests, found 4. Nothing more was sent.');
    assert.deepEqual(calls, []);
    const alike = { apiVersion: '2026-10-21', betas: ['a-beta', 'b-beta'], settleMs: 900_000, concurrency: 9 };
    const same = await client().submit(questions(4), { store, jobKey: 'k', ...alike });
    assert.equal(same.id, job.id);
    await same.close();
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

  test('a job whose requests are nowhere pauses, and continues with its input', async () => {
    const { client } = api();
    const store = memoryStore();
    const first = await client().submit(questions(4), { store, maxRequests: 2 });
    await first.close();
    const created = states(first).filter((state) => state !== 'waiting');
    assert.deepEqual(created, [], 'nothing was sent yet');
    const second = await client().resume(first.id, { store });
    const error = await failure(second.wait());
    assert.equal(error.code, 'job_paused');
    assert.equal(
      error.message,
      `Job ${first.id} is paused: Shard 0 of job ${first.id} was not sent, and its requests are not here. Pass { input } to client.resume. It continues with client.resume.`,
    );
    await second.close();
    const wrong = await failure(client().resume(first.id, { store, input: questions(5) }));
    assert.equal(wrong.code, 'input_changed');
    const third = await client().resume(first.id, { store, input: questions(4) });
    await third.wait();
    assert.equal((await ids(third)).length, 4);
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

  test('wrong input is refused before anything is stored or sent', async () => {
    const { calls, client } = api();
    const store = memoryStore();
    const wrong = [{ custom_id: 'a', params: {} }];
    assert.ok((await failure(client().submit(wrong, { store }))) instanceof ValidationError);
    assert.equal(
      (await failure(client().submit([], { store }))).message,
      'The batch was not sent: 1 error in 0 requests. First: requests: expected at least one request, found none',
    );
    assert.deepEqual([calls, await store.list('')], [[], []]);
  });

  test('a job over a cap is not sent', async () => {
    const { calls, client } = api();
    const store = memoryStore();
    const cases = [
      [{ requests: 3 }, 'caps.requests: expected at most 3 requests, found 4. Nothing was sent.'],
      [
        { usd: 0.000001 },
        /^caps\.usd: expected at most 0\.000001 US dollars, found up to 0\.0*[1-9]\d by the estimate\. Nothing was sent\.$/,
      ],
    ];
    for (const [caps, message] of cases) {
      const error = await failure(client().submit(questions(4), { store, caps }));
      assert.equal(error.code, 'job_over_cap');
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
    }
    assert.deepEqual([calls, await store.list('')], [[], []]);
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

  test('a spend limit pauses the job with its reason until it is resumed', async () => {
    const { emulator, client } = api({ faults: [{ fault: 'spend_limit', operation: 'create', times: 1 }] });
    const store = memoryStore();
    const job = await client().submit(questions(2), { store });
    const error = await failure(job.wait());
    assert.equal(error.code, 'job_paused');
    assert.deepEqual([job.state.status, job.state.reason.length > 0], ['paused', true]);
    await job.close();
    const again = await client().resume(job.id, { store, input: questions(2) });
    await again.wait();
    assert.deepEqual(emulator.ledger().billedTwice, []);
  });

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
      `Job ${job.id} needs a decision about shard 0: nobody knows whether a batch was stored. Look at candidates of the shard, then call job.decide(shard, 'adopt', batchId) or job.decide(shard, 'create').`,
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

  test('an input that fails while it is sent pauses the job with its error', async () => {
    const { calls, client } = api();
    let reads = 0;
    const input = () => {
      reads += 1;
      if (reads > 1) throw new Error('the disk is gone');
      return questions(2);
    };
    const job = await client().submit(input, {});
    const error = await failure(job.wait());
    assert.deepEqual([error.code, job.state.reason], ['job_paused', 'the disk is gone']);
    await job.close();
    assert.deepEqual(
      calls.filter((call) => call === 'POST batches'),
      [],
    );
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

  test('a primer runs before the others', async () => {
    const { calls, client } = api();
    const job = await client().submit(questions(6), { sharedPrefix: 'primer' });
    await job.wait();
    assert.deepEqual(
      job.state.shards.map(({ requests }) => requests),
      [1, 5],
    );
    const creates = calls.flatMap((call, at) => (call === 'POST batches' ? [at] : []));
    const result = calls.indexOf('GET results');
    assert.ok(creates[0] < result && result < creates[1] + 2, calls.join());
  });

  test('rows are joined over all shards', async () => {
    const { client } = api();
    const job = await client().submit(questions(5), { maxRequests: 2 });
    await job.wait();
    const rows = questions(5).map(({ custom_id }, row) => ({ custom_id, row }));
    const joined = await listOf(await job.join(rows), ({ row, record }) => [row.row, record.custom_id]);
    assert.deepEqual(
      joined,
      rows.map(({ custom_id, row }) => [row, custom_id]),
    );
  });

  test('what is not in the store is not found', async () => {
    const { client } = api();
    const store = memoryStore();
    const cases = [
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

  test('wrong options are named', async () => {
    const { calls, client } = api();
    const store = memoryStore();
    const cases = [
      [{ store: {} }, 'store: expected a JobStore with get, put, delete and list, found an object'],
      [{ bodies: 'dir' }, 'bodies: expected Bodies with open, create, delete and list, found "dir"'],
      [{ jobKey: 7 }, 'jobKey: expected a string, found 7'],
      [{ jobKey: '' }, 'jobKey: expected 1 to 100 characters, found 0'],
      [{ concurrency: 0 }, 'concurrency: expected a whole number from 1 to 1000, found 0'],
      [{ concurrency: '4' }, 'concurrency: expected a whole number from 1 to 1000, found "4"'],
      [{ ambiguity: 'guess' }, 'ambiguity: expected "settle" or "ask", found "guess"'],
      [{ settleMs: '5' }, 'settleMs: expected a whole number of milliseconds from 0 to 86400000 (a day), found "5"'],
      [{ validate: 'no' }, 'validate: expected true or false, found "no"'],
      [{ caps: 5 }, 'caps: expected an object, found 5'],
      [{ settleMs: -1 }, 'settleMs: expected a whole number of milliseconds from 0 to 86400000 (a day), found -1'],
      [{ sharedPrefix: 'report' }, 'sharedPrefix: expected "primer", found "report"'],
      [{ caps: { usd: '5' } }, 'caps.usd: expected a number from 0, found "5"'],
      [{ caps: { requests: -5 } }, 'caps.requests: expected a number from 0, found -5'],
      [{ onEvent: 1 }, 'onEvent: expected a function, found 1'],
      [{ tracer: {} }, 'tracer: expected a tracer with startSpan, found an object'],
    ];
    for (const [options, message] of cases) {
      const error = await failure(client().submit(questions(1), { store, ...options }));
      assert.deepEqual([error.code, error.message], ['invalid_option', message]);
    }
    assert.match(
      (await failure(client().submit(questions(1), { stores: 1 }))).message,
      /^stores: unknown option\. Did you mean store\?/,
    );
    assert.equal(
      (await failure(client().resume('job_1', {}))).message,
      'store: expected the store of the job, found undefined',
    );
    assert.equal(
      (await failure(client().resume(7, { store }))).message,
      'job: expected the id of a job, or { jobKey }, found 7',
    );
    assert.deepEqual([calls, await store.list('')], [[], []]);
  });
});
