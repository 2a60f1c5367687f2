// Cloudflare Workers: the module system compiles the modules, because Workers cannot compile bytes.

import { bufferStrings } from '../buffer_strings.ts';
import type { Runtime } from '../interface.ts';
import calls from './calls.wasm';
import checks from './checks.wasm';
import jobs from './jobs.wasm';
import results from './results.wasm';

/** A stream of known length, which the runtime declares. */
declare class FixedLengthStream {
  constructor(length: number);
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

/** Absent without the compatibility flag `nodejs_compat`, which newer compatibility dates include. */
const { Buffer } = globalThis as { Buffer?: { from: Parameters<typeof bufferStrings>[0] } };

export const runtime: Runtime = {
  sources: { calls: () => calls, results: () => results, checks: () => checks, jobs: () => jobs },
  advice: (name) =>
    `Workers cannot compile bytes: import the module and pass it: import ${name} from 'message-batches/${name}.wasm'; await init({ ${name} }).`,
  isPage: () => false,
  resends: () => false,
  ...(Buffer && { strings: bufferStrings(Buffer.from) }),
  turn: { next: () => new Promise((resolve) => setTimeout(resolve, 0)), countsBytes: true },
  upload(bytes, length) {
    const { readable, writable } = new FixedLengthStream(length);
    // The reader reports why the stream failed.
    bytes.pipeTo(writable).catch(() => {});
    return { body: readable };
  },
};
