// Makes a response from stored results of any type.

import type { ReadableBytes } from '../input/bytes.ts';
import { chunks, parts, slices } from '../input/bytes.ts';
import { classify } from '../input/classify.ts';
import { refuseMistaken } from '../input/mistaken.ts';
import { takeIterator, takeOnce } from '../input/once.ts';
import { encoded, type Piece, type Pieces } from '../input/pieces.ts';
import { wrong } from '../options.ts';
import { bytesIn, isResponse } from '../realms.ts';
import { streamOf } from '../stream.ts';

/**
 * Stored results: JSONL as the API sent it, or a JSON list of it, in UTF-8 or UTF-16, or compressed by gzip.
 *
 * @example
 * const stored: KeptResults = await openAsBlob('results.jsonl');
 * for await (const record of readResults(stored)) console.log(record.outcome);
 */
export type KeptResults = string | Uint8Array | Blob | ReadableBytes | Response;

/** @internal */
export function responseOf(kept: unknown): Response {
  if (isResponse(kept)) {
    const expected = 'a successful response that was not read yet';
    if (!kept.ok) throw wrong('results', expected, kept, `one with HTTP status ${kept.status}`);
    if (kept.bodyUsed) throw wrong('results', expected, kept, 'one that was read already');
    if (kept.body) takeOnce('results', kept.body);
    return kept.body && !isStream(kept.body) ? new Response(streamIn(kept)) : kept;
  }
  const classified = classify(kept);
  // For example, a Node stream.
  if (classified.kind === 'iterable' && classified.isAsync && !('then' in classified.value)) {
    takeIterator('results', classified.value);
    return new Response(streamed(classified.value[Symbol.asyncIterator]() as Pieces));
  }
  refuseMistaken('results', kept);
  switch (classified.kind) {
    case 'text':
      return new Response(streamed(slices(classified.value)));
    case 'bytes':
      return new Response(streamed(chunks(classified.value)));
    case 'stream':
      takeOnce('results', classified.value);
      return new Response(classified.value);
    case 'blob':
      // The `Blob` of jsdom has no `stream`.
      return new Response(
        'stream' in classified.value ? (classified.value as BodyInit) : streamed(parts(classified.value)),
      );
  }
  throw wrong('results', 'JSONL as text, bytes, a Blob, a stream or a Response', kept);
}

const isStream = (body: object): body is ReadableStream<Uint8Array> => 'getReader' in body;

/**
 * Returns the body of a response as a stream. The body of `node-fetch` is a Node stream.
 * @internal
 */
export function streamIn({ body }: Response): ReadableStream<Uint8Array> | null {
  if (!body || isStream(body)) return body;
  return streamed((body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]() as Pieces);
}

/** Streams data in memory in pieces: one body would be encoded and copied all at once. */
const streamed = (pieces: Pieces): ReadableStream<Uint8Array> => streamOf(pieces, bytesOf);

function bytesOf(piece: Piece): Uint8Array {
  if (typeof piece === 'string') return encoded(piece);
  // Copied, so that a record does not keep everything in memory that it was read with. The reader rejects a value that is not bytes.
  return bytesIn(piece) ? new Uint8Array(piece) : piece;
}
