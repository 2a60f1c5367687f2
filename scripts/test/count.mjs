// Counts passed and failed tests in the output of a suite. A suite without counts has not passed.

export const none = { passed: 0, failed: 0, skipped: 0 };

export const add = (a, b) => ({
  passed: a.passed + (b.passed ?? 0),
  failed: a.failed + (b.failed ?? 0),
  skipped: a.skipped + (b.skipped ?? 0),
});

/** `3 passed, 0 failed`, with `, 1 skipped` only if tests were skipped. */
export const summary = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** libtest, doctests and wasm-bindgen-test end each program with a line of the same shape. */
export function countLibtest({ stdout }) {
  const results = stdout.matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm);
  return [...results].reduce(
    (sum, [, passed, failed, skipped]) => add(sum, numbers({ passed, failed, skipped })),
    none,
  );
}

/** Reads the last line of our node:test reporter. */
export function countReport({ stdout }) {
  const found = /^counts: (\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(stdout);
  return found ? numbers({ passed: found[1], failed: found[2], skipped: found[3] }) : none;
}

/** tsc over a folder of type tests: a file with an error is a failed test. */
export const countTypes =
  (files) =>
  ({ stdout }) => {
    const wrong = new Set([...stdout.matchAll(/^(.+?)\(\d+,\d+\): error /gm)].map(([, file]) => file));
    const failed = files.filter((file) => wrong.has(file)).length;
    return { passed: files.length - failed, failed, skipped: 0 };
  };

/** Corrects the counts with the exit status: a suite that ended with an error, or ran no test, counts as failed. */
export function verdict({ code, signal }, counts) {
  if (code !== 0 && counts.failed === 0) {
    const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
    return { ...counts, failed: 1, why: `The suite ${how} although no test failed.` };
  }
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, why: 'The suite ran no tests.' };
  return counts;
}

const numbers = (texts) => Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Number(text)]));
