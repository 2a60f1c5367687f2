import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmulator, startEmulator } from 'message-batches/emulator';
import { assertError, HEADERS, linesOf, open, question, questions } from './caller.mjs';

const BATCHES = '/v1/messages/batches';
const LATE = { processingMs: 0 };

test('a status strikes the operation and the attempt that it names, and nothing is done', async () => {
  const faults = [
    { fault: 'status', status: 529, operation: 'create', attempt: [1, 2] },
    { fault: 'status', status: 500, operation: ['retrieve', 'list'], attempt: { from: 2, to: 2 } },
  ];
  const { emulator, create, retrieve, list } = open({ faults });
  for (let i = 0; i < 2; i++) assertError(await create(questions(1)), 529, 'overloaded_error', 'Overloaded');
  const first = (await create(questions(1))).body.id;
  const second = (await create(questions(1))).body.id;
  for (const id of [first, second]) {
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await retrieve(id)).status);
    assert.deepEqual(statuses, [200, 500, 200], 'attempts are counted batch by batch');
  }
  assert.deepEqual((await list()).body.data.length, 2);
  assert.equal((await list()).status, 500);
  assert.deepEqual(
    emulator.faults().map(({ strikes }) => strikes),
    [2, 3],
  );
});

const statuses = [
  [{ status: 401 }, 'authentication_error', 'API key is invalid.', {}],
  [
    { status: 429 },
    'rate_limit_error',
    "This request would exceed your organization's rate limit. Please try again later.",
    { 'retry-after': '1' },
  ],
  [{ status: 429, retryAfter: 7, message: 'Slow down.' }, 'rate_limit_error', 'Slow down.', { 'retry-after': '7' }],
  [{ status: 500, shouldRetry: false }, 'api_error', 'Internal server error', { 'x-should-retry': 'false' }],
  [{ status: 503, type: 'strange_error' }, 'strange_error', 'Status 503', {}],
  [{ status: 504, retryAfter: 0.5 }, 'timeout_error', 'The request timed out.', { 'retry-after': '0.5' }],
];
for (const [fault, type, message, headers] of statuses) {
  test(`${JSON.stringify(fault)} is answered as the API would`, async () => {
    const { list } = open({ faults: [{ fault: 'status', ...fault }] });
    const answer = await list();
    assertError(answer, fault.status, type, message);
    for (const name of ['retry-after', 'x-should-retry']) assert.equal(answer.headers.get(name), headers[name] ?? null);
  });
}

test('a spend limit is a 429 without retry-after that says why', async () => {
  const { create, list } = open({ faults: [{ fault: 'spend_limit', operation: 'create' }] });
  const { status, headers, body } = await create(questions(1));
  assert.deepEqual([status, headers.get('retry-after')], [429, null]);
  assert.equal(body.error.type, 'rate_limit_error');
  assert.deepEqual(body.error.details, { error_code: 'enforced_spend_limit_reached' });
  assert.deepEqual((await list()).body.data, []);
});

test('human_review_disabled is the 400 that newer SDKs have a class for', async () => {
  const { create, list } = open({ faults: [{ fault: 'human_review_disabled', operation: 'create', attempt: 1 }] });
  const refused = await create(questions(1));
  assert.equal(refused.status, 400);
  assert.deepEqual(refused.body, {
    type: 'error',
    error: {
      type: 'invalid_request_error',
      message:
        "The request's Workspace has Human Review turned off, and this operation is not available there. Use a Workspace " +
        'with Human Review on.',
      details: { error_code: 'workspace_human_review_disabled' },
    },
    request_id: refused.headers.get('request-id'),
  });
  assert.deepEqual((await list()).body.data, []);
  assert.equal((await create(questions(1))).status, 200);
});

test('html is a page of the CDN, and content_type a wrong name for what is right', async () => {
  const { list } = open({
    faults: [
      { fault: 'html', attempt: 1 },
      { fault: 'content_type', value: 'text/plain', attempt: 2 },
    ],
  });
  const page = await list();
  assert.deepEqual([page.status, page.headers.get('content-type')], [502, 'text/html']);
  assert.match(page.text, /^<html>.*<h1>502<\/h1>/s);
  const renamed = await list();
  assert.deepEqual([renamed.status, renamed.headers.get('content-type')], [200, 'text/plain']);
  assert.deepEqual(JSON.parse(renamed.text).data, []);
});

test('a foreign results_url stands in ended batches, retrieved or listed', async () => {
  const value = 'https://elsewhere.example/{id}';
  const { create, retrieve, list } = open({ ...LATE, faults: [{ fault: 'results_url', value }] });
  const { id, results_url: before } = (await create(questions(1))).body;
  assert.equal(before, null);
  assert.equal((await retrieve(id)).body.results_url, `https://elsewhere.example/${id}`);
  assert.equal((await list()).body.data[0].results_url, `https://elsewhere.example/${id}`);
});

test('the clock jumps before the call is looked at', async () => {
  const { create, retrieve } = open({
    faults: [{ fault: 'clock', ms: 86_400_000, operation: 'retrieve', attempt: 2 }],
  });
  const { id } = (await create(questions(1))).body;
  assert.equal((await retrieve(id)).body.processing_status, 'in_progress');
  assert.equal((await retrieve(id)).body.processing_status, 'ended');
});

test('a cut connection rejects as fetch does; the ledger knows what was stored', async () => {
  const faults = ['cut_before', 'cut_after'].map((fault, index) => ({
    fault,
    operation: 'create',
    attempt: index + 1,
  }));
  faults.push({ fault: 'cut_upload', bytes: 100, operation: 'create', attempt: 3 });
  faults.push({ fault: 'status', status: 504, after: true, operation: 'create', attempt: 4 });
  const { emulator, create, list } = open({ faults });
  const cut = {
    name: 'ConnectionCut',
    code: 'connection_cut',
    message: 'fetch failed: the emulator cut the connection',
  };
  for (let i = 0; i < 3; i++) await assert.rejects(create(questions(2)), cut);
  await assert.rejects(
    create(questions(2)).then(({ status }) => Promise.reject(status)),
    (status) => status === 504,
  );
  const { data } = (await list()).body;
  assert.deepEqual(
    emulator
      .ledger()
      .creates.map(({ attempt, stored, requests, status, batchId, faults: kinds }) => [
        attempt,
        stored,
        requests,
        status,
        batchId,
        kinds,
      ]),
    [
      [1, false, 0, null, null, ['cut_before']],
      [2, true, 2, null, data[1].id, ['cut_after']],
      [3, false, 0, null, null, ['cut_upload']],
      [4, true, 2, 504, data[0].id, ['status']],
    ],
  );
});

test('a create that is sent again is billed again, and the ledger lists its ids', async () => {
  const { emulator, create, clock } = open({ faults: [{ fault: 'cut_after', operation: 'create', attempt: 1 }] });
  await assert.rejects(create(questions(2)));
  await create([...questions(1), question('other'), question('bad', { max_tokens: 0 })]);
  clock.pass(3000);
  const { billed, billedTwice } = emulator.ledger();
  assert.deepEqual(billed, { 'question-0': 2, 'question-1': 1, other: 1 });
  assert.deepEqual(billedTwice, ['question-0']);
});

const results = async (faults, options = {}) => {
  const world = open({ ...LATE, faults, ...options });
  const { id } = (await world.create(questions(40))).body;
  const download = async () => (await world.results(id)).text;
  return { ...world, id, download };
};

test('result lines are doubled, garbled and set apart by blank lines, the same for the same seed', async () => {
  const plain = (await (await results([])).download()).split('\n').slice(0, -1);
  const of = (lines) => [
    { fault: 'duplicate_lines', lines },
    { fault: 'garble_lines', lines },
    { fault: 'blank_lines', lines },
  ];
  const { download } = await results(of(1));
  const all = (await download()).split('\n').slice(0, -1);
  assert.equal(all.length, 3 * plain.length);
  plain.forEach((line, index) => {
    const half = line.slice(0, (line.length + 1) >> 1);
    assert.deepEqual(all.slice(3 * index, 3 * index + 3), ['', half, half]);
  });

  const some = (await (await results(of(0.3))).download()).split('\n').slice(0, -1);
  assert.equal(await (await results(of(0.3))).download(), `${some.join('\n')}\n`);
  const kinds = { blank: 0, garbled: 0, whole: 0 };
  for (const line of some) kinds[line === '' ? 'blank' : plain.includes(line) ? 'whole' : 'garbled'] += 1;
  for (const [kind, count] of Object.entries(kinds)) assert.ok(count > 3, `${count} ${kind}`);
  assert.notEqual(await (await results(of(0.3), { seed: 2 })).download(), `${some.join('\n')}\n`);
});

test('reorder gives another order with each download, of the same lines', async () => {
  const { download } = await results([{ fault: 'reorder', attempt: { from: 2 } }]);
  const [first, second, third] = [await download(), await download(), await download()];
  const sorted = (text) => text.split('\n').sort();
  assert.notEqual(second, first);
  assert.notEqual(third, second);
  assert.deepEqual(sorted(second), sorted(first));
  assert.deepEqual(sorted(third), sorted(first));
});

test('without a server a body that is cut errors after just so many bytes', async () => {
  for (const bytes of [0, 1, 777]) {
    const { emulator, id, download } = await results([{ fault: 'cut_body', bytes, operation: 'results', attempt: 1 }]);
    const response = await emulator.fetch(`https://api.example${BATCHES}/${id}/results`, { headers: HEADERS });
    let seen = 0;
    await assert.rejects(
      async () => {
        for await (const piece of response.body) seen += piece.length;
      },
      { name: 'ConnectionCut' },
    );
    assert.equal(seen, bytes);
    assert.equal(linesOf(await download()).length, 40);
  }
});

test('a body that is ended has just so many bytes and no error, and one that is shorter is whole', async () => {
  for (const bytes of [0, 1, 777, 10 ** 9]) {
    const { download } = await results([{ fault: 'end_body', bytes, operation: 'results', attempt: 1 }]);
    const short = await download();
    const whole = await download();
    assert.equal(linesOf(whole).length, 40);
    assert.equal(short, whole.slice(0, bytes));
  }
});

test('a drip comes in small pieces, a stall holds the body back; leaving ends both', async () => {
  const faults = [
    { fault: 'drip', bytes: 1000, everyMs: 0, operation: 'results', attempt: 1 },
    { fault: 'stall', ms: 60_000, bytes: 500, operation: 'results', attempt: 2 },
  ];
  const { emulator, id } = await results(faults);
  const get = () => emulator.fetch(`https://api.example${BATCHES}/${id}/results`, { headers: HEADERS });
  const sizes = [];
  for await (const piece of (await get()).body) sizes.push(piece.length);
  assert.ok(sizes.length > 10 && sizes.every((size) => size <= 1000), String(sizes));
  const reader = (await get()).body.getReader();
  assert.equal((await reader.read()).value.length, 500);
  const waiting = reader.read();
  await reader.cancel();
  assert.equal((await waiting).done, true);
});

test('a share strikes by seed: the same calls again, whatever else was injected', async () => {
  const struck = async (seed, more = []) => {
    const { list } = open({ seed, faults: [{ fault: 'status', status: 500, share: 0.5 }, ...more] });
    const statuses = [];
    for (let i = 0; i < 40; i++) statuses.push((await list()).status);
    return statuses;
  };
  const first = await struck(3);
  assert.deepEqual(await struck(3), first);
  assert.deepEqual(await struck(3, [{ fault: 'stall', ms: 0, share: 0.5 }]), first);
  assert.notDeepEqual(await struck(4), first);
  const failed = first.filter((status) => status === 500).length;
  assert.ok(failed > 8 && failed < 32, `${failed} of 40`);
});

test('times bounds how often, batch says whom: by id or by number', async () => {
  const { emulator, create, retrieve } = open({ faults: [{ fault: 'html', batch: 2, times: 1 }] });
  const [one, two] = [(await create(questions(1))).body.id, (await create(questions(1))).body.id];
  assert.deepEqual([(await retrieve(one)).status, (await retrieve(two)).status], [200, 502]);
  assert.equal((await retrieve(two)).status, 200);
  emulator.inject([{ fault: 'html', batch: one }]);
  assert.deepEqual([(await retrieve(one)).status, (await retrieve(two)).status], [502, 200]);
  emulator.clearFaults();
  assert.equal((await retrieve(one)).status, 200);
});

const wrong = [
  [5, 'faults: expected an array of faults, found 5'],
  [{ fault: 'html' }, 'faults: expected the key faults alone, found "fault"'],
  [{ faults: null }, 'faults: expected an array of faults, found null'],
  [[7], 'faults[0]: expected an object, found 7'],
  [
    [{ fault: 'html' }, {}],
    /^faults\[1\]\.fault: expected one of status, spend_limit, human_review_disabled, .*, clock, found nothing$/,
  ],
  [[{ fault: 'explode' }], /^faults\[0\]\.fault: expected one of .*, found "explode"$/],
  [[{ fault: 'status' }], 'faults[0].status: expected a status from 400 to 599, found nothing'],
  [[{ fault: 'status', status: 200 }], 'faults[0].status: expected a status from 400 to 599, found 200'],
  [
    [{ fault: 'reorder', lines: 1 }],
    'faults[0]: expected for reorder only the keys fault, operation, batch, attempt, share, times, found "lines"',
  ],
  [
    [{ fault: 'html', operation: 'poll' }],
    'faults[0].operation: expected any, create, retrieve, list, cancel, delete, results, count_tokens, or an array of these, found "poll"',
  ],
  [
    [{ fault: 'html', attempt: 0 }],
    'faults[0].attempt: expected a number from 1, an array of such, or { from, to } with from not above to, found 0',
  ],
  [
    [{ fault: 'html', attempt: { to: 2, until: 3 } }],
    'faults[0].attempt: expected a number from 1, an array of such, or { from, to } with from not above to, found {"to":2,"until":3}',
  ],
  [
    [{ fault: 'html', attempt: [] }],
    'faults[0].attempt: expected a number from 1, an array of such, or { from, to } with from not above to, found []',
  ],
  [
    [{ fault: 'html', attempt: { from: 3, to: 2 } }],
    'faults[0].attempt: expected a number from 1, an array of such, or { from, to } with from not above to, found {"from":3,"to":2}',
  ],
  [
    [{ fault: 'html', operation: [] }],
    'faults[0].operation: expected any, create, retrieve, list, cancel, delete, results, count_tokens, or an array of these, found []',
  ],
  [[{ fault: 'stall', ms: 2 ** 31 }], 'faults[0].ms: expected a whole number from 0 to 2147483647, found 2147483648'],
  [
    [{ fault: 'content_type', value: 'text/html\n' }],
    'faults[0].value: expected a text in the characters of ASCII that a header can hold, found "text/html\\n"',
  ],
  [[{ fault: 'html', share: 1.5 }], 'faults[0].share: expected a share from 0 to 1, found 1.5'],
  [[{ fault: 'html', times: -1 }], 'faults[0].times: expected a whole number from 0 up, found -1'],
  [[{ fault: 'html', batch: '' }], 'faults[0].batch: expected the id of a batch, or its number from 1, found ""'],
  [[{ fault: 'drip', bytes: 0 }], 'faults[0].bytes: expected a whole number from 1 up, found 0'],
  [[{ fault: 'clock', ms: 'x'.repeat(100) }], `faults[0].ms: expected a whole number, found "${'x'.repeat(79)}…`],
];
for (const [faults, message] of wrong) {
  test(`faults ${JSON.stringify(faults).slice(0, 60)} are refused with the place`, () => {
    const error = { name: 'TypeError', code: 'invalid_option', message };
    assert.throws(() => createEmulator({ faults }), error);
    assert.throws(() => createEmulator().inject(faults), error);
  });
}

test('behind a server, connections really break: before and after the answer, and in its middle', async (t) => {
  const faults = [
    { fault: 'cut_before', operation: 'create', attempt: 1 },
    { fault: 'cut_after', operation: 'create', attempt: 2 },
    { fault: 'cut_upload', bytes: 50, operation: 'create', attempt: 3 },
    { fault: 'cut_body', bytes: 20_000, operation: 'results', attempt: 1 },
    { fault: 'cut_body', bytes: 100, operation: 'retrieve', attempt: 1 },
  ];
  const { url, emulator, close } = await startEmulator({ ...LATE, faults });
  t.after(close);
  const call = (path, init) => fetch(`${url}${path}`, { headers: HEADERS, ...init });
  const create = () => call(BATCHES, { method: 'POST', body: JSON.stringify({ requests: questions(500) }) });
  for (let i = 0; i < 3; i++) await assert.rejects(create(), { name: 'TypeError', message: 'fetch failed' });
  const { id } = await (await create()).json();
  assert.deepEqual(
    emulator.ledger().creates.map(({ stored }) => stored),
    [false, true, false, true],
  );

  for (const [path, bytes] of [
    [`${BATCHES}/${id}`, 100],
    [`${BATCHES}/${id}/results`, 20_000],
  ]) {
    const response = await call(path);
    assert.equal(response.status, 200);
    let seen = 0;
    await assert.rejects(
      async () => {
        for await (const piece of response.body) seen += piece.length;
      },
      { name: 'TypeError', message: 'terminated' },
    );
    assert.equal(seen, bytes);
    const again = await (await call(path)).text();
    assert.ok(again.length > bytes);
  }
});

test('latency delays every answer and no control call', async (t) => {
  const { emulator, list } = open({ latencyMs: [20, 30] });
  const delays = [];
  const { setTimeout } = globalThis;
  t.mock.method(globalThis, 'setTimeout', (run, ms) => {
    // Longer timers are those of connections that earlier tests left.
    if (ms > 1000) return setTimeout(run, ms);
    return delays.push({ run, ms });
  });
  let isAnswered = false;
  const listing = list().then(({ status }) => {
    isAnswered = true;
    return status;
  });
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  const [{ run, ms }] = delays;
  assert.ok(ms >= 20 && ms <= 30, `${ms}`);
  assert.equal(isAnswered, false);
  run();
  assert.equal(await listing, 200);
  assert.equal((await emulator.fetch('https://api.example/_emulator')).status, 200);
  assert.equal(delays.length, 1);
});
