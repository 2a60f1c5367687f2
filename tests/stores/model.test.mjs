// Random operations on a store have the same results as on a map.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { durableObjectStore, fileStore, memoryStore } from 'message-batches/stores';
import { holds, list } from '../property.mjs';
import { fakeDurableStorage } from './durable_storage.mjs';
import { temporaryFolder } from './folder.mjs';

const root = temporaryFolder();

const key = fc.constantFrom('a', 'A', 'a/b', 'a/B', '..', 'CON', 'a'.repeat(512), `${'a'.repeat(511)}B`);
const value = fc.uint8Array({ maxLength: 40 });
/** The version that a write requires: any, the stored one, an earlier one, or none. */
const condition = fc.constantFrom('any', 'stored', 'before', 'none');
const operation = fc.oneof(
  fc.record({ what: fc.constant('put'), key, value, condition }),
  fc.record({ what: fc.constant('delete'), key, condition: fc.constantFrom('any', 'stored', 'before') }),
  fc.record({ what: fc.constant('get'), key }),
  fc.record({ what: fc.constant('list'), prefix: fc.constantFrom('', 'a', 'a/', 'A', '.', 'x', 'a'.repeat(512)) }),
);

/** Runs operations on a store and on a map, and compares every answer. */
async function follow(store, operations) {
  const model = new Map();
  const before = new Map();
  const used = new Set();
  const versionFor = ({ key, condition }) =>
    ({ any: undefined, stored: model.get(key)?.version ?? null, before: before.get(key) ?? 'never', none: null })[
      condition
    ];
  for (const one of operations) {
    const stored = model.get(one.key);
    if (one.what === 'list') {
      assert.deepEqual(
        await store.list(one.prefix),
        [...model.keys()].filter((key) => key.startsWith(one.prefix)).sort(),
      );
    } else if (one.what === 'get') {
      assert.deepEqual(await store.get(one.key), stored);
    } else {
      const ifVersion = versionFor(one);
      const isMet = ifVersion === undefined || ifVersion === (stored?.version ?? null);
      if (one.what === 'put') {
        const version = await store.put(one.key, one.value, { ifVersion });
        assert.equal(version !== undefined, isMet);
        if (!isMet) continue;
        assert.ok(!used.has(version));
        used.add(version);
        model.set(one.key, { value: one.value, version });
      } else {
        const options = ifVersion === null ? {} : { ifVersion };
        assert.equal(await store.delete(one.key, options), stored !== undefined && isMet);
        if (stored && isMet) model.delete(one.key);
      }
      if (stored) before.set(one.key, stored.version);
    }
  }
  for (const key of await store.list('')) await store.delete(key);
}

for (const [name, cases, make] of [
  ['memoryStore', 200, memoryStore],
  ['durableObjectStore, on SQLite', 200, () => durableObjectStore(fakeDurableStorage())],
  ['durableObjectStore, on the key-value backend', 50, () => durableObjectStore(fakeDurableStorage({ sql: false }))],
  ['fileStore', 15, () => fileStore(path.join(root, 'model'))],
]) {
  test(`${name} does what a map does`, () => holds(cases, list(operation, 1, 30), (all) => follow(make(), all)));
}
