// Converts keys to file names that are safe on case-insensitive file systems and on Windows.
import { hex } from '../bytes.ts';

/** Longer names become a hash: some file systems allow only 143 bytes, and names get suffixes. */
const MAX_READABLE = 100;

const READABLE = /^k-((?:[a-z0-9._+-]|=[a-z])+)\.key$/;
const HASHED = /^h-[0-9a-f]{64}\.key$/;

/**
 * Returns the file name of a key: `/` becomes `+`, and an upper-case letter becomes `=` and its lower case. The prefix avoids
 * Windows device names such as `con`, and the suffix protects a trailing dot. A long key becomes `h-` and its SHA-256; its file
 * must contain the key itself.
 * @internal
 */
export async function fileNameOf(key: string): Promise<string> {
  const readable = key.replace(/[A-Z/]/g, (sign) => (sign === '/' ? '+' : `=${sign.toLowerCase()}`));
  if (readable.length <= MAX_READABLE) return `k-${readable}.key`;
  return `h-${await sha256(new TextEncoder().encode(key))}.key`;
}

/**
 * Returns the key of a file name; `hashed` if only the file contains it; `undefined` if the store did not make the name.
 * @internal
 */
export function keyOf(fileName: string): { key: string } | 'hashed' | undefined {
  if (HASHED.test(fileName)) return 'hashed';
  const readable = READABLE.exec(fileName)?.[1];
  if (readable === undefined || readable.length > MAX_READABLE) return undefined;
  return { key: readable.replace(/\+|=([a-z])/g, (_, letter?: string) => letter?.toUpperCase() ?? '/') };
}

/** @internal */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
