// Reads JSON files that users wrote.
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { validate } from 'message-batches';
import { fileProblem } from './input.ts';
import { inFlags } from './wording.ts';

/** The flag that a message about the encoding of a file may mention. */
const FLAG = 'encoding';

/**
 * Reads a JSON file in UTF-8, in UTF-16, which editors on Windows write, or compressed. `encoding` applies to a file with none of
 * these; `null` if the command has no such flag. `name` is the file's name in errors.
 */
export const readJson = async (file: string, name: string, encoding: string | undefined | null): Promise<unknown> =>
  (await readJsonText(file, name, encoding)).value;

/** Reads a JSON file, and also returns its text. */
export async function readJsonText(
  file: string,
  name: string,
  encoding: string | undefined | null,
): Promise<{ value: unknown; text: string }> {
  const read = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === 'ENOENT' ? 'no such file' : fileProblem(error);
    throw new Error(`${name}: ${problem ?? `the file cannot be read (${error.code ?? error.message})`}`);
  });
  return parseJson(read, name, encoding);
}

/** Parses the bytes of a JSON file. */
export async function parseJson(
  read: Uint8Array,
  name: string,
  encoding: string | undefined | null,
): Promise<{ value: unknown; text: string }> {
  const other = encoding && decoder(encoding);
  const bytes = await decompressed(read, name);
  const text = textOf(bytes, other || undefined) ?? (await refuse(bytes, name, encoding));
  try {
    return { value: JSON.parse(text), text };
  } catch {
    throw new Error(`${name}: expected JSON: ${await syntaxProblem(text)}`);
  }
}

/**
 * Returns the position and reason of a syntax error, in the library's words. The library reads the text as a line of requests.
 */
async function syntaxProblem(text: string): Promise<string> {
  const line = text.replaceAll(/[\r\n]/g, ' ');
  const { issues } = await validate(line);
  const issue = issues.find(({ message }) => message.startsWith(NOT_JSON));
  if (!issue) {
    // The end of a truncated list is more informative than its contents.
    const { message } = issues.find(({ code }) => code === 'batch.body_object') ??
      issues.find(({ code }) => code.startsWith('batch.')) ?? { message: ', found other text' };
    return message.replace(/^.*?, found/, 'found');
  }
  const { line: row, column } = placeIn(text, issue.byteStart);
  const problem = `${issue.message.slice(NOT_JSON.length)}, in line ${row}, column ${column}`;
  const unquoted = /^\{?\{\s*([^{}"|\r\n]+?)\s*\}\}/.exec(fromByte(text, issue.byteStart - 1));
  if (unquoted) return `${problem}. Write a placeholder in quotes: "{{${unquoted[1]} | json}}"`;
  // Other advice is about requests.
  return issue.help === undefined || /request/.test(issue.help)
    ? problem
    : `${problem}. ${issue.help.replace(/\.$/, '')}`;
}

const NOT_JSON = 'not valid JSON: ';

const fromByte = (text: string, byte: number): string => Buffer.from(text).subarray(Math.max(0, byte)).toString();

/** Returns line and column of a byte, from 1. */
export function placeIn(text: string, byte: number): { line: number; column: number } {
  const before = Buffer.from(text).subarray(0, Math.max(0, byte)).toString();
  const lines = before.split(/\r\n|[\r\n]/);
  return { line: lines.length, column: (lines.at(-1) as string).length + 1 };
}

async function decompressed(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return promisify(gunzip)(bytes).catch((error: Error) => {
    throw new Error(`${name}: expected a complete gzip file, found a truncated or damaged one (${error.message})`);
  });
}

/**
 * Decodes bytes; `undefined` if they are not text. Rows and template may have different encodings. Bytes that are valid UTF-8 are
 * hardly ever in another encoding. JSON begins with an ASCII character, so a zero byte next to it means UTF-16.
 */
function textOf(bytes: Uint8Array, other: TextDecoder | undefined): string | undefined {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  const utf = decoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8');
  // ISO-2022-JP uses this byte to switch characters, and JSON does not contain it.
  const decoders = bytes.includes(0x1b) ? [other, utf] : [utf, other];
  for (const decoder of decoders.filter((one) => one !== undefined)) {
    try {
      return decoder.decode(bytes);
    } catch {
      // The bytes are not in this encoding.
    }
  }
  return undefined;
}

/** Throws the error for bytes that are not text, with the library's message for a line of requests. */
async function refuse(bytes: Uint8Array, name: string, encoding: string | undefined | null): Promise<never> {
  if (encoding)
    throw new RangeError(`--${FLAG}: expected the encoding of ${name}, found bytes that are not valid ${encoding}`);
  const line = bytes.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte));
  const { issues } = await validate(line);
  const { message = '', help = '' } = issues[0] ?? {};
  const remedy = encoding === null ? 'Save it as UTF-8.' : inFlags(help, [FLAG]);
  throw new Error(`${name}: ${message.replace(/^not valid JSON: /, '')}. ${remedy}`);
}

/** Makes a decoder, which removes a byte order mark. */
function decoder(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new RangeError(
      `--encoding: expected a label that TextDecoder knows, such as "gbk" or "windows-1251", found ${JSON.stringify(encoding)}`,
    );
  }
}
