// Long work among other work: now and then everything else gets a turn, such as timers, an abort, a page's events.
import { turn } from './runtime.ts';

/** Work goes on for so long. A page has 16 ms from one picture to the next. */
const MOST_MS = 8;
/** In a Worker the clock does not advance while code runs, so bytes are counted there. */
const MOST_BYTES = 1_048_576;

/** @internal */
export class Turns {
  #bytes = 0;
  #since = Date.now();

  /** After so many bytes of work: what to await before it goes on, if it went on for long. */
  after(bytes: number): Promise<void> | undefined {
    this.#bytes += bytes;
    const isDue = turn.countsBytes ? this.#bytes >= MOST_BYTES : Date.now() - this.#since >= MOST_MS;
    return isDue ? this.#others() : undefined;
  }

  async #others(): Promise<void> {
    await turn.next();
    this.#bytes = 0;
    this.#since = Date.now();
  }
}
