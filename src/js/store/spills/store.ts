/**
 * A place for more bytes than fit in memory: a file, an object in a bucket, `Blob`s. It is written once from front to back,
 * then sealed, read in ranges, and closed. It stores results that are put in order, and bodies of shards whose input can be
 * read once.
 *
 * @example
 * const store: Store = fileSpill({ folder: '/var/tmp' });
 * for await (const record of results.inOrder(requests, { spill: store })) console.log(record.text);
 */
export interface Store {
  /**
   * Appends bytes. The store owns the bytes once this has resolved; they are not changed before.
   *
   * @example
   * await store.write(new TextEncoder().encode('{"custom_id":"a"}\n'));
   */
  write(bytes: Uint8Array<ArrayBuffer>): void | Promise<void>;
  /**
   * Ends writing. From now on, the store is only read.
   *
   * @example
   * await store.seal();
   */
  seal(): void | Promise<void>;
  /**
   * Returns the bytes from `start` up to, but not including, `end`.
   *
   * @example
   * const firstKilobyte = await store.read(0, 1024);
   */
  read(start: number, end: number): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Frees the space, even if the store was never sealed. Called once, whatever happened before.
   *
   * @example
   * await store.close();
   */
  close(): void | Promise<void>;
}

/**
 * Makes the store for one shard. `index` is that of the shard, from 0.
 *
 * @example
 * const spool: MakeStore = () => fileSpill({ folder: '/var/tmp' });
 * for await (const shard of plan(input.stream(), { spool })) await client.create(shard);
 */
export type MakeStore = (index: number) => Store | Promise<Store>;
