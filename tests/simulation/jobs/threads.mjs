// Work in other threads of a runtime ends in an order that the simulation does not control. Here it is disabled or synchronous.
import { createHash } from 'node:crypto';

const { subtle } = crypto;
/** Derives the name of a client's credentials synchronously. */
const SUBTLE = {
  digest: (...parts) => subtle.digest(...parts),
  importKey: async (_format, secret) => secret,
  deriveBits: async ({ salt }, secret) =>
    Uint8Array.from(createHash('sha256').update(salt).update(secret).digest().subarray(0, 8)).buffer,
};

export async function withoutThreads(work) {
  const { CompressionStream } = globalThis;
  // Without it, ids are stored uncompressed.
  globalThis.CompressionStream = undefined;
  Object.defineProperty(crypto, 'subtle', { value: SUBTLE, configurable: true });
  try {
    return await work();
  } finally {
    globalThis.CompressionStream = CompressionStream;
    delete crypto.subtle;
  }
}
