// Options of results with values of wrong types: each is an error that names the option, and no other reading fails with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BatchClient, readResults } from 'message-batches';
import { readResultsInWorker } from 'message-batches/worker';
import { holds } from '../property.mjs';
import { flaky } from './flaky.mjs';
import { all, failure, jsonl, KEY } from './setup.mjs';

const IDS = ['a', 'b', 'c'];
const canceled = (id) => ({ custom_id: id, result: { type: 'canceled' } });
const RESULTS = jsonl(IDS.map(canceled));
const ROWS = IDS.map((id) => ({ id, 0: id }));
const wrong = (message) => ({ name: 'TypeError', code: 'invalid_option', message });

test('a key that is neither the name of a column nor a function is refused before anything is read', async () => {
  const results = await readResults(RESULTS);
  for (const [key, found] of [
    [0, '0'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [null, 'null'],
    [['id'], 'an array'],
    [{}, 'an object'],
    [Symbol('id'), 'a symbol'],
    [7n, 'a bigint'],
  ]) {
    const error = wrong(`key: expected the name of a column, or a function, found ${found}`);
    assert.throws(() => results.join(ROWS, { key }), error);
  }
  assert.equal((await all(results.join(ROWS, { key: '0' }))).length, 3);
});

test('a spill that is not a store is refused before anything is read', async () => {
  const results = await readResults(RESULTS);
  const { read: _, ...unreadable } = { write() {}, seal() {}, read() {}, close() {} };
  for (const [spill, found] of [
    [0, '0'],
    ['/tmp', '"/tmp"'],
    [true, 'true'],
    [{}, 'an object'],
    [() => {}, 'a function'],
    [unreadable, 'an object'],
  ]) {
    const error = wrong(`spill: expected a store, which has the methods write, seal, read, close, found ${found}`);
    assert.throws(() => results.join(ROWS, { key: 'id', spill }), error);
    assert.throws(() => results.inOrder(IDS, { spill }), error);
  }
  assert.equal((await all(results.inOrder(IDS))).length, 3);
});

test('a store that does not return the bytes that were asked for is named', async () => {
  for (const [bytes, found] of [
    [undefined, 'undefined'],
    ['text', '"text"'],
    [new ArrayBuffer(9), 'an object'],
    [new Uint8Array(9), '9'],
  ]) {
    const spill = { write() {}, seal() {}, read: () => bytes, close() {} };
    const error = await failure(all((await readResults(RESULTS)).inOrder(IDS, { spill })));
    const size = RESULTS.length - 1;
    const message = `spill: expected ${size} bytes from read(0, ${size}), found ${found}`;
    assert.deepEqual({ name: error.name, code: error.code, message: error.message }, wrong(message));
  }
});

/** A server whose results have another order at each request, and a position in the first of them. */
async function changed() {
  const server = flaky({ body: (number) => jsonl((number % 2 === 0 ? IDS : IDS.toReversed()).map(canceled)) });
  const results = await server.client.results('msgbatch_1');
  for await (const _ of results) break;
  return { ...server, from: results.position };
}

test('handled ids that are not ids are refused when the results are opened', async () => {
  const { client, from, asked } = await changed();
  for (const [handled, found] of [
    ['abc', '"abc"'],
    [5, '5'],
    [{}, 'an object'],
    [true, 'true'],
    [() => ['a'], 'a function'],
  ]) {
    const error = await failure(client.results('msgbatch_1', { from, handled }));
    assert.deepEqual(
      { name: error.name, code: error.code, message: error.message },
      wrong(`handled: expected an iterable of ids, found ${found}`),
    );
  }
  for (const [handled, number, found] of [
    [[1], 1, '1'],
    [['a', null], 2, 'null'],
    [[{ custom_id: 'a' }], 1, 'an object'],
    [new Map([['a', 1]]), 1, 'an array'],
    [new Set(['a', 2]), 2, '2'],
  ]) {
    const error = await failure(client.results('msgbatch_1', { from, handled }));
    assert.deepEqual(
      { name: error.name, code: error.code, message: error.message },
      wrong(`handled, item ${number}: expected an id, found ${found}`),
    );
  }
  assert.equal(asked.length, 1);
});

test('handled ids that can be read once are checked when they are needed, and other readings go on', async () => {
  const { client, from } = await changed();
  const other = (await readResults(RESULTS))[Symbol.asyncIterator]();
  await other.next();
  const handled = ['a', 7].values();
  const error = await failure(all(await client.results('msgbatch_1', { from, handled })));
  assert.equal(error.message, 'handled, item 2: expected an id, found 7');
  assert.equal((await other.next()).value.custom_id, 'b');
});

test('a row that has no JSON is named when a join writes it', async () => {
  const write = async (rows) =>
    failure(new Response((await readResults(RESULTS)).join(rows, { key: 'id' }).toStream('jsonl')).text());
  const circle = { id: 'b' };
  circle.self = circle;
  for (const [row, message] of [
    [{ id: 'b', n: 1n }, 'row 2.n: expected a value that JSON can hold, found a bigint'],
    [circle, 'row 2.self: expected a value that JSON can hold, found an object that contains itself'],
  ]) {
    const error = await write([{ id: 'a' }, row]);
    assert.deepEqual({ name: error.name, code: error.code, message: error.message }, wrong(message));
  }
});

test('a key function that returns a promise is refused, and the rejection of the promise is handled', async (t) => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  t.after(() => process.off('unhandledRejection', note));
  const key = async () => {
    throw new Error('never seen');
  };
  const error = await failure(all((await readResults(RESULTS)).join(ROWS, { key })));
  assert.equal(error.message, 'row 1: expected an id from the function key, found an object');
  await new Promise(setImmediate);
  assert.deepEqual(unhandled, []);
});

test('a response of a mock may have headers that are numbers, and headers that cannot be read are no response', async () => {
  const { body } = new Response(RESULTS);
  const mock = {
    ok: true,
    status: 200,
    body,
    headers: new Map([['content-length', RESULTS.length]]),
    arrayBuffer() {},
  };
  assert.equal((await all(await readResults(mock))).length, 3);
  const error = await failure(readResults({ ...mock, headers: {} }));
  assert.equal(error.message, 'results: expected the content itself, found a response. Pass its body: response.body');
});

const things = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
});
const functions = fc.constantFrom(
  () => undefined,
  async () => 'a',
  Array,
  Symbol('s'),
  Promise.resolve(),
);
/** Any value, and objects that have methods of the expected ones. */
const value = fc.oneof(
  things,
  functions,
  fc.constantFrom('a', '', 'id', 'csv', 'text', ['text'], ['a', 1], [[]], -1, 1.5, 1e300, false, null),
  fc.dictionary(
    fc.constantFrom('write', 'read', 'seal', 'close', 'aborted', 'addEventListener', 'validate'),
    functions,
  ),
  fc.dictionary(fc.constantFrom('~standard', 'byteOffset', 'line', 'seen', 'cursor', 'length', 'next', 'then'), things),
);
const some = (...names) => fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
const options = (...names) => fc.oneof({ weight: 4, arbitrary: some(...names) }, { weight: 1, arbitrary: value });
const READ = ['signal', 'schema', 'recordCount', 'maxLineBytes'];
const ORDER = ['maxIds', 'spill'];
const FILE = ['columns', 'outcomes', 'defuse', 'bom', 'delimiter', 'onReport', 'filename'];

const read = (work) => async (given) => work(await readResults(RESULTS), given);
const whole = (file) => new Response(file.body ?? file).text();
const format = fc.oneof({ weight: 4, arbitrary: fc.constantFrom('csv', 'jsonl') }, { weight: 1, arbitrary: value });
const worker = { postMessage: (message) => structuredClone(message), addEventListener() {}, removeEventListener() {} };
const WAYS = {
  readResults: [options(...READ), async (given) => all(await readResults(RESULTS, given))],
  'the argument of readResults': [value, async (given) => all(await readResults(given))],
  results: [
    options(...READ, 'from', 'handled', 'maxDrops', 'betas', 'headers', 'maxRetries', 'timeoutMs'),
    async (given) => {
      const { client } = await changed();
      return all(await client.results('msgbatch_1', given));
    },
  ],
  'results after a change': [
    some('handled', 'maxDrops', ...READ),
    async (given) => {
      const { client, from } = await changed();
      return all(await client.results('msgbatch_1', { ...given, from }));
    },
  ],
  tally: [options('repeatedIds'), read((results, given) => results.tally(given))],
  inOrder: [options(...ORDER), read((results, given) => all(results.inOrder(IDS, given)))],
  'the ids of inOrder': [value, read((results, ids) => all(results.inOrder(ids)))],
  'an id of inOrder': [value, read((results, id) => all(results.inOrder(['a', id])))],
  join: [options(...ORDER, 'key'), read((results, given) => all(results.join(ROWS, given)))],
  'the rows of a join': [value, read((results, rows) => all(results.join(rows)))],
  'a row of a join': [value, read((results, row) => all(results.join([ROWS[0], row], { key: 'id' })))],
  'a value of the key of a join': [value, read((results, id) => all(results.join([ROWS[0], { id }], { key: 'id' })))],
  'a value of the function key': [value, read((results, id) => all(results.join(ROWS, { key: () => id })))],
  reconcile: [options('maxIds'), read((results, given) => results.reconcile(IDS, given))],
  toStream: [
    fc.tuple(format, options(...FILE)),
    read((results, [kind, given]) => whole(results.toStream(kind, given))),
  ],
  toResponse: [
    fc.tuple(format, options(...FILE)),
    read((results, [kind, given]) => whole(results.toResponse(kind, given))),
  ],
  'the file of a join': [
    fc.tuple(format, options(...FILE), value),
    read((results, [kind, given, more]) =>
      whole(results.join([{ id: 'a', more }], { key: 'id' }).toStream(kind, given)),
    ),
  ],
  readResultsInWorker: [
    some('schema', 'recordCount', 'maxLineBytes', 'wasm'),
    async (given) => {
      const stop = new AbortController();
      const opening = readResultsInWorker('', { worker, ...given, signal: stop.signal });
      setImmediate(() => stop.abort(Object.assign(new Error('enough'), { code: 'enough' })));
      await opening;
    },
  ],
};

for (const [name, [inputs, work]] of Object.entries(WAYS)) {
  test(`any value is fine or an error that has a code: ${name}`, async () => {
    await holds(200, inputs, async (given) => {
      const error = await (async () => work(given))().then(
        () => undefined,
        (thrown) => thrown,
      );
      if (error === undefined) return;
      assert.ok(error instanceof Error && typeof error.code === 'string', error);
      assert.notEqual(error.code, 'internal_error', error);
      assert.doesNotMatch(error.code, /^ERR_/, error);
    });
    assert.equal((await all(await readResults(RESULTS))).length, 3);
  });
}

test('a client refuses options of results that are no object', async () => {
  const client = new BatchClient({ apiKey: KEY, fetch: () => assert.fail('nothing is sent') });
  const error = await failure(client.results('msgbatch_1', null));
  assert.equal(error.message, 'options: expected an object, found null');
});
