// The storage of a Cloudflare Durable Object. A key has a head, and a large value has parts, because the size of a stored value
// is limited: to 2 MB with the SQLite backend, to 128 KiB with the key-value backend.
import { wrong } from '../../options.ts';
import { checkDelete, checkKey, checkPrefix, checkPut } from '../arguments.ts';
import { damaged } from '../error.ts';
import type { JobStore, StoreProcesses } from './job_store.ts';
import { meets, newVersion } from './version.ts';

/**
 * The part of a Durable Object's transaction that the store uses.
 *
 * @example
 * const read = (transaction: DurableTransaction) => transaction.get('summer/state');
 */
export interface DurableTransaction {
  /**
   * Resolves to a value, or to `undefined`.
   *
   * @example
   * const read = (transaction: DurableTransaction) => transaction.get('head');
   */
  get(key: string): Promise<unknown>;
  /**
   * Writes several values.
   *
   * @example
   * const write = (transaction: DurableTransaction) => transaction.put({ head: 1 });
   */
  put(entries: Record<string, unknown>): Promise<void>;
  /**
   * Deletes several values.
   *
   * @example
   * const remove = (transaction: DurableTransaction) => transaction.delete(['head']);
   */
  delete(keys: string[]): Promise<number>;
}

/**
 * The part of a Durable Object's storage (`ctx.storage`) that the store uses.
 *
 * @example
 * const open = (storage: DurableStorage) => durableObjectStore(storage);
 */
export interface DurableStorage {
  /**
   * Resolves to a value, or to `undefined`; for several keys, to those that exist.
   *
   * @example
   * const read = (storage: DurableStorage) => storage.get('head');
   */
  get(key: string): Promise<unknown>;
  get(keys: string[]): Promise<Map<string, unknown>>;
  /**
   * Resolves to the values under a prefix, in the order of their keys.
   *
   * @example
   * const list = (storage: DurableStorage) => storage.list({ prefix: 'a/', limit: 100 });
   */
  list(options: { prefix: string; startAfter?: string; limit: number }): Promise<Map<string, unknown>>;
  /**
   * Runs `work` so that either all of its writes are stored, or none.
   *
   * @example
   * const move = (storage: DurableStorage) => storage.transaction((transaction) => transaction.delete(['head']));
   */
  transaction<T>(work: (transaction: DurableTransaction) => Promise<T>): Promise<T>;
  /**
   * Resolves once all writes are on disk.
   *
   * @example
   * const flush = (storage: DurableStorage) => storage.sync();
   */
  sync(): Promise<void>;
}

interface Head {
  version: string;
  size: number;
  parts: number;
  /** A small value, which has no parts. */
  value?: Uint8Array<ArrayBuffer>;
}

const HEAD = 'message-batches/head/';
const PART = 'message-batches/part/';

/** Maximum size of a value that is stored in its head. Listing keys reads the heads. */
const INLINE = 16_384;
/** Part sizes, with room for the serialization of values. */
const SQLITE_PART = 1_966_080;
const KEY_VALUE_PART = 126_976;
/** Maximum number of keys per call. */
const CALL = 128;

/**
 * Keeps values in the storage of a Durable Object. Values of any size are split as the storage requires, each write in one
 * transaction. All keys of the storage start with `message-batches/`, so the object may store other values there. The lease of
 * an object that was evicted or restarted is free at once: there is only one of its name at a time.
 *
 * @example
 * export class Jobs extends DurableObject {
 *   store = durableObjectStore(this.ctx.storage);
 * }
 */
export function durableObjectStore(storage: DurableStorage): JobStore {
  if (typeof storage?.transaction !== 'function') throw wrong('storage', 'the storage of a Durable Object', storage);
  const partSize = isOnSqlite(storage) ? SQLITE_PART : KEY_VALUE_PART;
  return {
    get processes() {
      return objectOf(storage);
    },
    async get(key) {
      checkKey(key);
      const found = headIn(key, await storage.get(HEAD + key));
      return found && readValue(storage, key, found);
    },
    async put(key, bytes, options) {
      const value = checkPut(key, bytes, options);
      const version = newVersion();
      const [head, parts] = split(value, version, partSize);
      const isWritten = await storage.transaction(async (transaction) => {
        const stored = headIn(key, await transaction.get(HEAD + key));
        if (!meets(stored?.version, options?.ifVersion)) return false;
        // In this order, because a concurrent reader may see the steps of the transaction.
        for (const some of batches(parts)) await transaction.put(Object.fromEntries(some));
        await transaction.put({ [HEAD + key]: head });
        await removeParts(transaction, stored);
        return true;
      });
      // A write is only in memory at first.
      await storage.sync();
      return isWritten ? version : undefined;
    },
    async delete(key, options) {
      checkDelete(key, options);
      const isDeleted = await storage.transaction(async (transaction) => {
        const stored = headIn(key, await transaction.get(HEAD + key));
        if (!stored || !meets(stored.version, options?.ifVersion)) return false;
        await transaction.delete([HEAD + key]);
        await removeParts(transaction, stored);
        return true;
      });
      await storage.sync();
      return isDeleted;
    },
    async list(prefix) {
      checkPrefix(prefix);
      const keys: string[] = [];
      for (let page = ['']; page.length > 0; ) {
        const last = page.at(-1);
        const after = keys.length > 0 && last ? { startAfter: last } : {};
        page = [...(await storage.list({ prefix: HEAD + prefix, limit: CALL, ...after })).keys()];
        keys.push(...page.map((name) => name.slice(HEAD.length)));
      }
      return keys.sort();
    },
  };
}

const OBJECT = 'message-batches object ';

const objects = new WeakMap<DurableStorage, StoreProcesses>();

/** The in-memory object that a storage belongs to. Cloudflare ends it before it starts another of the same name. */
function objectOf(storage: DurableStorage): StoreProcesses {
  const known = objects.get(storage);
  if (known) return known;
  const own = OBJECT + newVersion();
  const object = { own, hasEnded: (name: string) => name.startsWith(OBJECT) && name !== own };
  objects.set(storage, object);
  return object;
}

async function readValue(storage: DurableStorage, key: string, found: Head) {
  for (let head: Head | undefined = found; head; ) {
    const { version, size, parts, value }: Head = head;
    if (value) return { value: value.slice(), version };
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const names of batches(partNames(version, parts))) {
      const read = await storage.get(names);
      for (const name of names) {
        const part = read.get(name) as Uint8Array | undefined;
        if (part && at + part.length <= size) bytes.set(part, at);
        at += part?.length ?? 0;
      }
    }
    if (at === size) return { value: bytes, version };
    // Another write may have removed the parts meanwhile.
    const again = headIn(key, await storage.get(HEAD + key));
    if (again?.version === version) throw damaged(`The storage holds ${at} of ${size} bytes of the key "${key}".`);
    head = again;
  }
  return undefined;
}

function split(value: Uint8Array<ArrayBuffer>, version: string, partSize: number): [Head, [string, Uint8Array][]] {
  const { length: size } = value;
  if (size <= INLINE) return [{ version, size, parts: 0, value }, []];
  const parts = Math.ceil(size / partSize);
  const names = partNames(version, parts);
  // Copied, because a view is stored with its whole buffer.
  const entries = names.map((name, index): [string, Uint8Array] => [
    name,
    value.slice(index * partSize, (index + 1) * partSize),
  ]);
  return [{ version, size, parts }, entries];
}

async function removeParts(transaction: DurableTransaction, head: Head | undefined): Promise<void> {
  if (head) for (const names of batches(partNames(head.version, head.parts))) await transaction.delete(names);
}

const partNames = (version: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${PART}${version}/${index}`);

function batches<T>(items: T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / CALL) }, (_, at) => items.slice(at * CALL, (at + 1) * CALL));
}

function headIn(key: string, stored: unknown): Head | undefined {
  if (stored === undefined) return undefined;
  const { version, size, parts, value } = (stored ?? {}) as Partial<Head>;
  const isWhole = value === undefined ? Number(parts) > 0 : value instanceof Uint8Array && value.length === size;
  if (typeof version === 'string' && typeof size === 'number' && isWhole) return stored as Head;
  throw damaged(`The storage holds something under "${HEAD}${key}" that this store did not write.`);
}

/** Whether the backend is SQLite. Objects with the key-value backend have `sql` too, but using it throws. */
function isOnSqlite(storage: DurableStorage): boolean {
  try {
    return typeof (Reflect.get(storage, 'sql') as { databaseSize?: unknown } | undefined)?.databaseSize === 'number';
  } catch {
    return false;
  }
}
