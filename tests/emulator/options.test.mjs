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
  [{ responder: {} }, TypeError, 'responder must be a function, got object'],
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
    assert.throws(() => createEmulator(options), { name, message });
  });
}

test('a port that is none rejects', async () => {
  for (const port of [-1, 65536, 1.5, '80']) {
    await assert.rejects(startEmulator({ port }), {
      name: 'RangeError',
      message: `port must be an integer from 0 to 65535, got ${port}`,
    });
  }
});

test('every option may be left out', () => {
  createEmulator();
  createEmulator({});
});
