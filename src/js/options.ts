// The few options that the shell itself uses. All others the core checks; these are told in the same words.

/** Throws if options, or one that the shell uses, are of another type than they must be. */
export function check(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    // A text in the place of all options is most likely a key: it is not shown.
    throw wrong('options', 'an object', options, typeof options === 'string' ? 'a string' : undefined);
  }
  const { signal, onProgress, onUpload } = options as Record<string, unknown>;
  if (signal !== undefined && signal !== null && !isSignal(signal)) throw wrong('signal', 'an AbortSignal', signal);
  if (onProgress !== undefined && onProgress !== null && typeof onProgress !== 'function') {
    throw wrong('onProgress', 'a function', onProgress);
  }
  if (onUpload !== undefined && onUpload !== null && typeof onUpload !== 'function') {
    throw wrong('onUpload', 'a function', onUpload);
  }
}

/** The error for an argument or option of a wrong type. */
export function wrong(name: string, expected: string, found: unknown, as = told(found)): TypeError {
  return Object.assign(new TypeError(`${name}: expected ${expected}, found ${as}`), { code: 'invalid_option' });
}

/** The error for a value of the right type that does not fit. */
export function outOfRange(name: string, expected: string, found: string): RangeError {
  return Object.assign(new RangeError(`${name}: expected ${expected}, found ${found}`), { code: 'invalid_option' });
}

// A signal of another realm or of a polyfill is as good as ours.
function isSignal(value: unknown): value is AbortSignal {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
}

function told(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return `a ${typeof value}`;
  return String(value);
}
