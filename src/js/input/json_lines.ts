// Rows one by one, whatever they come as: objects and ids as they are, JSONL line by line.
import { wrong } from '../options.ts';
import { classify } from './classify.ts';

/** @internal */
export function jsonLines(rows: unknown): AsyncIterable<unknown> {
  const given = classify(rows);
  switch (given.kind) {
    case 'text':
    case 'bytes':
      return parsed(new Blob([given.value as BlobPart]).stream());
    case 'blob':
      return parsed(given.value.stream());
    case 'stream':
      return parsed(given.value);
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

async function* parsed(stream: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const reader = stream.getReader();
  const utf8 = new TextDecoder();
  let [text, line, ended] = ['', 0, false];
  try {
    while (!ended) {
      const { done, value } = await reader.read();
      ended = done;
      const lines = (text + (done ? utf8.decode() : utf8.decode(value, { stream: true }))).split('\n');
      text = done ? '' : (lines.pop() as string);
      for (const json of lines) {
        line += 1;
        if (json.trim() === '') continue;
        yield parse(json, line);
      }
    }
  } finally {
    if (!ended) void reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}

function parse(json: string, line: number): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw wrong(`ids, line ${line}`, 'JSON', json, 'other text');
  }
}
