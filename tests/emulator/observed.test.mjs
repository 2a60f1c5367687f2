// Every error text that the API was observed to return, reproduced completely.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertError, HEADERS, linesOf, open, question } from './caller.mjs';

const { custom_id: _, ...withoutId } = question('a');

const refusedAtCreate = [
  [
    [question('dup'), question('dup')],
    "requests: custom_id's must be unique within a batch. Duplicate custom_id found: dup",
  ],
  [[withoutId], 'requests.0.custom_id: Field required'],
  [[question('x'.repeat(65))], 'requests.0.custom_id: String should have at most 64 characters'],
  [[question('not ok')], "requests.0.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'"],
  [[{ custom_id: 'a' }], 'requests.0.params: Field required'],
  [[], 'requests: List should have at least 1 item after validation, not 0'],
];
for (const [requests, message] of refusedAtCreate) {
  test(`create: ${message}`, async () => {
    const { create } = open();
    assertError(await create(requests), 400, 'invalid_request_error', message);
  });
}

test('the other endpoints: unknown id, no results yet, delete while in progress', async () => {
  const { create, retrieve, results, delete: remove } = open();
  const unknown = 'Message Batch msgbatch_example not found.';
  assertError(await retrieve('msgbatch_example'), 404, 'not_found_error', unknown);
  assertError(await results('msgbatch_example'), 404, 'not_found_error', unknown);
  const { id } = (await create([question('a')])).body;
  assertError(await results(id), 404, 'not_found_error', `Message Batch ${id} has no available results.`);
  const inProgress = 'In progress batches cannot be deleted. Consider canceling the batch instead.';
  assertError(await remove(id), 400, 'invalid_request_error', inProgress);
});

test('headers: bad key, page without the opt-in, unknown beta', async () => {
  const { call } = open({ apiKeys: ['right'] });
  const list = (headers) =>
    call('GET', '/v1/messages/batches', { headers: { 'anthropic-version': '2026-10-21', ...headers } });
  assertError(await list({ 'x-api-key': 'wrong' }), 401, 'authentication_error', 'API key is invalid.');
  assertError(
    await list({ 'x-api-key': 'right', origin: 'https://page.example' }),
    401,
    'authentication_error',
    "CORS requests must set 'anthropic-dangerous-direct-browser-access' header",
  );
  assertError(
    await list({ 'x-api-key': 'right', 'anthropic-beta': 'invalid-beta-name' }),
    400,
    'invalid_request_error',
    'Unexpected value(s) `invalid-beta-name` for the `anthropic-beta` header. Please consult our documentation at ' +
      'platform.claude.com/docs or try again without the header.',
  );
});

/** Returns the inner error of an item with these params. */
async function itemError(params, headers = HEADERS) {
  const { create, results, clock } = open();
  const { id } = (await create([{ custom_id: 'a', params }], { headers })).body;
  clock.pass(3000);
  const { result } = linesOf((await results(id)).text)[0];
  if (result.type !== 'errored') return result.type;
  const { details, ...error } = result.error.error;
  assert.deepEqual(
    { ...result, error: { ...result.error, error: undefined } },
    { type: 'errored', error: { type: 'error', error: undefined, request_id: null } },
  );
  assert.deepEqual(details, { error_visibility: 'user_facing' });
  return error;
}

const { params: good } = question('a');
const old = { ...HEADERS, 'anthropic-version': '2023-06-01' };
const image = (source) => [{ role: 'user', content: [{ type: 'image', source }] }];
const call = { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} };

const onTheLine = [
  [{ messages: undefined }, 'messages: Field required'],
  [{ messages: [] }, 'messages: at least one message is required'],
  [{ max_tokens: 0 }, 'max_tokens: must be greater than or equal to 1'],
  [
    { max_tokens: 9999999, model: 'claude-haiku-4-5-20251001' },
    'max_tokens: 9999999 > 64000, which is the maximum allowed number of output tokens for claude-haiku-4-5-20251001',
  ],
  [{ stream: true }, '`stream=True` is not supported in the Message Batches API'],
  [{ speed: 'fast' }, '`speed` is not supported in the Message Batches API'],
  [{ betas: ['a'] }, 'betas: Extra inputs are not permitted'],
  [{ output_format: {} }, 'output_format: Extra inputs are not permitted'],
  [{ sytem: 'x' }, 'sytem: Extra inputs are not permitted'],
  [{ metadata: { user_id: 5 } }, 'metadata.user_id: Input should be a valid string'],
  [{ stop_sequences: [''] }, 'stop_sequences: each stop sequence must be non-empty'],
  [{ stop_sequences: ['\n'] }, 'stop_sequences: each stop sequence must contain non-whitespace'],
  [{ messages: [{ role: 'user' }] }, 'messages.0.content: Field required'],
  [{ messages: [{ role: 'user', content: 'x', name: 'b' }] }, 'messages.0.name: Extra inputs are not permitted'],
  [{ messages: [null] }, 'messages.0: Input should be a valid dictionary'],
  [
    { messages: [{ role: 'user', content: '' }] },
    'messages.0: all messages must have non-empty content except for the optional final assistant message',
  ],
  [
    { messages: [{ role: 'user', content: [{ type: 'text', text: ' ' }] }] },
    'messages: text content blocks must contain non-whitespace text',
  ],
  [
    { messages: [...good.messages, { role: 'assistant', content: 'So' }] },
    'This model does not support assistant message prefill. The conversation must end with a user message.',
  ],
  [
    { messages: image({ type: 'base64', media_type: 'image/jpg', data: 'QUJD' }) },
    'messages.0.content.0.image.source.base64.media_type: Input should be "image/jpeg", "image/png", "image/gif" or "image/webp"',
  ],
  [{ tools: [{ name: 'a' }] }, 'tools.0.custom.input_schema: Field required'],
  [
    { tools: [{ type: 'web_fetch_20250910', name: 'web_fetch', _x: 1 }] },
    'tools.0.web_fetch_20250910._x: Extra inputs are not permitted',
  ],
  [{ tools: [1, 2].map(() => ({ name: 'f', input_schema: { type: 'object' } })) }, 'tools: Tool names must be unique.'],
  [
    { tools: [{ name: 'f', input_schema: { type: 'object' } }], tool_choice: { type: 'any' } },
    'tool_choice: type "any" is not supported for this model.',
  ],
  [
    { messages: [...good.messages, { role: 'assistant', content: [call] }, { role: 'user', content: 'And?' }] },
    'messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1',
  ],
  [
    { thinking: { type: 'disabled' }, model: 'claude-fable-5' },
    '"thinking.type.disabled" is not supported for this model',
  ],
  [{ temperature: 1 }, 'temperature: Extra inputs are not permitted'],
  [{ temperature: 0.5 }, '`temperature` is deprecated for this model', old],
  [{ temperature: 2 }, 'temperature: Input should be a number from 0 to 1', old],
  [
    { model: 'claude-opus-4-5', temperature: 1, top_p: 1 },
    '`temperature` and `top_p` cannot both be specified for this model',
    old,
  ],
];
for (const [params, message, headers] of onTheLine) {
  test(`an item ends with: ${message}`, async () => {
    assert.deepEqual(await itemError({ ...good, ...params }, headers), { type: 'invalid_request_error', message });
  });
}

test('an unknown model is a not_found_error, reported after other errors', async () => {
  const model = 'claude-does-not-exist-9';
  assert.deepEqual(await itemError({ ...good, model }), { type: 'not_found_error', message: `model: ${model}` });
  assert.deepEqual(await itemError({ ...good, model, stream: true }), {
    type: 'invalid_request_error',
    message: '`stream=True` is not supported in the Message Batches API',
  });
});

test('an item of another profile than the header of its create names is refused; the same or none is not', async () => {
  const headers = { ...HEADERS, 'anthropic-beta': 'user-profiles-2026-03-24', 'anthropic-user-profile-id': 'uprof_1' };
  const message = 'user_profile_id: Input should match the `anthropic-user-profile-id` header';
  const refused = { type: 'invalid_request_error', message };
  assert.deepEqual(await itemError({ ...good, user_profile_id: 'uprof_2' }, headers), refused);
  assert.equal(await itemError({ ...good, user_profile_id: 'uprof_1' }, headers), 'succeeded');
  assert.equal(await itemError(good, headers), 'succeeded');
});

test('without a validator whatever stands in params succeeds, and another one is asked as ours is', async () => {
  const asked = [];
  const validator = {
    rules: async () => [{ code: 'silly.rule', severity: 'warning' }],
    validate: async (body, options) => {
      asked.push([JSON.parse(new TextDecoder().decode(body)), options]);
      const issue = { code: 'silly.rule', severity: 'error', message: 'expected fun, found none', request: 1 };
      return { errors: 1, warnings: 0, issues: [{ ...issue, pointer: '/requests/1/params/model' }] };
    },
  };
  for (const [options, types] of [
    [{ validator: false }, ['succeeded', 'succeeded']],
    [{ validator }, ['succeeded', 'errored']],
  ]) {
    const { create, results, clock } = open(options);
    const { id } = (await create([question('a'), question('b')])).body;
    clock.pass(3000);
    const lines = linesOf((await results(id)).text).sort((one, other) => (one.custom_id < other.custom_id ? -1 : 1));
    assert.deepEqual(
      lines.map(({ result }) => result.type),
      types,
    );
  }
  const [[body, options]] = asked;
  assert.deepEqual(body, { requests: [question('a'), question('b')] });
  assert.deepEqual([options.apiVersion, options.betas, options.rules['silly.rule']], ['2026-10-21', [], 'off']);
  assert.equal(asked.length, 1);
});
