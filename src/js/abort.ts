/**
 * Returns the result of `work`, or rejects with the reason of an abort that comes first. For work of the caller that may hang,
 * such as a stream or a function.
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return work;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Cancels a source without waiting for it, and ignores its errors. The source of `node-fetch` is a Node stream.
 * @internal
 */
export function drop(
  source: { cancel?(reason?: unknown): Promise<void>; destroy?(): unknown } | null | undefined,
  reason?: unknown,
): void {
  if (source?.cancel) source.cancel(reason).catch(() => {});
  else source?.destroy?.();
}

/**
 * Makes the generator call `leave` when its reader leaves early. Without this, a generator that has not started would run none of
 * its code, not even a `finally`.
 */
export function leaving<T>(generator: AsyncGenerator<T>, leave: () => unknown): AsyncGenerator<T> {
  const end = generator.return.bind(generator);
  const fail = generator.throw.bind(generator);
  return Object.assign(generator, {
    return: async (value: unknown) => {
      await leave();
      return end(value);
    },
    throw: async (error: unknown) => {
      await leave();
      return fail(error);
    },
  });
}
