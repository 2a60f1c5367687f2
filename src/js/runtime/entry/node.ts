// Node, Bun and Deno: the modules are next to this file.
import { Buffer } from 'node:buffer';
import events from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { env } from 'node:process';
import { setImmediate } from 'node:timers';
import { fileURLToPath } from 'node:url';
import * as util from 'node:util';
import { fileSpill } from '../../store/spills/file.ts';
import { bufferStrings } from '../buffer_strings.ts';
import type { ModuleName, Runtime } from '../interface.ts';

/** The directory of this file, in a CommonJS script. */
declare const __dirname: string | undefined;

/** Bundlers, and tools that copy the files of a server (`@vercel/nft`), find the modules by exactly these statements. */
const urls = {
  calls() {
    return new URL('./calls.wasm', import.meta.url);
  },
  results() {
    return new URL('./results.wasm', import.meta.url);
  },
  checks() {
    return new URL('./checks.wasm', import.meta.url);
  },
  jobs() {
    return new URL('./jobs.wasm', import.meta.url);
  },
};

/**
 * Returns the path of a module. A bundler that makes a CommonJS script of this file erases `import.meta.url`, and webpack in
 * Next.js replaces the URL by one of its public path. The file is then next to the script, or in the last folders of the public
 * path.
 */
function placeOf(name: ModuleName): string {
  let url: URL | undefined;
  try {
    url = urls[name]();
    return fileURLToPath(url);
  } catch {
    const folder = typeof __dirname === 'string' ? __dirname : '.';
    // A bundler that inlines the file as a `data:` URL leaves no path to look for, but a very long text.
    const parts = !url || url.protocol === 'data:' ? [] : url.pathname.split('/');
    const places = parts.map((_, index) => path.join(folder, ...parts.slice(index)));
    return places.find((place) => existsSync(place)) ?? path.join(folder, `${name}.wasm`);
  }
}

/** Saved at load: tests may replace the global timers, and the work must not wait for fake ones. */
const immediate = setImmediate;

/** Quotes a path for a shell. */
const quoted = (place: string): string =>
  /^[\w./:\\@%+-]+$/.test(place) ? place : `'${place.replaceAll("'", "'\\''")}'`;

function advice(name: ModuleName): string {
  const folder = quoted(path.dirname(placeOf(name)));
  const own = `message-batches/${name}.wasm`;
  const resolve = typeof __dirname === 'string' ? `require.resolve('${own}')` : `import.meta.resolve('${own}')`;
  return `If your bundler did not copy it, run: cp node_modules/message-batches/dist/*.wasm ${folder}. Or pass its path: await init({ ${name}: ${resolve} }).`;
}

/** In a test runner the global controllers may be those of a simulated page, whose signals Node's `fetch` rejects. */
function controllers(): typeof AbortController {
  // Not every runtime has this function.
  const make: typeof util.transferableAbortController | undefined = util.transferableAbortController;
  if (make === undefined || new AbortController() instanceof make().constructor) return AbortController;
  return function controller() {
    return make();
  } as unknown as typeof AbortController;
}

/** Functions of `node:events` that take signals. */
interface Listeners {
  defaultMaxListeners: number;
  getMaxListeners(signal: AbortSignal): number;
  setMaxListeners(count: number, signal: AbortSignal): void;
}

/**
 * Node warns of a memory leak after 10 listeners, also while each belongs to a call in progress. Its `fetch` does the same. A limit
 * that the caller has set stays.
 */
function allowListeners(signal: AbortSignal): void {
  const { defaultMaxListeners, getMaxListeners, setMaxListeners } = events as unknown as Listeners;
  try {
    if (getMaxListeners(signal) === defaultMaxListeners) setMaxListeners(0, signal);
  } catch {
    // The signal of a polyfill has no limit, and not every runtime has these functions.
  }
}

export const runtime: Runtime = {
  allowListeners,
  sources: {
    calls: () => readFile(placeOf('calls')),
    results: () => readFile(placeOf('results')),
    checks: () => readFile(placeOf('checks')),
    jobs: () => readFile(placeOf('jobs')),
  },
  advice,
  controllers,
  environment: (name) => env[name],
  spill: fileSpill,
  isPage: () => false,
  // Node and Bun send a body once. Deno does so only for streams: 50 of 50 other bodies were stored twice (Deno 2.9.5).
  resends: () => 'Deno' in globalThis,
  canStream: () => true,
  // Without a declared length, the body would be sent with chunked encoding.
  upload: (body, length) => ({ body, length }),
  turn: { next: () => new Promise((resolve) => immediate(resolve)) },
  readFile: (place) => readFile(place),
  strings: bufferStrings(Buffer.from),
};
