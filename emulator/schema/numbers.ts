import type { JsonObject } from '../json.ts';
import { chance, type Random } from '../seeded.ts';
import { Impossible } from './conjuncts.ts';

const TRIES = 100;

/** Returns a number that all these schemas accept. */
export function numberFor(parts: readonly JsonObject[], whole: boolean, random: Random, variety: number): number {
  const values = (key: string) => parts.map((part) => part[key]).filter((value) => typeof value === 'number');
  const [over, under] = [Math.max(...values('exclusiveMinimum')), Math.min(...values('exclusiveMaximum'))];
  const low = Math.max(over, ...values('minimum'));
  const high = Math.min(under, ...values('maximum'));
  const steps = [...values('multipleOf').filter((step) => step > 0), ...(whole ? [1] : [])];
  const fits = (value: number) =>
    value >= low &&
    value <= high &&
    value > over &&
    value < under &&
    steps.every((step) => Number.isInteger(value / step));

  const room = 100 * 10 ** Math.min(variety, 6);
  const step = steps.length === 0 ? 0 : commonMultiple(steps);
  const from = Number.isFinite(low) ? low : Math.min(0, high - room * (step || 1));
  const to = Math.min(high, from + room * (step || 1));
  for (let tries = 0; tries < TRIES; tries++) {
    const drawn = from + chance(random) * (to - from);
    // Tries the last ones first: near a bound, rounding leads out of the range.
    const candidates = step === 0 ? [rounded(drawn), drawn, (from + to) / 2] : multiples(drawn, from, step);
    const found = candidates.find(fits);
    if (found !== undefined) return found === 0 ? 0 : found;
  }
  throw new Impossible(values('multipleOf').length > 0 && low <= high ? '"multipleOf"' : '"minimum"');
}

const rounded = (value: number) => Math.round(value * 100) / 100;

function multiples(drawn: number, from: number, step: number): number[] {
  const [near, first] = [Math.floor(drawn / step), Math.ceil(from / step)];
  return [near, near + 1, first, first + 1].map((count) => count * step);
}

/** Returns the least common multiple of integer steps; for other steps the largest, some multiples of which fit. */
function commonMultiple(steps: number[]): number {
  if (!steps.every(Number.isSafeInteger)) return Math.max(...steps);
  return steps.reduce((one, other) => (one / commonDivisor(one, other)) * other);
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}
