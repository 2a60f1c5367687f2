// Finds the columns of syntax errors: a line may have megabytes, and these errors have no path that shows their position.
import type { Issue, ValidationReport } from 'message-batches';
import { isPlain } from './input.ts';

const SYNTAX: readonly string[] = [
  'item.not_object',
  'json.not_representable',
  'json.big_integer',
  'batch.body_object',
];
/** Step size of the search for the start of a line, in bytes. */
const STEP = 65_536;

/**
 * Returns the columns of syntax errors, from 1, in UTF-16 code units like editors. Empty if the bytes of the file are not its
 * text.
 */
export async function columnsOf(file: Blob, { issues }: ValidationReport): Promise<Map<Issue, number>> {
  const columns = new Map<Issue, number>();
  if (!(await isPlain(file))) return columns;
  for (const issue of issues) {
    if (!SYNTAX.includes(issue.code)) continue;
    const before = await file.slice(await lineStart(file, issue.byteStart), issue.byteStart).text();
    columns.set(issue, before.replace(/^\ufeff/, '').length + 1);
  }
  return columns;
}

/** Returns the offset of the first byte of the line that contains this byte. */
async function lineStart(file: Blob, at: number): Promise<number> {
  for (let end = at; end > 0; end -= STEP) {
    const start = Math.max(0, end - STEP);
    const found = Buffer.from(await file.slice(start, end).arrayBuffer()).findLastIndex(
      (byte) => byte === 0x0a || byte === 0x0d,
    );
    if (found >= 0) return start + found + 1;
  }
  return 0;
}
