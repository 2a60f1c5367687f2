// Yields results in the order of the requests. Reads all results once into a store, while the core indexes the position of each
// id's record. Then looks up the ids in their own order, some at a time, and reads their lines back.
import { ID, type Identified, recordReader } from '../../wire/record.ts';
import type { BatchRecord } from '../../wire/record_types.ts';
import type { ExportOptions, ReconcileOptions, Reconciliation } from '../../wire/types.ts';
import { abortable, leaving } from '../abort.ts';
import { concatenate } from '../bytes.ts';
import type { RowWithId } from '../input/pieces.ts';
import type { BatchInput, CreateBody } from '../input/source.ts';
import { notify } from '../options.ts';
import type { Results } from '../runtime/modules.ts';
import { part } from '../runtime/part.ts';
import { spill as defaultStore, strings } from '../runtime/runtime.ts';
import { Turns } from '../runtime/turns.ts';
import type { Store } from '../store/spills/store.ts';
import { checkRead } from './arguments.ts';
import { chunkText } from './chunk_text.ts';
import { checkRowColumns } from './columns.ts';
import type { Reader } from './download.ts';
import { each } from './each.ts';
import { checkExport, fileResponse, fileStream } from './export.ts';

/**
 * Ids, objects with a `custom_id`, or requests in any form that `create` accepts. Text and bytes are read as streams.
 *
 * @example
 * const ids: Ids = ['question-0', 'question-1'];
 * for await (const record of results.inOrder(ids)) console.log(record.text);
 */
export type Ids = Iterable<string | Identified> | AsyncIterable<string | Identified> | BatchInput | CreateBody;

/**
 * Options of `inOrder`.
 *
 * @example
 * const options: OrderOptions = { spill: fileSpill({ folder: '/var/tmp' }), maxIds: 10 };
 * for await (const record of results.inOrder(requests, options)) console.log(record.text);
 */
export interface OrderOptions extends ReconcileOptions {
  /**
   * Store for the results while they are put in order: one of `message-batches/spill`, or your own. Default: a file in
   * Node, Bun and Deno, `Blob`s elsewhere.
   */
  spill?: Store | null | undefined;
}

/**
 * Options of `join`.
 *
 * @example
 * const options: JoinOptions<{ email: string }> = { key: 'email' };
 * for await (const { row, record } of results.join(rows, options)) console.log(row, record?.text);
 */
export interface JoinOptions<Row, Key extends string = string> extends OrderOptions {
  /**
   * Which record belongs to a row: the name of the column that the ids were made from, or a function of the row and its index
   * that returns the key. The id is the key itself, or what `fromRows` makes from it; rows that share a key are numbered as in
   * `fromRows`. Default: `custom_id`, which is used unchanged.
   */
  key?: Key | ((row: Row, index: number) => string) | undefined;
}

/**
 * A row and the record that answers it.
 *
 * @example
 * const line = ({ row, record }: Joined<{ name: string }, BatchRecord>) => `${row.name}: ${record?.text ?? 'no answer'}`;
 * for await (const joined of results.join(rows, { key: 'email' })) console.log(line(joined));
 */
export interface Joined<Row, R> {
  row: Row;
  record: R | undefined;
}

/** @internal */
export type RecordIndex = NonNullable<ReturnType<Reader['takeIndex']>>;

/**
 * All results, as they are written to an index and a store. `base` is the offset in the results at which the store starts.
 * @internal
 */
export interface Filling {
  filled(): Promise<{ index: RecordIndex; base: number }>;
  stop(): Promise<unknown>;
}

interface Match {
  row: unknown;
  record: BatchRecord | undefined;
}

/** Number of rows that are looked up together. */
const GROUP_SIZE = 256;
/** Lines of the store with a smaller gap than this are read at once, up to a maximum size. */
const GAP = 32_768;
const MAX_READ = 1_048_576;

/**
 * Matches rows with their records.
 * @internal
 */
export class Matcher {
  readonly #core: Results;
  readonly #rows: Ids | Iterable<object> | AsyncIterable<object>;
  readonly #options: JoinOptions<never>;
  readonly #fill: (store: Store | undefined) => Filling;
  readonly #check: (records: BatchRecord[]) => Promise<BatchRecord[]>;
  /** The input of a join: rows, or rows with their ids. */
  readonly #joined: 'rows' | 'ids' | undefined;
  account: Reconciliation | undefined;

  constructor(
    core: Results,
    rows: Ids | Iterable<object> | AsyncIterable<object>,
    options: JoinOptions<never>,
    fill: (store: Store | undefined) => Filling,
    check: (records: BatchRecord[]) => Promise<BatchRecord[]>,
    joined: 'rows' | 'ids' | undefined,
  ) {
    this.#core = core;
    this.#rows = rows;
    this.#options = options;
    this.#fill = fill;
    this.#check = check;
    this.#joined = joined;
  }

  /** Yields the rows in their order, with their records. */
  async *matches(signal?: AbortSignal): AsyncGenerator<Match[]> {
    const core = this.#core;
    const store = this.#options.spill === null ? undefined : (this.#options.spill ?? defaultStore());
    const { filled, stop } = this.#fill(store);
    let index: RecordIndex | undefined;
    let failed = true;
    try {
      const found = await filled();
      index = found.index;
      await store?.seal();
      yield* this.#lookUp(found, store, signal);
      this.account = core.sync(() => (index as RecordIndex).account());
      failed = false;
    } finally {
      if (index) core.release(index);
      else await stop();
      // An error while closing the store must not hide the error that ended the reading.
      const closed = Promise.resolve(store?.close());
      await (failed ? closed.catch(() => {}) : closed);
    }
  }

  /**
   * Looks up the ids of the rows in the index, and reads their lines. Without a store, it only looks them up. Some rows are held
   * back until there are more: a join in which no row has a record is an error, and yields no row.
   */
  async *#lookUp(
    { index, base }: { index: RecordIndex; base: number },
    store: Store | undefined,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Match[]> {
    const core = this.#core;
    const { jsonValues, RowIds } = await part(() => import('./row_ids.ts'));
    const reader = core.sync((glue) => new glue.LineReader());
    const records = recordReader(chunkText(core), strings());
    const recordOf = (line: Uint8Array, number: number, byteOffset: number) => {
      const rows = core.sync(() => reader.read(line, number, byteOffset));
      // Copied, so that one record does not keep everything in memory that was read with it.
      return records(rows, byteOffset, () => new Uint8Array(line));
    };
    const { key } = this.#options;
    const rowIds = new RowIds(key, this.#joined !== undefined);
    const turns = new Turns();
    let held: Match[] = [];
    try {
      for await (const group of inGroups(jsonValues(this.#rows), signal)) {
        if (held.length > 0) yield held;
        const asked = group.map((row) => [row, rowIds.next(row)] as const).filter(([, id]) => id !== undefined);
        const rows = asked.map(([row]) => row);
        const ids = asked.map(([, id]) => id as string);
        const locations = core.sync(() => index.ask(ids, key !== undefined && key !== ID));
        await turns.after(GROUP_SIZE * locations.BYTES_PER_ELEMENT);
        if (!store) continue;
        const lines = await abortable(readLines(store, base, locations), signal);
        const found = lines.flatMap((line, at) =>
          line ? recordOf(line, locations[at * 3] as number, locations[at * 3 + 1] as number) : [],
        );
        const checked = await this.#check(found);
        await turns.after(lines.reduce((size, line) => size + (line?.length ?? 0), 0));
        let next = 0;
        held = rows.map((row, at) => ({ row: this.#row(row), record: lines[at] && checked[next++] }));
      }
      if (this.#joined) core.sync(() => index.refuseJoin(this.#keyName));
      if (held.length > 0) yield held;
    } finally {
      core.release(reader);
    }
  }

  get isJoin(): boolean {
    return this.#joined !== undefined;
  }

  /** Describes the source of a row's id, for messages. */
  get #keyName(): string {
    const { key = ID } = this.#options;
    if (this.#joined === 'ids') return 'made by fromRows';
    return typeof key === 'function' ? 'by the function key' : key;
  }

  #row(row: unknown): unknown {
    return this.#joined === 'ids' ? (row as RowWithId).source : row;
  }
}

async function* inGroups(
  rows: AsyncIterable<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown[], void, undefined> {
  const source = rows[Symbol.asyncIterator]();
  let batch: unknown[] = [];
  let ended = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await abortable(source.next(), signal);
      if (!done) batch.push(value);
      ended = done === true;
      if (batch.length >= GROUP_SIZE || (ended && batch.length > 0)) {
        yield batch;
        batch = [];
      }
      if (ended) return;
    }
  } finally {
    const left = ended ? undefined : source.return?.().then(undefined, () => {});
    if (!signal?.aborted) await left;
  }
}

/** Reads the lines at these locations, in their order. Lines that are close together are read at once. */
async function readLines(store: Store, base: number, locations: Float64Array): Promise<(Uint8Array | undefined)[]> {
  const lines = new Array<Uint8Array | undefined>(locations.length / 3).fill(undefined);
  const start = (at: number) => (locations[at * 3 + 1] as number) - base;
  const end = (at: number) => start(at) + (locations[at * 3 + 2] as number);
  const wanted = [...lines.keys()].filter((at) => end(at) > start(at)).sort((a, b) => start(a) - start(b));
  for (let first = 0; first < wanted.length; ) {
    const from = start(wanted[first] as number);
    let to = end(wanted[first] as number);
    let last = first + 1;
    for (; last < wanted.length; last++) {
      const next = wanted[last] as number;
      if (start(next) > to + GAP || end(next) > from + MAX_READ) break;
      to = Math.max(to, end(next));
    }
    const bytes = checkRead(await store.read(from, to), from, to);
    for (const at of wanted.slice(first, last)) lines[at] = bytes.subarray(start(at) - from, end(at) - from);
    first = last;
  }
  return lines;
}

/**
 * The parts of the results that their reader uses.
 * @internal
 */
export interface Context {
  core: Results;
  signal: AbortSignal | undefined;
  cancel(): Promise<void>;
  /** Whether the results were cancelled or aborted. */
  isStopped(): boolean;
  /** Throws if the results were cancelled, or the reason of an abort. */
  checkStopped(): void;
  /** Closes the results if they are not being read. */
  leave(): Promise<void>;
}

/**
 * Results in the order of the ids or rows. It can be read once, in one way.
 *
 * @example
 * const ordered: Ordered<BatchRecord> = results.inOrder(requests);
 * for await (const record of ordered) console.log(record.custom_id);
 * console.log(ordered.reconciliation?.missing.count);
 */
export class Ordered<T> implements AsyncIterable<T> {
  readonly #matcher: Matcher;
  readonly #item: (match: Match) => T | undefined;
  readonly #context: Context;

  /** @internal */
  constructor(matcher: Matcher, item: (match: Match) => T | undefined, context: Context) {
    this.#matcher = matcher;
    this.#item = item;
    this.#context = context;
  }

  /**
   * Missing, duplicate and unknown ids; `undefined` until everything was read.
   *
   * @example
   * const joined = results.join(rows, { key: 'email' });
   * for await (const { row, record } of joined) console.log(row.name, record?.text);
   * console.log(joined.reconciliation?.complete);
   */
  get reconciliation(): Reconciliation | undefined {
    return this.#matcher.account;
  }

  /**
   * Yields the records, or the rows with their records, one by one.
   *
   * @example
   * for await (const record of results.inOrder(requests)) console.log(record.custom_id);
   */
  [Symbol.asyncIterator](): AsyncGenerator<T> {
    const { isStopped } = this.#context;
    return each(
      leaving(this.#items(), () => this.#context.leave()),
      { isStopped },
    );
  }

  /**
   * Returns the same as a file. Paths that start with `row` are parts of the rows of a join.
   *
   * @example
   * const columns = ['row.name', 'answer=text'];
   * const file = results.join(rows, { key: 'email' }).toStream('csv', { columns });
   */
  toStream(format: 'jsonl' | 'csv', options: ExportOptions = {}): ReadableStream<Uint8Array<ArrayBuffer>> {
    checkExport(options, this.#matcher.isJoin);
    const pieces = this.#file(format, options);
    const cancel = async () => {
      await this.#context.cancel();
      await pieces.return(undefined);
    };
    return fileStream(pieces, cancel, () => this.#context.checkStopped());
  }

  /**
   * Returns the same file in a `Response`, with `content-type` and `content-disposition`.
   *
   * @example
   * const response = results.inOrder(requests).toResponse('csv', { filename: 'answers.csv' });
   */
  toResponse(format: 'jsonl' | 'csv', options: ExportOptions = {}): Response {
    checkExport(options, this.#matcher.isJoin);
    return fileResponse(this.#context.core, format, options, () => this.toStream(format, options));
  }

  async *#items(): AsyncGenerator<T[]> {
    for await (const matches of this.#matcher.matches(this.#context.signal)) {
      this.#context.checkStopped();
      yield matches.map(this.#item).filter((item): item is T & {} => item !== undefined);
    }
    this.#context.checkStopped();
  }

  async *#file(format: 'jsonl' | 'csv', options: ExportOptions): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { core } = this.#context;
    const writer = core.sync((glue) => new glue.PairWriter(format, options));
    const none = new Uint8Array();
    const { rowJson } = await part(() => import('./row_ids.ts'));
    let number = 0;
    try {
      for await (const matches of this.#matcher.matches(this.#context.signal)) {
        if (number === 0 && this.#matcher.isJoin) checkRowColumns(options.columns, matches[0]?.row);
        const pieces = matches
          .filter((match) => this.#item(match) !== undefined)
          .map(({ row, record }) => {
            number += 1;
            const json = rowJson(row, number);
            const { raw = none, line = 0, byteOffset = 0 } = record ?? {};
            return core.sync(() => writer.write(json, raw, line, byteOffset));
          });
        yield concatenate(pieces);
      }
      yield core.sync(() => writer.finish()) as Uint8Array<ArrayBuffer>;
      notify(
        options.onReport,
        core.sync(() => writer.report()),
      );
    } finally {
      core.release(writer);
    }
  }
}
