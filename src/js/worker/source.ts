// Results on their way to a worker. The page reads them: a stream that is transferred runs through the page too, and not every
// browser transfers one.
import { drop } from '../abort.ts';
import { bytesIn, isBlob, reasonOf } from '../realms.ts';
import { responseOf } from '../results/kept.ts';
import type { RemoteSource, ToWorker } from './protocol.ts';

/** Most bytes of a message. */
const PIECE = 262_144;

/** The page's end. */
export class Source {
  /** What the worker is to know before it reads. */
  readonly remote: RemoteSource;
  readonly #response: Response | undefined;
  #reader: ReadableStreamDefaultReader<unknown> | undefined;
  /** What is left of a long chunk. */
  #rest: Uint8Array | undefined;
  /** Why the stream failed. */
  failure: { cause: unknown } | undefined;

  constructor(kept: unknown) {
    // A `Blob` of another realm or a polyfill may be none that can be cloned.
    if (typeof Blob === 'function' && kept instanceof Blob && isBlob(kept)) {
      this.remote = kept;
      return;
    }
    const response = responseOf(kept);
    this.#response = response;
    this.remote = { status: response.status, headers: [...response.headers] };
  }

  /** The answer to one `read`, with what is to be transferred. */
  async answer(): Promise<[message: ToWorker, transfer: Transferable[]]> {
    try {
      return await this.#next();
    } catch (cause) {
      this.failure = { cause };
      return [{ kind: 'failed', message: reasonOf(cause) }, []];
    }
  }

  cancel(reason?: unknown): void {
    drop(this.#reader ?? this.#response?.body, reason);
  }

  async #next(): Promise<[message: ToWorker, transfer: Transferable[]]> {
    if (!this.#rest) {
      this.#reader ??= this.#response?.body?.getReader();
      const next = await this.#reader?.read();
      if (!next || next.done) return [{ kind: 'end' }, []];
      const bytes = bytesIn(next.value);
      // What cannot be cloned fails here, where that is seen.
      if (!bytes) return [{ kind: 'chunk', chunk: structuredClone(next.value) }, []];
      this.#rest = bytes;
    }
    const rest = this.#rest;
    // A copy: the chunk may be a part of something that its owner still uses.
    const chunk = new Uint8Array(rest.subarray(0, PIECE));
    this.#rest = rest.length > PIECE ? rest.subarray(PIECE) : undefined;
    return [{ kind: 'chunk', chunk }, [chunk.buffer]];
  }
}
