import { BatchError } from '../errors.ts';
import { describe } from '../options.ts';

/**
 * A store cannot perform a call. The `code` is `store_damaged` if its data is incomplete or was not written by the store,
 * `store_conflict` if another writer replaced this one, and `store_unavailable` if it does not work here or at the moment.
 * Errors of the system, such as a full disk, are not wrapped.
 *
 * @example
 * try {
 *   await store.get('jobs/summer');
 * } catch (error) {
 *   if (error instanceof StoreError && error.code === 'store_damaged') console.error(error.message);
 *   else throw error;
 * }
 */
export class StoreError extends BatchError {
  override name = 'StoreError';
}

/**
 * The error for data that the store did not write in this form.
 * @internal
 */
export const damaged = (message: string, cause?: unknown): StoreError =>
  new StoreError(message, { code: 'store_damaged', cause });

/**
 * The error for a store that cannot be used here, or at the moment.
 * @internal
 */
export const unavailable = (message: string, cause?: unknown): StoreError =>
  new StoreError(message, { code: 'store_unavailable', cause });

/**
 * The error for a store of the caller whose answer no store gives.
 * @internal
 */
export const misbehaves = (call: string, expected: string, found: unknown): StoreError =>
  unavailable(
    `The store does not work as a JobStore: ${call} resolved to ${describe(found)}, expected ${expected}. Run the checks of storeContract with it.`,
  );
