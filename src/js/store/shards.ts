// Where bodies of shards wait that can be made only once.
import { readable } from '../input/bytes.ts';
import { BlobStore } from './blob.ts';
import type { MakeStore, Store } from './store.ts';

/** What is read of a store at a time: few reads, for each may be a request to a service. */
const READ = 2_097_152;

/**
 * One store after another, as many as there are shards.
 * @internal
 */
export class ShardStores {
  readonly #make: MakeStore;
  #count = 0;
  #current: Store | undefined;

  constructor(make: MakeStore = () => new BlobStore()) {
    this.#make = make;
  }

  async write(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    if (piece.length === 0) return;
    this.#current ??= await this.#make(this.#count++);
    await this.#current.write(piece);
  }

  /** Seals the store that was written to; the next byte goes to another. */
  async seal(): Promise<Store> {
    const full: Store = this.#current ?? new BlobStore();
    await full.seal();
    this.#current = undefined;
    return full;
  }

  /** Gives up the store that is being written. */
  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    await current?.close();
  }
}

/**
 * What a store holds, piece by piece.
 * @internal
 */
export async function* piecesOf(store: Store, size: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (!(store instanceof BlobStore)) {
    for (let at = 0; at < size; at += READ) yield await store.read(at, Math.min(at + READ, size));
    return;
  }
  const pieces = readable(store.blob().stream());
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
