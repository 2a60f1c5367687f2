// What an entry provides: all that differs between runtimes.
import type { Strings } from '../../wire/strings.ts';
import type { Spill } from '../store/spill.ts';

/** A compiled WebAssembly module; `object` where the compiler does not know what that is, as in Node without `lib.dom`. */
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
 * What differs between runtimes. The build puts one of `entry/` in the place of `#runtime`, so there is no state in which
 * the runtime is unknown, and no import whose side effect a bundler could drop.
 */
export interface Runtime {
  /** The modules, where the caller does not bring them. */
  sources: { readonly [name in ModuleName]: () => ModuleSource | Promise<ModuleSource> };
  /** What to do where a module is not found, in a sentence or two. */
  advice: (name: ModuleName) => string;
  /** Defaults from the environment. */
  environment?: (name: string) => string | undefined;
  /** How bytes become strings, where the runtime has a faster way than `TextDecoder`. */
  strings?: Strings;
  /** Where results that are put in order are kept meanwhile, where there is something better than `Blob`s. */
  spill?: () => Spill;
  /** Whether this is a web page, or a worker of one. */
  isPage: () => boolean;
  /**
   * Makes a stream of so many bytes fit to be the body of a request, and says what length to declare for it. Absent where
   * bodies cannot be streams: Firefox and Safari would send the words "[object ReadableStream]".
   */
  upload?: (
    bytes: ReadableStream<Uint8Array>,
    length: number,
  ) => { body: ReadableStream<Uint8Array>; length?: number | undefined };
  /** Whether `fetch` may resend a request automatically, when a reused connection closes before the response. */
  resends: () => boolean;
  /** Where `fetch` resends: whether a body that is a stream can be sent to this origin. Such a body is sent once. */
  canStream?: (origin: string) => boolean;
  /** The class of controllers whose signals `fetch` takes. Default: the global one. */
  controllers?: (() => typeof AbortController) | undefined;
  /** How everything else gets a turn while work goes on. */
  turn: {
    next: () => Promise<void>;
    /** The clock does not advance while code runs, so bytes measure the work. */
    countsBytes?: boolean;
  };
  /** Reads a file; absent where there are none. */
  readFile?: (place: string | URL) => Promise<Uint8Array>;
}
