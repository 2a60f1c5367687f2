/** Maximum number of wrong tokens per address and window. After that, the address must wait. */
const MOST = 10;
const WINDOW_MS = 60_000;
/** Maximum number of remembered addresses; the oldest is dropped. */
const MOST_ADDRESSES = 10_000;

/** Counts wrong tokens by address. Each isolate has its own count. */
export class WrongTokens {
  readonly #byAddress = new Map<string, { count: number; since: number }>();

  /** Seconds until an address may try again; 0 if it may now. */
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
