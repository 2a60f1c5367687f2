// Where bodies wait that can be made only once.
import { readable } from '../input/source.ts';

/**
 * A place for the body of one shard: written once from front to back, then read in pieces, then given up. A file, an object
 * in a store.
 */
export interface Spool {
  /** Appends. The bytes are the spool's once it has resolved, and not changed before. */
  write(bytes: Uint8Array<ArrayBuffer>): void | Promise<void>;
  /** Nothing more is written; now it is read. */
  seal(): void | Promise<void>;
  /** The bytes from `start` up to `end`. */
  read(start: number, end: number): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  /** Gives the space back, also if it was never sealed. Called once. */
  close(): void | Promise<void>;
}

/** What is read of a spool at a time: few reads, for each may be a call to a store. */
const READ = 2_097_152;

/** From this many bytes on pieces become a `Blob`: browsers move those out of the page's memory. */
const BLOB = 4_194_304;

/**
 * The default: a `Blob` of parts, which is never joined.
 * @internal
 */
export class BlobSpool implements Spool {
  #blobs: Blob[] = [];
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #waiting = 0;
  /** All that was written, also if it was given up since. */
  size = 0;

  write(piece: Uint8Array<ArrayBuffer>): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    this.size += piece.length;
    if (this.#waiting >= BLOB) this.#fold();
  }

  blob(): Blob {
    this.#fold();
    if (this.#blobs.length !== 1) this.#blobs = [new Blob(this.#blobs)];
    return this.#blobs[0] as Blob;
  }

  seal(): void {}

  async read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.blob().slice(start, end).arrayBuffer());
  }

  close(): void {
    this.#blobs = [];
    this.#pieces = [];
    this.#waiting = 0;
  }

  #fold(): void {
    if (this.#waiting === 0) return;
    this.#blobs.push(new Blob(this.#pieces));
    this.#pieces = [];
    this.#waiting = 0;
  }
}

/** Makes the spool of a shard. */
export type MakeSpool = (index: number) => Spool | Promise<Spool>;

/**
 * One spool after another, as many as there are shards.
 * @internal
 */
export class Spools {
  readonly #make: MakeSpool;
  #count = 0;
  #current: Spool | undefined;

  constructor(make: MakeSpool = () => new BlobSpool()) {
    this.#make = make;
  }

  async write(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    if (piece.length === 0) return;
    this.#current ??= await this.#make(this.#count++);
    await this.#current.write(piece);
  }

  /** The spool that was written to is full; the next byte goes to another. */
  async seal(): Promise<Spool> {
    const full: Spool = this.#current ?? new BlobSpool();
    await full.seal();
    this.#current = undefined;
    return full;
  }

  /** What is under way is not wanted. */
  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    await current?.close();
  }
}

/**
 * What a spool keeps, piece by piece.
 * @internal
 */
export async function* piecesOf(spool: Spool, size: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (!(spool instanceof BlobSpool)) {
    for (let at = 0; at < size; at += READ) yield await spool.read(at, Math.min(at + READ, size));
    return;
  }
  const pieces = readable(spool.blob().stream());
  let isDone = false;
  try {
    for (;;) {
      const { done, value } = await pieces.next();
      isDone = done ?? false;
      if (done) return;
      yield value as Uint8Array<ArrayBuffer>;
    }
  } finally {
    if (!isDone) await pieces.return?.();
  }
}
