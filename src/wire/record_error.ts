// The error of a record, wherever a server puts it: the same reading as record_error.rs, which decides the outcome by it.
import type { ErrorObject } from './types.ts';

interface Fields {
  readonly [field: string]: unknown;
}

/** Objects in objects that are looked into. The API has two. */
const MAX_DEPTH = 4;

/**
 * The inner error of a result, as the API sent it; of a server that puts type and message elsewhere, one that has both.
 * `above` returns the error beside the result. `undefined` if there is no error.
 */
export function errorOf(result: Fields, type: string, above: () => unknown): ErrorObject | undefined {
  const inner = object(object(result.error)?.error);
  if (isError(inner) && object(inner.error) === undefined) return inner as ErrorObject;
  const places = [
    errorIn(result.error, 0),
    { type: string(result.error_type), message: string(result.message) ?? string(result.error_message) },
  ];
  if (places.every((place) => place.type === undefined || place.message === undefined))
    places.push(errorIn(above(), 0));
  const first = (key: string) => places.map((place: Fields) => place[key]).find((value) => value !== undefined);
  const kind = first('type');
  const message = first('message');
  if (kind === undefined && message === undefined && type !== 'errored') return undefined;
  return { ...places[0], type: String(kind ?? type), message: String(message ?? '') };
}

/** The fields of the deepest error in a value, with the deepest type and the deepest message. */
function errorIn(value: unknown, depth: number): Fields {
  if (typeof value === 'string') return { type: isType(value) ? value : undefined, message: value };
  const own = object(value);
  if (!own || depth === MAX_DEPTH) return {};
  const { error, ...fields } = own;
  const inner = errorIn(error, depth + 1);
  const kind = string(own.type);
  return {
    ...(object(error) ? inner : fields),
    type: inner.type ?? (kind === 'error' ? undefined : kind) ?? string(own.code),
    message: inner.message ?? string(own.message),
  };
}

const isError = (value: Fields | undefined): value is Fields =>
  typeof value?.type === 'string' && value.type !== 'error' && typeof value.message === 'string';

/** Whether a text can be the type of an error: a word as those of the API are. */
const isType = (text: string): boolean => /^[a-z_]*_[a-z_]*$/.test(text);

const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const object = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
