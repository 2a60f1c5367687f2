// Reads JSON files that people wrote.
import { readFile } from 'node:fs/promises';
import { fileProblem } from './input.ts';

/**
 * Reads a JSON file. Accepts a byte order mark and UTF-16, which editors on Windows write. `encoding` is for a file without a
 * mark. `name` is the file's name in errors.
 */
export const readJson = async (file: string, name: string, encoding?: string): Promise<unknown> =>
  (await readJsonText(file, name, encoding)).value;

/** The same, with the text. */
export async function readJsonText(
  file: string,
  name: string,
  encoding = 'utf-8',
): Promise<{ value: unknown; text: string }> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === 'ENOENT' ? 'no such file' : fileProblem(error);
    throw new Error(`${name}: ${problem ?? `the file cannot be read (${error.code ?? error.message})`}`);
  });
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : '';
  const isUtf8 = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    const text = decoder(marked || (isUtf8 ? 'utf-8' : encoding)).decode(bytes);
    return { value: JSON.parse(text), text };
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
