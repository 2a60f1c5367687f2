// The messages of the check about parts that have grown, with invented sizes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBudget } from '../../scripts/check/budget.mjs';

const budget = { calls: { gzip: 50_000, brotli: 40_000 }, checks: { gzip: 200_000, brotli: 150_000 } };
const measured = (calls) => ({ calls, checks: budget.checks });

test('a part may grow by 2 %, in each coding', () => {
  assert.equal(checkBudget(measured({ gzip: 51_000, brotli: 40_800 }), budget), '');
});

test('a part that grew by more is named with both numbers, and what to do', () => {
  assert.equal(
    checkBudget(measured({ gzip: 51_001, brotli: 40_801 }), budget),
    `calls: 51001 bytes of gzip, at most 51000 are allowed
calls: 40801 bytes of brotli, at most 40800 are allowed
If it is worth that: npm run size -- --json scripts/check/budget.json, with why in the commit`,
  );
});

test('a part without a budget is an error, not a pass', () => {
  assert.throws(() => checkBudget({ ...measured(budget.calls), more: { gzip: 1, brotli: 1 } }, budget));
});
