// Finds the error of a record, wherever a server puts it. Must match record_error.rs, which decides the outcome from it.
import type { ErrorObject } from './types.ts';

interface Fields {
  readonly [field: string]: unknown;
}

/** Field names of an error's message, in order of preference. They are compared without case and `_`. */
const MESSAGES = ['message', 'errormessage', 'errordescription', 'detail', 'description', 'msg', 'title'];

/**
 * Meaningless values of a type: the first only wraps an error, and the others mean that there is none; `None` is written by
 * Python.
 */
const FILLERS = ['error', 'None', 'null', 'about:blank'];

/** Maximum depth of nested objects that are searched. The API uses two. */
const MAX_DEPTH = 4;

/**
 * Returns the inner error of a result as the API sent it. For a server that puts type and message elsewhere, returns an error
 * that has both. `reason` is the core's word for the error, and `above` returns the error next to the result. Returns `undefined`
 * if there is no error.
 */
export function errorOf(result: Fields, type: string, reason: string, above: () => unknown): ErrorObject | undefined {
  const inner = object(object(result.error)?.error);
  if (isError(inner) && object(inner.error) === undefined) return inner as ErrorObject;
  // A server may send the error instead of the message.
  const message = object(result.message);
  const isAnswer = (message?.content as string | undefined)?.length || message?.stop_reason;
  const places = [
    errorIn(named(result, 'error') ?? named(result, 'errors'), 0),
    errorIn(isAnswer ? undefined : message, 0),
    {
      type: string(named(result, 'errortype')),
      message: string(result.message) ?? string(named(result, 'errormessage')),
    },
  ];
  if (places.every((place) => place.type === undefined || place.message === undefined))
    places.push(errorIn(above(), 0));
  const first = (key: string) => places.map((place: Fields) => place[key]).find((value) => value !== undefined);
  const kind = first('type');
  const text = first('message');
  if (kind === undefined && text === undefined && type !== 'errored') return undefined;
  return { ...places[1], ...places[0], type: String(kind ?? reason), message: String(text ?? '') };
}

/** Returns the fields of the deepest error in a value, with the deepest type and the deepest message. */
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

/** Returns the value of a key, compared without case and `_`. */
function named(own: Fields, name: string): unknown {
  const key = Object.keys(own).find((key) => key.replaceAll('_', '').toLowerCase() === name);
  return key === undefined ? undefined : own[key];
}

const isError = (value: Fields | undefined): value is Fields =>
  typeof value?.type === 'string' && value.type !== 'error' && typeof value.message === 'string';

/** Whether a text looks like an error type of the API: words joined by `_`. */
const isType = (text: string): boolean => /^[a-z_]*_[a-z_]*$/.test(text);

const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const object = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
