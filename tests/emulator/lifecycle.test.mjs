import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holds, list, rarely } from '../property.mjs';
import { assertError, DAY, HOUR, linesOf, ORIGIN, open, question, questions, SECOND, START } from './caller.mjs';

const typesOf = (lines) => lines.map(({ result }) => result.type);
const tally = (lines, size) => {
  const counts = { processing: size - lines.length, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  for (const type of typesOf(lines)) counts[type] += 1;
  return counts;
};
const unknown = (id) => [404, 'not_found_error', `Message Batch ${id} not found.`];
const noResults = (id) => [404, 'not_found_error', `Message Batch ${id} has no available results.`];

test('a batch ends processingMs after its creation, seen late or not', async () => {
  const { create, retrieve, clock } = open({ processingMs: 5000 });
  const created = (await create([...questions(2), { custom_id: 'bad', params: {} }])).body;
  clock.pass(4999);
  assert.deepEqual((await retrieve(created.id)).body, created);
  clock.pass(HOUR);
  assert.deepEqual((await retrieve(created.id)).body, {
    ...created,
    processing_status: 'ended',
    request_counts: { processing: 0, succeeded: 2, errored: 1, canceled: 0, expired: 0 },
    ended_at: '2026-11-22T10:00:05.000000+00:00',
    results_url: `${ORIGIN}/v1/messages/batches/${created.id}/results`,
  });
});

test('results_url takes the origin option', async () => {
  const { create, retrieve } = open({ processingMs: 0, origin: 'https://elsewhere.example:8080' });
  const { id } = (await create(questions(1))).body;
  assert.equal(
    (await retrieve(id)).body.results_url,
    `https://elsewhere.example:8080/v1/messages/batches/${id}/results`,
  );
});

test('retry-after comes on a retrieve that finds the batch unfinished, and there only', async () => {
  for (const [options, expected] of [
    [{}, '10'],
    [{ retryAfterSeconds: 0.5 }, '0.5'],
  ]) {
    const { create, retrieve, list, cancel, clock } = open(options);
    const created = await create(questions(2));
    const { id } = created.body;
    assert.equal(created.headers.get('retry-after'), null);
    assert.equal((await retrieve(id)).headers.get('retry-after'), expected);
    assert.equal((await cancel(id)).headers.get('retry-after'), null);
    assert.equal((await retrieve(id)).headers.get('retry-after'), expected);
    assert.equal((await list()).headers.get('retry-after'), null);
    clock.pass(3000);
    assert.equal((await retrieve(id)).headers.get('retry-after'), null);
  }
});

test('with processingMs 0 the create still answers in progress, the next look ended', async () => {
  const { create, retrieve } = open({ processingMs: 0 });
  const created = await create(questions(1));
  assert.equal(created.body.processing_status, 'in_progress');
  assert.equal((await retrieve(created.body.id)).body.processing_status, 'ended');
});

test('results are a 404 until ended, then one line for every item, shuffled if wanted, the same each time', async () => {
  const { create, results, clock } = open({ order: 'shuffled' });
  const { id } = (await create(questions(50))).body;
  assertError(await results(id), ...noResults(id));
  clock.pass(3000);
  const first = await results(id);
  assert.equal(first.status, 200);
  assert.equal(first.headers.get('content-type'), 'application/x-jsonl');
  const ids = linesOf(first.text).map((line) => line.custom_id);
  const submitted = questions(50).map((request) => request.custom_id);
  assert.notDeepEqual(ids, submitted);
  assert.deepEqual([...ids].sort(), [...submitted].sort());
  assert.equal((await results(id)).text, first.text);
});

test('shuffled results never begin with the first item of a batch of two or more', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const { create, results, clock } = open({ seed, order: 'shuffled' });
    for (const size of [2, 3, 5]) {
      const { id } = (await create(questions(size))).body;
      clock.pass(3000);
      assert.notEqual(linesOf((await results(id)).text)[0].custom_id, 'question-0');
    }
  }
});

test('the same seed gives the same ids and order, another seed others', async () => {
  const run = async (seed) => {
    const { create, results, clock } = open({ seed });
    const { id } = (await create(questions(20))).body;
    clock.pass(3000);
    return { id, text: (await results(id)).text };
  };
  assert.deepEqual(await run(7), await run(7));
  const [seven, eight] = [await run(7), await run(8)];
  assert.notEqual(seven.id, eight.id);
  assert.notEqual(seven.text, eight.text);
});

test('a cancel midway answers canceling, then ends with what was done and what was not', async () => {
  const { create, cancel, retrieve, results, clock } = open({ processingMs: 10 * SECOND });
  const created = (await create([...questions(99), { custom_id: 'bad', params: {} }])).body;
  clock.pass(5 * SECOND);
  const canceling = {
    ...created,
    processing_status: 'canceling',
    cancel_initiated_at: '2026-11-22T10:00:05.000000+00:00',
  };
  assert.deepEqual((await cancel(created.id)).body, canceling);
  clock.pass(SECOND - 1);
  assert.deepEqual((await cancel(created.id)).body, canceling, 'a second cancel changes nothing');
  assertError(await results(created.id), ...noResults(created.id));
  clock.pass(1);
  const ended = (await retrieve(created.id)).body;
  const lines = linesOf((await results(created.id)).text);
  assert.equal(new Set(lines.map((line) => line.custom_id)).size, 100);
  assert.deepEqual(ended, {
    ...canceling,
    processing_status: 'ended',
    request_counts: tally(lines, 100),
    ended_at: '2026-11-22T10:00:06.000000+00:00',
    results_url: `${ORIGIN}/v1/messages/batches/${created.id}/results`,
  });
  // Half was done, and a tenth of the other half was in progress.
  assert.equal(ended.request_counts.canceled, 45);
  assert.equal(ended.request_counts.succeeded + ended.request_counts.errored, 55);
  const canceled = lines.filter(({ result }) => result.type === 'canceled');
  for (const { result } of canceled) assert.deepEqual(result, { type: 'canceled' });
});

test('a cancel at once leaves at least one item of each kind, and cancels a single item', async () => {
  for (const [size, succeeded] of [
    [1, 0],
    [2, 1],
    [4, 1],
    [100, 10],
  ]) {
    const { create, cancel, retrieve, clock } = open();
    const { id } = (await create(questions(size))).body;
    await cancel(id);
    clock.pass(SECOND);
    assert.deepEqual((await retrieve(id)).body.request_counts, {
      processing: 0,
      succeeded,
      errored: 0,
      canceled: size - succeeded,
      expired: 0,
    });
  }
});

test('a cancel after the end is refused, and a responder is never asked for what was canceled', async () => {
  const asked = [];
  const { create, cancel, retrieve, clock } = open({ responder: ({ custom_id: id }) => void asked.push(id) });
  const { id } = (await create(questions(10))).body;
  await cancel(id);
  clock.pass(SECOND);
  assert.equal((await retrieve(id)).body.request_counts.canceled, 9);
  assert.equal(asked.length, 1);
  assertError(
    await cancel(id),
    400,
    'invalid_request_error',
    `Message Batch ${id} has already ended and cannot be canceled.`,
  );
});

test('a batch not done after 24 hours ends with the rest expired', async () => {
  const { create, retrieve, results, clock } = open({ processingMs: 48 * HOUR });
  const created = (await create(questions(10))).body;
  clock.pass(DAY - 1);
  assert.deepEqual((await retrieve(created.id)).body, created);
  clock.pass(1);
  assert.deepEqual((await retrieve(created.id)).body, {
    ...created,
    processing_status: 'ended',
    request_counts: { processing: 0, succeeded: 5, errored: 0, canceled: 0, expired: 5 },
    ended_at: created.expires_at,
    results_url: `${ORIGIN}/v1/messages/batches/${created.id}/results`,
  });
  const expired = linesOf((await results(created.id)).text).filter(({ result }) => result.type === 'expired');
  assert.equal(expired.length, 5);
  for (const { result } of expired) assert.deepEqual(result, { type: 'expired' });
});

test('a batch that never gets done expires whole, unless canceled', async () => {
  const { create, cancel, retrieve, clock } = open({ processingMs: Number.POSITIVE_INFINITY });
  const [left, canceled] = [(await create(questions(3))).body.id, (await create(questions(3))).body.id];
  clock.pass(DAY - 1);
  await cancel(canceled);
  clock.pass(1);
  assert.equal((await retrieve(left)).body.request_counts.expired, 3);
  const { request_counts: counts, ended_at: endedAt } = (await retrieve(canceled)).body;
  assert.deepEqual(counts, { processing: 0, succeeded: 1, errored: 0, canceled: 2, expired: 0 });
  assert.equal(endedAt, '2026-11-23T10:00:00.000000+00:00', 'no batch outlives its expires_at');
});

test('29 days after its creation a batch is archived: the object stays, the results go', async () => {
  const { create, retrieve, results, list, delete: remove, clock } = open();
  const { id } = (await create(questions(2))).body;
  clock.pass(29 * DAY - 1);
  const ended = (await retrieve(id)).body;
  assert.equal((await results(id)).status, 200);
  clock.pass(1);
  const archived = { ...ended, archived_at: '2026-12-21T10:00:00.000000+00:00', results_url: null };
  assert.deepEqual((await retrieve(id)).body, archived);
  assert.deepEqual((await list()).body.data, [archived]);
  assertError(await results(id), ...noResults(id));
  assert.equal((await remove(id)).status, 200);
});

test('a batch in progress or canceling cannot be deleted', async () => {
  const { create, cancel, delete: remove, retrieve } = open();
  const { id } = (await create(questions(2))).body;
  const message = 'In progress batches cannot be deleted. Consider canceling the batch instead.';
  assertError(await remove(id), 400, 'invalid_request_error', message);
  await cancel(id);
  assertError(await remove(id), 400, 'invalid_request_error', message);
  assert.equal((await retrieve(id)).body.processing_status, 'canceling');
});

test('after a delete every operation on the batch is a 404', async () => {
  const { create, cancel, delete: remove, retrieve, results, list, clock } = open();
  const { id } = (await create(questions(2))).body;
  clock.pass(3000);
  const { status, body } = await remove(id);
  assert.equal(status, 200);
  assert.deepEqual(body, { id, type: 'message_batch_deleted' });
  for (const operation of [retrieve, results, cancel, remove]) assertError(await operation(id), ...unknown(id));
  assert.deepEqual((await list()).body, { data: [], has_more: false, first_id: null, last_id: null });
});

test('an unknown id is a 404 that repeats it, decoded', async () => {
  const { cancel, delete: remove, retrieve, results } = open();
  for (const operation of [retrieve, results, cancel, remove]) {
    assertError(await operation('msgbatch_example'), ...unknown('msgbatch_example'));
  }
  assertError(await retrieve('a%20%22b%22'), ...unknown('a "b"'));
  assertError(await retrieve('a%2Fb'), ...unknown('a/b'));
  assertError(await retrieve('%E0%A4'), ...unknown('%E0%A4'));
});

test('results that are being read survive the delete of their batch', async () => {
  const { emulator, create, delete: remove, clock } = open();
  const { id } = (await create(questions(2000))).body;
  clock.pass(3000);
  const headers = { 'x-api-key': 'k', 'anthropic-version': '2026-10-21' };
  const response = await emulator.fetch(new Request(`${ORIGIN}/v1/messages/batches/${id}/results`, { headers }));
  await remove(id);
  assert.equal(linesOf(await response.text()).length, 2000);
});

test('results are made while they are read, in pieces', async () => {
  let made = 0;
  const content = () => [
    {
      type: 'text',
      text: {
        toJSON: () => {
          made += 1;
          return 'x'.repeat(1000);
        },
      },
    },
  ];
  const { emulator, create, clock } = open({
    responder: () => ({ type: 'succeeded', message: { content: content() } }),
  });
  const { id } = (await create(questions(5000))).body;
  clock.pass(3000);
  const headers = { 'x-api-key': 'k', 'anthropic-version': '2026-10-21' };
  const response = await emulator.fetch(new Request(`${ORIGIN}/v1/messages/batches/${id}/results`, { headers }));
  const reader = response.body.getReader();
  const { value } = await reader.read();
  assert.ok(value.byteLength < 80_000, `${value.byteLength} bytes in the first piece`);
  assert.ok(made < 200, `${made} lines were made for it`);
  await reader.cancel();
});

test('an ended batch stays ended when the clock is set back', async () => {
  const { create, retrieve, clock } = open();
  const { id } = (await create(questions(1))).body;
  clock.pass(3000);
  const ended = (await retrieve(id)).body;
  clock.now = START;
  assert.deepEqual((await retrieve(id)).body, ended);
});

test('ids are unique among emulators of different seeds', async () => {
  const ids = [];
  for (let seed = 1; seed <= 60; seed++) ids.push((await open({ seed }).create(questions(1))).body.id);
  assert.equal(new Set(ids).size, 60);
});

test('whatever is done in whatever order: counts add up, ended is final, every item gets one line', async () => {
  const runs = fc.record({
    seed: fc.nat(),
    processingMs: fc.constantFrom(0, 3000, 10 * HOUR, 40 * HOUR, Number.POSITIVE_INFINITY),
    refused: list(rarely(4), 1, 30),
    steps: list(fc.record({ pass: fc.constantFrom(0, 1, 900, 2000, HOUR, 9 * HOUR), cancel: rarely(6) }), 1, 24),
  });
  await holds(60, runs, async ({ seed, processingMs, refused, steps }) => {
    const world = open({ seed, processingMs });
    const size = refused.length;
    const requests = refused.map((isRefused, index) =>
      question(`question-${index}`, isRefused ? { max_tokens: 0 } : {}),
    );
    const { id } = (await world.create(requests)).body;

    const rank = ['in_progress', 'canceling', 'ended'];
    let reached = 0;
    let ended;
    for (const { pass, cancel } of steps) {
      world.clock.pass(pass);
      if (cancel) await world.cancel(id);
      const { body } = await world.retrieve(id);
      const total = Object.values(body.request_counts).reduce((sum, count) => sum + count, 0);
      assert.equal(total, size);
      assert.ok(rank.indexOf(body.processing_status) >= reached, 'the status never goes back');
      reached = rank.indexOf(body.processing_status);
      const answer = await world.results(id);
      if (body.processing_status !== 'ended') {
        assert.equal(body.request_counts.processing, size);
        assert.deepEqual([body.ended_at, body.results_url, answer.status], [null, null, 404]);
        continue;
      }
      const lines = linesOf(answer.text);
      assert.deepEqual(lines.map((line) => line.custom_id).sort(), requests.map((request) => request.custom_id).sort());
      assert.deepEqual(body.request_counts, tally(lines, size));
      ended ??= body;
      assert.deepEqual(body, ended);
    }
  });
});
