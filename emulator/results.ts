import type { Batch } from './batch.ts';

/** Lines are sent in pieces of about this many characters: large enough to be quick, small enough to be bounded. */
const CHUNK_CHARACTERS = 64 * 1024;

/** The results as JSON Lines, made while they are read: the reader's pace bounds the memory. */
export function resultsStream(batch: Batch): ReadableStream<Uint8Array> {
  const results = batch.results();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      let text = '';
      while (text.length < CHUNK_CHARACTERS) {
        const { done, value } = results.next();
        if (done) {
          if (text !== '') controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += `${JSON.stringify(value)}\n`;
      }
      controller.enqueue(encoder.encode(text));
    },
    cancel() {
      results.return(undefined);
    },
  });
}
