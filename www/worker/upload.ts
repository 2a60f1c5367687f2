import { hex } from '../../emulator/idempotency.ts';

const BUFFER_BYTES = 256 * 1024;

type Body = ReadableStream<Uint8Array> | null;
type Writer = WritableStreamDefaultWriter<Uint8Array>;

/**
 * The body of a create on its way upstream, hashed as it passes and never buffered. If a create got no answer, it may have made a
 * batch only if upstream received the end of the body.
 */
export class Upload {
  /** The body to send. */
  readonly body: Body;
  readonly #leave = new AbortController();
  #up: Writer | undefined;
  #digest: string | null = null;

  constructor(body: Body, contentLength: string | null) {
    const length = contentLength === null ? undefined : Number(contentLength);
    const pipe = body && (length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length));
    this.body = pipe?.readable ?? null;
    this.#up = pipe?.writable.getWriter();
    // A failed write reports the error.
    this.#up?.closed.catch(() => undefined);
    this.#pump(body, length).catch(() => this.#end());
  }

  /** SHA-256 of the body as sent by the caller; null until its end is sent upstream. */
  get digest(): string | null {
    return this.#digest;
  }

  /** The signal for the upstream call. Without it, an interrupted body would look complete. */
  get signal(): AbortSignal {
    return this.#leave.signal;
  }

  /** Stops sending upstream. The caller's body is still read to its end, so that the caller gets the answer. */
  stop(): void {
    this.#up = undefined;
  }

  /** Aborts only with the signal: if the writer is aborted, workerd ends a body of unknown length as if it were complete. */
  #end(): void {
    this.stop();
    this.#leave.abort();
  }

  async #pump(body: Body, length: number | undefined): Promise<void> {
    const hash = new Hash();
    let bytes = 0;
    await eachPiece(body, async (piece) => {
      bytes += piece.byteLength;
      await hash.push(piece);
      if (bytes === length) await this.#hashed(hash);
      await this.#give((up) => up.write(piece));
    });
    if (bytes < (length ?? 0)) throw new TypeError('The body of the request ended early.');
    if (this.#digest === null) await this.#hashed(hash);
    await this.#give((up) => up.close());
  }

  /** Runs before the end is sent, so that the hash is ready when the response arrives. */
  async #hashed(hash: Hash): Promise<void> {
    const digest = await hash.end();
    if (this.#up !== undefined || this.body === null) this.#digest = digest;
  }

  async #give(give: (up: Writer) => Promise<void>): Promise<void> {
    if (this.#up !== undefined) await give(this.#up).catch(() => this.stop());
  }
}

/** SHA-256 of a body as hex. Rejects if the body is interrupted. */
export async function digestOf(body: Body): Promise<string> {
  const hash = new Hash();
  await eachPiece(body, (piece) => hash.push(piece));
  return hash.end();
}

class Hash {
  readonly #stream = new crypto.DigestStream('SHA-256');
  readonly #writer = this.#stream.getWriter();

  push(piece: Uint8Array): Promise<void> {
    return this.#writer.write(piece);
  }

  async end(): Promise<string> {
    await this.#writer.close();
    return hex(await this.#stream.digest);
  }
}

/**
 * Reads a body to its end. A chunk is valid until `each` has settled: all chunks share one buffer, because a new one for each chunk
 * (4 kB) is slow and leaves 100 MB of garbage.
 */
async function eachPiece(body: Body, each: (piece: Uint8Array) => Promise<void>): Promise<void> {
  const reader = body?.getReader({ mode: 'byob' });
  for (let buffer = new ArrayBuffer(BUFFER_BYTES); reader !== undefined; ) {
    const { done, value } = await reader.read(new Uint8Array(buffer));
    if (done) return;
    await each(value);
    buffer = value.buffer as ArrayBuffer;
  }
}
