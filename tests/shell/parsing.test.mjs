// Records compared with `JSON.parse` of each line, for similar and different lines in any chunks.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { holds, list, weighted } from '../property.mjs';
import { all, bytesOf, errored, jsonl, message, resultsOf, succeeded } from './setup.mjs';

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses a line with `JSON.parse`. Returns the value if it is a result. */
function parsed(line) {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
    if (!isObject(value) || !Object.hasOwn(value, 'custom_id') || !Object.hasOwn(value, 'result')) return undefined;
    const { custom_id, result } = value;
    if (typeof custom_id !== 'string' || !isObject(result) || typeof result.type !== 'string') return undefined;
    return { custom_id, result };
  } catch {
    return undefined;
  }
}

/** Asserts that records equal the lines that are parsed one by one. */
async function compare(lines, chunkLength) {
  const bytes = Buffer.concat(lines.flatMap((line) => [line, bytesOf('\n')]));
  const chunks = [];
  for (let at = 0; at < bytes.length; at += chunkLength)
    chunks.push(new Uint8Array(bytes.subarray(at, at + chunkLength)));
  const records = await all(await resultsOf(...chunks));
  const expected = lines.filter(
    (line) =>
      Buffer.from(line)
        .toString('latin1')
        .replace(/^[ \t]+/, '') !== '',
  );
  assert.equal(records.length, expected.length);
  records.forEach((record, index) => {
    const line = expected[index];
    const value = parsed(line);
    const shown = Buffer.from(line).toString();
    assert.equal(
      Buffer.from(record.raw).toString('latin1'),
      Buffer.from(line)
        .toString('latin1')
        .replace(/^[ \t]+|[ \t]+$/g, ''),
    );
    if (!value) {
      assert.equal(record.type, 'malformed', shown);
      assert.equal(record.outcome, 'malformed', shown);
      assert.throws(() => record.result, SyntaxError, shown);
      return;
    }
    assert.equal(record.custom_id, value.custom_id, shown);
    assert.equal(record.type, value.result.type, shown);
    assert.deepEqual(record.result, value.result, shown);
    assert.equal(JSON.stringify(record.result), JSON.stringify(value.result), shown);
    assert.equal(record.result, record.result);
    const content = value.result.message?.content;
    const texts = (Array.isArray(content) ? content : []).filter(
      (block) => isObject(block) && block.type === 'text' && typeof block.text === 'string',
    );
    assert.equal(record.text, texts.map(({ text }) => text).join(''), shown);
    const usage = value.result.message?.usage;
    assert.deepEqual(record.usage, isObject(usage) ? usage : undefined, shown);
  });
}

const TEXTS = [
  'Yes.',
  '',
  'naïve ÿ',
  'a €',
  '東京 😀',
  'line\nbreak "quoted" \\ back',
  '\u0000\u001f\u007f\u0080\u009f\u00a0',
  '\u2028\u2029\ufeff',
  '\ud83d',
  '\ude00\ud83d',
  '__proto__',
  '\0s0',
  'x'.repeat(300),
];

/**
 * Lines as in batches: many are similar, some have more fields, some are unusual. Each is a function of its position in the
 * batch.
 */
const text = fc.tuple(fc.constantFrom(...TEXTS), fc.constantFrom(...TEXTS)).map((texts) => texts.join(''));
const id = fc.constantFrom(
  ...[(index) => `request-${index}`, () => '__proto__', () => 'constructor', () => '', () => 'é'],
  () => `long-${'i'.repeat(80)}`,
);
const tokens = weighted([4, fc.nat(1999)], [1, fc.constantFrom(-1, 1.5, 1e21, 4294967296, null)]);

const answered = fc.record({ id, text, input: tokens, output: fc.nat(8) }).map((made) => (index) => {
  const value = succeeded(made.id(index), 'end_turn', [{ type: 'text', text: made.text }]);
  value.result.message.usage = {
    input_tokens: made.input,
    output_tokens: made.output,
    cache_creation: { ephemeral_5m_input_tokens: 0 },
  };
  return value;
});
const failed = fc.tuple(id, fc.constantFrom('api_error', 'invalid_request_error', 'new_error'), text).map(
  ([id, type, text]) =>
    (index) =>
      errored(id(index), type, text),
);
const unanswered = fc.tuple(id, fc.constantFrom('canceled', 'expired', 'deferred')).map(([id, type]) => (index) => ({
  custom_id: id(index),
  result: { type },
}));
const toolUse = fc.tuple(id, text).map(([id, text]) => (index) => {
  const content = [
    { type: 'thinking', thinking: text, signature: 'c2ln' },
    { type: 'text', text },
    { type: 'tool_use', id: `toolu_${index}`, name: 'weather', input: { __proto__: null, place: text, 7: index } },
    { type: 'text', text: 'and more', citations: null },
  ];
  return succeeded(id(index), 'tool_use', content);
});
const empty = fc.tuple(id, fc.constantFrom('refusal', 'max_tokens')).map(([id, reason]) => (index) => ({
  result: { message: message(reason, []), type: 'succeeded' },
  more: index,
  custom_id: id(index),
}));
const line = weighted([1, unanswered], [1, failed], [5, answered], [1, toolUse], [1, empty]);

test('records are what JSON.parse makes of each line, alike or not, cut anywhere', async () => {
  const lines = list(line, 1, 400).map((made) => made.map((at, index) => JSON.stringify(at(index))));
  await holds(9, fc.tuple(lines, fc.constantFrom(65_536, 1000, 61)), ([lines, chunkLength]) =>
    compare(lines.map(bytesOf), chunkLength),
  );
});

test('mutated lines are malformed exactly where JSON.parse refuses them', async () => {
  const BYTES = Buffer.from('"\\{}[]:,0159.-eEtfnu \t/x\0\x1f\x7f\x80\xc3\xa9\xe2\xf0\xff\ud83d', 'latin1');
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    removed: weighted([1, fc.constant(0)], [1, fc.nat(3)]),
    inserted: weighted([1, fc.constant('')], [1, fc.constantFrom(...BYTES.toString('latin1'))]),
  });
  /** The bytes as Latin-1. */
  const mutated = fc.tuple(line, list(edit, 0, 2)).map(([made, edits]) => (index) => {
    let bytes = Buffer.from(JSON.stringify(made(index))).toString('latin1');
    for (const { at, removed, inserted } of edits) {
      const start = Math.floor(at * bytes.length);
      bytes = bytes.slice(0, start) + inserted + bytes.slice(start + removed);
    }
    return bytes;
  });
  const lines = list(mutated, 1, 200).map((made) => made.map((at, index) => at(index)));
  await holds(30, lines, (lines) =>
    compare(
      lines.map((line) => Buffer.from(line, 'latin1')),
      4096,
    ),
  );
});

test('keys that stand twice count as JSON.parse counts them', async () => {
  const twice = [
    '{"custom_id":"a","custom_id":"b","result":{"type":"expired"}}',
    '{"custom_id":"a","result":{"type":"expired"},"result":{"type":"canceled"}}',
    '{"custom_id":"a","result":{"type":"expired","type":"canceled"}}',
    '{"custom_id":"a","result":{"type":"expired"},"result":null}',
    '{"custom_id":"a","custom_id":null,"result":{"type":"expired"}}',
    '{"custom_id":"a","result":{"type":"succeeded","message":{"usage":{"output_tokens":1,"output_tokens":2},"content":[{"type":"text","text":"a","text":"b"}]}}}',
    '{"custom_id":"a","result":{"type":"succeeded","__proto__":{"output_tokens":7},"message":{"usage":{"output_tokens":1}}}}',
    '{"custom_id":"a","result":{"type":"succeeded","message":{"usage":{"__proto__":5,"output_tokens":1}}}}',
    '{"custom_id":"a","result":{"type":"succeeded","\\u005f_proto__":{"x":7},"message":{"id":"m"}}}',
  ];
  await compare([...twice, ...twice, ...twice].map(bytesOf), 65_536);
});

test('a record does not change because another one was changed', async () => {
  const lines = [1, 2, 3, 4].map((index) => succeeded(`r-${index}`, 'end_turn', [{ type: 'text', text: `t${index}` }]));
  const [, second, third, fourth] = await all(await resultsOf(jsonl(lines)));
  second.result.message.usage.input_tokens = -1;
  second.result.message.content[0].more = true;
  delete second.result.message.role;
  assert.deepEqual(third.result, lines[2].result);
  assert.deepEqual(fourth.result, lines[3].result);
});

test('records can be read after the download has ended', async () => {
  const lines = Array.from({ length: 50 }, (_, index) =>
    succeeded(`r-${index}`, 'end_turn', [{ type: 'text', text: `é ${index}` }]),
  );
  const text = jsonl(lines);
  const records = await all(await resultsOf(text.slice(0, 3000), text.slice(3000, 3100), text.slice(3100)));
  assert.deepEqual(
    records.map(({ result }) => result),
    lines.map(({ result }) => result),
  );
});

test('a line of 20 MB is a record like any other', async () => {
  const lines = [
    succeeded('a'),
    succeeded('b', 'end_turn', [{ type: 'text', text: 'long é '.repeat(2_500_000) }]),
    succeeded('c'),
  ];
  const bytes = bytesOf(jsonl(lines));
  const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
    bytes.slice(index * 65_536, (index + 1) * 65_536),
  );
  const records = await all(await resultsOf(...chunks));
  assert.deepEqual(
    records.map(({ custom_id }) => custom_id),
    ['a', 'b', 'c'],
  );
  assert.equal(records[1].text, lines[1].result.message.content[0].text);
  assert.equal(records[1].result.message.content[0].text, records[1].text);
});
