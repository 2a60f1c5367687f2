// Waits of a client: for the end of a batch, and for a key.
import type { MessageBatch, PollOptions } from '../wire/types.ts';
import { abortable } from './abort.ts';
import { ConnectionError, PollTimeoutError } from './errors.ts';
import { check, POLL } from './options.ts';

/**
 * Polls once; `polling` is the state of the poll before.
 * @internal
 */
export type Look = (
  polling: unknown,
  options: PollOptions,
) => Promise<{ batch: MessageBatch; done: boolean; polling: unknown }>;

/**
 * A batch after each poll. A `stop` whose reason is itself ends it without an error.
 * @internal
 */
export async function* watch(look: Look, options: PollOptions, stop: AbortController): AsyncGenerator<MessageBatch> {
  check(options, POLL);
  const { signal } = options;
  const onAbort = () => stop.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  let last: MessageBatch | undefined;
  try {
    for (let polling: unknown; ; ) {
      const step = await look(polling, { ...options, signal: stop.signal });
      last = step.batch;
      yield last;
      if (step.done) return;
      polling = step.polling;
    }
  } catch (error) {
    if (error === stop) return;
    // Where the last look failed, an earlier one may not have.
    if (error instanceof PollTimeoutError && last) (error as { batch?: MessageBatch }).batch ??= last;
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** As the core has it. */
const TIMEOUT_MS = 600_000;
/** Timers of a longer time fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * The key that a function returns, up to the time limit of an attempt, which begins with the question for the key.
 * @internal
 */
export async function keyOf(
  ask: () => string | Promise<string>,
  timeoutMs: number | undefined,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const ms = timeoutMs ?? TIMEOUT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const onLate = () => {
      const message = `apiKey: the function returned no key within ${ms} ms.`;
      reject(new ConnectionError(message, { code: 'timed_out' }));
    };
    timer = setTimeout(onLate, Math.min(ms, LONGEST_MS));
  });
  try {
    return await abortable(Promise.race([late, ask()]), signal);
  } finally {
    clearTimeout(timer);
  }
}
