import type { Batch } from './batch.ts';
import type { Fault } from './faults/document.ts';
import { faultyLines } from './faults/lines.ts';
import type { Random } from './seeded.ts';

/** Lines are sent in pieces of about this many characters: large enough to be quick, small enough to be bounded. */
const CHUNK_CHARACTERS = 64 * 1024;

/** How a download differs from the plain one. */
export interface Twist {
  /** Another order than that of other variants. */
  variant?: string;
  faults: Fault[];
  random: Random;
}

/** The results as JSON Lines, made while they are read: the reader's pace bounds the memory. */
export function resultsStream(batch: Batch, twist: Twist): ReadableStream<Uint8Array> {
  const lines = faultyLines(linesOf(batch, twist.variant), twist.faults, twist.random);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        let text = '';
        while (text.length < CHUNK_CHARACTERS) {
          const { done, value } = lines.next();
          if (done) {
            if (text !== '') controller.enqueue(encoder.encode(text));
            controller.close();
            return;
          }
          text += value;
        }
        controller.enqueue(encoder.encode(text));
      },
      cancel() {
        lines.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

function* linesOf(batch: Batch, variant?: string): Generator<string> {
  for (const line of batch.results(variant)) yield `${JSON.stringify(line)}\n`;
}
