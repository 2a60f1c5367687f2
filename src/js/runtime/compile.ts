// Compiles a WebAssembly module, and explains failures.

import { BatchError } from '../errors.ts';
import { bytesIn, isModule, isResponse, isUrl, reasonOf } from '../realms.ts';
import { adviceFor, hasFiles, isPage, type ModuleName, type ModuleSource, readFile } from './runtime.ts';

/** Compiles a module from any source. */
export async function compile(
  source: () => ModuleSource | Promise<ModuleSource>,
  name: ModuleName,
): Promise<WebAssembly.Module> {
  const location = await source();
  const module = typeof location === 'string' || isUrl(location) ? await read(location) : location;
  if (!isResponse(module)) return isModule(module) ? module : compileBytes(module as BufferSource, `${name}.wasm`);
  const from = module.url || `${name}.wasm`;
  if (!module.ok) throw new Error(`${from} returned HTTP ${module.status}`);
  const isTyped = module.headers.get('content-type')?.startsWith('application/wasm');
  // A `Response` of another realm or of a polyfill does not support streaming compilation.
  if (isTyped && module instanceof Response) return WebAssembly.compileStreaming(module);
  return compileBytes(await module.arrayBuffer(), from);
}

/** A URL scheme of two letters or more, because `C:\\` is the beginning of a path. */
const SCHEME = /^[a-z][a-z\d+.-]+:/i;

/** Reads from a URL, or from a path in runtimes with files. */
function read(place: string | URL): Promise<Response | Uint8Array> {
  const text = String(place);
  const scheme = SCHEME.exec(text)?.[0].toLowerCase();
  if (!hasFiles() || (scheme !== undefined && scheme !== 'file:')) return fetch(place instanceof URL ? place : text);
  return readFile(scheme === undefined ? text : new URL(text));
}

const LESS_THAN = 0x3c;

async function compileBytes(bytes: BufferSource, from: string): Promise<WebAssembly.Module> {
  if (bytesIn(bytes)?.[0] === LESS_THAN) throw new Error(`received an HTML page from ${from}`);
  return WebAssembly.compile(bytes);
}

/** Error texts of browsers if the page's content security policy forbids compiling. */
const POLICY = /unsafe-eval|\bCSP\b|content.security.policy|disallowed by embedder/i;

/** The error for a module that could not be loaded, with advice. */
export function loadFailed(name: ModuleName, cause: unknown): BatchError {
  const why = reasonOf(cause);
  const advice =
    isPage() && POLICY.test(why)
      ? `The Content-Security-Policy of this page forbids it: add 'wasm-unsafe-eval' to script-src.`
      : adviceFor(name);
  const message = `The WebAssembly module ${name}.wasm could not be loaded (${why}). ${advice}`;
  return new BatchError(message, { code: 'load_failed', cause });
}
