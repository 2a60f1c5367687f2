/// <reference lib="esnext.disposable" preserve="true" />
// Results as they arrive: who reads them, how far, and the stream's clean-up. What a line means the core says.
import { type BatchRecord, records } from '../wasm/record.ts';
import type { DownloadOptions, RecordRows, ResultsPosition } from '../wasm/types.ts';
import { type Download, Downloading, drop, type Reopen, type Sink } from './download.ts';
import { BatchError, ConnectionError } from './errors.ts';
import type { Core } from './load.ts';

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
  /** Where its last bytes are hashed from, if the reader asks for a position between its records. */
  chunk: Uint8Array;
}

/**
 * The results of a batch, a stream that can be read once. Leaving a loop early cancels the download; so does `cancel()`,
 * and the end of an `await using` block. A connection that is lost is made again: no record comes twice, none is left out.
 */
export class BatchResults implements AsyncIterable<BatchRecord> {
  readonly #core: Core;
  readonly #options: ReadOptions;
  readonly #response: Response;
  readonly #reopen: Reopen | undefined;
  #reading: { cancel(): Promise<void> } | undefined;
  #place: [line: number, byteOffset: number];
  #seen: number;
  #hash: string;
  /** While it can say where we are. */
  #download: Download | undefined;
  /** What the last chunk brought, and how many of it the reader has. */
  #given: Given = { records: [], chunk: new Uint8Array() };
  #taken = 0;
  #remembered = false;

  /** @internal */
  constructor(core: Core, response: Response, reopen: Reopen | undefined, options: ReadOptions) {
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
  async *[Symbol.asyncIterator](): AsyncGenerator<BatchRecord> {
    for await (const { records } of this.#begin()) {
      this.#taken = 0;
      for (const record of records) {
        this.#taken += 1;
        yield record;
      }
    }
  }

  /** The same records, as many at a time as the network brings. */
  chunks(): AsyncGenerator<BatchRecord[]> {
    const given = this.#begin();
    return (async function* () {
      for await (const { records } of given) yield records;
    })();
  }

  /** Stops the download, and with it a loop that reads. */
  async cancel(): Promise<void> {
    if (!this.#reading) drop(this.#response.body);
    this.#reading ??= { cancel: async () => {} };
    await this.#reading.cancel();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  #begin(): AsyncGenerator<Given> {
    if (this.#reading) {
      throw new BatchError('These results are being read, or were: open them again with results(id).', {
        code: 'invalid_option',
      });
    }
    const downloading = new Downloading(this.#core, this.#response, this.#reopen, this.#options);
    const records = this.#records(downloading);
    this.#reading = {
      cancel: async () => {
        // A loop that waits for the network would not see the end of its generator before the next chunk.
        downloading.stop();
        await records.return(undefined);
      },
    };
    return records;
  }

  async *#records(downloading: Downloading): AsyncGenerator<Given> {
    const core = this.#core;
    const decoder = core.sync((glue) => new glue.Decoder());
    const textOf = (line: Uint8Array) => core.sync((glue) => glue.textOf(line));
    const given = (chunk: Uint8Array, rows: RecordRows): Given => {
      this.#given = { records: records(rows, textOf), chunk };
      this.#place = core.sync(() => decoder.place);
      this.#seen += this.#given.records.length;
      this.#taken = this.#given.records.length;
      return this.#given;
    };
    const sink: Sink<Given | undefined> = {
      begin: (download) => {
        this.#download = download;
      },
      push: (download, chunk) => {
        const rows = core.sync(() => download.decode(chunk, decoder));
        return rows && given(chunk, rows);
      },
      end: (download) => given(new Uint8Array(), core.sync(() => download.decodeEnd(decoder))),
      anew: (download) => {
        this.#remember((id) => core.sync(() => decoder.gave(id)));
        core.sync(() => download.decodeAnew(decoder));
      },
      close: () => {
        this.#hash = this.position.hash;
        this.#download = undefined;
      },
    };
    try {
      const [line, byteOffset] = this.#place;
      core.sync(() => decoder.startAt(line, byteOffset));
      for await (const found of downloading.read(sink, (cause) => this.#broken(cause))) {
        if (found && found.records.length > 0) yield found;
      }
    } finally {
      core.release(decoder);
    }
  }

  /** Changed results are read from their start: what another reader was given must be known by its ids. */
  #remember(gave: (id: string) => void): void {
    const { from, handled } = this.#options;
    if (!from || from.byteOffset === 0 || this.#remembered) return;
    if (handled === undefined) {
      const message = `These results are not those that the position was taken in: they differ before byte ${from.byteOffset}. Read them from the start, or pass the ids of the records that you have: { from, handled }.`;
      throw new BatchError(message, { code: 'results_changed', position: from });
    }
    for (const id of handled) gave(id);
    this.#remembered = true;
  }

  #broken(cause: unknown): ConnectionError {
    const position = this.position;
    const { seen, line, byteOffset } = position;
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The results broke off in line ${line}, at or after byte ${byteOffset}, after ${seen} records (${why}). The batch keeps them: go on with results(id, { from: error.position }).`;
    return new ConnectionError(message, { code: 'connection_lost', cause, position });
  }
}
