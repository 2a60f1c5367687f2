// Objects as JSON text: the elements of one array, in pieces.
import { wrong } from '../options.ts';
import { cut } from './bytes.ts';
import { PIECE } from './pieces.ts';
import { refusePlanned } from './planned.ts';
import { unwritable } from './unwritable.ts';

/**
 * Objects in one call at most. More are a little faster, but all of them may be long where those before were short, and no timer
 * fires during a call.
 */
const MOST = 8;

/** Characters in one call, about: of longer objects, fewer calls save no time. */
const LENGTH = PIECE / 2;

/**
 * The JSON of each value from the index `from` on, with commas between them, after `open` and before `close`.
 *
 * It is what `JSON.stringify` makes of each value alone. Several elements of an array are written in one call, which is faster.
 * What another iterable gives may change when it is asked for the next value, so it is written before that.
 * @internal
 */
export async function* elements(
  values: Iterable<unknown> | AsyncIterable<unknown>,
  { open = '', close = '', from = 0 }: { open?: string; close?: string; from?: number | undefined },
): AsyncGenerator<string, undefined, undefined> {
  let text = open;
  let isFirst = true;
  const add = (json: string): boolean => {
    text += isFirst ? json : `,${json}`;
    isFirst = false;
    return text.length >= PIECE;
  };
  const take = () => {
    const taken = text;
    text = '';
    return cut(taken);
  };
  let failure: { readonly reason: unknown } | undefined;
  try {
    if (Symbol.iterator in values) {
      // Half the time of the other: no promise a value.
      for (const json of isPlainArray(values) ? together(values, from) : eachFrom(values, from)) {
        if (add(json)) yield* take();
      }
    } else {
      let index = 0;
      for await (const value of values) if (add(alone(value, index++))) yield* take();
    }
  } catch (reason) {
    // The values before the failure are yielded first, wherever pieces end.
    failure = { reason };
  }
  text += close;
  yield* take();
  if (failure) throw failure.reason;
}

/**
 * What has no JSON form (undefined, a function) becomes null, as it does in an array. An iterable that begins with bytes is most
 * likely a stream of them, and one that begins with a shard a list of shards.
 */
function alone(value: unknown, index: number): string {
  if (index === 0) refusePlanned('input', value);
  if (index === 0 && ArrayBuffer.isView(value)) {
    throw wrong('input', 'requests as objects', value, 'bytes. Pass { jsonl: () => input }, or a stream of them');
  }
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (reason) {
    throw unwritable(value, `requests.${index}`, reason);
  }
}

function* eachFrom(values: Iterable<unknown>, from: number): Generator<string> {
  let index = 0;
  for (const value of values) {
    if (index >= from) yield alone(value, index);
    index += 1;
  }
}

/** Whether iterating it only reads its elements. */
function isPlainArray(values: Iterable<unknown>): values is readonly unknown[] {
  return Array.isArray(values) && values[Symbol.iterator] === Array.prototype.values;
}

/** The elements of an array, in one call as many as make `LENGTH` if they are as long as those of the last call. */
function* together(values: readonly unknown[], from: number): Generator<string> {
  let most = 1;
  const note = (json: string, count: number): string => {
    most = Math.max(1, Math.min(MOST, 2 * most, Math.floor((LENGTH * count) / json.length)));
    return json;
  };
  for (let at = from; at < values.length; ) {
    const slice = sliceOf(values, at, most);
    const end = at + Math.max(slice.length, 1);
    const json = slice.length > 1 ? inOneCall(slice) : undefined;
    if (json !== undefined) yield note(json, slice.length);
    else for (; at < end && at < values.length; at += 1) yield note(alone(values[at], at), 1);
    at = end;
  }
}

/** Elements from `start` on, at most so many, whose JSON does not depend on where they are: `toJSON` gets the key. */
function sliceOf(values: readonly unknown[], start: number, most: number): unknown[] {
  const slice: unknown[] = [];
  try {
    for (let at = start; slice.length < most && at < values.length; at += 1) {
      const value = values[at];
      if (typeof value !== 'object' || value === null || hasToJson(value)) break;
      slice.push(value);
    }
  } catch {
    // What fails here fails again once the values before it are written.
  }
  return slice;
}

/** The JSON of these with commas between them; none if one of them fails, or if arrays have a `toJSON`. */
function inOneCall(slice: unknown[]): string | undefined {
  if (hasToJson(slice)) return undefined;
  try {
    return JSON.stringify(slice).slice(1, -1);
  } catch {
    return undefined;
  }
}

const hasToJson = (value: object & { toJSON?: unknown }): boolean => value.toJSON !== undefined;
