// Results in a worker, in runtimes without Web Workers. tests/runtimes/worker.test.mjs tests browsers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResultsInWorker } from 'message-batches/worker';
import { failure } from './setup.mjs';

test('Node, which has no Web Workers, is refused with what to use instead', async () => {
  const error = await failure(readResultsInWorker(''));
  assert.ok(error instanceof TypeError);
  assert.equal(error.code, 'invalid_option');
  assert.equal(error.message, 'worker: expected a runtime with Web Workers, found one without: use readResults here');
});

test('results that nobody reads start no worker', () => {
  readResultsInWorker('');
});
