// Random values, determined by a seed.

/** A generator (mulberry32) whose values are identical for the same seed on every machine. */
export class Chance {
  #state;

  constructor(seed) {
    // Consecutive seeds must not start with similar values.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
    for (let i = 0; i < 4; i++) this.next();
  }

  /** Returns a number from 0 to 1, excluding 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  below(limit) {
    return Math.floor(this.next() * limit);
  }

  between(low, high) {
    return low + this.below(high - low + 1);
  }

  yes(share) {
    return this.next() < share;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** Returns one of the names of `weights`, in proportion to its weight. */
  weighted(weights) {
    const entries = Object.entries(weights);
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return entries.at(-1)[0];
  }

  /** Returns a network delay in milliseconds: usually short, occasionally very long. */
  delay() {
    const kind = this.weighted({ short: 85, long: 10, stuck: 5 });
    if (kind === 'short') return this.between(1, 40);
    return kind === 'long' ? this.between(100, 5000) : this.between(10_000, 90_000);
  }
}
