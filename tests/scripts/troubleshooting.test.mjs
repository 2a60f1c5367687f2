// docs/troubleshooting.md has an entry for each code that an error can have, and no other.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';

const read = (...file) => fs.readFileSync(inRoot(...file), 'utf8');

test('every error code has one entry in docs/troubleshooting.md', () => {
  const [, union] = /export type ErrorCode =\n(.*?);/s.exec(read('src/js/errors.ts'));
  const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code);
  assert.ok(codes.length > 30);
  const entries = [...read('docs/troubleshooting.md').matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
  assert.deepEqual(entries.sort(), codes.sort());
});
