// Parts of a chunk of results that are decoded on demand.
import { long, type Strings, utf8 } from './strings.ts';
import type { MessageBatchResult } from './types.ts';

/**
 * The index of each number in the data of a record.
 * @internal
 */
export const At = { Line: 0, Start: 1, End: 2, Outcome: 3, Shape: 4, Values: 5, Id: 6, Count: 8 } as const;

/**
 * The shape of a malformed line.
 * @internal
 */
export const MALFORMED = -2;

/**
 * Decodes texts of a chunk: see `ChunkText` of the core. Returns `undefined` once the core has ended.
 * @internal
 */
export interface ChunkText {
  array(chunk: Uint8Array, places: Int32Array): Uint8Array<ArrayBuffer> | undefined;
  strings(chunk: Uint8Array, places: Int32Array): [longs: Int32Array, bytes: Uint8Array<ArrayBuffer>] | undefined;
}

/**
 * A line of results, parsed.
 * @internal
 */
export interface ParsedLine {
  result: MessageBatchResult;
  error?: unknown;
}

/** Number of bytes of JSON that are parsed together. More would not be faster, and would use more memory. */
const TOGETHER = 65_536;
/** Longer lines are not copied to the core again. */
const LARGE = 1 << 20;

/** The bytes of one push. */
interface Bytes {
  readonly chunk: Uint8Array<ArrayBuffer>;
  /** The line that began in an earlier chunk. Negative positions are in this line, which ends at 0. */
  readonly joined: Uint8Array<ArrayBuffer>;
}

function cut({ chunk, joined }: Bytes, start: number, end: number): Uint8Array<ArrayBuffer> {
  return start >= 0 ? chunk.subarray(start, end) : joined.subarray(joined.length + start, joined.length + end);
}

/**
 * Parses several lines at once, which is faster than one at a time.
 * @internal
 */
export class LaterLines {
  /** `undefined` if there is no core, or once it has ended. */
  #core: ChunkText | undefined;
  readonly #bytes: Bytes;
  readonly #numbers: Int32Array;
  readonly #shapes: readonly { readonly marked: string }[];
  readonly #strings: Strings;
  /** Parsed lines that were not returned yet, by index. */
  readonly #parsed: (ParsedLine | undefined)[] = [];
  /** The next line if a caller reads all of them. */
  #next: number;
  /** The end of the lines that were parsed together. */
  #end = 0;

  constructor(
    core: ChunkText | undefined,
    bytes: Bytes,
    numbers: Int32Array,
    strings: Strings,
    shapes: readonly { readonly marked: string }[],
  ) {
    this.#core = core;
    this.#bytes = bytes;
    this.#numbers = numbers;
    this.#strings = strings;
    this.#shapes = shapes;
    this.#next = this.#after(-1);
  }

  /** Returns the line at this index. Can be called once per line. */
  json(index: number): ParsedLine {
    if (this.#core && index === this.#next && index >= this.#end) this.#parse(this.#core, index);
    this.#next = this.#after(index);
    const line =
      this.#parsed[index] ?? (JSON.parse(utf8.decode(cut(this.#bytes, ...this.#place(index)))) as ParsedLine);
    this.#parsed[index] = undefined;
    return line;
  }

  /** Returns the index of the next line to parse. */
  #after(index: number): number {
    let next = index + 1;
    while (next * At.Count < this.#numbers.length) {
      const shape = this.#numbers[next * At.Count + At.Shape] as number;
      if (shape !== MALFORMED && !this.#shapes[shape]?.marked) break;
      next += 1;
    }
    return next;
  }

  #place(index: number): [start: number, end: number] {
    const at = index * At.Count;
    const start = this.#numbers[at + At.Start] as number;
    const end = this.#numbers[at + At.End] as number;
    const before = (this.#numbers[at + At.Outcome] as number) & 1 ? this.#bytes.joined.length : 0;
    return [start - before, end - before];
  }

  /** Parses lines from an index on. */
  #parse(core: ChunkText, first: number): void {
    const [start, end] = this.#place(first);
    const places = [0, end - start];
    const indexes = [first];
    for (let index = this.#after(first); index * At.Count < this.#numbers.length; index = this.#after(index)) {
      const [from, to] = this.#place(index);
      if (start < 0 || to - start > TOGETHER) break;
      places.push(from - start, to - start);
      indexes.push(index);
    }
    const length = places[places.length - 1] as number;
    if (length > LARGE) return;
    const array = core.array(cut(this.#bytes, start, start + length), new Int32Array(places));
    if (!array) {
      this.#core = undefined;
      return;
    }
    const lines = JSON.parse(this.#strings.narrow(array, 0, array.length)) as ParsedLine[];
    for (let index = 0; index < lines.length; index += 1) this.#parsed[indexes[index] as number] = lines[index];
    this.#end = (indexes[lines.length - 1] as number) + 1;
  }
}

/** Number of numbers per text: see `answers` of `RecordRows`. */
const TEXT = 3;
const PLAIN = 1;

/**
 * Decodes texts. Those with escapes or non-ASCII characters are decoded several at a time.
 * @internal
 */
export class LaterTexts {
  /** `undefined` if there is no core, or once it has ended. */
  #core: ChunkText | undefined;
  readonly #bytes: Bytes;
  readonly #places: Int32Array;
  readonly #strings: Strings;
  readonly #texts: (string | undefined)[] = [];

  constructor(core: ChunkText | undefined, bytes: Bytes, places: Int32Array, strings: Strings) {
    this.#core = core;
    this.#bytes = bytes;
    this.#places = places;
    this.#strings = strings;
  }

  /** Returns `count` texts, joined. */
  joined(first: number, count: number): string {
    if (count === 1) return this.at(first);
    let text = '';
    for (let index = first; index < first + count; index += 1) text += this.at(index);
    return text;
  }

  at(index: number): string {
    this.#texts[index] ??= this.#isPlain(index) ? this.#plain(index) : this.#read(index);
    return this.#texts[index] as string;
  }

  #plain(index: number): string {
    const { chunk, joined } = this.#bytes;
    const start = this.#places[TEXT * index] as number;
    const end = this.#places[TEXT * index + 1] as number;
    if (start >= 0) return this.#strings.narrow(chunk, start, end);
    return this.#strings.narrow(joined, joined.length + start, joined.length + end);
  }

  #isPlain(index: number): boolean {
    return this.#places[TEXT * index + 2] === PLAIN;
  }

  #read(index: number): string {
    const [start, end] = [this.#places[TEXT * index] as number, this.#places[TEXT * index + 1] as number];
    if (this.#core && end - start <= LARGE) this.#readTogether(this.#core, index, start);
    this.#texts[index] ??= JSON.parse(utf8.decode(cut(this.#bytes, start - 1, end + 1))) as string;
    return this.#texts[index] as string;
  }

  /** Decodes the text at an index, and the texts shortly after it. */
  #readTogether(core: ChunkText, first: number, start: number): void {
    const places = this.#places;
    const own: number[] = [];
    const indexes: number[] = [];
    let end = start;
    for (let index = first; index * TEXT < places.length; index += 1) {
      const [from, to] = [places[TEXT * index] as number, places[TEXT * index + 1] as number];
      if (to - start > LARGE || from < 0 !== start < 0) break;
      if (this.#isPlain(index)) continue;
      if (this.#texts[index] !== undefined) break;
      own.push(from - start, to - start, places[TEXT * index + 2] as number);
      indexes.push(index);
      end = to;
    }
    const strings = core.strings(cut(this.#bytes, start, end), new Int32Array(own));
    if (!strings) {
      this.#core = undefined;
      return;
    }
    const [longs, made] = strings;
    for (let at = 0; at < indexes.length; at += 1) {
      const text = long(made, longs[2 * at] as number, longs[2 * at + 1] as number, this.#strings, made);
      this.#texts[indexes[at] as number] = text;
    }
  }
}
