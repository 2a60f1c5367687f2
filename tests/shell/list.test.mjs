import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchClient } from 'message-batches';
import { all, answering, batch, emulated, json, KEY, PATH, questions } from './setup.mjs';

/** Five batches, oldest first. */
async function five(t) {
  const api = await emulated(t);
  const ids = [];
  for (let index = 0; index < 5; index++) ids.push((await api.client.create({ requests: questions(1) })).id);
  return { ...api, ids };
}

const idsOf = (batches) => batches.map(({ id }) => id);

test('a list that is awaited is the first page, as the API gave it', async (t) => {
  const { client, ids } = await five(t);
  const page = await client.list({ limit: 2 });
  assert.deepEqual(Object.keys(page), ['data', 'has_more', 'first_id', 'last_id']);
  assert.deepEqual(idsOf(page.data), [ids[4], ids[3]]);
  assert.equal(page.has_more, true);
  assert.equal(page.first_id, ids[4]);
  assert.equal(page.last_id, ids[3]);
  assert.equal(page.hasNextPage(), true);
});

test('iterating a list yields every batch of every page, newest first', async (t) => {
  const { client, ids } = await five(t);
  for (const limit of [1, 2, 5, 20]) {
    assert.deepEqual(idsOf(await all(client.list({ limit }))), ids.toReversed(), `limit ${limit}`);
  }
  assert.deepEqual(idsOf(await all(client.list())), ids.toReversed());
});

test('a page can be iterated too, from its first batch on', async (t) => {
  const { client, ids } = await five(t);
  const first = await client.list({ limit: 2 });
  assert.deepEqual(idsOf(await all(first)), ids.toReversed());
  assert.deepEqual(idsOf(await all(await first.getNextPage())), [ids[2], ids[1], ids[0]]);
});

test('getNextPage goes on to the last page, which has none', async (t) => {
  const { client, ids } = await five(t);
  let page = await client.list({ limit: 2 });
  const pages = [idsOf(page.data)];
  while (page.hasNextPage()) {
    page = await page.getNextPage();
    pages.push(idsOf(page.data));
  }
  assert.deepEqual(pages, [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]]]);
  await assert.rejects(page.getNextPage(), {
    name: 'RangeError',
    message: 'getNextPage: this is the last page; call hasNextPage() first',
  });
});

test('after_id starts behind a batch and goes to older ones', async (t) => {
  const { client, ids } = await five(t);
  assert.deepEqual(idsOf(await all(client.list({ after_id: ids[3], limit: 1 }))), [ids[2], ids[1], ids[0]]);
});

test('before_id starts before a batch and goes to newer ones, a page at a time', async (t) => {
  const { client, ids } = await five(t);
  let page = await client.list({ before_id: ids[0], limit: 2 });
  assert.deepEqual(idsOf(page.data), [ids[2], ids[1]]);
  page = await page.getNextPage();
  assert.deepEqual(idsOf(page.data), [ids[4], ids[3]]);
  assert.equal(page.hasNextPage(), false);
});

test('an empty list is an empty page without a next one', async (t) => {
  const { client } = await emulated(t);
  const page = await client.list();
  assert.deepEqual({ ...page }, { data: [], has_more: false, first_id: null, last_id: null });
  assert.equal(page.hasNextPage(), false);
  assert.deepEqual(await all(client.list()), []);
});

test('a list that is left early requests no further page', async () => {
  const page = (id) => json({ data: [{ id }], has_more: true, first_id: id, last_id: id });
  const api = answering(page('a'), page('b'), page('c'));
  for await (const batch of api.client({ baseURL: 'http://127.0.0.1:1' }).list({ limit: 1 })) {
    if (batch.id === 'b') break;
  }
  assert.deepEqual(
    api.calls.map(({ url }) => url.replace('http://127.0.0.1:1', '')),
    [`${PATH}?limit=1`, `${PATH}?limit=1&after_id=a`],
  );
});

test('a page that says there is more but names no last batch is the last', async () => {
  for (const odd of [
    { data: [], has_more: true, first_id: null, last_id: null },
    { data: [{ id: 'a' }], has_more: true },
  ]) {
    const api = answering(json(odd));
    const page = await api.client().list();
    assert.equal(page.hasNextPage(), false);
    await all(page);
    assert.equal(api.calls.length, 1);
  }
});

test('cursors are encoded', async () => {
  const api = answering(json({ data: [], has_more: false }));
  await api.client({ baseURL: 'http://127.0.0.1:1' }).list({ after_id: 'a&limit=9 #é' });
  assert.equal(api.calls[0].url, `http://127.0.0.1:1${PATH}?after_id=a%26limit%3D9%20%23%C3%A9`);
});

const wrong = [
  [{ limit: 0 }, 'RangeError', 'limit: expected a whole number from 1 to 1000, found 0'],
  [{ limit: 1001 }, 'RangeError', 'limit: expected a whole number from 1 to 1000, found 1001'],
  [{ limit: 1.5 }, 'RangeError', 'limit: expected a non-negative whole number, found 1.5'],
  [{ limit: '20' }, 'TypeError', 'limit: expected a non-negative whole number, found "20"'],
  [{ after_id: 7 }, 'TypeError', 'after_id: expected a batch id, found 7'],
  [{ before_id: {} }, 'TypeError', 'before_id: expected a batch id, found an object'],
  ['abc', 'TypeError', 'options: expected an object, found a string'],
];
for (const [params, name, message] of wrong) {
  test(`list(${JSON.stringify(params)}) rejects with a ${name} that says what is wrong`, async () => {
    const api = answering(json({ data: [], has_more: false }));
    await assert.rejects(api.client().list(params), { name, code: 'invalid_option', message });
    assert.equal(api.calls.length, 0);
  });
}

test('a list that failed and is only iterated rejects once, where it is iterated', async () => {
  const api = answering(json({ nonsense: true }));
  await assert.rejects(all(api.client().list()), {
    name: 'ResponseError',
    code: 'unexpected_response',
    message:
      'GET https://api.anthropic.com/v1/messages/batches: expected a page of message batches, found a JSON object without data.',
  });
});

test('a long answer is decoded in small pieces, also if it comes as one', async (t) => {
  const id = 'שלום 😀 '.repeat(100_000);
  const page = { data: [batch({ id })], has_more: false, first_id: id, last_id: id };
  const bytes = new TextEncoder().encode(JSON.stringify(page));
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  const sizes = [];
  const { decode } = TextDecoder.prototype;
  t.mock.method(TextDecoder.prototype, 'decode', function (piece, options) {
    if (options?.stream) sizes.push(piece.byteLength);
    return decode.call(this, piece, options);
  });
  const client = new BatchClient({ apiKey: KEY, fetch: async () => new Response(body) });
  const list = await client.list();
  assert.deepEqual(idsOf(list.data), [id]);
  assert.equal(
    sizes.reduce((sum, size) => sum + size, 0),
    bytes.length,
  );
  assert.ok(Math.max(...sizes) <= 262_144, `${Math.max(...sizes)} bytes at a time`);
});
