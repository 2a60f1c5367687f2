/// <reference lib="esnext.disposable" preserve="true" />
// Results as they arrive: the loop that pulls, and the stream's clean-up. What a line means the core says.
import { type BatchRecord, recordReader } from '../wasm/record.ts';
import { each } from './each.ts';
import { BatchError, ConnectionError } from './errors.ts';
import { type Core, strings } from './load.ts';
import { wrong } from './options.ts';

/** Where a reader stands in a results stream. */
export interface ResultsPosition {
  /** First byte of the next line. */
  byteOffset: number;
  /** Number of the next line, from 1. */
  line: number;
  /** Records given so far. */
  seen: number;
}

/**
 * The results of a batch, a stream that can be read once. Leaving a loop early cancels the download; so does `cancel()`,
 * and the end of an `await using` block.
 */
export class BatchResults implements AsyncIterable<BatchRecord> {
  readonly #core: Core;
  readonly #response: Response;
  readonly #signal: AbortSignal | undefined;
  readonly #position: ResultsPosition = { byteOffset: 0, line: 1, seen: 0 };
  #reading: AsyncGenerator<BatchRecord[]> | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  #stopped = false;

  /** @internal */
  constructor(core: Core, response: Response, signal: AbortSignal | undefined) {
    this.#core = core;
    this.#response = response;
    this.#signal = signal;
  }

  /** Where the reader stands. */
  get position(): ResultsPosition {
    return { ...this.#position };
  }

  /** The records, one after another, in the order of the stream, which is not the order of the requests. */
  [Symbol.asyncIterator](): AsyncGenerator<BatchRecord> {
    return each(this.chunks());
  }

  /** The same records, as many at a time as the network brings. */
  chunks(): AsyncGenerator<BatchRecord[]> {
    if (this.#reading) {
      throw new BatchError('These results are being read, or were: open them again with results(id).', {
        code: 'invalid_option',
      });
    }
    this.#reading = this.#read();
    return this.#reading;
  }

  /** Stops the download, and with it a loop that reads. */
  async cancel(): Promise<void> {
    this.#reading ??= this.#read();
    this.#stopped = true;
    // A loop that waits for the network would not see the end of its generator before the next chunk.
    drop(this.#reader ?? this.#response.body);
    await this.#reading.return(undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  async *#read(): AsyncGenerator<BatchRecord[]> {
    const body = this.#response.body;
    if (!body) return;
    const core = this.#core;
    const reader = body.getReader();
    this.#reader = reader;
    const decoder = core.sync((glue) => new glue.Decoder());
    const records = recordReader(strings());
    let before = 0;
    const signal = this.#signal;
    // Cancelling ends a read that is waiting, also where an injected fetch knows nothing of our signal.
    const onAbort = () => void reader.cancel(signal?.reason).catch(() => {});
    signal?.addEventListener('abort', onAbort);
    let ended = false;
    try {
      for (;;) {
        signal?.throwIfAborted();
        const { done, value } = await reader.read().catch((cause: unknown) => {
          throw signal?.aborted ? signal.reason : this.#broken(cause);
        });
        signal?.throwIfAborted();
        if (this.#stopped) return;
        ended = done;
        if (!done && !(value instanceof Uint8Array)) {
          throw wrong('results', 'a stream of bytes from fetch', value, typeof value === 'string' ? 'text' : undefined);
        }
        const rows = core.sync(() => (done ? decoder.finish() : decoder.push(value)));
        const found = records(rows, before, value);
        before += value?.length ?? 0;
        [this.#position.line, this.#position.byteOffset] = core.sync(() => decoder.place);
        this.#position.seen += found.length;
        if (found.length > 0) yield found;
        if (done) return;
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      core.release(decoder);
      if (!ended) drop(reader);
      this.#reader = undefined;
      reader.releaseLock();
    }
  }

  #broken(cause: unknown): ConnectionError {
    const { seen, line, byteOffset } = this.#position;
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The results broke off in line ${line}, at or after byte ${byteOffset}, after ${seen} records (${why}). The batch keeps them: read them again.`;
    return new ConnectionError(message, { code: 'connection_lost', cause, position: this.position });
  }
}

/** Not awaited: a source that hangs must not hang its reader. What it says about its end concerns nobody any more. */
function drop(source: { cancel(): Promise<void> } | null): void {
  source?.cancel().catch(() => {});
}
