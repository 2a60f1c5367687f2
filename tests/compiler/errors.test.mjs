// The compiler reports a wrong request at the position of the mistake, and by the name of the mistake.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, placeOf } from './compile.mjs';

const IMPORT = `import { BatchClient, type BatchResults, estimate, fromRows, type MessageParams, plan, validate } from 'message-batches';
const client = new BatchClient();
declare const role: string;
`;
const OVERLOADS = 'No overload matches this call.\n  The last overload gave the following error.\n    ';
const ROLE = `Type 'string' is not assignable to type '"assistant" | "system" | "user"'.`;
const missing = (found) => `Property 'max_tokens' is missing in type '${found}' but required in type 'InputParams'.`;

/** The calls that accept requests, each with an argument. */
const calls = (input) => ['client.create', 'validate', 'plan', 'estimate'].map((name) => `${name}(${input});`);
const literal = (params) => `[{ custom_id: 'a', params: ${params} }]`;
const bothForms = (params) => [...calls(literal(params)), ...calls(`{ requests: ${literal(params)} }`)];

const CHOICES = 'ToolChoiceAny | ToolChoiceAuto | ToolChoiceNone | ToolChoiceTool';

/** A field of the params that does not fit; where it is reported in a call, and last line of the message. */
const KINDS = [
  [`temperature: 'hot'`, 'temperature', `Type 'string' is not assignable to type 'number'.`],
  [`top_k: 'x'`, 'top_k', `Type 'string' is not assignable to type 'number'.`],
  [`tool_choice: 'auto'`, 'tool_choice', `Type 'string' is not assignable to type '${CHOICES}'.`],
  [
    `tool_choice: { type: 'anyy' }`,
    `type: 'anyy'`,
    `Type '"anyy"' is not assignable to type '"any" | "auto" | "none" | "tool"'. Did you mean '"any"'?`,
  ],
  [
    `thinking: { type: 'enabled' }`,
    'thinking',
    `Property 'budget_tokens' is missing in type '{ type: "enabled"; }' but required in type 'ThinkingConfigEnabled'.`,
  ],
  [
    `thinking: { type: 'enabled', budget_tokens: '9' }`,
    `budget_tokens`,
    `Type 'string' is not assignable to type 'number'.`,
  ],
  [`stop_sequences: 'end'`, 'stop_sequences', `Type 'string' is not assignable to type 'readonly string[]'.`],
  [
    `metadata: { userId: 'x' }`,
    'userId',
    `Object literal may only specify known properties, but 'userId' does not exist in type 'Metadata'. Did you mean to write 'user_id'?`,
  ],
  [`tools: 'x'`, 'tools', `Type 'string' is not assignable to type 'readonly ToolParam[]'.`],
  [
    `tools: [{ name: 'f' }]`,
    '{ name',
    `Property 'input_schema' is missing in type '{ name: string; }' but required in type '{ [field: string]: any; name: string; input_schema: object; }'.`,
  ],
  [
    `tools: [{ type: 'function', function: { name: 'f' } }]`,
    `{ type: 'function'`,
    `Type '{ type: string; function: { name: string; }; }' is missing the following properties from type '{ [field: string]: any; name: string; input_schema: object; }': name, input_schema`,
  ],
  [`service_tier: 'batch'`, 'service_tier', `Type '"batch"' is not assignable to type '"auto" | "standard_only"'.`],
];

/** Lists may be read-only, for which the compiler reports the whole of an annotated literal, and the name of the list. */
const LISTS = ['stop_sequences', 'tools'];

/** A program of one call; one compiler reads them all. */
const programs = [];
const program = (call, before = '') => {
  const name = `a${programs.length}.ts`;
  const text = `${IMPORT}${before}${call}\nexport {};\n`;
  programs.push([name, text]);
  return { name, text };
};

const cases = {
  role: bothForms(`{ model: 'm', max_tokens: 1, messages: [{ role, content: 'x' }] }`).map((call) => program(call)),
  none: bothForms(`{ model: 'm', messages: [] }`).map((call) => program(call)),
  camel: bothForms(`{ model: 'm', maxTokens: 1, messages: [] }`).map((call) => program(call)),
  made: ['requests', '{ requests }', 'requests.values()', '(async function* () { yield* requests; })()'].flatMap(
    (input) => {
      const params = `{ model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'x' }] }`;
      return calls(input).map((call) => program(call, `const requests = ${literal(params)};\n`));
    },
  ),
  number: calls('7').map((call) => program(call)),
  misspelt: bothForms(`{ model: 'm', max_tokens: 1, messages: [], temprature: 1 }`).map((call) => program(call)),
  textless: bothForms(`{ model: 'm', max_tokens: 1, messages: [{ role: 'user', content: [{ type: 'text' }] }] }`).map(
    (call) => program(call),
  ),
  rule: ['client.create', 'validate', 'plan'].map((name) => program(`${name}([], { rules: { nope: 'off' } });`)),
  option: [program('client.create([], { validat: true });')],
  kind: KINDS.map(([params]) => [
    ...bothForms(`{ model: 'm', max_tokens: 1, messages: [], ${params} }`).map((call) => program(call)),
    program(`client.countTokens({ model: 'm', max_tokens: 1, messages: [], ${params} });`),
  ]),
  annotated: KINDS.map(([params]) =>
    program(`const params: MessageParams = { model: 'm', max_tokens: 1, messages: [], ${params} };`),
  ),
  column: [
    program(`results.join([{ name: 'x' }], { key: 'nam' });`, 'declare const results: BatchResults;\n'),
    program(`fromRows([{ name: 'x' }], {}, { id: 'nam' });`),
  ],
};

const found = compile(Object.fromEntries(programs));
const of = ({ name }) => found.filter((message) => message.startsWith(`${name}:`)).map(unsort);

test('a role that is any string is reported at the role, in an array and in a create body', () => {
  for (const at of cases.role) {
    assert.deepEqual(of(at), [`${placeOf(at.text, 'role, content', at.name)}: ${OVERLOADS}${ROLE}`]);
  }
});

test('a missing max_tokens is reported at the params', () => {
  for (const at of cases.none) {
    const expected = missing('{ model: string; messages: never[]; }');
    assert.deepEqual(of(at), [`${placeOf(at.text, 'params', at.name)}: ${OVERLOADS}${expected}`]);
  }
});

test('a misspelt field of the params is reported at its name, with the right one', () => {
  for (const [kind, name, meant] of [
    ['camel', 'maxTokens', 'max_tokens'],
    ['misspelt', 'temprature', 'temperature'],
  ]) {
    const expected = `Object literal may only specify known properties, but '${name}' does not exist in type 'InputParams'. Did you mean to write '${meant}'?`;
    for (const at of cases[kind]) {
      assert.deepEqual(of(at), [`${placeOf(at.text, `${name}:`, at.name)}: ${OVERLOADS}${expected}`]);
    }
  }
});

test('a text block without a text is reported as such', () => {
  const expected = `Property 'text' is missing in type '{ type: "text"; }' but required in type '{ [field: string]: any; type: string; text: string; }'.`;
  for (const at of cases.textless) {
    const [message, ...more] = of(at);
    assert.deepEqual(more, []);
    assert.equal(message.split('\n').at(-1).trim(), expected, at.text);
  }
});

test('a value of another kind is reported at its place in a call, with what was expected', () => {
  for (const [index, [, at, expected]] of KINDS.entries()) {
    for (const call of cases.kind[index]) {
      const found = of(call).map(ends);
      // In a call every optional field may be undefined.
      const last = found[0]?.last.replace(" | undefined'", "'");
      assert.deepEqual([{ ...found[0], last }], [{ place: placeOf(call.text, at, call.name), last: expected }]);
      assert.equal(found.length, 1);
    }
  }
});

test('a value of another kind is reported in a literal of MessageParams, a list at the literal and by its name', () => {
  for (const [index, [params, at, expected]] of KINDS.entries()) {
    const program = cases.annotated[index];
    const list = LISTS.find((name) => params.startsWith(name));
    const place = placeOf(program.text, list ? 'params: MessageParams' : at, program.name);
    assert.deepEqual(of(program).map(ends), [{ place, last: expected }]);
    if (list) assert.match(of(program)[0], new RegExp(`Types of property '${list}' are incompatible\\.`));
  }
});

test('a column that the rows do not have is reported with the most similar one', () => {
  for (const at of cases.column) {
    const [message, ...more] = of(at);
    assert.deepEqual(more, []);
    assert.match(message.split('\n').at(-1), /Type '"nam"' is not assignable to type .* Did you mean '"name"'\?$/);
  }
});

test('a rule that does not exist is reported at its code', () => {
  for (const at of cases.rule) {
    const [message, ...more] = of(at);
    assert.deepEqual(more, []);
    assert.ok(message.startsWith(placeOf(at.text, 'nope:', at.name)), message);
    assert.match(message, /Object literal may only specify known properties, and 'nope' does not exist in type /);
  }
});

test('for requests made elsewhere, the property that does not fit is named', () => {
  for (const at of cases.made) {
    const [message, ...more] = of(at);
    assert.deepEqual(more, []);
    const lines = message.split('\n').map((line) => line.trim());
    assert.deepEqual(lines.slice(-2), [`Types of property 'role' are incompatible.`, ROLE], at.text);
    assert.doesNotMatch(message, /Uint8Array|type 'number'/);
  }
});

test('an argument that is not an input is reported as such', () => {
  const expected = "Argument of type 'number' is not assignable to parameter of type 'InputObjects'.";
  for (const at of cases.number) {
    assert.deepEqual(of(at), [`${placeOf(at.text, '7)', at.name)}: ${OVERLOADS}${expected}`]);
  }
});

test('a misspelt option is reported at its name', () => {
  const expected =
    "Object literal may only specify known properties, but 'validat' does not exist in type 'CreateOptions'. Did you mean to write 'validate'?";
  const [at] = cases.option;
  assert.deepEqual(of(at), [`${placeOf(at.text, 'validat:', at.name)}: ${OVERLOADS}${expected}`]);
});

/** The place of an error, and the last line of its message. */
function ends(message) {
  const [, place, text] = /^(\S+:\d+:\d+): (.*)$/s.exec(message);
  return { place, last: text.split('\n').at(-1).trim() };
}

/** The order in which the compiler lists a union is its own affair. */
function unsort(message) {
  const sorted = (union) => union.split(' | ').sort().join(' | ');
  return message.replace(/'((?:"?\w+"?(?: \| )?)+)'/g, (_, union) => `'${sorted(union)}'`);
}
