import { type BatchInput, fromRows, type RowOptions } from 'message-batches';

/** How a table becomes requests. */
export interface Rows {
  template: object;
  options: RowOptions;
}

/** A file as requests, read piece by piece; `read` is told how far in the file each reading is. */
export function requestsOf(file: Blob, rows: Rows | undefined, read: (byte: number) => void): BatchInput {
  if (!rows) return { size: file.size, open: (from) => inTurns(told(file, from, read)) };
  const made = () => fromRows(told(file, 0, read), rows.template, rows.options).jsonl();
  return { reiterable: true, jsonl: () => inTurns(made()) };
}

/** Names of the columns of a table. */
export const columnsOf = (file: File): Promise<string[]> => fromRows(file, {}).columns();

function told(file: Blob, from: number, read: (byte: number) => void): ReadableStream<Uint8Array> {
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

/** So long one may work before the page has to have its turn: to draw, to take a click. */
const TURN_MS = 30;

/** Lets the page draw, and take a click. */
export const nextTurn = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));

/** The same pieces. Reading them alone would not let the page have its turn: what is there already is given at once. */
async function* inTurns(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let since = performance.now();
  for await (const piece of pieces) {
    yield piece;
    if (performance.now() - since < TURN_MS) continue;
    await nextTurn();
    since = performance.now();
  }
}
