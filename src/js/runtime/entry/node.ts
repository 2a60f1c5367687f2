// Node, Bun and Deno: the modules stand beside this file.
import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { env } from 'node:process';
import { fileSpill } from '../../store/file.ts';
import type { Runtime } from '../interface.ts';

export const runtime: Runtime = {
  sources: {
    calls: () => readFile(new URL('./calls.wasm', import.meta.url)),
    results: () => readFile(new URL('./results.wasm', import.meta.url)),
    checks: () => readFile(new URL('./checks.wasm', import.meta.url)),
  },
  environment: (name) => env[name],
  spill: fileSpill,
  isPage: () => false,
  // Node and Bun send a body once. Deno does so with streams alone: 50 of 50 others were stored twice (Deno 2.9.5).
  resends: () => 'Deno' in globalThis,
  canStream: () => true,
  // Without a declared length the body would go out in chunks of unknown number.
  upload: (body, length) => ({ body, length }),
  readFile: (place) => readFile(place),
  strings: {
    narrow: (bytes, start, end) => view(bytes).toString('latin1', start, end),
    wide: (bytes, start, end) => view(bytes).toString('utf16le', start, end),
  },
};

let latest: { bytes: Uint8Array; view: Buffer } | undefined;

/** The same bytes as a buffer; many strings in a row are read out of the same. */
function view(bytes: Uint8Array<ArrayBuffer>): Buffer {
  if (latest?.bytes !== bytes) latest = { bytes, view: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) };
  return latest.view;
}
