import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { createEmulator, startEmulator } from 'message-batches/emulator';

const RESULT = 'result whose type is one of succeeded, errored, canceled, expired';
const STORAGE = 'storage: expected an object with the functions events, append, put, get, delete, clear';
const VALIDATOR = 'validator: expected false or an object with the functions validate, rules';

const wrong = [
  [{ apiKeys: 'secret' }, TypeError, 'apiKeys: expected an array of non-empty strings'],
  [{ apiKeys: [''] }, TypeError, 'apiKeys: expected an array of non-empty strings'],
  [{ processingMs: '3000' }, TypeError, 'processingMs: expected a number, found string'],
  [{ processingMs: -1 }, RangeError, 'processingMs: expected 0 or more, found -1'],
  [{ processingMs: Number.NaN }, RangeError, 'processingMs: expected 0 or more, found NaN'],
  [{ retryAfterSeconds: -5 }, RangeError, 'retryAfterSeconds: expected 0 or more, found -5'],
  [{ now: 5 }, TypeError, 'now: expected a function, found number'],
  [{ responder: 5 }, TypeError, 'responder: expected a function, or an object of results by custom_id, found number'],
  [{ responder: { a: 'yes' } }, TypeError, `responder["a"]: expected a ${RESULT}, found "yes"`],
  [{ processingMs: [5, 1] }, RangeError, 'processingMs: expected a number or [least, most], found [5,1]'],
  [{ latencyMs: [-1, 1] }, RangeError, 'latencyMs: expected 0 or more, found -1'],
  [{ counts: 'soon' }, RangeError, 'counts: expected one of at_end, moving, found "soon"'],
  [{ tier: 'gold' }, RangeError, 'tier: expected one of start, build, scale, found "gold"'],
  [{ answers: { text: 'sing' } }, RangeError, 'answers.text: expected one of quote, echo, prose, found "sing"'],
  [{ answers: 'echo' }, TypeError, 'answers: expected an object, found "echo"'],
  [{ answers: { share: {} } }, TypeError, 'answers.share: unknown option. Did you mean answers.shares?'],
  [{ answers: { cacheHits: 2 } }, RangeError, 'answers.cacheHits: expected a number from 0 to 1, found 2'],
  [
    { answers: { shares: { refusal: 0.6, expired: 0.6 } } },
    RangeError,
    'answers.shares: expected a sum of at most 1, found 1.2',
  ],
  [
    { answers: { shares: { refused: 0.1 } } },
    RangeError,
    'answers.shares: expected tool_use, refusal, pause_turn, max_tokens, api_error, overloaded_error, ' +
      'rate_limit_error, expired, found "refused"',
  ],
  [null, TypeError, 'The options: expected an object, found null'],
  [[], TypeError, 'The options: expected an object, found []'],
  [{ sede: 1 }, TypeError, 'sede: unknown option. Did you mean seed?'],
  [
    { answers: { outcomes: 1 } },
    TypeError,
    'answers.outcomes: unknown option. The options are: cacheHits, shares, text, tokens.',
  ],
  [{ port: 0 }, TypeError, 'port: this is an option of startEmulator'],
  [{ dataDir: 'x' }, TypeError, 'dataDir: this is an option of startEmulator'],
  [{ allowedHosts: ['x'] }, TypeError, 'allowedHosts: this is an option of startEmulator'],
  [{ cors: 'no' }, TypeError, 'cors: expected origins such as "http://localhost:5173", or "*" for all, found "no"'],
  [{ cors: true }, TypeError, 'cors: expected origins such as "http://localhost:5173", or "*" for all, found true'],
  [{ cors: [] }, TypeError, 'cors: expected origins such as "http://localhost:5173", or "*" for all, found []'],
  [
    { cors: ['http://localhost:5173', 'http://localhost:5173/'] },
    TypeError,
    'cors: expected origins such as "http://localhost:5173", or "*" for all, found "http://localhost:5173/"',
  ],
  [{ cors: ['*'] }, TypeError, 'cors: expected origins such as "http://localhost:5173", or "*" for all, found "*"'],
  [{ idempotency: 1 }, TypeError, 'idempotency: expected true or false, found 1'],
  [{ control: null }, TypeError, 'control: expected true or false, found null'],
  [{ rateLimitHeaders: 'yes' }, TypeError, 'rateLimitHeaders: expected true or false, found "yes"'],
  [{ order: 'sorted' }, RangeError, 'order: expected one of few_in_order, requests, shuffled, found "sorted"'],
  [{ validator: true }, TypeError, `${VALIDATOR}, found true`],
  [{ validator: { validate: () => 0 } }, TypeError, `${VALIDATOR}, found one without rules`],
  [{ storage: 'folder' }, TypeError, `${STORAGE}, found "folder"`],
  [{ storage: {} }, TypeError, `${STORAGE}, found one without events`],
  [{ latencyMs: 2 ** 31 }, RangeError, 'latencyMs: expected 2147483647 or less, found 2147483648'],
  [{ latencyMs: [0, Number.POSITIVE_INFINITY] }, RangeError, 'latencyMs: expected 2147483647 or less, found Infinity'],
  [{ processingMs: [undefined, 5] }, RangeError, 'processingMs: expected a number or [least, most], found [null,5]'],
  [
    { retryAfterSeconds: Number.POSITIVE_INFINITY },
    RangeError,
    'retryAfterSeconds: expected 9007199254740991 or less, found Infinity',
  ],
  [{ answers: { shares: 'all' } }, TypeError, 'answers.shares: expected an object, found "all"'],
  [
    { answers: { shares: { refusal: '1' } } },
    RangeError,
    'answers.shares.refusal: expected a number from 0 to 1, found "1"',
  ],
  [{ answers: { tokens: 1e9 } }, RangeError, 'answers.tokens: expected 1000000 or less, found 1000000000'],
  [{ responder: { a: { type: 'done' } } }, TypeError, `responder["a"]: expected a ${RESULT}, found {"type":"done"}`],
  [
    { responder: { a: { type: 'errored', error: 'no' } } },
    TypeError,
    'responder["a"]: expected an error such as { "type": "error", "error": { "type": "api_error", "message": "…" } }, ' +
      'found "no"',
  ],
  [
    { responder: { a: { type: 'succeeded', message: 'Hi' } } },
    TypeError,
    'responder["a"]: expected an object as its message, found "Hi"',
  ],
  [
    { origin: 'https://a b' },
    TypeError,
    'origin: expected an origin such as "https://example.com", found "https://a b"',
  ],
  [{ seed: 1.5 }, TypeError, 'seed: expected an integer, found 1.5'],
  [
    { origin: 'example.com' },
    TypeError,
    'origin: expected an origin such as "https://example.com", found "example.com"',
  ],
  [
    { origin: 'https://example.com/' },
    TypeError,
    'origin: expected an origin such as "https://example.com", found "https://example.com/"',
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
      message: `port: expected an integer from 0 to 65535, found ${JSON.stringify(port)}`,
    });
  }
});

const wrongForServers = [
  [null, 'The options: expected an object, found null'],
  [{ prot: 1 }, 'prot: unknown option. Did you mean port?'],
  [{ hostname: '' }, 'hostname: expected a non-empty string, found ""'],
  [{ hostname: 127 }, 'hostname: expected a non-empty string, found 127'],
  [{ dataDir: '' }, 'dataDir: expected a non-empty string, found ""'],
  [{ dataDir: 'never-made', seed: 'x' }, 'seed: expected an integer, found "x"'],
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
