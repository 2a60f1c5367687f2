// Inputs that are read again, a shard at a time.
import { encoded, type Pieces } from './pieces.ts';
import type { Source, Start } from './source.ts';

interface Parked {
  pieces: Pieces;
  /** The piece that was read last, and the byte of the input that it starts with. */
  piece: Uint8Array;
  byteOffset: number;
}

/**
 * Reads an input from the first byte of any request on. One that can only be read from its start is left where a shard
 * ended, so that reading one shard after another reads the input once, not once a shard.
 */
export class Rereader {
  readonly #source: Source;
  #parked: Parked | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  /** Pieces from there on. Whoever stops early at the last shard says so with `isLast`, and the input is closed. */
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
