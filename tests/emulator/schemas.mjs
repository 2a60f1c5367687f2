// Shared by the tests of schemas: requests for values, and ajv, which checks the values.
import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { linesOf, open, question } from './caller.mjs';

export const ajv = new Ajv2020({ strict: false, formats: {}, logger: false });

/** Returns the results of requests for a forced call (or an answer) with each of these schemas, in order. */
export async function resultsFor(schemas, { answer = false, ...options } = {}) {
  const { create, results, clock } = open({ validator: false, order: 'requests', ...options });
  const params = (schema) =>
    answer
      ? { output_config: { format: { type: 'json_schema', schema } } }
      : { tools: [{ name: 'f', input_schema: schema }], tool_choice: { type: 'any' } };
  const requests = schemas.map((schema, index) => question(`q-${index}`, { max_tokens: 100_000, ...params(schema) }));
  const created = await create(requests);
  assert.equal(created.status, 200, created.text);
  clock.pass(3000);
  return linesOf((await results(created.body.id)).text).map(({ result }) => result);
}

export const madeOf = ({ message }) => {
  const [block] = message.content;
  return block.type === 'tool_use' ? block.input : JSON.parse(block.text);
};

/** Returns a function that asserts with ajv that values satisfy the schema. */
export function accepting(schema) {
  const check = ajv.compile(schema);
  ajv.removeSchema(schema);
  return (value) => {
    assert.ok(check(value), `${JSON.stringify(value)} by ${JSON.stringify(schema)}: ${ajv.errorsText(check.errors)}`);
  };
}

export const inside = (value) => ({ type: 'object', properties: { value }, required: ['value'] });
