// Yields the JSON values of a text: one per line, or those of one document (a list, a create body, or values that span lines).
import { textLines } from './lines.ts';
import type { Pieces } from './pieces.ts';

/**
 * The text of a value, and the line on which it starts.
 * @internal
 */
export interface JsonText {
  text: string;
  line: number;
}

/**
 * Yields the texts of the values, as many at a time as a piece completes. The first line decides the form. If it is a value, each
 * line is a value. Otherwise the values are the elements of lists and of create bodies, and objects that span lines.
 * @internal
 */
export async function* jsonTexts(pieces: Pieces, signal?: AbortSignal): AsyncGenerator<JsonText[]> {
  let line = 0;
  let isFirst = true;
  let values: Values | undefined;
  for await (const lines of textLines(pieces, signal)) {
    const found: JsonText[] = [];
    for (const text of lines) {
      line += 1;
      if (isFirst && text.trim() !== '') {
        isFirst = false;
        if (goesOn(text)) values = new Values();
      }
      if (values) values.push(text, line, found);
      else if (text.trim() !== '') found.push({ text, line });
    }
    yield found;
  }
  if (values) yield values.end();
}

/** Whether a first line is not a complete value, but the start or the whole of a document. */
function goesOn(text: string): boolean {
  if (/^\s*\[/.test(text)) return true;
  if (!/^\s*\{/.test(text)) return false;
  try {
    return Array.isArray((JSON.parse(text) as { requests?: unknown }).requests);
  } catch {
    // A line that is cut off elsewhere is a malformed line, and other lines follow it.
    return /[{[,:]\s*$/.test(text);
  }
}

const OPEN = '[{';
const CLOSE = ']}';
/** Number of brackets around the requests of a body. */
const REQUESTS = 2;

/** Finds the values of a document, line by line. A JSON string never spans lines. */
class Values {
  /** Number of open brackets. */
  #depth = 0;
  /** Number of open brackets around each value: 0, 1 in a list, 2 in a create body. */
  #level = 0;
  #text = '';
  #line = 0;
  /** The last string inside one bracket: before a value, it is the key. */
  #key = '';
  /** Whether the requests of a body have ended. Anything after them in the body is not a value. */
  #isRest = false;

  push(text: string, line: number, found: JsonText[]): void {
    const token = /["[\]{},]/g;
    let from = 0;
    const take = (to: number) => {
      this.#add(text.slice(from, to), line);
      if (this.#text !== '' && !this.#isRest) found.push({ text: this.#text, line: this.#line });
      this.#text = '';
    };
    for (let match = token.exec(text); match; match = token.exec(text)) {
      const at = match.index;
      const [char] = match;
      if (char === '"') {
        token.lastIndex = endOfString(text, at);
        if (this.#depth === 1) this.#key = text.slice(at, token.lastIndex);
      } else if (OPEN.includes(char)) {
        this.#depth += 1;
        if (char === '[' && this.#opensList()) {
          this.#level = this.#depth;
          this.#text = '';
          from = at + 1;
        }
      } else if (CLOSE.includes(char)) {
        this.#depth -= 1;
        if (this.#depth === 0 && this.#level === 0) {
          take(at + 1);
          from = at + 1;
          this.#isRest = false;
        } else if (this.#depth < this.#level) {
          take(at);
          from = at + 1;
          this.#level = 0;
          this.#isRest = this.#depth > 0;
        }
      } else if (this.#depth === this.#level) {
        take(at);
        from = at + 1;
      }
    }
    this.#add(`${text.slice(from)}\n`, line);
  }

  end(): JsonText[] {
    return this.#text === '' ? [] : [{ text: this.#text, line: this.#line }];
  }

  #opensList(): boolean {
    if (this.#level > 0 || this.#isRest) return false;
    return this.#depth === 1 || (this.#depth === REQUESTS && this.#key === '"requests"');
  }

  #add(text: string, line: number): void {
    if (this.#text === '') {
      if (text.trim() === '') return;
      this.#line = line;
    }
    this.#text += text;
  }
}

/** The index after the string that starts here, or after its first quote if it has no end. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
  return start + 1;
}
