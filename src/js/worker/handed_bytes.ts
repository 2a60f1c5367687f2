// Bytes that a page sends to the worker on request.
import type { ToWorker } from './protocol.ts';

type Answer = Exclude<ToWorker, { kind: 'open' | 'start' | 'next' | 'stop' }>;

/** The worker's end of the transfer. */
export class HandedBytes {
  readonly #ask: () => void;
  #take: (answer: Answer) => void = () => {};

  constructor(ask: () => void) {
    this.#ask = ask;
  }

  /** Requests one chunk while another is being read. */
  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream({
      pull: async (controller) => {
        const answered = new Promise<Answer>((resolve) => {
          this.#take = resolve;
        });
        this.#ask();
        const answer = await answered;
        if (answer.kind === 'chunk') controller.enqueue(answer.chunk as Uint8Array);
        else if (answer.kind === 'end') controller.close();
        else controller.error(new Error(answer.message));
      },
    });
  }

  take(answer: Answer): void {
    this.#take(answer);
  }
}
