// Reads the bytes of an input in pieces.
import { wrong } from '../options.ts';
import { bytesIn } from '../realms.ts';
import { classify } from './classify.ts';
import { PIECE } from './pieces.ts';

/**
 * Bytes that are read once, in chunks.
 *
 * @example
 * const bytes: ReadableBytes = input.stream();
 */
export type ReadableBytes = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

type Bytes = AsyncIterableIterator<Uint8Array, undefined, undefined>;

export async function* slices(text: string): AsyncGenerator<string, undefined, undefined> {
  yield* cut(text);
}

/** Cuts a text into pieces of one to two times `PIECE` characters, the largest size that is encoded without allocation. */
export function* cut(text: string): Generator<string, undefined, undefined> {
  for (let start = 0; start < text.length; ) {
    let end = text.length - start > 2 * PIECE ? start + PIECE : text.length;
    // Does not cut a surrogate pair, which is one character.
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end += 1;
    yield text.slice(start, end);
    start = end;
  }
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;

/** Yields bytes in memory, from an offset on. */
export async function* chunks(bytes: Uint8Array, from = 0): AsyncGenerator<Uint8Array, undefined, undefined> {
  for (let start = from; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}

/** Number of bytes of a `Blob` that are read at a time. */
const PART = 262_144;

/** Slices a `Blob` before reading it: one in memory may arrive as a single chunk, which would be a copy of all of it. */
export function parts(blob: Blob, from = 0): Bytes {
  let start = from;
  let part: AsyncIterator<Uint8Array, undefined, undefined> | undefined;
  return {
    [Symbol.asyncIterator]: itself,
    async next() {
      for (;;) {
        const next = await part?.next();
        if (next?.done === false) return next;
        if (start >= blob.size) return { done: true, value: undefined };
        part = readPart(blob.slice(start, start + PART));
        start += PART;
      }
    },
    async return() {
      start = blob.size;
      await part?.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** A `Blob` of a polyfill may have no `stream`. */
function readPart(part: Blob): AsyncIterator<Uint8Array, undefined, undefined> {
  return typeof part.stream === 'function' ? read(part.stream(), PART) : whole(part);
}

async function* whole(part: Blob): AsyncGenerator<Uint8Array, undefined, undefined> {
  yield bytesOf(await part.arrayBuffer());
}

/**
 * Returns an iterator over bytes that a caller passed.
 * @internal
 */
export function readable(bytes: ReadableBytes): Bytes {
  const classified = classify(bytes);
  if (classified.kind === 'stream') return read(classified.value);
  if (classified.kind !== 'iterable') throw wrong('input', 'a stream or an async iterable of bytes', bytes);
  return checkedChunks(classified.value as AsyncIterable<Uint8Array>);
}

async function* checkedChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined, undefined> {
  for await (const piece of bytes) yield bytesOf(piece);
}

/**
 * Reads a stream; not every engine can iterate over one. Leaving early cancels the stream, even during a read. Large chunks, such
 * as those of streams in memory, are split into pieces.
 */
export function read(stream: ReadableStream<Uint8Array>, most = PIECE): Bytes {
  const reader = stream.getReader();
  let chunk = new Uint8Array(0) as Uint8Array;
  let ended = false;
  return {
    [Symbol.asyncIterator]: itself,
    async next() {
      if (chunk.length === 0) {
        const { done, value } = await reader.read();
        if (done) {
          ended = true;
          reader.releaseLock();
          return { done, value: undefined };
        }
        chunk = bytesOf(value);
      }
      const value = chunk.subarray(0, most);
      chunk = chunk.subarray(most);
      return { done: false, value };
    },
    async return(reason?: unknown) {
      if (!ended) await reader.cancel(reason);
      return { done: true, value: undefined };
    },
  };
}

function bytesOf(chunk: unknown): Uint8Array {
  const bytes = bytesIn(chunk);
  if (bytes) return bytes;
  throw wrong('input', 'a stream of bytes', chunk, typeof chunk === 'string' ? 'text' : undefined);
}

function itself<T>(this: T): T {
  return this;
}
