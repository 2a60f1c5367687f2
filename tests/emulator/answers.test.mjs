import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { linesOf, open, question } from './caller.mjs';

/** Returns the results of these params by `q-N`, in order. */
async function resultsOf(list, options = {}) {
  const { create, results, clock } = open(options);
  const requests = list.map((params, index) => question(`q-${index}`, params));
  const created = await create(requests);
  assert.equal(created.status, 200, created.text);
  clock.pass(3000);
  const lines = new Map(linesOf((await results(created.body.id)).text).map((line) => [line.custom_id, line.result]));
  return requests.map(({ custom_id: id }) => lines.get(id));
}
const messageOf = async (params, options) => {
  const [result] = await resultsOf([params], options);
  assert.equal(result.type, 'succeeded', JSON.stringify(result));
  return result.message;
};
const times = (count, params) => Array.from({ length: count }, () => params);
const share = (kind, part) => ({ answers: { shares: { [kind]: part } } });

const closed = (properties, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const schemas = {
  'all the types': closed({
    text: { type: 'string' },
    count: { type: 'integer' },
    amount: { type: 'number' },
    flag: { type: 'boolean' },
    nothing: { type: 'null' },
    list: { type: 'array', items: { type: 'string' }, minItems: 1 },
    either: { type: ['string', 'null'] },
  }),
  'constants, enums and choices': closed({
    fixed: { const: 'yes' },
    one: { enum: ['a', 2, null, true] },
    any: { anyOf: [{ type: 'integer' }, closed({ deep: { type: 'string' } })] },
    all: { allOf: [closed({ a: { type: 'string' } })] },
  }),
  'every format': closed(
    Object.fromEntries(
      ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'].map((format) => [
        format,
        { type: 'string', format },
      ]),
    ),
  ),
  patterns: closed({
    plate: { type: 'string', pattern: '^[A-Z]{2}-\\d{3,4}$' },
    word: { type: 'string', pattern: 'ab+c' },
  }),
  'definitions and references': {
    ...closed({ home: { $ref: '#/$defs/place' }, work: { $ref: '#/$defs/place' } }),
    $defs: { place: closed({ street: { type: 'string' }, number: { type: 'integer' } }, ['street']) },
  },
};
/** Keywords that structured outputs reject and tools accept. */
const loose = {
  bounds: closed({
    grade: { type: 'integer', minimum: 1, maximum: 5 },
    open: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.5 },
    even: { type: 'integer', multipleOf: 2, minimum: 7 },
    below: { type: 'number', maximum: -3 },
    short: { type: 'string', maxLength: 3 },
    long: { type: 'string', minLength: 40 },
    many: { type: 'array', items: { type: 'integer' }, minItems: 4, maxItems: 4 },
  }),
  'a tree that refers to itself': {
    ...closed({ root: { $ref: '#/$defs/node' } }),
    $defs: { node: closed({ name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/node' } } }) },
  },
  'a list that refers to itself': {
    ...closed({ next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }),
  },
  'what is required without being described': { type: 'object', required: ['free'] },
};

const ajv = () => new Ajv2020({ strict: false, formats: {} });
const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  time: /^\d\d:\d\d:\d\dZ$/,
  date: /^\d{4}-\d\d-\d\d$/,
  duration: /^PT\d+M$/,
  email: /^\w+@example\.com$/,
  hostname: /^\w+\.example\.com$/,
  uri: /^https:\/\/example\.com\/\w+$/,
  ipv4: /^192\.0\.2\.\d+$/,
  ipv6: /^2001:db8::[0-9a-f]{4}$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
};

for (const [name, schema] of Object.entries(schemas)) {
  test(`a structured answer satisfies its schema: ${name}`, async () => {
    const validate = ajv().addFormat('uuid', FORMATS.uuid).compile(schema);
    const params = { output_config: { format: { type: 'json_schema', schema } } };
    for (const result of await resultsOf(times(25, params))) {
      assert.equal(result.type, 'succeeded', JSON.stringify(result));
      assert.equal(result.message.stop_reason, 'end_turn');
      const answer = JSON.parse(result.message.content[0].text);
      assert.ok(validate(answer), `${JSON.stringify(answer)} ${ajv().errorsText(validate.errors)}`);
      for (const [format, value] of Object.entries(answer)) if (FORMATS[format]) assert.match(value, FORMATS[format]);
    }
  });
}

for (const [name, schema] of Object.entries({ ...schemas, ...loose })) {
  test(`a forced call gives input that satisfies the tool: ${name}`, async () => {
    const validate = ajv().compile(schema);
    const tools = [
      { name: 'other', input_schema: { type: 'object' } },
      { name: 'wanted', input_schema: schema },
    ];
    const params = { model: 'claude-opus-4-5', tools, tool_choice: { type: 'tool', name: 'wanted' } };
    for (const result of await resultsOf(times(25, params))) {
      assert.equal(result.type, 'succeeded', JSON.stringify(result));
      const { content, stop_reason: reason } = result.message;
      assert.deepEqual(
        [reason, content.length, content[0].type, content[0].name],
        ['tool_use', 1, 'tool_use', 'wanted'],
      );
      assert.match(content[0].id, /^toolu_01\w{22}$/);
      assert.ok(validate(content[0].input), `${JSON.stringify(content[0].input)} ${ajv().errorsText(validate.errors)}`);
    }
  });
}

test('echo is the question itself, whole; prose is as long as it is asked for', async () => {
  const text = `${'a long question '.repeat(100)}?`;
  const messages = [{ role: 'user', content: text }];
  const echo = await messageOf({ messages }, { answers: { text: 'echo' } });
  assert.deepEqual(echo.content, [{ type: 'text', text }]);
  const [a, b] = await resultsOf(times(2, {}), { answers: { text: 'prose', tokens: [100, 300] } });
  for (const { message } of [a, b]) {
    assert.equal(message.stop_reason, 'end_turn');
    assert.ok(message.usage.output_tokens >= 100 && message.usage.output_tokens <= 300);
  }
  assert.notEqual(a.message.content[0].text, b.message.content[0].text);
});

test('an answer stops at the first of its stop sequences and names it', async () => {
  const message = await messageOf({ stop_sequences: ['question', 'model', 'never there'] });
  assert.deepEqual(
    [message.stop_reason, message.stop_sequence, message.content],
    ['stop_sequence', 'model', [{ type: 'text', text: 'This is an emulated answer; no ' }]],
  );
});

test('what does not fit into max_tokens is cut: a text in its middle, a call altogether', async () => {
  const schema = closed({ a: { type: 'string' } });
  const structured = { max_tokens: 2, output_config: { format: { type: 'json_schema', schema } } };
  const cut = await messageOf(structured);
  assert.deepEqual([cut.stop_reason, cut.content[0].text.length, cut.usage.output_tokens], ['max_tokens', 8, 2]);
  const tools = [{ name: 'f', input_schema: { type: 'object' } }];
  const call = await messageOf({ model: 'claude-opus-4-5', max_tokens: 3, tools, tool_choice: { type: 'any' } });
  assert.deepEqual([call.stop_reason, call.content], ['max_tokens', []]);
});

test('an answer to a request that thinks begins with a thought', async () => {
  const thinking = { type: 'enabled', budget_tokens: 1024 };
  const { content } = await messageOf({ model: 'claude-opus-4-5', max_tokens: 2000, thinking });
  assert.deepEqual(
    content.map(({ type }) => type),
    ['thinking', 'text'],
  );
  assert.match(content[0].signature, /^sig_01/);
});

const whole = [
  ['refusal', {}, ({ message }) => message.stop_reason === 'refusal' && message.stop_details.type === 'refusal'],
  ['max_tokens', {}, ({ message }) => message.stop_reason === 'max_tokens'],
  [
    'tool_use',
    { tools: [{ name: 'f', input_schema: { type: 'object' } }] },
    ({ message }) => message.stop_reason === 'tool_use' && message.content[0].name === 'f',
  ],
  [
    'pause_turn',
    { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
    ({ message }) => message.stop_reason === 'pause_turn' && message.content[0].type === 'server_tool_use',
  ],
  ['expired', {}, (result) => result.type === 'expired'],
  ...['api_error', 'overloaded_error', 'rate_limit_error'].map((type) => [
    type,
    {},
    ({ error }) => error.error.type === type && /^workerreq_01\w{22}$/.test(error.request_id),
  ]),
];
for (const [kind, params, holds] of whole) {
  test(`a share of 1 makes every item end with ${kind}, a share of a half makes about half`, async () => {
    for (const result of await resultsOf(times(5, params), share(kind, 1)))
      assert.ok(holds(result), JSON.stringify(result));
    const some = await resultsOf(times(100, params), share(kind, 0.5));
    const hits = some.filter(
      (result) => result.message === undefined || result.message.stop_reason !== 'end_turn',
    ).length;
    assert.ok(hits > 25 && hits < 75, `${hits} of 100`);
    assert.deepEqual(await resultsOf(times(100, params), share(kind, 0.5)), some);
  });
}

test('shares of calls and pauses leave requests alone that have no such tool', async () => {
  const { stop_reason: reason } = await messageOf({}, { answers: { shares: { tool_use: 0.5, pause_turn: 0.5 } } });
  assert.equal(reason, 'end_turn');
});

test('counts follow the shares of errors, expired and succeeded requests', async () => {
  const { create, retrieve, results, clock } = open({
    answers: { shares: { api_error: 0.2, expired: 0.2, refusal: 0.2 } },
  });
  const { id } = (await create(times(200, {}).map((_, index) => question(`q-${index}`)))).body;
  clock.pass(3000);
  const { request_counts: counts } = (await retrieve(id)).body;
  const tally = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  for (const { result } of linesOf((await results(id)).text)) tally[result.type] += 1;
  assert.deepEqual(counts, tally);
  for (const kind of ['succeeded', 'errored', 'expired']) assert.ok(counts[kind] > 10, JSON.stringify(counts));
});

const prefix = (ttl) => [{ type: 'text', text: 'x'.repeat(8000), cache_control: { type: 'ephemeral', ttl } }];

test('usage: the first of a batch writes a cached prefix, later ones read it, as often as said', async () => {
  const list = times(50, { system: prefix('1h') });
  const usages = (await resultsOf(list, { answers: { cacheHits: 0.7 } })).map(({ message }) => message.usage);
  assert.deepEqual(
    [usages[0].cache_creation_input_tokens, usages[0].cache_read_input_tokens, usages[0].cache_creation],
    [2000, 0, { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 2000 }],
  );
  const reads = usages.filter((usage) => usage.cache_read_input_tokens === 2000);
  assert.ok(reads.length > 25 && reads.length < 45, `${reads.length} of 49`);
  for (const usage of reads) assert.equal(usage.cache_creation_input_tokens, 0);
  for (const usage of usages) {
    assert.equal(usage.cache_creation_input_tokens + usage.cache_read_input_tokens, 2000);
    assert.ok(usage.input_tokens < 20);
  }
  const always = await resultsOf(list, { answers: { cacheHits: 1 } });
  assert.equal(always.filter(({ message }) => message.usage.cache_read_input_tokens > 0).length, 49);
});

test('usage: another prefix is written for itself, one that is too short is not cached', async () => {
  const other = [{ ...prefix('5m')[0], text: 'y'.repeat(8000) }];
  const short = [{ ...prefix('5m')[0], text: 'short' }];
  const list = [{ system: prefix('1h') }, { system: other }, { system: short }, {}];
  const written = (await resultsOf(list)).map(({ message: { usage } }) => usage.cache_creation);
  assert.deepEqual(
    written.map((one) => [one.ephemeral_5m_input_tokens > 0, one.ephemeral_1h_input_tokens > 0]),
    [
      [false, true],
      [true, false],
      [false, false],
      [false, false],
    ],
  );
});

test('canned results by id, with a star for the rest', async () => {
  const responder = {
    'q-0': { type: 'canceled' },
    '*': { type: 'succeeded', message: { content: [{ type: 'text', text: 'canned' }] } },
  };
  const [first, second] = await resultsOf([{}, {}], { responder });
  assert.deepEqual(first, { type: 'canceled' });
  assert.deepEqual(second.message.content, [{ type: 'text', text: 'canned' }]);
  const [, untouched] = await resultsOf([{}, {}], { responder: { 'q-0': { type: 'expired' } } });
  assert.equal(untouched.type, 'succeeded');
});
