import type { Store } from './store.ts';

/** Pieces of this size become a `Blob`, which browsers move out of the page's memory. */
const PIECE = 4_194_304;

/**
 * A store of `Blob`s. Its methods are own properties, so `{ ...store, write }` wraps it.
 * @internal
 */
export class BlobStore implements Store {
  #blobs: Blob[] = [];
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #waiting = 0;
  /** Number of bytes written, including those freed since. */
  size = 0;

  readonly write = (bytes: Uint8Array<ArrayBuffer>): void => {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#waiting += bytes.length;
    this.size += bytes.length;
    if (this.#waiting >= PIECE) this.#fold();
  };

  readonly seal = (): void => {};

  readonly read = async (start: number, end: number): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(await this.blob().slice(start, end).arrayBuffer());

  readonly close = (): void => {
    this.#blobs = [];
    this.#pieces = [];
    this.#waiting = 0;
  };

  /** Returns all bytes as a `Blob`. Parts are never joined in memory. */
  blob(): Blob {
    this.#fold();
    if (this.#blobs.length !== 1) this.#blobs = [new Blob(this.#blobs)];
    return this.#blobs[0] as Blob;
  }

  #fold(): void {
    if (this.#waiting === 0) return;
    this.#blobs.push(new Blob(this.#pieces));
    this.#pieces = [];
    this.#waiting = 0;
  }
}

/**
 * Returns a store of `Blob`s. Browsers keep `Blob`s outside the page's memory, on disk if they are large; Node and Workers keep
 * them in memory.
 *
 * @example
 * for await (const record of results.inOrder(requests, { spill: blobSpill() })) console.log(record.text);
 */
export function blobSpill(): Store {
  return new BlobStore();
}
