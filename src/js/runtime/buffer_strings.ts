// Strings by the `Buffer` of Node, which Workers have too: several times as fast as `TextDecoder` for short ones.
import type { Strings } from '../../wire/strings.ts';

interface View {
  toString(encoding: 'latin1' | 'utf16le', start: number, end: number): string;
}

/** Makes strings by views of bytes, which `viewOf` returns. */
export function bufferStrings(viewOf: (bytes: ArrayBuffer, offset: number, length: number) => View): Strings {
  let latest: { bytes: Uint8Array; view: View } | undefined;
  /** The same bytes as a buffer; many strings in a row are read out of the same. */
  const view = (bytes: Uint8Array<ArrayBuffer>): View => {
    if (latest?.bytes !== bytes) latest = { bytes, view: viewOf(bytes.buffer, bytes.byteOffset, bytes.length) };
    return latest.view;
  };
  return {
    narrow: (bytes, start, end) => view(bytes).toString('latin1', start, end),
    wide: (bytes, start, end) => view(bytes).toString('utf16le', start, end),
  };
}
