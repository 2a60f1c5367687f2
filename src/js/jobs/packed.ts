// Stores ids compactly. The first byte names the compression.

const PLAIN = 0;
const DEFLATED = 1;

type Through = Pick<CompressionStream, 'readable' | 'writable'>;

/** Packs bytes. Older runtimes cannot compress, and store the bytes unchanged. */
export async function pack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof CompressionStream === 'undefined') return marked(PLAIN, bytes);
  return marked(DEFLATED, await piped(bytes, new CompressionStream('deflate-raw')));
}

/** Unpacks bytes. */
export async function unpack(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const bytes = packed.subarray(1) as Uint8Array<ArrayBuffer>;
  return packed[0] === DEFLATED ? piped(bytes, new DecompressionStream('deflate-raw')) : bytes;
}

function marked(mark: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(1 + bytes.length);
  all[0] = mark;
  all.set(bytes, 1);
  return all;
}

/** Does not use `Blob` and `Response`, which would each hold all bytes. */
async function piped(bytes: BufferSource, through: Through): Promise<Uint8Array> {
  const writer = through.writable.getWriter();
  // Its errors also reach the readable side.
  const written = writer.write(bytes).then(() => writer.close());
  written.catch(() => {});
  const reader = through.readable.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    size += value.length;
  }
  await written;
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
