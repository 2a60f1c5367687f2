// Results on their way to a worker. The page reads them (D-218): a stream that is transferred runs through the page too, and not
// every browser transfers one.
import { drop } from '../abort.ts';
import { bytesIn, isBlob, reasonOf } from '../realms.ts';
import { responseOf } from '../results/kept.ts';
import type { RemoteSource, ToWorker } from './protocol.ts';

/** Most bytes of a message. Browsers read 16 to 64 kB at a time, and a message takes longer than that. */
const MOST = 131_072;

type Message = [message: ToWorker, transfer: Transferable[]];

/** The page's end. */
export class Source {
  /** What the worker is to know before it reads. */
  readonly remote: RemoteSource;
  /** Why the stream failed. */
  failure: { cause: unknown } | undefined;
  readonly #response: Response | undefined;
  #reader: ReadableStreamDefaultReader<unknown> | undefined;
  #isReading = false;
  /** What was read since the last message: copies, since the owner of a chunk may use it again. */
  #bytes = new Uint8Array(MOST);
  #length = 0;
  /** What comes after these bytes, if no more do. */
  #last: ToWorker | undefined;
  /** Wakes who waits for bytes, or for room. */
  #onChange = () => {};

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

  /** Takes the stream for itself. Throws what a direct reader throws if somebody else has it. */
  open(): void {
    this.#reader = this.#response?.body?.getReader();
  }

  /** The answer to one `read`: all bytes that are there, or the first that come. */
  async answer(): Promise<Message> {
    if (!this.#isReading) void this.#readAhead();
    while (this.#length === 0 && !this.#last) await this.#change();
    if (this.#length === 0) return [this.#last as ToWorker, []];
    const chunk = this.#bytes.subarray(0, this.#length);
    this.#bytes = new Uint8Array(MOST);
    this.#length = 0;
    this.#onChange();
    return [{ kind: 'chunk', chunk }, [chunk.buffer]];
  }

  cancel(reason?: unknown): void {
    drop(this.#reader ?? this.#response?.body, reason);
  }

  /** Reads for as long as there is room. */
  async #readAhead(): Promise<void> {
    this.#isReading = true;
    try {
      this.#last = await this.#readAll();
    } catch (cause) {
      this.failure = { cause };
      this.#last = { kind: 'failed', message: reasonOf(cause) };
    }
    this.#onChange();
  }

  async #readAll(): Promise<ToWorker> {
    for (;;) {
      const next = await this.#reader?.read();
      if (!next || next.done) return { kind: 'end' };
      const bytes = bytesIn(next.value);
      // The reader refuses it. What cannot be cloned fails here, where that is seen.
      if (!bytes) return { kind: 'chunk', chunk: structuredClone(next.value) };
      for (let start = 0; start < bytes.length; ) {
        const piece = bytes.subarray(start, start + MOST - this.#length);
        this.#bytes.set(piece, this.#length);
        this.#length += piece.length;
        start += piece.length;
        this.#onChange();
        while (this.#length === MOST) await this.#change();
      }
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const others = this.#onChange;
      this.#onChange = () => {
        this.#onChange = () => {};
        others();
        resolve();
      };
    });
  }
}
