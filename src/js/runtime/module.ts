// A WebAssembly module of the package: loaded at its first use, and again after a panic or a failure to load.

import { BatchError } from '../errors.ts';
import { type Glue, type Host, Instance } from './instance.ts';
import { type ModuleName, type ModuleSource, sourceOf } from './runtime.ts';

/** @internal */
export class Module<G extends Glue> {
  readonly #name: ModuleName;
  readonly #loadGlue: () => Promise<{ createGlue: (host: Host) => G }>;
  #compiled: Promise<WebAssembly.Module> | undefined;
  #current: Promise<Instance<G>> | undefined;

  constructor(name: ModuleName, loadGlue: () => Promise<{ createGlue: (host: Host) => G }>) {
    this.#name = name;
    this.#loadGlue = loadGlue;
  }

  /** Takes the module from somewhere else than beside the package. */
  use(source: ModuleSource | Promise<ModuleSource>): void {
    this.#compiled = compile(source, this.#name);
    this.#compiled.catch(() => {});
    this.#current = undefined;
  }

  /** The instance that lives, or a new one. A failure is not kept: the next call tries again. */
  instance(): Promise<Instance<G>> {
    if (!this.#current) {
      const starting: Promise<Instance<G>> = this.#start(() => {
        if (this.#current === starting) this.#current = undefined;
      });
      this.#current = starting;
    }
    return this.#current;
  }

  async #start(forget: () => void): Promise<Instance<G>> {
    this.#compiled ??= compile(sourceOf(this.#name), this.#name);
    const compiled = this.#compiled;
    try {
      const [{ createGlue }, module] = await Promise.all([this.#loadGlue(), compiled]);
      return await Instance.start(createGlue, module, forget);
    } catch (cause) {
      forget();
      if (this.#compiled === compiled) this.#compiled = undefined;
      throw loadFailed(this.#name, cause);
    }
  }
}

async function compile(source: ModuleSource | Promise<ModuleSource>, name: ModuleName): Promise<WebAssembly.Module> {
  let given = await source;
  if (typeof given === 'string' || given instanceof URL) given = await fetch(given);
  if (given instanceof Response) {
    if (!given.ok) throw new Error(`${given.url || `${name}.wasm`} answered ${given.status}`);
    if (given.headers.get('content-type')?.startsWith('application/wasm')) return WebAssembly.compileStreaming(given);
    given = await given.arrayBuffer();
  }
  return isModule(given) ? given : WebAssembly.compile(given as BufferSource);
}

/** A module of another realm is as good as ours. */
export function isModule(value: unknown): value is WebAssembly.Module {
  return value instanceof WebAssembly.Module || Object.prototype.toString.call(value) === '[object WebAssembly.Module]';
}

function loadFailed(name: ModuleName, cause: unknown): BatchError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `The WebAssembly module ${name}.wasm could not be loaded (${why}). If your bundler does not copy it, pass its URL: init({ ${name}: url }).`;
  return new BatchError(message, { code: 'load_failed', cause });
}
