// Reads an input again, one shard at a time.
import { encoded, type Pieces } from './pieces.ts';
import type { Source, Start } from './source.ts';

interface Parked {
  pieces: Pieces;
  /** The last piece read, and the offset of its first byte in the input. */
  piece: Uint8Array;
  byteOffset: number;
}

/**
 * Reads an input from the first byte of any request. An input that can only be read from its start stays open where a shard
 * ended, so that reading all shards in order reads the input once, not once per shard.
 */
export class Rereader {
  readonly #source: Source;
  #parked: Parked | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  /** Yields the pieces from there on. With `isLast`, stopping early closes the input. */
  async *from(start: Start, { isLast }: { isLast: boolean }): AsyncGenerator<Uint8Array> {
    let { pieces, piece, byteOffset } = await this.#open(start);
    let isDone = false;
    try {
      for (;;) {
        const skipped = Math.max(start.byteOffset - byteOffset, 0);
        if (skipped < piece.length) yield skipped > 0 ? piece.subarray(skipped) : piece;
        byteOffset += piece.length;
        piece = NOTHING;
        const next = await pieces.next().catch((error: unknown) => {
          isDone = true;
          throw error;
        });
        if (next.done) {
          isDone = true;
          return;
        }
        piece = encoded(next.value);
      }
    } finally {
      if (!isDone && (isLast || this.#source.again === 'from anywhere')) await pieces.return?.();
      else if (!isDone) this.#parked = { pieces, piece, byteOffset };
    }
  }

  async #open(start: Start): Promise<Parked> {
    const parked = this.#parked;
    if (parked && parked.byteOffset <= start.byteOffset) {
      this.#parked = undefined;
      return parked;
    }
    if (this.#source.again !== 'from anywhere') {
      return { pieces: await this.#source.open(), piece: NOTHING, byteOffset: 0 };
    }
    return { pieces: await this.#source.open(start), piece: NOTHING, byteOffset: start.byteOffset };
  }
}

const NOTHING = new Uint8Array(0);
