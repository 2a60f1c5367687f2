// What a runtime does in another thread ends in an order that is not ours. Here it does not happen, or happens at once.
import { createHash } from 'node:crypto';

const { subtle } = crypto;
/** What names the credentials of a client, at once. */
const SUBTLE = {
  digest: (...parts) => subtle.digest(...parts),
  importKey: async (_format, secret) => secret,
  deriveBits: async ({ salt }, secret) =>
    Uint8Array.from(createHash('sha256').update(salt).update(secret).digest().subarray(0, 8)).buffer,
};

export async function withoutThreads(work) {
  const { CompressionStream } = globalThis;
  // Without it ids are stored as they are.
  globalThis.CompressionStream = undefined;
  Object.defineProperty(crypto, 'subtle', { value: SUBTLE, configurable: true });
  try {
    return await work();
  } finally {
    globalThis.CompressionStream = CompressionStream;
    delete crypto.subtle;
  }
}
