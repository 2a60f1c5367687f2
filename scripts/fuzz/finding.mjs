// Reports the input on which a fuzz target failed.
import path from 'node:path';
import { inRoot } from '../paths.mjs';

/** Returns lines to print: the cause, the input, and how to run it again. */
export function finding(name, { stderr, code }) {
  const file = /Test unit written to (.+)$/m.exec(stderr)?.[1];
  const lines = cause(stderr) ?? [`The program ended with exit code ${code}.`, ...stderr.trim().split('\n').slice(-20)];
  if (file !== undefined) {
    const short = path.relative(inRoot(), file);
    lines.push(
      `The input: ${short}`,
      `Run it again: npm run fuzz -- ${name} --input ${short}`,
      `After the fix, keep the input as fuzz/corpus/${name}/found-WHAT`,
    );
  }
  return lines.map((line) => `  ${line.slice(0, 500)}`);
}

/** Returns the message of the panic or of libFuzzer, without the stack. */
function cause(stderr) {
  const lines = stderr.split('\n');
  const start = lines.findIndex((line) => / panicked at |ERROR: libFuzzer/.test(line));
  if (start < 0) return undefined;
  const end = lines.findIndex(
    (line, at) => at > start && /^(?:stack backtrace:|note: run with|\s*#\d|==\d+==)/.test(line),
  );
  return lines.slice(start, end < 0 ? start + 20 : Math.min(end, start + 20));
}
