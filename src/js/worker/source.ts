// Sends results to a worker. The page reads them (D-218): a transferred stream runs through the page too, and not every browser
// can transfer one.
import { drop } from '../abort.ts';
import { bytesIn, isBlob, reasonOf } from '../realms.ts';
import { responseOf } from '../results/kept.ts';
import type { RemoteSource, ToWorker } from './protocol.ts';

/** Maximum size of a message. Browsers read 16 to 64 kB at a time, and sending a message takes longer than that. */
const MOST = 131_072;

type Message = [message: ToWorker, transfer: Transferable[]];

/** The headers of a mock may not be iterable. */
const headersOf = ({ headers }: Response) => (Symbol.iterator in headers ? [...headers] : []);

/** The page's end of the transfer. */
export class Source {
  /** The data that the worker needs before it reads. */
  readonly remote: RemoteSource;
  /** Why the stream failed. */
  failure: { cause: unknown } | undefined;
  readonly #response: Response | undefined;
  #reader: ReadableStreamDefaultReader<unknown> | undefined;
  #isReading = false;
  /** The bytes read since the last message: copied, since the owner of a chunk may reuse it. */
  #bytes = new Uint8Array(MOST);
  #length = 0;
  /** The message that follows these bytes, if no more arrive. */
  #last: ToWorker | undefined;
  /** Wakes the waiting reader or writer. */
  #onChange = () => {};

  constructor(kept: unknown) {
    // A `Blob` of another realm or of a polyfill may not be cloneable.
    if (typeof Blob === 'function' && kept instanceof Blob && isBlob(kept)) {
      this.remote = kept;
      return;
    }
    const response = responseOf(kept);
    this.#response = response;
    this.remote = { status: response.status, headers: headersOf(response) };
  }

  /** Locks the stream. Throws the same error as a direct reader if it is already locked. */
  open(): void {
    this.#reader = this.#response?.body?.getReader();
  }

  /** Answers one `read`: returns all buffered bytes, or waits for some. */
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

  /** Reads while there is room. */
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
      // The reader rejects it. A value that cannot be cloned fails here, where the error is reported.
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
