// Batch files of other vendors: each key of each object is converted, means nothing, or is noted.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fromBedrock, fromOpenAI } from 'message-batches';
import { holds, list, weighted } from '../property.mjs';

/** The version that takes `temperature`, `top_p` and `top_k`. */
const OPTIONS = { model: 'claude-haiku-4-5', apiVersion: '2023-06-01' };
const user = (content, more = {}) => ({ role: 'user', content, ...more });
const assistant = (more) => ({ role: 'assistant', content: 'x', ...more });
const HI = [user('Hi')];

const chat = (body, more = {}) => ({
  custom_id: 'a',
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model: 'gpt-4o-mini', max_tokens: 9, messages: HI, ...body },
  ...more,
});
const response = (body) => ({ ...chat(), url: '/v1/responses', body: { max_output_tokens: 9, input: 'Hi', ...body } });
const bedrock = (modelInput, more = {}) => ({
  recordId: 'a',
  modelInput: { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages: HI, ...modelInput },
  ...more,
});
const messages = (...turns) => chat({ messages: turns });
const parts = (...content) => messages(user(content));
const tool = (more = {}, declared = {}) => ({
  type: 'function',
  function: { name: 'f', parameters: { type: 'object' }, ...declared },
  ...more,
});
const call = (more = {}, called = {}) => ({
  id: 'c',
  type: 'function',
  function: { name: 'f', arguments: '{}', ...called },
  ...more,
});
const items = (...input) => response({ input });
const choice = (tool_choice, more = {}) => chat({ tools: [tool()], tool_choice, ...more });

/** What becomes of a line: its params, and the notes as `field: message`. */
async function converted(line, from = fromOpenAI, options = OPTIONS) {
  const conversion = from(JSON.stringify(line), options);
  const requests = [];
  for await (const request of conversion) requests.push(request);
  const notes = conversion.report.notes.map(({ field, message }) => `${field}: ${message}`);
  return { requests, params: requests[0]?.params, notes, report: conversion.report };
}

const NO_FIELD = 'left out: this API has no such field';
const OWN_DATA = 'left out: a request has only custom_id and params; keep this in your own data, by custom_id';
const CACHE = 'left out: this API has cache_control too: set it in the requests';
const THOUGHTS = 'left out: this API takes only thinking of its own models, with its signature';
const NAME = 'left out: messages of this API have no name; write in the text who speaks';
const CHOICE = 'left out: no counterpart: list in tools only those that may be called';
const NO_TOOLS = 'left out: the request has no tools';
const SYSTEM = 'left out: the system prompt is text; move other parts to a message of the user';
const NO_DATA = 'left out: expected a URL or base64; a file given by id is in an account of the other API';
const EPHEMERAL = { type: 'ephemeral' };

/** Lines, and the notes about each. */
const NOTED = {
  'a key beside the body': [
    chat({}, { metadata: { row: 7 }, extra: 1 }),
    `metadata: ${OWN_DATA}`,
    `extra: ${OWN_DATA}`,
  ],
  'another method': [chat({}, { method: 'GET' }), `method: ${OWN_DATA}`],
  'an id of another type': [chat({}, { custom_id: [] }), 'custom_id: left out: expected a string, found an array'],
  'no id': [chat({}, { custom_id: undefined }), 'custom_id: missing: the request has no custom_id'],
  'an unknown parameter': [
    chat({ foo: 1, seed: 0 }),
    ...['foo', 'seed'].map((name) => `body.${name}: left out: this API has no such parameter`),
  ],
  'keys that are no names': [
    chat({ 'a.b': 1, ['__proto__']: 2, constructor: 3, [`k${'x'.repeat(99)}`]: 4 }),
    'body["a.b"]: left out: this API has no such parameter',
    'body["__proto__"]: left out: this API has no such parameter',
    'body.constructor: left out: this API has no such parameter',
    `body["k${'x'.repeat(59)}"]: left out: this API has no such parameter`,
  ],
  'two limits': [
    chat({ max_completion_tokens: 7 }),
    'body.max_tokens: left out: max_completion_tokens is used instead',
  ],
  'two users': [chat({ user: 'u', safety_identifier: 's' }), 'body.safety_identifier: left out: user is used instead'],
  metadata: [
    chat({ metadata: { row: '7' } }),
    'body.metadata: left out: the counterpart takes only user_id; keep this in your own data, by custom_id',
  ],
  'several answers': [chat({ n: 3 }), 'body.n: left out: a request has one answer; repeat the request with other ids'],
  'a stream': [chat({ stream: true }), 'body.stream: left out: the results of a batch are not a stream'],
  'an empty object that switches something on': [
    chat({ web_search_options: {} }),
    'body.web_search_options: left out: the counterpart is a tool, web_search',
  ],
  'speech in the answer': [
    chat({ modalities: ['text', 'audio'], audio: { voice: 'x' } }),
    'body.modalities: left out: this API answers only with text',
    'body.audio: left out: this API has no audio',
  ],
  'documents of Azure': [
    chat({ data_sources: [{ type: 'azure_search' }] }),
    'body.data_sources: left out: put the text of the documents in a message',
  ],
  'a parameter of this API': [
    chat({ thinking: { type: 'disabled' } }),
    'body.thinking: left out: it is a parameter of this API: set it in the requests',
  ],
  'a parameter of Mistral': [
    chat({ random_seed: 7, safe_prompt: true }),
    'body.random_seed: left out: this API has no such parameter',
    'body.safe_prompt: left out: this API has no such parameter',
  ],
  'a parameter of Together': [
    chat({ repetition_penalty: 1.2 }),
    'body.repetition_penalty: left out: this API has no such parameter',
  ],
  'a parameter of Groq': [
    chat({ reasoning_format: 'hidden' }),
    'body.reasoning_format: left out: this API has no such parameter',
  ],
  'the name of a speaker': [messages(user('q', { name: 'Ann' })), `body.messages[0].name: ${NAME}`],
  'the name of an example': [
    messages({ role: 'system', content: 's', name: 'example_user' }, user('q')),
    `body.messages[0].name: ${NAME}`,
  ],
  'unknown keys of messages': [
    messages(user('q', { weight: 0, foo: 'bar' })),
    'body.messages[0].weight: left out: it concerns training',
    `body.messages[0].foo: ${NO_FIELD}`,
  ],
  'calls of a user': [
    messages(user('q', { tool_calls: [call()] })),
    'body.messages[0].tool_calls: left out: only messages of an assistant have calls',
  ],
  'thoughts of another model': [
    messages(user('q'), assistant({ reasoning_content: 't', reasoning: 'u', reasoning_details: [{}] })),
    ...['reasoning_content', 'reasoning', 'reasoning_details'].map((key) => `body.messages[1].${key}: ${THOUGHTS}`),
  ],
  'a spoken answer': [
    messages(user('q'), assistant({ content: null, audio: { id: 'a' } })),
    'body.messages[1].audio: left out: this API has no audio; write its transcript in the content',
  ],
  'a refusal beside content': [
    messages(user('q'), assistant({ refusal: 'no' })),
    'body.messages[1].refusal: left out: the message has content too',
  ],
  'annotations of a message': [
    messages(user('q'), assistant({ annotations: [{ url: 'u' }] })),
    'body.messages[1].annotations: left out: this API takes no annotations of other models',
  ],
  'a prefix of Mistral': [
    messages(user('q'), assistant({ prefix: true })),
    'body.messages[1].prefix: left out: the answer continues the last message of an assistant, if the model can do so',
  ],
  'content of another type': [
    messages(user({ text: 'q' }), user(7)),
    'body.messages[0].content: left out: expected a string or an array of parts, found an object',
    'body.messages[1].content: left out: expected a string or an array of parts, found a number',
  ],
  'a message that is no object': [
    chat({ messages: ['q', null] }),
    'body.messages[0]: left out: expected an object, found a string',
    'body.messages[1]: left out: expected an object, found none',
  ],
  'an unknown role': [
    messages({ role: 'critic', content: 'x' }),
    'body.messages[0].role: set to user instead of "critic"',
  ],
  'parts of a system prompt that are not text': [
    messages(
      {
        role: 'system',
        content: [
          { type: 'text', text: 's' },
          { type: 'image_url', image_url: { url: 'https://a/b.png' } },
        ],
      },
      { role: 'developer', content: [{ type: 'file', file: { file_id: 'f' } }] },
      user('q'),
    ),
    `body.messages[0].content[1]: ${SYSTEM}`,
    `body.messages[1].content[0]: ${SYSTEM}`,
  ],
  'keys of a text part': [
    parts({ type: 'text', text: 'q', cache_control: EPHEMERAL, foo: 1 }),
    `body.messages[0].content[0].cache_control: ${CACHE}`,
    `body.messages[0].content[0].foo: ${NO_FIELD}`,
  ],
  'the prompt cache of a system prompt': [
    messages({ role: 'system', content: [{ type: 'text', text: 's', cache_control: EPHEMERAL }] }, user('q')),
    `body.messages[0].content[0].cache_control: ${CACHE}`,
  ],
  'keys of an image': [
    parts({ type: 'image_url', image_url: { url: 'https://a/b.png', detail: 'low', foo: 1 }, bar: 2 }),
    `body.messages[0].content[0].image_url.detail: ${NO_FIELD}`,
    `body.messages[0].content[0].image_url.foo: ${NO_FIELD}`,
    `body.messages[0].content[0].bar: ${NO_FIELD}`,
  ],
  'an image without a URL': [
    parts({ type: 'image_url', image_url: { detail: 'low' } }),
    `body.messages[0].content[0]: ${NO_DATA}`,
  ],
  'keys of a file': [
    parts({ type: 'file', file: { file_data: 'data:application/pdf;base64,AA', file_id: 'f', foo: 1 } }),
    'body.messages[0].content[0].file.file_id: left out: the URL or base64 is used instead',
    `body.messages[0].content[0].file.foo: ${NO_FIELD}`,
  ],
  'a part of Mistral': [
    parts({ type: 'document_url', document_url: 'https://a/b.pdf' }),
    'body.messages[0].content[0]: left out: no counterpart for a part of type "document_url"',
  ],
  'keys of a call': [
    messages(user('q'), assistant({ tool_calls: [call({ foo: 1 }, { bar: 2 })] })),
    `body.messages[1].tool_calls[0].function.bar: ${NO_FIELD}`,
    `body.messages[1].tool_calls[0].foo: ${NO_FIELD}`,
  ],
  'a call of a custom tool': [
    messages(user('q'), assistant({ tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'x', input: 'i' } }, 7] })),
    'body.messages[1].tool_calls[0]: left out: only calls of functions have a counterpart',
    'body.messages[1].tool_calls[1]: left out: expected an object, found a number',
  ],
  'arguments that are not JSON': [
    messages(user('q'), assistant({ tool_calls: [call({}, { arguments: '{' }), call({}, { arguments: 7 })] })),
    'body.messages[1].tool_calls[0].function.arguments: replaced by an empty object: not valid JSON',
    'body.messages[1].tool_calls[1].function.arguments: replaced by an empty object: expected a string, found a number',
  ],
  'a result with the name of another tool': [
    messages(user('q'), assistant({ tool_calls: [call()] }), {
      role: 'tool',
      tool_call_id: 'c',
      name: 'g',
      content: 'r',
    }),
    `body.messages[2].name: ${NAME}`,
  ],
  'keys of a tool': [
    chat({ tools: [tool({ foo: 1, cache_control: EPHEMERAL }, { strict: true, bar: 2 })] }),
    'body.tools[0].function.strict: left out: this API has strict too, for fewer kinds of schemas: set it in the requests',
    `body.tools[0].function.bar: ${NO_FIELD}`,
    `body.tools[0].foo: ${NO_FIELD}`,
    `body.tools[0].cache_control: ${CACHE}`,
  ],
  'tools of other types': [
    chat({ tools: [{ type: 'custom', custom: { name: 'x' } }, 'f'], functions: {} }),
    'body.tools[0]: left out: only functions have a counterpart',
    'body.tools[1]: left out: expected an object, found a string',
    'body.functions: left out: expected an array, found an object',
  ],
  'a schema of another type': [
    chat({ tools: [tool({}, { parameters: 'x' })] }),
    'body.tools[0].function.parameters: left out: expected an object, found a string',
  ],
  'allowed tools': [
    choice({ type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } }),
    `body.tool_choice: ${CHOICE}`,
  ],
  'the choice of a custom tool': [choice({ type: 'custom', custom: { name: 'x' } }), `body.tool_choice: ${CHOICE}`],
  'an unknown word for a choice': [
    choice('always'),
    'body.tool_choice: left out: expected "auto", "none", "required" or a function',
  ],
  'a choice without tools': [chat({ tool_choice: 'required' }), `body.tool_choice: ${NO_TOOLS}`],
  'two choices': [
    choice('auto', { function_call: { name: 'f' } }),
    'body.function_call: left out: tool_choice is used instead',
  ],
  'a flag of another type': [
    choice('auto', { parallel_tool_calls: 'no' }),
    'body.parallel_tool_calls: left out: expected true or false, found a string',
  ],
  'keys of a format': [
    chat({
      response_format: { type: 'json_schema', json_schema: { name: 'x', description: 'd', foo: 1, schema: {} } },
    }),
    'body.response_format.json_schema.description: left out: write in the prompt or in the schema what the format is for',
    `body.response_format.json_schema.foo: ${NO_FIELD}`,
  ],
  'a grammar': [
    chat({ response_format: { type: 'grammar', grammar: 'g' } }),
    'body.response_format: left out: without a schema, ask for JSON in the prompt',
  ],
  'the text of a response': [
    response({ text: { format: { type: 'json_object' }, verbosity: 'low', foo: 1 } }),
    'body.text.format: left out: without a schema, ask for JSON in the prompt',
    'body.text.verbosity: left out: say in the prompt how long the answer should be',
    `body.text.foo: ${NO_FIELD}`,
  ],
  'what the other API stores': [
    response({ previous_response_id: 'r', conversation: 'c', prompt: { id: 'p' } }),
    'body.previous_response_id: left out: this API does not store conversations: put the earlier messages in the input',
    'body.conversation: left out: this API does not store conversations: put the earlier messages in the input',
    'body.prompt: left out: this API does not store prompts: put the text in the request',
  ],
  'instructions that are items': [
    response({ instructions: [user('x')] }),
    'body.instructions: left out: expected a string, found an array',
  ],
  'items of a response': [
    items(user('q', { foo: 1 }), { type: 'item_reference', id: 'i' }, 7),
    `body.input[0].foo: ${NO_FIELD}`,
    'body.input[1]: left out: no counterpart for an item of type "item_reference"',
    'body.input[2]: left out: expected an object, found a number',
  ],
  'keys of items that are calls': [
    items(
      user('q'),
      { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}', namespace: 'n' },
      { type: 'function_call_output', call_id: 'c', output: [{ type: 'input_text', text: 'r', foo: 1 }], bar: 2 },
    ),
    `body.input[1].namespace: ${NO_FIELD}`,
    `body.input[2].output[0].foo: ${NO_FIELD}`,
    `body.input[2].bar: ${NO_FIELD}`,
  ],
};

const NOTED_OF_BEDROCK = {
  'a key beside the input': [bedrock({}, { metadata: { row: 7 } }), `metadata: ${OWN_DATA}`],
  'an id that is a number': [{ ...bedrock(), recordId: 7 }, 'recordId: set to the text "7" instead of a number'],
  'no id': [{ ...bedrock(), recordId: undefined }, 'recordId: missing: the request has no custom_id'],
  'no limit': [bedrock({ max_tokens: null }), 'modelInput.max_tokens: missing: max_tokens is set to 4096'],
  'betas of another type': [
    bedrock({ anthropic_beta: 'x' }),
    'modelInput.anthropic_beta: left out: expected an array, found a string',
  ],
  'a version of another type': [
    bedrock({ anthropic_version: 7 }),
    'modelInput.anthropic_version: left out: expected a string, found a number',
  ],
};

/** Lines without a note: each key is converted or means nothing. */
const SILENT = {
  'values that are null or empty': chat({
    seed: null,
    logit_bias: {},
    metadata: {},
    tools: [],
    messages: [
      user('q'),
      assistant({ refusal: null, audio: null, function_call: null, tool_calls: null, annotations: [] }),
    ],
  }),
  'defaults of parameters': chat({
    n: 1,
    stream: false,
    store: false,
    logprobs: false,
    frequency_penalty: 0,
    presence_penalty: 0,
    service_tier: 'auto',
    modalities: ['text'],
    response_format: { type: 'text' },
    background: false,
    echo: false,
    min_p: 0,
    repetition_penalty: 1,
    top_logprobs: 0,
    truncation: 'disabled',
    verbosity: 'medium',
    reasoning: {},
    stream_options: {},
    safe_prompt: false,
    top_k: -1,
  }),
  'defaults of parts, tools and messages': chat({
    messages: [
      user([{ type: 'image_url', image_url: { url: 'https://a/b.png', detail: 'auto' } }]),
      assistant({ prefix: false }),
    ],
    tools: [tool({}, { strict: false })],
  }),
  'two limits that are equal': chat({ max_completion_tokens: 9 }),
  'the index of a call, and the name of the tool with its result': messages(
    user('q'),
    assistant({ tool_calls: [call({ index: 0 })] }),
    { role: 'tool', tool_call_id: 'c', name: 'f', content: 'r' },
  ),
  'ids and states of items': items(
    user('q'),
    {
      type: 'message',
      id: 'm',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'x', annotations: [] }],
    },
    { type: 'function_call', id: 'i', status: 'completed', call_id: 'c', name: 'f', arguments: '{}' },
    { type: 'function_call_output', id: 'o', status: 'completed', call_id: 'c', output: 'r' },
  ),
  'the choice of a tool where there is none': chat({ tool_choice: 'auto', parallel_tool_calls: false }),
};

describe('each key that is lost is noted', () => {
  for (const [name, [line, ...notes]] of Object.entries(NOTED)) {
    test(name, async () => assert.deepEqual((await converted(line)).notes, notes));
  }
  for (const [name, [line, ...notes]] of Object.entries(NOTED_OF_BEDROCK)) {
    test(`${name}, of Bedrock`, async () => assert.deepEqual((await converted(line, fromBedrock)).notes, notes));
  }
});

describe('what means nothing is not noted', () => {
  for (const [name, line] of Object.entries(SILENT)) {
    test(name, async () => assert.deepEqual((await converted(line)).notes, []));
  }
  test('a line of Bedrock', async () =>
    assert.deepEqual((await converted(bedrock({ system: 's' }), fromBedrock)).notes, []));
});

describe('variants of other servers are converted', () => {
  const paramsOf = async (line) => {
    const { params, notes } = await converted(line);
    assert.deepEqual(notes, []);
    return params;
  };

  test('Mistral: the choice any, arguments that are an object', async () => {
    const called = call({}, { arguments: { city: 'Ulm' } });
    const { tool_choice, messages: made } = await paramsOf(
      choice('any', { messages: [user('q'), assistant({ content: '', tool_calls: [called] })] }),
    );
    assert.deepEqual(tool_choice, { type: 'any' });
    assert.deepEqual(made[1].content, [{ type: 'tool_use', id: 'c', name: 'f', input: { city: 'Ulm' } }]);
  });

  test('Together: top_k, a schema beside the type', async () => {
    const schema = { type: 'object' };
    const { top_k, output_config } = await paramsOf(
      chat({ top_k: 40, response_format: { type: 'json_object', schema } }),
    );
    assert.deepEqual([top_k, output_config], [40, { format: { type: 'json_schema', schema } }]);
  });

  test('Azure: the URL without a version', async () => {
    assert.deepEqual((await paramsOf(chat({}, { url: '/chat/completions' }))).messages, HI);
  });

  test('a call without arguments', async () => {
    const { messages: made } = await paramsOf(
      messages(user('q'), assistant({ tool_calls: [call({}, { arguments: '' }), call({}, { arguments: null })] })),
    );
    assert.deepEqual(
      made[1].content.slice(1).map(({ input }) => input),
      [{}, {}],
    );
  });
});

test('a model that a line of Bedrock names is replaced like that of other lines', async () => {
  const { params, notes } = await converted(bedrock({ model: 'anthropic.claude' }), fromBedrock);
  assert.deepEqual([params.model, notes], ['claude-haiku-4-5', []]);
});

test('a response without an input is skipped', async () => {
  const { requests, notes } = await converted(response({ input: null, foo: 1 }));
  assert.deepEqual(
    [requests, notes],
    [[], ['body.input: skipped: expected a string or an array of items, found none']],
  );
});

test('notes are counted without the indices of arrays', async () => {
  const named = user('q', { name: 'Ann' });
  const { report } = await converted([messages(named, named, named), chat({}, { constructor: 1 })]);
  assert.deepEqual(report.counts, { 'body.messages[].name': 3, constructor: 1 });
});

test('a function that returns no model rejects', async () => {
  const line = chat({});
  for (const [found, name, words] of [
    ['', 'RangeError', '""'],
    [undefined, 'TypeError', 'undefined'],
  ]) {
    const message = `model: expected a function that returns the id of a Claude model, also for "gpt-4o-mini", found ${words}`;
    await assert.rejects(converted(line, fromOpenAI, { model: () => found }), { name, message });
  }
  const broken = new SyntaxError('mine');
  const model = () => {
    throw broken;
  };
  await assert.rejects(converted(line, fromOpenAI, { model }), broken);
});

// Lines of any shape. Each string in them is another one, so that it can be found again.

const KEYS = [
  ...[
    'role',
    'type',
    'content',
    'text',
    'name',
    'id',
    'function',
    'arguments',
    'parameters',
    'description',
    'strict',
    'schema',
  ],
  ...[
    'image_url',
    'url',
    'detail',
    'file',
    'file_data',
    'filename',
    'refusal',
    'tool_calls',
    'function_call',
    'call_id',
    'output',
  ],
  ...['tool_call_id', 'cache_control', 'json_schema', 'format', 'unknown', 'a.b', '__proto__', 'constructor'],
];
const BODY_KEYS = [
  ...[
    'max_tokens',
    'max_completion_tokens',
    'max_output_tokens',
    'stop',
    'user',
    'safety_identifier',
    'tools',
    'functions',
  ],
  ...[
    'tool_choice',
    'function_call',
    'parallel_tool_calls',
    'response_format',
    'text',
    'temperature',
    'top_p',
    'top_k',
    'seed',
  ],
  ...[
    'instructions',
    'metadata',
    'reasoning',
    'n',
    'unknown',
    'system',
    'anthropic_beta',
    'model',
    'input',
    'messages',
  ],
];
/** Words that decide how an object is read: they stay as they are. */
const WORDS = {
  role: ['user', 'assistant', 'system', 'developer', 'tool', 'function'],
  type: [
    ...['text', 'input_text', 'output_text', 'refusal', 'image_url', 'input_image', 'file', 'input_file', 'function'],
    ...['function_call', 'function_call_output', 'message', 'json_schema', 'json_object', 'allowed_tools', 'other'],
  ],
};
/** Keys whose values are most often arrays of objects, or objects. */
const ARRAYS = ['content', 'tool_calls', 'tools', 'functions', 'output'];
const OBJECTS = ['function', 'image_url', 'file', 'json_schema', 'format', 'text', 'response_format', 'function_call'];

const leaf = fc.constant('leaf');
const others = fc.constantFrom(null, true, false, 0, 1, '', '{"a":"leaf"}', 'data:image/png;base64,leaf');

/** Objects with some of the keys, and most often with a role and a type. */
const objectOf = (keys, any) =>
  fc
    .tuple(
      list(
        fc.constantFrom(...keys).chain((key) => fc.tuple(fc.constant(key), any(key))),
        0,
        6,
      ),
      weighted(
        [1, fc.constant({})],
        [4, fc.record({ role: fc.constantFrom(...WORDS.role), type: fc.constantFrom(...WORDS.type) })],
      ),
    )
    .map(([entries, words]) => ({ ...words, ...Object.fromEntries(entries) }));

const made = new Map();

/** Values of a key, so deep at most. */
function valueUnder(key, depth = 4) {
  const name = `${key} ${depth}`;
  if (!made.has(name)) made.set(name, newValueUnder(key, depth));
  return made.get(name);
}

function newValueUnder(key, depth) {
  if (depth === 0) return leaf;
  const object = objectOf(KEYS, (inner) => valueUnder(inner, depth - 1));
  const array = list(weighted([6, object], [1, leaf]), 0, 3);
  const any = weighted([6, leaf], [2, others], [1, object], [1, array]);
  if (Object.hasOwn(WORDS, key)) return weighted([9, fc.constantFrom(...WORDS[key])], [1, any]);
  if (ARRAYS.includes(key)) return weighted([3, array], [1, any]);
  return OBJECTS.includes(key) ? weighted([3, object], [1, any]) : any;
}

const turns = list(
  objectOf([...KEYS, 'content', 'tool_calls'], (key) => valueUnder(key)),
  0,
  4,
);
const body = fc
  .tuple(
    objectOf(BODY_KEYS, (key) => valueUnder(key)),
    turns,
  )
  .map(([more, made]) => ({ messages: made, input: made, ...more }));
const line = fc
  .tuple(
    objectOf(['custom_id', 'recordId', 'metadata', 'unknown', 'method'], (key) => valueUnder(key)),
    body,
    fc.constantFrom('/v1/chat/completions', '/v1/responses', ''),
  )
  .map(([more, made, url]) => ({ ...more, url, body: made, modelInput: made }));

/** A copy in which each "leaf" has its own number, and the path of each. */
function numbered(found, paths = [], path = '') {
  if (typeof found === 'string') {
    return found.replace('leaf', () => {
      paths.push(path);
      return `leaf${paths.length - 1}_`;
    });
  }
  if (Array.isArray(found)) return found.map((one, index) => numbered(one, paths, `${path}[${index}]`));
  if (typeof found !== 'object' || found === null) return found;
  return Object.fromEntries(
    Object.entries(found).map(([key, one]) => {
      const step = /^[a-z]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
      return [key, numbered(one, paths, path === '' ? key : `${path}${step}`)];
    }),
  );
}

/** What the conversion drops without a note: the model, which the option replaces; names and ids of no meaning here. */
const DROPPED = [
  /^(body|modelInput)\.model$/,
  /^body\.(response_format|text\.format)(\.json_schema)?\.name/,
  /^body\.input\[\d+\]\.id/,
];
const LOST = /^(left out|replaced|set to|skipped)/;

test('each text of a line is in the request or under a note', async () => {
  for (const [from, other] of [
    [fromOpenAI, 'modelInput'],
    [fromBedrock, 'body'],
  ]) {
    let kept = 0;
    await holds(1500, line, async (made) => {
      const { [other]: _, ...one } = made;
      const paths = [];
      const given = numbered(one, paths);
      const { requests, report } = await converted(given, from);
      const output = JSON.stringify(requests);
      const noted = report.notes.filter(({ message }) => LOST.test(message)).map(({ field }) => field);
      const isNoted = (path) =>
        report.skipped === 1 ||
        noted.some((field) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`));
      const lost = paths.filter((path, index) => {
        const isKept = output.includes(`leaf${index}_`);
        kept += isKept ? 1 : 0;
        return !isKept && !isNoted(path) && !DROPPED.some((one) => one.test(path));
      });
      assert.deepEqual(lost, []);
    });
    assert.ok(kept > 1000, `${kept} texts were converted`);
  }
});
