// Decodes strings from the core's bytes.

/** Decodes bytes to strings, in the fastest way that a runtime has. */
export interface Strings {
  /** Decodes one byte per character. None is in U+0080 to U+009F. */
  narrow(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): string;
  /** Decodes UTF-16, little endian. */
  wide(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): string;
}

/** @internal */
export const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Works in every runtime.
 * @internal
 */
export const anywhere: Strings = {
  narrow: decoding('windows-1252'),
  wide: decoding('utf-16le'),
};

function decoding(encoding: string): Strings['narrow'] {
  let decoder: TextDecoder | undefined;
  return (bytes, start, end) => {
    decoder ??= new TextDecoder(encoding, { ignoreBOM: true });
    return decoder.decode(bytes.subarray(start, end));
  };
}

/**
 * Whether a string comes from the line, which stays in memory, and not from bytes of the core. Such strings are long.
 * @internal
 */
export const isInLine = (where: number): boolean => (where & 3) === 3;

/**
 * Returns one of the `longs` of `RecordRows`, decoded from their bytes or from the line.
 * @internal
 */
export function long(
  bytes: Uint8Array<ArrayBuffer>,
  start: number,
  where: number,
  strings: Strings,
  joined: Uint8Array,
): string {
  const end = where >>> 2;
  switch (where & 3) {
    case 0:
      return strings.narrow(bytes, start, end);
    case 1:
      return strings.wide(bytes, start, end);
    default: {
      const json = (where & 3) === 2 ? bytes : joined;
      return JSON.parse(utf8.decode(json.subarray(start, end))) as string;
    }
  }
}
