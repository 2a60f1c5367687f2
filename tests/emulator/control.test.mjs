import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmulator } from 'message-batches/emulator';
import { DAY, ORIGIN, open, questions } from './caller.mjs';

/** An emulator and a function that calls its control API, without a key and a version. */
function controlled(options) {
  const world = open(options);
  const control = async (method, path, body) => {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await world.emulator.fetch(`${ORIGIN}/_emulator${path}`, init);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  return { ...world, control };
}
const message = ({ status, body }) => [status, body.error.message];

test('the clock is reported and can be advanced, backwards too', async () => {
  const { control, create, retrieve, emulator } = controlled();
  assert.deepEqual((await control('GET', '')).body, {
    now: '2026-11-22T10:00:00.000000+00:00',
    batches: 0,
    waiting: 0,
  });
  const { id } = (await create(questions(3))).body;
  assert.deepEqual((await control('GET', '/')).body, {
    now: '2026-11-22T10:00:00.000000+00:00',
    batches: 1,
    waiting: 3,
  });
  assert.deepEqual((await control('POST', '/clock', { advanceMs: DAY })).body, {
    now: '2026-11-23T10:00:00.000000+00:00',
  });
  assert.equal((await retrieve(id)).body.processing_status, 'ended');
  emulator.advance(-DAY);
  assert.equal(emulator.now(), Date.UTC(2026, 10, 22, 10));
  assert.equal((await retrieve(id)).body.processing_status, 'ended');
});

test('a batch can be finished at once, a canceling one with its cancel', async () => {
  const { control, create, cancel, clock } = controlled({ processingMs: DAY });
  const [plain, canceled] = [(await create(questions(4))).body.id, (await create(questions(4))).body.id];
  clock.pass(500);
  await cancel(canceled);
  const first = (await control('POST', `/batches/${plain}/finish`)).body;
  assert.deepEqual(
    [first.processing_status, first.request_counts.succeeded, first.ended_at, first.results_url],
    ['ended', 4, '2026-11-22T10:00:00.500000+00:00', `${ORIGIN}/v1/messages/batches/${plain}/results`],
  );
  const second = (await control('POST', `/batches/${canceled}/finish`)).body;
  assert.deepEqual([second.request_counts.succeeded, second.request_counts.canceled], [1, 3]);
  assert.deepEqual(await control('POST', `/batches/${plain}/finish`).then(({ body }) => body), first);
  assert.deepEqual(message(await control('POST', '/batches/nope/finish')), [404, 'Message Batch nope not found.']);
});

test('faults are injected one or many, listed with their strikes, and cleared', async () => {
  const { control, list } = controlled();
  await control('POST', '/faults', { fault: 'html', times: 1 });
  const { body } = await control('POST', '/faults', [{ fault: 'status', status: 500 }]);
  assert.deepEqual(
    body.faults.map(({ fault, strikes }) => [fault, strikes]),
    [
      ['html', 0],
      ['status', 0],
    ],
  );
  assert.deepEqual([(await list()).status, (await list()).status], [502, 500]);
  assert.deepEqual(
    (await control('GET', '/faults')).body.faults.map(({ strikes }) => strikes),
    [1, 2],
  );
  assert.deepEqual((await control('DELETE', '/faults')).body, { faults: [] });
  assert.equal((await list()).status, 200);
});

const refused = [
  ['POST', '/faults', [{ fault: 'boom' }], /^faults\[0\]\.fault: expected one of .*, found "boom"$/],
  ['POST', '/faults', undefined, /^expected a JSON body$/],
  ['POST', '/clock', {}, /^expected \{ "advanceMs": milliseconds \}$/],
  ['POST', '/clock', { advanceMs: '5' }, /^expected \{ "advanceMs": milliseconds \}$/],
];
for (const [method, path, body, text] of refused) {
  test(`${method} ${path} ${JSON.stringify(body)} is a 400 that says what was expected`, async () => {
    const answer = await controlled().control(method, path, body);
    assert.equal(answer.status, 400);
    assert.match(answer.body.error.message, text);
  });
}

test('what is not there is a 404, and with control: false nothing is', async () => {
  const { control } = controlled();
  assert.deepEqual(message(await control('GET', '/nowhere')), [404, 'The emulator has no GET /_emulator/nowhere.']);
  const off = controlled({ control: false });
  assert.equal((await off.control('GET', '')).status, 401, 'a path like any other, which wants a key');
});

test('the ledger lists calls and creates, by attempt, and bills what has ended by now', async () => {
  const { control, create, retrieve, cancel, clock } = controlled();
  const { id } = (await create(questions(2))).body;
  await create([]);
  await retrieve(id);
  await retrieve(id);
  await cancel('nope');
  clock.pass(3000);
  const { body } = await control('GET', '/ledger');
  assert.deepEqual(
    body.calls.map(({ operation, attempt, batchId, status, faults }) => [operation, attempt, batchId, status, faults]),
    [
      ['create', 1, id, 200, []],
      ['create', 2, null, 400, []],
      ['retrieve', 1, id, 200, []],
      ['retrieve', 2, id, 200, []],
      ['cancel', 1, 'nope', 404, []],
    ],
  );
  assert.equal(new Set(body.calls.map(({ requestId }) => requestId)).size, 5);
  assert.deepEqual(
    body.creates.map(({ stored, requests, at }) => [stored, requests, at]),
    [
      [true, 2, '2026-11-22T10:00:00.000000+00:00'],
      [false, 0, '2026-11-22T10:00:00.000000+00:00'],
    ],
  );
  assert.deepEqual([body.billed, body.billedTwice, body.forgotten], [{ 'question-0': 1, 'question-1': 1 }, [], 0]);
});

test('reset is a new beginning: the same ids again, the faults it was made with', async () => {
  const { control, create, list, emulator } = controlled({ faults: [{ fault: 'html', operation: 'list', times: 1 }] });
  const first = await create(questions(1));
  assert.equal((await list()).status, 502);
  emulator.inject([{ fault: 'html' }]);
  emulator.advance(1000);
  assert.deepEqual((await control('POST', '/reset')).body, { now: '2026-11-22T10:00:00.000000+00:00' });
  assert.deepEqual(emulator.ledger(), { calls: [], forgotten: 0, creates: [], billed: {}, billedTwice: [] });
  assert.equal((await list()).status, 502);
  assert.deepEqual((await list()).body.data, []);
  assert.equal((await create(questions(1))).body.id, first.body.id);
});

test('advance and finish as functions refuse what is none', () => {
  const emulator = createEmulator();
  assert.throws(() => emulator.advance('1'), { message: 'advance: expected a number of milliseconds, found 1' });
  assert.throws(() => emulator.finish('nope'), { message: 'Message Batch nope not found.' });
});

test('a tier refuses calls and items beyond its limits, until time has passed', async () => {
  const { create, retrieve, clock } = open({ tier: 'start', rateLimitHeaders: true, validator: false });
  const small = (count) => Array.from({ length: count }, (_, index) => ({ custom_id: `i-${index}`, params: {} }));
  const first = await create(small(100_000));
  assert.equal(first.headers.get('anthropic-ratelimit-requests-limit'), '1000');
  assert.equal((await create(small(100_000))).status, 200);
  const full = await create(small(1));
  assert.deepEqual(
    [full.status, full.headers.get('retry-after'), full.body.error],
    [
      429,
      '60',
      {
        type: 'rate_limit_error',
        message:
          "This batch of 1 requests would exceed your organization's limit of 200000 batch requests in the processing " +
          'queue: 200000 are waiting.',
      },
    ],
  );
  clock.pass(3000);
  assert.equal((await create(small(1))).status, 200);

  for (let call = 4; call < 1000; call++) assert.equal((await retrieve(first.body.id)).status, 200);
  const answer = await retrieve(first.body.id);
  assert.equal(answer.headers.get('anthropic-ratelimit-requests-remaining'), '0');
  const refused = await retrieve(first.body.id);
  assert.deepEqual(
    [refused.status, refused.headers.get('retry-after'), refused.body.error],
    [
      429,
      '57',
      {
        type: 'rate_limit_error',
        message:
          "This request would exceed your organization's rate limit of 1000 requests per minute for Message Batches.",
      },
    ],
  );
  clock.pass(57_000);
  assert.equal((await retrieve(first.body.id)).status, 200);
});

test('moving counts go up while the batch runs, and the responder is asked as they do', async () => {
  const asked = [];
  const responder = ({ custom_id: id }) => void asked.push(id);
  const { create, retrieve, cancel, clock } = open({ counts: 'moving', processingMs: 1000, responder });
  const { id } = (await create(questions(10))).body;
  const seen = [];
  for (let step = 0; step < 10; step++) {
    clock.pass(100);
    const { request_counts: counts, processing_status: status } = (await retrieve(id)).body;
    assert.equal(counts.processing + counts.succeeded, 10);
    assert.equal(asked.length, counts.succeeded);
    seen.push([counts.succeeded, status]);
  }
  assert.deepEqual(seen.at(4), [5, 'in_progress']);
  assert.deepEqual(seen.at(-1), [10, 'ended']);
  assert.equal(new Set(asked).size, 10);

  const other = (await create(questions(10))).body.id;
  clock.pass(300);
  assert.equal((await cancel(other)).body.request_counts.succeeded, 3);
  clock.pass(1000);
  const { request_counts: counts } = (await retrieve(other)).body;
  assert.deepEqual([counts.succeeded, counts.canceled], [4, 6]);
});

test('a range of processing times is drawn batch by batch, by the seed', async () => {
  const ends = async (seed) => {
    const { create, retrieve, clock } = open({ seed, processingMs: [1000, 5000] });
    const ids = [];
    for (let i = 0; i < 20; i++) ids.push((await create(questions(1))).body.id);
    clock.pass(5000);
    const times = [];
    for (const id of ids) times.push(Date.parse((await retrieve(id)).body.ended_at) - Date.UTC(2026, 10, 22, 10));
    return times;
  };
  const times = await ends(1);
  assert.ok(
    times.every((time) => time >= 1000 && time <= 5000),
    String(times),
  );
  assert.ok(new Set(times).size > 15);
  assert.deepEqual(await ends(1), times);
});
