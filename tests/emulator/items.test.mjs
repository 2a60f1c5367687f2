import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEADERS, linesOf, open, question } from './caller.mjs';

/** Returns the result of one item that was created with these params. */
async function resultOf(params, { headers = HEADERS, ...options } = {}) {
  const { create, results, clock } = open(options);
  const created = await create([{ custom_id: 'it', params }], { headers });
  assert.equal(created.status, 200, created.text);
  clock.pass(3000);
  const [line, ...others] = linesOf((await results(created.body.id)).text);
  assert.deepEqual(others, []);
  assert.equal(line.custom_id, 'it');
  return line.result;
}

const { params: good } = question('it');
const without = (name) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
const INVALID = 'invalid_request_error';

const broken = [
  ['no messages', without('messages'), INVALID, 'messages: Field required'],
  ['no model', without('model'), INVALID, 'model: Field required'],
  ['no max_tokens', without('max_tokens'), INVALID, 'max_tokens: Field required'],
  ['nothing at all', {}, INVALID, 'model: Field required'],
  ['empty messages', { ...good, messages: [] }, INVALID, 'messages: at least one message is required'],
  ['messages that are text', { ...good, messages: 'Hi' }, INVALID, 'messages: Input should be a valid list'],
  ['a model that is a number', { ...good, model: 5 }, INVALID, 'model: Input should be a valid string'],
  ['an empty model', { ...good, model: '' }, INVALID, 'model: String should have at least 1 character'],
  [
    'an unknown model',
    { ...good, model: 'claude-does-not-exist-9' },
    'not_found_error',
    'model: claude-does-not-exist-9',
  ],
  ['a retired model', { ...good, model: 'claude-opus-4-0' }, 'not_found_error', 'model: claude-opus-4-0'],
  ['max_tokens 0', { ...good, max_tokens: 0 }, INVALID, 'max_tokens: must be greater than or equal to 1'],
  ['max_tokens 1.5', { ...good, max_tokens: 1.5 }, INVALID, 'max_tokens: Input should be a valid integer'],
  [
    'too many max_tokens',
    { ...good, model: 'claude-haiku-4-5-20251001', max_tokens: 9999999 },
    INVALID,
    'max_tokens: 9999999 > 64000, which is the maximum allowed number of output tokens for claude-haiku-4-5-20251001',
  ],
  [
    'too many max_tokens for an alias',
    { ...good, model: 'claude-haiku-4-5', max_tokens: 64001 },
    INVALID,
    'max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens for claude-haiku-4-5-20251001',
  ],
  ['stream: true', { ...good, stream: true }, INVALID, '`stream=True` is not supported in the Message Batches API'],
];
for (const [what, params, type, message] of broken) {
  test(`an item with ${what} is created and ends as errored`, async () => {
    assert.deepEqual(await resultOf(params), {
      type: 'errored',
      error: {
        type: 'error',
        error: { details: { error_visibility: 'user_facing' }, type, message },
        request_id: null,
      },
    });
  });
}

for (const name of ['temperature', 'top_p', 'top_k']) {
  test(`${name} errors the item under 2026-10-21 and is taken under 2023-06-01`, async () => {
    // A model that accepts all three: newer ones do not accept top_k.
    const params = { ...good, model: 'claude-opus-4-5', [name]: 1 };
    const result = await resultOf(params);
    assert.equal(result.type, 'errored');
    assert.equal(result.error.error.message, `${name}: Extra inputs are not permitted`);
    const headers = { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' };
    assert.equal((await resultOf(params, { headers })).type, 'succeeded');
  });
}

test('the extended output beta of the create call raises the ceiling of max_tokens', async () => {
  const params = { ...good, max_tokens: 300_000 };
  assert.equal(
    (await resultOf(params)).error.error.message,
    'max_tokens: 300000 > 128000, which is the maximum allowed number of output tokens for claude-opus-5-5',
  );
  const headers = { ...HEADERS, 'anthropic-beta': 'output-300k-2026-03-24' };
  assert.equal((await resultOf(params, { headers })).type, 'succeeded');
  assert.equal(
    (await resultOf({ ...params, max_tokens: 300_001 }, { headers })).error.error.message,
    'max_tokens: 300001 > 300000, which is the maximum allowed number of output tokens for claude-opus-5-5',
  );
});

test('a model that came out after the emulator is taken', async () => {
  const result = await resultOf({ ...good, model: 'claude-opus-6' });
  assert.equal(result.message.model, 'claude-opus-6');
});

test('a well-formed item succeeds with a whole message', async () => {
  const params = {
    model: 'claude-haiku-4-5',
    max_tokens: 1024,
    messages: [{ role: 'user', content: 'What is 2 + 2?' }],
  };
  const result = await resultOf(params);
  assert.match(result.message.id, /^msg_01[1-9A-HJ-NP-Za-km-z]{22}$/);
  assert.deepEqual(result, {
    type: 'succeeded',
    message: {
      model: 'claude-haiku-4-5-20251001',
      id: result.message.id,
      type: 'message',
      role: 'assistant',
      content: [
        { type: 'text', text: 'This is an emulated answer; no model was called. The question was: "What is 2 + 2?"' },
      ],
      stop_reason: 'end_turn',
      stop_sequence: null,
      stop_details: null,
      usage: {
        input_tokens: 5,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
        output_tokens: 21,
        service_tier: 'batch',
        inference_geo: 'not_available',
      },
    },
  });
});

const answerTo = async (params) => (await resultOf({ ...good, ...params })).message.content[0].text;
const NO_MODEL = 'This is an emulated answer; no model was called.';

test('the answer quotes the last thing the user said, text blocks joined, images counted', async () => {
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } };
  const turns = [
    { role: 'user', content: 'First.' },
    { role: 'assistant', content: 'Yes?' },
  ];
  assert.equal(
    await answerTo({
      messages: [...turns, { role: 'user', content: [image, { type: 'text', text: 'What is this?' }] }],
    }),
    `${NO_MODEL} The question was: "What is this?" It came with 1 image.`,
  );
  assert.equal(
    await answerTo({ messages: [{ role: 'user', content: [image, image] }] }),
    `${NO_MODEL} The question had no text. It came with 2 images.`,
  );
  assert.equal(
    await answerTo({ messages: [{ role: 'user', content: 'x'.repeat(501) }] }),
    `${NO_MODEL} The question was: "${'x'.repeat(500)}…"`,
  );
});

test('a tiny max_tokens cuts the answer and says so', async () => {
  const { message } = await resultOf({ ...good, max_tokens: 5 });
  assert.equal(message.stop_reason, 'max_tokens');
  assert.equal(message.usage.output_tokens, 5);
  assert.deepEqual(message.content, [{ type: 'text', text: 'This is an emulated ' }]);
});

test('a cut never leaves half a character', async () => {
  // The question begins at character 68 and its surrogate pairs at 69, 71 …: a cut at 72 would split a pair.
  const messages = [{ role: 'user', content: `x${'😀'.repeat(20)}` }];
  const { message } = await resultOf({ ...good, max_tokens: 18, messages });
  assert.equal(message.stop_reason, 'max_tokens');
  assert.equal(message.content[0].text, `${NO_MODEL} The question was: "x😀`);
});

test('a responder gives any of the four results, in the order of the batch', async () => {
  const seen = [];
  const overloaded = {
    type: 'errored',
    error: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'workerreq_1' },
  };
  const answers = [{ type: 'succeeded' }, overloaded, { type: 'canceled' }, { type: 'expired' }, undefined, undefined];
  const { create, retrieve, results, clock } = open({
    responder(request, index) {
      seen.push([request, index]);
      return answers[index];
    },
  });
  const requests = [...'abcde'].map((id) => question(id));
  requests.push({ custom_id: 'f', params: {} });
  const { id } = (await create(requests)).body;
  clock.pass(3000);
  const { body } = await retrieve(id);
  assert.deepEqual(body.request_counts, { processing: 0, succeeded: 2, errored: 2, canceled: 1, expired: 1 });
  assert.deepEqual(
    seen,
    requests.map((request, index) => [request, index]),
  );

  const byId = Object.fromEntries(linesOf((await results(id)).text).map((line) => [line.custom_id, line.result]));
  assert.equal(byId.a.message.content[0].text, `${NO_MODEL} The question was: "Hello from a"`);
  assert.deepEqual(byId.b, overloaded);
  assert.deepEqual(byId.c, { type: 'canceled' });
  assert.deepEqual(byId.d, { type: 'expired' });
  assert.equal(byId.e.type, 'succeeded');
  assert.equal(byId.f.error.error.message, 'model: Field required');
  assert.equal(seen.length, 6, 'reading results does not ask again');
});

test('a responder may set parts of the message; usage follows its content', async () => {
  const ordinary = await resultOf(good);
  const refusal = {
    content: [],
    stop_reason: 'refusal',
    stop_details: { type: 'refusal', category: 'cyber', explanation: null },
    usage: { cache_read_input_tokens: 7, output_tokens_details: { thinking_tokens: 3 } },
    container: null,
  };
  const result = await resultOf(good, { responder: () => ({ type: 'succeeded', message: refusal }) });
  assert.deepEqual(result, {
    type: 'succeeded',
    message: {
      ...ordinary.message,
      ...refusal,
      usage: {
        ...ordinary.message.usage,
        output_tokens: 0,
        cache_read_input_tokens: 7,
        output_tokens_details: { thinking_tokens: 3 },
      },
    },
  });
});

test('a responder that throws or answers nonsense is a 500 that says so, and the batch stays', async () => {
  let behave = () => {
    throw new Error('no plan for this');
  };
  const { create, retrieve, clock } = open({ responder: () => behave() });
  const { id } = (await create([question('a')])).body;
  clock.pass(3000);
  const failed = await retrieve(id);
  assert.equal(failed.status, 500);
  assert.deepEqual(failed.body, {
    type: 'error',
    error: { type: 'api_error', message: 'Internal server error (emulator): no plan for this' },
    request_id: failed.headers.get('request-id'),
  });
  behave = () => ({ type: 'done' });
  assert.equal(
    (await retrieve(id)).body.error.message,
    'Internal server error (emulator): What the responder returned for "a": expected a result whose type is one of ' +
      'succeeded, errored, canceled, expired, found {"type":"done"}; undefined leaves it to the emulator',
  );
  behave = () => undefined;
  assert.equal((await retrieve(id)).body.processing_status, 'ended');
});

const foreign = [
  ['a parameter of another vendor', { response_format: { type: 'json_object' } }, 'response_format'],
  ['a penalty', { frequency_penalty: 0.2 }, 'frequency_penalty'],
  ['an option of the call', { timeout: 5 }, 'timeout'],
  ['a camelCase spelling', { stopSequences: [] }, 'stopSequences'],
];
for (const [what, more, name] of foreign) {
  test(`${what} errors the item`, async () => {
    const { error } = await resultOf({ ...good, ...more });
    assert.deepEqual(
      [error.error.type, error.error.message],
      ['invalid_request_error', `${name}: Extra inputs are not permitted`],
    );
  });
}

test('models of other vendors and names without a version are not found', async () => {
  for (const model of ['gpt-4o-mini', 'gemini-2.5-pro', 'claude', 'sonnet']) {
    const { error } = await resultOf({ ...good, model });
    assert.deepEqual([error.error.type, error.error.message], ['not_found_error', `model: ${model}`]);
  }
});

test('a model is there until the day of its retirement, by the clock of the emulator', async () => {
  const on = async (day) => {
    const { create, results, clock } = open();
    clock.now = Date.parse(day);
    const created = await create([{ custom_id: 'it', params: { ...good, model: 'claude-opus-4-5' } }]);
    clock.pass(3000);
    return linesOf((await results(created.body.id)).text)[0].result.type;
  };
  assert.equal(await on('2027-01-21'), 'succeeded');
  assert.equal(await on('2027-01-22'), 'errored');
});
