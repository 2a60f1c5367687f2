// JSON out of a file that a person wrote.
import { readFile } from 'node:fs/promises';

/**
 * What a JSON file holds. Editors of Windows put a byte order mark before it, or write UTF-16: both are read. `encoding` is
 * that of a file without a mark. `name` says in errors which file it is.
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

/** It drops a byte order mark. */
function decoder(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new RangeError(
      `--encoding: expected a label that TextDecoder knows, such as "gbk" or "windows-1251", found ${JSON.stringify(encoding)}`,
    );
  }
}
