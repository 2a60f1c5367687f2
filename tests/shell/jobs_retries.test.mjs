import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BatchClient } from 'message-batches';
import { memoryStore } from 'message-batches/stores';
import { api, ids, memoryBodies, states } from './job_api.mjs';
import { failure, KEY, questions } from './setup.mjs';

// Jobs look at their batches after ten seconds, so the tests run concurrently.
describe('retries of jobs', { concurrency: true }, () => {
  test('a retry submits what another attempt may answer, and the family has one record of each id', async () => {
    const { emulator, client } = api({ answers: { shares: { expired: 0.4 } }, seed: 7 });
    const store = memoryStore();
    const bodies = memoryBodies();
    const job = await client().submit(questions(30), { store, bodies, maxRequests: 20 });
    await job.wait();
    const { outcomes } = await job.manifest();
    assert.ok(outcomes.expired > 0 && outcomes.done > 0, JSON.stringify(outcomes));
    const child = await job.retry();
    assert.equal(child.state.requests, outcomes.expired);
    const early = await failure(job.retry());
    assert.equal(early.code, 'job_not_collected');
    assert.equal(
      early.message,
      `Job ${child.id} retries a part of this job and is not collected yet. Await (await client.resume("${child.id}", { store })).wait() first.`,
    );
    await child.wait();
    const after = await job.manifest();
    assert.deepEqual(after.retries, [child.id]);
    assert.equal(after.outcomes.done + (after.outcomes.expired ?? 0), 30);
    assert.ok((after.outcomes.expired ?? 0) < outcomes.expired);
    assert.equal(after.expired.count, after.outcomes.expired ?? 0);
    const all = questions(30).map(({ custom_id }) => custom_id);
    assert.deepEqual(await ids(job, { order: 'input' }), all);
    const counted = await (await job.results()).tally();
    assert.deepEqual(counted.outcomes, after.outcomes);
    assert.deepEqual(emulator.ledger().billedTwice, []);
    const capped = await failure(job.retry({ outcomes: ['done', 'expired'], caps: { attempts: 1 } }));
    assert.equal(capped.message, 'caps.attempts: expected at most 1 attempt, found attempt 3. Nothing was sent.');
    const none = await failure(job.retry({ outcomes: ['truncated'] }));
    assert.equal(none.code, 'job_nothing_to_retry');
    assert.equal(none.message, `No request of job ${job.id} has an outcome to retry: truncated. Nothing was sent.`);
    const dropped = await failure(job.retry({ outcomes: ['done'], change: () => null }));
    assert.equal(dropped.code, 'job_nothing_to_retry');
    assert.equal(dropped.message, '`change` returned null for every request. Nothing was sent.');
    const late = await failure(
      job.retry({ outcomes: ['done'], change: async () => Promise.reject(new Error('mine')) }),
    );
    assert.match(
      late.message,
      /^change: expected a request with the custom_id "[^"]+" or null, found a promise\. Nothing was sent\.$/,
    );
    for (const [returned, found] of [
      [42, '42'],
      [{ params: {} }, 'an object without a custom_id'],
      [{ custom_id: 'x' }, '"x"'],
    ]) {
      const other = await failure(job.retry({ outcomes: ['done'], change: () => returned }));
      assert.match(other.message, /^change: expected a request with the custom_id "[^"]+" or null, found /);
      assert.ok(other.message.endsWith(`found ${found}. Nothing was sent.`), other.message);
    }
  });

  test('the manifest counts the errors of final records, and what caching saved', async () => {
    const { client } = api({ answers: { shares: { api_error: 1 } } });
    const job = await client().submit(questions(3), {});
    await job.wait();
    assert.deepEqual((await job.manifest()).errorTypes, { api_error: 3 });
    const child = await job.retry();
    await child.wait();
    assert.deepEqual((await job.manifest()).errorTypes, { api_error: 3 }, 'of six errored records, three are final');
    assert.equal((await job.manifest()).cost.cacheSavings, 0);
  });

  test('`change` gets the record of each request, also of a shard that was refused first', async () => {
    const { client } = api({
      responder: { '*': { type: 'succeeded', message: { stop_reason: 'max_tokens' } } },
      faults: [{ fault: 'status', status: 413, operation: 'create', attempt: 1 }],
    });
    const job = await client().submit(questions(5), { maxRequests: 3, concurrency: 1 });
    await job.wait();
    assert.deepEqual(states(job), ['refused', 'collected']);
    await (await job.retry()).wait();
    const given = [];
    const change = (request, record) => {
      given.push([request.custom_id, record?.custom_id, record?.outcome]);
      return request;
    };
    const again = await job.retry({ outcomes: ['truncated'], change });
    assert.deepEqual(
      given,
      questions(5).map(({ custom_id }) => [custom_id, custom_id, 'truncated']),
    );
    await again.wait();
  });

  test('requests without a record are retried by default, and if `missing` is named', async () => {
    const faults = [{ fault: 'status', status: 413, operation: 'create', attempt: 1 }];
    const { client, emulator } = api({ faults });
    const job = await client().submit(questions(5), { maxRequests: 3, concurrency: 1 });
    await job.wait();
    const sent = emulator.ledger().creates.length;
    const named = await failure(job.retry({ outcomes: ['truncated', 'expired'] }));
    assert.equal(named.code, 'job_nothing_to_retry');
    assert.equal(emulator.ledger().creates.length, sent);
    const unknown = await failure(job.retry({ outcomes: ['lost'] }));
    assert.match(unknown.message, /^outcomes\[0\]: expected "done", .*"malformed" or "missing", found "lost"$/);
    const again = await job.retry({ outcomes: ['missing'] });
    assert.equal(again.state.requests, 3);
    await again.wait();
  });

  test('the number of attempts that `submit` allows is a limit of all retries', async () => {
    const { client } = api({ answers: { shares: { expired: 1 } } });
    const store = memoryStore();
    const zero = await failure(client().submit(questions(2), { store, caps: { attempts: 0 } }));
    assert.equal(zero.message, 'caps.attempts: expected a number from 1, found 0');
    const job = await client().submit(questions(2), { store, jobKey: 'two', caps: { attempts: 2 } });
    await job.wait();
    await (await job.retry({ caps: { attempts: 9 } })).wait();
    const third = await failure(job.retry({ caps: { attempts: 9 } }));
    assert.equal(third.code, 'job_over_cap');
    assert.equal(third.message, 'caps.attempts: expected at most 2 attempts, found attempt 3. Nothing was sent.');
    const again = await client().submit(questions(2), { store, jobKey: 'two', caps: { attempts: 5 } });
    assert.deepEqual(again.state.warnings, [
      'caps.attempts of job "two" stays 2, as it was submitted. 5 has no effect.',
    ]);
  });

  test('of two retries at the same time, one is refused', async () => {
    const { emulator, client } = api({ answers: { shares: { expired: 1 } } });
    const job = await client().submit(questions(2), {});
    await job.wait();
    const both = await Promise.allSettled([job.retry(), job.retry()]);
    const [refused] = both.filter(({ status }) => status === 'rejected');
    assert.equal(both.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal(refused.reason.code, 'job_busy');
    assert.equal(
      refused.reason.message,
      `Another process retried job ${job.id} at the same time. Nothing was sent. Resume that retry, which manifest() of the job names.`,
    );
    const { value } = both.find(({ status }) => status === 'fulfilled');
    assert.deepEqual((await job.manifest()).retries, [value.id]);
    await value.wait();
    assert.deepEqual(emulator.ledger().billedTwice, []);
  });

  test('a retry can change or leave out requests', async () => {
    const { emulator, client } = api();
    const job = await client().submit(questions(4), {});
    await job.wait();
    const wrong = await failure(job.retry({ outcomes: ['done'], change: (r) => ({ ...r, custom_id: 'other' }) }));
    assert.equal(
      wrong.message,
      `change: expected a request with the custom_id "${questions(1)[0].custom_id}" or null, found "other". Nothing was sent.`,
    );
    const seen = [];
    const child = await job.retry({
      outcomes: ['done'],
      change(request, record) {
        seen.push([request.custom_id, record.custom_id, record.outcome]);
        return seen.length === 2 ? { ...request, params: { ...request.params, max_tokens: 7 } } : null;
      },
    });
    await child.wait();
    assert.equal(seen.length, 4);
    assert.deepEqual(await ids(child), [questions(4)[1].custom_id]);
    assert.equal((await ids(job)).length, 4);
    assert.equal((await job.manifest()).usage.output_tokens > 0, true);
    assert.equal(emulator.ledger().billedTwice.length, 1, 'the judge of the emulator sees what a person chose');
  });

  test('change gets the record of each request, in whatever order the results came, and none where there is none', async () => {
    const { emulator } = api();
    // The results arrive in reverse order, and those of every third request are damaged.
    const fetch = async (url, init) => {
      const response = await emulator.fetch(new Request(url, init));
      if (!url.endsWith('/results')) return response;
      const lines = (await response.text()).trim().split('\n');
      const isLost = (line) => idsOf.indexOf(JSON.parse(line).custom_id) % 3 === 2;
      const damaged = lines.map((line) => (isLost(line) ? 'damaged' : line));
      return new Response(`${damaged.reverse().join('\n')}\n`, response);
    };
    const idsOf = questions(600).map(({ custom_id }) => custom_id);
    const client = new BatchClient({ apiKey: KEY, fetch, maxRetries: 0 });
    for (const bodies of [undefined, memoryBodies()]) {
      const job = await client.submit(questions(600), { bodies, maxRequests: 350 });
      await job.wait();
      const seen = [];
      const stop = new Error('stop');
      const change = (request, record) => {
        seen.push([request.custom_id, record?.custom_id]);
        if (seen.length === 600) throw stop;
        return null;
      };
      assert.equal(await failure(job.retry({ outcomes: ['done', 'missing'], change })), stop);
      assert.deepEqual(
        seen,
        idsOf.map((id, index) => [id, index % 3 === 2 ? undefined : id]),
      );
    }
  });

  test('change gets no record of requests that were never sent', async () => {
    const { client } = api({
      faults: [{ fault: 'status', status: 400, type: 'invalid_request_error', operation: 'create', times: 1 }],
    });
    const job = await client().submit(questions(3), {});
    await job.wait();
    assert.deepEqual(states(job), ['refused']);
    const seen = [];
    const child = await job.retry({
      change(request, record) {
        seen.push(record);
        return request;
      },
    });
    await child.wait();
    assert.deepEqual(seen, [undefined, undefined, undefined]);
    assert.equal((await ids(job)).length, 3);
  });
});
