// The error of a record, wherever a server puts it: the same reading as record_error.rs, which decides the outcome by it.
import type { ErrorObject } from './types.ts';

interface Fields {
  readonly [field: string]: unknown;
}

/** Names of the text of an error, the best first. Names are compared without case and `_`. */
const MESSAGES = ['message', 'errormessage', 'errordescription', 'detail', 'description', 'msg', 'title'];

/** Words in place of a type that say nothing: the first only wraps an error, the second is how Python writes that there is none. */
const FILLERS = ['error', 'None', 'null', 'about:blank'];

/** Objects in objects that are looked into. The API has two. */
const MAX_DEPTH = 4;

/**
 * The inner error of a result, as the API sent it; of a server that puts type and message elsewhere, one that has both.
 * `reason` is the core's word for it, `above` returns the error beside the result. `undefined` if there is no error.
 */
export function errorOf(result: Fields, type: string, reason: string, above: () => unknown): ErrorObject | undefined {
  const inner = object(object(result.error)?.error);
  if (isError(inner) && object(inner.error) === undefined) return inner as ErrorObject;
  // A server may send the error in place of the message.
  const message = object(result.message);
  const isAnswer = (message?.content as string | undefined)?.length || message?.stop_reason;
  const places = [
    errorIn(result.error, 0),
    errorIn(isAnswer ? undefined : message, 0),
    { type: string(result.error_type), message: string(result.message) ?? string(result.error_message) },
  ];
  if (places.every((place) => place.type === undefined || place.message === undefined))
    places.push(errorIn(above(), 0));
  const first = (key: string) => places.map((place: Fields) => place[key]).find((value) => value !== undefined);
  const kind = first('type');
  const text = first('message');
  if (kind === undefined && text === undefined && type !== 'errored') return undefined;
  return { ...places[1], ...places[0], type: String(kind ?? reason), message: String(text ?? '') };
}

/** The fields of the deepest error in a value, with the deepest type and the deepest message. */
function errorIn(value: unknown, depth: number): Fields {
  if (typeof value === 'string') return { type: isType(value) ? value : undefined, message: value };
  if (Array.isArray(value) && depth < MAX_DEPTH) return errorIn(value[0], depth + 1);
  const own = object(value);
  if (!own || depth === MAX_DEPTH) return {};
  const { error, ...fields } = own;
  const inner = errorIn(error ?? named(own, 'errors'), depth + 1);
  const kind = string(own.type);
  return {
    ...(object(error) ? inner : fields),
    type: inner.type ?? (kind === undefined || FILLERS.includes(kind) ? undefined : kind) ?? string(own.code),
    message: inner.message ?? messageIn(own, depth),
  };
}

function messageIn(own: Fields, depth: number): unknown {
  const values = MESSAGES.map((name) => named(own, name));
  const text = values.find((value) => typeof value === 'string');
  return text ?? values.map((value) => errorIn(value, depth + 1).message).find((message) => message !== undefined);
}

/** The value of a key that is compared without case and `_`. */
function named(own: Fields, name: string): unknown {
  const key = Object.keys(own).find((key) => key.replaceAll('_', '').toLowerCase() === name);
  return key === undefined ? undefined : own[key];
}

const isError = (value: Fields | undefined): value is Fields =>
  typeof value?.type === 'string' && value.type !== 'error' && typeof value.message === 'string';

/** Whether a text can be the type of an error: a word as those of the API are. */
const isType = (text: string): boolean => /^[a-z_]*_[a-z_]*$/.test(text);

const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const object = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
