import type { Spill } from './spill.ts';

/** Small pieces are collected up to this many bytes. */
const PIECE = 4_194_304;

/**
 * Keeps results in `Blob`s. Browsers hold those outside of the page's memory, and on disk if they are large; Node and
 * Workers hold them in memory.
 */
export function blobSpill(): Spill {
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let blobs: Blob[] = [];
  let whole = new Blob();
  const collect = () => {
    blobs.push(new Blob(parts));
    [parts, size] = [[], 0];
  };
  return {
    write(bytes) {
      parts.push(bytes);
      size += bytes.length;
      if (size >= PIECE) collect();
    },
    seal() {
      collect();
      whole = new Blob(blobs);
      blobs = [];
    },
    read: async (start, end) => new Uint8Array(await whole.slice(start, end).arrayBuffer()),
    close() {
      [parts, blobs, whole] = [[], [], new Blob()];
    },
  };
}
