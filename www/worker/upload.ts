import { hex } from '../../emulator/idempotency.ts';

const BUFFER_BYTES = 256 * 1024;

type Body = ReadableStream<Uint8Array> | null;

/**
 * The body of a create on its way upstream, hashed as it passes and never held. How much of it upstream was given decides
 * whether a create that got no answer may have made a batch.
 */
export class Upload {
  /** What to send. */
  readonly body: Body;
  /** SHA-256 of the bytes as the caller sent them; null where the caller broke off. */
  readonly digest: Promise<string | null>;
  readonly #leave = new AbortController();
  #up: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #wasHandedOver: boolean;

  constructor(body: Body, contentLength: string | null) {
    this.#wasHandedOver = body === null;
    const length = contentLength === null ? undefined : Number(contentLength);
    const pipe = body && (length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length));
    this.body = pipe?.readable ?? null;
    this.#up = pipe?.writable.getWriter();
    // A failure shows at the write that meets it.
    this.#up?.closed.catch(() => undefined);
    this.digest = this.#pump(body, length);
  }

  /** Upstream was given the end of the body, and may have all of it. A request without its end is none. */
  get wasHandedOver(): boolean {
    return this.#wasHandedOver;
  }

  /** For the call upstream: without it a body that breaks off would look whole. */
  get signal(): AbortSignal {
    return this.#leave.signal;
  }

  /**
   * Ends the call upstream. The caller's body is read to its end all the same, so that the caller hears the answer.
   * By the signal alone: where the writer is aborted, workerd ends a body of unknown length as if that were all of it.
   */
  stop(): void {
    this.#up = undefined;
    this.#leave.abort();
  }

  async #pump(body: Body, length: number | undefined): Promise<string | null> {
    let bytes = 0;
    const digest = await digestOf(body, async (piece) => {
      bytes += piece.byteLength;
      await this.#give((up) => up.write(piece), bytes === length);
    });
    if (digest === null || bytes < (length ?? 0)) {
      this.stop();
      return null;
    }
    await this.#give((up) => up.close(), true);
    return digest;
  }

  async #give(give: (up: WritableStreamDefaultWriter<Uint8Array>) => Promise<void>, isEnd: boolean): Promise<void> {
    if (this.#up === undefined) return;
    if (isEnd) this.#wasHandedOver = true;
    await give(this.#up).catch(() => {
      this.#up = undefined;
    });
  }
}

/**
 * Reads a body to its end, piece by piece, and gives its hash as hex; null where it breaks off. A piece is lent until `each`
 * has settled: all are read into one buffer, as one of their own for each (of 4 kB) is slow and leaves 100 MB to be collected.
 */
export async function digestOf(
  body: Body,
  each: (piece: Uint8Array) => Promise<void> = async () => undefined,
): Promise<string | null> {
  const stream = new crypto.DigestStream('SHA-256');
  stream.digest.catch(() => undefined);
  const hash = stream.getWriter();
  const reader = body?.getReader({ mode: 'byob' });
  try {
    for (let buffer = new ArrayBuffer(BUFFER_BYTES); reader !== undefined; ) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done) break;
      await hash.write(value);
      await each(value);
      buffer = value.buffer as ArrayBuffer;
    }
    await hash.close();
    return hex(await stream.digest);
  } catch (error) {
    hash.abort(error).catch(() => undefined);
    return null;
  }
}
