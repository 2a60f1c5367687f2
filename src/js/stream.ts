/**
 * Makes a stream that requests a piece only on demand, so the consumer has taken every piece before the last. `convert` makes a
 * chunk of a piece.
 * @internal
 */
export function streamOf<T>(pieces: AsyncIterator<T, unknown>): ReadableStream<T>;
export function streamOf<P, T>(pieces: AsyncIterator<P, unknown>, convert: (piece: P) => T): ReadableStream<T>;
export function streamOf(
  pieces: AsyncIterator<unknown>,
  convert = (piece: unknown): unknown => piece,
): ReadableStream<unknown> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(convert(value));
      },
      async cancel() {
        await pieces.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
