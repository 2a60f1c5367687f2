// The code of docs/rows.md, as one program.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { extractGuide } from '../../scripts/guide.mjs';
import { inRoot } from '../../scripts/paths.mjs';

const run = promisify(execFile);

test('docs/rows.md prints what it says', async () => {
  const module = extractGuide({ from: inRoot('docs', 'rows.md'), to: inRoot('target', `rows-test-${process.pid}`) });
  const { stdout } = await run(process.execPath, [module]).finally(() =>
    fs.rmSync(path.dirname(module), { recursive: true, force: true }),
  );
  assert.deepEqual(stdout.split('\n'), [
    'ann-example-com-10f64e1beb9f: Answer in one sentence: Why is the sky blue?',
    'bob-example-com-99d51d92e864: Answer in one sentence: What is "blue", and why?',
    '2 requests, 0 errors',
    '200 A motto for Ann, citizen, tagged ["a","b"], in {{braces}}.',
    '100 A motto for Bob, citizen, tagged [], in {{braces}}.',
    'row 1: ann@example.com, row 2: bob@example.com',
    "[ 'email', 'question' ]",
    '12',
    'invalid_rows: row 2, line 3: expected 2 columns as in the first line, found 1',
    '',
  ]);
});
