// Rows one by one, whatever they come as: objects and ids as they are, JSONL line by line.
import { wrong } from '../options.ts';

/** @internal */
export function requests(given: unknown): AsyncIterable<unknown> {
  if (typeof given === 'string' || given instanceof Uint8Array) return parsed(new Blob([given as BlobPart]).stream());
  if (typeof Blob !== 'undefined' && given instanceof Blob) return parsed(given.stream());
  if (typeof given === 'object' && given !== null) {
    if ('getReader' in given) return parsed(given as ReadableStream<Uint8Array>);
    if (Symbol.asyncIterator in given) return given as AsyncIterable<unknown>;
    if (Symbol.iterator in given) return items(given as Iterable<unknown>);
  }
  throw wrong('ids', 'ids or rows (an iterable, or JSONL as text, bytes, a Blob or a stream)', given);
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
