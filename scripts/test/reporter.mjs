// A reporter for node:test: one line per file, full output of failures, and the counts on the last line.
import path from 'node:path';
import util from 'node:util';

export default async function* report(events) {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  let file;

  for await (const { type, data } of events) {
    if (type === 'test:diagnostic' && data.message.startsWith('Error: ')) yield indented(data.message);
    if (!data.file || !['test:pass', 'test:fail', 'test:stdout', 'test:stderr'].includes(type)) continue;
    const full = path.resolve(data.file);
    if (full !== file?.path) {
      if (file) yield* summary(file);
      file = { path: full, passed: 0, failed: 0, skipped: 0, skips: [], failures: [], output: '' };
    }
    if (type === 'test:stdout' || type === 'test:stderr') file.output += data.message;
    else take(file, type, data);
  }
  if (file) yield* summary(file);
  yield `counts: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`;

  function* summary({ passed, failed, skipped, skips, failures, output }) {
    totals.passed += passed;
    totals.failed += failed;
    totals.skipped += skipped;
    const counts = [`${passed} passed`, failed && `${failed} failed`, skipped && `${skipped} skipped`];
    yield `${failed ? '✗' : '✓'} ${path.relative('', file.path)}: ${counts.filter(Boolean).join(', ')}\n`;
    for (const skip of skips) yield indented(skip);
    for (const failure of failures) yield indented(failure);
    if (failed && output) yield indented(`Its output:\n${output}`);
  }
}

function take(file, type, { name, nesting, skip, todo, details }) {
  if (details?.type === 'suite') return;
  if (nesting === 0 && path.resolve(name) === file.path) {
    // node:test reports a file as a test if it has none, or if its process failed.
    file.failed += 1;
    file.failures.push(type === 'test:pass' ? 'The file has no tests.' : 'Its process ended early.');
  } else if (skip !== undefined || todo !== undefined) {
    file.skipped += 1;
    if (typeof skip === 'string') file.skips.push(`skipped: ${name}. ${skip}`);
  } else if (type === 'test:pass') {
    file.passed += 1;
  } else {
    file.failed += 1;
    const { error } = details;
    if (error.failureType !== 'subtestsFailed') file.failures.push(`${name}\n${indented(explain(error))}`);
  }
}

/** The error with its stack, without the frames of Node. */
function explain(error) {
  const cause = error.cause ?? error;
  if (!(cause instanceof Error)) return util.inspect(cause);
  const text = cause.code === 'ERR_ASSERTION' ? cause.stack : util.inspect(cause);
  return text.replace(/^ +at .*\(?node:.*\n?/gm, '');
}

const indented = (text) => `${text.trimEnd().replace(/^(?=.)/gm, '    ')}\n`;
