// Reads rows from a JSON array in a file. The library reads rows as text or as objects.
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

/** Whether text in a superset of ASCII begins like an array of objects. */
const isArray = (start: Uint8Array): boolean =>
  /^(?:\xef\xbb\xbf)?\s*\[\s*\{/.test(Buffer.from(start.subarray(0, HEAD)).toString('latin1'));

async function objectsIn(bytes: Uint8Array, name: string, encoding: string | undefined): Promise<object[]> {
  const { value } = await parseJson(bytes, name, encoding);
  return value as object[];
}
