// The compiler reports a wrong request at the position of the mistake, and by the name of the mistake.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, placeOf } from './compile.mjs';

const IMPORT = `import { BatchClient, estimate, plan, validate } from 'message-batches';
const client = new BatchClient();
declare const role: string;
`;
const OVERLOADS = 'No overload matches this call.\n  The last overload gave the following error.\n    ';
const ROLE = `Type 'string' is not assignable to type '"assistant" | "system" | "user"'.`;
const missing = (found) => `Property 'max_tokens' is missing in type '${found}' but required in type 'MessageParams'.`;

/** The calls that accept requests, each with an argument. */
const calls = (input) => ['client.create', 'validate', 'plan', 'estimate'].map((name) => `${name}(${input});`);
const literal = (params) => `[{ custom_id: 'a', params: ${params} }]`;
const bothForms = (params) => [...calls(literal(params)), ...calls(`{ requests: ${literal(params)} }`)];

/** Programs of one call each, which one compiler reads together. */
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
    const expected = `Object literal may only specify known properties, but '${name}' does not exist in type 'MessageParams'. Did you mean to write '${meant}'?`;
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

/** Removes the order of a union's members, which the compiler chooses. */
function unsort(message) {
  const sorted = (union) => union.split(' | ').sort().join(' | ');
  return message.replace(/'((?:"\w+"(?: \| )?)+)'/g, (_, union) => `'${sorted(union)}'`);
}
