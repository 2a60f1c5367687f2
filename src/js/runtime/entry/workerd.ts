// Cloudflare Workers: the module system compiles the core; compiling bytes is forbidden there.

import module from './core.wasm';
import type { Runtime } from '../load.ts';

/** Streams bytes that it knows the number of; what it knows it declares. */
declare class FixedLengthStream {
  constructor(length: number);
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

export const runtime: Runtime = {
  source: () => module,
  isPage: () => false,
  upload(bytes, length) {
    const { readable, writable } = new FixedLengthStream(length);
    // What breaks it off is told by the one who reads it.
    bytes.pipeTo(writable).catch(() => {});
    return { body: readable };
  },
};
