// What a value is, wherever it was made. Test runners, frames and frameworks hand over values of another realm, or of classes
// of their own, which `instanceof` does not know.

const tag = (value: unknown): string => Object.prototype.toString.call(value).slice('[object '.length, -1);

const has = (value: unknown, method: string): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function';

/**
 * The bytes that a value is, if it is a buffer or a view of one.
 * @internal
 */
export function bytesIn(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return /^(?:Shared)?ArrayBuffer$/.test(tag(value)) ? new Uint8Array(value as ArrayBuffer) : undefined;
}

/**
 * Anything with bytes that can be cut: a `Blob`, a `File`, one of a polyfill.
 * @internal
 */
export function isBlob(value: object): value is Blob {
  return has(value, 'slice') && 'size' in value && (has(value, 'stream') || has(value, 'arrayBuffer'));
}

/**
 * An object literal.
 * @internal
 */
export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** @internal */
export const isSet = (value: unknown): value is ReadonlySet<unknown> => tag(value) === 'Set';

/**
 * A `URL`, also one of a bundler, which may be relative.
 * @internal
 */
export function isUrl(value: unknown): value is URL {
  return typeof value === 'object' && value !== null && 'href' in value && 'protocol' in value;
}

/** @internal */
export function isResponse(value: unknown): value is Response {
  return (
    has(value, 'arrayBuffer') && typeof value === 'object' && value !== null && 'headers' in value && 'ok' in value
  );
}

/** @internal */
export const isModule = (value: unknown): value is WebAssembly.Module => tag(value) === 'WebAssembly.Module';

/** @internal */
export const isError = (value: unknown): value is Error => value instanceof Error || tag(value) === 'Error';

/**
 * What was thrown, in words.
 * @internal
 */
export const reasonOf = (thrown: unknown): string => (isError(thrown) ? thrown.message : String(thrown));
