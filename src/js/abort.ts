/**
 * Returns the result of `work`, or rejects with the reason of an earlier abort. For work that is not ours and may hang: a
 * caller's stream, a caller's function.
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
 * Cancels a source without waiting for it, and ignores its errors.
 * @internal
 */
export function drop(source: { cancel(reason?: unknown): Promise<void> } | null | undefined, reason?: unknown): void {
  source?.cancel(reason).catch(() => {});
}
