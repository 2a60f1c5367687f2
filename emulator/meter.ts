import { MINUTE } from './clock.ts';
import { rateLimited } from './errors.ts';

/** The documented limits of an account: calls per minute over all batch endpoints, and items in the queue. */
export const TIERS = {
  start: { calls: 1000, queue: 200_000 },
  build: { calls: 2000, queue: 300_000 },
  scale: { calls: 4000, queue: 500_000 },
} as const;

/**
 * A usage tier of the API, with its documented limits.
 *
 * @example
 * const tier: Tier = 'start';
 * const emulator = createEmulator({ tier });
 */
export type Tier = keyof typeof TIERS;

/** Counts calls for the rate limit headers, and refuses calls that exceed the limits of a tier. */
export class Meter {
  readonly #tier: Tier | undefined;
  #minute = 0;
  #calls = 0;

  constructor(tier: Tier | undefined) {
    this.#tier = tier;
  }

  /** Counts a call. Returns the remaining calls of its minute, as headers: the only ones ever observed on batch endpoints. */
  count(now: number): Record<string, string> {
    const minute = Math.floor(now / MINUTE);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#calls = 0;
    }
    this.#calls += 1;
    const limit = this.#limit;
    return {
      'anthropic-ratelimit-requests-limit': String(limit),
      'anthropic-ratelimit-requests-remaining': String(Math.max(0, limit - this.#calls)),
      'anthropic-ratelimit-requests-reset': new Date((minute + 1) * MINUTE).toISOString().replace('.000Z', 'Z'),
    };
  }

  /** Throws the 429 if the counted call exceeds the limit. */
  admit(now: number): void {
    if (this.#tier === undefined || this.#calls <= this.#limit) return;
    throw rateLimited(
      `This request would exceed your organization's rate limit of ${this.#limit} requests per minute for Message Batches.`,
      Math.ceil(((this.#minute + 1) * MINUTE - now) / 1000),
    );
  }

  /** Throws the 429 if these items do not fit in the queue. The text is a guess, because no source contains it. */
  admitItems(items: number, waiting: number): void {
    if (this.#tier === undefined) return;
    const { queue } = TIERS[this.#tier];
    if (waiting + items <= queue) return;
    throw rateLimited(
      `This batch of ${items} requests would exceed your organization's limit of ${queue} batch requests in the ` +
        `processing queue: ${waiting} are waiting.`,
      60,
    );
  }

  /** For an account without a tier, this is the highest documented limit, but nothing is refused. */
  get #limit(): number {
    return TIERS[this.#tier ?? 'scale'].calls;
  }
}
