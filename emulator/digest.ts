import { hex } from './idempotency.ts';

const PIECE_BYTES = 1024 * 1024;

/**
 * A hash of a body that arrives in pieces, independent of how it is cut. Web standards only hash whole buffers, so each megabyte
 * is hashed together with the hash of everything before it.
 */
export class BodyDigest {
  #piece = new Uint8Array(32 + PIECE_BYTES);
  #filled = 32;

  async push(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + this.#piece.length - this.#filled);
      this.#piece.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#piece.length) await this.#fold();
    }
  }

  async finish(): Promise<string> {
    return hex(await this.#hash());
  }

  async #fold(): Promise<void> {
    this.#piece.set(new Uint8Array(await this.#hash()));
    this.#filled = 32;
  }

  #hash(): Promise<ArrayBuffer> {
    return crypto.subtle.digest('SHA-256', this.#piece.subarray(0, this.#filled));
  }
}
