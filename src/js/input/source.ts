// Converts every input that requests can come from into one stream of text or bytes, which the core checks and writes as bodies.
import type { EncoderOptions } from '../../wire/types.ts';
import { abortable, drop } from '../abort.ts';
import { similar } from '../nearest.ts';
import { decoderOf, notify, wrong } from '../options.ts';
import { isPlain } from '../realms.ts';
import type { Checks } from '../runtime/modules.ts';
import { allowListeners } from '../runtime/runtime.ts';
import { Turns } from '../runtime/turns.ts';
import { chunks, parts, read, readable, slices } from './bytes.ts';
import { classify } from './classify.ts';
import type { BatchInput, ByteSource, CreateBody, OnceInput, Progress, RequestLines } from './inputs.ts';
import { refuseMistaken } from './mistaken.ts';
import { elements } from './objects.ts';
import { takeIterator, takeOnce } from './once.ts';
import { ARE_LINES, brieflyEncoded, type Piece, type Pieces, READERS } from './pieces.ts';
import { refusePlanned } from './planned.ts';
import { unwrap } from './unwrapped.ts';

export type { ReadableBytes } from './bytes.ts';
export type * from './inputs.ts';

type Glue = Checks['glue'];

/**
 * The consumer of an input.
 * @internal
 */
export type Encoder = Pick<InstanceType<Glue['Encoder']>, 'push' | 'pushRows' | 'requests'> & {
  readonly errors?: number;
};

/**
 * A row reader in the core. As a piece, it lets an encoder take its requests without leaving the core.
 * @internal
 */
export type RowReader = InstanceType<Glue['RowReader']>;

/** @internal */
export type CorePieces = AsyncIterator<Piece | RowReader, undefined, undefined>;

/**
 * A classified input.
 * @internal
 */
export interface Source {
  form: NonNullable<EncoderOptions['form']>;
  /** Whether line numbers are useful to the caller. */
  lines: boolean;
  totalBytes?: number | undefined;
  /** From where it can be read again: not at all, from its start, or from any request. */
  again: 'never' | 'from the start' | 'from anywhere';
  /** Whether it consists of bytes, which may be compressed or in another encoding. */
  isBytes?: boolean;
  /** Whether all requests belong to one batch. */
  oneBatch?: boolean;
  /** Whether it consists of objects, which the caller keeps in memory and which take time to serialize again. */
  isObjects?: boolean;
  open(from?: Start): Pieces | Promise<Pieces>;
  /** Opens it from the start, for a consumer of pieces that stay in the core. Default: `open`. */
  openInCore?: (() => Promise<CorePieces>) | undefined;
}

/**
 * Position of a request in an input.
 * @internal
 */
export interface Start {
  /** Offset of its first byte in the pieces of the whole input. */
  byteOffset: number;
  /** Its index. */
  request: number;
}

/**
 * Feeds an input to an encoder and yields after each piece.
 * @internal
 */
export async function* feed(
  core: Checks,
  encoder: Encoder,
  source: Source,
  options: { signal?: AbortSignal | undefined; onProgress?: ((progress: Progress) => void) | undefined },
): AsyncGenerator<void, void, undefined> {
  const { signal, onProgress } = options;
  allowListeners(signal);
  const opening: Promise<CorePieces> = Promise.resolve(source.openInCore?.() ?? source.open());
  const close = (pieces: CorePieces) => pieces.return?.(signal?.reason)?.catch(() => {});
  const pieces = await abortable(opening, signal).catch((error: unknown) => {
    opening.then(close, () => {});
    throw error;
  });
  const turns = new Turns();
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
      const size = core.sync(() => pushPiece(encoder, piece));
      bytes += size;
      yield;
      await turns.after(size);
      const total = source.totalBytes === undefined ? {} : { totalBytes: source.totalBytes };
      const counts = core.sync(() => countsOf(encoder));
      notify(onProgress, { bytes, ...total, ...counts });
    }
  } finally {
    if (!ended) {
      const left = close(pieces);
      // Not awaited after an abort, because an input that hangs must not hang the caller.
      if (!signal?.aborted) await left;
    }
  }
}

const countsOf = ({ requests, errors }: Encoder) => (errors === undefined ? { requests } : { requests, errors });

function pushPiece(encoder: Encoder, piece: Piece | RowReader): number {
  if (typeof piece !== 'string' && !ArrayBuffer.isView(piece)) return encoder.pushRows(piece);
  encoder.push(brieflyEncoded(piece));
  return piece.length;
}

/**
 * Classifies an input. Bytes become UTF-8 text: they are decompressed, and decoded from `encoding`. `name` is the argument's
 * name.
 * @internal
 */
export async function source(
  input: BatchInput | CreateBody,
  encoding?: string | undefined,
  name = 'input',
): Promise<Source> {
  const decoder = decoderOf(encoding);
  const from = await sourceOfAny(input, name);
  return from.isBytes ? inUtf8(from, decoder) : from;
}

/**
 * Classifies an input unless the caller aborts. On abort, it also cancels a stream that was not read yet, because nothing else
 * would.
 * @internal
 */
export async function sourceUnlessAborted(
  input: BatchInput | CreateBody,
  encoding: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Source> {
  return unlessAborted(() => source(input, encoding), input, signal);
}

/**
 * Returns the result of `work`, which runs before an input is read.
 * @internal
 */
export async function unlessAborted<T>(
  work: () => Promise<T>,
  input: unknown,
  signal: AbortSignal | undefined,
): Promise<T> {
  allowListeners(signal);
  try {
    return await abortable(work(), signal);
  } catch (error) {
    const { kind, value } = classify(input);
    if (signal?.aborted && kind === 'stream' && !value.locked) drop(value, signal.reason);
    throw error;
  }
}

/** Wraps bytes that may be compressed or encoded. They can be read again only from the start, and their size is unknown. */
function inUtf8(from: Source, decoder: TextDecoder | undefined): Source {
  let isWrapped = false;
  const onWrapped = () => {
    isWrapped = true;
  };
  return {
    ...from,
    get again() {
      return isWrapped && from.again === 'from anywhere' ? 'from the start' : from.again;
    },
    get totalBytes() {
      return isWrapped ? undefined : from.totalBytes;
    },
    async open(start) {
      if (start !== undefined && start.byteOffset > 0) return from.open(start);
      return unwrap(await from.open(start), decoder, onWrapped);
    },
    openInCore: undefined,
  };
}

async function sourceOfAny(input: BatchInput | CreateBody, name: string): Promise<Source> {
  if (typeof input !== 'function') return sourceOf(input, name);
  const first = sourceOf(await input(), name);
  let unread: Source | undefined = first;
  const next = async () => {
    const now = unread ?? sourceOf(await input(), name);
    unread = undefined;
    return now;
  };
  return {
    ...first,
    again: first.again === 'from anywhere' ? first.again : 'from the start',
    open: async (from) => (await next()).open(from),
    async openInCore() {
      const now = await next();
      return now.openInCore?.() ?? now.open();
    },
  };
}

function sourceOf(input: OnceInput | ByteSource | CreateBody, name: string): Source {
  refuseMistaken(name, input);
  refusePlanned(name, input);
  const text = { form: 'auto', lines: true } as const;
  const bytes = { ...text, isBytes: true } as const;
  const classified = classify(input);
  switch (classified.kind) {
    case 'text': {
      const { value } = classified;
      return { ...text, again: 'from the start', totalBytes: value.length, open: () => slices(value) };
    }
    case 'bytes': {
      const { value } = classified;
      const open = (from?: Start) => chunks(value, from?.byteOffset);
      return { ...bytes, again: 'from anywhere', totalBytes: value.byteLength, open };
    }
    case 'blob': {
      const { value } = classified;
      const open = (from?: Start) => parts(value, from?.byteOffset);
      return { ...bytes, again: 'from anywhere', totalBytes: value.size, open };
    }
    case 'stream': {
      const { value } = classified;
      const open = () => {
        takeOnce(name, value);
        return read(value);
      };
      return { ...bytes, again: 'never', open };
    }
    case 'lines':
      return linesOf(input as RequestLines);
    case 'iterable': {
      const { value } = classified;
      const again = classified.again === 'anywhere' ? 'from anywhere' : 'never';
      const open = (from?: Start) => {
        if (again === 'never') takeIterator(name, value);
        return elements(value, { from: from?.request, close: ']', areRows: name === 'rows' });
      };
      return { form: 'elements', lines: false, isObjects: true, again, open };
    }
    case 'source': {
      const { size } = input as ByteSource;
      const open = async (from?: Start) => readable(await (input as ByteSource).open(from?.byteOffset ?? 0));
      return { ...bytes, again: 'from anywhere', totalBytes: size, open };
    }
    case 'object':
      return bodyOf(input as CreateBody, name);
    case 'other': {
      const expected =
        'requests (an iterable of objects, JSONL as text, bytes, a Blob, a stream or a function that gives one, or a create body)';
      throw wrong(name, expected, input);
    }
  }
}

function linesOf(input: RequestLines & { totalBytes?: number }): Source {
  const again = input.reiterable === true ? 'from the start' : 'never';
  const open = () => readable(input.jsonl());
  const readers = (input as { [READERS]?: () => AsyncIterator<RowReader> })[READERS];
  const openInCore = readers && (async () => readers.call(input));
  const lines = (input as { [ARE_LINES]?: boolean })[ARE_LINES] === true;
  return { form: 'jsonl', lines, again, totalBytes: input.totalBytes, open, openInCore };
}

function bodyOf(input: CreateBody, name: string): Source {
  const { requests, ...rest } = input;
  if (requests === undefined) refuseWithoutRequests(name, input);
  const classified = classify(requests);
  const isIterable = classified.kind === 'iterable' || classified.kind === 'lines' || classified.kind === 'stream';
  // If it contains only requests, they are read alone, because finding lines is faster than finding the ends of objects.
  if (isIterable && Object.values(rest).every((value) => value === undefined)) {
    return { ...sourceOf(requests, name), oneBatch: true };
  }
  const again = classified.kind === 'iterable' && classified.again === 'anywhere' ? 'from the start' : 'never';
  const values = Object.values(input);
  // Without a name for requests, these may be requests by id, which the checks recognize.
  if (requests === undefined && values.length > 0 && values.every(isPlain)) {
    return { form: 'auto', lines: false, isObjects: true, again: 'from the start', open: () => body(input) };
  }
  return { form: 'body', lines: false, isObjects: true, again, open: () => body(input) };
}

/** Rejects one request outside of an array, and a body that names its requests differently. */
function refuseWithoutRequests(name: string, input: object): void {
  const expected = 'an array of requests, or a create body';
  if ('params' in input) throw wrong(name, expected, input, 'one request. Pass it in an array: [request]');
  const key = Object.keys(input).find((key) => similar(key, ['requests']) !== undefined);
  if (key !== undefined) throw wrong(name, expected, input, `the key ${JSON.stringify(key)}. Did you mean requests?`);
}

/** Yields a create body as text. Includes unknown keys, which the checks report. */
async function* body(object: CreateBody): AsyncGenerator<string, undefined, undefined> {
  const { requests, ...rest } = object;
  const others = Object.entries(rest).map(([key, value]) => [key, JSON.stringify(value)] as const);
  const before = others
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${JSON.stringify(key)}:${value},`);
  const classified = classify(requests);
  if (classified.kind === 'iterable' || classified.kind === 'lines') {
    yield* elements(requests, { open: `{${before.join('')}"requests":[` });
    yield ']}';
  } else if (requests === undefined) {
    yield `{${before.join('').slice(0, -1)}}`;
  } else {
    yield `{${before.join('')}"requests":${JSON.stringify(requests) ?? 'null'}}`;
  }
}
