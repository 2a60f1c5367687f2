// Shared by the tests of this folder: an emulator, and the expected results of `flow` in every runtime.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startEmulator } from 'message-batches/emulator';
import { onPath } from '../../scripts/paths.mjs';

export const KEY = 'sk-ant-test-0123456789';
export const inRepo = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Starts an emulator for a whole file. */
export async function emulator() {
  const running = await startEmulator({ apiKeys: [KEY], processingMs: 500, idempotency: true });
  after(() => running.close());
  return running;
}

/** Returns the Node versions of this machine: the current one, the one on PATH, and the one from the set-up. */
export function nodes() {
  const programs = [process.execPath, onPath(['node']), process.env.MESSAGE_BATCHES_NODE].filter(Boolean);
  const versions = programs.map((program) => [
    execFileSync(program, ['--version'], { encoding: 'utf8' }).trim(),
    program,
  ]);
  return [...new Map(versions)];
}

const answer = (text) => `This is an emulated answer; no model was called. The question was: "${text}"`;
const none = undefined;

/** Asserts the result of `flow`. As JSON, it has null instead of undefined in lists. */
export function assertFlow(outcome) {
  assert.deepEqual(
    JSON.parse(JSON.stringify(outcome)),
    JSON.parse(
      JSON.stringify({
        ok: true,
        bytes: true,
        rules: true,
        first: 'in_progress',
        counts: { processing: 0, succeeded: 2, errored: 1, canceled: 0, expired: 0 },
        records: [
          ['question-0', 'succeeded', 'done', answer('Who are you?'), none],
          ['question-1', 'succeeded', 'done', `${answer('What is this? 🎈')} It came with 1 image.`, none],
          ['question-2', 'errored', 'fix_and_retry', '', 'model: no-such-model'],
        ],
        listed: 1,
        deleted: 'message_batch_deleted',
        errors: {
          invalid: [
            'ValidationError',
            'validation_failed',
            'The batch was not sent: 1 error in 1 request. First: requests.0.custom_id: expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found \' \' in "a b"',
            true,
          ],
          unknown: ['ApiError', 'not_found', '404 not_found_error: Message Batch msgbatch_none not found.', true],
          option: ['RangeError', 'invalid_option', 'limit: expected a whole number from 1 to 1000, found 0', false],
          aborted: 'enough',
        },
      }),
    ),
  );
}

export const PANIC =
  /^Internal error in message-batches \(at src\/wasm\/calls\/perform\.rs:\d+:\d+\)\. Calls in progress have failed; new calls work\. Please report this\.$/;

/** Asserts the result of `panics`. */
export function assertPanics({ before, after, waiting, creating, next }) {
  for (const error of [before, after, waiting, creating]) {
    assert.match(error.message, PANIC);
    assert.equal(error.name, 'BatchError');
    assert.equal(error.code, 'internal_error');
  }
  assert.equal(creating.outcome, 'unknown');
  assert.equal(next, 'ApiError: 404 not_found_error: Message Batch msgbatch_none not found.');
}

/** The input of `upload`: 9 MB in three shards, the last of which is not full. */
export const UPLOAD = { count: 10_000, size: 800, maxRequests: 4000 };

/** Asserts the result of `upload`. */
export function assertUpload({ shards, created, report, last }) {
  assert.deepEqual(
    shards.map(({ first, requests, ids }) => [first, requests, ids]),
    [
      [0, 4000, ['r-0', 'r-3999']],
      [4000, 4000, ['r-4000', 'r-7999']],
      [8000, 2000, ['r-8000', 'r-9999']],
    ],
  );
  assert.deepEqual(created, [4000, 4000, 2000], 'the emulator parsed every body');
  assert.deepEqual(
    last,
    shards.map(({ bytes }) => ({ sent: bytes, total: bytes })),
  );
  assert.deepEqual(report, { ok: true, requests: 10_000, errors: 0, shards: 3 });
}
