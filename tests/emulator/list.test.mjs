import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertError, open, questions } from './caller.mjs';

/** An emulator with `count` batches. `ids` has the newest first, as they are listed. */
async function withBatches(count) {
  const world = open();
  const ids = [];
  for (let i = 0; i < count; i++) ids.unshift((await world.create(questions(1))).body.id);
  const page = async (query) => {
    const { status, body, text } = await world.list(query);
    assert.equal(status, 200, text);
    return { ...body, data: body.data.map((batch) => batch.id) };
  };
  return { ...world, ids, page };
}

test('a list shows 20, newest first, each as a retrieve shows it', async () => {
  const { ids, page, list, retrieve, clock } = await withBatches(21);
  assert.deepEqual(await page(''), { data: ids.slice(0, 20), has_more: true, first_id: ids[0], last_id: ids[19] });
  clock.pass(3000);
  const { data } = (await list('?limit=3')).body;
  for (const batch of data) assert.deepEqual(batch, (await retrieve(batch.id)).body);
  assert.equal(data[0].processing_status, 'ended');
});

test('after_id walks to the older ones, before_id back to the newer ones', async () => {
  const { ids, page } = await withBatches(7);
  const [a, b, c, d, e, f, g] = ids;
  assert.deepEqual(await page('?limit=3'), { data: [a, b, c], has_more: true, first_id: a, last_id: c });
  assert.deepEqual(await page(`?limit=3&after_id=${c}`), { data: [d, e, f], has_more: true, first_id: d, last_id: f });
  assert.deepEqual(await page(`?limit=3&after_id=${f}`), { data: [g], has_more: false, first_id: g, last_id: g });
  assert.deepEqual(await page(`?limit=3&after_id=${g}`), { data: [], has_more: false, first_id: null, last_id: null });

  assert.deepEqual(await page(`?limit=3&before_id=${g}`), { data: [d, e, f], has_more: true, first_id: d, last_id: f });
  assert.deepEqual(await page(`?limit=3&before_id=${d}`), {
    data: [a, b, c],
    has_more: false,
    first_id: a,
    last_id: c,
  });
  assert.deepEqual(await page(`?limit=3&before_id=${b}`), { data: [a], has_more: false, first_id: a, last_id: a });
  assert.deepEqual(await page(`?before_id=${a}`), { data: [], has_more: false, first_id: null, last_id: null });
});

test('pages of any size, in either direction, show every batch once', async () => {
  const { ids, page } = await withBatches(11);
  for (const limit of [1, 2, 3, 10, 11, 1000]) {
    const older = [];
    for (let query = ''; older.length <= ids.length; ) {
      const { data, has_more: more, last_id: last } = await page(`?limit=${limit}${query}`);
      older.push(...data);
      if (!more) break;
      query = `&after_id=${last}`;
    }
    assert.deepEqual(older, ids);

    const newer = [];
    for (let first = ids.at(-1); newer.length <= ids.length; ) {
      const { data, has_more: more, first_id: next } = await page(`?limit=${limit}&before_id=${first}`);
      newer.unshift(...data);
      if (!more) break;
      first = next;
    }
    assert.deepEqual(newer, ids.slice(0, -1));
  }
});

test('a cursor still marks its place when its batch has been deleted', async () => {
  const { ids, page, delete: remove, clock } = await withBatches(5);
  const [a, b, c, d, e] = ids;
  clock.pass(3000);
  for (const id of [b, c]) assert.equal((await remove(id)).status, 200);
  assert.deepEqual((await page(`?after_id=${c}`)).data, [d, e]);
  assert.deepEqual((await page(`?before_id=${c}`)).data, [a]);
});

const refused = [
  ['?limit=0', 'limit: Input should be greater than or equal to 1'],
  ['?limit=-1', 'limit: Input should be greater than or equal to 1'],
  ['?limit=1001', 'limit: Input should be less than or equal to 1000'],
  ['?limit=ten', 'limit: Input should be a valid integer, unable to parse string as an integer'],
  ['?limit=', 'limit: Input should be a valid integer, unable to parse string as an integer'],
  ['?limit=1.5', 'limit: Input should be a valid integer, unable to parse string as an integer'],
  ['?after_id=a&before_id=b', 'Only one of `after_id` and `before_id` can be given.'],
];
for (const [query, message] of refused) {
  test(`a list ${query} is a 400`, async () => {
    assertError(await open().list(query), 400, 'invalid_request_error', message);
  });
}

test('a cursor that never was is a 404', async () => {
  const { list } = open();
  for (const cursor of ['after_id', 'before_id']) {
    assertError(await list(`?${cursor}=msgbatch_x`), 404, 'not_found_error', 'Message Batch msgbatch_x not found.');
  }
});
