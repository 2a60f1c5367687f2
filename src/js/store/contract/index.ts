// The contract of `JobStore`, as checks that run against any store.
import type { StoreCheck } from './expect.ts';
import { keyChecks } from './keys.ts';
import { leaseChecks } from './leases.ts';
import { valueChecks } from './values.ts';
import { versionChecks } from './versions.ts';

export type { StoreCheck } from './expect.ts';

/**
 * The properties that this package needs of a `JobStore`, each as a check. Run them against your own store.
 *
 * @example
 * import { test } from 'node:test';
 *
 * for (const { name, run } of storeContract) test(name, () => run(() => myStore()));
 */
export const storeContract: readonly StoreCheck[] = [...valueChecks, ...keyChecks, ...versionChecks, ...leaseChecks];
