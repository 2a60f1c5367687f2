// Makes requests from rows and a template: reads every kind of rows as one stream of text for the core.
import type { BatchRequest, ParamsTemplate, RowId, RowReaderOptions } from '../../wire/types.ts';
import { BatchError } from '../errors.ts';
import { classify } from '../input/classify.ts';
import { refuseMistaken } from '../input/mistaken.ts';
import { alreadyRead } from '../input/once.ts';
import {
  ARE_LINES,
  brieflyEncoded,
  type ColumnOf,
  encoded,
  type Pieces,
  READERS,
  ROWS,
  type RowWithId,
} from '../input/pieces.ts';
import type { BatchInput, RowReader } from '../input/source.ts';
import { check, decoderOf, type Names, wrong } from '../options.ts';
import { type Checks, checks } from '../runtime/modules.ts';
import { part } from '../runtime/part.ts';
import { Turns } from '../runtime/turns.ts';
import type { RowOf, RowOptions, RowRequests, RowRequestsOf, RowSource } from './row_types.ts';

const OPTIONS: Names<RowOptions> = {
  format: true,
  delimiter: true,
  encoding: true,
  id: true,
  defaults: true,
  keepIds: true,
};

const text = new TextDecoder();

/**
 * Makes a request from each row: the template with its `{{column}}` placeholders filled in, and a `custom_id`.
 *
 * @throws TypeError or RangeError for a wrong option. Reading rejects with a `RowsError` that names the row, and with a
 * `TypeError` if the template names unknown columns.
 *
 * @example
 * const csv = 'email,name,language\nada@example.com,Ada,French\n';
 * const messages = [{ role: 'user', content: 'Greet {{name}} in {{language}}.' }];
 * const requests = fromRows(csv, { model: 'claude-haiku-4-5', max_tokens: 300, messages }, { id: 'email' });
 * const batch = await client.create(requests);
 */
export function fromRows(
  rows: string | Uint8Array | Blob | ReadableStream<Uint8Array>,
  template: ParamsTemplate,
  options?: RowOptions,
): RowRequests;
export function fromRows<Row extends object, Id extends string = string>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  template: ParamsTemplate,
  options?: RowOptions<ColumnOf<Row, Id>>,
): RowRequestsOf<Row>;
export function fromRows<Source extends RowSource, Id extends string = string>(
  rows: Source,
  template: ParamsTemplate,
  options?: RowOptions<ColumnOf<RowOf<Source>, Id>>,
): RowRequests;
export function fromRows(rows: RowSource, template: ParamsTemplate, options: RowOptions = {}): RowRequests {
  check(options, OPTIONS);
  if (typeof template !== 'object' || template === null || Array.isArray(template)) {
    throw wrong('template', 'an object of params', template);
  }
  if ('template' in template) {
    throw wrong('template', 'an object of params', template, 'options. Call fromRows(rows, template, options)');
  }
  const { defaults, keepIds, encoding, ...rest } = options;
  if (keepIds !== undefined && typeof keepIds !== 'boolean') throw wrong('keepIds', 'true or false', keepIds);
  if (defaults !== undefined && (typeof defaults !== 'object' || defaults === null || Array.isArray(defaults))) {
    throw wrong('defaults', 'an object of columns and values', defaults);
  }
  const objects = areObjects(rows);
  if (objects && rest.format !== undefined) throw wrong('format', 'no format with rows that are objects', rest.format);
  const settings = { ...rest, objects, defaults: defaults && JSON.stringify(defaults) };
  return new Requests(rows, JSON.stringify(template), settings, { keepIds, encoding });
}

class Requests implements RowRequests {
  readonly reiterable: boolean;
  readonly #rows: RowSource;
  readonly #template: string;
  readonly #settings: RowReaderOptions;
  /** For rows that can be read once: the ids so far, and the state of the reading. */
  readonly #kept: Uint8Array[] | undefined;
  readonly #encoding: string | undefined;
  #skipped = 0;
  #once: 'unread' | 'begun' | 'done' = 'unread';

  constructor(
    rows: RowSource,
    template: string,
    settings: RowReaderOptions,
    { keepIds, encoding }: Pick<RowOptions, 'keepIds' | 'encoding'>,
  ) {
    decoderOf(encoding);
    this.#encoding = encoding;
    this.#rows = rows;
    this.#template = template;
    this.#settings = settings;
    this.reiterable = isReiterable(rows);
    if (keepIds && !this.reiterable) this.#kept = [];
  }

  get skipped(): number {
    return this.#skipped;
  }

  jsonl(): AsyncIterableIterator<Uint8Array<ArrayBuffer>> {
    return this.#requests(pieces);
  }

  get [ARE_LINES](): boolean {
    return !areObjects(this.#rows);
  }

  [READERS](): AsyncIterableIterator<RowReader> {
    return this.#requests(readerOf);
  }

  #requests<T>(take: Take<T>): AsyncIterableIterator<T> {
    if (this.reiterable) return this.#read(take, false);
    if (this.#once !== 'unread') {
      throw alreadyRead(`${READ_ONCE}, and were read already. Pass them as text, bytes, a Blob or an array.`);
    }
    this.#once = 'begun';
    const kept = this.#kept;
    const withIds: Take<T> = function* (core, reader) {
      for (const item of take(core, reader)) {
        yield item;
        kept?.push(core.sync(() => reader.takeIds()));
      }
    };
    return this.#read(withIds, kept !== undefined, () => {
      this.#once = 'done';
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<BatchRequest> {
    for await (const piece of this.jsonl()) yield* parseLines<BatchRequest>(piece);
  }

  async *ids(): AsyncGenerator<RowId> {
    if (!this.reiterable && !this.#kept) throw readOnceError('so ids() needs the option keepIds: true');
    if (!this.reiterable && this.#once !== 'done') {
      throw readOnceError('so ids() works after they were read to the end');
    }
    for await (const piece of this.#kept ?? this.#read(ids, true)) yield* parseLines<RowId>(piece);
  }

  /** Yields each row as an object, with the id of its request. */
  async *[ROWS](): AsyncGenerator<RowWithId> {
    const objects = areObjects(this.#rows);
    const rows = objects ? this.#rows : await this.#texts();
    const ids = this.ids();
    try {
      let next = await ids.next();
      let number = 0;
      for await (const source of rows) {
        number += 1;
        if (next.done) return;
        // A row that is empty in every column has no request. The reader of text does not yield such rows.
        if (objects && next.value.row !== number) continue;
        yield { ...next.value, source };
        next = await ids.next();
      }
    } finally {
      await ids.return(undefined);
    }
  }

  /** Returns rows of text, made with a template that contains all their columns. */
  async #texts(): Promise<AsyncIterable<object>> {
    const columns = await this.columns();
    const template = Object.fromEntries(columns.map((name) => [name, `{{${name}}}`]));
    const defaults = JSON.stringify(Object.fromEntries(columns.map((name) => [name, ''])));
    const settings = { ...this.#settings, defaults };
    const how = { keepIds: false, encoding: this.#encoding };
    const requests = new Requests(this.#rows, JSON.stringify(template), settings, how);
    return (async function* () {
      for await (const { params } of requests) yield params;
    })();
  }

  async columns(): Promise<string[]> {
    if (!this.reiterable)
      throw readOnceError('so columns() cannot read them. Pass them as text, bytes, a Blob or an array');
    const loaded = await checks.instance();
    const reader = loaded.sync((glue) => new glue.RowReader(this.#template, this.#settings));
    const pieces = await this.#open();
    let open = true;
    try {
      for (let names: string[] = []; ; names = loaded.sync(() => reader.columns)) {
        if (names.length > 0 || !open) return names;
        const { done, value } = await pieces.next();
        if (done) open = false;
        loaded.sync(() => (done ? reader.end() : reader.push(encoded(value))));
        loaded.sync(() => reader.take());
        // A malformed row does not affect the columns.
        if (loaded.sync(() => reader.failed && reader.columns.length === 0)) loaded.sync(() => reader.fail());
      }
    } finally {
      loaded.release(reader);
      if (open) await pieces.return?.();
    }
  }

  /** Opens rows in the same way as requests: text and bytes unchanged, objects as JSONL. */
  async #open(): Promise<Pieces> {
    const { source } = await part(() => import('../input/source.ts'));
    return (await source(withoutBytes(this.#rows) as BatchInput, this.#encoding, 'rows')).open();
  }

  #read<T>(take: Take<T>, noteIds: boolean, onEnd = () => {}): AsyncIterableIterator<T> {
    const withSkipped: Take<T> = function* (this: Requests, core: Checks, reader: RowReader) {
      yield* take(core, reader);
      this.#skipped = core.sync(() => reader.skipped);
    }.bind(this);
    return reading(() => this.#open(), this.#template, { ...this.#settings, noteIds }, withSkipped, onEnd);
  }
}

/** Takes output from a reader after each piece of input. */
type Take<T> = (core: Checks, reader: RowReader) => Iterable<T>;

/** Yields the requests as JSONL. */
function* pieces(core: Checks, reader: RowReader): Generator<Uint8Array<ArrayBuffer>> {
  const take = () => core.sync(() => reader.take()) as Uint8Array<ArrayBuffer>;
  for (let piece = take(); piece.length > 0; piece = take()) yield piece;
}

/** Yields the reader itself, from which another part of the core takes the requests. */
function* readerOf(_core: Checks, reader: RowReader): Generator<RowReader> {
  yield reader;
}

/** Yields the ids of requests and their rows. */
function* ids(core: Checks, reader: RowReader): Generator<Uint8Array> {
  for (const _ of pieces(core, reader)) yield core.sync(() => reader.takeIds());
}

/** Feeds rows to a reader of the core. Leaving early ends the source, even during a read. */
function reading<T>(
  from: () => Promise<Pieces>,
  template: string,
  settings: RowReaderOptions,
  take: Take<T>,
  onEnd: () => void,
): AsyncIterableIterator<T> {
  let open = true;
  let opened: Promise<Pieces> | undefined;
  const openOnce = () => (opened ??= from());
  const close = async () => {
    if (!open) return;
    open = false;
    // Also closes rows that were not read yet.
    await (await openOnce()).return?.();
  };
  async function* items(): AsyncGenerator<T> {
    try {
      const loaded = await checks.instance();
      const reader = loaded.sync((glue) => new glue.RowReader(template, settings));
      try {
        const pieces = await openOnce();
        const turns = new Turns();
        while (open) {
          const next = await pieces.next().catch((reason: unknown) => ({ reason }));
          if (!open) return;
          if ('reason' in next) {
            // Yields the requests before the failure first, so that the result does not depend on where pieces end.
            loaded.sync(() => reader.breakOff());
            yield* take(loaded, reader);
            throw next.reason;
          }
          const { done, value } = next;
          if (done) open = false;
          loaded.sync(() => (done ? reader.end() : reader.push(brieflyEncoded(value))));
          yield* take(loaded, reader);
          if (loaded.sync(() => reader.failed)) loaded.sync(() => reader.fail());
          if (done) onEnd();
          else await turns.after(value.length);
        }
      } finally {
        loaded.release(reader);
      }
    } finally {
      await close();
    }
  }
  const reading = items();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => reading.next(),
    async return() {
      await close();
      await reading.return(undefined);
      return { done: true, value: undefined };
    },
  };
}

/** Parses the objects of JSONL that consists of whole lines. */
function* parseLines<T>(jsonl: Uint8Array): Generator<T> {
  for (const line of text.decode(jsonl).split('\n')) if (line !== '') yield JSON.parse(line) as T;
}

const READ_ONCE = 'These rows can be read only once';

const readOnceError = (why: string): BatchError => new BatchError(`${READ_ONCE}, ${why}.`, { code: 'invalid_option' });

/** Whether rows are objects, and not text or bytes. */
function areObjects(rows: unknown): rows is Iterable<object> | AsyncIterable<object> {
  refuseMistaken('rows', rows);
  const { kind } = classify(rows);
  if (kind === 'text' || kind === 'bytes' || kind === 'blob' || kind === 'stream') return false;
  if (Symbol.iterator in Object(rows) || Symbol.asyncIterator in Object(rows)) return true;
  throw wrong('rows', 'rows (an iterable of objects; CSV or JSONL as text, bytes, a Blob or a stream)', rows);
}

function isReiterable(rows: RowSource): boolean {
  const classified = classify(rows);
  if (classified.kind === 'iterable') return classified.again !== 'never';
  return classified.kind !== 'stream' && classified.kind !== 'lines';
}

/** Rejects a Node stream, which is an async iterable of bytes. */
function withoutBytes(rows: RowSource): RowSource {
  if (!areObjects(rows) || !(Symbol.asyncIterator in rows)) return rows;
  return (async function* () {
    for await (const row of rows) {
      if (ArrayBuffer.isView(row) || typeof row === 'string') {
        const expected = 'objects in an async iterable; bytes come as a Blob (openAsBlob) or a stream (Readable.toWeb)';
        throw wrong('rows', expected, row, typeof row === 'string' ? 'text' : 'bytes');
      }
      yield row;
    }
  })();
}
