// Explains why a value has no JSON form. Engines name neither the value nor its path.
import { wrong } from '../options.ts';

/**
 * Returns the error for a value that `JSON.stringify` rejected with `reason`, and names the path of the value. An error that a
 * caller's `toJSON` threw is returned unchanged.
 * @internal
 */
export function unwritable(value: unknown, path: string, reason: unknown): unknown {
  try {
    const found = find(value, path, new Set(), new Set());
    return found ? wrong(found.path, 'a value that JSON can hold', undefined, found.what) : reason;
  } catch {
    // A value nested too deeply to be written is nested too deeply to be searched.
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
