// Prints the warnings of a check. Warnings do not stop a command.
import type { ValidationReport } from 'message-batches';
import { count } from './figures.ts';
import { harmlessLine, type Paint } from './terminal.ts';

/** Maximum number of warnings to print; `validate` prints all. */
const MAX_SHOWN = 3;

/** Formats the first warnings and their total; empty if there are none. */
export function warnings(file: string, { issues, warnings: all }: ValidationReport, paint: Paint): string {
  if (all === 0) return '';
  const shown = issues.filter(({ severity }) => severity === 'warning').slice(0, MAX_SHOWN);
  const lines = shown.map(
    ({ line, message, code }) =>
      `${paint('bold', `${harmlessLine(file)}:${line ?? 1}:`)} ${paint('yellow', 'warning:')} ${harmlessLine(message)} ${paint('dim', `[${code}]`)}`,
  );
  const left = all - shown.length;
  const rest = left > 0 ? `; the first ${shown.length} are above, validate lists all` : '';
  return `${lines.join('\n')}\n${count(all, 'warning')}${rest}\n`;
}
