import { MINUTE, rfc3339 } from './clock.ts';

/** Calls a minute over all batch endpoints, as an account of the highest documented tier has them. */
const CALLS_PER_MINUTE = 4000;

/** Counts calls for the rate limit headers. It does not refuse any. */
export class Meter {
  #minute = 0;
  #calls = 0;

  /** Counts a call and tells what is left in its minute, in the only header family the batch endpoints send. */
  count(now: number): Record<string, string> {
    const minute = Math.floor(now / MINUTE);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#calls = 0;
    }
    this.#calls += 1;
    return {
      'anthropic-ratelimit-requests-limit': String(CALLS_PER_MINUTE),
      'anthropic-ratelimit-requests-remaining': String(Math.max(0, CALLS_PER_MINUTE - this.#calls)),
      'anthropic-ratelimit-requests-reset': rfc3339((minute + 1) * MINUTE),
    };
  }
}
