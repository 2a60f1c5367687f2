// Readers that are closed before they have started: their sources must not stay open.
import assert from 'node:assert/strict';
import test from 'node:test';
import { readResults } from 'message-batches';
import { all, answering, endedWith, failure, json, jsonl, succeeded } from './setup.mjs';

const TEXT = jsonl([succeeded('a'), succeeded('b')]);

/** Results that arrive one chunk at a time, and the number of times their source was cancelled. */
function source() {
  const chunks = [TEXT.slice(0, 40), TEXT.slice(40)];
  const seen = { cancelled: 0 };
  const stream = new ReadableStream(
    {
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(chunk));
      },
      cancel() {
        seen.cancelled += 1;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, seen };
}

const ORIGINS = {
  'client.results': (stream) =>
    answering(json(endedWith(2)), () => new Response(stream))
      .client()
      .results('msgbatch_1'),
  'readResults of a response': (stream) => readResults(new Response(stream)),
  'readResults of a stream': (stream) => readResults(stream),
};

const READERS = {
  'a loop': (results) => results[Symbol.asyncIterator](),
  chunks: (results) => results.chunks(),
  inOrder: (results) => results.inOrder(['a', 'b'])[Symbol.asyncIterator](),
  join: (results) => results.join([{ id: 'a' }], { key: 'id' })[Symbol.asyncIterator](),
};

const FILES = {
  toStream: (results) => results.toStream('jsonl'),
  toResponse: (results) => results.toResponse('csv').body,
  'toStream of inOrder': (results) => results.inOrder(['a', 'b']).toStream('jsonl'),
  'toResponse of a join': (results) => results.join([{ id: 'a' }], { key: 'id' }).toResponse('csv').body,
};

for (const [origin, open] of Object.entries(ORIGINS)) {
  for (const [name, read] of Object.entries(READERS)) {
    test(`${name} over ${origin} closes them if it is left before its start`, async () => {
      const { stream, seen } = source();
      const results = await open(stream);
      const reader = read(results);
      assert.deepEqual(await reader.return(), { done: true, value: undefined });
      assert.equal(seen.cancelled, 1);
      assert.deepEqual(await reader.next(), { done: true, value: undefined });
      assert.deepEqual(await reader.return(), { done: true, value: undefined });
      assert.equal(seen.cancelled, 1);
      assert.equal((await failure(results.tally())).code, 'already_read');
    });

    test(`${name} over ${origin} closes them if an error is thrown into it before its start`, async () => {
      const { stream, seen } = source();
      const thrown = new Error('enough');
      assert.equal(await failure(read(await open(stream)).throw(thrown)), thrown);
      assert.equal(seen.cancelled, 1);
    });
  }

  for (const [name, file] of Object.entries(FILES)) {
    test(`${name} over ${origin} closes them if it is cancelled before its start`, async () => {
      const { stream, seen } = source();
      await file(await open(stream)).cancel();
      assert.equal(seen.cancelled, 1);
    });
  }
}

test('what is left after its end, or half way, is closed once at most', async () => {
  for (const [left, cancelled] of [
    [0, 1],
    [1, 1],
    [2, 0],
  ]) {
    const { stream, seen } = source();
    const reader = (await readResults(stream))[Symbol.asyncIterator]();
    for (let at = 0; at < left; at += 1) assert.equal((await reader.next()).done, false);
    if (left === 2) assert.equal((await reader.next()).done, true);
    await reader.return();
    assert.equal(seen.cancelled, cancelled, `after ${left}`);
  }
});

test('an order that is left before its start does not end another reader of its results', async () => {
  for (const order of [(results) => results.inOrder(['a']), (results) => results.join([{ id: 'a' }], { key: 'id' })]) {
    const { stream, seen } = source();
    const results = await readResults(stream);
    const unread = order(results)[Symbol.asyncIterator]();
    const reader = results[Symbol.asyncIterator]();
    const { value } = await reader.next();
    await unread.return();
    assert.deepEqual(
      [value, ...(await all(reader))].map(({ custom_id }) => custom_id),
      ['a', 'b'],
    );
    assert.equal(seen.cancelled, 0);
  }
});
