/**
 * Returns a new unique version: 128 random bits. A counter would have to outlive deleted keys.
 * @internal
 */
export function newVersion(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Whether `stored` meets the condition of a `put` or `delete`.
 * @internal
 */
export function meets(stored: string | undefined, ifVersion: string | null | undefined): boolean {
  return ifVersion === undefined || (stored ?? null) === ifVersion;
}
