// Bodies on their way out: as a stream where the runtime can send one, else as a Blob, and as text if they are small.
import type { Upload } from '../../wire/types.ts';
import { streams } from '../runtime/runtime.ts';
import { BlobStore } from '../store/blob.ts';
import { streamOf } from './shard.ts';

/** How much of a body is on its way. */
export interface UploadProgress {
  /** Bytes that the runtime took to send them. Where it takes bodies as a whole, as browsers do: none or all. */
  sent: number;
  total: number;
}

/** Small bodies are sent as text, so that a `fetch` that logs or fakes can read them. */
export const TEXT_BODY = 1_048_576;

/** Gives a body's bytes, each time from the first on. */
type Make = () => AsyncGenerator<Uint8Array<ArrayBuffer>>;

/**
 * The body of a create: one that is ready, or one that is made anew for each attempt.
 * @internal
 */
export class BodyUpload implements Upload {
  readonly #body: string | Blob | Make;
  readonly #total: number;
  readonly #onUpload: ((progress: UploadProgress) => void) | undefined;
  #pieces: AsyncGenerator<Uint8Array<ArrayBuffer>> | undefined;
  #sent = 0;
  length: number | undefined;
  isHandedOver = false;
  failure: { readonly reason: unknown } | undefined;

  constructor(body: string | Blob | Make, total: number, onUpload: ((progress: UploadProgress) => void) | undefined) {
    this.#body = body;
    this.#total = total;
    this.#onUpload = onUpload;
  }

  async open(): Promise<BodyInit> {
    this.close();
    this.#sent = 0;
    this.isHandedOver = false;
    const send = streams();
    if (typeof this.#body !== 'function' || !send || this.#total <= TEXT_BODY) return this.#whole();
    this.#pieces = this.#taken(this.#body);
    const { body, length } = send(streamOf(this.#pieces), this.#total);
    this.length = length;
    return body;
  }

  /** Ends the reading of an input whose bytes nobody takes any more. Not awaited: it may hang. */
  close(): void {
    this.#pieces?.return(undefined).catch(() => {});
    this.#pieces = undefined;
  }

  /** What is given here somebody took. */
  async *#taken(make: Make): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    try {
      for await (const piece of make()) {
        this.#sent += piece.length;
        // Told before it is handed over: from here on it may arrive.
        this.isHandedOver = this.#sent >= this.#total;
        yield piece;
        this.#tell();
      }
    } catch (reason) {
      this.failure ??= { reason };
      throw reason;
    }
  }

  async #whole(): Promise<string | Blob> {
    const body = typeof this.#body === 'function' ? await this.#collected(this.#body) : this.#body;
    this.isHandedOver = true;
    return body;
  }

  async #collected(make: Make): Promise<string | Blob> {
    const spool = new BlobStore();
    try {
      for await (const piece of make()) spool.write(piece);
    } catch (reason) {
      this.failure ??= { reason };
      throw reason;
    }
    return this.#total <= TEXT_BODY ? spool.blob().text() : spool.blob();
  }

  /** The answer is there, so all of it was taken, however it was sent. */
  answered(): void {
    if (this.#sent === this.#total) return;
    this.#sent = this.#total;
    this.#tell();
  }

  #tell(): void {
    this.#onUpload?.({ sent: this.#sent, total: this.#total });
  }
}
