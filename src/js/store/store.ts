/**
 * A place for more bytes than fit in memory: written once from front to back, then read in pieces, then closed. A file, an
 * object in a bucket, `Blob`s. Results that are put in order wait in one, and bodies of shards that can be made only once.
 */
export interface Store {
  /** Appends. The bytes are the store's once it has resolved, and not changed before. */
  write(bytes: Uint8Array<ArrayBuffer>): void | Promise<void>;
  /** Nothing more is written; now it is read. */
  seal(): void | Promise<void>;
  /** The bytes from `start` up to `end`. */
  read(start: number, end: number): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  /** Gives the space back, also if it was never sealed. Called once, whatever happened before. */
  close(): void | Promise<void>;
}

/** Makes the store of a shard. */
export type MakeStore = (index: number) => Store | Promise<Store>;
