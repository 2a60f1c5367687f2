// What a command prints of the warnings that a check found: they stop nothing.
import type { ValidationReport } from 'message-batches';
import { count } from './figures.ts';
import { harmlessLine, type Paint } from './terminal.ts';

/** As many are printed; `validate` prints all. */
const MOST = 3;

/** The first warnings, and how many there are; empty if there are none. */
export function warnings(file: string, { issues, warnings: all }: ValidationReport, paint: Paint): string {
  if (all === 0) return '';
  const shown = issues.filter(({ severity }) => severity === 'warning').slice(0, MOST);
  const lines = shown.map(
    ({ line, message, code }) =>
      `${paint('bold', `${harmlessLine(file)}:${line ?? 1}:`)} ${paint('yellow', 'warning:')} ${harmlessLine(message)} ${paint('dim', `[${code}]`)}`,
  );
  const left = all - shown.length;
  const rest = left > 0 ? `, the first ${shown.length} above; validate lists all` : '';
  return `${lines.join('\n')}\n${count(all, 'warning')}${rest}\n`;
}
