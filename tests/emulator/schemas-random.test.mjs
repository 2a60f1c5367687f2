// Forced calls and structured answers, checked by ajv, with random schemas.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holds, list, rarely } from '../property.mjs';
import { accepting, ajv, inside, madeOf, resultsFor } from './schemas.mjs';

// Random schemas: small numbers and few names, so that keywords interact.
const names = fc.constantFrom('a', 'b', 'c', 'd');
const small = fc.integer({ min: 0, max: 4 });
const some = (model) => fc.record(model, { requiredKeys: [] });
const few = (of, least = 0) => fc.array(of, { minLength: least, maxLength: 3 });
const scalar = fc.constantFrom(0, 1, 2.5, -3, 'x', 'amber', '', true, false, null);
const pattern = fc.constantFrom('^a', '^[a-z]{2,4}$', '\\d', '^(?:x|yy)$', '^.{3}$', 'z$');
const { schema: anySchema } = fc.letrec((tie) => {
  const sub = tie('schema');
  const numbers = some({
    minimum: fc.integer({ min: -5, max: 5 }),
    maximum: fc.integer({ min: 0, max: 9 }),
    exclusiveMinimum: fc.integer({ min: -5, max: 5 }),
    exclusiveMaximum: fc.integer({ min: 0, max: 9 }),
    multipleOf: fc.constantFrom(1, 2, 3, 0.5, 0.1),
  }).chain((keywords) => fc.constantFrom('number', 'integer').map((type) => ({ type, ...keywords })));
  const strings = some({
    minLength: small,
    maxLength: fc.integer({ min: 2, max: 8 }),
    pattern,
    format: fc.constantFrom('date', 'email', 'uuid', 'ipv4'),
  }).map((keywords) => ({ type: 'string', ...keywords }));
  const arrays = some({
    items: sub,
    prefixItems: few(sub, 1),
    contains: sub,
    minContains: small,
    maxContains: small,
    minItems: small,
    maxItems: fc.integer({ min: 1, max: 5 }),
    uniqueItems: fc.boolean(),
  }).map(({ minContains, maxContains, ...keywords }) => ({
    type: 'array',
    ...keywords,
    ...(keywords.contains === undefined || minContains === undefined ? {} : { minContains }),
    // Not below the minimum: ajv accepts an empty list there.
    ...(keywords.contains === undefined || maxContains === undefined
      ? {}
      : { maxContains: Math.max(maxContains, minContains ?? 1) }),
  }));
  const objects = some({
    properties: fc.dictionary(names, sub, { maxKeys: 3 }),
    patternProperties: fc.dictionary(fc.constantFrom('^a', '^[c-f]'), sub, { maxKeys: 1 }),
    additionalProperties: sub,
    propertyNames: fc.oneof(
      some({ minLength: fc.constant(1), pattern: fc.constantFrom('^[a-d]$', '^a') }),
      fc.constant(true),
    ),
    required: fc.uniqueArray(names, { maxLength: 2 }),
    dependentRequired: fc.dictionary(names, fc.uniqueArray(names, { maxLength: 2 }), { maxKeys: 2 }),
    dependentSchemas: fc.dictionary(names, sub, { maxKeys: 1 }),
    minProperties: small,
    maxProperties: fc.integer({ min: 1, max: 5 }),
    unevaluatedProperties: fc.boolean(),
  }).map((keywords) => ({ type: 'object', ...keywords }));
  const combined = some({
    allOf: few(sub, 1),
    anyOf: few(sub, 1),
    oneOf: few(sub, 1),
    not: sub,
    if: sub,
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: sub,
    else: sub,
  });
  return {
    schema: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      rarely(8).map((never) => !never),
      scalar.map((value) => ({ const: value })),
      few(scalar, 1).map((values) => ({ enum: [...new Set(values)] })),
      numbers,
      strings,
      fc.constantFrom(
        { $ref: '#/$defs/one' },
        { $ref: '#/$defs/two' },
        { $ref: '#' },
        { type: ['null', 'string'] },
        { type: 'boolean' },
      ),
      arrays,
      objects,
      combined,
      fc.tuple(objects, combined).map((parts) => ({ ...parts[0], ...parts[1] })),
    ),
  };
});
const documents = fc.tuple(anySchema, anySchema, anySchema).map(([value, one, two]) => ({
  ...inside(value),
  $defs: { one, two },
}));

/** Simple values: if the schema accepts one of them, the emulator has to find a value, too. */
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.constantFrom('yy', 'abc', 'a1z', 3, 4, -1, 6, 0.5),
    // No empty ones: ajv 8.20 treats these as lists that must contain two of something.
    fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 4 }),
  ),
})).value;
const TRIED = fc.sample(values, { numRuns: 1000, seed: 5 }).map((value) => ({ value }));

const REFUSED =
  /(?:the emulator finds no input for "f" that its input_schema accepts|finds no answer that it accepts)\. In the way is .+\.$/;

test('random schemas: what is made satisfies ajv, or the item fails and nothing that is tried satisfies it', async () => {
  const seen = { succeeded: 0, errored: 0 };
  await holds(20, fc.tuple(list(documents, 15, 15), fc.boolean()), async ([schemas, answer]) => {
    const known = schemas.map((schema) => [schema, compiled(schema)]).filter(([, accepts]) => accepts !== undefined);
    const results = await resultsFor(
      known.map(([schema]) => schema),
      { answer },
    );
    for (const [index, result] of results.entries()) {
      const [schema, accepts] = known[index];
      seen[result.type] += 1;
      if (result.type === 'succeeded') {
        accepting(schema)(madeOf(result));
        continue;
      }
      assert.match(result.error.error.message, REFUSED);
      // ajv has no formats here, but the emulator does.
      if (JSON.stringify(schema).includes('"format"')) continue;
      assert.equal(TRIED.find(accepts), undefined, JSON.stringify(schema));
    }
  });
  assert.ok(seen.succeeded > seen.errored / 2, JSON.stringify(seen));
});

/** Random references can be circular, so that ajv cannot compile them or does not terminate. */
function compiled(schema) {
  try {
    const check = ajv.compile(schema);
    ajv.removeSchema(schema);
    return (value) => {
      try {
        return check(value);
      } catch {
        return false;
      }
    };
  } catch {
    return undefined;
  }
}
