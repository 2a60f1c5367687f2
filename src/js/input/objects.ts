// Writes objects as JSON text, in pieces: the elements of one array.
import { wrong } from '../options.ts';
import { cut } from './bytes.ts';
import { withNumbers } from './not_finite.ts';
import { PIECE } from './pieces.ts';
import { refusePlanned } from './planned.ts';
import { unwritable } from './unwritable.ts';

/**
 * Maximum number of objects per `JSON.stringify` call. More are slightly faster, but they may all be longer than those before,
 * and no timer fires during a call.
 */
const MOST = 8;

/** Approximate number of characters per call. With longer objects, fewer calls save no time. */
const LENGTH = PIECE / 2;

interface ElementOptions {
  open?: string;
  close?: string;
  from?: number | undefined;
  /** Whether NaN becomes null, which is an empty column. */
  areRows?: boolean;
}

/**
 * Yields the JSON of each value from index `from` on, separated by commas, between `open` and `close`.
 *
 * The JSON is what `JSON.stringify` returns for each value alone, except that `NaN` is not `null` in requests. Several elements
 * of an array are written in one call, which is faster. A value of another iterable may change when the next one is requested, so
 * it is written before that.
 * @internal
 */
export async function* elements(
  values: Iterable<unknown> | AsyncIterable<unknown>,
  { open = '', close = '', from = 0, areRows = false }: ElementOptions,
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
  const write: Write = areRows ? written : withNumbers;
  try {
    if (Symbol.iterator in values) {
      // Takes half the time of the other loop, which has a promise per value.
      for (const json of isPlainArray(values) ? together(values, from, write) : eachFrom(values, from, write)) {
        if (add(json)) yield* take();
      }
    } else {
      let index = 0;
      for await (const value of values) if (add(alone(value, index++, write))) yield* take();
    }
  } catch (reason) {
    // Yields the values before the failure first, so that the result does not depend on where pieces end.
    failure = { reason };
  }
  text += close;
  yield* take();
  if (failure) throw failure.reason;
}

type Write = (value: unknown, json: string) => string;

const written: Write = (_, json) => json;

/**
 * Writes one value. A value without a JSON form (undefined, a function) becomes null, as in an array. An iterable that begins
 * with bytes is most likely a byte stream, and one that begins with a shard is a list of shards.
 */
function alone(value: unknown, index: number, write: Write): string {
  if (index === 0) refusePlanned('input', value);
  if (index === 0 && ArrayBuffer.isView(value)) {
    throw wrong('input', 'requests as objects', value, 'bytes. Pass { jsonl: () => input }, or a stream of them');
  }
  try {
    return write(value, JSON.stringify(value) ?? 'null');
  } catch (reason) {
    throw unwritable(value, `requests.${index}`, reason);
  }
}

function* eachFrom(values: Iterable<unknown>, from: number, write: Write): Generator<string> {
  let index = 0;
  for (const value of values) {
    if (index >= from) yield alone(value, index, write);
    index += 1;
  }
}

/** Whether iterating over it only reads its elements. */
function isPlainArray(values: Iterable<unknown>): values is readonly unknown[] {
  return Array.isArray(values) && values[Symbol.iterator] === Array.prototype.values;
}

/** Yields the elements of an array. Each call writes as many as fill `LENGTH`, if they are as long as those of the last call. */
function* together(values: readonly unknown[], from: number, write: Write): Generator<string> {
  let most = 1;
  const note = (json: string, count: number): string => {
    most = Math.max(1, Math.min(MOST, 2 * most, Math.floor((LENGTH * count) / json.length)));
    return json;
  };
  for (let at = from; at < values.length; ) {
    const slice = sliceOf(values, at, most);
    const end = at + Math.max(slice.length, 1);
    const json = slice.length > 1 ? inOneCall(slice, write) : undefined;
    if (json !== undefined) yield note(json, slice.length);
    else for (; at < end && at < values.length; at += 1) yield note(alone(values[at], at, write), 1);
    at = end;
  }
}

/**
 * Returns at most `most` elements from `start` on whose JSON does not depend on their index, which `toJSON` receives as the key.
 */
function sliceOf(values: readonly unknown[], start: number, most: number): unknown[] {
  const slice: unknown[] = [];
  try {
    for (let at = start; slice.length < most && at < values.length; at += 1) {
      const value = values[at];
      if (typeof value !== 'object' || value === null || hasToJson(value)) break;
      slice.push(value);
    }
  } catch {
    // The element that fails here fails again once the values before it are written.
  }
  return slice;
}

/** Returns the JSON of these values, separated by commas; `undefined` if one of them fails, or if arrays have a `toJSON`. */
function inOneCall(slice: unknown[], write: Write): string | undefined {
  if (hasToJson(slice)) return undefined;
  try {
    return write(slice, JSON.stringify(slice)).slice(1, -1);
  } catch {
    return undefined;
  }
}

const hasToJson = (value: object & { toJSON?: unknown }): boolean => value.toJSON !== undefined;
