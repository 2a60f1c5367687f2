// Reads option values: each reader returns the value or its default, or throws an error of `wrongType` or `wrongRange`, which
// names the option and its value.
import { similar } from '../src/js/nearest.ts';

export type Span = readonly [least: number, most: number];

/** A timer with a longer delay fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Throws for the first unknown option. `elsewhere` lists the options of other functions, by function. */
export function refuseUnknown(
  options: object,
  names: readonly string[],
  prefix = '',
  elsewhere: Record<string, string> = {},
): void {
  const stranger = Object.keys(options).find((name) => !names.includes(name));
  if (stranger === undefined) return;
  const owner = Object.hasOwn(elsewhere, stranger) ? elsewhere[stranger] : undefined;
  if (owner !== undefined) throw wrongType(`${stranger}: this is an option of ${owner}`);
  const meant = similar(stranger, names);
  const help =
    meant === undefined ? `The options are: ${names.toSorted().join(', ')}.` : `Did you mean ${prefix}${meant}?`;
  throw wrongType(`${prefix}${stranger}: unknown option. ${help}`);
}

/** Throws unless a value is an object, and not an array. */
export function requireObject(name: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw wrongType(`${name}: expected an object, found ${described(value)}`);
}

export function keys(value: string[] | undefined): ReadonlySet<string> | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((key) => typeof key !== 'string' || key === '')) {
    // The message does not contain the value, which may include real keys.
    throw wrongType('apiKeys: expected an array of non-empty strings');
  }
  return new Set(value);
}

export function span(
  name: string,
  value: number | [number, number] | undefined,
  fallback: number,
  max = Number.POSITIVE_INFINITY,
): Span {
  if (!Array.isArray(value)) {
    const both = atMost(name, zeroOrMore(name, value, fallback), max);
    return [both, both];
  }
  const [least, most] = value;
  const wrong = () => wrongRange(`${name}: expected a number or [least, most], found ${JSON.stringify(value)}`);
  if (value.length !== 2 || least === undefined || most === undefined) throw wrong();
  if (!(zeroOrMore(name, least, 0) <= zeroOrMore(name, most, 0))) throw wrong();
  return [least, atMost(name, most, max)];
}

function atMost(name: string, value: number, max: number): number {
  if (value > max) throw wrongRange(`${name}: expected ${max} or less, found ${value}`);
  return value;
}

/** Returns any number from 0 up, including infinity. */
function zeroOrMore(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number') throw wrongType(`${name}: expected a number, found ${typeof value}`);
  if (!(value >= 0)) throw wrongRange(`${name}: expected 0 or more, found ${value}`);
  return value;
}

export function finite(name: string, value: number | undefined, fallback: number): number {
  return atMost(name, zeroOrMore(name, value, fallback), Number.MAX_SAFE_INTEGER);
}

export function share(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw wrongRange(`${name}: expected a number from 0 to 1, found ${described(value)}`);
  }
  return value;
}

export function integer(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (!Number.isSafeInteger(value)) throw wrongType(`${name}: expected an integer, found ${described(value)}`);
  return value;
}

export function flag(name: string, value: boolean | undefined, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value !== 'boolean') throw wrongType(`${name}: expected true or false, found ${described(value)}`);
  return value;
}

export function callable<T>(name: string, value: T | undefined): T | undefined {
  if (value !== undefined && typeof value !== 'function') {
    throw wrongType(`${name}: expected a function, found ${typeof value}`);
  }
  return value;
}

export function text(name: string, value: string | undefined, fallback: string): string {
  if (value === undefined) return fallback;
  if (typeof value !== 'string' || value === '') {
    throw wrongType(`${name}: expected a non-empty string, found ${described(value)}`);
  }
  return value;
}

/** Returns a value that has these functions: an object, or the namespace of a module. `or` describes what else is allowed. */
export function withFunctions<T extends object>(
  name: string,
  value: T | undefined,
  functions: readonly string[],
  or = '',
): T | undefined {
  if (value === undefined) return undefined;
  const expected = `${name}: expected ${or}an object with the functions ${functions.join(', ')}`;
  if (typeof value !== 'object' || value === null) throw wrongType(`${expected}, found ${described(value)}`);
  const lacking = functions.find((key) => typeof (value as Record<string, unknown>)[key] !== 'function');
  if (lacking !== undefined) throw wrongType(`${expected}, found one without ${lacking}`);
  return value;
}

export function oneOf<T extends string>(name: string, value: T | undefined, choices: T[]): T | undefined {
  if (value !== undefined && !choices.includes(value)) {
    throw wrongRange(`${name}: expected one of ${choices.join(', ')}, found ${described(value)}`);
  }
  return value;
}

export function origin(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const isOrigin = typeof value === 'string' && /^https?:\/\/[^/?#\s]+$/i.test(value) && URL.canParse(value);
  if (!isOrigin) throw wrongType(`origin: expected an origin such as "https://example.com", found ${described(value)}`);
  return value;
}

/** Reads origins whose pages may call, or all origins. */
export function pages(value: unknown): readonly string[] | '*' | undefined {
  if (value === undefined || value === false) return undefined;
  if (value === '*') return '*';
  const origins: unknown[] = Array.isArray(value) ? value : [value];
  const wrong = origins.find((one) => typeof one !== 'string' || !URL.canParse(one) || new URL(one).origin !== one);
  if (wrong !== undefined || origins.length === 0) {
    throw wrongType(
      `cors: expected origins such as "http://localhost:5173", or "*" for all, found ${described(wrong ?? value)}`,
    );
  }
  return origins as string[];
}

/** Reads host names, without ports. */
export function hosts(value: unknown): string[] {
  if (value === undefined) return [];
  const names: unknown[] = Array.isArray(value) ? value : [value];
  const wrong = Array.isArray(value) ? names.find((name) => !isHostName(name)) : value;
  if (wrong !== undefined) {
    throw wrongType(`allowedHosts: expected an array of names such as "emulator", found ${described(wrong)}`);
  }
  return names as string[];
}

const isHostName = (name: unknown) => typeof name === 'string' && /^[\w-]+(?:\.[\w-]+)*$/.test(name);

/** Formats a value for a message: short, and on one line. */
export function described(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  const shown = JSON.stringify(value) ?? String(value);
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}

export const wrongType = (message: string) => Object.assign(new TypeError(message), { code: 'invalid_option' });
export const wrongRange = (message: string) => Object.assign(new RangeError(message), { code: 'invalid_option' });
