// How a reader of records goes through a download, in the thread that it reads in.
import type { RecordRows } from '../../wire/types.ts';
import type { Results } from '../runtime/modules.ts';
import type { Download, Sink } from './download.ts';

/**
 * What becomes of the records of one chunk. `byteOffset` is where `bytes()` starts in the results. It may be called once, after
 * what `rows` has in the core's memory was read.
 * @internal
 */
export type TakeRows<T> = (rows: RecordRows, byteOffset: number, bytes: () => Uint8Array, chunk: Uint8Array) => T;

/**
 * Reads records from a byte of the results on. With `areKept` their bytes are copies: a stream of the caller's may fill its
 * buffer again, and records read their bytes later.
 * @internal
 */
export function recordSink<T>(
  core: Results,
  { byteOffset, areKept }: { byteOffset: number; areKept: boolean | undefined },
  take: TakeRows<T>,
): Sink<RecordRows, T> {
  /** Byte of the results at which the reader continues. */
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
 * The part of a chunk that the reader received.
 * @internal
 */
export function newBytes(core: Results, download: Download, chunk: Uint8Array): Uint8Array {
  const bytes = core.sync(() => download.newBytes());
  return typeof bytes === 'number' ? chunk.subarray(chunk.length - bytes) : bytes;
}
