// Answers with structured data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Ajv from 'ajv';
import { readResults } from 'message-batches';
import { flaky } from './flaky.mjs';
import { all, errored, jsonl, succeeded } from './setup.mjs';

const text = (id, answer, stop) => succeeded(id, stop, [{ type: 'text', text: answer }]);
const RESULTS = `${jsonl([
  text('good', ' {"n": 1}\n'),
  text('wrong', '{"n": "one"}'),
  text('prose', 'Here it is: no'),
  text('two', '{"n": 1} or {"n": 2}'),
  text('empty', ''),
  text('cut', '{"n": 1', 'max_tokens'),
  text('refused', 'No.', 'refusal'),
  errored('failed', 'api_error', 'x'),
])}{"bro`;

/** The interface of Zod, Valibot and ArkType. */
const standard = (validate) => ({ '~standard': { version: 1, vendor: 'test', validate } });
const isN = (value) =>
  typeof value?.n === 'number'
    ? { value: { n: value.n * 10 } }
    : { issues: [{ message: 'Expected number', path: ['n'] }, { message: 'Other' }] };

const verdictOf = ({ custom_id, outcome, reason, parsed, error }) => [custom_id, outcome, reason, parsed, error];
const invalid = (message) => ['fix_and_retry', 'invalid_answer', undefined, { type: 'invalid_answer', message }];
const REST = [
  ['cut', 'truncated', 'max_tokens', undefined, undefined],
  ['refused', 'refused', 'refusal', undefined, undefined],
  ['failed', 'retry_as_is', 'api_error', undefined, { type: 'api_error', message: 'x' }],
];
const notJson = invalid('expected the answer to be JSON, found other text');

for (const [what, validate] of Object.entries({ 'at once': isN, later: async (value) => isN(value) })) {
  test(`a Standard Schema that judges ${what} makes data of answers, or says why not`, async () => {
    const records = await all(await readResults(RESULTS, { schema: standard(validate) }));
    assert.deepEqual(records.slice(0, -1).map(verdictOf), [
      ['good', 'done', 'end_turn', { n: 10 }, undefined],
      ['wrong', ...invalid('n: Expected number (and 1 more)')],
      ['prose', ...notJson],
      ['two', ...notJson],
      ['empty', 'empty', 'end_turn', undefined, undefined],
      ...REST,
    ]);
    assert.equal(records.at(-1).outcome, 'malformed');
  });
}

test('the path of a problem may have objects with keys, as Valibot has them', async () => {
  const path = [{ type: 'object', key: 'list' }, { key: 0 }, 'n'];
  const schema = standard(() => ({ issues: [{ message: 'Expected number', path }] }));
  const [record] = await all(await readResults(RESULTS, { schema }));
  assert.equal(record.error.message, 'list.0.n: Expected number');
});

test('data in one fence, or with prose around it, is data', async () => {
  const answers = ['```json\n{"n": 1}\n```', 'Here it is:\n\n```\n{"n": 2}\n```\nWell?', 'It is {"n": 3} [1].'];
  const lines = answers.map((answer, index) => text(`a-${index}`, answer));
  const records = await all(await readResults(jsonl(lines), { schema: standard(isN) }));
  assert.deepEqual(
    records.map(({ outcome, parsed }) => [outcome, parsed]),
    [
      ['done', { n: 10 }],
      ['done', { n: 20 }],
      ['done', { n: 30 }],
    ],
  );
});

test('a function that a JSON Schema compiler made says so too, with its first error', async () => {
  const schema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };
  const records = await all(await readResults(RESULTS, { schema: new Ajv().compile(schema) }));
  assert.deepEqual(records.slice(0, 2).map(verdictOf), [
    ['good', 'done', 'end_turn', { n: 1 }, undefined],
    ['wrong', ...invalid('n: must be number')],
  ]);
  const silent = await all(await readResults(RESULTS, { schema: () => false }));
  assert.deepEqual(verdictOf(silent[0]), ['good', ...invalid('does not match the schema')]);
});

test('each answer that a JSON Schema compiler refuses is reported with its own error', async () => {
  const answers = jsonl([text('a', '{}'), text('b', '{"city": 1}'), text('c', '{"city": "x"}'), text('d', '[]')]);
  const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const compiled = new Ajv().compile(schema);
  const later = async (value) => {
    later.errors = undefined;
    await undefined;
    const isValid = compiled(value);
    later.errors = compiled.errors;
    return isValid;
  };
  const expected = [
    ['a', ...invalid("must have required property 'city'")],
    ['b', ...invalid('city: must be string')],
    ['c', 'done', 'end_turn', { city: 'x' }, undefined],
    ['d', ...invalid('must be object')],
  ];
  for (const validator of [compiled, later]) {
    assert.deepEqual((await all(readResults(answers, { schema: validator }))).map(verdictOf), expected);
  }
  // Two readings that share a validator.
  const both = [1, 2].map(() => all(readResults(answers, { schema: compiled })));
  for (const records of await Promise.all(both)) assert.deepEqual(records.map(verdictOf), expected);
});

test('all else of a checked record is that of the record', async () => {
  const [plain] = await all(await readResults(RESULTS));
  const [checked] = await all(await readResults(RESULTS, { schema: standard(isN) }));
  for (const name of ['custom_id', 'type', 'text', 'usage', 'line', 'byteOffset', 'result', 'raw']) {
    assert.deepEqual(checked[name], plain[name], name);
  }
  assert.deepEqual(JSON.stringify(checked), JSON.stringify(plain));
});

test('what a validator throws passes through, and ends the download', async () => {
  const mine = new Error('mine');
  const { client, cancelled } = flaky({ text: RESULTS, piece: 400 });
  const schema = () => {
    throw mine;
  };
  await assert.rejects(
    async () => {
      for await (const _ of await client.results('msgbatch_1', { schema }));
    },
    (error) => error === mine,
  );
  assert.equal(cancelled.length, 1);
});

test('records in order and joined are checked as well', async () => {
  const results = await readResults(RESULTS, { schema: standard(isN) });
  assert.deepEqual(
    (await all(results.inOrder(['wrong', 'good']))).map(({ outcome, parsed }) => [outcome, parsed]),
    [
      ['fix_and_retry', undefined],
      ['done', { n: 10 }],
    ],
  );
});

test('a schema that validates nothing is refused', async () => {
  const { client } = flaky({ text: RESULTS });
  for (const schema of [{}, { type: 'object' }, null, 'x']) {
    await assert.rejects(client.results('msgbatch_1', { schema }), { name: 'TypeError', code: 'invalid_option' });
  }
});
