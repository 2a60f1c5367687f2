// The results of a batch as a whole: their format, and the cases without results.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  all,
  answering,
  batch,
  bytesOf,
  emulated,
  endedWith,
  errored,
  failure,
  fieldsOf,
  json,
  jsonl,
  questions,
  resultsOf,
  succeeded,
} from './setup.mjs';

test('a last line needs no newline', async () => {
  const records = await all(await resultsOf(jsonl([succeeded('a'), succeeded('b')]).trimEnd()));
  assert.deepEqual(
    records.map((record) => record.custom_id),
    ['a', 'b'],
  );
});

test('blank lines, CRLF, CR, white space and a byte order mark are passed over, and counted', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => JSON.stringify(succeeded(id)));
  const text = `\ufeff${a}\r\n\r\n \t\n${b}\r${c}  \n\n`;
  const records = await all(await resultsOf(text));
  assert.deepEqual(
    records.map(({ custom_id, line, byteOffset }) => [custom_id, line, bytesOf(text).subarray(byteOffset).length]),
    [
      ['a', 1, bytesOf(text).length - 3],
      ['b', 4, bytesOf(`${b}\r${c}  \n\n`).length],
      ['c', 5, bytesOf(`${c}  \n\n`).length],
    ],
  );
});

test('every cut of the stream, in two chunks or in single bytes, yields the same records', async () => {
  const text = `\ufeff${jsonl([succeeded('a', 'end_turn', [{ type: 'text', text: 'é 🎈\u2028' }])])}\r\n{"bro\n\n${JSON.stringify(errored('é', 'api_error', 'x'))}\r\n${JSON.stringify(succeeded('z'))}`;
  const bytes = bytesOf(text);
  const expected = (await all(await resultsOf(bytes))).map(fieldsOf);
  assert.equal(expected.length, 4);
  for (let cut = 1; cut < bytes.length; cut++) {
    const records = await all(await resultsOf(bytes.slice(0, cut), bytes.slice(cut)));
    assert.deepEqual(records.map(fieldsOf), expected, `cut at ${cut}`);
  }
  const single = [...bytes].map((byte) => new Uint8Array([byte]));
  assert.deepEqual((await all(await resultsOf(...single))).map(fieldsOf), expected);
});

test('chunks() yields the same records, as many at a time as arrive from the network', async () => {
  const text = jsonl(['a', 'b', 'c'].map((id) => succeeded(id)));
  const second = text.indexOf('\n') + 1;
  const results = await resultsOf(text.slice(0, second + 5), '', text.slice(second + 5));
  const chunks = [];
  for await (const records of results.chunks()) chunks.push(records.map((record) => record.custom_id));
  assert.deepEqual(chunks, [['a'], ['b', 'c']]);
});

test('position is where the reader is', async () => {
  const text = jsonl([succeeded('a'), succeeded('b')]);
  const half = text.indexOf('\n') + 1;
  const results = await resultsOf(text.slice(0, half), text.slice(half));
  assert.deepEqual(results.position, { byteOffset: 0, line: 1, seen: 0, cursor: '' });
  const places = [];
  for await (const _ of results) {
    const { cursor, ...place } = results.position;
    assert.match(cursor, /^1\.[0-9a-f]{32}$/);
    places.push(place);
  }
  assert.deepEqual(places, [
    { byteOffset: half, line: 2, seen: 1 },
    { byteOffset: text.length, line: 3, seen: 2 },
  ]);
  results.position.seen = 99;
  assert.equal(results.position.seen, 2);
});

test('no results at all are no records', async () => {
  assert.deepEqual(await all(await resultsOf()), []);
  const api = answering(json(endedWith(0)), new Response(null));
  assert.deepEqual(await all(await api.client().results('msgbatch_1')), []);
});

test('results are read once: the second time is an error that says what to do', async () => {
  const again = {
    name: 'BatchError',
    code: 'already_read',
    message: 'These results are being read, or were read already. Open them again with results(id).',
  };
  const results = await resultsOf(jsonl([succeeded('a')]));
  await all(results);
  await assert.rejects(all(results), again);
  assert.throws(() => results.chunks(), again);
});

test('results before the batch has ended are refused, with the batch', async (t) => {
  const { client } = await emulated(t);
  const created = await client.create({ requests: questions(1) });
  const error = await failure(client.results(created.id));
  assert.equal(error.name, 'ResultsUnavailableError');
  assert.equal(error.code, 'results_not_ready');
  assert.equal(
    error.message,
    `Message Batch ${created.id} has no results yet: its status is in_progress, and results are available once it has ended. Use poll() to wait for that.`,
  );
  assert.deepEqual(error.batch, created);
});

test('archived results are reported as gone', async (t) => {
  const { client, clock } = await emulated(t);
  const { id } = await client.create({ requests: questions(1) });
  clock.pass(29 * 24 * 3600 * 1000);
  await assert.rejects(client.results(id), {
    name: 'ResultsUnavailableError',
    code: 'results_archived',
    message: `The results of Message Batch ${id} are gone: it was archived at 2026-12-21T10:00:00.000000+00:00. Results are kept for 29 days after the batch was created.`,
  });
});

test('an ended batch without a results_url is reported', async () => {
  const api = answering(json(batch({ processing_status: 'ended' })));
  await assert.rejects(api.client().results('msgbatch_1'), {
    name: 'ResultsUnavailableError',
    code: 'results_missing',
    message: 'Message Batch msgbatch_1 has ended but has no results.',
  });
});

test('the account so far grows with the chunks, ends as the account of all, and is not kept of a file', async () => {
  const results = await resultsOf(jsonl([succeeded('a'), succeeded('b')]), jsonl([errored('c'), 'no json']));
  const types = () => results.tallySoFar()?.types;
  assert.equal(types(), undefined);
  const seen = [];
  for await (const { custom_id } of results) seen.push([custom_id, types()]);
  const [first, all] = [{ succeeded: 2 }, { errored: 1, malformed: 1, succeeded: 2 }];
  assert.deepEqual(seen, [
    ['a', first],
    ['b', first],
    ['c', all],
    ['', all],
  ]);
  assert.deepEqual(types(), all);
  const text = jsonl([succeeded('a'), errored('b')]);
  const counted = await resultsOf(text);
  assert.deepEqual(await counted.tally(), counted.tallySoFar());
  const file = await resultsOf(text);
  assert.equal(await new Response(file.toStream('jsonl')).text(), text);
  assert.equal(file.tallySoFar(), undefined);
});

test('a loop that is left keeps the account of what it read', async () => {
  const results = await resultsOf(jsonl([succeeded('a'), succeeded('b')]), jsonl([errored('c')]));
  for await (const { custom_id } of results) if (custom_id === 'a') break;
  assert.equal(results.tallySoFar().records, 2);
});
