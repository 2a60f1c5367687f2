// Tracks the position of a reader of results, during and after reading.
import type { BatchRecord } from '../../wire/record_types.ts';
import type { ResultsPosition, Tally } from '../../wire/types.ts';
import { BatchError, ConnectionError } from '../errors.ts';
import { reasonOf } from '../realms.ts';
import type { Results } from '../runtime/modules.ts';
import { handledIds } from './arguments.ts';
import type { Download, Reader, Tracker } from './download.ts';

/**
 * The advice for a reader whose download ended early. A job follows it by itself.
 * @internal
 */
export const RESUME_ADVICE = ' The batch still has them: continue with results(id, { from: error.position }).';

/**
 * The records of a chunk of the download.
 * @internal
 */
export interface RecordChunk {
  records: BatchRecord[];
  chunk: Uint8Array;
}

const NO_RECORDS: RecordChunk = { records: [], chunk: new Uint8Array() };

interface BookmarkOptions {
  from?: ResultsPosition | undefined;
  handled?: Iterable<string> | undefined;
  /** Whether the results can be opened again. */
  canReopen: boolean;
}

/** @internal */
export class Bookmark implements Tracker {
  readonly #core: Results;
  readonly #options: BookmarkOptions;
  #place: [line: number, byteOffset: number];
  #seen: number;
  #cursor: string;
  #tally: Tally | undefined;
  /** Set while the download is open, because download and reader then know the position. */
  #download: Download | undefined;
  #reader: Reader | undefined;
  /** Number of records returned before those of the reader. */
  #before = 0;
  /** Number of records that the reader counts but has not read. */
  #marked = 0;
  /** The last chunk, and how many of its records the caller has received. */
  #last = NO_RECORDS;
  #taken = 0;

  constructor(core: Results, options: BookmarkOptions) {
    const { line, byteOffset, seen, cursor } = options.from ?? { line: 1, byteOffset: 0, seen: 0, cursor: '' };
    this.#core = core;
    this.#options = options;
    [this.#place, this.#seen, this.#cursor] = [[line, byteOffset], seen, cursor];
  }

  get position(): ResultsPosition {
    const reader = this.#reader;
    if (reader) {
      [this.#place, this.#seen] = this.#core.sync(() => [reader.position, this.#before + reader.count - this.#marked]);
    }
    const { records, chunk } = this.#last;
    const next = records[this.#taken];
    const seen = this.#seen - (records.length - this.#taken);
    const download = this.#download;
    if (next && download) {
      const { line, byteOffset } = next;
      return { byteOffset, line, seen, cursor: this.#core.sync(() => download.cursorIn(chunk, byteOffset)) };
    }
    const [line, byteOffset] = this.#place;
    return { byteOffset, line, seen, cursor: download ? this.#core.sync(() => download.cursor()) : this.#cursor };
  }

  /** Returns the tally of everything read so far. */
  get tally(): Tally | undefined {
    const reader = this.#reader;
    return reader ? this.#core.sync(() => reader.tally()) : this.#tally;
  }

  /** A chunk was read, and the caller has received all of its records. */
  advance(last: RecordChunk): void {
    this.#last = last;
    this.#taken = last.records.length;
  }

  /** The caller has received `count` records of the last chunk. */
  consume(count: number): void {
    this.#taken = count;
  }

  opened(download: Download, reader: Reader): void {
    this.#core.sync(() => reader.startAt(...this.#place));
    [this.#download, this.#reader, this.#before] = [download, reader, this.#seen];
  }

  closed(): void {
    const { line, byteOffset, seen, cursor } = this.position;
    this.#tally = this.tally;
    [this.#place, this.#seen, this.#cursor] = [[line, byteOffset], seen, cursor];
    [this.#last, this.#taken, this.#download, this.#reader] = [NO_RECORDS, 0, undefined, undefined];
  }

  /** Changed results are read from the start, so the ids of records returned by another reader must be known. */
  changed(reader: Reader): void {
    const { from, handled } = this.#options;
    if (!from || from.byteOffset === 0 || this.#marked > 0) return;
    if (!handled) {
      const message = `The results have changed since the position was taken: they differ before byte ${from.byteOffset}. Read them from the start, or pass the ids of the records that you have: { from, handled }.`;
      throw new BatchError(message, { code: 'results_changed', position: from });
    }
    for (const id of handledIds(handled)) {
      this.#core.sync(() => reader.markDelivered(id));
      this.#marked += 1;
    }
  }

  broken(cause: unknown): ConnectionError {
    const position = this.position;
    const { seen, line, byteOffset } = position;
    const why = reasonOf(cause);
    const rest = this.#options.canReopen ? RESUME_ADVICE : '';
    const message = `The results ended early in line ${line}, at or after byte ${byteOffset}, after ${seen} record${seen === 1 ? '' : 's'} (${why}).${rest}`;
    return new ConnectionError(message, { code: 'connection_lost', cause, position });
  }
}
