// Lines of any size: their memory, and how lines that are too long are reported.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, batch, bytesOf, failure, json, KEY, question, questions, succeeded } from './setup.mjs';

// Every memory created from here on, so that its size can be checked.
const memories = [];
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (module, imports) => {
  const made = await instantiate(module, imports);
  const { exports } = made.instance ?? made;
  if (exports.memory) memories.push(new WeakRef(exports.memory));
  return made;
};
// Counts random numbers.
let randoms = 0;
const { random } = Math;
Math.random = () => {
  randoms += 1;
  return random();
};
const { BatchClient, fromOpenAI, fromRows, plan, readResults, validate } = await import('message-batches');

const MB = 1_048_576;
const sizes = () => memories.map((memory) => memory.deref()?.buffer.byteLength ?? 0);
const latest = () => sizes().at(-1);

const around = (value, mark) => JSON.stringify(value).split(mark);
const [BEFORE_REQUEST, AFTER_REQUEST] = around(question('a', { messages: [{ role: 'user', content: '#' }] }), '#');
const [BEFORE_RESULT, AFTER_RESULT] = around(succeeded('a', 'end_turn', [{ type: 'text', text: '#' }]), '#');
const FILLS = {
  ascii: bytesOf('a'.repeat(MB)),
  'other scripts': bytesOf('漢'.repeat(MB / 4)),
  'one wide character a piece': bytesOf(`${'a'.repeat(MB - 4)}😀`),
};

/** Returns a stream of pieces of at most one mebibyte. */
function long(before, fill, count, after) {
  let index = -1;
  return new ReadableStream(
    {
      pull(controller) {
        index += 1;
        if (index === 0) controller.enqueue(bytesOf(before));
        else if (index <= count) controller.enqueue(fill.slice());
        else if (index === count + 1) controller.enqueue(bytesOf(after));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Ways to use a line, and the maximum size of their memory as a multiple of its size. */
const WAYS = {
  'a check': [1.5, (request) => validate(request)],
  'a plan, which has its body as well': [2.6, async (request) => all(plan(request))],
  records: [1.5, undefined, async (results) => assert.ok((await all(await readResults(results)))[0].text.length > MB)],
  'a tally': [1.5, undefined, async (results) => (await readResults(results)).tally()],
  'a reconciliation': [1.5, undefined, async (results) => (await readResults(results)).reconcile(['a'])],
  'a JSONL file': [2.6, undefined, async (results) => all((await readResults(results)).toStream('jsonl'))],
};

for (const [way, [most, ofRequest, ofResults]] of Object.entries(WAYS)) {
  test(`${way}: a line of 48 MB takes at most ${most} times its size`, async () => {
    for (const fill of Object.values(FILLS)) {
      const before = memories.length;
      // A call that starts after a large line gets a new instance.
      await (ofRequest
        ? ofRequest(long(BEFORE_REQUEST, fill, 48, AFTER_REQUEST))
        : ofResults(long(BEFORE_RESULT, fill, 48, AFTER_RESULT)));
      assert.ok(memories.length > before, 'a new instance');
      const bytes = (48 * fill.length) / MB;
      assert.ok(latest() / MB <= bytes * most + 8, `${latest() / MB} MB for ${bytes}`);
    }
  });
}

test('a check of a million requests keeps no ids: its memory is at most 56 MB, for rows 40 MB', async () => {
  const COUNT = 1_000_000;
  const uuid = (index) => `01234567-89ab-4cde-8f01-${String(index).padStart(12, '0')}`;
  const params = (content) => ({ model: 'claude-haiku-4-5', max_tokens: 1, messages: [{ role: 'user', content }] });
  function* objects() {
    for (let index = 0; index < COUNT; index += 1) yield { custom_id: uuid(index), params: params('a') };
  }
  function* rows() {
    for (let index = 0; index < COUNT; index += 1) yield { id: uuid(index), text: 'a' };
  }
  for (const [input, most] of [
    [objects(), 56],
    [fromRows(rows(), params('{{text}}'), { id: 'id' }), 40],
  ]) {
    // An instance that has grown is discarded.
    await validate(long(BEFORE_REQUEST, FILLS.ascii, 40, AFTER_REQUEST));
    const before = memories.length;
    const report = await validate(input);
    assert.deepEqual([report.ok, report.requests, memories.length], [true, COUNT, before + 1]);
    assert.ok(latest() / MB <= most, `${latest() / MB} MB`);
  }
});

test('hashes of each new instance start from a random number, so that ids that collide cannot be chosen', async () => {
  for (const use of [
    () => validate([question('a')]),
    async () => all(await readResults(JSON.stringify(succeeded('a')))),
  ]) {
    // An instance that has grown is discarded.
    await validate(long(BEFORE_REQUEST, FILLS.ascii, 40, AFTER_REQUEST));
    await all(await readResults(long(BEFORE_RESULT, FILLS.ascii, 40, AFTER_RESULT)));
    const before = { randoms, memories: memories.length };
    await use();
    assert.deepEqual(
      { randoms, memories: memories.length },
      {
        randoms: before.randoms + 1,
        memories: before.memories + 1,
      },
    );
  }
});

test('a line of 2.2 GB is one finding, and the next one is read', async () => {
  const ok = JSON.stringify(question('b'));
  await validate(long(BEFORE_REQUEST, FILLS.ascii, 40, AFTER_REQUEST));
  const before = memories.length;
  const report = await validate(long(BEFORE_REQUEST, FILLS.ascii, 2200, `${AFTER_REQUEST}\n${ok}\n`));
  assert.equal(report.requests, 2);
  assert.deepEqual(
    report.issues.map(({ code, line, message }) => ({ code, line, message })),
    [
      {
        code: 'batch.too_large',
        line: 1,
        message: 'expected a request of at most 268439552 bytes, found one with more',
      },
    ],
  );
  assert.equal(memories.length, before + 1);
  assert.ok(latest() <= 1.5 * 256 * MB, `${latest() / MB} MB`);
});

const TOO_LONG = 'line 1: expected at most 67108864 bytes (maxLineBytes), found more';

test('of results it is a malformed record, and the next one is read', async () => {
  const after = `${AFTER_RESULT}\n${JSON.stringify(succeeded('b'))}\n`;
  // After a large line there is a new instance, whose memory has to be checked.
  await all(await readResults(long(BEFORE_RESULT, FILLS.ascii, 40, AFTER_RESULT)));
  const before = memories.length;
  const records = await all(await readResults(long(BEFORE_RESULT, FILLS.ascii, 2200, after)));
  assert.deepEqual(
    records.map(({ custom_id, type, line, error, byteOffset }) => ({ custom_id, type, line, error, byteOffset })),
    [
      { custom_id: '', type: 'malformed', line: 1, error: { type: 'malformed', message: TOO_LONG }, byteOffset: 0 },
      {
        custom_id: 'b',
        type: 'succeeded',
        line: 2,
        error: undefined,
        byteOffset: BEFORE_RESULT.length + 2200 * MB + AFTER_RESULT.length + 1,
      },
    ],
  );
  assert.equal(records[0].raw.length, 64 * MB + 1);
  assert.equal(memories.length, before + 1);
  assert.ok(latest() <= 1.5 * 64 * MB, `${latest() / MB} MB`);
});

test('maxLineBytes says what is too long, in every way of reading', async () => {
  const lines = [succeeded('a'), succeeded('b', 'end_turn', [{ type: 'text', text: 'x'.repeat(400) }]), succeeded('c')];
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  const maxLineBytes = JSON.stringify(lines[0]).length;
  const read = () => readResults(text, { maxLineBytes });
  const types = (await all(await read())).map(({ type }) => type);
  assert.deepEqual(types, ['succeeded', 'malformed', 'succeeded']);
  assert.deepEqual((await (await read()).tally()).types, { succeeded: 2, malformed: 1 });
  const { malformed, missing } = await (await read()).reconcile(['a', 'b', 'c']);
  assert.deepEqual({ malformed, missing }, { malformed: 1, missing: { count: 1, ids: ['b'] } });
  const csv = await new Response((await read()).toStream('csv', { columns: ['line', 'outcome'] })).text();
  assert.equal(csv, 'line,outcome\r\n1,done\r\n2,malformed\r\n3,done\r\n');
  const whole = await all(await readResults(text, { maxLineBytes: JSON.stringify(lines[1]).length }));
  assert.equal(whole[1].custom_id, 'b');
});

for (const wrong of [0, -1, 1.5, 268_435_457, Number.NaN, '1']) {
  test(`maxLineBytes: ${JSON.stringify(wrong)} is refused`, async () => {
    const { code, message } = await failure(readResults('', { maxLineBytes: wrong }));
    assert.equal(code, 'invalid_option');
    assert.match(message, /^maxLineBytes: expected a whole number from 1 to 268435456, found /);
  });
}

test('a line of 300 MB of another vendor is skipped with its reason', async () => {
  const lines = long('{"custom_id":"', FILLS.ascii, 300, '"}\n{"custom_id":"b"}');
  const converted = fromOpenAI(lines, { model: 'claude-haiku-4-5', maxTokens: 5 });
  assert.deepEqual(await all(converted), []);
  assert.match(
    converted.report.notes[0].message,
    /^skipped: expected a line of at most 268435456 characters, found a longer one$/,
  );
});

test('5,000 small creates at once are all made, and 1,000 leave 24 MB at most', async () => {
  let made = 0;
  const answer = async () => {
    made += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return json(batch());
  };
  const client = new BatchClient({ apiKey: KEY, fetch: answer });
  const create = (index) => client.create([question(`a-${index}`), question(`b-${index}`)]);
  // After a large line there are new instances, whose memories have to be checked.
  await validate(long(BEFORE_REQUEST, FILLS.ascii, 40, AFTER_REQUEST));
  const before = memories.length;
  await create('first');
  await Promise.all(Array.from({ length: 1000 }, (_, index) => create(index)));
  assert.ok(memories.length > before);
  for (const bytes of sizes().slice(before)) assert.ok(bytes <= 24 * MB, `${bytes / MB} MB`);
  await Promise.all(Array.from({ length: 5000 }, (_, index) => create(index)));
  assert.equal(made, 6001);
  for (let index = 0; index < 10; index += 1) await create(`last-${index}`);
  assert.equal(made, 6011);
});

/** A text of about 40 MB that is available immediately. */
const REQUESTS = questions(40_000)
  .map((request) => JSON.stringify({ ...request, params: { ...request.params, system: 'x'.repeat(1000) } }))
  .join('\n');
const RESULTS = Array.from({ length: 40_000 }, (_, index) =>
  JSON.stringify(succeeded(`id-${index}`, 'end_turn', [{ type: 'text', text: 'y'.repeat(1000) }])),
).join('\n');
const ROWS = `a,b\n${Array.from({ length: 40_000 }, (_, index) => `${index},${'z'.repeat(1000)}`).join('\n')}`;
const TEMPLATE = { model: 'claude-haiku-4-5', max_tokens: 5, messages: [{ role: 'user', content: '{{b}}' }] };

/** Long operations on data in memory. */
const LONG = {
  'a check of a text': (signal) => validate(REQUESTS, { signal }),
  'a check of bytes': (signal) => validate(bytesOf(REQUESTS), { signal }),
  'a plan': (signal) => all(plan(REQUESTS, { signal })),
  'a check of rows': (signal) => validate(fromRows(ROWS, TEMPLATE, { id: 'a' }), { signal }),
  records: async (signal) => all(await readResults(RESULTS, { signal })),
  'a tally': async (signal) => (await readResults(bytesOf(RESULTS), { signal })).tally(),
  'a file': async (signal) => all((await readResults(RESULTS, { signal })).toStream('csv')),
  'a join': async (signal) => all((await readResults(RESULTS, { signal })).inOrder(['id-1'])),
};

for (const [name, work] of Object.entries(LONG)) {
  test(`${name} lets timers run, and so an abort come`, async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
      if (turns === 2) controller.abort(reason);
    }, 1);
    try {
      assert.equal(await failure(work(controller.signal)), reason);
    } finally {
      clearInterval(timer);
    }
  });
}
