// Rejects columns whose path does not exist, which would be blank in every line.
import { CLOSED_COLUMNS, type ColumnNames, OPEN_COLUMNS, ROW } from '../../wire/column_names.ts';
import { distance, nearest, similar } from '../nearest.ts';
import { outOfRange } from '../options.ts';

/** Maximum edit distance of a misspelled name. */
const SLIP = 2;

/**
 * Throws for a path with a name that its part of a record does not have, or with `row` if no rows are joined. The core checks
 * that `columns` is a list of paths.
 * @internal
 */
export function checkColumns(columns: unknown, hasRows: boolean): void {
  for (const [index, path] of pathsOf(columns)) {
    const [root = '', ...names] = path;
    if (root === ROW && !hasRows) {
      throw outOfRange(`columns[${index}]`, 'a part of a record; only a join has rows', textOf(path));
    }
    checkNames(index, path, names, CLOSED_COLUMNS[root], () => true);
    checkNames(index, path, names, OPEN_COLUMNS[root], (name, meant) => distance(plain(name), plain(meant)) <= SLIP);
  }
}

/**
 * Throws for a path into a row if the first row of a join does not have that column.
 * @internal
 */
export function checkRowColumns(columns: unknown, row: unknown): void {
  if (typeof row !== 'object' || row === null || 'toJSON' in row) return;
  const known = Object.keys(row);
  for (const [index, path] of pathsOf(columns)) {
    const [root, name] = path;
    if (root !== ROW || name === undefined || Object.hasOwn(row, name)) continue;
    throw unknown(index, path, name, known, 'a column of the rows');
  }
}

function checkNames(
  index: number,
  path: string[],
  [name, ...rest]: string[],
  known: ColumnNames | null | undefined,
  isWrong: (name: string, meant: string) => boolean,
): void {
  if (!known || name === undefined) return;
  const names = Object.keys(known);
  // A value without parts is written whole, so a path must end there.
  if (Object.hasOwn(known, name)) {
    checkNames(index, path, rest, known[name], isWrong);
    return;
  }
  const meant = nearest(name, names);
  if (meant !== undefined && isWrong(name, meant)) {
    throw unknown(index, path, name, names, `a part of ${path.slice(0, path.indexOf(name)).join('.')}`);
  }
}

function unknown(index: number, path: string[], name: string, names: readonly string[], expected: string): RangeError {
  const meant = similar(name, names);
  const better = meant && textOf([...path.slice(0, path.indexOf(name)), meant]);
  const help = better === undefined ? '' : ` (did you mean ${better}?)`;
  return outOfRange(`columns[${index}]`, expected, `${textOf([name])} in ${textOf(path)}${help}`);
}

/** Splits each path at its dots; a backslash escapes the next character. A path may start with `name=`. */
function pathsOf(columns: unknown): [index: number, path: string[]][] {
  const texts: unknown[] = Array.isArray(columns) ? columns : [];
  return texts.flatMap((text, index): [number, string[]][] => {
    if (typeof text !== 'string') return [];
    const path = text.slice(text.indexOf('=') + 1).match(/(?:\\.|[^.\\])+/gs) ?? [];
    return [[index, path.map((name) => name.replaceAll(/\\(.)/gs, '$1'))]];
  });
}

/** Formats a path. */
const textOf = (path: string[]): string => path.map((name) => name.replaceAll(/[\\.]/g, '\\$&')).join('.');

const plain = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '');
