// Shared by the tests of this folder: an emulator with a clock that only the test moves, and functions that call it.
import assert from 'node:assert/strict';
import { createEmulator } from 'message-batches/emulator';

export const ORIGIN = 'https://api.example';
export const START = Date.UTC(2026, 10, 22, 10, 0, 0);
export const SECOND = 1000;
export const HOUR = 3600 * SECOND;
export const DAY = 24 * HOUR;

export const HEADERS = { authorization: 'Bearer test-key', 'anthropic-version': '2026-10-21' };

/** An emulator, its clock and its calls. `call` returns `{ status, headers, text, body }`, where `body` is the parsed JSON. */
export function open(options = {}) {
  const clock = { now: START, pass: (ms) => (clock.now += ms) };
  const emulator = createEmulator({ now: () => clock.now, ...options });

  async function call(method, path, { body, headers = HEADERS } = {}) {
    const init = { method, headers };
    if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await emulator.fetch(new Request(`${ORIGIN}${path}`, init));
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  }

  const batches = '/v1/messages/batches';
  const api = {
    create: (requests, options) => call('POST', batches, { body: { requests }, ...options }),
    retrieve: (id) => call('GET', `${batches}/${id}`),
    list: (query = '') => call('GET', `${batches}${query}`),
    cancel: (id) => call('POST', `${batches}/${id}/cancel`),
    delete: (id) => call('DELETE', `${batches}/${id}`),
    results: (id) => call('GET', `${batches}/${id}/results`),
  };
  return { emulator, clock, call, ...api };
}

export function question(customId, params = {}) {
  return {
    custom_id: customId,
    params: {
      model: 'claude-opus-5-5',
      max_tokens: 1024,
      messages: [{ role: 'user', content: `Hello from ${customId}` }],
      ...params,
    },
  };
}

export function questions(count) {
  return Array.from({ length: count }, (_, index) => question(`question-${index}`));
}

export function linesOf(text) {
  assert.ok(text.endsWith('\n'), 'results end with a newline');
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Asserts the complete error: the status, the body, and that body and header have the same request id. */
export function assertError(answer, status, type, message) {
  const requestId = answer.headers.get('request-id');
  assert.match(requestId, /^req_01[1-9A-HJ-NP-Za-km-z]{22}$/);
  assert.deepEqual(
    { status: answer.status, contentType: answer.headers.get('content-type'), body: answer.body },
    {
      status,
      contentType: 'application/json',
      body: { type: 'error', error: { type, message }, request_id: requestId },
    },
  );
}
