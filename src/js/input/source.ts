// Everything that requests can come from, as one stream of text or bytes for the core to check and lay out.
import type { EncoderOptions } from '../../wire/types.ts';
import { abortable } from '../abort.ts';
import { wrong } from '../options.ts';
import type { Checks } from '../runtime/modules.ts';
import { Turns } from '../runtime/turns.ts';
import { chunks, parts, read, readable, slices } from './bytes.ts';
import { classify } from './classify.ts';
import { decoderOf } from './encoding.ts';
import type { BatchInput, ByteSource, CreateBody, OnceInput, Progress, RequestLines } from './inputs.ts';
import { refuseMistaken } from './mistaken.ts';
import { elements } from './objects.ts';
import { ARE_LINES, brieflyEncoded, type Piece, type Pieces, READERS } from './pieces.ts';
import { unwrap } from './unwrapped.ts';

export type { ReadableBytes } from './bytes.ts';
export type * from './inputs.ts';

type Glue = Checks['glue'];

/**
 * What an input is fed to.
 * @internal
 */
export type Encoder = Pick<InstanceType<Glue['Encoder']>, 'push' | 'pushRows' | 'requests'> & {
  readonly errors?: number;
};

/**
 * A reader of rows in the core. As a piece, it lets an encoder take its requests without leaving the core.
 * @internal
 */
export type RowReader = InstanceType<Glue['RowReader']>;

/** @internal */
export type CorePieces = AsyncIterator<Piece | RowReader, undefined, undefined>;

/**
 * An input as it is read.
 * @internal
 */
export interface Source {
  form: NonNullable<EncoderOptions['form']>;
  /** Whether line numbers mean something to the caller. */
  lines: boolean;
  totalBytes?: number | undefined;
  /** How it can be read again: not at all, from its start, or from any request on. */
  again: 'never' | 'from the start' | 'from anywhere';
  /** Whether it is bytes, which may be compressed or in another encoding. */
  isBytes?: boolean;
  /** Whether all requests are meant for one batch. */
  oneBatch?: boolean;
  /** Whether it is objects, which the caller holds and which cost time to be written again. */
  isObjects?: boolean;
  open(from?: Start): Pieces | Promise<Pieces>;
  /** The same from the start, for what takes pieces that stay in the core. Default: `open`. */
  openInCore?: (() => Promise<CorePieces>) | undefined;
}

/**
 * Position of a request in an input.
 * @internal
 */
export interface Start {
  /** Its first byte, in what the pieces are from the start on. */
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
  const pieces: CorePieces = await abortable(Promise.resolve(source.openInCore?.() ?? source.open()), signal);
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
      onProgress?.({ bytes, ...total, ...countsOf(encoder) });
    }
  } finally {
    if (!ended) {
      const left = pieces.return?.().catch(() => {});
      // After an abort not awaited: an input that hangs must not hang the caller who had enough of it.
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
 * Classifies an input. Bytes become UTF-8 text: they are decompressed, and decoded from `encoding`.
 * @internal
 */
export async function source(input: BatchInput | CreateBody, encoding?: string | undefined): Promise<Source> {
  const decoder = decoderOf(encoding);
  const from = await sourceOfAny(input);
  return from.isBytes ? inUtf8(from, decoder) : from;
}

/** Bytes that were wrapped in something can be read again from their start alone, and how many there will be is not known. */
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

async function sourceOfAny(input: BatchInput | CreateBody): Promise<Source> {
  if (typeof input !== 'function') return sourceOf(input);
  const first = sourceOf(await input());
  let unread: Source | undefined = first;
  const next = async () => {
    const now = unread ?? sourceOf(await input());
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

function sourceOf(input: OnceInput | ByteSource | CreateBody): Source {
  refuseMistaken('input', input);
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
    case 'stream':
      return { ...bytes, again: 'never', open: () => read(classified.value) };
    case 'lines':
      return linesOf(input as RequestLines);
    case 'iterable': {
      const { value } = classified;
      const again = classified.again === 'anywhere' ? 'from anywhere' : 'never';
      const open = (from?: Start) => elements(value, { from: from?.request, close: ']' });
      return { form: 'elements', lines: false, isObjects: true, again, open };
    }
    case 'source': {
      const { size } = input as ByteSource;
      const open = async (from?: Start) => readable(await (input as ByteSource).open(from?.byteOffset ?? 0));
      return { ...bytes, again: 'from anywhere', totalBytes: size, open };
    }
    case 'object':
      return bodyOf(input as CreateBody);
    case 'other': {
      const expected =
        'requests (an iterable of objects, JSONL as text, bytes, a Blob, a stream or a function that gives one, or a create body)';
      throw wrong('input', expected, input);
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

function bodyOf(input: CreateBody): Source {
  const { requests, ...rest } = input;
  const classified = classify(requests);
  const isIterable = classified.kind === 'iterable' || classified.kind === 'lines' || classified.kind === 'stream';
  // With nothing but requests it is as good as these alone, and lines are found faster than the ends of objects.
  if (isIterable && Object.values(rest).every((value) => value === undefined)) {
    return { ...sourceOf(requests), oneBatch: true };
  }
  const again = classified.kind === 'iterable' && classified.again === 'anywhere' ? 'from the start' : 'never';
  return { form: 'body', lines: false, isObjects: true, again, open: () => body(input) };
}

/** A create body as text. Keys that do not belong there are passed on, for the checks to find. */
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
