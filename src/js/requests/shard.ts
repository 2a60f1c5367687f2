import type { ShardFacts } from '../../wire/types.ts';
import { checks } from '../runtime/modules.ts';
import { BlobStore } from '../store/blob.ts';

/** The facts of a shard that tell it from others: what to keep of one that was sent. */
export interface ShardKey {
  index: number;
  first: number;
  requests: number;
  bytes: number;
  hash: string;
}

/** @internal */
export interface ShardParts {
  facts: ShardFacts;
  customIds: Uint8Array;
  /** The body's bytes, each time anew. */
  open: () => AsyncGenerator<Uint8Array<ArrayBuffer>>;
  discard?: (() => void | Promise<void>) | undefined;
}

/** The part of an input that becomes one batch: give it to `create`. */
export class Shard {
  readonly #parts: ShardParts;
  #ids: readonly string[] | undefined;

  /** @internal */
  constructor(parts: ShardParts) {
    this.#parts = parts;
  }

  /** Its place among the shards of its plan, from 0. */
  get index(): number {
    return this.#parts.facts.index;
  }

  /** Index of its first request in the whole input, from 0. */
  get first(): number {
    return this.#parts.facts.first;
  }

  /** How many requests it holds. */
  get requests(): number {
    return this.#parts.facts.requests;
  }

  /** Bytes of its create body, exactly. */
  get bytes(): number {
    return this.#parts.facts.bytes;
  }

  /**
   * XXH3 of its create body, 128 bits with seed 0, as 32 hexadecimal digits. The same input under the same limits gives the
   * same shards with the same hashes. Not for defence: somebody who wants two bodies with one hash can make them.
   */
  get hash(): string {
    return this.#parts.facts.hash;
  }

  /** The id of each request, in order; empty for one that has none. Held as bytes until it is first read. */
  get custom_ids(): readonly string[] {
    if (!this.#ids) {
      const ids = JSON.parse(new TextDecoder().decode(this.#parts.customIds)) as (string | null)[];
      this.#ids = ids.map((id) => id ?? '');
      this.#parts.customIds = new Uint8Array(0);
    }
    return this.#ids;
  }

  /**
   * Its create body. Reads the input again, or the spool; errors with `input_changed` before the end if that is not what it
   * was when it was planned.
   */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return streamOf(this.open());
  }

  /** Its create body as a `Blob`. */
  async blob(): Promise<Blob> {
    const spool = new BlobStore();
    for await (const piece of this.open()) spool.write(piece);
    return spool.blob();
  }

  /** Gives back the space of its spool, if it has one; then it can be sent no more. */
  async discard(): Promise<void> {
    const { discard } = this.#parts;
    this.#parts.discard = undefined;
    await discard?.();
  }

  /** What to keep of it. */
  toJSON(): ShardKey {
    const { index, first, requests, bytes, hash } = this;
    return { index, first, requests, bytes, hash };
  }

  /** @internal */
  open(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    return this.#parts.open();
  }
}

/**
 * The body of a shard, out of pieces that begin with its first request. The end of the body comes only if everything before
 * it is what was planned.
 * @internal
 */
export async function* replayed(
  facts: Omit<ShardFacts, 'form'> & { form: string },
  pieces: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const loaded = await checks.instance();
  const replay = loaded.sync((glue) => new glue.Replay(facts as ShardFacts));
  const given = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>;
  try {
    for await (const piece of pieces) {
      const part = given(loaded.sync(() => replay.push(piece)));
      if (part.length > 0) yield part;
      if (replay.isFull) break;
    }
    yield given(loaded.sync(() => replay.finish()));
  } finally {
    loaded.release(replay);
  }
}

/**
 * A stream that asks for a piece when it is asked for one, and never before: what it gave somebody took.
 * @internal
 */
export function streamOf<T>(pieces: AsyncGenerator<T>): ReadableStream<T> {
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
