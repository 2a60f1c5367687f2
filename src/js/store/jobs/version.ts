import { randomHex } from '../../bytes.ts';

/**
 * Returns a new unique version. A counter would have to outlive deleted keys.
 * @internal
 */
export const newVersion = (): string => randomHex();

/**
 * Whether `stored` meets the condition of a `put` or `delete`.
 * @internal
 */
export function meets(stored: string | undefined, ifVersion: string | null | undefined): boolean {
  return ifVersion === undefined || (stored ?? null) === ifVersion;
}
