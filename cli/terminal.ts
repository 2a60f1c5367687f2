// What is written where: results to standard output, everything else to standard error. Colour is for terminals.
import { argv, env, exit, stderr, stdout } from 'node:process';

type Stream = { isTTY?: boolean; write(text: string): unknown };

/** A flag of every command. */
export const NO_COLOUR = ['--no-color', '--no-colour'];

/** Whether a stream shows colour: NO_COLOR, FORCE_COLOR and TERM=dumb mean what they mean to other programs. */
function hasColour({ isTTY }: Stream): boolean {
  const { FORCE_COLOR: force, NO_COLOR: none, TERM: terminal } = env;
  if (argv.some((arg) => NO_COLOUR.includes(arg))) return false;
  if (force) return force !== '0' && force !== 'false';
  return Boolean(isTTY) && !none && terminal !== 'dumb';
}

const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;
export type Style = keyof typeof STYLES;
export type Paint = (style: Style, text: string) => string;

/** Gives text a style, where the stream shows any. */
export const painter = (stream: Stream): Paint =>
  hasColour(stream) ? (style, text) => `\x1b[${STYLES[style][0]}m${text}\x1b[${STYLES[style][1]}m` : (_, text) => text;

/** Whether a line on this stream can be written over. */
export const canRewrite = (stream: Stream): boolean => Boolean(stream.isTTY) && env.TERM !== 'dumb';

export const print = (text: string): void => void stdout.write(text);

/** The same for programs; on a terminal escaped as JSON is. */
export const jsonText = (value: unknown): string => {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  return stdout.isTTY ? harmless(text) : text;
};

/** One sentence on why nothing was done. What others wrote of it begins no line that could pass for one of ours. */
export const complain = (text: string): void =>
  void stderr.write(`${painter(stderr)('red', 'message-batches:')} ${harmless(text).replaceAll('\n', '\n  ')}\n`);

/** Whoever reads may have had enough, as `head` has: that is no error, and nobody is left to write for. */
export function endQuietly(): void {
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') exit(process.exitCode ?? 0);
    complain(`standard output cannot be written (${code})`);
    exit(2);
  });
  // There is no place left to say it.
  stderr.on('error', () => {});
}

/**
 * Text of a server or a file without what a terminal would obey: control and escape characters, what is not seen and what
 * turns the text around. Line breaks stay.
 */
export const harmless = (text: string): string => text.replaceAll(HARMFUL, escaped);

/** The same for what is one line. */
export const harmlessLine = (text: string): string => harmless(text).replaceAll('\n', '\\n');

/** Line ends of CSV stay too. */
const escapedLines = (text: string): string => text.split('\r\n').map(harmless).join('\r\n');

/** Bytes of text, cut anywhere, as a terminal may have them. Lines of JSON stay what they are: the escapes are JSON's. */
async function* harmlessPieces(pieces: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of pieces) {
    yield escapedLines(typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true }));
  }
  yield escapedLines(decoder.decode());
}

/** What a command gives that may be read by a person or a program: as it is, or as a terminal may have it. */
export const forOutput = <Piece extends Uint8Array | string>(
  pieces: AsyncIterable<Piece>,
): AsyncIterable<Piece | string> => (stdout.isTTY ? harmlessPieces(pieces) : pieces);

/** Controls but tab and line feed, what directs the text, what has no width, halves of pairs that stand alone. */
const HARMFUL = new RegExp(
  '[\\u{0}-\\u{8}\\u{b}-\\u{1f}\\u{7f}-\\u{9f}\\u{ad}\\u{34f}\\u{61c}\\u{115f}\\u{1160}\\u{17b4}\\u{17b5}\\u{180b}-\\u{180f}' +
    '\\u{200b}-\\u{200f}\\u{2028}-\\u{202e}\\u{2060}-\\u{206f}\\u{3164}\\u{d800}-\\u{dfff}\\u{feff}\\u{ffa0}\\u{fff0}-\\u{fffb}' +
    '\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]',
  'gu',
);

/** As JSON writes it, so that a line of JSON stays one. */
const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
