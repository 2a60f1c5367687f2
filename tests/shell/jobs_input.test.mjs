// The parameters of a job: its input, its key, its options.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JobError, ValidationError } from 'message-batches';
import { memoryStore } from 'message-batches/stores';
import { api, ids, states } from './job_api.mjs';
import { failure, question, questions } from './setup.mjs';

// Jobs look at their batches after ten seconds, so the tests run concurrently.
describe('inputs of jobs', { concurrency: true }, () => {
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
      'This is not the input that job "summer / 2026" was made from: expected 25 requests, found 24. The first difference is in requests 19 to 24. Nothing was sent. Pass the same input, or submit this one with another jobKey.',
    );
    const turned = await failure(client().submit(questions(25).reverse(), options));
    assert.equal(turned.code, 'input_changed');
    assert.equal(
      turned.message,
      'This is not the input that job "summer / 2026" was made from: expected the same requests in the same order, each with the same bytes. The first difference is in requests 0 to 9. Nothing was sent. Pass the same input, or submit this one with another jobKey.',
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
      `Job ${first.id} is paused: The requests of shard 0 of job ${first.id} are not here, so they cannot be sent. Pass { input } to client.resume. It continues with client.resume.`,
    );
    await second.close();
    const wrong = await failure(client().resume(first.id, { store, input: questions(5) }));
    assert.equal(wrong.code, 'input_changed');
    const third = await client().resume(first.id, { store, input: questions(4) });
    await third.wait();
    assert.equal((await ids(third)).length, 4);
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
      [{ requests: 1, usd: 1 }, 'caps.requests: expected at most 1 request, found 4. Nothing was sent.'],
      [
        { usd: 0.0000001 },
        /^caps\.usd: expected at most 0\.0000001 US dollars, found up to 0\.0*[1-9]\d by the estimate\. Nothing was sent\.$/,
      ],
      [
        { usd: 1_000_000 },
        "caps.usd: expected at most 1000000 US dollars, found no upper bound: the API's tools add to the prompt: web_fetch. Nothing was sent.",
        { tools: [{ type: 'web_fetch_20260318', name: 'web_fetch', max_uses: 1 }] },
      ],
    ];
    for (const [caps, message, params] of cases) {
      const requests = [...questions(3), question('last', params)];
      const error = await failure(client().submit(requests, { store, caps }));
      assert.equal(error.code, 'job_over_cap');
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
    }
    assert.deepEqual([calls, await store.list('')], [[], []]);
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
