// Seeded random values, so that a corpus is identical in every run and in every runtime.

const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = new TextEncoder().encode(`${BASE62}+/`);
const latin1 = new TextDecoder('latin1');

/** Random numbers from a seed (Mulberry32), and values made from them. */
export class Chance {
  #state;
  /** The keys that all objects of a corpus share. If it is not set, each object has new ones. */
  keys;

  constructor(seed) {
    this.#state = seed;
  }

  /** Returns a number from 0 to 1, excluding 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** Returns a whole number from 0 to `end`, excluding `end`. */
  below(end) {
    return Math.floor(this.next() * end);
  }

  /** Returns a whole number from `least` to `most`, inclusive. */
  between(least, most) {
    return least + this.below(most - least + 1);
  }

  /** Returns true with this probability. */
  in(part) {
    return this.next() < part;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** Returns a length with a heavy tail (log-normal): half are below `median`, and a few are many times longer. */
  length(median, spread = 0.8, most = median * 60) {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return Math.max(1, Math.min(most, Math.round(median * Math.exp(spread * normal))));
  }

  list(length, item) {
    return Array.from({ length }, (_, index) => item(index));
  }

  /** Returns letters and digits. */
  id(length) {
    let id = '';
    for (let at = 0; at < length; at += 1) id += BASE62[this.below(62)];
    return id;
  }

  hex(length) {
    let digits = '';
    while (digits.length < length) digits += (this.next() * 0x1_0000_0000).toString(16).padStart(8, '0').slice(-8);
    return digits.slice(0, length);
  }

  /** Returns the base64 of random bytes with about this length, for signatures, encrypted contents and images. */
  base64(length) {
    const bytes = new Uint8Array(Math.max(4, length - (length % 4)));
    for (let at = 0; at < bytes.length; at += 4) {
      const bits = this.below(16_777_216);
      bytes[at] = BASE64[bits & 63];
      bytes[at + 1] = BASE64[(bits >>> 6) & 63];
      bytes[at + 2] = BASE64[(bits >>> 12) & 63];
      bytes[at + 3] = BASE64[bits >>> 18];
    }
    return latin1.decode(bytes);
  }

  /** Returns a time in the API's format: microseconds, in UTC. */
  time() {
    const two = (number) => String(number).padStart(2, '0');
    const [month, day, hour] = [this.between(1, 12), this.between(1, 28), this.below(24)];
    const seconds = `${two(this.below(60))}:${two(this.below(60))}.${String(this.below(1_000_000)).padStart(6, '0')}`;
    return `2026-${two(month)}-${two(day)}T${two(hour)}:${seconds}Z`;
  }
}
