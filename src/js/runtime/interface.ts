// The interface of an entry: everything that differs between runtimes.
import type { Strings } from '../../wire/strings.ts';
import type { Spill } from '../store/spills/spill.ts';

/** A compiled WebAssembly module; `object` if the compiler has no such type, as in Node without `lib.dom`. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : object;

/**
 * Source of a WebAssembly module: a URL, its bytes, a compiled module, or a response. In Node, Bun and Deno the URL may
 * be a `file:` URL, and a string that is not a URL is a path.
 *
 * @example
 * const source: ModuleSource = new URL('https://cdn.example/checks.wasm');
 * await init({ checks: source });
 */
export type ModuleSource = string | URL | ArrayBuffer | ArrayBufferView | WasmModule | Response;

/**
 * The WebAssembly modules of the package: `calls` has the operations and polling, `results` reads results, `checks` has
 * rules, rows, plans and estimates, `jobs` drives jobs.
 *
 * @example
 * const needed: ModuleName[] = ['calls', 'results'];
 * await init(Object.fromEntries(needed.map((name) => [name, `https://cdn.example/${name}.wasm`])));
 */
export type ModuleName = 'calls' | 'results' | 'checks' | 'jobs';

/**
 * The differences between runtimes. The build replaces `#runtime` by one file of `entry/`, so the runtime is always known, and
 * there is no import with side effects that a bundler could drop.
 */
export interface Runtime {
  /** The default sources of the modules. */
  sources: { readonly [name in ModuleName]: () => ModuleSource | Promise<ModuleSource> };
  /** Advice for a module that was not found, in one or two sentences. */
  advice: (name: ModuleName) => string;
  /** Returns defaults from the environment. */
  environment?: (name: string) => string | undefined;
  /** Decodes bytes to strings, if the runtime has a faster way than `TextDecoder`. */
  strings?: Strings;
  /** The store for results that are put in order, if the runtime has a better one than `Blob`s. */
  spill?: () => Spill;
  /** Whether this is a web page, or a worker of one. */
  isPage: () => boolean;
  /**
   * Converts a stream of `length` bytes to a request body, and returns the length to declare for it. Absent if bodies cannot be
   * streams: Firefox and Safari would send the words "[object ReadableStream]".
   */
  upload?: (
    bytes: ReadableStream<Uint8Array>,
    length: number,
  ) => { body: ReadableStream<Uint8Array>; length?: number | undefined };
  /** Whether `fetch` may resend a request automatically if a reused connection closes before the response. */
  resends: () => boolean;
  /** If `fetch` resends: whether a stream can be sent as a body to this origin. Streams are sent only once. */
  canStream?: (origin: string) => boolean;
  /** The class of controllers whose signals `fetch` accepts. Default: the global one. */
  controllers?: (() => typeof AbortController) | undefined;
  /** Lets any number of calls share a signal, in runtimes that warn of many listeners. */
  allowListeners?: (signal: AbortSignal) => void;
  /** How to yield to other tasks during long work. */
  turn: {
    next: () => Promise<void>;
    /** Whether the clock stops while code runs, so that bytes measure the work. */
    countsBytes?: boolean;
  };
  /** Reads a file; absent in runtimes without files. */
  readFile?: (place: string | URL) => Promise<Uint8Array>;
}
