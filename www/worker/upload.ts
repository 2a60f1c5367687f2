import { hex } from '../../emulator/idempotency.ts';

const BUFFER_BYTES = 256 * 1024;

type Body = ReadableStream<Uint8Array> | null;
type Writer = WritableStreamDefaultWriter<Uint8Array>;

/**
 * The body of a create on its way upstream, hashed as it passes and never held. Whether upstream was given its end decides
 * whether a create that got no answer may have made a batch: a request without its end is none.
 */
export class Upload {
  /** What to send. */
  readonly body: Body;
  readonly #leave = new AbortController();
  #up: Writer | undefined;
  #digest: string | null = null;

  constructor(body: Body, contentLength: string | null) {
    const length = contentLength === null ? undefined : Number(contentLength);
    const pipe = body && (length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length));
    this.body = pipe?.readable ?? null;
    this.#up = pipe?.writable.getWriter();
    // A failure shows at the write that meets it.
    this.#up?.closed.catch(() => undefined);
    this.#pump(body, length).catch(() => this.#end());
  }

  /** SHA-256 of the body as the caller sent it; null until upstream is given its end, and so may have all of it. */
  get digest(): string | null {
    return this.#digest;
  }

  /** For the call upstream: without it a body that breaks off would look whole. */
  get signal(): AbortSignal {
    return this.#leave.signal;
  }

  /** Gives upstream no more. The caller's body is read to its end all the same, so that the caller hears the answer. */
  stop(): void {
    this.#up = undefined;
  }

  /** By the signal alone: where the writer is aborted, workerd ends a body of unknown length as if that were all of it. */
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
    if (bytes < (length ?? 0)) throw new TypeError('The body of the request broke off.');
    if (this.#digest === null) await this.#hashed(hash);
    await this.#give((up) => up.close());
  }

  /** Before the end is given: an answer finds the hash there. */
  async #hashed(hash: Hash): Promise<void> {
    const digest = await hash.end();
    if (this.#up !== undefined || this.body === null) this.#digest = digest;
  }

  async #give(give: (up: Writer) => Promise<void>): Promise<void> {
    if (this.#up !== undefined) await give(this.#up).catch(() => this.stop());
  }
}

/** SHA-256 of a body that is read for that alone, as hex. Rejects where it breaks off. */
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
 * Reads a body to its end. A piece is lent until `each` has settled: all are read into one buffer, as a piece of its own
 * each time (of 4 kB) is slow and leaves 100 MB to be collected.
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
