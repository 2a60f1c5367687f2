// POST /v1/messages/count_tokens: the estimate of the package, and the errors of invalid bodies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { BatchClient, estimate } from 'message-batches';
import { createEmulator, startEmulator } from 'message-batches/emulator';
import { assertError, HEADERS, open, question } from './caller.mjs';

const COUNT = '/v1/messages/count_tokens';
const messages = [{ role: 'user', content: 'What is the capital of France, and how many people live there?' }];
const body = { model: 'claude-opus-5-5', messages };
const tools = [{ name: 'look', description: 'Looks.', input_schema: { type: 'object', properties: {} } }];
const counting = (options) => {
  const world = open(options);
  return { ...world, count: (body, options) => world.call('POST', COUNT, { body, ...options }) };
};
const estimated = async (params) => {
  const requests = [{ custom_id: 'a', params: { max_tokens: 1, ...params } }];
  return Math.round((await estimate({ requests })).input_tokens.likely);
};

test('a count is the estimate of the package, and names its request and account', async () => {
  const { count } = counting();
  for (const params of [
    body,
    { ...body, system: 'You are a pirate. '.repeat(500) },
    { ...body, tools, tool_choice: { type: 'auto' } },
    { ...body, model: 'claude-opus-4-5', thinking: { type: 'enabled', budget_tokens: 4096 } },
  ]) {
    const answer = await count(params);
    assert.deepEqual([answer.status, answer.body], [200, { input_tokens: await estimated(params) }]);
    assert.match(answer.headers.get('request-id'), /^req_01/);
    assert.match(answer.headers.get('anthropic-workspace-id'), /^wrkspc_01/);
  }
});

test('without a validator, or with one that cannot estimate, four characters are a token', async () => {
  const validator = { rules: async () => [], validate: async () => ({ errors: 0, warnings: 0, issues: [] }) };
  for (const options of [{ validator: false }, { validator }]) {
    const { count } = counting(options);
    const text = 'x'.repeat(400);
    const answer = await count({
      model: 'claude-opus-5-5',
      messages: [{ role: 'user', content: [{ type: 'text', text }] }],
    });
    assert.deepEqual(answer.body, { input_tokens: 101 });
  }
});

const refused = [
  ['not JSON', '{', 400, 'invalid_request_error', 'The request body is not valid JSON'],
  ['empty', '', 400, 'invalid_request_error', 'The request body is not valid JSON'],
  ['a list', [], 400, 'invalid_request_error', 'Input should be a valid dictionary'],
  ['without a model', { messages }, 400, 'invalid_request_error', 'model: Field required'],
  ['without messages', { model: 'claude-opus-5-5' }, 400, 'invalid_request_error', 'messages: Field required'],
  [
    'with max_tokens',
    { ...body, max_tokens: 5 },
    400,
    'invalid_request_error',
    'max_tokens: Extra inputs are not permitted',
  ],
  ['with stream', { ...body, stream: false }, 400, 'invalid_request_error', 'stream: Extra inputs are not permitted'],
  [
    'no messages',
    { ...body, messages: [] },
    400,
    'invalid_request_error',
    'messages: at least one message is required',
  ],
  [
    'a wrong role',
    { ...body, messages: [null] },
    400,
    'invalid_request_error',
    'messages.0: Input should be a valid dictionary',
  ],
  [
    'a wrong tool',
    { ...body, tools: [{ name: 'a' }] },
    400,
    'invalid_request_error',
    'tools.0.custom.input_schema: Field required',
  ],
  ['an unknown model', { ...body, model: 'claude-none-9' }, 404, 'not_found_error', 'model: claude-none-9'],
];
for (const [what, sent, status, type, message] of refused) {
  test(`a body that is ${what} is refused: ${message}`, async () => {
    assertError(await counting().count(sent), status, type, message);
  });
}

test('headers are checked as for batches, and another method is a 405', async () => {
  const { count, call } = counting({ apiKeys: ['test-key'] });
  const wrong = await count(body, { headers: { ...HEADERS, authorization: 'Bearer wrong' } });
  assertError(wrong, 401, 'authentication_error', 'API key is invalid.');
  const answer = await call('GET', COUNT);
  assertError(answer, 405, 'invalid_request_error', 'Method Not Allowed');
  assert.equal(answer.headers.get('allow'), 'POST');
});

test('a count makes no batch, uses up no call of a tier, and is struck by faults and listed as one operation', async () => {
  const { count, create, emulator } = counting({ tier: 'start', rateLimitHeaders: true });
  emulator.inject([{ fault: 'status', status: 529, operation: 'count_tokens', attempt: 1 }]);
  assertError(await count(body), 529, 'overloaded_error', 'Overloaded');
  const counted = await count(body);
  assert.deepEqual([counted.status, counted.headers.get('anthropic-ratelimit-requests-remaining')], [200, null]);
  assert.equal((await create([question('a')])).headers.get('anthropic-ratelimit-requests-remaining'), '999');
  assert.deepEqual(
    emulator
      .ledger()
      .calls.map(({ operation, attempt, status, batchId }) => [operation, attempt, status, batchId === null]),
    [
      ['count_tokens', 1, 529, true],
      ['count_tokens', 2, 200, true],
      ['create', 1, 200, false],
    ],
  );
});

test('our client and the official SDK get the same count, from the fetch handler and from the server', async (t) => {
  const { url, close } = await startEmulator();
  t.after(close);
  const ours = [{ baseURL: url }, { fetch: createEmulator().fetch }];
  const input_tokens = await estimated({ ...body, tools });
  for (const where of ours) {
    const client = new BatchClient({ apiKey: 'any', ...where });
    assert.deepEqual(await client.countTokens({ ...body, tools, max_tokens: 64 }), { input_tokens });
  }
  const sdk = new Anthropic({ apiKey: 'any', baseURL: url, maxRetries: 0 });
  assert.equal((await sdk.messages.countTokens({ ...body, tools })).input_tokens, input_tokens);
  assert.equal((await sdk.beta.messages.countTokens({ ...body, tools })).input_tokens, input_tokens);
});
