// Output: results go to standard output, everything else to standard error. Only terminals get color.
import { argv, env, exit, stderr, stdout } from 'node:process';
import { fileProblem } from './input.ts';

type Stream = { isTTY?: boolean; write(text: string): unknown };

/** A flag of every command, in two spellings. */
export const NO_COLOR_FLAGS = ['--no-color', '--no-colour'];

/** Whether a stream displays color. NO_COLOR, FORCE_COLOR and TERM=dumb have the usual meaning. */
function hasColor({ isTTY }: Stream): boolean {
  const { FORCE_COLOR: force, NO_COLOR: none, TERM: terminal } = env;
  if (argv.some((arg) => NO_COLOR_FLAGS.includes(arg))) return false;
  if (force) return force !== '0' && force !== 'false';
  return Boolean(isTTY) && !none && terminal !== 'dumb';
}

const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;
export type Style = keyof typeof STYLES;
export type Paint = (style: Style, text: string) => string;

/** Styles text if the stream displays color. */
export const painter = (stream: Stream): Paint =>
  hasColor(stream) ? (style, text) => `\x1b[${STYLES[style][0]}m${text}\x1b[${STYLES[style][1]}m` : (_, text) => text;

/** Whether a line on this stream can be overwritten. */
export const canRewrite = (stream: Stream): boolean => Boolean(stream.isTTY) && env.TERM !== 'dumb';

export const print = (text: string): void => void stdout.write(text);

/** Formats a value as JSON. For a terminal, escapes characters that would control it. */
export const jsonText = (value: unknown): string => {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  return stdout.isTTY ? harmless(text) : text;
};

/** Prints why the command failed. Indents further lines, so that foreign text cannot look like a message of this program. */
export const complain = (text: string): void =>
  void stderr.write(`${painter(stderr)('red', 'message-batches:')} ${harmless(text).replaceAll('\n', '\n  ')}\n`);

/** Ends the process without an error when the reader closes the pipe early, as `head` does. */
export function endQuietly(): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') exit(process.exitCode ?? 0);
    complain(`standard output: ${fileProblem(error) ?? error.message}`);
    exit(2);
  });
  // Errors of standard error cannot be reported.
  stderr.on('error', () => {});
}

/**
 * Escapes characters of foreign text that would control a terminal: control and escape characters, invisible characters and those
 * that change the direction of text. Keeps line breaks.
 */
export const harmless = (text: string): string => text.replaceAll(HARMFUL, escaped);

/** Like `harmless`, for a single line: escapes line breaks, too. */
export const harmlessLine = (text: string): string => harmless(text).replaceAll('\n', '\\n');

/** Escapes text with CSV line ends (CR LF), which it keeps. */
const escapedLines = (text: string): string => text.split('\r\n').map(harmless).join('\r\n');

/** Escapes chunks of text that may be cut anywhere. JSON keeps its meaning, because the escapes are JSON escapes. */
async function* harmlessPieces(pieces: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of pieces) {
    yield escapedLines(typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true }));
  }
  yield escapedLines(decoder.decode());
}

/** Prepares output for a person or a program: escaped on a terminal, unchanged elsewhere. */
export const forOutput = <Piece extends Uint8Array | string>(
  pieces: AsyncIterable<Piece>,
): AsyncIterable<Piece | string> => (stdout.isTTY ? harmlessPieces(pieces) : pieces);

/** Control characters except tab and line feed, text direction controls, zero-width characters, lone surrogates. */
const HARMFUL = new RegExp(
  '[\\u{0}-\\u{8}\\u{b}-\\u{1f}\\u{7f}-\\u{9f}\\u{ad}\\u{34f}\\u{61c}\\u{115f}\\u{1160}\\u{17b4}\\u{17b5}\\u{180b}-\\u{180f}' +
    '\\u{200b}-\\u{200f}\\u{2028}-\\u{202e}\\u{2060}-\\u{206f}\\u{3164}\\u{d800}-\\u{dfff}\\u{feff}\\u{ffa0}\\u{fff0}-\\u{fffb}' +
    '\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]',
  'gu',
);

/** Escapes a character as in JSON, so that a line of JSON stays valid. */
const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
