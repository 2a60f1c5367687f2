// A path in the place of the text of a document.
import { wrong } from '../options.ts';
import { blobOf, EXTENSION, LONGEST, ROOTED } from './mistaken.ts';

/** Files that are documents, and no requests, rows or results. */
const DOCUMENT = /\.(?:docx?|md|markdown|html?|xml|rtf|odt|pptx?|odp|epub|tex|log|ya?ml)$/i;

/**
 * Throws a `TypeError` for one line that looks like a path, where a text is a document. A line with spaces may be a sentence that
 * ends in the name of a file, so it must also begin as a path does.
 * @internal
 */
export function refusePath(name: string, text: string): void {
  const line = text.trim();
  if (line.length > LONGEST || /[\n\r{}[\]"<>,;\t|]/.test(line)) return;
  const isRooted = ROOTED.test(line);
  const isFile = EXTENSION.test(line) || DOCUMENT.test(line) || /^file:/i.test(line);
  if (/\s/.test(line) ? !(isRooted && isFile) : !(isRooted || isFile)) return;
  const shown = JSON.stringify(line);
  throw wrong(name, 'the text itself', text, `the path ${shown}. Pass ${blobOf(shown)}`);
}
