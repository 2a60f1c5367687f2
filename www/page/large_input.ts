import { type BatchInput, fromRows, type RowOptions } from 'message-batches';

/** The settings for converting a table to requests. */
export interface Rows {
  template: object;
  options: RowOptions;
}

/** Reads a file as requests, chunk by chunk; calls `read` with the position in the file. */
export function requestsOf(file: Blob, rows: Rows | undefined, read: (byte: number) => void): BatchInput {
  if (!rows) return { size: file.size, open: (from) => inTurns(chunksOf(readFrom(file, from, read))) };
  const made = () => fromRows(readFrom(file, 0, read), rows.template, rows.options).jsonl();
  return { reiterable: true, jsonl: () => inTurns(made()) };
}

/** Names of the columns of a table. */
export const columnsOf = (file: File): Promise<string[]> => fromRows(file, {}).columns();

function readFrom(file: Blob, from: number, read: (byte: number) => void): ReadableStream<Uint8Array> {
  let at = from;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      at += piece.length;
      read(at);
      controller.enqueue(piece);
    },
  });
  return file.slice(from).stream().pipeThrough(count);
}

/** Yields the chunks of a stream; not every browser can iterate over one. Leaving early cancels it. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** Maximum duration of work before the page can draw and handle clicks. */
const TURN_MS = 30;

/** Lets the page draw and handle clicks. */
export const nextTurn = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));

/** Yields the same chunks, with pauses. Reading alone does not let the page draw, because buffered chunks arrive at once. */
async function* inTurns(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let since = performance.now();
  for await (const piece of pieces) {
    yield piece;
    if (performance.now() - since < TURN_MS) continue;
    await nextTurn();
    since = performance.now();
  }
}
