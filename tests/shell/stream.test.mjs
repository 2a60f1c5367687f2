import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { BatchClient } from 'message-batches';
import { all, answering, bytesOf, ended, endedWith, failure, json, jsonl, KEY, PATH, serving } from './setup.mjs';

const lines = (count) =>
  Array.from({ length: count }, (_, index) => ({ custom_id: `r-${index}`, result: { type: 'canceled' } }));

/** Results that a test feeds: `push` adds text, `cancelled` has the reasons of cancels. */
async function fed({ signal, maxDrops } = {}) {
  const cancelled = [];
  let controller;
  const body = new ReadableStream({
    start: (given) => {
      controller = given;
    },
    cancel: (reason) => cancelled.push(reason),
  });
  const api = answering(json(ended()), () => new Response(body));
  const results = await api.client().results('msgbatch_1', { signal, maxDrops });
  return {
    results,
    cancelled,
    push: (text) => controller.enqueue(bytesOf(text)),
    fail: (error) => controller.error(error),
  };
}

/** A server whose results are one line, after which `more` uses the open response. */
const slowly = (t, more) =>
  serving(t, (call, response) => {
    if (!call.path.endsWith('/results')) {
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify(ended({ results_url: `${PATH}/msgbatch_1/results` })));
    }
    response.write(jsonl(lines(1)));
    return more(response);
  });

test('a loop that is left ends the download', async (t) => {
  let closed;
  const gone = new Promise((resolve) => (closed = resolve));
  const server = await slowly(t, (response) => response.once('close', closed));
  const client = new BatchClient({ baseURL: server.url, apiKey: KEY });
  for await (const record of await client.results('msgbatch_1')) {
    assert.equal(record.custom_id, 'r-0');
    break;
  }
  await gone;
});

test('a loop that throws ends the download and throws what it threw', async () => {
  const { results, cancelled, push } = await fed();
  const mine = new Error('mine');
  push(jsonl(lines(3)));
  const thrown = await failure(
    (async () => {
      for await (const _ of results) throw mine;
    })(),
  );
  assert.equal(thrown, mine);
  assert.equal(cancelled.length, 1);
});

test('cancel() before anything is read ends the download', async () => {
  const { results, cancelled } = await fed();
  await results.cancel();
  await results.cancel();
  assert.equal(cancelled.length, 1);
  await assert.rejects(all(results), { code: 'already_read' });
});

const CANCELLED = {
  name: 'BatchError',
  code: 'canceled',
  message: 'The results were cancelled before they were read to the end.',
};

test('cancel() while a loop waits for more ends the download, and the loop says so', async () => {
  const { results, cancelled, push } = await fed();
  push(jsonl(lines(1)));
  const seen = [];
  const loop = (async () => {
    for await (const record of results) seen.push(record.custom_id);
  })();
  while (seen.length === 0) await new Promise(setImmediate);
  await Promise.all([results.cancel(), assert.rejects(loop, CANCELLED)]);
  assert.deepEqual(seen, ['r-0']);
  assert.equal(cancelled.length, 1);
});

test('cancel() after an unread chunks() ends the download', async () => {
  const { results, cancelled } = await fed();
  const chunks = results.chunks();
  await results.cancel();
  assert.equal(cancelled.length, 1);
  await assert.rejects(chunks.next(), CANCELLED);
});

test('after a cancel or an abort in a loop there is no further record, and the loop rejects', async () => {
  const ways = {
    'a loop': (results) => results,
    'an order': (results) => results.inOrder(lines(40).map(({ custom_id }) => custom_id)),
    'a join': (results) => results.join(lines(40)),
  };
  for (const [name, of] of Object.entries(ways)) {
    for (const way of ['cancel', 'abort']) {
      const controller = new AbortController();
      const api = answering(json(endedWith(40)), () => new Response(jsonl(lines(40))));
      const results = await api.client().results('msgbatch_1', { signal: controller.signal });
      let seen = 0;
      const loop = (async () => {
        for await (const _ of of(results)) {
          seen += 1;
          if (way === 'abort') controller.abort(new Error('STOP'));
          else await results.cancel();
        }
      })();
      await assert.rejects(loop, way === 'abort' ? { message: 'STOP' } : CANCELLED, `${name}, ${way}`);
      assert.equal(seen, 1, `${name}, ${way}`);
    }
  }
});

test('a file of results that are cancelled fails, so that it does not look complete', async () => {
  for (const file of [
    (results) => results.toStream('jsonl'),
    (results) => results.inOrder(lines(2).map(({ custom_id }) => custom_id)).toStream('jsonl'),
  ]) {
    const { results, push } = await fed();
    push(jsonl(lines(1)));
    const reader = file(results).getReader();
    const reading = (async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read());
    })();
    await new Promise(setImmediate);
    await Promise.all([results.cancel(), assert.rejects(reading, CANCELLED)]);
  }
});

test('cancel() after the last record changes nothing', async () => {
  const api = answering(json(ended()), () => new Response(jsonl(lines(2))));
  const results = await api.client().results('msgbatch_1');
  assert.equal((await all(results)).length, 2);
  await results.cancel();
});

test('results can be disposed of, as the end of an `await using` block does', async () => {
  const { results, cancelled, push } = await fed();
  push(jsonl(lines(2)));
  for await (const records of results.chunks()) {
    assert.equal(records.length, 2);
    await results[Symbol.asyncDispose]();
    break;
  }
  assert.equal(cancelled.length, 1);
});

test('an abort while a loop waits for more rejects with the very reason and ends the download', async () => {
  const controller = new AbortController();
  const { results, cancelled, push } = await fed({ signal: controller.signal });
  push(jsonl(lines(1)));
  const reason = { why: 'enough' };
  const seen = [];
  const loop = (async () => {
    for await (const record of results) seen.push(record);
  })();
  while (seen.length === 0) await new Promise(setImmediate);
  controller.abort(reason);
  assert.equal(await failure(loop), reason);
  assert.deepEqual(cancelled, [reason]);
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
});

test('an abort inside the loop rejects with the reason at the next chunk', async () => {
  const controller = new AbortController();
  const { results, cancelled, push } = await fed({ signal: controller.signal });
  push(jsonl(lines(1)));
  push(jsonl(lines(1)));
  const loop = (async () => {
    for await (const _ of results) controller.abort('enough');
  })();
  assert.equal(await failure(loop), 'enough');
  assert.equal(cancelled.length, 1);
});

test('an abort before the loop rejects with the reason and reads nothing', async () => {
  const controller = new AbortController();
  const { results, cancelled, push } = await fed({ signal: controller.signal });
  push(jsonl(lines(1)));
  controller.abort('enough');
  assert.equal(await failure(all(results)), 'enough');
  assert.equal(cancelled.length, 1);
});

test('an abort after the last record changes nothing', async () => {
  const controller = new AbortController();
  const api = answering(json(ended()), () => new Response(jsonl(lines(2))));
  const results = await api.client().results('msgbatch_1', { signal: controller.signal });
  assert.equal((await all(results)).length, 2);
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  controller.abort();
});

test('a connection that is cut rejects with a ConnectionError that says how far the reader came', async (t) => {
  const server = await slowly(t, (response) => {
    response.write(`${jsonl(lines(2)).slice(jsonl(lines(1)).length)}{"custom_id":"r-2","resu`);
    setTimeout(() => response.destroy(), 20);
  });
  const client = new BatchClient({ baseURL: server.url, apiKey: KEY });
  const results = await client.results('msgbatch_1', { maxDrops: 0 });
  const seen = [];
  const error = await failure(
    (async () => {
      for await (const record of results) seen.push(record.custom_id);
    })(),
  );
  const { length } = jsonl(lines(2));
  assert.deepEqual(seen, ['r-0', 'r-1']);
  assert.equal(error.name, 'ConnectionError');
  assert.equal(error.code, 'connection_lost');
  assert.equal(
    error.message,
    `The results ended early in line 3, at or after byte ${length}, after 2 records (terminated). The batch still has them: continue with results(id, { from: error.position }).`,
  );
  assert.deepEqual(error.position, { byteOffset: length, line: 3, seen: 2, cursor: error.position.cursor });
  assert.equal(error.cause.message, 'terminated');
});

test('a stream that fails with a value that is no error passes that value on', async () => {
  const { results, push, fail } = await fed({ maxDrops: 0 });
  push(jsonl(lines(1)));
  const reading = all(results);
  fail('no carrier');
  const error = await failure(reading);
  assert.equal(error.code, 'connection_lost');
  assert.equal(error.cause, 'no carrier');
  assert.match(error.message, /\(no carrier\)/);
});

test('a source that does not answer a cancel does not hang the one who left', async () => {
  const body = new ReadableStream({
    start: (given) => given.enqueue(bytesOf(jsonl(lines(1)))),
    cancel: () => new Promise(() => {}),
  });
  const api = answering(json(ended()), () => new Response(body));
  for await (const _ of await api.client().results('msgbatch_1')) break;
});

test('records are read while the rest is still on its way', async () => {
  const { results, push } = await fed();
  const reader = results[Symbol.asyncIterator]();
  push(`${jsonl(lines(1))}{"custom_id":"r-1"`);
  assert.equal((await reader.next()).value.custom_id, 'r-0');
  push(',"result":{"type":"expired"}}\n');
  assert.equal((await reader.next()).value.type, 'expired');
  await reader.return();
});

test('a fetch that streams text instead of bytes is reported, and no text is shown', async () => {
  const body = new ReadableStream({ start: (controller) => controller.enqueue('{"custom_id":"secret"}') });
  const response = { status: 200, headers: new Headers(), body };
  const api = answering(json(ended()), () => response);
  const results = await api.client().results('msgbatch_1');
  await assert.rejects(all(results), {
    name: 'TypeError',
    code: 'invalid_option',
    message: 'results: expected a stream of bytes from fetch, found text',
  });
});
