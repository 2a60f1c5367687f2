// Writes results as files: the core makes the bytes, and streams and responses deliver them.
import type { ExportOptions } from '../../wire/types.ts';
import { check, checkOutcomes, EXPORT, wrong } from '../options.ts';
import type { Results } from '../runtime/modules.ts';
import { checkColumns } from './columns.ts';

/**
 * A stream whose bytes are made on demand. Cancelling it calls `cancel`. If `onEnd` throws, the stream fails at its end.
 * @internal
 */
export function fileStream(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  cancel: () => Promise<void>,
  onEnd: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      async pull(controller) {
        for (;;) {
          const { done, value } = await pieces.next();
          if (done) {
            onEnd();
            return controller.close();
          }
          if (value.length === 0) continue;
          return controller.enqueue(value);
        }
      },
      cancel,
    },
    // No read-ahead.
    { highWaterMark: 0 },
  );
}

/**
 * Checks the names of options and of columns, and the options that the shell itself uses. Only a join has rows.
 * @internal
 */
export function checkExport(options: ExportOptions, hasRows = false): void {
  check(options, EXPORT);
  const { onReport } = options;
  if (onReport !== undefined && typeof onReport !== 'function') throw wrong('onReport', 'a function', onReport);
  checkColumns(options.columns, hasRows);
  checkOutcomes(options.outcomes);
}

/**
 * Returns a file as a response. Throws for wrong options before anything is read.
 * @internal
 */
export function fileResponse(
  core: Results,
  format: 'jsonl' | 'csv',
  options: ExportOptions,
  stream: () => ReadableStream<Uint8Array<ArrayBuffer>>,
): Response {
  const headers = core.sync((glue) => glue.fileHeaders(format, options));
  return new Response(stream(), { headers });
}
