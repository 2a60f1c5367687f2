// The store of Durable Objects on a storage in memory with the limits of the real one.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { durableObjectStore, storeContract } from 'message-batches/stores';
import { fakeDurableStorage } from './durable_storage.mjs';

for (const sql of [true, false]) {
  describe(`durableObjectStore on ${sql ? 'SQLite' : 'the key-value backend'}`, () => {
    for (const { name, run } of storeContract) {
      test(name, async () => {
        const storage = fakeDurableStorage({ sql });
        await run(() => durableObjectStore(storage));
        assert.deepEqual([...storage.entries().keys()], [], 'nothing is left');
      });
    }
  });
}

test('a reader never gets parts of two values', async () => {
  const store = durableObjectStore(fakeDurableStorage({ sql: false }));
  const numbered = (number) => new Uint8Array(300_000 + number * 100_000).fill(number);
  await store.put('key', numbered(0));
  let isWriting = true;
  const writing = (async () => {
    for (let round = 1; round < 40; round += 1) await store.put('key', numbered(round % 5));
    isWriting = false;
  })();
  while (isWriting) {
    const { value } = await store.get('key');
    assert.deepEqual(value, numbered(value[0]));
  }
  await writing;
});

test('a part that is missing and a head of others are damage', async () => {
  const storage = fakeDurableStorage();
  const store = durableObjectStore(storage);
  await store.put('key', new Uint8Array(5_000_000));
  const [part] = [...storage.entries().keys()].filter((name) => name.includes('/part/'));
  storage.entries().delete(part);
  await assert.rejects(store.get('key'), {
    name: 'StoreError',
    code: 'store_damaged',
    message: 'The storage holds 3033920 of 5000000 bytes of the key "key".',
  });
  storage.entries().set('message-batches/head/other', 'a text');
  await assert.rejects(store.get('other'), {
    code: 'store_damaged',
    message: 'The storage holds something under "message-batches/head/other" that this store did not write.',
  });
  assert.throws(() => durableObjectStore({}), {
    message: 'storage: expected the storage of a Durable Object, found an object',
  });
});
