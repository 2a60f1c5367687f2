// Loading the core, and living with its end: a panic in WebAssembly leaves promises that never settle, so an instance
// that panicked is thrown away, the calls that it had under way are rejected, and the next call gets a fresh one.

import { runtime } from '#runtime';
import type { Strings } from '../../wire/record.ts';
import { BatchError, dress } from '../errors.ts';
import { wrong } from '../options.ts';
import { blobSpill } from '../store/blob.ts';
import type { Spill } from '../store/spill.ts';
import { createGlue, type Glue } from './glue.ts';

/** Where the core comes from: a URL to fetch, its bytes, a compiled module, or a response. */
export type CoreSource = string | URL | ArrayBuffer | ArrayBufferView | WebAssembly.Module | Response;

/**
 * What differs between runtimes. The build puts one of `entry/` in the place of `#runtime`, so there is no state in which
 * the runtime is unknown, and no import whose side effect a bundler could drop.
 */
export interface Runtime {
  /** The core, where the caller does not bring one. */
  source: () => CoreSource | Promise<CoreSource>;
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
  /** Reads a file; absent where there are none. */
  readFile?: (place: string | URL) => Promise<Uint8Array>;
}

let compiled: Promise<WebAssembly.Module> | undefined;
let current: Promise<Core> | undefined;

export const environment = (name: string): string | undefined => runtime.environment?.(name) || undefined;
/** @internal */
export const streams = (): Runtime['upload'] => runtime.upload;

/** The bytes of a file, where the runtime has files. */
export async function readFile(place: string | URL): Promise<Uint8Array> {
  if (!runtime.readFile) {
    throw wrong('source', 'bytes, a Blob, or a URL with https: or data:', undefined, 'a path: there are no files here');
  }
  return runtime.readFile(place);
}

export const strings = (): Strings | undefined => runtime.strings;
export const spill = (): Spill => runtime.spill?.() ?? blobSpill();
export const isPage = (): boolean => runtime.isPage();

/**
 * Loads the core now rather than at the first call, or from somewhere else than beside the package. Everything async in
 * this package calls it by itself.
 */
export async function init(source?: CoreSource | Promise<CoreSource>): Promise<void> {
  if (source !== undefined) {
    compiled = compile(source);
    current = undefined;
  }
  await core();
}

/** The same for a module that is compiled already, without waiting. Browsers limit this on the main thread. */
export function initSync(module: WebAssembly.Module): void {
  const made = new Core();
  made.glue.initSync({ module });
  compiled = Promise.resolve(module);
  current = Promise.resolve(made.started());
}

/**
 * The instance that lives, or a new one. A failure is not kept: the next call tries again.
 * @internal
 */
export function core(): Promise<Core> {
  current ??= start().catch((error: unknown) => {
    current = undefined;
    throw error;
  });
  return current;
}

async function start(): Promise<Core> {
  compiled ??= compile(runtime.source());
  try {
    const made = new Core();
    await made.glue.default({ module_or_path: await compiled });
    return made.started();
  } catch (cause) {
    compiled = undefined;
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The WebAssembly core could not be loaded (${why}). If your bundler does not copy it, pass its URL to init().`;
    throw new BatchError(message, { code: 'load_failed', cause });
  }
}

async function compile(source: CoreSource | Promise<CoreSource>): Promise<WebAssembly.Module> {
  let given = await source;
  if (given instanceof WebAssembly.Module || Object.prototype.toString.call(given) === '[object WebAssembly.Module]') {
    return given as WebAssembly.Module;
  }
  if (typeof given === 'string' || given instanceof URL) given = await fetch(given);
  if (given instanceof Response) {
    if (!given.ok) throw new Error(`${given.url || 'the core'} answered ${given.status}`);
    if (given.headers.get('content-type')?.startsWith('application/wasm')) return WebAssembly.compileStreaming(given);
    given = await given.arrayBuffer();
  }
  return WebAssembly.compile(given as BufferSource);
}

type Timer = ReturnType<typeof setTimeout>;

/**
 * One instance of the core.
 * @internal
 */
export class Core {
  /** The exports. Call them through `call` and `sync`, which know what to do when the instance ends. */
  readonly glue: Glue;
  readonly #pending = new Set<(error: BatchError) => void>();
  /** What would wake an instance that has ended, and keep a process alive for it. */
  readonly #timers = new Set<Timer>();
  #ended: BatchError | undefined;
  #place = 'an unknown place';

  constructor() {
    // Every step of an async export runs in a microtask or a timer. Given our own ways to ask for them, the glue lets us
    // catch a trap there, which would otherwise be nobody's: an uncaught error that ends a Node process.
    const caught = (step: () => void) => () => {
      if (this.#ended) return;
      try {
        step();
      } catch (trap) {
        this.#end(trap);
      }
    };
    this.glue = createGlue({
      queueMicrotask: (step) => queueMicrotask(caught(step)),
      setTimeout: (step, ms) => {
        const timer = setTimeout(() => {
          this.#timers.delete(timer);
          caught(step)();
        }, ms);
        this.#timers.add(timer);
        return timer;
      },
      clearTimeout: (timer) => {
        this.#timers.delete(timer as Timer);
        clearTimeout(timer as Timer);
      },
    });
  }

  started(): this {
    this.glue.onPanic((place) => {
      this.#place = place;
    });
    return this;
  }

  /** Calls an async export. `facts` go into the error if the instance ends meanwhile. */
  call<T>(work: (glue: Glue) => Promise<T>, facts?: { outcome: 'unknown' }): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const lost = (error: BatchError) =>
        reject(facts ? new BatchError(error.message, { ...error, ...facts, cause: error.cause }) : error);
      if (this.#ended) return reject(this.#ended);
      this.#pending.add(lost);
      const settled = () => this.#pending.delete(lost);
      let answer: Promise<T>;
      try {
        answer = work(this.glue);
      } catch (trap) {
        this.#end(trap);
        return;
      }
      answer.then(
        (value) => {
          settled();
          resolve(value);
        },
        (thrown: unknown) => {
          settled();
          reject(dress(thrown));
        },
      );
    });
  }

  /** Calls a synchronous export. */
  sync<T>(work: (glue: Glue) => T): T {
    if (this.#ended) throw this.#ended;
    try {
      return work(this.glue);
    } catch (thrown) {
      // Our errors have a code; anything else that a synchronous export throws is the instance's end.
      if (thrown instanceof Error && 'code' in thrown) throw dress(thrown);
      throw this.#end(thrown);
    }
  }

  /** Frees an exported object; one of an instance that has ended went with it. */
  release(handle: { free(): void }): void {
    if (!this.#ended) this.sync(() => handle.free());
  }

  #end(cause: unknown): BatchError {
    if (this.#ended) return this.#ended;
    const message = `message-batches stopped at an error of its own (at ${this.#place}). What was under way has failed; the next call starts afresh. Please report this.`;
    const error = new BatchError(message, { code: 'internal_error', cause });
    this.#ended = error;
    current = undefined;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const lost of this.#pending) lost(error);
    this.#pending.clear();
    return error;
  }
}
