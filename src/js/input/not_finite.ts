// Writes NaN and infinite numbers under their names, so that the checks report them. `JSON.stringify` writes null.

/**
 * Returns the JSON of a value with these numbers under their names. `json` is what `JSON.stringify` returned.
 * @internal
 */
export function withNumbers(value: unknown, json: string): string {
  // Nearly all values contain no null, so one search decides.
  if (!json.includes('null') || !NULLS.some((part) => json.includes(part)) || !contains(value)) return json;
  const name = (_: string, part: unknown) => (isNotFinite(part) ? `${MARK}${part}` : part);
  return JSON.stringify(value, name).replace(NAMED, '$1');
}

const NULLS = [':null', ',null', '[null'];

/** Unicode never assigns this character, so no text contains it. */
const MARK = '\uffff';
const NAMED = new RegExp(`"${MARK}(NaN|-?Infinity)"`, 'g');

const isNotFinite = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value);

function contains(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isNotFinite(value);
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return false;
  if (Array.isArray(value)) return value.some(contains);
  // A getter may return something else each time, so it is not called again.
  return Object.keys(value).some((key) => contains(Object.getOwnPropertyDescriptor(value, key)?.value));
}
