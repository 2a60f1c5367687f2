// Transfers errors from a worker to its page.
import { BatchError, dress } from '../errors.ts';
import { isError } from '../realms.ts';
import type { PackedError } from './protocol.ts';

/** Returns the cloneable parts of any thrown value. */
export function pack(thrown: unknown): PackedError {
  if (!isError(thrown)) return { name: 'Error', message: String(thrown), fields: {}, cause: undefined };
  const { name, message, cause } = thrown;
  return { name, message, fields: { ...thrown }, cause: isError(cause) ? new Error(cause.message) : undefined };
}

const BUILT_IN: Record<string, ErrorConstructor> = { TypeError, RangeError, SyntaxError };

/** Restores the error. `original` replaces the packed cause. */
export function unpack({ name, message, fields, cause }: PackedError, original = cause): unknown {
  const Class = (Object.hasOwn(BUILT_IN, name) && BUILT_IN[name]) || Error;
  const error = new Class(message, original === undefined ? undefined : { cause: original });
  const dressed = dress(Object.assign(error, fields, Class === Error ? { name } : {}));
  return BatchError.isInstance(dressed) ? dressed : error;
}
