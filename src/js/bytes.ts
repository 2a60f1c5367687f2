// Small operations on bytes.

const KEY_BYTES = 16;

/**
 * Returns bytes as hexadecimal digits.
 * @internal
 */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Returns 128 random bits as 32 hexadecimal digits: random enough that no two are the same.
 * @internal
 */
export const randomHex = (): string => hex(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));

/**
 * Copies pieces into one array.
 * @internal
 */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
