import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { createEmulator, startEmulator } from 'message-batches/emulator';

const RESULT = 'result whose type is one of succeeded, errored, canceled, expired';
const STORAGE = 'storage must be an object with the functions events, append, put, get, delete, clear';
const VALIDATOR = 'validator must be false or an object with the functions validate, rules';

const wrong = [
  [{ apiKeys: 'secret' }, TypeError, 'apiKeys must be an array of non-empty strings'],
  [{ apiKeys: [''] }, TypeError, 'apiKeys must be an array of non-empty strings'],
  [{ processingMs: '3000' }, TypeError, 'processingMs must be a number, got string'],
  [{ processingMs: -1 }, RangeError, 'processingMs must be 0 or more, got -1'],
  [{ processingMs: Number.NaN }, RangeError, 'processingMs must be 0 or more, got NaN'],
  [{ retryAfterSeconds: -5 }, RangeError, 'retryAfterSeconds must be 0 or more, got -5'],
  [{ now: 5 }, TypeError, 'now must be a function, got number'],
  [{ responder: 5 }, TypeError, 'responder must be a function, or an object of results by custom_id, got number'],
  [{ responder: { a: 'yes' } }, TypeError, `responder["a"] must be a ${RESULT}, got "yes"`],
  [{ processingMs: [5, 1] }, RangeError, 'processingMs must be a number or [least, most], got [5,1]'],
  [{ latencyMs: [-1, 1] }, RangeError, 'latencyMs must be 0 or more, got -1'],
  [{ counts: 'soon' }, RangeError, 'counts must be one of at_end, moving, got "soon"'],
  [{ tier: 'gold' }, RangeError, 'tier must be one of start, build, scale, got "gold"'],
  [{ answers: { text: 'sing' } }, RangeError, 'answers.text must be one of quote, echo, prose, got "sing"'],
  [{ answers: 'echo' }, TypeError, 'answers must be an object, got "echo"'],
  [{ answers: { share: {} } }, TypeError, 'answers.share: unknown option. Did you mean answers.shares?'],
  [{ answers: { cacheHits: 2 } }, RangeError, 'answers.cacheHits must be a number from 0 to 1, got 2'],
  [
    { answers: { shares: { refusal: 0.6, expired: 0.6 } } },
    RangeError,
    'answers.shares must add up to 1 at most, got 1.2',
  ],
  [
    { answers: { shares: { refused: 0.1 } } },
    RangeError,
    'answers.shares must name tool_use, refusal, pause_turn, max_tokens, api_error, overloaded_error, ' +
      'rate_limit_error, expired, got "refused"',
  ],
  [null, TypeError, 'The options must be an object, got null'],
  [[], TypeError, 'The options must be an object, got []'],
  [{ sede: 1 }, TypeError, 'sede: unknown option. Did you mean seed?'],
  [{ port: 0 }, TypeError, 'port: this is an option of startEmulator'],
  [{ dataDir: 'x' }, TypeError, 'dataDir: this is an option of startEmulator'],
  [{ allowedHosts: ['x'] }, TypeError, 'allowedHosts: this is an option of startEmulator'],
  [{ cors: 'no' }, TypeError, 'cors must be origins such as "http://localhost:5173", or "*" for all, got "no"'],
  [{ cors: true }, TypeError, 'cors must be origins such as "http://localhost:5173", or "*" for all, got true'],
  [{ cors: [] }, TypeError, 'cors must be origins such as "http://localhost:5173", or "*" for all, got []'],
  [
    { cors: ['http://localhost:5173', 'http://localhost:5173/'] },
    TypeError,
    'cors must be origins such as "http://localhost:5173", or "*" for all, got "http://localhost:5173/"',
  ],
  [{ cors: ['*'] }, TypeError, 'cors must be origins such as "http://localhost:5173", or "*" for all, got "*"'],
  [{ idempotency: 1 }, TypeError, 'idempotency must be true or false, got 1'],
  [{ control: null }, TypeError, 'control must be true or false, got null'],
  [{ rateLimitHeaders: 'yes' }, TypeError, 'rateLimitHeaders must be true or false, got "yes"'],
  [{ order: 'sorted' }, RangeError, 'order must be one of few_in_order, requests, shuffled, got "sorted"'],
  [{ validator: true }, TypeError, `${VALIDATOR}, got true`],
  [{ validator: { validate: () => 0 } }, TypeError, `${VALIDATOR}, got one without rules`],
  [{ storage: 'folder' }, TypeError, `${STORAGE}, got "folder"`],
  [{ storage: {} }, TypeError, `${STORAGE}, got one without events`],
  [{ latencyMs: 2 ** 31 }, RangeError, 'latencyMs must be 2147483647 or less, got 2147483648'],
  [{ latencyMs: [0, Number.POSITIVE_INFINITY] }, RangeError, 'latencyMs must be 2147483647 or less, got Infinity'],
  [{ processingMs: [undefined, 5] }, RangeError, 'processingMs must be a number or [least, most], got [null,5]'],
  [
    { retryAfterSeconds: Number.POSITIVE_INFINITY },
    RangeError,
    'retryAfterSeconds must be 9007199254740991 or less, got Infinity',
  ],
  [{ answers: { shares: 'all' } }, TypeError, 'answers.shares must be an object, got "all"'],
  [
    { answers: { shares: { refusal: '1' } } },
    RangeError,
    'answers.shares.refusal must be a number from 0 to 1, got "1"',
  ],
  [{ answers: { tokens: 1e9 } }, RangeError, 'answers.tokens must be 1000000 or less, got 1000000000'],
  [{ responder: { a: { type: 'done' } } }, TypeError, `responder["a"] must be a ${RESULT}, got {"type":"done"}`],
  [
    { responder: { a: { type: 'errored', error: 'no' } } },
    TypeError,
    'responder["a"] must have an error such as { "type": "error", "error": { "type": "api_error", "message": "…" } }, ' +
      'got "no"',
  ],
  [
    { responder: { a: { type: 'succeeded', message: 'Hi' } } },
    TypeError,
    'responder["a"] must have an object as its message, got "Hi"',
  ],
  [{ origin: 'https://a b' }, TypeError, 'origin must be like "https://example.com", got "https://a b"'],
  [{ seed: 1.5 }, TypeError, 'seed must be an integer, got 1.5'],
  [{ origin: 'example.com' }, TypeError, 'origin must be like "https://example.com", got "example.com"'],
  [
    { origin: 'https://example.com/' },
    TypeError,
    'origin must be like "https://example.com", got "https://example.com/"',
  ],
];
for (const [options, { name }, message] of wrong) {
  test(`${JSON.stringify(options)} is a ${name}`, () => {
    assert.throws(() => createEmulator(options), { name, message, code: 'invalid_option' });
  });
}

test('a port that is none rejects', async () => {
  for (const port of [-1, 65536, 1.5, '80']) {
    await assert.rejects(startEmulator({ port }), {
      name: 'RangeError',
      code: 'invalid_option',
      message: `port must be an integer from 0 to 65535, got ${JSON.stringify(port)}`,
    });
  }
});

const wrongForServers = [
  [null, 'The options must be an object, got null'],
  [{ prot: 1 }, 'prot: unknown option. Did you mean port?'],
  [{ hostname: '' }, 'hostname must be a non-empty string, got ""'],
  [{ hostname: 127 }, 'hostname must be a non-empty string, got 127'],
  [{ dataDir: '' }, 'dataDir must be a non-empty string, got ""'],
  [{ dataDir: 'never-made', seed: 'x' }, 'seed must be an integer, got "x"'],
  [{ dataDir: 'never-made', storage: {} }, 'dataDir and storage both say where state is kept; give one of them'],
];
for (const [options, message] of wrongForServers) {
  test(`startEmulator(${JSON.stringify(options)}) rejects, and makes nothing`, async () => {
    await assert.rejects(startEmulator(options), { name: 'TypeError', message, code: 'invalid_option' });
    assert.equal(fs.existsSync('never-made'), false);
  });
}

test('every option may be left out', async () => {
  for (const emulator of [createEmulator(), createEmulator({})]) {
    const response = await emulator.fetch('http://emulator.test/v1/messages/batches', {
      headers: { 'x-api-key': 'any', 'anthropic-version': '2023-06-01' },
    });
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { data: [], has_more: false, first_id: null, last_id: null });
  }
});
