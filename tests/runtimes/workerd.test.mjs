// The package in a Worker, in the real edge runtime.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accounted } from './account.mjs';
import { assertFlow, assertPanics, assertUpload, emulator, inRepo, KEY, UPLOAD } from './setup.mjs';
import { serveWorker } from './workerd/serve.mjs';

const api = await emulator();

/** Starts a Worker for the tests of a block. Returns a function that calls it. */
function useWorker(options) {
  let worker;
  before(async () => {
    worker = await serveWorker(options);
  });
  after(() => worker?.close());
  return {
    async ask(path, more = {}) {
      const query = new URLSearchParams({ api: api.url, key: KEY, ...more });
      const response = await fetch(`${worker.url}${path}?${query}`);
      const text = await response.text();
      assert.equal(response.status, 200, `${text}\n${worker.said.slice(-20).join('\n')}`);
      return text;
    },
    said: () => worker.said.join('\n'),
  };
}

describe('a Worker that imports the package by its name', { timeout: 90_000 }, () => {
  const worker = useWorker();

  test('creates, polls, reads, deletes, and gets the errors that any other gets', async () => {
    assertFlow(JSON.parse(await worker.ask('/flow')));
  });

  test('does so in many requests at once, which share one core', async () => {
    const flows = await Promise.all(Array.from({ length: 8 }, () => worker.ask('/flow')));
    for (const flow of flows) assertFlow(JSON.parse(flow));
  });

  test('uploads shards of an input that it never holds, with their exact lengths', async () => {
    assertUpload(JSON.parse(await worker.ask('/upload', UPLOAD)));
  });

  test('puts results in order by Blobs and by a bucket, and leaves nothing in that', async () => {
    assert.deepEqual(JSON.parse(await worker.ask('/account')), {
      done: accounted(['usual', 'blob', 'bucket'], 40_000),
      left: 0,
    });
  });

  test('streams records out of its answer while it reads them', async () => {
    assert.equal(await worker.ask('/stream'), 'a succeeded\n');
  });

  test('gives others a turn every 8 MiB at least while it reads what is there at once', async () => {
    const { records, fired } = JSON.parse(await worker.ask('/turns', { pieces: 64 }));
    assert.equal(records, true);
    assert.ok(fired >= 8, `a timer fired ${fired} times during 64 MiB`);
  });

  test('reads texts of every form', async () => {
    assert.deepEqual(JSON.parse(await worker.ask('/texts')), { same: true, count: 14, buffer: 'function' });
  });
});

describe('a Worker whose compatibility date is before `Buffer`', { timeout: 90_000 }, () => {
  const worker = useWorker({ more: { compatibility_date: '2024-06-01' } });

  test('reads texts of every form', async () => {
    assert.deepEqual(JSON.parse(await worker.ask('/texts')), { same: true, count: 14, buffer: 'undefined' });
  });
});

describe('a Worker whose first requests come all at once', { timeout: 90_000 }, () => {
  const worker = useWorker();

  test('loads its core for all of them', async () => {
    const flows = await Promise.all(Array.from({ length: 8 }, () => worker.ask('/flow')));
    for (const flow of flows) assertFlow(JSON.parse(flow));
  });
});

describe('a Worker whose core panics', { timeout: 90_000 }, () => {
  const worker = useWorker({ dist: inRepo('target/planted/dist') });

  test('gets an error for every call under way, and works afterwards', async () => {
    assertPanics(JSON.parse(await worker.ask('/panics')));
    assertPanics(JSON.parse(await worker.ask('/panics')));
    assertFlow(JSON.parse(await worker.ask('/flow')));
  });

  test('has no uncaught error', () => {
    assert.doesNotMatch(worker.said(), /Uncaught|unreachable/);
  });
});
