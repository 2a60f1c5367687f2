// Keys as file names that are safe on case-insensitive file systems and on Windows.

/** Longer names become a hash: some file systems allow 143 bytes, and names get endings. */
const MAX_READABLE = 100;

const READABLE = /^k-((?:[a-z0-9._+-]|=[a-z])+)\.key$/;
const HASHED = /^h-[0-9a-f]{64}\.key$/;

/**
 * The file name of a key: `/` becomes `+`, an upper-case letter becomes `=` and its lower case. The prefix keeps names such
 * as `con` from being devices on Windows, the ending keeps a last dot. A long key becomes `h-` and its SHA-256; the file
 * has to hold the key itself.
 * @internal
 */
export async function fileNameOf(key: string): Promise<string> {
  const readable = key.replace(/[A-Z/]/g, (sign) => (sign === '/' ? '+' : `=${sign.toLowerCase()}`));
  if (readable.length <= MAX_READABLE) return `k-${readable}.key`;
  return `h-${await sha256(new TextEncoder().encode(key))}.key`;
}

/**
 * The key of a file name; `hashed` if only the file knows it; `undefined` if this is no name of ours.
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
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
