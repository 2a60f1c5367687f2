import { bytesOf, expectBytes, expectEqual, expectRejection, type StoreCheck, storeCheck } from './expect.ts';

/** Keys that are prefixes of each other, that differ only in case, or that have a special meaning in a file system. */
const HOSTILE = [
  ...['a', 'a/b', 'a/b/c', 'a/bc', 'ab', 'A', 'a/B', 'aB', 'Ab', 'a-b', 'a.b', 'a_b'],
  ...['.', '..', '...', '../x', './x', 'x/..', '/', '//', '/x', 'x/', '-', '--help', '_', '.x', 'x.', 'x..'],
  ...['CON', 'con', 'NUL.txt', 'aux', 'COM1', 'LPT1', 'con.key', 'k-a.key', '__proto__', 'constructor', 'toString'],
];

const LONG = 'Long/key.'.repeat(50);

/** @internal */
export const keyChecks: StoreCheck[] = [
  storeCheck('keys are distinct, whatever they mean to a file system', async ({ store, area }) => {
    const keys = [...HOSTILE, LONG, `${LONG}x`, LONG.toLowerCase()].map((key) => area + key);
    for (const [index, key] of keys.entries()) await store.put(key, bytesOf(index));
    for (const [index, key] of keys.entries())
      expectBytes(`get of ${key}`, (await store.get(key))?.value, bytesOf(index));
    expectEqual('list', await store.list(area), keys.toSorted());
    for (const [index, key] of keys.entries()) {
      expectEqual(`delete of ${key}`, await store.delete(key), true);
      expectEqual(`list without ${key}`, await store.list(area), keys.slice(index + 1).sort());
    }
  }),

  storeCheck('a key without anything around it is a key', async ({ store }) => {
    for (const key of ['..', 'CON', '/', '__proto__']) {
      const stored = await store.get(key);
      if (stored) throw new Error(`get of ${key}: expected a store that is not used yet, found a value`);
      await store.put(key, bytesOf(5));
      expectBytes(`get of ${key}`, (await store.get(key))?.value, bytesOf(5));
      expectEqual(`delete of ${key}`, await store.delete(key), true);
    }
  }),

  storeCheck('a key has 512 characters at most, and at least one', async ({ store, area }) => {
    const longest = area.padEnd(512, 'x');
    await store.put(longest, bytesOf(1));
    expectBytes('get of 512 characters', (await store.get(longest))?.value, bytesOf(1));
    for (const key of ['', `${longest}x`, 'a b', 'ä', 'a\\b', 'a\0', 'a:b', 'a\n']) {
      const shown = JSON.stringify(key.slice(0, 20));
      await expectRejection(`get of ${shown}`, () => store.get(key));
      await expectRejection(`put of ${shown}`, () => store.put(key, bytesOf(1)));
      await expectRejection(`delete of ${shown}`, () => store.delete(key));
    }
  }),

  storeCheck('list returns the keys that start with the prefix, sorted', async ({ store, area }) => {
    const keys = ['b', 'a/2', 'a/10', 'a', 'A', 'a/1', 'ab', 'a-', 'a.', 'a_'].map((key) => area + key);
    for (const key of keys) await store.put(key, bytesOf());
    const starting = (prefix: string) => keys.filter((key) => key.startsWith(area + prefix)).sort();
    for (const prefix of ['', 'a', 'a/', 'a/1', 'A', 'c', 'a/10']) {
      expectEqual(`list of ${JSON.stringify(prefix)}`, await store.list(area + prefix), starting(prefix));
    }
    const all = await store.list('');
    expectEqual(
      'list of everything',
      all.filter((key) => key.startsWith(area)),
      starting(''),
    );
    expectEqual('the order of everything', all, all.toSorted());
  }),

  storeCheck('list returns more keys than a page of a service has', async ({ store, area }) => {
    const keys = Array.from({ length: 150 }, (_, index) => `${area}${String(index).padStart(3, '0')}`);
    await Promise.all(keys.map((key) => store.put(key, bytesOf(1))));
    expectEqual('list', await store.list(area), keys);
  }),

  storeCheck('list while others write returns every key that stays', async ({ store, area }) => {
    const staying = Array.from({ length: 5 }, (_, index) => `${area}stays-${index}`);
    for (const key of staying) await store.put(key, bytesOf(1));
    const writing = Array.from({ length: 5 }, async (_, index) => {
      for (let round = 0; round < 8; round += 1) {
        await store.put(`${area}comes-${index}`, bytesOf(round));
        await store.put(`${area}stays-${index}`, bytesOf(round));
        await store.delete(`${area}comes-${index}`);
      }
    });
    let isWriting = true;
    const written = Promise.all(writing).finally(() => {
      isWriting = false;
    });
    while (isWriting) {
      expectEqual('list', await store.list(`${area}stays-`), staying);
      // If the storage answers from memory, only a timer lets the writers continue.
      await new Promise((resolve) => setTimeout(resolve));
    }
    await written;
    expectEqual('list afterwards', await store.list(area), staying);
  }),
];
