import type { Store } from '../store.ts';

/** A complete body, as `open` found it. */
export interface Body {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The bytes from `start` up to `end`. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Releases what the runtime holds for it, such as an open file. The body stays. */
  close(): Promise<void>;
}

/**
 * A body that is being written: a `Store`, so that `plan` takes it as its `spool`. `close` before `seal` gives the body up;
 * after it, the body stays until `delete`.
 */
export interface BodyWriter extends Store {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Makes the body complete and durable. Until then `open` and `list` do not find it. */
  seal(): Promise<void>;
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/**
 * A place for bodies of shards that a later process can open again. Names follow the rules of keys of a `JobStore`: a job's
 * id, a slash and the index of the shard, say.
 *
 * @example
 * ```ts
 * const bodies = fileBodies('.jobs/bodies');
 * for await (const shard of plan(stream, { spool: (index) => bodies.create(`summer/${index}`) })) {
 *   console.log(shard.index, shard.hash);
 * }
 * const body = await bodies.open('summer/0');
 * ```
 */
export interface Bodies {
  /** Resolves to the body, or to `undefined` if there is no complete one of that name. */
  open(name: string): Promise<Body | undefined>;
  /** Starts a body. Sealing it replaces a body of the same name; until then that one stays. */
  create(name: string): Promise<BodyWriter>;
  /** Deletes a body and what is left of unfinished ones. Resolves to `true` if there was a complete one. */
  delete(name: string): Promise<boolean>;
  /** The names of complete bodies that start with `prefix`, sorted by code unit. */
  list(prefix: string): Promise<string[]>;
}
