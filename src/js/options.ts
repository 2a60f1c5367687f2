// Checks option names, and the few options that the shell itself uses. The core checks the values of all others, with the same
// wording.

import { OUTCOMES } from '../wire/outcomes.ts';
import { hideKeys } from '../wire/secrets.ts';
import type { CallOptions, DownloadOptions, ExportOptions, PollOptions, RuleOptions } from '../wire/types.ts';
import { similar } from './nearest.ts';

/** Exactly the names of some options: the compiler reports a missing or an additional one. */
export type Names<T> = { readonly [name in keyof T]-?: true };

export const CALL: Names<CallOptions> = { headers: true, betas: true, maxRetries: true, timeoutMs: true, signal: true };
const { maxRetries: _, ...waiting } = CALL;
export const POLL: Names<PollOptions> = { ...waiting, intervalMs: true, maxIntervalMs: true };
export const RULES: Names<RuleOptions> = { apiVersion: true, betas: true, rules: true, now: true, maxIssues: true };
export const DOWNLOAD: Names<DownloadOptions> = { maxDrops: true, from: true, recordCount: true, maxLineBytes: true };
export const EXPORT: Names<ExportOptions> = {
  columns: true,
  outcomes: true,
  defuse: true,
  bom: true,
  delimiter: true,
  onReport: true,
  filename: true,
};

/** Throws for an unknown option, and for a wrong type of an option that the shell itself uses. */
export function check(options: unknown, names: Readonly<Record<string, unknown>>, what = 'options'): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    // A string instead of the options is most likely a key, so the message does not show it.
    throw wrong(what, 'an object', options, typeof options === 'string' ? 'a string' : undefined);
  }
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !Object.hasOwn(names, name)) throw unknownName(name, Object.keys(names));
  }
  const { signal, validate } = options as Record<string, unknown>;
  if (validate !== undefined && validate !== null && typeof validate !== 'boolean') {
    throw wrong('validate', 'true or false', validate);
  }
  if (signal !== undefined && signal !== null && !isSignal(signal)) throw wrong('signal', 'an AbortSignal', signal);
  for (const name of ['onProgress', 'onUpload', 'onReport']) {
    const callback = (options as Record<string, unknown>)[name];
    if (callback !== undefined && callback !== null && typeof callback !== 'function') {
      throw wrong(name, 'a function', callback);
    }
  }
}

/**
 * Calls a callback that only observes. If it throws or rejects, the error is ignored: a faulty logger must neither lose a batch
 * nor end the process by an unhandled rejection.
 */
export function notify<T>(callback: ((value: T) => unknown) | null | undefined, value: T): void {
  (async () => callback?.(value))().catch(() => {});
}

/** Names that other libraries use for an option, and our names for it. A name may stand for options of several functions. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  endpoint: ['baseURL'],
  host: ['baseURL'],
  hostname: ['baseURL'],
  origin: ['baseURL'],
  uri: ['baseURL'],
  url: ['baseURL'],
  authtoken: ['apiKey'],
  bearer: ['apiKey'],
  key: ['apiKey', 'jobKey', 'id'],
  secret: ['apiKey'],
  token: ['apiKey'],
  by: ['key'],
  column: ['key', 'id'],
  id: ['key'],
  on: ['key'],
  sep: ['delimiter'],
  separator: ['delimiter'],
};

/** The error for an unknown option, with the most similar name if there is one. */
function unknownName(name: string, names: string[]): TypeError {
  const listed = names.toSorted().join(', ');
  const alias = ALIASES[name.toLowerCase().replace('auth_', 'auth')];
  const meant = alias?.find((known) => names.includes(known)) ?? similar(name, names);
  const help = meant === undefined ? '' : ` Did you mean ${meant}?`;
  const message = `${hideKeys(name)}: unknown option.${help} The options are: ${listed}.`;
  return Object.assign(new TypeError(message), { code: 'invalid_option' });
}

/** The error for an argument or option of a wrong type. */
export function wrong(name: string, expected: string, found: unknown, as = describe(found)): TypeError {
  return Object.assign(new TypeError(`${name}: expected ${expected}, found ${as}`), { code: 'invalid_option' });
}

/** Throws for a number that does not fit, and for a value that is not a number. */
export function checkNumber(name: string, expected: string, value: unknown, fits: (number: number) => boolean): void {
  if (value === undefined) return;
  if (typeof value !== 'number') throw wrong(name, expected, value);
  if (!fits(value)) throw outOfRange(name, expected, String(value));
}

/** Throws for a value that is not one of `words`. */
export function checkWord(name: string, words: readonly string[], value: unknown): void {
  if (value === undefined || (typeof value === 'string' && words.includes(value))) return;
  const quoted = words.map((word) => JSON.stringify(word));
  const expected = [quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter((part) => part !== '').join(' or ');
  throw typeof value === 'string' ? outOfRange(name, expected, describe(value)) : wrong(name, expected, value);
}

/** Throws for a list that contains something other than outcomes and `more`. A value that is not a list is checked elsewhere. */
export function checkOutcomes(outcomes: unknown, more: readonly string[] = []): void {
  if (!Array.isArray(outcomes)) return;
  const words = [...Object.keys(OUTCOMES), ...more];
  for (const [index, outcome] of outcomes.entries()) checkWord(`outcomes[${index}]`, words, outcome);
}

/** The error for a value of the right type that does not fit. */
export function outOfRange(name: string, expected: string, found: string): RangeError {
  return Object.assign(new RangeError(`${name}: expected ${expected}, found ${found}`), { code: 'invalid_option' });
}

/**
 * A decoder for the option `encoding`; none for UTF-8.
 * @internal
 */
export function decoderOf(encoding: unknown): TextDecoder | undefined {
  if (encoding === undefined || encoding === null) return undefined;
  const expected = 'a label that TextDecoder knows, such as "gbk" or "windows-1251"';
  if (typeof encoding !== 'string') throw wrong('encoding', expected, encoding);
  try {
    const decoder = new TextDecoder(encoding, { fatal: true });
    return decoder.encoding === 'utf-8' ? undefined : decoder;
  } catch {
    throw outOfRange('encoding', expected, JSON.stringify(encoding));
  }
}

// Accepts signals of other realms and of polyfills.
export function isSignal(value: unknown): value is AbortSignal {
  if (typeof value !== 'object' || value === null) return false;
  return (
    typeof Reflect.get(value, 'aborted') === 'boolean' && typeof Reflect.get(value, 'addEventListener') === 'function'
  );
}

/** Describes a value for an error message. */
export function describe(value: unknown): string {
  // A key in the wrong place must stay secret too.
  if (typeof value === 'string' && value.startsWith('sk-')) return 'a string';
  if (typeof value === 'string') return hideKeys(JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value));
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'an array' : ArrayBuffer.isView(value) ? 'bytes' : 'an object';
  }
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return `a ${typeof value}`;
  return String(value);
}
