/// <reference lib="esnext.disposable" preserve="true" />
// Results as they arrive: who reads them, how far, and the stream's clean-up. What a line means the core says.
import { type BatchRecord, recordReader } from '../../wire/record.ts';
import type {
  DownloadOptions,
  ExportOptions,
  ReconcileOptions,
  Reconciliation,
  RecordRows,
  ResultsPosition,
  Tally,
} from '../../wire/types.ts';
import { BatchError, ConnectionError } from '../errors.ts';
import { check } from '../options.ts';
import type { Results } from '../runtime/modules.ts';
import { strings } from '../runtime/runtime.ts';
import type { Spill } from '../store/spill.ts';
import { type Download, Downloading, drop, type Reopen } from './download.ts';
import { each } from './each.ts';
import { answer, streamed } from './export.ts';
import {
  type Ids,
  type Joined,
  type JoinOptions,
  Matching,
  Ordered,
  type OrderOptions,
  type Place,
  type Rest,
} from './ordered.ts';
import { type AnswerSchema, parsed } from './structured.ts';

export { checkSchema } from './structured.ts';

type Glue = Results['glue'];

/** How results are read. */
export interface ReadOptions extends DownloadOptions {
  /** Ids of the records that were given before `from`. Needed only if the results are not what they were: see `from`. */
  handled?: Iterable<string> | undefined;
  /** Aborting rejects with `signal.reason`. */
  signal?: AbortSignal | undefined;
}

/** What a chunk of the download became. */
interface Given {
  records: BatchRecord[];
  chunk: Uint8Array;
}

const NOTHING: Given = { records: [], chunk: new Uint8Array() };

/** Something of the core's that a download is passed to. */
interface Reader {
  free(): void;
  startAt(line: number, byteOffset: number): void;
  gave?(customId: string): void;
  tally?(): Tally;
  readonly place: [line: number, byteOffset: number];
  readonly records: number;
}

/** How a download is passed to it. */
interface How<H extends Reader, T> {
  make(glue: Glue): H;
  /** Gives nothing if the results changed. */
  push(download: Download, chunk: Uint8Array, reader: H): T | undefined;
  end(download: Download, reader: H): T;
  anew(download: Download, reader: H): void;
  /** Whether the reader is still needed when all is read. */
  keep?: boolean;
}

/**
 * The results of a batch, a stream that can be read once, in one way. Leaving a loop early cancels the download; so does
 * `cancel()`, and the end of an `await using` block. A connection that is lost is made again: no record comes twice, none
 * is left out.
 */
export class BatchResults<R extends BatchRecord = BatchRecord> implements AsyncIterable<R> {
  readonly #core: Results;
  readonly #options: ReadOptions & { schema?: AnswerSchema<unknown> | undefined };
  readonly #response: Response;
  readonly #reopen: Reopen | undefined;
  #reading: { cancel(): Promise<void> } | undefined;
  #place: Place;
  #seen: number;
  #hash: string;
  /** While they can say where we are. */
  #download: Download | undefined;
  #reader: Reader | undefined;
  /** Records that were given before the reader's. */
  #before = 0;
  #tally: Tally | undefined;
  /** What the last chunk brought, and how many of it the reader has. */
  #given = NOTHING;
  #taken = 0;
  /** Records that are noted as given but were not by us. */
  #noted = 0;

  /** @internal */
  constructor(
    core: Results,
    response: Response,
    reopen: Reopen | undefined,
    options: ReadOptions & { schema?: AnswerSchema<unknown> | undefined },
  ) {
    const { line, byteOffset, seen, hash } = options.from ?? { line: 1, byteOffset: 0, seen: 0, hash: '' };
    this.#core = core;
    this.#response = response;
    this.#reopen = reopen;
    this.#options = options;
    [this.#place, this.#seen, this.#hash] = [[line, byteOffset], seen, hash];
  }

  /**
   * Where the reader stands: after the record that a loop was given last, or after all of the last `chunks()`. Plain data:
   * keep it once the record is dealt with, and `results(id, { from })` goes on there, in another process as well.
   */
  get position(): ResultsPosition {
    const reader = this.#reader;
    if (reader) {
      [this.#place, this.#seen] = this.#core.sync(() => [reader.place, this.#before + reader.records - this.#noted]);
    }
    const { records, chunk } = this.#given;
    const next = records[this.#taken];
    const seen = this.#seen - (records.length - this.#taken);
    const download = this.#download;
    if (next && download) {
      const { line, byteOffset } = next;
      return { byteOffset, line, seen, hash: this.#core.sync(() => download.hashIn(chunk, byteOffset)) };
    }
    const [line, byteOffset] = this.#place;
    return { byteOffset, line, seen, hash: download ? this.#core.sync(() => download.hash()) : this.#hash };
  }

  /** The records, one after another, in the order of the stream, which is not the order of the requests. */
  [Symbol.asyncIterator](): AsyncGenerator<R> {
    return each(this.chunks(), (count) => {
      this.#taken = count;
    });
  }

  /** The same records, as many at a time as the network brings. */
  chunks(): AsyncGenerator<R[]> {
    const records = recordReader(strings());
    /** Where the bytes that the decoder is given next stand. */
    let [, at] = this.#place;
    const given = (download: Download, chunk: Uint8Array, rows: RecordRows | undefined): Given | undefined => {
      if (!rows) return undefined;
      const fresh = this.#core.sync(() => download.fresh());
      const pushed = typeof fresh === 'number' ? chunk.subarray(chunk.length - fresh) : fresh;
      const found = records(rows, at, pushed);
      at += pushed.length;
      return { records: found, chunk };
    };
    const chunks = this.#begin<InstanceType<Glue['Decoder']>, Given>({
      make: (glue) => new glue.Decoder(),
      push: (download, chunk, decoder) => given(download, chunk, download.decode(chunk, decoder)),
      end: (download, decoder) => given(download, NOTHING.chunk, download.decodeEnd(decoder)) as Given,
      anew: (download, decoder) => {
        download.decodeAnew(decoder);
        [, at] = decoder.place;
      },
    });
    return this.#records(chunks);
  }

  /**
   * Counts, outcomes, tokens and cost, without making a record. Reads all that is left; `position` and `cancel` work
   * meanwhile.
   */
  async tally(): Promise<Tally> {
    let tally: Tally | undefined;
    const tallied = this.#begin<InstanceType<Glue['Tallier']>, Tally | true>({
      make: (glue) => new glue.Tallier(),
      push: (download, chunk, tallier) => download.tally(chunk, tallier) || undefined,
      end: (download, tallier) => download.tallyEnd(tallier),
      anew: (download, tallier) => download.tallyAnew(tallier),
    });
    for await (const step of tallied) if (step !== true) tally = step;
    if (!tally) throw cancelled();
    return tally;
  }

  /**
   * The same of what was read so far, while a loop, `chunks()` or `tally()` reads and after it ended: at no second pass.
   * Counts whole chunks, so a loop that gives records one by one is behind by a part of one. `undefined` before anything
   * was read, and of results that go to a file or into an order.
   */
  tallySoFar(): Tally | undefined {
    const reader = this.#reader;
    return reader ? this.#core.sync(() => reader.tally?.()) : this.#tally;
  }

  /**
   * The results as a file: `jsonl` as they came, or chosen columns of them; `csv`, safe to open in a spreadsheet. No record
   * is made. A stream that is cancelled ends the download.
   */
  toStream(format: 'jsonl' | 'csv', options: ExportOptions = {}): ReadableStream<Uint8Array<ArrayBuffer>> {
    return streamed(this.#file(format, options), () => this.cancel());
  }

  /** The same as an answer, with `content-type` and `content-disposition`. */
  toResponse(format: 'jsonl' | 'csv', options: ExportOptions = {}): Response {
    return answer(this.#core, format, options, () => this.toStream(format, options));
  }

  /**
   * The records in the order of the requests: `ids` are those, or objects that have a `custom_id`, or requests as JSONL. An
   * id without a record is left out; see `reconciliation` of what this gives, once it is read. The results are kept in
   * `spill` meanwhile.
   */
  inOrder(ids: Ids, options: OrderOptions = {}): Ordered<R> {
    const matching = this.#match(ids, options);
    return new Ordered(matching, (match) => match.record as R | undefined, this.#rest());
  }

  /**
   * Rows with the records that answer them, in the order of the rows. `key` says which id a row has: a column, or a
   * function; default: `custom_id`. A row without a record has none.
   */
  join<Row extends object>(
    rows: Iterable<Row> | AsyncIterable<Row>,
    options: JoinOptions<Row> = {},
  ): Ordered<Joined<Row, R>> {
    const matching = this.#match(rows, options);
    return new Ordered(
      matching,
      ({ row, record }) => ({ row: row as Row, record: record as R | undefined }),
      this.#rest(),
    );
  }

  /** Which of the ids have no record, which have several, and which records nobody asked for. Reads all that is left. */
  async reconcile(ids: Ids, options: ReconcileOptions = {}): Promise<Reconciliation> {
    const matching = this.#match(ids, { ...options, spill: null });
    for await (const _ of matching.matches(this.#options.signal));
    return matching.account as Reconciliation;
  }

  /** Stops the download, and with it whatever reads. */
  async cancel(): Promise<void> {
    if (!this.#reading) drop(this.#response.body);
    this.#reading ??= { cancel: async () => {} };
    await this.#reading.cancel();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  async *#records(chunks: AsyncGenerator<Given>): AsyncGenerator<R[]> {
    for await (const given of chunks) {
      if (given.records.length === 0) continue;
      this.#given = given;
      this.#taken = given.records.length;
      yield (await this.#checked(given.records)) as R[];
    }
  }

  async #checked(records: BatchRecord[]): Promise<BatchRecord[]> {
    const { schema } = this.#options;
    return schema ? Promise.all(records.map((record) => parsed(record, schema))) : records;
  }

  #file(format: 'jsonl' | 'csv', options: ExportOptions): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    return this.#begin<InstanceType<Glue['Export']>, Uint8Array<ArrayBuffer>>({
      make: (glue) => new glue.Export(format, options),
      push: (download, chunk, file) => download.write(chunk, file) as Uint8Array<ArrayBuffer> | undefined,
      end: (download, file) => download.writeEnd(file) as Uint8Array<ArrayBuffer>,
      anew: (download, file) => download.writeAnew(file),
    });
  }

  #match(rows: Ids | Iterable<object> | AsyncIterable<object>, options: JoinOptions<never>): Matching {
    check(options);
    const index = (spill: Spill | undefined) => {
      let [, at] = this.#place;
      let made: InstanceType<Glue['Index']> | undefined;
      let ended = false;
      const base = at;
      const fresh = (download: Download, chunk: Uint8Array): Uint8Array<ArrayBuffer> => {
        const bytes = this.#core.sync(() => download.fresh());
        // A copy: a chunk may be a part of something large, or be used again by whoever gave it.
        const pushed = typeof bytes === 'number' ? chunk.slice(chunk.length - bytes) : bytes;
        at += pushed.length;
        return pushed as Uint8Array<ArrayBuffer>;
      };
      const pieces = this.#begin<InstanceType<Glue['Index']>, Uint8Array<ArrayBuffer>>({
        keep: true,
        make: (glue) => {
          made = new glue.Index(options);
          return made;
        },
        push: (download, chunk, index) => (download.index(chunk, index) ? fresh(download, chunk) : undefined),
        end: (download, index) => {
          download.indexEnd(index);
          ended = true;
          return fresh(download, new Uint8Array());
        },
        anew: (download, index) => download.indexAnew(index, at),
      });
      const fill = async () => {
        try {
          for await (const bytes of pieces) if (bytes.length > 0) await spill?.write(bytes);
        } catch (error) {
          if (made) this.#core.release(made);
          throw error;
        }
        if (made && ended) return { index: made, base };
        if (made) this.#core.release(made);
        throw cancelled();
      };
      return { fill, stop: () => pieces.return(undefined) };
    };
    return new Matching(this.#core, rows, options, index, (records) => this.#checked(records));
  }

  #rest(): Rest {
    return { core: this.#core, signal: this.#options.signal, cancel: () => this.cancel() };
  }

  #begin<H extends Reader, T>(how: How<H, T>): AsyncGenerator<T> {
    if (this.#reading) {
      throw new BatchError('These results are being read, or were: open them again with results(id).', {
        code: 'invalid_option',
      });
    }
    const downloading = new Downloading(this.#core, this.#response, this.#reopen, this.#options);
    const pieces = this.#read(downloading, how);
    this.#reading = {
      cancel: async () => {
        // A loop that waits for the network would not see the end of its generator before the next chunk.
        downloading.stop();
        await pieces.return(undefined as never);
      },
    };
    return pieces;
  }

  async *#read<H extends Reader, T>(downloading: Downloading, how: How<H, T>): AsyncGenerator<T> {
    const core = this.#core;
    const reader = core.sync((glue) => how.make(glue));
    try {
      core.sync(() => reader.startAt(...this.#place));
      yield* downloading.read<T>(
        {
          begin: (download) => {
            [this.#download, this.#reader, this.#before] = [download, reader, this.#seen];
          },
          push: (download, chunk) => core.sync(() => how.push(download, chunk, reader)),
          end: (download) => core.sync(() => how.end(download, reader)),
          anew: (download) => {
            this.#remember(reader);
            core.sync(() => how.anew(download, reader));
          },
          close: () => {
            const { line, byteOffset, seen, hash } = this.position;
            this.#tally = this.tallySoFar();
            [this.#place, this.#seen, this.#hash] = [[line, byteOffset], seen, hash];
            [this.#given, this.#taken, this.#download, this.#reader] = [NOTHING, 0, undefined, undefined];
          },
        },
        (cause) => this.#broken(cause),
      );
    } finally {
      if (!how.keep) core.release(reader);
    }
  }

  /** Changed results are read from their start: what another reader was given must be known by its ids. */
  #remember(reader: Reader): void {
    const { from, handled } = this.#options;
    if (!from || from.byteOffset === 0 || this.#noted > 0) return;
    if (handled === undefined) {
      const message = `These results are not those that the position was taken in: they differ before byte ${from.byteOffset}. Read them from the start, or pass the ids of the records that you have: { from, handled }.`;
      throw new BatchError(message, { code: 'results_changed', position: from });
    }
    for (const id of handled) {
      this.#core.sync(() => reader.gave?.(id));
      this.#noted += 1;
    }
  }

  #broken(cause: unknown): ConnectionError {
    const position = this.position;
    const { seen, line, byteOffset } = position;
    const why = cause instanceof Error ? cause.message : String(cause);
    const rest = this.#reopen ? ' The batch keeps them: go on with results(id, { from: error.position }).' : '';
    const message = `The results broke off in line ${line}, at or after byte ${byteOffset}, after ${seen} records (${why}).${rest}`;
    return new ConnectionError(message, { code: 'connection_lost', cause, position });
  }
}

function cancelled(): BatchError {
  return new BatchError('The results were cancelled before they were read.', { code: 'invalid_option' });
}
