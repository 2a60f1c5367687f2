// Classifies values independently of their realm. Test runners, frames and frameworks pass values of another realm, or of their
// own classes, which `instanceof` does not recognize.

const tag = (value: unknown): string => Object.prototype.toString.call(value).slice('[object '.length, -1);

const has = (value: unknown, method: string): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function';

/**
 * Returns the bytes of a buffer or of a view of one.
 * @internal
 */
export function bytesIn(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return /^(?:Shared)?ArrayBuffer$/.test(tag(value)) ? new Uint8Array(value as ArrayBuffer) : undefined;
}

/**
 * Whether a value has bytes that can be sliced: a `Blob`, a `File`, or a polyfill of one.
 * @internal
 */
export function isBlob(value: object): value is Blob {
  return has(value, 'slice') && 'size' in value && (has(value, 'stream') || has(value, 'arrayBuffer'));
}

/**
 * Whether a value is an object literal.
 * @internal
 */
export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Whether a value has entries of its own, unlike an array, bytes, a `Date` or a `Map`.
 * @internal
 */
export const isRecord = (value: unknown): value is object => tag(value) === 'Object';

/** @internal */
export const isSet = (value: unknown): value is ReadonlySet<unknown> => tag(value) === 'Set';

/**
 * Whether a value is a `URL`, including one that a bundler made, which may be relative.
 * @internal
 */
export function isUrl(value: unknown): value is URL {
  return typeof value === 'object' && value !== null && 'href' in value && 'protocol' in value;
}

/** @internal */
export function isResponse(value: unknown): value is Response {
  return has(value, 'arrayBuffer') && has(Reflect.get(value as object, 'headers'), 'get') && 'ok' in (value as object);
}

/** @internal */
export const isModule = (value: unknown): value is WebAssembly.Module => tag(value) === 'WebAssembly.Module';

/** @internal */
export const isError = (value: unknown): value is Error => value instanceof Error || tag(value) === 'Error';

/**
 * Describes a thrown value.
 * @internal
 */
export const reasonOf = (thrown: unknown): string => (isError(thrown) ? thrown.message : String(thrown));
