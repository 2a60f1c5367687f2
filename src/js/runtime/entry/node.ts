// Node, Bun and Deno: the modules stand beside this file.
import { Buffer } from 'node:buffer';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { env } from 'node:process';
import { setImmediate } from 'node:timers';
import { fileURLToPath } from 'node:url';
import * as util from 'node:util';
import { fileSpill } from '../../store/file.ts';
import { bufferStrings } from '../buffer_strings.ts';
import type { ModuleName, Runtime } from '../interface.ts';

/** Where this file is, in a script that is no module. */
declare const __dirname: string | undefined;

/** Bundlers, and tools that copy what a server needs (`@vercel/nft`), find the modules by these very statements. */
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
 * The path of a module. A bundler that makes a script of this erases `import.meta.url`, and webpack in Next.js makes of the
 * URL one of its public path. Then the file is beside the script, or in the folders that end the public path.
 */
function placeOf(name: ModuleName): string {
  let url: URL | undefined;
  try {
    url = urls[name]();
    return fileURLToPath(url);
  } catch {
    const folder = typeof __dirname === 'string' ? __dirname : '.';
    // A bundler that puts the file into its URL leaves none to look for, but a very long text.
    const parts = !url || url.protocol === 'data:' ? [] : url.pathname.split('/');
    const places = parts.map((_, index) => path.join(folder, ...parts.slice(index)));
    return places.find((place) => existsSync(place)) ?? path.join(folder, `${name}.wasm`);
  }
}

/** Saved at load: tests may replace the global timers, and the work must not wait for fake ones. */
const immediate = setImmediate;

/** A path as a shell takes it. */
const quoted = (place: string): string =>
  /^[\w./:\\@%+-]+$/.test(place) ? place : `'${place.replaceAll("'", "'\\''")}'`;

function advice(name: ModuleName): string {
  const folder = quoted(path.dirname(placeOf(name)));
  const own = `message-batches/${name}.wasm`;
  const resolve = typeof __dirname === 'string' ? `require.resolve('${own}')` : `import.meta.resolve('${own}')`;
  return `If your bundler did not copy it, run: cp node_modules/message-batches/dist/*.wasm ${folder}. Or pass its path: await init({ ${name}: ${resolve} }).`;
}

/** In a test runner the global controllers may be those of a page, whose signals the `fetch` of Node refuses. */
function controllers(): typeof AbortController {
  // Not every runtime has it.
  const make: typeof util.transferableAbortController | undefined = util.transferableAbortController;
  if (make === undefined || new AbortController() instanceof make().constructor) return AbortController;
  return function controller() {
    return make();
  } as unknown as typeof AbortController;
}

export const runtime: Runtime = {
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
  // Node and Bun send a body once. Deno does so with streams alone: 50 of 50 others were stored twice (Deno 2.9.5).
  resends: () => 'Deno' in globalThis,
  canStream: () => true,
  // Without a declared length the body would go out in chunks of unknown number.
  upload: (body, length) => ({ body, length }),
  turn: { next: () => new Promise((resolve) => immediate(resolve)) },
  readFile: (place) => readFile(place),
  strings: bufferStrings(Buffer.from),
};
