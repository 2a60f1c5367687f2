// Reads one download over any number of connections. The core decides what to do after a loss, and which bytes of a response are
// new.

import type { DownloadOptions, ReaderOutput } from '../../wire/types.ts';
import { drop } from '../abort.ts';
import { ConnectionError } from '../errors.ts';
import { encoded, type Pieces } from '../input/pieces.ts';
import { unwrap } from '../input/unwrapped.ts';
import { wrong } from '../options.ts';
import { bytesIn } from '../realms.ts';
import type { Results } from '../runtime/modules.ts';
import { Turns } from '../runtime/turns.ts';
import { streamIn } from './kept.ts';

type Glue = Results['glue'];

/** @internal */
export type Download = InstanceType<Glue['Download']>;
/** @internal */
export type Reader = ReturnType<Glue['Reader']['ofRecords']>;

/**
 * Requests the results again after a wait, from the byte `first` if that is set.
 * @internal
 */
export type Reopen = (first: number | undefined, waitMs: number, signal: AbortSignal) => Promise<Response>;

/**
 * One way to read results: the core's reader, and the conversion of its output.
 * @internal
 */
export interface Sink<O extends ReaderOutput, T> {
  reader(glue: Glue): Reader;
  /** Makes an item from the reader's output for a chunk, or for the end of the results. */
  item(output: O, chunk: Uint8Array, download: Download): T;
  /** Called once everything was read, before the last item is made. */
  ended?(reader: Reader): void;
  /** Called once the consumer has taken the last item. */
  completed?(reader: Reader): void;
  /** The results changed, and the reader continues with them from their start. */
  restarted?(reader: Reader): void;
}

/**
 * Tracks the position of a download.
 * @internal
 */
export interface Tracker {
  /** Download and reader know their position until `closed`. */
  opened(download: Download, reader: Reader): void;
  closed(): void;
  /** The results changed: makes the reader omit records that another reader returned. May throw. */
  changed(reader: Reader): void;
  /** Returns the error for a download that cannot continue. */
  broken(cause: unknown): ConnectionError;
}

type Bytes = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

/** The reason why reading a response ended. */
interface Ending {
  went: 'done' | 'stopped' | 'again' | 'lost' | 'changed';
  cause?: unknown;
}

/** @internal */
export interface DownloadingOptions extends DownloadOptions {
  signal?: AbortSignal | undefined;
  areKept?: boolean;
  redact?: ((cause: unknown) => unknown) | undefined;
}

const NOTHING = new Uint8Array();

/** @internal */
export class Downloading {
  readonly #core: Results;
  readonly #options: DownloadOptions & { areKept?: boolean };
  readonly #reopen: Reopen | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #tracker: Tracker;
  /** Removes secrets from the error of a broken connection. */
  readonly #redact: (cause: unknown) => unknown;
  /** Aborts a call that reopens the results. */
  readonly #stop = new AbortController();
  #response: Response | undefined;
  #bytes: Bytes | undefined;
  /** Whether the response could not be read to its end. */
  #hasFailed = false;

  constructor(
    core: Results,
    first: Response,
    reopen: Reopen | undefined,
    { signal, redact = (cause) => cause, ...options }: DownloadingOptions,
    tracker: Tracker,
  ) {
    this.#core = core;
    this.#options = options;
    this.#response = first;
    this.#reopen = reopen;
    this.#signal = signal;
    this.#tracker = tracker;
    this.#redact = redact;
  }

  /** Ends the download. Nothing is awaited, because a source that hangs must not hang its reader. */
  stop(reason?: unknown): void {
    this.#stop.abort(reason);
    drop(this.#bytes ?? this.#response?.body, reason);
  }

  /** Yields the items that a sink makes from the chunks. */
  async *read<O extends ReaderOutput, T>(sink: Sink<O, T>): AsyncGenerator<T> {
    const core = this.#core;
    const signal = this.#signal;
    const onAbort = () => this.stop(signal?.reason);
    const reader = core.sync((glue) => sink.reader(glue));
    try {
      const download = core.sync((glue) => new glue.Download(this.#options));
      signal?.addEventListener('abort', onAbort);
      try {
        core.sync(() => download.prepare(reader));
        this.#tracker.opened(download, reader);
        for (;;) {
          const ending = yield* this.#readResponse(download, reader, sink);
          if (ending.went === 'done' || ending.went === 'stopped') return;
          if (ending.went === 'changed') {
            this.#tracker.changed(reader);
            core.sync(() => download.restart(reader));
            sink.restarted?.(reader);
          }
          if (!(await this.#reopened(download, ending))) return;
        }
      } finally {
        signal?.removeEventListener('abort', onAbort);
        this.#tracker.closed();
        core.release(download);
      }
    } finally {
      core.release(reader);
    }
  }

  /** Yields the items of one response. */
  async *#readResponse<O extends ReaderOutput, T>(
    download: Download,
    reader: Reader,
    sink: Sink<O, T>,
  ): AsyncGenerator<T, Ending> {
    const core = this.#core;
    const isPart = core.sync(() => download.firstByte()) !== undefined;
    const body = this.#body(download);
    if (!body) {
      const cause = new Error('the server sent another byte range than was requested');
      // A server that sends a part of what is requested whole may do so again.
      return { went: isPart ? 'again' : 'lost', cause };
    }
    const bytes = body.getReader() as Bytes;
    this.#bytes = bytes;
    const chunks = this.#chunks(bytes, download);
    const turns = new Turns();
    let ended = false;
    try {
      for (;;) {
        if (this.#stopped()) return { went: 'stopped' };
        const next = await chunks.next().catch((cause: unknown) => ({ done: true, value: undefined, cause }));
        if (this.#stopped()) return { went: 'stopped' };
        // The error did not come from reading the results.
        if ('cause' in next && !this.#hasFailed) throw next.cause;
        ended = next.done === true;
        if ('cause' in next) return { went: 'lost', cause: this.#redact(next.cause) };
        if (next.value === undefined) break;
        for (const piece of pieces(encoded(next.value))) {
          if (this.#stopped()) return { went: 'stopped' };
          const output = core.sync(() => download.push(piece, reader));
          if (output === undefined) {
            core.sync(() => download.refuse());
            return { went: 'changed' };
          }
          yield sink.item(output as O, piece, download);
          await turns.after(piece.length);
        }
      }
      const went = core.sync(() => download.endResponse(reader));
      core.sync(() => download.refuse());
      if (went === 'short') return { went: 'lost', cause: new Error(`expected ${this.#options.recordCount}`) };
      if (went !== 'done') return { went, cause: new Error('the response ended before its announced length') };
      const output = core.sync(() => download.end(reader));
      sink.ended?.(reader);
      yield sink.item(output as O, NOTHING, download);
      core.sync(() => download.refuse());
      sink.completed?.(reader);
      return { went };
    } finally {
      if (!ended) drop(bytes);
      this.#bytes = undefined;
      bytes.releaseLock();
    }
  }

  /** Yields the chunks of a response; those of stored results as UTF-8 text. */
  #chunks(bytes: Bytes, download: Download): Pieces {
    const core = this.#core;
    this.#hasFailed = false;
    const onFailure = (cause: unknown) => {
      this.#hasFailed = true;
      throw cause;
    };
    const raw: Pieces = {
      async next() {
        const { done, value } = await bytes.read().catch(onFailure);
        return done ? { done, value: undefined } : { done, value: checked(value) };
      },
    };
    if (!this.#options.areKept) return raw;
    const onWrapped = () => core.sync(() => download.forgetLength());
    const look = async () => (head: Uint8Array, ended: boolean) => core.sync((glue) => glue.wrapping(head, ended));
    return unwrap(raw, undefined, onWrapped, { name: 'results', look });
  }

  /** Returns the body of the response, if the response is what was requested. */
  #body(download: Download): ReadableStream | undefined {
    const response = this.#response as Response;
    const isUsable = this.#core.sync(() => download.beginResponse(headOf(response)));
    if (!isUsable) {
      drop(response.body);
      return undefined;
    }
    // Treats a response without a body as an empty one.
    if (!response.body) this.#response = new Response('');
    return (this.#response && streamIn(this.#response)) ?? undefined;
  }

  /** Requests the results again until there is a response. Resolves to `false` if the reading was cancelled. */
  async #reopened(download: Download, { went, cause }: Ending): Promise<boolean> {
    const core = this.#core;
    let wait = went === 'lost' ? core.sync(() => download.dropped()) : 0;
    let why = cause;
    this.#response = undefined;
    while (!this.#response) {
      if (wait === undefined || !this.#reopen) throw this.#tracker.broken(why);
      try {
        const first = core.sync(() => download.firstByte());
        this.#response = await this.#reopen(first, wait, this.#stop.signal);
      } catch (error) {
        if (this.#stopped()) return false;
        const code = (error as { code?: unknown } | null)?.code;
        why = error;
        wait = core.sync(() => download.dropped(typeof code === 'string' ? code : ''));
        if (wait === undefined && !(error instanceof ConnectionError)) throw error;
      }
    }
    return true;
  }

  /** Whether the reading was cancelled. Throws the reason of an abort. */
  #stopped(): boolean {
    this.#signal?.throwIfAborted();
    return this.#stop.signal.aborted;
  }
}

/** The parts of a response that the core reads. The headers of a mock may be a `Map`, and its values numbers. */
function headOf({ status, headers }: Response): Response {
  const get = (name: string) => {
    const value: unknown = headers.get(name);
    return value === undefined || value === null ? null : String(value);
  };
  return { status, headers: { get } } as Partial<Response> as Response;
}

/** Maximum number of bytes passed to the core at once: a stream in memory may yield a chunk of any size. */
const PIECE = 262_144;

function* pieces(chunk: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < chunk.length || start === 0; start += PIECE) yield chunk.subarray(start, start + PIECE);
}

function checked(chunk: unknown): Uint8Array {
  const bytes = bytesIn(chunk);
  if (bytes) return bytes;
  throw wrong('results', 'a stream of bytes from fetch', chunk, typeof chunk === 'string' ? 'text' : undefined);
}
