// Checks the rows of a join.
import { classify } from '../input/classify.ts';
import { refuseMistaken } from '../input/mistaken.ts';
import { wrong } from '../options.ts';

/**
 * Throws for a value that has no rows. Text and bytes have none until `fromRows` parses them.
 * @internal
 */
export function checkRows(rows: unknown): void {
  if (typeof rows !== 'string') refuseMistaken('rows', rows);
  const { kind } = classify(rows);
  if (kind === 'iterable' || kind === 'lines') return;
  const names: Partial<Record<typeof kind, string>> = {
    text: 'text',
    bytes: 'bytes',
    blob: 'a Blob',
    stream: 'a stream',
  };
  const found = names[kind];
  const help = found && `${found}. Pass fromRows(${kind}, template, { id }), as the requests were made`;
  throw wrong('rows', 'an iterable of objects, or rows of fromRows', rows, help);
}
