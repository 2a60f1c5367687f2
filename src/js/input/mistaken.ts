// Detects values that callers pass instead of an input by mistake, and says what to pass.
import { wrong } from '../options.ts';

/**
 * Throws a `TypeError` for a value that is not an input but refers to one: a path, a URL, a promise, a handle.
 * @internal
 */
export function refuseMistaken(name: string, value: unknown): void {
  const mistake = typeof value === 'string' ? inText(value) : inObject(value);
  if (mistake) throw wrong(name, 'the content itself', value, `${mistake[0]}. Pass ${mistake[1]}`);
}

type Mistake = readonly [found: string, remedy: string];

/** Longer texts are not paths. */
export const LONGEST = 1024;
export const EXTENSION =
  /\.(?:jsonl?|ndjson|csv|tsv|tab|txt|gz|zip|zst|xlsx?|xlsm|ods|numbers|parquet|arrow|avro|feather|sqlite|db)$/i;
export const ROOTED = /^(?:\.{1,2}[\\/]|~[\\/]|[\\/]|[a-z]:[\\/])/i;

function inText(text: string): Mistake | undefined {
  if (text.length > LONGEST || /[\n\r{}[\]"<>,;\t|]/.test(text)) return undefined;
  const trimmed = text.trim();
  const shown = JSON.stringify(trimmed);
  if (/^https?:\/\/\S+$/i.test(trimmed)) return [`the URL ${shown}`, `(await fetch(${shown})).body`];
  if (!EXTENSION.test(trimmed) && !ROOTED.test(trimmed) && !/^file:/i.test(trimmed)) return undefined;
  return [`the path ${shown}`, blobOf(shown)];
}

export const blobOf = (path: string): string => `await openAsBlob(${path}) (from node:fs), or the File in a page`;

function inObject(value: unknown): Mistake | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const is = (method: string) => typeof Reflect.get(value, method) === 'function';
  if (is('then')) return ['a promise', 'its value: await it first'];
  if (is('getFile')) return ['a file handle', 'await handle.getFile()'];
  if (is('readableWebStream')) return ['a file handle', 'handle.readableWebStream(), or await openAsBlob(path)'];
  if (typeof URL !== 'undefined' && value instanceof URL) {
    return [
      `the URL ${JSON.stringify(value.href)}`,
      'await openAsBlob(url) (from node:fs), or (await fetch(url)).body',
    ];
  }
  if ('headers' in value && is('arrayBuffer')) return ['a response', 'its body: response.body'];
  if (Object.prototype.toString.call(value) === '[object FileList]')
    return ['a list of files', 'one of them: files[0]'];
  if (is('pipe') && Reflect.get(value, 'readableObjectMode') === false) {
    return ['a Node stream', 'Readable.toWeb(stream), or await openAsBlob(path)'];
  }
  return undefined;
}
