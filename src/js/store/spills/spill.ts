// Former names of `Store`.
import type { MakeStore, Store } from './store.ts';

/**
 * The former name of `Store`.
 *
 * @deprecated Use `Store`.
 *
 * @example
 * const store: Spill = blobSpill();
 */
export type Spill = Store;
/**
 * The former name of `Store`.
 *
 * @deprecated Use `Store`.
 *
 * @example
 * const store: Spool = blobSpill();
 */
export type Spool = Store;
/**
 * The former name of `MakeStore`.
 *
 * @deprecated Use `MakeStore`.
 *
 * @example
 * const spool: MakeSpool = () => blobSpill();
 */
export type MakeSpool = MakeStore;
