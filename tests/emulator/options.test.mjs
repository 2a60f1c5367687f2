import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmulator, startEmulator } from 'message-batches/emulator';

const wrong = [
  [{ apiKeys: 'secret' }, TypeError, 'apiKeys must be an array of non-empty strings'],
  [{ apiKeys: [''] }, TypeError, 'apiKeys must be an array of non-empty strings'],
  [{ processingMs: '3000' }, TypeError, 'processingMs must be a number, got string'],
  [{ processingMs: -1 }, RangeError, 'processingMs must be 0 or more, got -1'],
  [{ processingMs: Number.NaN }, RangeError, 'processingMs must be 0 or more, got NaN'],
  [{ retryAfterSeconds: -5 }, RangeError, 'retryAfterSeconds must be 0 or more, got -5'],
  [{ now: 5 }, TypeError, 'now must be a function, got number'],
  [{ responder: 5 }, TypeError, 'responder must be a function, or an object of results by custom_id, got number'],
  [{ responder: { a: 'yes' } }, TypeError, 'responder["a"] must be a result with a type, got "yes"'],
  [{ processingMs: [5, 1] }, RangeError, 'processingMs must be a number or [least, most], got [5,1]'],
  [{ latencyMs: [-1, 1] }, RangeError, 'latencyMs must be 0 or more, got -1'],
  [{ counts: 'soon' }, RangeError, 'counts must be one of at_end, moving, got "soon"'],
  [{ tier: 'gold' }, RangeError, 'tier must be one of start, build, scale, got "gold"'],
  [{ answers: { text: 'sing' } }, RangeError, 'answers.text must be one of quote, echo, prose, got "sing"'],
  [{ answers: 'echo' }, TypeError, 'answers must be an object, got "echo"'],
  [{ answers: { share: {} } }, TypeError, 'answers.share: there is no such option. Did you mean answers.shares?'],
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
      message: `port must be an integer from 0 to 65535, got ${port}`,
    });
  }
});

test('every option may be left out', async () => {
  for (const emulator of [createEmulator(), createEmulator({})]) {
    const response = await emulator.fetch('http://emulator.test/v1/messages/batches', {
      headers: { 'x-api-key': 'any', 'anthropic-version': '2023-06-01' },
    });
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { data: [], has_more: false, first_id: null, last_id: null });
  }
});
