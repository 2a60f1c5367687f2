// Assertions without a test framework: a failed check throws an `Error` with the expected and the found value.
import type { JobStore } from '../jobs/job_store.ts';
import { newVersion } from '../jobs/version.ts';

/**
 * One property that every `JobStore` has.
 *
 * @example
 * const checks: readonly StoreCheck[] = storeContract;
 * console.log(checks.map(({ name }) => name));
 */
export interface StoreCheck {
  /** A sentence that can be the name of a test. */
  readonly name: string;
  /**
   * Resolves if the store has the property, else rejects with an `Error` that says what was expected and what was found.
   * `makeStore` may return a new store or one that is shared: a check uses its own keys and deletes them.
   *
   * @example
   * await storeContract[0]?.run(() => myStore());
   */
  run(makeStore: () => JobStore | Promise<JobStore>): Promise<void>;
}

/** The store of a check, and a prefix for its keys that no other check uses. */
interface Subject {
  store: JobStore;
  area: string;
}

/** @internal */
export function storeCheck(name: string, body: (subject: Subject) => Promise<void>): StoreCheck {
  return {
    name,
    async run(makeStore) {
      const store = await makeStore();
      const area = `contract-${newVersion()}/`;
      await body({ store, area });
      for (const key of await store.list(area)) await store.delete(key);
    },
  };
}

/** Compares strings, numbers, or lists of them. @internal */
export function expectEqual(what: string, found: unknown, expected: unknown): void {
  const [left, right] = [show(found), show(expected)];
  if (left !== right) throw new Error(`${what}: expected ${right}, found ${left}`);
}

/** @internal */
export function expectBytes(what: string, found: Uint8Array | undefined, expected: Uint8Array): void {
  if (!found) throw new Error(`${what}: expected ${expected.length} bytes, found nothing`);
  expectEqual(`${what}, length`, found.length, expected.length);
  const at = found.findIndex((byte, index) => byte !== expected[index]);
  if (at >= 0) throw new Error(`${what}: expected ${expected[at]} at byte ${at}, found ${found[at]}`);
}

/** The version that a `put` resolved to. @internal */
export function expectVersion(what: string, version: string | undefined): string {
  if (typeof version === 'string' && version !== '') return version;
  throw new Error(`${what}: expected a version, found ${show(version)}`);
}

/** @internal */
export async function expectRejection(what: string, work: () => Promise<unknown>): Promise<void> {
  let found: unknown;
  try {
    found = await work();
  } catch {
    return;
  }
  throw new Error(`${what}: expected a rejection, found ${show(found)}`);
}

/** @internal */
export const bytesOf = (...bytes: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

const show = (value: unknown): string => (value === undefined ? 'undefined' : JSON.stringify(value));
