// Records whose lines have little in common: for all chunks and any order of access, each equals its line as parsed by
// `JSON.parse`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResults } from 'message-batches';
import { all, errored, usage } from './setup.mjs';

/** Random numbers from a seed (Mulberry32). */
function seeded(seed) {
  let state = seed;
  return (end) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  };
}

const WORDS = [
  'yes',
  '',
  ' ',
  'naïve',
  '東京',
  '🎈',
  '\ud83d',
  '"quoted"',
  'a\\b',
  'line\nline',
  '\u0080',
  '\u2028',
  'x'.repeat(90),
];

/** Returns any JSON value, different at each call. */
function value(random, depth) {
  const kind = random(depth === 0 ? 5 : 8);
  if (kind === 0) return random(2) === 0;
  if (kind === 1) return null;
  if (kind === 2) return (random(2_000_000) - 1_000_000) / 10 ** random(4);
  if (kind <= 4) return WORDS[random(WORDS.length)];
  if (kind === 5) return Array.from({ length: random(4) }, () => value(random, depth - 1));
  const entries = Array.from({ length: random(5) }, () => [
    `${WORDS[random(WORDS.length)]}${random(9)}`,
    value(random, depth - 1),
  ]);
  return Object.fromEntries(entries);
}

function block(random) {
  const text = WORDS[random(WORDS.length)].repeat(1 + random(3));
  switch (random(6)) {
    case 0:
      return { type: 'tool_use', id: `toolu_${random(99)}`, name: 'extract', input: { of: value(random, 4) } };
    case 1:
      return {
        type: 'text',
        text,
        citations: [{ type: 'char_location', cited_text: text, document_index: random(9) }],
      };
    case 2:
      return { type: 'thinking', thinking: text, signature: 'c2ln' };
    case 3:
      return { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} };
    default:
      return { type: 'text', text };
  }
}

function line(random, index) {
  const custom_id = `id-${index}${WORDS[random(WORDS.length)]}`;
  if (random(9) === 0) return JSON.stringify({ ...errored('', 'api_error', WORDS[random(WORDS.length)]), custom_id });
  const message = {
    id: `msg_${index}`,
    type: 'message',
    role: 'assistant',
    model: ['claude-haiku-4-5', 'claude-opus-5-5'][random(2)],
    content: Array.from({ length: random(7) }, () => block(random)),
    stop_reason: ['end_turn', 'tool_use', 'max_tokens', 'refusal'][random(4)],
    ...(random(3) === 0 ? { container: { id: `container_${index}`, expires_at: '2026-11-29T00:00:00Z' } } : {}),
    usage: { ...usage, output_tokens: random(5_000) },
  };
  const text = JSON.stringify({ custom_id, result: { type: 'succeeded', message } });
  // A duplicate key, with white space, and a key that no object has.
  if (random(15) === 0) return text.replace('"role":"assistant"', '"role": "user" ,"role":"assistant"');
  return random(15) === 0 ? text.replace('"role"', '"__proto__":{"a":1},"role"') : text;
}

const LINES = Array.from(
  { length: 400 },
  (
    (random) => (_, index) =>
      line(random, index)
  )(seeded(7)),
);
// A truncated line, and one with invalid JSON in a value that is not read.
const BROKEN = [LINES[3].slice(0, -9), '{"custom_id":"x","result":{"type":"canceled","other":[1,}]}}'];

function streamOf(lines, size) {
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
      if (at >= bytes.length) controller.close();
    },
  });
}

const textOf = ({ result }) =>
  (result.message?.content ?? [])
    .filter(({ type }) => type === 'text')
    .map(({ text }) => text)
    .join('');

/** Returns all data of records, read in some order of their indexes. */
async function said(size, order, each) {
  const records = await all(await readResults(streamOf(LINES, size)));
  assert.equal(records.length, LINES.length);
  for (const index of order) {
    const expected = JSON.parse(LINES[index]);
    each(records[index], expected, index);
  }
}

const forward = LINES.map((_, index) => index);
const orders = {
  forward,
  backward: forward.toReversed(),
  mixed: forward.map((index) => (index * 251) % LINES.length),
  some: forward.filter((index) => index % 7 === 3),
};

for (const [name, order] of Object.entries(orders)) {
  for (const size of [509, 4_096, 65_536, 1 << 20]) {
    test(`each record is what JSON.parse makes of its line: ${name}, chunks of ${size} bytes`, async () => {
      await said(size, order, (record, expected, index) => {
        assert.equal(record.custom_id, expected.custom_id);
        assert.equal(JSON.stringify(record.result), JSON.stringify(expected.result), `${index}`);
        assert.equal(record.result, record.result);
        assert.equal(record.text, textOf(expected));
        assert.deepEqual(record.usage, expected.result.message?.usage);
        assert.equal(record.error?.message, expected.result.error?.error.message);
      });
    });
  }
}

test('texts are the same without their results, and results without their texts', async () => {
  await said(4_096, forward, (record, expected) => assert.equal(record.text, textOf(expected)));
  await said(4_096, orders.mixed, (record, expected) => assert.equal(record.text, textOf(expected)));
});

test('records and the tally are the same for every size of the chunks from 1 to 4,096 bytes', async () => {
  const lines = LINES.slice(0, 40);
  const outcomesOf = async (size) => {
    const results = await readResults(streamOf(lines, size));
    const records = (await all(results)).map(({ custom_id, outcome, text }) => [custom_id, outcome, text]);
    return [records, results.tallySoFar()];
  };
  const expected = await outcomesOf(4_096);
  for (const size of [1, 2, 3, 5, 7, 15, 16, 17, 31, 33, 63, 64, 65, 127, 129, 255, 257, 1_000, 1_023, 2_047]) {
    assert.deepEqual(await outcomesOf(size), expected, `${size}`);
  }
});

test('what JSON.parse refuses is malformed in every way of reading, also in values that nobody reads', async () => {
  const lines = [...LINES.slice(0, 30), ...BROKEN, ...LINES.slice(30, 60)];
  const open = () => readResults(streamOf(lines, 4_096));
  const records = await all(await open());
  const malformed = records.flatMap(({ outcome }, index) => (outcome === 'malformed' ? [index] : []));
  assert.deepEqual(malformed, [30, 31]);
  const tally = await (await open()).tally();
  assert.deepEqual([tally.records, tally.types.malformed], [62, 2]);
});

test('a tally without a loop does not look into the blocks of an answer, and all other ways of reading do', async () => {
  const line = (block) =>
    `{"custom_id":"x","result":{"type":"succeeded","message":{"model":"m","content":[${block}],"stop_reason":"end_turn"}}}`;
  const inside = [
    line('{"type":"tool_use","name":"n","input":[1,]}'),
    line('{"type":"text","text":"a \\x"}'),
    line('{"type":"text","text":"b","citations":[{"a" 1}]}'),
  ];
  const around = [
    line('{"type":"text","text":"a" "b"}'),
    line('{"type":"tool_use","input":[1}'),
    line('{"type":"text","text":"a'),
    line('"type"}'),
  ];
  // After lines that they resemble, and before them.
  for (const [before, after] of [
    [LINES, []],
    [[], LINES],
  ]) {
    const text = [...before, ...inside, ...around, ...after].join('\n');
    const results = await readResults(text);
    const ids = [];
    for await (const { outcome } of results) if (outcome === 'malformed') ids.push(outcome);
    assert.equal(ids.length, inside.length + around.length);
    assert.equal(results.tallySoFar().types.malformed, inside.length + around.length);
    const { complete, malformed } = await (await readResults(text)).reconcile(['x']);
    assert.deepEqual([complete, malformed], [false, inside.length + around.length]);
    const { records, types } = await (await readResults(text)).tally();
    assert.deepEqual([records, types.malformed], [LINES.length + inside.length + around.length, around.length]);
  }
});

test('a tally without a loop validates what comes after the content, also behind lines that it resembles', async () => {
  const block = '{"type":"tool_use","id":"t","caller":"c","x":"y","name":"f","input":{"a":1}}';
  const line = (id, message) =>
    `{"result":{"type":"succeeded","message":{"content":[${block}],"id":"${message}","stop_reason":"tool_use"}},"custom_id":"${id}"}\n`;
  const bad = [line('x\\q', 'm'), line('\xff', 'm'), line('x', 'm\\u12'), line('x', '\xc3')];
  const bytes = Buffer.from([line('a', 'm'), line('b', 'm'), line('c', 'm'), ...bad].join(''), 'latin1');
  const results = await readResults(bytes);
  for await (const _ of results);
  const { types } = await (await readResults(bytes)).tally();
  const expected = { malformed: 4, succeeded: 3 };
  assert.deepEqual([types, results.tallySoFar().types], [expected, expected]);
});

test('a long text is made once, however often it is read', async (context) => {
  const line = (text) =>
    JSON.stringify({ custom_id: 'a', result: { type: 'succeeded', message: { content: [{ type: 'text', text }] } } });
  const texts = ['x'.repeat(1_000), `é${'x'.repeat(1_000)}`, 'y'.repeat(1_000)];
  const records = await all(await readResults(texts.map(line).join('\n')));
  const decode = context.mock.method(Buffer.prototype, 'toString');
  const read = () => records.map(({ text }) => text);
  assert.deepEqual(read(), texts);
  const made = decode.mock.callCount();
  assert.ok(made > 0, 'texts are made when they are read');
  assert.deepEqual([read(), read()], [texts, texts]);
  assert.equal(decode.mock.callCount(), made);
});

test('what a line counts does not depend on the kinds of values that lines before it have', async () => {
  const lineOf = (id, more) => {
    const message = { model: 'claude-haiku-4-5', content: [], stop_reason: 'end_turn', ...more };
    return JSON.stringify({ custom_id: `id-${id}`, result: { type: 'succeeded', message } });
  };
  const pairs = [
    [{ usage: { input_tokens: [1], output_tokens: 2 } }, { usage: { input_tokens: 100, output_tokens: 2 } }],
    [{ usage: { server_tool_use: { code_requests: { a: 1 } } } }, { usage: { server_tool_use: { code_requests: 3 } } }],
    [{ usage: { cache_creation: [1] } }, { usage: { cache_creation: { ephemeral_1h_input_tokens: 500 } } }],
    [
      { container: [1], usage: {} },
      { container: { id: 'c' }, usage: {} },
    ],
    [{ usage: { inference_geo: [1], output_tokens: 9 } }, { usage: { inference_geo: 'us', output_tokens: 9 } }],
  ];
  for (const [odd, usual] of pairs) {
    const [first, ...others] = [odd, usual, usual, usual].map((more, index) => lineOf(index, more));
    const tallyOf = async (lines) => (await readResults(lines.join('\n'))).tally();
    assert.deepEqual(await tallyOf([first, ...others]), await tallyOf([...others, first]), first);
    const { usage: sums } = await tallyOf(others);
    assert.deepEqual(
      (await tallyOf([first, ...others])).usage.output_tokens - sums.output_tokens,
      odd.usage.output_tokens ?? 0,
    );
  }
});

test('lines behind white space, and with white space before their ends, are the same records', async () => {
  const expected = LINES.map((line) => JSON.parse(line).custom_id);
  for (const [before, after] of [
    ['', ' '],
    [' \t', ''],
    ['  ', '\t '],
    ['', '\r'],
  ]) {
    const records = await all(await readResults(LINES.map((line) => `${before}${line}${after}\n`).join('')));
    assert.deepEqual(
      records.map(({ custom_id }) => custom_id),
      expected,
    );
    assert.equal(records[9].text, textOf(JSON.parse(LINES[9])));
  }
});

test('a source that fills its buffer again changes no record', async () => {
  const bytes = new TextEncoder().encode(`${LINES.join('\n')}\n`);
  const buffer = new Uint8Array(4_096);
  let at = 0;
  const stream = new ReadableStream(
    {
      pull(controller) {
        const piece = bytes.subarray(at, at + buffer.length);
        buffer.set(piece);
        controller.enqueue(buffer.subarray(0, piece.length));
        at += piece.length;
        if (at >= bytes.length) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const records = await all(await readResults(stream));
  records.forEach((record, index) => {
    const expected = JSON.parse(LINES[index]);
    assert.equal(record.text, textOf(expected));
    assert.equal(JSON.stringify(record.result), JSON.stringify(expected.result));
  });
});
