// Results as files: the core writes the bytes, streams and answers carry them.
import type { ExportOptions } from '../../wire/types.ts';
import type { Results } from '../runtime/modules.ts';

/**
 * A stream of what is made while it is read. Cancelling it calls `cancel`.
 * @internal
 */
export function streamed(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  cancel: () => Promise<void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      async pull(controller) {
        for (;;) {
          const { done, value } = await pieces.next();
          if (done) return controller.close();
          if (value.length === 0) continue;
          return controller.enqueue(value);
        }
      },
      cancel,
    },
    // Nothing is read that nobody waits for.
    { highWaterMark: 0 },
  );
}

/**
 * The answer that a file is. Options that are wrong are told before anything is read.
 * @internal
 */
export function answer(
  core: Results,
  format: 'jsonl' | 'csv',
  options: ExportOptions,
  stream: () => ReadableStream<Uint8Array<ArrayBuffer>>,
): Response {
  const headers = core.sync((glue) => {
    const file = new glue.Export(format, options);
    try {
      return file.headers();
    } finally {
      file.free();
    }
  });
  return new Response(stream(), { headers });
}
