// What a browser loads may not grow unseen: gzip and brotli of each part, against scripts/check/budget.json.
import fs from 'node:fs';
import { inRoot } from '../paths.mjs';
import { sizes } from '../size/parts.mjs';

const FILE = inRoot('scripts', 'check', 'budget.json');
/** Compilers of other machines differ by less. */
const GROWTH = 1.02;

/** What is too large, a line each. */
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
