import { bytesOf, expectBytes, expectEqual, expectVersion, type StoreCheck, storeCheck } from './expect.ts';

const SIZES = [0, 1, 20_000, 5_000_000];

/** @internal */
export const valueChecks: StoreCheck[] = [
  storeCheck('a value is returned as it was put, with its version', async ({ store, area }) => {
    const key = `${area}value`;
    expectEqual('get before any put', await store.get(key), undefined);
    const first = expectVersion('put', await store.put(key, bytesOf(1, 2)));
    const stored = await store.get(key);
    expectBytes('get', stored?.value, bytesOf(1, 2));
    expectEqual('the version of get', stored?.version, first);
    const second = expectVersion('put of another value', await store.put(key, bytesOf(3)));
    const replaced = await store.get(key);
    expectBytes('get of the other value', replaced?.value, bytesOf(3));
    expectEqual('the version of the other value', replaced?.version, second);
  }),

  ...SIZES.map((size) =>
    storeCheck(
      `a value of ${size} bytes is returned whole, and can be replaced and deleted`,
      async ({ store, area }) => {
        const key = `${area}sized`;
        const value = Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 255);
        const first = await store.put(key, value);
        expectBytes('get', (await store.get(key))?.value, value);
        const changed = value.map((byte) => byte ^ 255);
        const second = await store.put(key, changed, { ifVersion: first });
        const stored = await store.get(key);
        expectBytes('get after it was replaced', stored?.value, changed);
        expectEqual('the version after it was replaced', stored?.version, second);
        expectEqual('delete', await store.delete(key), true);
        expectEqual('get after it was deleted', await store.get(key), undefined);
      },
    ),
  ),

  storeCheck('a large value can become a small one and large again', async ({ store, area }) => {
    const key = `${area}sized`;
    for (const size of [3_000_000, 1, 3_000_000, 0, 200_000]) {
      const value = new Uint8Array(size).fill(7);
      await store.put(key, value);
      expectBytes(`get of ${size} bytes`, (await store.get(key))?.value, value);
    }
  }),

  storeCheck('a part of a larger buffer is stored as that part alone', async ({ store, area }) => {
    const buffer = new Uint8Array(90_000).fill(9);
    buffer.set([1, 2, 3], 50_000);
    await store.put(`${area}part`, buffer.subarray(50_000, 50_003));
    expectBytes('get', (await store.get(`${area}part`))?.value, bytesOf(1, 2, 3));
  }),

  storeCheck('the store shares no bytes with its caller', async ({ store, area }) => {
    const key = `${area}shared`;
    const given = bytesOf(1, 2, 3);
    const writing = store.put(key, given);
    given.fill(9);
    await writing;
    given.fill(8);
    const first = await store.get(key);
    expectBytes('get after the bytes that were put have changed', first?.value, bytesOf(1, 2, 3));
    first?.value.fill(7);
    expectBytes('get after the bytes that get returned have changed', (await store.get(key))?.value, bytesOf(1, 2, 3));
  }),
];
