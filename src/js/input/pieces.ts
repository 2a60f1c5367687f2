// Pieces of an input on their way to WebAssembly.
import type { RowId } from '../../wire/types.ts';

/** @internal */
export type Piece = string | Uint8Array;

/** @internal */
export type Pieces = AsyncIterator<Piece, undefined, undefined>;

/**
 * Approximate size of the pieces of objects, in characters.
 * @internal
 */
export const PIECE = 65_536;

/**
 * A method of the object that `fromRows` returns: like `jsonl`, for use within the core.
 * @internal
 */
export const READERS: unique symbol = Symbol('readers');

/**
 * A property of the object that `fromRows` returns: whether the rows are text, so that line numbers are useful to the caller.
 * @internal
 */
export const ARE_LINES: unique symbol = Symbol('lines');

/**
 * The key under which requests made from rows provide the rows to a join: each row as an object, with the id of its request.
 * @internal
 */
export const ROWS: unique symbol = Symbol('rows');

declare const ROW: unique symbol;

/** A property that only the compiler sees: it keeps the type of rows for `join`. */
export interface TypedRows<Row extends object> {
  readonly [ROW]: Row;
}

/**
 * A column of rows of a type: a key, or a path with dots. `Name` is the name that was passed: one in a variable may be any string,
 * and so may one of rows whose type does not say which keys there are.
 */
export type ColumnOf<Row, Name extends string> = (keyof Row & string) | `${string}.${string}` | Unlisted<Row, Name>;

type Unlisted<Row, Name extends string> = string extends Name ? string : [Name] extends [AnyKeyOf<Row>] ? Name : never;

type AnyKeyOf<Row> = Row extends unknown ? ([keyof Row] extends [never] ? string : keyof Row) : never;

/** Rows that know the ids of their requests: those of `fromRows`. */
export interface RowsWithIds {
  /** Whether the rows can be read again. */
  readonly reiterable: boolean;
  /** Yields the row that each request was made from. */
  ids(): AsyncIterable<RowId>;
}

/** @internal */
export type RowWithId = RowId & { readonly source: object };

const utf8 = new TextEncoder();

/**
 * Encodes a piece as bytes. Text is encoded here because the glue would copy it character by character.
 * @internal
 */
export const encoded = (piece: Piece): Uint8Array => (typeof piece === 'string' ? utf8.encode(piece) : piece);

/** A UTF-16 code unit becomes at most three bytes. */
const WIDEST = 3;
let scratch: Uint8Array | undefined;

/**
 * Encodes a piece into a shared buffer, for a core function that copies it immediately: the bytes are valid until the next call,
 * and create no garbage.
 * @internal
 */
export function brieflyEncoded(piece: Piece): Uint8Array {
  if (typeof piece !== 'string' || piece.length > 2 * PIECE) return encoded(piece);
  scratch ??= new Uint8Array(2 * PIECE * WIDEST);
  return scratch.subarray(0, utf8.encodeInto(piece, scratch).written);
}
