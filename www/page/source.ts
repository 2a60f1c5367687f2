/** The input that is checked and sent: the text of the editor, or a file that is too large for it or is a table. */
export type Source = string | Blob;

export const isEmpty = (source: Source): boolean =>
  typeof source === 'string' ? source.trim() === '' : source.size === 0;

/** Whether it is a table whose rows become requests. Spreadsheet programs use various media types, so the name decides. */
export const isTable = (source: Source): source is File =>
  source instanceof File && /\.(?:csv|tsv)(?:\.gz)?$/i.test(source.name);

/**
 * Returns the reason why processing a source failed. If a file was changed or removed after it was chosen, its stream fails with
 * an ambiguous error. Reading a byte of the file gives a specific one.
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
