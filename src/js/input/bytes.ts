// Bytes of an input, a piece at a time.
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

export async function* slices(text: string): AsyncGenerator<string, undefined, undefined> {
  yield* cut(text);
}

/** A text in pieces of one to two times `PIECE` characters, which are the most that are encoded without allocation. */
export function* cut(text: string): Generator<string, undefined, undefined> {
  for (let start = 0; start < text.length; ) {
    let end = text.length - start > 2 * PIECE ? start + PIECE : text.length;
    // A pair of surrogates is one character: it must not be cut.
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end += 1;
    yield text.slice(start, end);
    start = end;
  }
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;

/** Bytes in memory, from one of them on. */
export async function* chunks(bytes: Uint8Array, from = 0): AsyncGenerator<Uint8Array, undefined, undefined> {
  for (let start = from; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}

/** Bytes of a `Blob` that are read at a time. */
const PART = 262_144;

/** A `Blob` in memory may come as one chunk: it is taken apart first, so that no copy of it all is made. */
export function parts(blob: Blob, from = 0): AsyncIterator<Uint8Array, undefined, undefined> {
  let start = from;
  let part: AsyncIterator<Uint8Array, undefined, undefined> | undefined;
  return {
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

/** Not every `Blob` of a polyfill has streams. */
function readPart(part: Blob): AsyncIterator<Uint8Array, undefined, undefined> {
  return typeof part.stream === 'function' ? read(part.stream(), PART) : whole(part);
}

async function* whole(part: Blob): AsyncGenerator<Uint8Array, undefined, undefined> {
  yield bytesOf(await part.arrayBuffer());
}

/**
 * Bytes from wherever a caller has them.
 * @internal
 */
export function readable(bytes: ReadableBytes): AsyncIterator<Uint8Array, undefined, undefined> {
  const classified = classify(bytes);
  if (classified.kind === 'stream') return read(classified.value);
  if (classified.kind !== 'iterable') throw wrong('input', 'a stream or an async iterable of bytes', bytes);
  return checkedChunks(classified.value as AsyncIterable<Uint8Array>);
}

async function* checkedChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined, undefined> {
  for await (const piece of bytes) yield bytesOf(piece);
}

/**
 * Reads a stream; not every engine can iterate one. Leaving early cancels it, even while a read waits. Large chunks, as
 * streams of memory have them, are handed on in pieces.
 */
export function read(
  stream: ReadableStream<Uint8Array>,
  most = PIECE,
): AsyncIterator<Uint8Array, undefined, undefined> {
  const reader = stream.getReader();
  let chunk = new Uint8Array(0) as Uint8Array;
  let ended = false;
  return {
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
