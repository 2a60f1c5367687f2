// Reads the requests of create bodies one by one, with their bytes unchanged.
import { concatenate } from '../bytes.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** `{` and `[`. The code of each closing bracket is greater by two. */
const OPEN = [0x7b, 0x5b];
const CLOSE = [0x7d, 0x5d];
/** Nesting depth of requests: inside the object and the array of the body. */
const REQUEST_DEPTH = 2;

/** Yields the bytes of each request of a body that this package wrote. */
export async function* requestsIn(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  /** Bytes of the current request from earlier pieces. */
  let earlier: Uint8Array[] = [];
  for await (const piece of pieces) {
    let start = 0;
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at] as number;
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) isInString = false;
      } else if (byte === QUOTE) isInString = true;
      else if (OPEN.includes(byte)) {
        depth += 1;
        if (depth === REQUEST_DEPTH) start = at + 1;
      } else if (CLOSE.includes(byte)) {
        depth -= 1;
        if (depth === REQUEST_DEPTH) yield concatenate([...earlier.splice(0), piece.subarray(start, at + 1)]);
      } else if (byte === COMMA && depth === REQUEST_DEPTH) start = at + 1;
    }
    if (depth > REQUEST_DEPTH) earlier.push(piece.slice(start));
    else earlier = [];
  }
}
