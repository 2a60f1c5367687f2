/// <reference lib="esnext.disposable" preserve="true" />
// Reads results as they arrive, in several ways, and cleans up the stream. The core interprets the lines.
import { recordReader } from '../../wire/record.ts';
import type { BatchRecord } from '../../wire/record_types.ts';
import type {
  ExportOptions,
  ReaderOutput,
  ReconcileOptions,
  Reconciliation,
  ResultsPosition,
  Tally,
} from '../../wire/types.ts';
import { drop, leaving } from '../abort.ts';
import { type ColumnOf, ROWS, type RowsWithIds, type RowWithId, type TypedRows } from '../input/pieces.ts';
import { check, type Names, notify, wrong } from '../options.ts';
import type { Results } from '../runtime/modules.ts';
import { strings } from '../runtime/runtime.ts';
import type { Store } from '../store/spills/store.ts';
import { checkOrder } from './arguments.ts';
import { Bookmark, type RecordChunk } from './bookmark.ts';
import { chunkText } from './chunk_text.ts';
import { Downloading, type Reopen, type Sink } from './download.ts';
import { each } from './each.ts';
import { checkExport, fileResponse, fileStream } from './export.ts';
import { checkRows } from './join_rows.ts';
import { cancelled, resultsRead } from './once.ts';
import {
  type Context,
  type Filling,
  type Ids,
  type Joined,
  type JoinOptions,
  Matcher,
  Ordered,
  type OrderOptions,
  type RecordIndex,
} from './ordered.ts';
import type { Reading, TallyOptions } from './reading.ts';
import { newBytes, recordSink } from './record_sink.ts';
import { withAnswers } from './structured.ts';

export { checkSchema } from './structured.ts';

const TALLY: Names<TallyOptions> = { repeatedIds: true };
const RECONCILE: Names<ReconcileOptions> = { maxIds: true };
const ORDER: Names<OrderOptions> = { ...RECONCILE, spill: true };
const JOIN: Names<JoinOptions<never>> = { ...ORDER, key: true };

/**
 * The results of a batch: a stream that can be read once, in one way. Leaving a loop early cancels the download, as do
 * `cancel()` and the end of an `await using` block. A dropped connection is reopened, without a duplicate or missing record. A
 * stream that ends with fewer records than the batch counts is treated as dropped, even if it ends cleanly: see `recordCount`.
 *
 * @example
 * const results: BatchResults = await client.results(id);
 * for await (const record of results) await save({ answer: record.text, position: results.position });
 */
export class BatchResults<R extends BatchRecord = BatchRecord> implements AsyncIterable<R> {
  readonly #core: Results;
  readonly #options: Reading;
  readonly #response: Response;
  readonly #reopen: Reopen | undefined;
  readonly #bookmark: Bookmark;
  #reading: { cancel(): Promise<void> } | undefined;
  #isCancelled = false;

  /** @internal */
  constructor(core: Results, response: Response, reopen: Reopen | undefined, options: Reading) {
    const { from, handled } = options;
    this.#core = core;
    this.#response = response;
    this.#reopen = reopen;
    this.#options = options;
    this.#bookmark = new Bookmark(core, { from, handled, canReopen: reopen !== undefined });
  }

  /**
   * Position of the reader: after the last record that a loop received, or after all of the last `chunks()`. Plain data: store
   * it once the record is processed, and `results(id, { from })` continues there, even in another process.
   *
   * @example
   * for await (const record of results) await save({ answer: record.text, position: results.position });
   */
  get position(): ResultsPosition {
    return this.#bookmark.position;
  }

  /**
   * Yields the records one by one, in the order of the stream, which is not the order of the requests.
   *
   * @example
   * for await (const { custom_id, outcome, text } of results) console.log(custom_id, outcome, text);
   */
  [Symbol.asyncIterator](): AsyncGenerator<R> {
    return each(this.chunks(), {
      onTake: (count) => this.#bookmark.consume(count),
      isStopped: () => this.#isStopped(),
    });
  }

  /**
   * Yields the same records in arrays, as many at a time as arrive from the network.
   *
   * @example
   * for await (const records of results.chunks()) await save(records.map(({ custom_id, text }) => [custom_id, text]));
   */
  chunks(): AsyncGenerator<R[]> {
    const records = recordReader(chunkText(this.#core), strings());
    const { areKept } = this.#options;
    const chunks = this.#begin(
      recordSink<RecordChunk>(
        this.#core,
        { byteOffset: this.position.byteOffset, areKept },
        (rows, byteOffset, bytes, chunk) => ({ records: records(rows, byteOffset, bytes), chunk }),
      ),
    );
    return leaving(this.#records(chunks), () => chunks.return(undefined));
  }

  /**
   * Returns counts, outcomes, tokens and cost, without making records. Reads all remaining results; `position` and `cancel`
   * work at the same time. A line whose only fault is inside a block of an answer counts as malformed in a loop, but not here.
   *
   * @example
   * const { outcomes, usage, cost } = await results.tally();
   * console.log(outcomes, usage.output_tokens, cost.usd);
   */
  async tally(options: TallyOptions = {}): Promise<Tally> {
    check(options, TALLY);
    const { repeatedIds = false } = options;
    if (typeof repeatedIds !== 'boolean') throw wrong('repeatedIds', 'true or false', repeatedIds);
    let tally: Tally | undefined;
    const outputs = this.#begin<Tally | true, Tally | true>({
      reader: (glue) => glue.Reader.ofTally(repeatedIds),
      item: (output) => output,
    });
    for await (const output of outputs) if (output !== true) tally = output;
    if (!tally) throw cancelled();
    return tally;
  }

  /**
   * Returns the tally of what was read so far, during and after a loop, `chunks()` or `tally()`, without a second pass. It
   * counts whole chunks, so a loop over single records is up to one chunk behind it. `undefined` if nothing was read, and for
   * results that are written to a file or put in order.
   *
   * @example
   * for await (const record of results) console.log(record.custom_id);
   * console.log(results.tallySoFar()?.cost.usd);
   */
  tallySoFar(): Tally | undefined {
    return this.#bookmark.tally;
  }

  /**
   * Returns the results as a file: `jsonl` as received or with chosen columns, or `csv` that is safe to open in a spreadsheet.
   * Makes no record objects. Canceling the stream cancels the download.
   *
   * @throws TypeError or RangeError for a wrong option.
   *
   * @example
   * const columns = ['custom_id', 'outcome', 'answer=text'];
   * const file = results.toStream('csv', { columns, outcomes: ['done'] });
   */
  toStream(format: 'jsonl' | 'csv', options: ExportOptions = {}): ReadableStream<Uint8Array<ArrayBuffer>> {
    checkExport(options);
    const pieces = this.#begin<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      reader: (glue) => glue.Reader.ofFile(format, options),
      item: (piece) => piece,
      completed: (reader) => {
        const report = this.#core.sync(() => reader.report());
        if (report) notify(options.onReport, report);
      },
    });
    const cancel = () => this.cancel();
    return fileStream(pieces, cancel, () => this.#checkStopped());
  }

  /**
   * Returns the same file in a `Response`, with `content-type` and `content-disposition`.
   *
   * @example
   * const download = async () => (await client.results(id)).toResponse('csv', { filename: 'answers.csv' });
   */
  toResponse(format: 'jsonl' | 'csv', options: ExportOptions = {}): Response {
    checkExport(options);
    return fileResponse(this.#core, format, options, () => this.toStream(format, options));
  }

  /**
   * Yields the records in the order of the requests. `ids` are ids, objects with a `custom_id`, or requests in any form that
   * `create` accepts. An id without a record is left out: after reading, see `reconciliation` of the returned object. The
   * results are stored in `spill` until they are due.
   *
   * @example
   * for await (const record of results.inOrder(requests)) console.log(record.custom_id, record.text);
   */
  inOrder(ids: Ids, options: OrderOptions = {}): Ordered<R> {
    check(options, ORDER);
    return new Ordered(this.#matcher(ids, options), (match) => match.record as R | undefined, this.#context());
  }

  /**
   * Yields rows with the records that answer them, in the order of the rows. Rows are your own objects, or the return value of
   * `fromRows`. `key` says which record belongs to a row: the column that the ids were made from, or a function; default:
   * `custom_id`. A row without a record has `record: undefined`.
   *
   * @throws BatchError while reading, if no row has a record.
   *
   * @example
   * for await (const { row, record } of results.join(rows, { key: 'email' })) {
   *   console.log(row.name, record?.text ?? 'no answer');
   * }
   */
  join<Row extends object>(rows: TypedRows<Row>, options?: OrderOptions): Ordered<Joined<Row, R>>;
  join<Row extends object = Record<string, unknown>>(
    rows: RowsWithIds,
    options?: OrderOptions,
  ): Ordered<Joined<Row, R>>;
  join<Row extends object, Key extends string = string>(
    rows: Iterable<Row> | AsyncIterable<Row>,
    options?: JoinOptions<Row, ColumnOf<Row, Key>>,
  ): Ordered<Joined<Row, R>>;
  join<Row extends object>(
    rows: Iterable<Row> | AsyncIterable<Row> | RowsWithIds | TypedRows<Row>,
    options: JoinOptions<Row> = {},
  ): Ordered<Joined<Row, R>> {
    check(options, JOIN);
    checkRows(rows);
    const withIds = ROWS in rows ? (rows[ROWS] as () => AsyncIterable<RowWithId>)() : undefined;
    const { key } = options;
    if (withIds && key !== undefined) {
      throw wrong('key', 'no key with rows of fromRows, which have their ids', key);
    }
    return new Ordered(
      this.#matcher(withIds ?? (rows as Iterable<Row>), options, withIds ? 'ids' : 'rows'),
      ({ row, record }) => ({ row: row as Row, record: record as R | undefined }),
      this.#context(),
    );
  }

  /**
   * Returns which ids have no record, which have several, and which records have an unknown id. Reads all remaining results.
   *
   * @example
   * const { complete, missing } = await results.reconcile(requests);
   * if (!complete) console.warn(missing.count, missing.ids);
   */
  async reconcile(ids: Ids, options: ReconcileOptions = {}): Promise<Reconciliation> {
    check(options, RECONCILE);
    const matcher = this.#matcher(ids, { ...options, spill: null });
    for await (const _ of matcher.matches(this.#options.signal));
    return matcher.account as Reconciliation;
  }

  /**
   * Stops the download. A reader that has not read everything rejects.
   *
   * @example
   * const timer = setTimeout(() => results.cancel(), 60_000);
   */
  async cancel(): Promise<void> {
    this.#isCancelled = true;
    if (!this.#reading) drop(this.#response.body);
    this.#reading ??= { cancel: async () => {} };
    await this.#reading.cancel();
  }

  /**
   * Cancels the download at the end of an `await using` block.
   *
   * @example
   * await using results = await client.results(id);
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  async *#records(chunks: AsyncGenerator<RecordChunk>): AsyncGenerator<R[]> {
    for await (const chunk of chunks) {
      if (chunk.records.length === 0) continue;
      this.#bookmark.advance(chunk);
      yield (await this.#checked(chunk.records)) as R[];
    }
    this.#checkStopped();
  }

  /** Throws after a cancel or an abort, which must not look like the end of the results. */
  #checkStopped(): void {
    this.#options.signal?.throwIfAborted();
    if (this.#isCancelled) throw cancelled();
  }

  #isStopped(): boolean {
    return this.#isCancelled || this.#options.signal?.aborted === true;
  }

  async #checked(records: BatchRecord[]): Promise<BatchRecord[]> {
    const { schema } = this.#options;
    if (!schema) return records;
    const jsonIn = (text: string) => this.#core.sync((glue) => glue.answerJson(text));
    return withAnswers(records, schema, jsonIn);
  }

  #matcher(
    rows: Ids | Iterable<object> | AsyncIterable<object>,
    options: JoinOptions<never>,
    joined?: 'rows' | 'ids',
  ): Matcher {
    check(options, JOIN);
    checkOrder(options);
    const fill = (store: Store | undefined) => this.#fill(store, options);
    return new Matcher(this.#core, rows, options, fill, (records) => this.#checked(records), joined);
  }

  /** Reads all results into an index and a store. */
  #fill(store: Store | undefined, options: ReconcileOptions): Filling {
    let index: RecordIndex | undefined;
    const pieces = this.#begin<true, Uint8Array<ArrayBuffer>>({
      reader: (glue) => glue.Reader.ofIndex(options),
      // Copied, because a chunk may be part of something large, or its source may reuse it. `slice` of a Buffer does not copy.
      item: (_, chunk, download) => new Uint8Array(newBytes(this.#core, download, chunk)),
      ended: (reader) => {
        index = this.#core.sync(() => reader.takeIndex());
      },
    });
    const base = this.position.byteOffset;
    const filled = async () => {
      try {
        for await (const bytes of pieces) if (bytes.length > 0) await store?.write(bytes);
      } catch (error) {
        if (index) this.#core.release(index);
        throw error;
      }
      if (!index) throw cancelled();
      return { index, base };
    };
    return { filled, stop: () => pieces.return(undefined as never) };
  }

  #context(): Context {
    return {
      core: this.#core,
      signal: this.#options.signal,
      cancel: () => this.cancel(),
      isStopped: () => this.#isStopped(),
      checkStopped: () => this.#checkStopped(),
      leave: async () => {
        if (!this.#reading) await this.cancel();
      },
    };
  }

  #begin<O extends ReaderOutput, T>(sink: Sink<O, T>): AsyncGenerator<T> {
    if (this.#reading) throw resultsRead('results(id)');
    const downloading = new Downloading(this.#core, this.#response, this.#reopen, this.#options, this.#bookmark);
    const items = leaving(downloading.read(sink), () => downloading.stop());
    this.#reading = {
      cancel: async () => {
        // Leaving a loop that waits for the network would otherwise take effect only with the next chunk.
        downloading.stop();
        await items.return(undefined as never);
      },
    };
    return items;
  }
}
