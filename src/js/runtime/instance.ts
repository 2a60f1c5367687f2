// One instance of a WebAssembly module. A panic leaves promises that never settle, so after a panic the instance is discarded,
// and its calls in progress are rejected.

import { BatchError, dress } from '../errors.ts';
import { isError } from '../realms.ts';
import { controllers } from './runtime.ts';

type Timer = ReturnType<typeof setTimeout>;

/**
 * The exports of every module's glue.
 * @internal
 */
export interface Glue {
  default(module: { module_or_path: WebAssembly.Module }): Promise<{ memory: WebAssembly.Memory }>;
  setUp(onPanic: (place: string) => void): void;
}

/**
 * The functions with which the glue schedules microtasks and timers, and the controllers with which it aborts `fetch`.
 * @internal
 */
export interface Host {
  queueMicrotask: (step: () => void) => void;
  setTimeout: (step: () => void, ms: number) => unknown;
  clearTimeout: (timer: unknown) => void;
  AbortController: typeof AbortController;
}

/** @internal */
export class Instance<G extends Glue> {
  /** The exports. Call them through `call` and `sync`, which handle the end of the instance. */
  readonly glue: G;
  readonly #onEnd: () => void;
  readonly #pending = new Set<(error: BatchError) => void>();
  /** Timers that would wake an instance that has ended, and keep the process alive for it. */
  readonly #timers = new Set<Timer>();
  #memory: WebAssembly.Memory | undefined;
  #ended: BatchError | undefined;
  #place = 'an unknown place';

  private constructor(createGlue: (host: Host) => G, onEnd: () => void) {
    this.#onEnd = onEnd;
    // Every step of an async export runs in a microtask or a timer. The glue schedules them with our functions, which catch a
    // trap there. Otherwise the trap would be an uncaught error, which ends a Node process.
    const guarded = (step: () => void) => () => {
      if (this.#ended) return;
      try {
        step();
      } catch (trap) {
        this.#end(trap);
      }
    };
    this.glue = createGlue({
      queueMicrotask: (step) => queueMicrotask(guarded(step)),
      setTimeout: (step, ms) => {
        const timer = setTimeout(() => {
          this.#timers.delete(timer);
          guarded(step)();
        }, ms);
        this.#timers.add(timer);
        return timer;
      },
      clearTimeout: (timer) => {
        this.#timers.delete(timer as Timer);
        clearTimeout(timer as Timer);
      },
      AbortController: controllers(),
    });
  }

  /** Calls `onEnd` once, when the instance has ended. */
  static async start<G extends Glue>(
    createGlue: (host: Host) => G,
    module: WebAssembly.Module,
    onEnd: () => void,
  ): Promise<Instance<G>> {
    const instance = new Instance(createGlue, onEnd);
    const { memory } = await instance.glue.default({ module_or_path: module });
    instance.#memory = memory;
    instance.glue.setUp((place) => {
      instance.#place = place;
    });
    return instance;
  }

  /** Size of its memory in bytes. It never shrinks. */
  get size(): number {
    return this.#memory?.buffer.byteLength ?? 0;
  }

  /** Calls an async export. `facts` returns fields for the error if the instance ends meanwhile. */
  call<T>(work: (glue: G) => Promise<T>, facts?: () => object): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const lost = (error: BatchError) =>
        reject(facts ? new BatchError(error.message, { ...error, ...facts(), cause: error.cause }) : error);
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
  sync<T>(work: (glue: G) => T): T {
    if (this.#ended) throw this.#ended;
    try {
      return work(this.glue);
    } catch (thrown) {
      // Errors of the core have a code. If a synchronous export throws anything else, the instance has ended.
      if (isError(thrown) && 'code' in thrown) throw dress(thrown);
      throw this.#end(thrown);
    }
  }

  /** Frees an exported object, unless the instance has ended. */
  release(handle: { free(): void }): void {
    if (!this.#ended) this.sync(() => handle.free());
  }

  #end(cause: unknown): BatchError {
    if (this.#ended) return this.#ended;
    const message = `Internal error in message-batches (at ${this.#place}). Calls in progress have failed; new calls work. Please report this.`;
    const error = new BatchError(message, { code: 'internal_error', cause });
    this.#ended = error;
    this.#onEnd();
    for (const timer of this.#timers) clearTimeout(timer);
    for (const lost of this.#pending) lost(error);
    this.#pending.clear();
    return error;
  }
}
