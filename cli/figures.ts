// Number formats for people, the same in all commands. --json prints plain numbers.
import { harmlessLine } from './terminal.ts';

export const number = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** Formats a number and the noun that it counts. */
export const count = (value: number, word: string): string => `${number(value)} ${word}${value === 1 ? '' : 's'}`;

/** Formats a sum. Sums below $1 keep two significant digits. */
export const dollars = (sum: number): string => {
  if (sum === 0) return '$0.00';
  const digits =
    Math.abs(sum) < 1
      ? { minimumSignificantDigits: 2, maximumSignificantDigits: 2 }
      : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `$${sum.toLocaleString('en-US', digits)}`;
};

/** Formats names and their frequencies, most frequent first. */
export function tableOf(counts: Record<string, number>, width = 8): string[] {
  const sorted = Object.entries(counts).sort(([, one], [, other]) => other - one);
  return sorted.map(([name, times]) => `  ${number(times).padStart(width)} ${harmlessLine(name)}`);
}
