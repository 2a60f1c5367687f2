// Flags and operands of a command. Node parses them; this file formats the errors, so that they are the same for all commands and
// all versions of Node.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { distance, nearest } from '../src/js/nearest.ts';

/** Thrown for --help: the command shows its usage instead of running. */
export class HelpRequested extends Error {}

/** Parses the flags and operands of a command; `config` is that of `parseArgs`. */
export function parse<T extends ParseArgsConfig & { args: string[] }>(command: string, config: T) {
  const tokens = parseArgs({ ...config, strict: false, allowPositionals: true, tokens: true }).tokens ?? [];
  const options = config.options ?? {};
  const args = [...config.args];
  const given = new Map<string, string>();
  if (tokens.some((token) => token.kind === 'option' && isHelp(token.name))) throw new HelpRequested();
  for (const token of tokens) {
    if (token.kind === 'positional' && !config.allowPositionals) {
      throw new Error(`${command}: expected only flags, found ${JSON.stringify(token.value)}`);
    }
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) {
      // Node parses `-json` as four flags.
      const written = token.rawName.startsWith('--') ? token.rawName : (config.args[token.index] ?? token.rawName);
      throw new Error(unknownFlag(command, written.split('=')[0] ?? written, Object.keys(options)));
    }
    if (option.type === 'boolean' && token.value !== undefined) {
      throw new Error(`--${token.name}: expected no value, found ${JSON.stringify(token.value)}`);
    }
    if (option.type !== 'string') continue;
    if (!option.multiple) needOne(token, given);
    if (token.inlineValue === true) continue;
    const value = needValue(token);
    // Node accepts a value that begins with a hyphen only in this form.
    const before = config.args.length - args.length;
    args.splice(token.index - before, 2, `--${token.name}=${value}`);
  }
  return parseArgs({ ...config, args });
}

const isHelp = (name: string): boolean => name === 'help' || name === 'h';

function needValue({ name, value }: { name: string; value?: string | undefined }): string {
  if (value === undefined) throw new Error(`--${name}: expected a value, found none`);
  if (/^-[^\d]/.test(value)) {
    throw new Error(
      `--${name}: expected a value, found the flag ${value}. If ${value} is the value, write --${name}=${value}`,
    );
  }
  return value;
}

/** Throws if a flag with a single value was given before. */
function needOne({ name, value }: { name: string; value?: string | undefined }, given: Map<string, string>): void {
  const [before, found = ''] = [given.get(name), value];
  given.set(name, found);
  if (before === undefined) return;
  throw new Error(`--${name}: expected one value, found ${JSON.stringify(before)} and ${JSON.stringify(found)}`);
}

function unknownFlag(command: string, written: string, names: string[]): string {
  const meant = suggestion(written.replace(/^-+/, ''), names);
  const advice = meant === undefined ? '' : ` Did you mean --${meant}?`;
  return `${command}: unknown flag ${written}.${advice} See: message-batches ${command} --help`;
}

/** Returns the only operand of a command; `-` means standard input. */
export const operand = (command: string, name: string, found: readonly string[]): string =>
  only(command, name, `${name}, or - for standard input`, found);

/** Returns the only operand of a command, which names a job. */
export const jobOperand = (command: string, found: readonly string[]): string =>
  only(command, 'JOB', 'JOB, the id or the key of a job', found);

function only(command: string, name: string, expected: string, found: readonly string[]): string {
  const [first, ...more] = found;
  if (first === undefined) {
    throw new Error(`${command}: expected ${expected}, found none. See: message-batches ${command} --help`);
  }
  if (more.length > 0) {
    throw new Error(
      `${command}: expected one ${name}, found ${found.length}: ${found.map((text) => JSON.stringify(text)).join(', ')}`,
    );
  }
  return first;
}

/** Returns the known name closest to `written`, if it is close enough to be a typing error. */
export function suggestion(written: string, names: string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[-_]/g, '');
  const name = nearest(plain(written), names.map(plain));
  const found = names.find((known) => plain(known) === name);
  if (found === undefined || written.length < 2) return undefined;
  const allowed = written.length < 4 ? 1 : written.length < 9 ? 2 : 3;
  return distance(plain(written), plain(found)) <= allowed ? found : undefined;
}

/** Parses a whole number; accepts separators: 100,000 or 100_000. */
export function whole(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const digits = /^\d{1,3}(?:([,_])\d{3}(?:\1\d{3})*)?$/.test(text) ? text.replaceAll(/[,_]/g, '') : text;
  if (!/^\d{1,9}$/.test(digits)) throw new Error(`${option}: expected a whole number, found ${JSON.stringify(text)}`);
  return Number(digits);
}

/** Parses an amount of money. */
export function amount(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) {
    throw new Error(`${option}: expected an amount such as 20 or 0.50, found ${JSON.stringify(text)}`);
  }
  return Number(text);
}

/** Parses one of a few words. */
export function oneOf<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  const meant = suggestion(text, [...words]);
  const expected = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  const advice = meant === undefined ? '' : `. Did you mean ${meant}?`;
  throw new Error(`${option}: expected ${expected}, found ${JSON.stringify(text)}${advice}`);
}

/** Parses COLUMN=TEXT, for each use of `--default`. */
export const defaultsOf = (pairs: readonly string[] | undefined): Record<string, string> | undefined =>
  pairs && Object.fromEntries(pairs.map(parseDefault));

function parseDefault(pair: string): [column: string, text: string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new Error(`--default: expected COLUMN=TEXT, found ${JSON.stringify(pair)}`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** Returns the delimiter that a flag names: a character, `tab`, or an escape such as `\t` or `\u{1}`, as messages show it. */
export function delimiterOf(text: string | undefined): string | undefined {
  if (text === 'tab' || text === '\\t') return '\t';
  const [, code] = /^\\u\{([0-9a-f]{1,2})\}$/.exec(text ?? '') ?? [];
  return code === undefined ? text : String.fromCharCode(Number.parseInt(code, 16));
}
