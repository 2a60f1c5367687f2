// Why a value has no JSON form: engines name neither the value nor its place.
import { wrong } from '../options.ts';

/**
 * The error for a value that `JSON.stringify` refused with `reason`: it names the place. What a `toJSON` of the caller's threw
 * stays as it is.
 * @internal
 */
export function unwritable(value: unknown, path: string, reason: unknown): unknown {
  try {
    const found = find(value, path, new Set(), new Set());
    return found ? wrong(found.path, 'a value that JSON can hold', undefined, found.what) : reason;
  } catch {
    // What is nested too deep to be written is too deep to be searched.
    return reason;
  }
}

function find(
  value: unknown,
  path: string,
  above: Set<object>,
  searched: Set<object>,
): { path: string; what: string } | undefined {
  if (typeof value === 'bigint') return { path, what: 'a bigint' };
  if (typeof value !== 'object' || value === null || searched.has(value)) return undefined;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return undefined;
  if (above.has(value)) return { path, what: 'an object that contains itself' };
  above.add(value);
  for (const [key, part] of Object.entries(value)) {
    const found = find(part, `${path}.${key}`, above, searched);
    if (found) return found;
  }
  above.delete(value);
  searched.add(value);
  return undefined;
}
