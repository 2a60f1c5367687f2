// Long work among other work: now and then everything else gets a turn, such as timers, an abort, a page's events.
import { turn } from './runtime.ts';

/** Work goes on for so long. A page has 16 ms from one picture to the next. */
const MOST_MS = 8;
/**
 * In a runtime whose clock does not advance while code runs, bytes measure the work. Their number adapts to the speed so
 * far, so that they take this time together with the turn, which itself takes 2 ms. The next bytes may be slower than the
 * last, so the number is limited, and at most doubles.
 */
const COUNTED_MS = 16;
const LEAST_BYTES = 1 << 20;
const MOST_BYTES = 1 << 23;

/** @internal */
export class Turns {
  #bytes = 0;
  #since = Date.now();
  /** The number of bytes between two turns, in such a runtime. */
  #goal = LEAST_BYTES;

  /** After so many bytes of work: what to await before it goes on, if it went on for long. */
  after(bytes: number): Promise<void> | undefined {
    this.#bytes += bytes;
    const isDue = turn.countsBytes ? this.#bytes >= this.#goal : Date.now() - this.#since >= MOST_MS;
    return isDue ? this.#others() : undefined;
  }

  async #others(): Promise<void> {
    await turn.next();
    const now = Date.now();
    const goal = (this.#bytes * COUNTED_MS) / Math.max(1, now - this.#since);
    this.#goal = Math.min(Math.max(goal, LEAST_BYTES), MOST_BYTES, 2 * this.#goal);
    this.#bytes = 0;
    this.#since = now;
  }
}
