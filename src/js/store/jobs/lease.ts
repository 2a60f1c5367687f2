import { check, outOfRange, wrong } from '../../options.ts';
import { checkKey } from '../arguments.ts';
import { damaged } from '../error.ts';
import type { JobStore } from './job_store.ts';
import { readValue } from './read.ts';
import { newVersion } from './version.ts';

/**
 * Options of `acquireLease`.
 *
 * @example
 * const options: LeaseOptions = { owner: 'worker-1', ttlMs: 60_000 };
 * await acquireLease(store, 'summer/lease', options);
 */
export interface LeaseOptions {
  /**
   * Who acquires the lease, for people who inspect the store. If it is `processes.own` of the store, the lease is free as soon
   * as that process has ended. Otherwise a restarted process waits like any other.
   */
  owner: string;
  /** How long the lease lasts after it was acquired or renewed, in milliseconds: a whole number from 1. */
  ttlMs: number;
  /** The clock, in milliseconds since 1970. Default: `Date.now`. */
  now?: (() => number) | undefined;
}

/**
 * A lease that was acquired.
 *
 * @example
 * const lease: Lease | undefined = await acquireLease(store, 'summer/lease', { owner: 'worker-1', ttlMs: 60_000 });
 * console.log(lease?.token);
 */
export interface Lease {
  /** The fencing token, from 1: each acquisition of a lease has a greater token than all earlier ones. */
  readonly token: number;
  /**
   * Makes the lease last `ttlMs` from now. Resolves to `false` if another owner has acquired it, and does so from then on.
   *
   * @example
   * const lease = await acquireLease(store, 'summer/lease', { owner: 'worker-1', ttlMs: 60_000 });
   * if (!(await lease?.renew())) console.log('another worker has it');
   */
  renew(): Promise<boolean>;
  /**
   * Lets others acquire the lease at once. Does nothing if another owner has acquired it.
   *
   * @example
   * const lease = await acquireLease(store, 'summer/lease', { owner: 'worker-1', ttlMs: 60_000 });
   * await lease?.release();
   */
  release(): Promise<void>;
}

interface LeaseRecord {
  owner: string;
  token: number;
  /** Unique for each acquisition. */
  holder: string;
  /** In milliseconds since 1970; 0 after a release. */
  expires: number;
}

/**
 * Acquires an expiring lease, by compare-and-set on one key of a store. Resolves to `undefined` if another owner holds it.
 *
 * A lease saves work; it does not protect data. A process that was paused may still act on a lease that it has lost, and the
 * clocks of two machines differ. Write the protected data with `ifVersion`, so that the second of two writers fails.
 *
 * @example
 * const lease = await acquireLease(store, 'summer/lease', { owner: 'worker-1', ttlMs: 60_000 });
 * if (lease) {
 *   try {
 *     await work();
 *   } finally {
 *     await lease.release();
 *   }
 * }
 */
export async function acquireLease(store: JobStore, key: string, options: LeaseOptions): Promise<Lease | undefined> {
  checkKey(key);
  check(options, { owner: true, ttlMs: true, now: true });
  const { owner, ttlMs, now = Date.now } = options;
  if (typeof owner !== 'string') throw wrong('owner', 'a string', owner);
  if (!Number.isSafeInteger(ttlMs) || ttlMs < 1) throw outOfRange('ttlMs', 'a whole number from 1', String(ttlMs));
  if (typeof now !== 'function') throw wrong('now', 'a function', now);

  const stored = await readLease(store, key);
  const isHeld = stored && stored.record.expires > now() && !(await store.processes?.hasEnded(stored.record.owner));
  if (isHeld) return undefined;
  const token = (stored?.record.token ?? 0) + 1;
  const record = { owner, token, holder: newVersion(), expires: now() + ttlMs };
  const version = await store.put(key, encode(record), { ifVersion: stored?.version ?? null });
  return version === undefined ? undefined : leaseOf({ store, key, record, version, ttlMs, now });
}

interface Holding {
  store: JobStore;
  key: string;
  record: LeaseRecord;
  /** The version of the record that this owner wrote last. */
  version: string;
  ttlMs: number;
  now: () => number;
}

function leaseOf({ store, key, record, version: first, ttlMs, now }: Holding): Lease {
  let version: string | undefined = first;
  /** Writes the record, unless another owner has the lease. */
  const write = async (expires: number): Promise<boolean> => {
    while (version !== undefined) {
      const written = await store.put(key, encode({ ...record, expires }), { ifVersion: version });
      if (written !== undefined) {
        version = written;
        return true;
      }
      // Our own write may have been stored although it was reported as failed.
      const stored = await readLease(store, key);
      version = stored?.record.holder === record.holder ? stored.version : undefined;
    }
    return false;
  };
  // Writes run one at a time, so that none is mistaken for the write of another owner.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
  return {
    token: record.token,
    renew: () => inTurn(() => write(now() + ttlMs)),
    release: () =>
      inTurn(async () => {
        await write(0);
        version = undefined;
      }),
  };
}

async function readLease(store: JobStore, key: string): Promise<{ record: LeaseRecord; version: string } | undefined> {
  const stored = await readValue(store, key);
  if (!stored) return undefined;
  const record = decode(stored.value);
  if (!record) throw damaged(`The value of the key "${key}" is not a lease. Use a key for the lease alone.`);
  return { record, version: stored.version };
}

const encode = (record: LeaseRecord): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(record));

function decode(value: Uint8Array): LeaseRecord | undefined {
  try {
    const record = JSON.parse(new TextDecoder().decode(value)) as Partial<LeaseRecord> | null;
    const { owner, token, holder, expires } = record ?? {};
    const isLease =
      typeof owner === 'string' &&
      typeof holder === 'string' &&
      Number.isSafeInteger(token) &&
      typeof expires === 'number';
    return isLease ? (record as LeaseRecord) : undefined;
  } catch {
    return undefined;
  }
}
