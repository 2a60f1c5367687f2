// Results that are opened when they are awaited or iterated.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResults } from 'message-batches';
import { all, answering, apiError, ended, json } from './setup.mjs';

const LINES = '{"custom_id":"a","result":{"type":"canceled"}}\n{"custom_id":"b","result":{"type":"expired"}}\n';
const counts = { processing: 0, succeeded: 0, errored: 0, canceled: 1, expired: 1 };
const downloading = () => answering(json(ended({ request_counts: counts })), () => new Response(LINES));
const ids = (records) => records.map(({ custom_id }) => custom_id);

test('results are iterated without an await', async () => {
  const api = downloading();
  assert.deepEqual(ids(await all(api.client().results('msgbatch_1'))), ['a', 'b']);
  assert.deepEqual(ids(await all(readResults(LINES))), ['a', 'b']);
});

test('results are awaited as before, by every way of a promise', async () => {
  const opening = downloading().client().results('msgbatch_1');
  const [results] = await Promise.all([opening, opening.then(() => 1), opening.finally(() => {})]);
  assert.deepEqual(ids(await all(results)), ['a', 'b']);
  assert.equal(await opening, results, 'opened once');
  const { records } = await (await readResults(LINES)).tally();
  assert.equal(records, 2);
});

test('nothing is called before the results are used, and nothing rejects unhandled', async (t) => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  t.after(() => process.off('unhandledRejection', note));
  const api = answering(apiError(404, 'not_found_error', 'No such batch.'));
  api.client().results('msgbatch_none');
  readResults(7);
  // Results that are read after the others: those would have made their call and rejected before.
  assert.deepEqual(ids(await all(readResults(LINES))), ['a', 'b']);
  assert.equal(api.calls.length, 0);
  const opening = api.client().results('msgbatch_none');
  await assert.rejects(all(opening), { code: 'not_found' });
  await assert.rejects(opening, { code: 'not_found' });
  assert.equal((await opening.catch((error) => error)).code, 'not_found');
  assert.equal(api.calls.length, 1);
  await new Promise(setImmediate);
  assert.deepEqual(unhandled, []);
});

test('a loop that is left ends the download', async () => {
  let canceled = false;
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(LINES)),
    cancel: () => {
      canceled = true;
    },
  });
  const api = answering(json(ended({ request_counts: counts })), () => new Response(body));
  for await (const { custom_id } of api.client().results('msgbatch_1')) {
    assert.equal(custom_id, 'a');
    break;
  }
  await new Promise(setImmediate);
  assert.equal(canceled, true);
});
