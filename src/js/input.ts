// Everything that requests can come from, as one stream of text or bytes for the core to check and lay out.
import type { BatchRequest, EncoderOptions } from '../wasm/types.ts';
import { abortable } from './abort.ts';
import type { Glue } from './glue.ts';
import type { Core } from './load.ts';
import { wrong } from './options.ts';

/** Requests as objects, or as text: JSONL with one request a line, or a create body. All are consumed as streams. */
export type BatchInput =
  | Iterable<BatchRequest>
  | AsyncIterable<BatchRequest>
  | JsonlSource
  | string
  | Uint8Array
  | Blob
  | ReadableStream<Uint8Array>;

/** Requests that come as JSONL too, and so need not become objects on the way. */
export interface JsonlSource extends AsyncIterable<BatchRequest> {
  jsonl(): AsyncIterable<Uint8Array>;
  /** Whether `jsonl` may be called again. */
  readonly reiterable: boolean;
}

/** The body of a create call, as the official SDK takes it. */
export interface CreateBody {
  requests: Iterable<BatchRequest> | AsyncIterable<BatchRequest>;
}

/** How far a check is. */
export interface Progress {
  /** Bytes of the input that were looked at; characters, where it is text or objects. */
  bytes: number;
  /** Where the size of the input is known. */
  totalBytes?: number;
  /** Requests that were looked at. */
  requests: number;
}

/** @internal */
type Encoder = InstanceType<Glue['Encoder']>;

const utf8 = new TextEncoder();

/** Objects are handed on in pieces of about this many characters. */
const PIECE = 65_536;

/** @internal */
interface Source {
  form: NonNullable<EncoderOptions['form']>;
  /** Whether line numbers mean something to the caller. */
  lines: boolean;
  pieces: AsyncIterable<string | Uint8Array>;
  totalBytes?: number;
}

/**
 * Feeds an input to an encoder. `step` is called after each piece.
 * @internal
 */
export async function feed(
  core: Core,
  encoder: Encoder,
  source: Source,
  options: { signal?: AbortSignal | undefined; onProgress?: ((progress: Progress) => void) | undefined },
  step: () => void,
): Promise<void> {
  const total = source.totalBytes === undefined ? {} : { totalBytes: source.totalBytes };
  const { signal, onProgress } = options;
  const pieces = source.pieces[Symbol.asyncIterator]();
  let bytes = 0;
  let ended = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value: piece } = await abortable(pieces.next(), signal);
      if (done) {
        ended = true;
        return;
      }
      // Encoded here: the glue would copy text character by character.
      const given = typeof piece === 'string' ? utf8.encode(piece) : piece;
      core.sync(() => encoder.push(given));
      bytes += piece.length;
      step();
      onProgress?.({ bytes, ...total, requests: encoder.requests });
    }
  } finally {
    if (!ended) {
      const left = pieces.return?.().catch(() => {});
      // After an abort not awaited: an input that hangs must not hang the caller who had enough of it.
      if (!signal?.aborted) await left;
    }
  }
}

/**
 * Tells what an input is.
 * @internal
 */
export function source(input: BatchInput | CreateBody): Source {
  if (typeof input === 'string') return { form: 'auto', lines: true, pieces: slices(input), totalBytes: input.length };
  if (input instanceof Uint8Array) {
    return { form: 'auto', lines: true, pieces: chunks(input), totalBytes: input.byteLength };
  }
  if (input instanceof ArrayBuffer) return source(new Uint8Array(input));
  if (typeof Blob !== 'undefined' && input instanceof Blob) {
    return { form: 'auto', lines: true, pieces: read(input.stream()), totalBytes: input.size };
  }
  if (isStream(input)) return { form: 'auto', lines: true, pieces: read(input) };
  if (isJsonl(input)) return { form: 'jsonl', lines: false, pieces: input.jsonl() };
  if (isIterable(input)) return { form: 'jsonl', lines: false, pieces: join(input, '', '\n', '\n') };
  if (typeof input === 'object' && input !== null) {
    return { form: 'body', lines: false, pieces: body(input as CreateBody) };
  }
  const expected = 'requests (an iterable of objects, JSONL as text, bytes, a Blob or a stream, or a create body)';
  throw wrong('input', expected, input);
}

/** A create body as text. Keys that do not belong there are passed on, for the checks to find. */
async function* body(object: CreateBody): AsyncGenerator<string> {
  const { requests, ...rest } = object;
  const others = Object.entries(rest).map(([key, value]) => [key, JSON.stringify(value)] as const);
  const before = others
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${JSON.stringify(key)}:${value},`);
  if (isIterable(requests) && typeof requests !== 'string') {
    yield* join(requests, `{${before.join('')}"requests":[`, ',', '');
    yield ']}';
  } else if (requests === undefined) {
    yield `{${before.join('').slice(0, -1)}}`;
  } else {
    yield `{${before.join('')}"requests":${JSON.stringify(requests) ?? 'null'}}`;
  }
}

async function* join(
  requests: Iterable<unknown> | AsyncIterable<unknown>,
  open: string,
  between: string,
  close: string,
): AsyncGenerator<string> {
  let text = open;
  let first = true;
  const add = (request: unknown): boolean => {
    // What has no JSON form (undefined, a function) becomes null, as it does in an array.
    text += (first ? '' : between) + (JSON.stringify(request) ?? 'null');
    first = false;
    return text.length >= PIECE;
  };
  const take = (): string => {
    const taken = text;
    text = '';
    return taken;
  };
  if (Symbol.iterator in requests) {
    // The common case, and half the time of the other: no promise a request.
    for (const request of requests) if (add(request)) yield take();
  } else {
    for await (const request of requests) if (add(request)) yield take();
  }
  yield text + close;
}

async function* slices(text: string): AsyncGenerator<string> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + PIECE, text.length);
    // A pair of surrogates is one character: it must not be cut.
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end += 1;
    yield text.slice(start, end);
    start = end;
  }
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}

/** Reads a stream; not every engine can iterate one. Leaving early cancels it, even while a read waits. */
function read(stream: ReadableStream<Uint8Array>): AsyncIterableIterator<Uint8Array> {
  const reader = stream.getReader();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const { done, value } = await reader.read();
      if (!done) return { done, value: bytesOf(value) };
      reader.releaseLock();
      return { done, value: undefined };
    },
    async return() {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw wrong('input', 'a stream of bytes', chunk);
}

function isStream(value: unknown): value is ReadableStream<Uint8Array> {
  return typeof value === 'object' && value !== null && 'getReader' in value;
}

function isJsonl(value: unknown): value is JsonlSource {
  return typeof value === 'object' && value !== null && 'jsonl' in value && typeof value.jsonl === 'function';
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}
