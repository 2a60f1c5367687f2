// Reads records from a download, in the reading thread.
import type { RecordRows } from '../../wire/types.ts';
import type { Results } from '../runtime/modules.ts';
import type { Download, Sink } from './download.ts';

/**
 * Makes an item from the records of one chunk. `byteOffset` is the offset of `bytes()` in the results. `bytes()` may be called
 * once, after reading the parts of `rows` that are in the core's memory.
 * @internal
 */
export type TakeRows<T> = (rows: RecordRows, byteOffset: number, bytes: () => Uint8Array, chunk: Uint8Array) => T;

/**
 * Reads records from an offset of the results. With `areKept` their bytes are copied, because a caller's stream may reuse its
 * buffer, and records decode their bytes later.
 * @internal
 */
export function recordSink<T>(
  core: Results,
  { byteOffset, areKept }: { byteOffset: number; areKept: boolean | undefined },
  take: TakeRows<T>,
): Sink<RecordRows, T> {
  /** Offset in the results at which the reader continues. */
  let at = byteOffset;
  return {
    reader: (glue) => glue.Reader.ofRecords(),
    item: (rows, chunk, download) =>
      take(
        rows,
        at,
        () => {
          const bytes = newBytes(core, download, chunk);
          at += bytes.length;
          return areKept ? new Uint8Array(bytes) : bytes;
        },
        chunk,
      ),
    restarted: (reader) => {
      [, at] = core.sync(() => reader.position);
    },
  };
}

/**
 * Returns the part of a chunk that the reader received.
 * @internal
 */
export function newBytes(core: Results, download: Download, chunk: Uint8Array): Uint8Array {
  const bytes = core.sync(() => download.newBytes());
  return typeof bytes === 'number' ? chunk.subarray(chunk.length - bytes) : bytes;
}
