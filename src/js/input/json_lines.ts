// Rows one by one: objects and ids unchanged, JSONL line by line.
import { wrong } from '../options.ts';
import { chunks, parts, read, slices } from './bytes.ts';
import { classify } from './classify.ts';
import { textLines } from './lines.ts';
import type { Pieces } from './pieces.ts';

/** @internal */
export function jsonLines(rows: unknown): AsyncIterable<unknown> {
  const classified = classify(rows);
  switch (classified.kind) {
    case 'text':
      return parseLines(slices(classified.value));
    case 'bytes':
      return parseLines(chunks(classified.value));
    case 'blob':
      return parseLines(parts(classified.value));
    case 'stream':
      return parseLines(read(classified.value));
    case 'iterable':
      return classified.isAsync ? classified.value : items(classified.value);
    default:
      if (Symbol.asyncIterator in Object(rows)) return rows as AsyncIterable<unknown>;
      throw wrong('ids', 'ids or rows (an iterable, or JSONL as text, bytes, a Blob or a stream)', rows);
  }
}

async function* items(values: Iterable<unknown>): AsyncGenerator<unknown> {
  yield* values;
}

async function* parseLines(pieces: Pieces): AsyncGenerator<unknown> {
  let line = 0;
  for await (const lines of textLines(pieces)) {
    for (const json of lines) {
      line += 1;
      if (json.trim() !== '') yield parseLine(json, line);
    }
  }
}

function parseLine(json: string, line: number): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw wrong(`ids, line ${line}`, 'JSON', json, 'other text');
  }
}
