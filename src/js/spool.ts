// Where bodies wait that can be made only once.
import { type ReadableBytes, readable } from './input.ts';

/** Keeps the body of one shard until it is sent: a file, an object in a store. */
export interface Spool {
  /** Takes the next bytes. They may be kept as they are: nobody changes them. */
  write(piece: Uint8Array<ArrayBuffer>): void | Promise<void>;
  /** No more bytes follow. */
  end?(): void | Promise<void>;
  /** The bytes from the first on; may be called several times. */
  read(): ReadableBytes | Promise<ReadableBytes>;
  /** The shard is not needed any more. */
  discard?(): void | Promise<void>;
}

/** From this many bytes on pieces become a `Blob`: browsers move those out of the page's memory. */
const BLOB = 4_194_304;

/** The default: a `Blob` of parts, which is never joined. */
export class BlobSpool implements Spool {
  #blobs: Blob[] = [];
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #waiting = 0;
  /** All that was written, also what was discarded since. */
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

  read(): ReadableStream<Uint8Array> {
    return this.blob().stream();
  }

  discard(): void {
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

/**
 * One spool after another, as many as there are shards.
 * @internal
 */
export class Spools {
  readonly #make: (index: number) => Spool | Promise<Spool>;
  #count = 0;
  #current: Spool | undefined;

  constructor(make: ((index: number) => Spool | Promise<Spool>) | undefined) {
    this.#make = make ?? (() => new BlobSpool());
  }

  async write(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    if (piece.length === 0) return;
    this.#current ??= await this.#make(this.#count++);
    await this.#current.write(piece);
  }

  /** The spool that was written to is full; the next byte goes to another. */
  async end(): Promise<Spool> {
    const full: Spool = this.#current ?? new BlobSpool();
    await full.end?.();
    this.#current = undefined;
    return full;
  }

  /** What is under way is not wanted. */
  async discard(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    await current?.discard?.();
  }
}

/**
 * What a spool keeps, piece by piece.
 * @internal
 */
export async function* piecesOf(spool: Spool): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const pieces = readable(await spool.read());
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
