/** The source of all random numbers in the emulator, so that a seed repeats a run. */

/** Digits and letters without the four that are easily confused, as in the API's own ids. */
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const ID_LENGTH = 22;

export type Random = () => number;

/** An endless sequence of unsigned 32-bit numbers, equal for the same seed and label (the sfc32 generator). */
export function randomOf(seed: number, label: string): Random {
  let a = seed | 0;
  let b = hash(label, 0x811c9dc5, 0x01000193);
  let c = hash(label, 0x9747b28c, 0x5bd1e995);
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** Returns a number in 0..1, excluding 1. */
export function chance(random: Random): number {
  return random() / 2 ** 32;
}

/** Returns an id in the API's format, such as `msgbatch_01HkcTjaV5uDC8jWR4ZsDV8d`. */
export function idFrom(prefix: string, random: Random): string {
  let id = `${prefix}_01`;
  for (let i = 0; i < ID_LENGTH; i++) id += ALPHABET.charAt(random() % ALPHABET.length);
  return id;
}

/** Returns a version 4 UUID. */
export function uuidFrom(random: Random): string {
  const hex = (length: number) => Array.from({ length }, () => (random() % 16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(random() % 4)}${hex(3)}-${hex(12)}`;
}

/** Returns the numbers 0 to `size - 1`, shuffled. */
export function shuffled(size: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, index) => index);
  for (let last = size - 1; last > 0; last--) swap(order, last, random() % (last + 1));
  return order;
}

export function swap(order: Uint32Array, i: number, j: number): void {
  const kept = order[i] ?? 0;
  order[i] = order[j] ?? 0;
  order[j] = kept;
}

function hash(text: string, basis: number, factor: number): number {
  let value = basis;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), factor);
  return value ^ (value >>> 15);
}
