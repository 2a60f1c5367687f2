// Splits text into lines, from pieces cut anywhere.
import { abortable } from '../abort.ts';
import { Turns } from '../runtime/turns.ts';
import type { Pieces } from './pieces.ts';

/**
 * Number of characters kept of a line: half of V8's longest string. The rest of a longer line is dropped; the length of the line
 * shows that.
 * @internal
 */
export const LONGEST = 2 ** 28;

/**
 * Yields the lines of a text, as many at a time as a piece completes, without a leading byte order mark. Leaving early ends the
 * pieces.
 * @internal
 */
export async function* textLines(pieces: Pieces, signal?: AbortSignal): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const turns = new Turns();
  let rest = '';
  let isFirst = true;
  let ended = false;
  try {
    while (!ended) {
      const { done, value } = await abortable(pieces.next(), signal);
      ended = done === true;
      const text = done
        ? decoder.decode()
        : typeof value === 'string'
          ? value
          : decoder.decode(value, { stream: true });
      // Does not split the rest again, which would take quadratic time for a long line.
      const lines = (isFirst ? text.replace(/^\ufeff/, '') : text).split('\n');
      if (text !== '') isFirst = false;
      lines[0] = rest.length > LONGEST ? rest : rest + lines[0];
      if (!ended) rest = lines.pop() ?? '';
      yield lines;
      await turns.after(text.length);
    }
  } finally {
    // Not awaited, because an input that hangs must not hang its reader.
    if (!ended) pieces.return?.().catch(() => {});
  }
}
