// Detects a path passed as the text of a document.
import { wrong } from '../options.ts';
import { blobOf, EXTENSION, LONGEST, ROOTED } from './mistaken.ts';

/** Extensions of files that are documents, and not requests, rows or results. */
const DOCUMENT = /\.(?:docx?|md|markdown|html?|xml|rtf|odt|pptx?|odp|epub|tex|log|ya?ml)$/i;

const IMAGE = /\.(?:png|jpe?g|gif|webp)$/i;

/**
 * Throws a `TypeError` if the text of a document is one line that looks like a path. A line with spaces may be a sentence that
 * ends in a file name, so it must also begin like a path.
 * @internal
 */
export function refusePath(name: string, text: string): void {
  const line = text.trim();
  if (line.length > LONGEST || /[\n\r{}[\]"<>,;\t|]/.test(line)) return;
  const isRooted = ROOTED.test(line);
  const isFile = EXTENSION.test(line) || DOCUMENT.test(line) || IMAGE.test(line) || /^file:/i.test(line);
  if (/\s/.test(line) ? !(isRooted && isFile) : !(isRooted || isFile)) return;
  const shown = JSON.stringify(line);
  throw wrong(
    name,
    'the text itself',
    text,
    `the path ${shown}. Pass ${IMAGE.test(line) ? 'it to imageBlock' : blobOf(shown)}`,
  );
}
