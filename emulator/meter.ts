import { MINUTE } from './clock.ts';
import { rateLimited } from './errors.ts';

/** The documented limits of an account: calls a minute over all batch endpoints, and items that wait to be processed. */
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

/** Counts calls for the rate limit headers, and refuses what a tier does not allow. */
export class Meter {
  readonly #tier: Tier | undefined;
  #minute = 0;
  #calls = 0;

  constructor(tier: Tier | undefined) {
    this.#tier = tier;
  }

  /** Counts a call. Returns what is left of its minute, as the only header family ever seen on batch endpoints. */
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

  /** Throws the 429 where the counted call is one too many. */
  admit(now: number): void {
    if (this.#tier === undefined || this.#calls <= this.#limit) return;
    throw rateLimited(
      `This request would exceed your organization's rate limit of ${this.#limit} requests per minute for Message Batches.`,
      Math.ceil(((this.#minute + 1) * MINUTE - now) / 1000),
    );
  }

  /** Throws the 429 where so many more items do not fit into the queue. The text is a guess: no source has one. */
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

  /** Of an account without a tier, the highest documented one; nothing is refused then. */
  get #limit(): number {
    return TIERS[this.#tier ?? 'scale'].calls;
  }
}
