// The names that `Store` had before.
import type { MakeStore, Store } from './store.ts';

/** @deprecated Use `Store`. */
export type Spill = Store;
/** @deprecated Use `Store`. */
export type Spool = Store;
/** @deprecated Use `MakeStore`. */
export type MakeSpool = MakeStore;
