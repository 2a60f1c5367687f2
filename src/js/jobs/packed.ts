// Ids in little space. The first byte says how the rest is packed.

const PLAIN = 0;
const DEFLATED = 1;

/** Bytes to store. Older runtimes cannot compress: they store the bytes as they are. */
export async function pack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof CompressionStream === 'undefined') return marked(PLAIN, bytes);
  return marked(DEFLATED, await piped(bytes, new CompressionStream('deflate-raw')));
}

/** The bytes that were packed. */
export async function unpack(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const bytes = packed.subarray(1);
  return packed[0] === DEFLATED ? piped(bytes, new DecompressionStream('deflate-raw')) : bytes;
}

function marked(mark: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(1 + bytes.length);
  all[0] = mark;
  all.set(bytes, 1);
  return all;
}

async function piped(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(through as ReadableWritablePair<Uint8Array, BufferSource>);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
