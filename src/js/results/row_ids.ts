// Finds the id of a row, which `join`, `inOrder` and `reconcile` look up. Loaded at the first call of one of them.
import { ID } from '../../wire/record.ts';
import { unwritable } from '../input/unwritable.ts';
import { similar } from '../nearest.ts';
import { describe, wrong } from '../options.ts';

export { jsonValues } from '../input/json_values.ts';

/**
 * Returns a row as JSON. `number` counts the rows from 1.
 * @internal
 */
export function rowJson(row: unknown, number: number): string {
  try {
    return JSON.stringify(row) ?? 'null';
  } catch (reason) {
    throw unwritable(row, `row ${number}`, reason);
  }
}

/** A column, or a caller's function. */
type Key = string | ((row: never, index: number) => unknown) | undefined;

const MISSING = "Pass { key: 'column' } with the column that the ids were made from";

/**
 * Returns the ids of consecutive rows.
 * @internal
 */
export class RowIds {
  readonly #key: Key;
  /** Whether the rows are those of a join, in which an empty row has no id. */
  readonly #areRows: boolean;
  #number = 0;

  constructor(key: Key, areRows: boolean) {
    this.#key = key;
    this.#areRows = areRows;
  }

  /**
   * Returns the id of the next row; `undefined` for a row of a join that is empty in every column, which `fromRows` also skips.
   */
  next(row: unknown): string | undefined {
    this.#number += 1;
    if (typeof row === 'string') return row;
    const key = this.#key ?? ID;
    const value = typeof key === 'function' ? key(row as never, this.#number - 1) : find(row, key);
    // The error below says that a promise is no id. Its own rejection must not end the process.
    if (value instanceof Promise) value.catch(() => {});
    const text = textOf(value);
    // Without a key, ids are used unchanged, including an empty one.
    if (text !== undefined && (text !== '' || this.#key === undefined)) return text;
    if (this.#areRows && isBlank(row)) return undefined;
    if (text !== undefined) return text;
    throw this.#noId(row, key, value);
  }

  #noId(row: unknown, key: NonNullable<Key>, value: unknown): TypeError {
    const isObject = typeof row === 'object' && row !== null && !ArrayBuffer.isView(row);
    if (!this.#areRows) {
      const found = isObject ? `an object with the ${ID} ${describe(value)}` : undefined;
      return wrong(`ids, item ${this.#number}`, `an id or an object with a ${ID}`, row, found);
    }
    const where = `row ${this.#number}`;
    if (!isObject) return wrong(where, 'an object', row);
    if (typeof key === 'function') return wrong(where, 'an id from the function key', value);
    const found = value === undefined ? 'none' : describe(value);
    const meant = value === undefined && this.#key !== undefined ? similar(key, Object.keys(row)) : undefined;
    const help = this.#key === undefined ? `. ${MISSING}` : meant ? ` (did you mean ${JSON.stringify(meant)}?)` : '';
    return wrong(where, `an id in the column ${JSON.stringify(key)}`, value, `${found}${help}`);
  }
}

/** Converts a value to the text from which `fromRows` makes an id. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  // A date of any realm becomes its JSON text.
  const json: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'toJSON') : undefined;
  if (typeof json !== 'function') return undefined;
  const text: unknown = json.call(value, '');
  return typeof text === 'object' ? undefined : textOf(text);
}

/** Returns the value of a column: a property, or a path of properties joined by dots. Inherited properties do not count. */
function find(row: unknown, column: string): unknown {
  if (typeof row !== 'object' || row === null) return undefined;
  if (Object.hasOwn(row, column)) return Reflect.get(row, column);
  const dot = column.indexOf('.');
  if (dot < 0) return undefined;
  const first = column.slice(0, dot);
  return Object.hasOwn(row, first) ? find(Reflect.get(row, first), column.slice(dot + 1)) : undefined;
}

/** Whether all columns of a row are empty. */
function isBlank(row: unknown): boolean {
  if (typeof row !== 'object' || row === null) return false;
  const values = Object.values(row).filter((value) => value !== undefined);
  return values.length > 0 && values.every((value) => value === null || (typeof value === 'string' && !value.trim()));
}
