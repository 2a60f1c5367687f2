// Classifies values that callers pass as requests, rows, ids, results or media.
import { bytesIn, isBlob, isSet } from '../realms.ts';

/**
 * The ways in which a value can be read.
 * @internal
 */
export type Classified =
  | { kind: 'text'; value: string }
  | { kind: 'bytes'; value: Uint8Array }
  | { kind: 'blob'; value: Blob }
  | { kind: 'stream'; value: ReadableStream<Uint8Array> }
  /** Has `jsonl()`: requests that are already lines. */
  | { kind: 'lines'; value: object }
  | { kind: 'iterable'; value: Iterable<unknown>; isAsync: false; again: 'anywhere' | 'start' | 'never' }
  | { kind: 'iterable'; value: AsyncIterable<unknown>; isAsync: true; again: 'never' }
  /** Has `open()`: bytes that can be read from any offset. */
  | { kind: 'source'; value: object }
  | { kind: 'object'; value: object }
  | { kind: 'other'; value: unknown };

/**
 * Classifies a value. Accepts bytes and streams of other realms and of polyfills.
 * @internal
 */
export function classify(value: unknown): Classified {
  if (typeof value === 'string') return { kind: 'text', value };
  if (typeof value !== 'object' || value === null) return { kind: 'other', value };
  const bytes = bytesIn(value);
  if (bytes) return { kind: 'bytes', value: bytes };
  if (isBlob(value)) return { kind: 'blob', value };
  if ('getReader' in value) return { kind: 'stream', value: value as ReadableStream<Uint8Array> };
  if (has(value, 'jsonl')) return { kind: 'lines', value };
  if (Symbol.iterator in value) {
    const iterable = value as Iterable<unknown>;
    const isKept = Array.isArray(value) || isSet(value);
    const again = isKept ? 'anywhere' : 'next' in value ? 'never' : 'start';
    return { kind: 'iterable', value: iterable, isAsync: false, again };
  }
  if (Symbol.asyncIterator in value) {
    // It may be a cursor that is exhausted and does not show it.
    return { kind: 'iterable', value: value as AsyncIterable<unknown>, isAsync: true, again: 'never' };
  }
  return { kind: has(value, 'open') ? 'source' : 'object', value };
}

function has(value: object, method: string): boolean {
  return typeof Reflect.get(value, method) === 'function';
}
