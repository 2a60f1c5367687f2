import { checkDelete, checkKey, checkPrefix, checkPut } from '../arguments.ts';
import type { JobStore, StoredValue } from './job_store.ts';
import { meets, newVersion } from './version.ts';

/**
 * Keeps values in memory: for tests, and for jobs that need not survive the process. Each call makes a new store.
 *
 * @example
 * const store = memoryStore();
 * const first = await store.put('jobs/summer', new Uint8Array([1]), { ifVersion: null });
 * await store.put('jobs/summer', new Uint8Array([2]), { ifVersion: first });
 */
export function memoryStore(): JobStore {
  const values = new Map<string, StoredValue>();
  return {
    async get(key) {
      checkKey(key);
      const stored = values.get(key);
      return stored && { value: stored.value.slice(), version: stored.version };
    },
    async put(key, bytes, options) {
      const value = checkPut(key, bytes, options);
      if (!meets(values.get(key)?.version, options?.ifVersion)) return undefined;
      const version = newVersion();
      values.set(key, { value, version });
      return version;
    },
    async delete(key, options) {
      checkDelete(key, options);
      return meets(values.get(key)?.version, options?.ifVersion) && values.delete(key);
    },
    async list(prefix) {
      checkPrefix(prefix);
      return [...values.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
  };
}
