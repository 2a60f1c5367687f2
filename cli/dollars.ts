// Sums of money, for people.

/** Two decimals; small sums keep two digits that say something. */
export function dollars(sum: number): string {
  if (sum === 0 || Math.abs(sum) >= 1) return `$${(sum || 0).toFixed(2)}`;
  return `$${sum.toFixed(Math.min(1 - Math.floor(Math.log10(Math.abs(sum))), 100))}`;
}
