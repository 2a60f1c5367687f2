// Rows one by one, whatever they come as: objects and ids as they are, JSONL line by line.
import { wrong } from '../options.ts';
import { chunks, parts, read, slices } from './bytes.ts';
import { classify } from './classify.ts';
import { textLines } from './lines.ts';
import type { Pieces } from './pieces.ts';

/** @internal */
export function jsonLines(rows: unknown): AsyncIterable<unknown> {
  const given = classify(rows);
  switch (given.kind) {
    case 'text':
      return parsed(slices(given.value));
    case 'bytes':
      return parsed(chunks(given.value));
    case 'blob':
      return parsed(parts(given.value));
    case 'stream':
      return parsed(read(given.value));
    case 'iterable':
      return given.isAsync ? given.value : items(given.value);
    default:
      if (Symbol.asyncIterator in Object(rows)) return rows as AsyncIterable<unknown>;
      throw wrong('ids', 'ids or rows (an iterable, or JSONL as text, bytes, a Blob or a stream)', rows);
  }
}

async function* items(given: Iterable<unknown>): AsyncGenerator<unknown> {
  yield* given;
}

async function* parsed(pieces: Pieces): AsyncGenerator<unknown> {
  let line = 0;
  for await (const lines of textLines(pieces)) {
    for (const json of lines) {
      line += 1;
      if (json.trim() !== '') yield parse(json, line);
    }
  }
}

function parse(json: string, line: number): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw wrong(`ids, line ${line}`, 'JSON', json, 'other text');
  }
}
