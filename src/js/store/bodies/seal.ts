// The seal at the end of a file with a body. It marks the body as complete, and contains its name and size.
//
//   the bytes
//   \nmessage-batches body {"name":…,"size":…}
//   the length of the seal, as 8 digits

const SEAL = /^\nmessage-batches body (\{"name":"[A-Za-z0-9._/-]{1,512}","size":\d{1,15}\})(\d{8})$/;

/** Maximum size of a seal. */
export const MAX_SEAL = 600;

/** @internal */
export function sealOf(name: string, size: number): Uint8Array<ArrayBuffer> {
  const text = `\nmessage-batches body ${JSON.stringify({ name, size })}`;
  return new TextEncoder().encode(text + String(text.length + 8).padStart(8, '0'));
}

/**
 * Reads the seal from the last bytes of a file. Returns `undefined` unless the file is sealed and complete.
 * @internal
 */
export function readSeal(end: Uint8Array, fileSize: number): { name: string; size: number } | undefined {
  const text = String.fromCharCode(...end);
  const length = /\d{8}$/.exec(text)?.[0];
  const [seal, json] = (length && SEAL.exec(text.slice(-Number(length)))) || [];
  if (seal === undefined || json === undefined) return undefined;
  const { name, size } = JSON.parse(json) as { name: string; size: number };
  return size + seal.length === fileSize ? { name, size } : undefined;
}
