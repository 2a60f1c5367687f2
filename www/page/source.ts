/** What is checked and sent: the text of the editor, or a file that is too large for it or is a table. */
export type Source = string | Blob;

export const isEmpty = (source: Source): boolean =>
  typeof source === 'string' ? source.trim() === '' : source.size === 0;

/** Whether it is a table whose rows are to become requests. Spreadsheets name the type in several ways, so the name decides. */
export const isTable = (source: Source): source is File =>
  source instanceof File && /\.(?:csv|tsv)(?:\.gz)?$/i.test(source.name);

/**
 * The reason why work on a source failed. A file that was changed or removed since it was chosen makes its stream fail
 * with a word that could mean anything; reading a byte of it says what it is.
 */
export async function reasonOf(error: unknown, source: Source): Promise<unknown> {
  if (typeof source === 'string') return error;
  try {
    await source.slice(0, 1).arrayBuffer();
    return error;
  } catch (unreadable) {
    return unreadable;
  }
}
