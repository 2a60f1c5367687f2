// One download over as many connections as it takes. What to do after a loss, and what of an answer is new, the core says.

import type { DownloadOptions } from '../../wire/types.ts';
import { ConnectionError } from '../errors.ts';
import { wrong } from '../options.ts';
import type { Results } from '../runtime/modules.ts';

type Glue = Results['glue'];

/** @internal */
export type Download = InstanceType<Glue['Download']>;

/**
 * Asks for the results again: from a byte that is not the first, if one is given, and after a wait.
 * @internal
 */
export type Reopen = (first: number | undefined, waitMs: number, signal: AbortSignal) => Promise<Response>;

/**
 * What reads a download.
 * @internal
 */
export interface Sink<T> {
  /** The download begins; until `close`, it may be asked. */
  begin?(download: Download): void;
  close?(download: Download): void;
  /** Takes a chunk; gives nothing if the results are not what they were. */
  push(download: Download, chunk: Uint8Array): T | undefined;
  /** All was read. */
  end(download: Download): T;
  /** The results changed: goes on with what it has not given. May throw. */
  anew(download: Download): void;
}

type Bytes = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

/** @internal */
export class Downloading {
  readonly #core: Results;
  readonly #options: DownloadOptions;
  readonly #reopen: Reopen | undefined;
  readonly #signal: AbortSignal | undefined;
  /** Ends a call that opens the results again. */
  readonly #stop = new AbortController();
  #response: Response | undefined;
  #reader: Bytes | undefined;

  constructor(
    core: Results,
    first: Response,
    reopen: Reopen | undefined,
    { signal, ...options }: DownloadOptions & { signal?: AbortSignal | undefined },
  ) {
    this.#core = core;
    this.#options = options;
    this.#response = first;
    this.#reopen = reopen;
    this.#signal = signal;
  }

  /** Ends whatever is under way. Nothing is awaited: a source that hangs must not hang its reader. */
  stop(reason?: unknown): void {
    this.#stop.abort(reason);
    drop(this.#reader ?? this.#response?.body, reason);
  }

  /** What the sink makes of the chunks, one by one. `lost` makes the error that ends it, out of its cause. */
  async *read<T>(sink: Sink<T>, lost: (cause: unknown) => ConnectionError): AsyncGenerator<T> {
    const core = this.#core;
    const signal = this.#signal;
    const onAbort = () => this.stop(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    const download = core.sync((glue) => new glue.Download(this.#options));
    try {
      sink.begin?.(download);
      for (;;) {
        let cause: unknown = new Error('it was not the part that was asked for');
        let went = this.#answered(download);
        if (went === 'read') {
          const reader = (this.#response as Response & { body: ReadableStream }).body.getReader() as Bytes;
          this.#reader = reader;
          let ended = false;
          try {
            while (went === 'read') {
              if (this.#stopped()) return;
              const { done, value } = await reader.read().catch((error: unknown) => {
                cause = error;
                went = 'lost';
                return { done: true, value: undefined };
              });
              if (this.#stopped()) return;
              ended = done;
              if (value !== undefined) {
                const given = sink.push(download, bytes(value));
                if (given === undefined) went = 'changed';
                else yield given;
              } else if (went === 'read') {
                const end = core.sync(() => download.ended());
                if (end === 'done') {
                  yield sink.end(download);
                  return;
                }
                went = end;
                cause = new Error('it ended before the length that it had announced');
              }
            }
          } finally {
            if (!ended) drop(reader);
            this.#reader = undefined;
            reader.releaseLock();
          }
        }
        if (went === 'changed') sink.anew(download);
        let wait = went === 'lost' ? core.sync(() => download.dropped()) : 0;
        for (this.#response = undefined; !this.#response; ) {
          if (wait === undefined || !this.#reopen) throw lost(cause);
          try {
            const first = core.sync(() => download.ask());
            this.#response = await this.#reopen(first, wait, this.#stop.signal);
          } catch (error) {
            if (this.#stopped()) return;
            const code = String((error as { code?: unknown } | null)?.code ?? '');
            cause = error;
            wait = core.sync(() => download.dropped(code));
            if (wait === undefined && !(error instanceof ConnectionError)) throw error;
          }
        }
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      sink.close?.(download);
      core.release(download);
    }
  }

  #answered(download: Download): 'read' | 'again' | 'lost' | 'changed' {
    const response = this.#response as Response;
    const usable = this.#core.sync(() => download.answered(response));
    // An answer without a body is one of no bytes.
    if (usable) this.#response = response.body ? response : new Response('');
    else drop(response.body);
    return usable ? 'read' : 'again';
  }

  /** Throws the reason of an abort. */
  #stopped(): boolean {
    this.#signal?.throwIfAborted();
    return this.#stop.signal.aborted;
  }
}

function bytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw wrong('results', 'a stream of bytes from fetch', chunk, typeof chunk === 'string' ? 'text' : undefined);
}

/**
 * Not awaited, and what it says about its end concerns nobody any more.
 * @internal
 */
export function drop(source: { cancel(reason?: unknown): Promise<void> } | null | undefined, reason?: unknown): void {
  source?.cancel(reason).catch(() => {});
}
