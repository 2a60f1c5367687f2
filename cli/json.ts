// Reads JSON files that people wrote.
import { readFile } from 'node:fs/promises';

/**
 * Reads a JSON file. Accepts a byte order mark and UTF-16, which editors on Windows write. `encoding` is for a file without a
 * mark. `name` is the file's name in errors.
 */
export async function readJson(file: string, name: string, encoding = 'utf-8'): Promise<unknown> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${name}: the file cannot be read (${error.code ?? error.message})`);
  });
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : '';
  const isUtf8 = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    return JSON.parse(decoder(marked || (isUtf8 ? 'utf-8' : encoding)).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`${name}: expected JSON: ${error.message}`);
    if (!(error instanceof TypeError)) throw error;
    throw new Error(`${name}: expected JSON in UTF-8, found another encoding. Save it as UTF-8`);
  }
}

/** The decoder drops a byte order mark. */
function decoder(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new RangeError(
      `--encoding: expected a label that TextDecoder knows, such as "gbk" or "windows-1251", found ${JSON.stringify(encoding)}`,
    );
  }
}
