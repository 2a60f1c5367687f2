// Checks the arguments of all stores.
import { check, wrong } from '../options.ts';
import { bytesIn } from '../realms.ts';

const EXPECTED = 'of the characters a-z A-Z 0-9 . _ - /';
const KEY = /^[A-Za-z0-9._/-]{1,512}$/;
const PREFIX = /^[A-Za-z0-9._/-]{0,512}$/;

/**
 * Throws if `key` is not a valid key. `name` is the argument's name.
 * @internal
 */
export function checkKey(key: unknown, name = 'key'): void {
  if (typeof key !== 'string' || !KEY.test(key)) throw wrong(name, `1 to 512 ${EXPECTED}`, key);
}

/** @internal */
export function checkPrefix(prefix: unknown): void {
  if (typeof prefix !== 'string' || !PREFIX.test(prefix)) throw wrong('prefix', `0 to 512 ${EXPECTED}`, prefix);
}

/**
 * Checks the arguments of `put`. Returns a copy of the value, which the caller may change meanwhile.
 * @internal
 */
export function checkPut(key: unknown, value: unknown, options: unknown = {}): Uint8Array<ArrayBuffer> {
  checkKey(key);
  checkCondition(options, 'a version or null', true);
  return new Uint8Array(bytesOf(value, 'value'));
}

/** @internal */
export function checkDelete(key: unknown, options: unknown = {}): void {
  checkKey(key);
  checkCondition(options, 'a version', false);
}

/**
 * Returns the bytes of an argument, not copied.
 * @internal
 */
export function bytesOf(value: unknown, name: string): Uint8Array<ArrayBuffer> {
  const bytes = ArrayBuffer.isView(value) ? bytesIn(value) : undefined;
  if (!bytes) throw wrong(name, 'a Uint8Array', value);
  return bytes as Uint8Array<ArrayBuffer>;
}

function checkCondition(options: unknown, expected: string, orNull: boolean): void {
  check(options, { ifVersion: true });
  const { ifVersion } = options as { ifVersion?: unknown };
  if (ifVersion === undefined || typeof ifVersion === 'string' || (orNull && ifVersion === null)) return;
  throw wrong('ifVersion', expected, ifVersion);
}
