// Stores the bodies of shards that can be made only once.
import { readable } from '../../input/bytes.ts';
import { BlobStore } from './blob.ts';
import type { MakeStore, Store } from './store.ts';

/** Number of bytes per read of a store. Large, because each read may be a request to a service. */
const READ = 2_097_152;

/**
 * A sequence of stores, one per shard.
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

  /** Seals the current store. The next byte starts another. */
  async seal(): Promise<Store> {
    const full: Store = this.#current ?? new BlobStore();
    await full.seal();
    this.#current = undefined;
    return full;
  }

  /** Discards the store that is being written. */
  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    await current?.close();
  }
}

/**
 * Yields the contents of a store in pieces.
 * @internal
 */
export async function* piecesOf(store: Store, size: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (!(store instanceof BlobStore)) {
    for (let at = 0; at < size; at += READ) yield await store.read(at, Math.min(at + READ, size));
    return;
  }
  yield* readable(store.blob().stream()) as AsyncIterable<Uint8Array<ArrayBuffer>>;
}
