/** Wrong tokens of one address within the window; one more has to wait. */
const MOST = 10;
const WINDOW_MS = 60_000;
/** Addresses that are remembered; of more, the oldest is forgotten. */
const MOST_ADDRESSES = 10_000;

/** Counts wrong tokens by the address that they came from. It is one isolate's: several count each for itself. */
export class WrongTokens {
  readonly #byAddress = new Map<string, { count: number; since: number }>();

  /** How long an address has to wait before it is listened to again; 0 if it need not. */
  waitSeconds(address: string, now: number): number {
    const found = this.#byAddress.get(address);
    if (found === undefined || found.count < MOST) return 0;
    return Math.max(0, Math.ceil((found.since + WINDOW_MS - now) / 1000));
  }

  add(address: string, now: number): void {
    const found = this.#byAddress.get(address);
    if (found !== undefined && now < found.since + WINDOW_MS) {
      found.count += 1;
      return;
    }
    this.#byAddress.delete(address);
    this.#byAddress.set(address, { count: 1, since: now });
    if (this.#byAddress.size <= MOST_ADDRESSES) return;
    const [oldest] = this.#byAddress.keys();
    if (oldest !== undefined) this.#byAddress.delete(oldest);
  }
}
