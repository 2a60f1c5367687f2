import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, countLibtest, countReport, countTypes, none, summary, verdict } from '../../scripts/test/count.mjs';

const LIBTEST = `
running 2 tests
test poll::a ... ok
test poll::b ... ignored

test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running tests/native/main.rs
test result: FAILED. 40 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s

   Doc-tests message_batches
test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.10s
`;

test('every program of a cargo test run counts', () => {
  assert.deepEqual(countLibtest({ stdout: LIBTEST }), { passed: 44, failed: 2, skipped: 1 });
});

test('wasm-bindgen-test ends with the same line', () => {
  const stdout =
    'test node::a ... ok\n\ntest result: ok. 7 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.2s\n';
  assert.deepEqual(countLibtest({ stdout }), { passed: 7, failed: 0, skipped: 0 });
});

test('a crate that does not compile counts nothing', () => {
  assert.deepEqual(countLibtest({ stdout: '' }), none);
});

test('the reporter’s last line counts, one that a test printed before it too would not', () => {
  const stdout = '✓ tests/shell/a.test.mjs: 3 passed\ncounts: 3 passed, 1 failed, 2 skipped\n';
  assert.deepEqual(countReport({ stdout }), { passed: 3, failed: 1, skipped: 2 });
  assert.deepEqual(countReport({ stdout: '✓ tests/shell/a.test.mjs: 3 passed\n' }), none);
});

test('a type test with an error is a failed one, however many errors it has', () => {
  const stdout =
    "tests/types/client.ts(3,1): error TS2578: Unused '@ts-expect-error' directive.\n" +
    'tests/types/client.ts(9,7): error TS2322: Type string is not assignable to type number.\n';
  const count = countTypes(['tests/types/client.ts', 'tests/types/errors.ts', 'tests/types/results.ts']);
  assert.deepEqual(count({ stdout }), { passed: 2, failed: 1, skipped: 0 });
  assert.deepEqual(count({ stdout: '' }), { passed: 3, failed: 0, skipped: 0 });
});

test('a suite that ran no test has failed', () => {
  assert.deepEqual(verdict({ code: 0 }, none), { passed: 0, failed: 1, skipped: 0, why: 'The suite ran no tests.' });
  assert.deepEqual(verdict({ code: 0 }, { passed: 0, failed: 0, skipped: 4 }).failed, 1);
});

test('a suite that ended early has failed, whatever it counted', () => {
  assert.deepEqual(verdict({ code: 101 }, { passed: 9, failed: 0, skipped: 0 }), {
    passed: 9,
    failed: 1,
    skipped: 0,
    why: 'The suite ended with exit code 101 although no test failed.',
  });
  assert.equal(
    verdict({ code: 1, signal: 'SIGTERM' }, none).why,
    'The suite was ended by SIGTERM although no test failed.',
  );
});

test('failed tests speak for themselves', () => {
  const counts = { passed: 1, failed: 2, skipped: 0 };
  assert.equal(verdict({ code: 1 }, counts), counts);
});

test('the last line names skipped tests only where there are some', () => {
  assert.equal(summary({ passed: 12, failed: 0, skipped: 0 }), '12 passed, 0 failed');
  assert.equal(summary({ passed: 12, failed: 1, skipped: 3 }), '12 passed, 1 failed, 3 skipped');
  assert.equal(summary(add({ passed: 1, failed: 0, skipped: 0 }, { failed: 1 })), '1 passed, 1 failed');
});
