import type { ShardFacts } from '../../wire/types.ts';
import { checks } from '../runtime/modules.ts';
import { BlobStore } from '../store/spills/blob.ts';
import { streamOf } from '../stream.ts';

/**
 * Identifies a shard. Store it with the batch id to recognize the shard later.
 *
 * @example
 * const sent = new Map<string, string>();
 * const remember = ({ hash }: ShardKey, batchId: string) => sent.set(hash, batchId);
 */
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
  /** Returns the bytes of the body. It can be called again. */
  open: () => AsyncGenerator<Uint8Array<ArrayBuffer>>;
  discard?: (() => void | Promise<void>) | undefined;
}

/**
 * The part of an input that becomes one batch. Pass it to `create`.
 *
 * @example
 * const describe = ({ index, requests, bytes }: Shard) => `shard ${index}: ${requests} requests, ${bytes} bytes`;
 * for await (const shard of plan(input)) console.log(describe(shard));
 */
export class Shard {
  readonly #parts: ShardParts;
  #ids: readonly string[] | undefined;

  /** @internal */
  constructor(parts: ShardParts) {
    this.#parts = parts;
  }

  /**
   * Index among the shards of its plan, from 0.
   *
   * @example
   * console.log(`shard ${shard.index + 1}`);
   */
  get index(): number {
    return this.#parts.facts.index;
  }

  /**
   * Index of its first request in the whole input, from 0.
   *
   * @example
   * console.log(`requests ${shard.first} to ${shard.first + shard.requests - 1}`);
   */
  get first(): number {
    return this.#parts.facts.first;
  }

  /**
   * Number of requests.
   *
   * @example
   * console.log(`${shard.requests} requests`);
   */
  get requests(): number {
    return this.#parts.facts.requests;
  }

  /**
   * Exact size of its create body, in bytes.
   *
   * @example
   * console.log(`${(shard.bytes / 1_000_000).toFixed(1)} MB`);
   */
  get bytes(): number {
    return this.#parts.facts.bytes;
  }

  /**
   * 128-bit XXH3 of its create body with seed 0, as 32 hexadecimal digits. The same input with the same limits gives the
   * same shards with the same hashes. Not cryptographic: collisions can be constructed.
   *
   * @example
   * const sent = new Set<string>();
   * if (!sent.has(shard.hash)) await client.create(shard);
   */
  get hash(): string {
    return this.#parts.facts.hash;
  }

  /**
   * Id of each request, in order; empty for a request without one. Stored as bytes until first read.
   *
   * @example
   * const { missing } = await results.reconcile(shard.custom_ids);
   */
  get custom_ids(): readonly string[] {
    if (!this.#ids) {
      this.#ids = idsOf(new TextDecoder().decode(this.#parts.customIds));
      this.#parts.customIds = new Uint8Array(0);
    }
    return this.#ids;
  }

  /**
   * Returns its create body as a stream. Reads the input again, or the store. If the input has changed since it was
   * planned, the stream fails before its end with a `BatchError` with code `input_changed`.
   *
   * @example
   * const response = new Response(shard.stream());
   */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return streamOf(this.open());
  }

  /**
   * Returns its create body as a `Blob`.
   *
   * @throws BatchError with code `input_changed` if the input has changed since it was planned.
   *
   * @example
   * const body = await (await shard.blob()).text();
   */
  async blob(): Promise<Blob> {
    const spool = new BlobStore();
    for await (const piece of this.open()) spool.write(piece);
    return spool.blob();
  }

  /**
   * Frees the space of its store, if it has one. After that, the shard can no longer be sent.
   *
   * @example
   * await client.create(shard);
   * await shard.discard();
   */
  async discard(): Promise<void> {
    const { discard } = this.#parts;
    this.#parts.discard = undefined;
    await discard?.();
  }

  /**
   * Returns the data to store about the shard.
   *
   * @example
   * const stored = JSON.stringify({ batch: batch.id, shard });
   */
  toJSON(): ShardKey {
    const { index, first, requests, bytes, hash } = this;
    return { index, first, requests, bytes, hash };
  }

  /** @internal */
  open(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    return this.#parts.open();
  }
}

/** Splits a JSON array without white space into ids. Valid ids need no JSON parser, which takes five times as long. */
function idsOf(json: string): string[] {
  if (json.startsWith('["') && !json.includes('\\') && !json.includes('null')) return json.slice(2, -2).split('","');
  return (JSON.parse(json) as (string | null)[]).map((id) => id ?? '');
}

/**
 * Yields the body of a shard, from pieces that begin with its first request. Yields the end of the body only if everything before
 * it is as planned.
 * @internal
 */
export async function* replayBody(
  facts: Omit<ShardFacts, 'form'> & { form: string },
  pieces: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const loaded = await checks.instance();
  const replay = loaded.sync((glue) => new glue.Replay(facts as ShardFacts));
  const bytesOf = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>;
  try {
    for await (const piece of pieces) {
      const part = bytesOf(loaded.sync(() => replay.push(piece)));
      if (part.length > 0) yield part;
      if (replay.isFull) break;
    }
    yield bytesOf(loaded.sync(() => replay.finish()));
  } finally {
    loaded.release(replay);
  }
}
