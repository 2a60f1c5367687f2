import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';
import { run } from '../../scripts/run.mjs';

/** Returns the reporter's output for test files with these sources, in the order of their names. */
async function report(t, sources) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reporter-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const files = Object.entries(sources).map(([name, source]) => {
    fs.writeFileSync(path.join(folder, name), `import { describe, test } from 'node:test';\n${source}\n`);
    return name;
  });
  const reporter = inRoot('scripts', 'test', 'reporter.mjs');
  // With this variable, the runner of a test within a test would act as a child of the outer one, and print for it.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = ['--test', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', ...files];
  const { code, stdout } = await run(process.execPath, args, { cwd: folder, env });
  return { code, lines: stdout.trimEnd().split('\n') };
}

test('tests count, the suites around them do not; a skipped one says why', async (t) => {
  const { code, lines } = await report(t, {
    'a.test.mjs': `describe('a suite', () => { test('one', () => {}); test('two', () => {}); });`,
    'b.test.mjs': `test('three', { skip: 'not here' }, () => {}); test('four', () => {});`,
  });
  assert.deepEqual(lines, [
    '✓ a.test.mjs: 2 passed',
    '✓ b.test.mjs: 1 passed, 1 skipped',
    '    skipped: three. not here',
    'counts: 3 passed, 0 failed, 1 skipped',
  ]);
  assert.equal(code, 0);
});

test('a failure is reported with its message, without the frames of Node', async (t) => {
  const { code, lines } = await report(t, {
    'a.test.mjs': `test('breaks', () => { throw new Error('the reason'); });`,
  });
  assert.deepEqual(lines.slice(0, 3), ['✗ a.test.mjs: 0 passed, 1 failed', '    breaks', '        Error: the reason']);
  assert.match(lines[3], /^ {12}at .*a\.test\.mjs:2:\d+\)$/);
  assert.deepEqual(lines.slice(4), ['counts: 0 passed, 1 failed, 0 skipped']);
  assert.equal(code, 1);
});

test('a file without a test has failed', async (t) => {
  const { lines } = await report(t, { 'a.test.mjs': 'void test;' });
  assert.deepEqual(lines, [
    '✗ a.test.mjs: 0 passed, 1 failed',
    '    The file has no tests.',
    'counts: 0 passed, 1 failed, 0 skipped',
  ]);
});

test('a file whose process ends early has failed, and what it printed is shown', async (t) => {
  const { lines } = await report(t, {
    'a.test.mjs': `test('leaves', () => { console.error('farewell'); process.exit(3); });`,
  });
  assert.deepEqual(lines, [
    '✗ a.test.mjs: 0 passed, 1 failed',
    '    Its process ended early.',
    '    Its output:',
    '    farewell',
    'counts: 0 passed, 1 failed, 0 skipped',
  ]);
});
