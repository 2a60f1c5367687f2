// IndexedDB, in pages, workers and service workers. Each key has a record in two object stores, so that comparing versions does
// not read the value.

import { check, wrong } from '../../options.ts';
import { checkDelete, checkKey, checkPrefix, checkPut } from '../arguments.ts';
import { Database } from './database.ts';
import type { JobStore } from './job_store.ts';
import { pagesHere } from './pages.ts';
import { meets, newVersion } from './version.ts';

/**
 * Keeps values in an IndexedDB database of the origin, which all its tabs and workers share. Each `put` is one transaction
 * with strict durability. The lease of a page that was reloaded or closed is free at once, by Web Locks.
 *
 * @example
 * const store = indexedDbStore({ name: 'my-jobs' });
 * await store.put('jobs/summer', new TextEncoder().encode('{}'));
 */
export function indexedDbStore(options: { name?: string | undefined } = {}): JobStore {
  check(options, { name: true });
  const { name = 'message-batches' } = options;
  if (typeof name !== 'string') throw wrong('name', 'a string', name);
  const database = new Database(name);
  return {
    get processes() {
      return pagesHere();
    },
    async get(key) {
      checkKey(key);
      const [value, version] = await database.read(({ values, versions }) => [values.get(key), versions.get(key)]);
      return version === undefined
        ? undefined
        : { value: value as Uint8Array<ArrayBuffer>, version: version as string };
    },
    async put(key, bytes, options) {
      const value = checkPut(key, bytes, options);
      const version = newVersion();
      const isWritten = await database.write(key, (stored, { values, versions }) => {
        if (!meets(stored, options?.ifVersion)) return false;
        values.put(value, key);
        versions.put(version, key);
        return true;
      });
      return isWritten ? version : undefined;
    },
    async delete(key, options) {
      checkDelete(key, options);
      return database.write(key, (stored, { values, versions }) => {
        if (stored === undefined || !meets(stored, options?.ifVersion)) return false;
        values.delete(key);
        versions.delete(key);
        return true;
      });
    },
    async list(prefix) {
      checkPrefix(prefix);
      // IndexedDB sorts strings by code unit; no key has a character after `z`.
      const [keys] = await database.read(({ versions }) => [
        versions.getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`)),
      ]);
      return keys as string[];
    },
  };
}
