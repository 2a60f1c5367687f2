// Reads a value of a store, which may be the caller's own.
import { bytesIn } from '../../realms.ts';
import { misbehaves } from '../error.ts';
import type { JobStore, StoredValue } from './job_store.ts';

/** Returns the value of a key. Throws if the store returns anything but a value and its version. */
export async function readValue(store: JobStore, key: string): Promise<StoredValue | undefined> {
  const stored = (await store.get(key)) as Partial<StoredValue> | null | undefined;
  if (stored === undefined || stored === null) return undefined;
  const value = bytesIn(stored.value) as StoredValue['value'] | undefined;
  const { version } = stored;
  if (value && typeof version === 'string') return { value, version };
  throw misbehaves(`get("${key}")`, 'undefined, or { value, version } with bytes and a text', stored);
}
