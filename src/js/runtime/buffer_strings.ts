// Decodes strings with Node's `Buffer`, which Workers have too. For short strings, several times as fast as `TextDecoder`.
import type { Strings } from '../../wire/strings.ts';

interface View {
  toString(encoding: 'latin1' | 'utf16le', start: number, end: number): string;
}

/** Decodes strings from `Buffer` views, which `viewOf` returns. */
export function bufferStrings(viewOf: (bytes: ArrayBuffer, offset: number, length: number) => View): Strings {
  let latest: { bytes: Uint8Array; view: View } | undefined;
  /** Returns a view of the bytes. Reuses it, because consecutive strings often come from the same bytes. */
  const view = (bytes: Uint8Array<ArrayBuffer>): View => {
    if (latest?.bytes !== bytes) latest = { bytes, view: viewOf(bytes.buffer, bytes.byteOffset, bytes.length) };
    return latest.view;
  };
  return {
    narrow: (bytes, start, end) => view(bytes).toString('latin1', start, end),
    wide: (bytes, start, end) => view(bytes).toString('utf16le', start, end),
  };
}
