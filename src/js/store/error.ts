import { BatchError } from '../errors.ts';

/**
 * A store cannot do what it was asked to. The `code` is `store_damaged` if what it holds is torn or is not its own,
 * `store_conflict` if another writer replaced this one, and `store_unavailable` if it cannot be used here or now. Errors of
 * the system, such as a full disk, are not wrapped.
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
 * What a store holds is not what it wrote.
 * @internal
 */
export const damaged = (message: string, cause?: unknown): StoreError =>
  new StoreError(message, { code: 'store_damaged', cause });

/**
 * The store cannot be used here or now.
 * @internal
 */
export const unavailable = (message: string, cause?: unknown): StoreError =>
  new StoreError(message, { code: 'store_unavailable', cause });
