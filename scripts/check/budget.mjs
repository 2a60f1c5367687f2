// Checks that the size of what a browser loads does not grow unnoticed: gzip and brotli of each part, against
// scripts/check/budget.json.
import fs from 'node:fs';
import { inRoot } from '../paths.mjs';
import { sizes } from '../size/parts.mjs';

const FILE = inRoot('scripts', 'check', 'budget.json');
/** Compilers on different machines differ by less. */
const GROWTH = 1.02;

/** Returns the parts that are too large, one per line. */
export function checkBudget(measured = sizes(), budget = JSON.parse(fs.readFileSync(FILE, 'utf8'))) {
  const lines = [];
  for (const [part, sum] of Object.entries(measured)) {
    for (const coding of ['gzip', 'brotli']) {
      const allowed = Math.floor(budget[part][coding] * GROWTH);
      if (sum[coding] > allowed)
        lines.push(`${part}: ${sum[coding]} bytes of ${coding}, at most ${allowed} are allowed`);
    }
  }
  if (lines.length > 0)
    lines.push('If it is worth that: npm run size -- --json scripts/check/budget.json, with why in the commit');
  return lines.join('\n');
}
