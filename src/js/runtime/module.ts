// A WebAssembly module of the package. It loads at its first use, and again after a panic or a failure to load.

import { BatchError } from '../errors.ts';
import { compile, loadFailed } from './compile.ts';
import { type Glue, type Host, Instance } from './instance.ts';
import { part } from './part.ts';
import { type ModuleName, type ModuleSource, sourceOf } from './runtime.ts';

/** An instance whose memory has grown beyond this gets no new users, so that it is freed when its current users are done. */
const LARGE = 16_777_216;

/** @internal */
export class Module<G extends Glue> {
  readonly #name: ModuleName;
  readonly #loadGlue: () => Promise<{ createGlue: (host: Host) => G }>;
  #compiled: Promise<WebAssembly.Module> | undefined;
  #current: Promise<Instance<G>> | undefined;
  /** The instance, once it has started. */
  #started: Instance<G> | undefined;

  constructor(name: ModuleName, loadGlue: () => Promise<{ createGlue: (host: Host) => G }>) {
    this.#name = name;
    this.#loadGlue = loadGlue;
  }

  /** Sets another source of the module than the default. */
  use(source: ModuleSource | Promise<ModuleSource>): void {
    this.#compiled = compile(() => source, this.#name);
    this.#compiled.catch(() => {});
    this.#forget();
  }

  /** Returns the current instance, or starts one. A failure is not cached: the next call tries again. */
  instance(): Promise<Instance<G>> {
    if (this.#started && this.#started.size > LARGE) this.#forget();
    if (!this.#current) {
      const starting: Promise<Instance<G>> = this.#start(() => {
        if (this.#current === starting) this.#forget();
      });
      this.#current = starting;
      starting.then(
        (instance) => {
          if (this.#current === starting) this.#started = instance;
        },
        () => {},
      );
    }
    return this.#current;
  }

  #forget(): void {
    this.#current = undefined;
    this.#started = undefined;
  }

  async #start(forget: () => void): Promise<Instance<G>> {
    this.#compiled ??= compile(() => sourceOf(this.#name), this.#name);
    const compiled = this.#compiled;
    try {
      const [{ createGlue }, module] = await Promise.all([part(this.#loadGlue), compiled]);
      return await Instance.start(createGlue, module, forget);
    } catch (cause) {
      forget();
      if (this.#compiled === compiled) this.#compiled = undefined;
      // The error for a missing script is specific already.
      throw BatchError.isInstance(cause) ? cause : loadFailed(this.#name, cause);
    }
  }
}
