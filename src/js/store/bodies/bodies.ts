import type { Store } from '../spills/store.ts';

/**
 * A complete body, as `open` found it.
 *
 * @example
 * const bodies = fileBodies('.jobs/bodies');
 * const body = await bodies.open('summer/0');
 * if (body) console.log(body.name, body.size);
 */
export interface Body {
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
  /**
   * The bytes from `start` up to `end`.
   *
   * @example
   * const body = await fileBodies('.jobs/bodies').open('summer/0');
   * const start = await body?.read(0, 100);
   */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Releases what the runtime holds for it, such as an open file. The body stays.
   *
   * @example
   * const body = await fileBodies('.jobs/bodies').open('summer/0');
   * await body?.close();
   */
  close(): Promise<void>;
}

/**
 * A body that is being written: a `Store`, so you can use it as the `spool` of `plan`. `close` before `seal` discards the body;
 * after `seal`, the body stays until `delete`.
 *
 * @example
 * const body = await fileBodies('.jobs/bodies').create('summer/0');
 * await body.write(bytes);
 * await body.seal();
 */
export interface BodyWriter extends Store {
  /**
   * @example
   * const body = await fileBodies('.jobs/bodies').create('summer/0');
   * await body.write(bytes);
   */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /**
   * Makes the body complete and durable. Until then `open` and `list` do not find it.
   *
   * @example
   * const body = await fileBodies('.jobs/bodies').create('summer/0');
   * await body.seal();
   */
  seal(): Promise<void>;
  /**
   * @example
   * const body = await fileBodies('.jobs/bodies').create('summer/0');
   * await body.seal();
   * const start = await body.read(0, 100);
   */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * @example
   * const body = await fileBodies('.jobs/bodies').create('summer/0');
   * await body.close(); // gives it up: it was not sealed
   */
  close(): Promise<void>;
}

/**
 * A place for bodies of shards that a later process can open again. Names follow the rules for keys of a `JobStore`, for
 * example a job's id, a slash and the index of the shard.
 *
 * @example
 * const bodies = fileBodies('.jobs/bodies');
 * for await (const shard of plan(input, { spool: (index) => bodies.create(`summer/${index}`) })) {
 *   console.log(shard.index, shard.hash);
 * }
 * const body = await bodies.open('summer/0');
 */
export interface Bodies {
  /**
   * Resolves to the body, or to `undefined` if there is no complete body of that name.
   *
   * @example
   * const body = await fileBodies('.jobs/bodies').open('summer/0');
   * if (!body) console.log('write it first');
   */
  open(name: string): Promise<Body | undefined>;
  /**
   * Starts a body. Sealing it replaces an older body of the same name, which stays until then.
   *
   * @example
   * const body = await fileBodies('.jobs/bodies').create('summer/0');
   */
  create(name: string): Promise<BodyWriter>;
  /**
   * Deletes a body and the remains of unfinished ones. Resolves to `true` if there was a complete body.
   *
   * @example
   * const existed = await fileBodies('.jobs/bodies').delete('summer/0');
   */
  delete(name: string): Promise<boolean>;
  /**
   * The names of complete bodies that start with `prefix`, sorted by code unit.
   *
   * @example
   * for (const name of await fileBodies('.jobs/bodies').list('summer/')) console.log(name);
   */
  list(prefix: string): Promise<string[]>;
}
