import type { Batch } from './batch.ts';
import type { Fault } from './faults/document.ts';
import { faultyLines } from './faults/lines.ts';
import type { Random } from './seeded.ts';

/** Approximate size of the sent pieces in characters: large enough for speed, small enough to limit memory. */
const CHUNK_CHARACTERS = 64 * 1024;

/** The differences of a download from the plain one. */
export interface Twist {
  /** Selects an order that differs from those of other variants. */
  variant?: string;
  faults: Fault[];
  random: Random;
}

/** The results as JSON Lines, produced on demand, so that the reader's pace limits the memory. */
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
