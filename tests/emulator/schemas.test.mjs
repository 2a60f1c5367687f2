// Forced calls and structured answers, checked by ajv: for every schema, the value satisfies it, or the item fails with a reason.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, open, question } from './caller.mjs';
import { accepting, inside, madeOf, resultsFor } from './schemas.mjs';

const a = { type: 'string' };
const object = (more) => ({
  type: 'object',
  properties: { a, b: { type: 'integer' }, c: { type: 'boolean' } },
  ...more,
});

/** Schemas for which the emulator must find values, by the keyword that makes them difficult. */
const solvable = {
  'oneOf of required': object({ oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
  'anyOf of required': object({ anyOf: [{ required: ['a', 'b'] }, { required: ['c'] }] }),
  'oneOf of three': object({ oneOf: [{ required: ['a'] }, { required: ['b'] }, { required: ['c'] }] }),
  'oneOf of constants': {
    type: 'object',
    required: ['kind'],
    properties: { kind: { enum: ['circle', 'square'] }, radius: { type: 'number' }, side: { type: 'number' } },
    oneOf: [
      { properties: { kind: { const: 'circle' } }, required: ['radius'] },
      { properties: { kind: { const: 'square' } }, required: ['side'] },
    ],
  },
  'oneOf that overlap': inside({
    oneOf: [
      { type: 'integer', multipleOf: 2 },
      { type: 'integer', multipleOf: 3 },
    ],
  }),
  'minProperties of optional ones': object({ minProperties: 2 }),
  'minProperties beyond those named': object({ minProperties: 5 }),
  'minProperties of free names': { type: 'object', minProperties: 3, additionalProperties: { type: 'integer' } },
  'minProperties by a pattern': {
    type: 'object',
    minProperties: 2,
    patternProperties: { '^x-[a-z]+$': { type: 'integer' } },
    additionalProperties: false,
  },
  maxProperties: object({ maxProperties: 1 }),
  propertyNames: { type: 'object', minProperties: 3, propertyNames: { pattern: '^[A-Z]{3}$' } },
  'propertyNames of an enum': { type: 'object', minProperties: 2, propertyNames: { enum: ['one', 'two', 'three'] } },
  'uniqueItems of an enum': inside({ type: 'array', items: { enum: [1, 2, 3] }, uniqueItems: true, minItems: 3 }),
  'uniqueItems of booleans': inside({ type: 'array', items: { type: 'boolean' }, uniqueItems: true, minItems: 2 }),
  'uniqueItems of many words': inside({ type: 'array', items: a, uniqueItems: true, minItems: 40 }),
  'uniqueItems of numbers': inside({
    type: 'array',
    items: { type: 'integer', minimum: 1 },
    uniqueItems: true,
    minItems: 150,
  }),
  exclusiveMinimum: inside({ type: 'integer', exclusiveMinimum: 5, exclusiveMaximum: 7 }),
  'exclusive bounds close together': inside({ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.0001 }),
  'multipleOf a fraction': inside({ type: 'number', multipleOf: 0.01, minimum: 1, maximum: 2 }),
  'multipleOf two': inside({ allOf: [{ multipleOf: 6 }, { multipleOf: 4 }], type: 'integer', minimum: 1 }),
  'multipleOf far away': inside({ type: 'integer', multipleOf: 7, minimum: 1_000_003, maximum: 1_000_020 }),
  dependentRequired: object({ required: ['a'], dependentRequired: { a: ['b'], b: ['c', 'd'] } }),
  dependentSchemas: object({
    required: ['a'],
    dependentSchemas: { a: { properties: { b: { minimum: 10 } }, required: ['b'] } },
  }),
  'not required': object({ not: { required: ['a'] } }),
  'not a constant': inside({ type: 'string', not: { enum: ['amber', 'birch', 'cedar'] } }),
  'not a type': inside({ type: ['string', 'number', 'null'], not: { type: ['string', 'null'] } }),
  'not a property of a value': object({
    not: { properties: { c: { const: true } }, required: ['c'] },
    required: ['c'],
  }),
  'not anyOf': object({ not: { anyOf: [{ required: ['a'] }, { required: ['b'] }] } }),
  'not a range': inside({ type: 'integer', minimum: 0, maximum: 10, not: { minimum: 3 } }),
  'if then else': {
    type: 'object',
    required: ['country'],
    properties: { country: { enum: ['US', 'NL'] }, code: a },
    if: { properties: { country: { const: 'US' } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { code: { pattern: '^\\d{5}$' } }, required: ['code'] },
    else: { properties: { code: { pattern: '^\\d{4} [A-Z]{2}$' } }, required: ['code'] },
  },
  'allOf of if and then': {
    type: 'object',
    required: ['size'],
    properties: { size: { enum: ['s', 'l'] } },
    allOf: [
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      { if: { properties: { size: { const: 's' } } }, then: { required: ['tiny'] } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      { if: { properties: { size: { const: 'l' } } }, then: { required: ['huge'] } },
    ],
  },
  'const of an object': inside({ const: { deep: [1, { x: null }] } }),
  'const and type': inside({ type: 'string', const: 'only' }),
  'enum cut by a pattern': inside({ enum: ['one', 'two', 'three'], pattern: '^t', minLength: 4 }),
  'a pattern of alternatives': inside({ type: 'string', pattern: '^(?:v\\d+\\.\\d+|latest)$' }),
  'a pattern and a length': inside({ type: 'string', pattern: '^[a-z]+$', minLength: 30, maxLength: 32 }),
  'two patterns': inside({ type: 'string', allOf: [{ pattern: '^a' }, { pattern: '[0-9]$' }], pattern: '^a[0-9]$' }),
  'a format and a length': inside({ type: 'string', format: 'email', minLength: 40 }),
  prefixItems: inside({ type: 'array', prefixItems: [{ const: 1 }, a], items: false, minItems: 2 }),
  'prefixItems and more': inside({
    type: 'array',
    prefixItems: [{ type: 'integer' }],
    items: { type: 'boolean' },
    minItems: 4,
  }),
  contains: inside({ type: 'array', items: { type: 'integer' }, contains: { minimum: 1000 }, minItems: 2 }),
  'contains so many': inside({
    type: 'array',
    items: { enum: [1, 2] },
    contains: { const: 2 },
    minContains: 2,
    maxContains: 2,
    minItems: 5,
  }),
  'contains none': inside({
    type: 'array',
    contains: { type: 'string' },
    minContains: 0,
    maxContains: 0,
    minItems: 2,
    items: { type: ['string', 'null'] },
  }),
  '$ref with siblings': {
    type: 'object',
    $defs: { name: { type: 'string', minLength: 3 } },
    properties: { name: { $ref: '#/$defs/name', maxLength: 4 } },
    required: ['name'],
  },
  '$ref by an anchor': {
    type: 'object',
    $defs: { x: { $anchor: 'here', type: 'integer' } },
    properties: { n: { $ref: '#here' } },
    required: ['n'],
  },
  '$ref to names that are escaped': {
    type: 'object',
    $defs: { 'a/b~c d': { const: 7 } },
    properties: { n: { $ref: '#/$defs/a~1b~0c%20d' } },
    required: ['n'],
  },
  'a tree that must have leaves': {
    type: 'object',
    $defs: {
      node: {
        oneOf: [
          {
            type: 'object',
            properties: { leaf: { type: 'integer' } },
            required: ['leaf'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: { kids: { type: 'array', minItems: 2, items: { $ref: '#/$defs/node' } } },
            required: ['kids'],
            additionalProperties: false,
          },
        ],
      },
    },
    properties: { root: { $ref: '#/$defs/node' } },
    required: ['root'],
  },
  unevaluatedProperties: {
    type: 'object',
    allOf: [{ properties: { a } }],
    properties: { b: a },
    required: ['a', 'b'],
    unevaluatedProperties: false,
  },
  'a root that names no type': { properties: { a }, required: ['a'] },
};

for (const [name, schema] of Object.entries(solvable)) {
  test(`a forced call and an answer satisfy their schema: ${name}`, async () => {
    const assertAccepted = accepting(schema);
    for (const answer of [false, true]) {
      for (const result of await resultsFor(
        Array.from({ length: 15 }, () => schema),
        { answer },
      )) {
        assert.equal(result.type, 'succeeded', JSON.stringify(result));
        assertAccepted(madeOf(result));
      }
    }
  });
}

/** Schemas that accept no value, and the part that the error names as the reason. */
const unsolvable = [
  [{ type: 'object', properties: { a: false }, required: ['a'] }, '"properties" of "a"'],
  [{ type: 'object', not: {} }, '"not"'],
  [inside({ type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 2 }), '"minimum"'],
  [inside({ type: 'integer', minimum: 5, maximum: 6, multipleOf: 4 }), '"multipleOf"'],
  [inside({ type: 'string', pattern: '^a$', minLength: 2 }), '"minLength"'],
  [inside({ const: 1, type: 'string' }), '"enum"'],
  [inside({ type: 'array', uniqueItems: true, items: { type: 'boolean' }, minItems: 3 }), '"uniqueItems"'],
  [inside({ type: 'array', items: { type: 'null' }, contains: { type: 'string' } }), '"type"'],
  [object({ required: ['a', 'b'], maxProperties: 1 }), '"maxProperties"'],
  [object({ minProperties: 4, additionalProperties: false }), '"minProperties"'],
  [
    { type: 'object', properties: { a: { $ref: '#/$defs/nowhere' } }, required: ['a'] },
    '"$ref", which points nowhere (#/$defs/nowhere)',
  ],
  [{ type: 'object', properties: { next: { $ref: '#' } }, required: ['next'] }, 'a value without end'],
  [
    { type: 'object', $defs: { x: { $ref: '#/$defs/x' } }, $ref: '#/$defs/x' },
    'a schema that refers to itself without end',
  ],
];
for (const [schema, fault] of unsolvable) {
  test(`an item whose schema accepts nothing fails: ${fault}`, async () => {
    for (const [answer, message] of [
      [false, `tools: the emulator finds no input for "f" that its input_schema accepts. In the way is ${fault}.`],
      [true, `output_config.format.schema: the emulator finds no answer that it accepts. In the way is ${fault}.`],
    ]) {
      const [result] = await resultsFor([schema], { answer });
      assert.deepEqual(result, {
        type: 'errored',
        error: {
          type: 'error',
          error: { details: { error_visibility: 'user_facing' }, type: 'invalid_request_error', message },
          request_id: null,
        },
      });
    }
  });
}

test('the input of a tool is an object, though its schema accepts other values too', async () => {
  for (const schema of [{}, { type: ['string', 'object'] }, { anyOf: [{ type: 'object' }, { type: 'null' }] }]) {
    for (const { message } of await resultsFor(Array.from({ length: 8 }, () => schema))) {
      assert.equal(Object.prototype.toString.call(message.content[0].input), '[object Object]');
    }
  }
});

test('an optional call is omitted if its schema accepts nothing', async () => {
  const { create, results, clock } = open({ validator: false, answers: { shares: { tool_use: 1 } } });
  const tools = [{ name: 'f', input_schema: { type: 'object', not: {} } }];
  const { id } = (await create([question('a', { tools })])).body;
  clock.pass(3000);
  const [{ result }] = linesOf((await results(id)).text);
  assert.deepEqual([result.type, result.message.stop_reason], ['succeeded', 'end_turn']);
});
