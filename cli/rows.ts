// Rows in a file that is a JSON array. The library takes rows as text, or as objects.
import { constants, gunzipSync } from 'node:zlib';
import { parseJson } from './json.ts';

type Rows = Blob | ReadableStream<Uint8Array>;

/** Returns the objects of a JSON array, and any other input unchanged. `name` is the file's name in errors. */
export async function rowsIn<Input extends Rows>(
  input: Input,
  name: string,
  encoding: string | undefined,
): Promise<Input | object[]> {
  if (input instanceof Blob) {
    if (!isArray(new Uint8Array(await input.slice(0, HEAD).arrayBuffer()))) return input;
    return objectsIn(new Uint8Array(await input.arrayBuffer()), name, encoding);
  }
  const reader = (input as ReadableStream<Uint8Array>).getReader();
  const { value: first, done } = await reader.read();
  const isList = first !== undefined && isArray(first);
  const rest = new ReadableStream<Uint8Array>({
    start: (controller) => (done ? controller.close() : controller.enqueue(first as Uint8Array)),
    async pull(controller) {
      const { value, done } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  if (!isList) return rest as Input;
  return objectsIn(new Uint8Array(await new Response(rest).arrayBuffer()), name, encoding);
}

const HEAD = 256;

/**
 * Whether text in a superset of ASCII or in UTF-16, compressed or not, begins as an array of objects. The characters that decide
 * are ASCII: in UTF-16 each has a zero byte beside it.
 */
function isArray(start: Uint8Array): boolean {
  const text = Buffer.from(decompressed(start.subarray(0, HEAD))).toString('latin1');
  return /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*\[\s*\{/.test(text.replaceAll('\0', ''));
}

/** The first bytes of a file without compression, as far as they are there. */
function decompressed(start: Uint8Array): Uint8Array {
  if (start[0] !== 0x1f || start[1] !== 0x8b) return start;
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    // Whoever reads the file reports the damage.
    return start;
  }
}

async function objectsIn(bytes: Uint8Array, name: string, encoding: string | undefined): Promise<object[]> {
  const { value } = await parseJson(bytes, name, encoding);
  return value as object[];
}
