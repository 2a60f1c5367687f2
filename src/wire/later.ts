// What is read of a chunk of results only if a caller reads it.
import { long, type Strings, utf8 } from './strings.ts';
import type { MessageBatchResult, RecordRows } from './types.ts';

/**
 * The index of each number of a record.
 * @internal
 */
export const At = { Line: 0, Start: 1, End: 2, Outcome: 3, Shape: 4, Values: 5, Id: 6, Count: 8 } as const;

/**
 * The shape of a line that is no record.
 * @internal
 */
export const MALFORMED = -2;

/**
 * What makes texts of a chunk: see `ChunkText` of the core. Places are two numbers each. `undefined` once the core has ended.
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

/** How many bytes of JSON are parsed together; more are no faster, and hold more at once. */
const TOGETHER = 65_536;
/** Longer ones are not copied to the core once more. */
const LARGE = 1 << 20;

/**
 * Reads much at once, which is faster than each line by itself.
 * @internal
 */
export class Later {
  /** `undefined` once it has ended. */
  #core: ChunkText | undefined;
  readonly #chunk: Uint8Array<ArrayBuffer>;
  /** The line that began in an earlier chunk. Places below 0 are in it: it ends at 0. */
  readonly #joined: Uint8Array<ArrayBuffer>;
  readonly #numbers: Int32Array;
  readonly #shapes: readonly { readonly marked: string }[];
  readonly #strings: Strings;
  readonly #textPlaces: Int32Array;
  /** Lines that were parsed and not given yet, by index. */
  readonly #parsed: (ParsedLine | undefined)[] = [];
  /** The line that comes next if a caller reads all of them. */
  #next: number;
  /** Where the lines end that were parsed together. */
  #end = 0;
  readonly #texts: string[] = [];

  constructor(
    core: ChunkText | undefined,
    rows: RecordRows,
    chunk: Uint8Array<ArrayBuffer>,
    strings: Strings,
    shapes: readonly { readonly marked: string }[],
  ) {
    this.#core = core;
    this.#chunk = chunk;
    this.#strings = strings;
    this.#shapes = shapes;
    this.#numbers = rows[0];
    this.#joined = rows[5];
    this.#textPlaces = rows[10];
    this.#next = this.#after(-1);
  }

  json(index: number): ParsedLine {
    if (this.#core && index === this.#next && index >= this.#end) this.#parse(this.#core, index);
    this.#next = this.#after(index);
    const line = this.#parsed[index] ?? (JSON.parse(utf8.decode(this.#bytes(...this.#place(index)))) as ParsedLine);
    this.#parsed[index] = undefined;
    return line;
  }

  texts(first: number, count: number): string {
    let text = '';
    for (let index = first; index < first + count; index += 1) {
      if (this.#texts[index] === undefined) this.#read(index);
      text += this.#texts[index] as string;
    }
    return text;
  }

  /** The index of the next line that is parsed. */
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
    return (this.#numbers[at + At.Outcome] as number) & 1 ? [start - end, 0] : [start, end];
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
    const array = core.array(this.#bytes(start, start + length), Int32Array.from(places));
    if (!array) {
      this.#core = undefined;
      return;
    }
    const lines = JSON.parse(this.#strings.narrow(array, 0, array.length)) as ParsedLine[];
    for (let index = 0; index < lines.length; index += 1) this.#parsed[indexes[index] as number] = lines[index];
    this.#end = (indexes[lines.length - 1] as number) + 1;
  }

  /** Reads texts from an index on. */
  #read(first: number): void {
    const places = this.#textPlaces;
    const [start, end] = [places[2 * first] as number, places[2 * first + 1] as number];
    if (this.#core && end - start <= LARGE && this.#readTogether(this.#core, first, start)) return;
    const inQuotes = this.#bytes(start - 1, end + 1);
    this.#texts[first] = JSON.parse(utf8.decode(inQuotes)) as string;
  }

  /** Reads the texts that are near one. False if the core has ended. */
  #readTogether(core: ChunkText, first: number, start: number): boolean {
    const places = this.#textPlaces;
    let last = first;
    const isNear = (at: number) => at - start <= LARGE && at < 0 === start < 0;
    const isNew = (index: number) => index * 2 < places.length && this.#texts[index] === undefined;
    while (isNew(last + 1) && isNear(places[2 * last + 3] as number)) last += 1;
    const end = places[2 * last + 1] as number;
    const own = places.slice(2 * first, 2 * last + 2).map((place) => place - start);
    const strings = core.strings(this.#bytes(start, end), own);
    if (!strings) {
      this.#core = undefined;
      return false;
    }
    const [longs, made] = strings;
    for (let index = first; index <= last; index += 1) {
      const at = 2 * (index - first);
      this.#texts[index] = long(made, longs[at] as number, longs[at + 1] as number, this.#strings, made);
    }
    return true;
  }

  #bytes(start: number, end: number): Uint8Array {
    if (start >= 0) return this.#chunk.subarray(start, end);
    const { length } = this.#joined;
    return this.#joined.subarray(length + start, length + end);
  }
}
