/** A short body as a Blob, or a longer one as a stream. */
export type Peeked = { whole: Blob; stream?: undefined } | { whole?: undefined; stream: ReadableStream<Uint8Array> };

/** Reads a body to its end if that comes within about `limit` bytes; rejects if it is interrupted before. */
export async function peek(body: ReadableStream<Uint8Array>, limit: number): Promise<Peeked> {
  const reader = body.getReader();
  const pieces: Uint8Array[] = [];
  for (let length = 0; length <= limit; ) {
    const { done, value } = await reader.read();
    if (done) return { whole: new Blob(pieces) };
    pieces.push(value);
    length += value.byteLength;
  }
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = pieces.shift() ?? (await reader.read()).value;
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { stream };
}
