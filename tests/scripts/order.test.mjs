// The order of functions in a WebAssembly module: scripts/build/order.mjs, and the reader of modules below it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { orderOf } from '../../scripts/build/order.mjs';
import { readModule, withNames } from '../../scripts/wasm.mjs';

const bodies = fc.array(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  { maxLength: 40 },
);

test('the order has every function once, and depends on the bytes alone', () => {
  fc.assert(
    fc.property(bodies, (all) => {
      const order = orderOf(all);
      assert.deepEqual(
        [...order].sort((a, b) => a - b),
        [...all.keys()],
      );
      assert.deepEqual(orderOf(all.map((bytes) => Buffer.from(bytes))), order);
    }),
  );
});

test('functions of one kind become neighbors, and gzip makes the module smaller', () => {
  const kinds = Array.from({ length: 20 }, (_, kind) => noise(4_000, kind));
  const mixed = Array.from({ length: 60 }, (_, place) => Buffer.concat([kinds[place % 20], noise(60, 100 + place)]));
  const order = orderOf(mixed);
  const changes = order.filter((body, place) => place > 0 && body % 20 !== order[place - 1] % 20).length;
  assert.equal(changes, 19, 'each kind is left once');
  const size = (places) => zlib.gzipSync(Buffer.concat(places.map((place) => mixed[place])), { level: 9 }).length;
  assert.ok(size(order) < size([...mixed.keys()]) / 2);
});

test('a module keeps its functions when names are appended, and the names are read back', async () => {
  const module = moduleOf([41, 42, 43]);
  const { imported, bodies: plain, names } = readModule(module);
  assert.deepEqual([imported, plain.length, names.size], [1, 3, 0]);
  const long = `third${'d'.repeat(200)}`;
  const named = withNames(module, imported, ['first', 'zweite – größer', long]);
  const again = readModule(named);
  assert.deepEqual(
    [...again.names],
    [
      [0, 'first'],
      [1, 'zweite – größer'],
      [2, long],
    ],
  );
  assert.deepEqual(again.bodies, plain);
  const { instance } = await WebAssembly.instantiate(named, { env: { given: () => 0 } });
  assert.equal(instance.exports.second(), 42);
});

/** Bytes that compress badly, always the same for a seed. */
function noise(length, seed) {
  let state = (seed + 1) * 2_654_435_761;
  return Buffer.from(
    Array.from({ length }, () => {
      state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + 1;
      return (state >>> 13) & 0xff;
    }),
  );
}

/** A module that imports a function and has one for each number, which returns it. The second is exported. */
function moduleOf(numbers) {
  const section = (id, ...bytes) => [id, bytes.length, ...bytes];
  const text = (word) => [word.length, ...Buffer.from(word)];
  const functions = numbers.map((number) => [4, 0, 0x41, number, 0x0b]);
  return Buffer.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 0, 1, 0x7f),
    ...section(2, 1, ...text('env'), ...text('given'), 0, 0),
    ...section(3, numbers.length, ...numbers.map(() => 0)),
    ...section(7, 1, ...text('second'), 0, 2),
    ...section(10, numbers.length, ...functions.flat()),
  ]);
}
