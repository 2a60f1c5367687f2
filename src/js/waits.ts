// Waits for the end of a batch, and for a key.
import type { MessageBatch, PollOptions } from '../wire/types.ts';
import { abortable } from './abort.ts';
import { BatchError, ConnectionError, PollTimeoutError } from './errors.ts';
import { check, POLL } from './options.ts';
import { allowListeners } from './runtime/runtime.ts';

/**
 * Polls once. `polling` is the state after the previous poll.
 * @internal
 */
export type Look = (
  polling: unknown,
  options: PollOptions,
) => Promise<{ batch: MessageBatch; done: boolean; polling: unknown }>;

/**
 * Yields a batch after each poll. An abort of `stop` with itself as the reason ends the loop without an error.
 * @internal
 */
export async function* watch(look: Look, options: PollOptions, stop: AbortController): AsyncGenerator<MessageBatch> {
  check(options, POLL);
  const { signal } = options;
  const onAbort = () => stop.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  allowListeners(signal);
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
    // The error of a failed poll has no batch, but an earlier poll may have returned one.
    if (error instanceof PollTimeoutError && last) (error as { batch?: MessageBatch }).batch ??= last;
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * Makes a second loop an error. A generator that has ended would silently yield nothing.
 * @internal
 */
export function loopedOnce<T>(batches: AsyncGenerator<T>): AsyncGenerator<T> {
  let isLooped = false;
  return Object.assign(batches, {
    [Symbol.asyncIterator]: () => {
      if (isLooped) {
        throw new BatchError('watch: its batches were read already. Call watch(id) again.', { code: 'invalid_option' });
      }
      isLooped = true;
      return batches;
    },
  });
}

/** The core has the same default. */
const TIMEOUT_MS = 600_000;
/** Timers with a longer delay fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Calls a caller's key function. The time limit of an attempt starts with this call.
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
