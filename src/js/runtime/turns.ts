// Yields during long work, so that timers, aborts and a page's events can run.
import { turn } from './runtime.ts';

/** Duration of work between two yields. A page has 16 ms from one frame to the next. */
const MOST_MS = 8;
/**
 * If the clock does not advance while code runs, bytes measure the work. Their number adapts to the speed so far, so that the
 * work and the yield, which itself takes 2 ms, take this time together. The next bytes may be slower than the last, so the
 * number has a limit, and at most doubles.
 */
const COUNTED_MS = 16;
const LEAST_BYTES = 1 << 20;
const MOST_BYTES = 1 << 23;

/** @internal */
export class Turns {
  #bytes = 0;
  #since = Date.now();
  /** Number of bytes between two yields in such a runtime. */
  #goal = LEAST_BYTES;

  /** Reports that `bytes` were processed. Returns a promise to await if it is time to yield. */
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
