// Makes request bodies: a stream where the runtime can send one, else a Blob, and text for small bodies.
import type { Intent, Upload, UploadBody } from '../../wire/types.ts';
import { randomHex } from '../bytes.ts';
import { parts } from '../input/bytes.ts';
import { notify } from '../options.ts';
import { streams } from '../runtime/runtime.ts';
import { BlobStore } from '../store/spills/blob.ts';
import { streamOf } from '../stream.ts';

/**
 * Progress of an upload.
 *
 * @example
 * const show = ({ sent, total }: UploadProgress) => console.log(`${Math.round((100 * sent) / total)} %`);
 * const batch = await client.create(requests, { onUpload: show });
 */
export interface UploadProgress {
  /** Bytes that the runtime has read to send. Runtimes that read the body as a whole, such as browsers, report none or all. */
  sent: number;
  /** Size of the body, in bytes. */
  total: number;
}

/** Maximum size of a body that is sent as text, so that a `fetch` that logs or mocks can read it. */
export const TEXT_BODY = 1_048_576;

/** Yields the bytes of a body. Each call starts at the first byte. */
type Make = () => AsyncGenerator<Uint8Array<ArrayBuffer>>;

/** Data that is known about a body before it is sent. */
export interface BodySize {
  bytes: number;
  requests: number;
}

/** Reads a complete body. Each call starts at the first byte. */
const readerOf = (body: string | Blob): Make =>
  async function* () {
    yield* parts(new Blob([body])) as AsyncIterable<Uint8Array<ArrayBuffer>>;
  };

/**
 * The body of a create, either complete, or rebuilt for each attempt.
 * @internal
 */
export class BodyUpload implements Upload {
  readonly #body: string | Blob | Make;
  readonly #size: BodySize;
  readonly #onUpload: ((progress: UploadProgress) => void) | undefined;
  #since: Date | undefined;
  #pieces: AsyncGenerator<Uint8Array<ArrayBuffer>> | undefined;
  #sent = 0;
  /** Whether an earlier attempt may have stored the batch. */
  #mayExist = false;
  length: number | undefined;
  isHandedOver = false;
  failure: { readonly reason: unknown } | undefined;
  key = randomHex();
  isKeyChosen = false;

  constructor(body: string | Blob | Make, size: BodySize, onUpload: ((progress: UploadProgress) => void) | undefined) {
    this.#body = body;
    this.#size = size;
    this.#onUpload = onUpload;
  }

  /** Sets the key that the caller chose. */
  choose(key: string): void {
    this.key = key;
    this.isKeyChosen = true;
  }

  async open(asStream: boolean): Promise<UploadBody> {
    this.close();
    this.#since ??= new Date();
    this.#sent = 0;
    this.#mayExist ||= this.isHandedOver;
    this.isHandedOver = false;
    const send = streams();
    const isMade = typeof this.#body === 'function' && this.#size.bytes > TEXT_BODY;
    if (!asStream && !(isMade && send)) return this.#wholeBody();
    this.#pieces = this.#trackedPieces(typeof this.#body === 'function' ? this.#body : readerOf(this.#body));
    const stream = streamOf(this.#pieces);
    // If the runtime cannot declare a length, the stream is sent without one.
    const { body, length } = send?.(stream, this.#size.bytes) ?? { body: stream };
    this.length = length;
    return body;
  }

  /** The outcome of the create if its call ends without a response. */
  outcome(): { outcome: 'unknown' | 'not_sent'; intent?: Intent } {
    return this.#mayExist || this.isHandedOver
      ? { outcome: 'unknown', intent: this.intent(false) }
      : { outcome: 'not_sent' };
  }

  intent(keyed: boolean): Intent {
    const now = new Date();
    const { requests: requestCount, bytes } = this.#size;
    return {
      key: this.key,
      since: (this.#since ?? now).toISOString(),
      until: now.toISOString(),
      requestCount,
      bytes,
      keyed,
    };
  }

  /** Stops reading the input. Not awaited, because the input may hang. */
  close(): void {
    this.#pieces?.return(undefined).catch(() => {});
    this.#pieces = undefined;
  }

  /** Yields the pieces, and counts each once the consumer has taken it. */
  async *#trackedPieces(make: Make): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    try {
      for await (const piece of make()) {
        this.#sent += piece.length;
        // Set before the piece is yielded, because the whole body may arrive from then on.
        this.isHandedOver = this.#sent >= this.#size.bytes;
        yield piece;
        this.#reportProgress();
      }
    } catch (reason) {
      this.failure ??= { reason };
      throw reason;
    }
  }

  async #wholeBody(): Promise<string | Blob> {
    const body = typeof this.#body === 'function' ? await this.#collect(this.#body) : this.#body;
    this.isHandedOver = true;
    return body;
  }

  async #collect(make: Make): Promise<string | Blob> {
    const spool = new BlobStore();
    try {
      for await (const piece of make()) spool.write(piece);
    } catch (reason) {
      this.failure ??= { reason };
      throw reason;
    }
    return this.#size.bytes <= TEXT_BODY ? spool.blob().text() : spool.blob();
  }

  /** Called when the response arrives. The whole body was taken. */
  completed(): void {
    if (this.#sent === this.#size.bytes) return;
    this.#sent = this.#size.bytes;
    this.#reportProgress();
  }

  #reportProgress(): void {
    notify(this.#onUpload, { sent: this.#sent, total: this.#size.bytes });
  }
}
