// Waits by the wall clock: a laptop may sleep, and a page may be hidden or offline.

/** Timers stop while a machine sleeps, so the clock is read at least this often. */
const LONGEST_TIMER_MS = 60_000;

/** Events after which a page checks at once. */
const WAKING = ['online', 'visibilitychange', 'pageshow', 'resume'];

/** Waits until a given time, a call of `wake`, or an event of the page. */
export class Pace {
  #wake: (() => void) | undefined;
  #isAwake = false;

  /** Ends the current wait, or the next one if there is none. */
  readonly wake = (): void => {
    this.#isAwake = true;
    this.#wake?.();
  };

  async until(ms: number): Promise<void> {
    const targets = [globalThis, (globalThis as { document?: EventTarget }).document];
    const listen = (change: 'addEventListener' | 'removeEventListener') => {
      for (const target of targets)
        for (const event of WAKING) (target as Partial<EventTarget>)?.[change]?.(event, this.wake);
    };
    listen('addEventListener');
    try {
      for (let before = Date.now(); !this.#isAwake && before < ms; ) {
        await this.#timer(Math.min(ms - before, LONGEST_TIMER_MS));
        const now = Date.now();
        // The clock jumped back: the wait has to be planned again.
        if (now < before) break;
        before = now;
      }
    } finally {
      this.#isAwake = false;
      listen('removeEventListener');
    }
  }

  async #timer(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
      this.#wake = resolve;
    });
    this.#wake = undefined;
    clearTimeout(timer);
  }
}
