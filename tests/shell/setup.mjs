// Shared by the tests of this folder: an emulator with a clock that only the test moves, servers and `fetch`es that fail as
// configured, a clock that skips waits, and small inputs.
import { execFile } from 'node:child_process';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { BatchClient } from 'message-batches';
import { startEmulator } from 'message-batches/emulator';

// A developer's settings must not affect these tests, nor these tests a developer's account.
delete process.env.ANTHROPIC_API_KEY;
delete process.env.ANTHROPIC_BASE_URL;

export const KEY = 'sk-ant-test-0123456789-never-shown';
export const START = Date.UTC(2026, 10, 22, 10, 0, 0);
export const PATH = '/v1/messages/batches';
export const NODE_ENTRY = new URL('../../dist/node.js', import.meta.url).href;

/** An emulator behind a real server, its client, and its clock. */
export async function emulated(t, { client: clientOptions, ...options } = {}) {
  const clock = { now: START, pass: (ms) => (clock.now += ms) };
  const running = await startEmulator({ apiKeys: [KEY], now: () => clock.now, ...options });
  t.after(() => running.close());
  const client = new BatchClient({ baseURL: running.url, apiKey: KEY, ...clientOptions });
  return { ...running, clock, client };
}

/** A server that answers as `handle` defines and records its requests: method, path, headers and body. */
export async function serving(t, handle) {
  const calls = [];
  const server = http.createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const call = { method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(parts) };
    calls.push(call);
    await handle(call, response, calls.length);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${server.address().port}`, calls };
}

/** A `fetch` that returns the answers in turn, then always the last one, and records its calls. */
export function answering(...answers) {
  const calls = [];
  const fetch = async (url, init) => {
    const answer = answers[Math.min(calls.length, answers.length - 1)];
    calls.push({ url, ...init, headers: Object.fromEntries(init.headers) });
    return typeof answer === 'function' ? answer(init, calls.length) : answer.clone();
  };
  return { fetch, calls, client: (options) => new BatchClient({ apiKey: KEY, fetch, ...options }) };
}

/** A `fetch` without an answer: it rejects when the exchange is aborted, as a real one does. */
export const never = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

export const json = (body, { status = 200, ...headers } = {}) => Response.json(body, { status, headers });

export const apiError = (status, type, message, headers) =>
  json({ type: 'error', error: { type, message }, request_id: 'req_1' }, { status, ...headers });

/** Returns a batch as the API does, in progress by default. */
export function batch(fields = {}) {
  return {
    id: 'msgbatch_1',
    type: 'message_batch',
    processing_status: 'in_progress',
    request_counts: { processing: 2, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
    ended_at: null,
    created_at: '2026-11-22T10:00:00.000000Z',
    expires_at: '2026-11-23T10:00:00.000000Z',
    archived_at: null,
    cancel_initiated_at: null,
    results_url: null,
    ...fields,
  };
}

export const ended = (fields = {}) =>
  batch({
    processing_status: 'ended',
    request_counts: { processing: 0, succeeded: 2, errored: 0, canceled: 0, expired: 0 },
    ended_at: '2026-11-22T10:03:00.000000Z',
    results_url: `https://api.anthropic.com${PATH}/msgbatch_1/results`,
    ...fields,
  });

/** Returns an ended batch with this number of results. */
export const endedWith = (succeeded, fields = {}) =>
  ended({ request_counts: { processing: 0, succeeded, errored: 0, canceled: 0, expired: 0 }, ...fields });

/** Returns the number of records in results: their lines that are not blank. */
export const recordsIn = (text) => text.split(/[\r\n]/).filter((line) => line.trim() !== '').length;

export function question(customId, params = {}) {
  const messages = [{ role: 'user', content: `Hello from ${customId}` }];
  return { custom_id: customId, params: { model: 'claude-opus-5-5', max_tokens: 1024, messages, ...params } };
}

export const questions = (count) => Array.from({ length: count }, (_, index) => question(`question-${index}`));

export const jsonl = (values) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

export const bytesOf = (text) => new TextEncoder().encode(text);

/** Returns a stream of the given chunks. */
export const streamOf = (...chunks) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === 'string' ? bytesOf(chunk) : chunk);
      controller.close();
    },
  });

export async function all(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}

/** Returns the error that a promise rejects with. Throws if it does not reject. */
export async function failure(promise) {
  const value = await promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  if ('error' in value) return value.error;
  throw new Error(`expected a rejection, found ${JSON.stringify(value.value)}`);
}

/**
 * Makes time pass as soon as everything waits: timers run in order, immediately, and the clock shows their time. Returns the
 * lengths of the waits that were not canceled. Only for calls that do not use the network.
 */
export function rushed(t, { random = 0 } = {}) {
  const waits = [];
  let now = START;
  let scheduled = [];
  const turn = () => {
    setImmediate(() => {
      scheduled.sort((one, other) => one.at - other.at);
      const timer = scheduled.shift();
      if (!timer) return;
      waits.push(timer.ms);
      now = Math.max(now, timer.at);
      timer.run();
    });
  };
  t.mock.method(globalThis, 'setTimeout', (run, ms) => {
    const timer = { run, ms, at: now + ms };
    scheduled.push(timer);
    turn();
    return timer;
  });
  t.mock.method(globalThis, 'clearTimeout', (timer) => {
    scheduled = scheduled.filter((other) => other !== timer);
  });
  t.mock.method(Date, 'now', () => now);
  t.mock.method(Math, 'random', () => random);
  return { waits, elapsed: () => now - START, running: () => scheduled.length };
}

/** Runs a module's text in its own process. Returns its exit code, its output and its duration. */
export function inProcess(text, { env = {}, limitMs = 30_000 } = {}) {
  const started = Date.now();
  const args = ['--input-type=module', '--eval', text];
  const options = {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...process.env, ...env },
    timeout: limitMs,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr, ms: Date.now() - started });
    });
  });
}

export const usage = { input_tokens: 14, output_tokens: 5, service_tier: 'batch' };
export const message = (stop_reason, content, more) => ({
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-opus-5-5', content, stop_reason },
  ...{ stop_sequence: null, usage, ...more },
});
export const succeeded = (custom_id, stop_reason = 'end_turn', content = [{ type: 'text', text: 'Yes.' }]) => ({
  custom_id,
  result: { type: 'succeeded', message: message(stop_reason, content) },
});
export const errored = (custom_id, type, text) => ({
  custom_id,
  result: { type: 'errored', error: { type: 'error', error: { type, message: text }, request_id: null } },
});

/** Returns the results for a stream of these chunks. */
export async function resultsOf(...chunks) {
  const text = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))).toString();
  const api = answering(json(endedWith(recordsIn(text))), () => new Response(streamOf(...chunks)));
  return api.client().results('msgbatch_1');
}

/** Returns all properties of a record as plain data. */
export const fieldsOf = ({ custom_id, type, outcome, text, usage, error, line, byteOffset, raw }) => ({
  ...{ custom_id, type, outcome, text, usage, error, line, byteOffset },
  raw: Buffer.from(raw).toString(),
});
