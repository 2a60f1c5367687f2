// Records as JavaScript sees them. They stand on the boundary's side because their properties are words of the API.
import { type Rebuild, rebuild } from './rebuild.ts';
import { errorOf } from './record_error.ts';
import type { BatchRecord, RecordBase } from './record_types.ts';
import type { ErrorObject, MessageBatchResult, Outcome, RecordRows, Usage } from './types.ts';

/** Decodes bytes to strings, in the fastest way that a runtime has. */
export interface Strings {
  /** Decodes one byte per character. None is in U+0080 to U+009F. */
  narrow(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): string;
  /** Decodes UTF-16, little endian. */
  wide(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): string;
}

/**
 * An object with a `custom_id`: a request, a record, or a row of your own.
 *
 * @example
 * const wanted: Identified[] = [{ custom_id: 'question-0' }, { custom_id: 'question-1' }];
 * for await (const record of results.inOrder(wanted)) console.log(record.text);
 */
export type Identified = Pick<RecordBase, 'custom_id'>;

/** Name of that property, and of the column that joins look for in rows. */
export const ID = 'custom_id';

/** In the order of the core's `Outcome`. */
const OUTCOMES: readonly Outcome[] = [
  'done',
  'empty',
  'truncated',
  'refused',
  'paused',
  'tool_use',
  'retry_as_is',
  'fix_and_retry',
  'canceled',
  'expired',
  'malformed',
];

/** The index of each number of a record. */
const At = { Line: 0, Start: 1, End: 2, Outcome: 3, Shape: 4, Values: 5, Id: 6, Count: 8 } as const;

const MALFORMED = -2;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

const anywhere: Strings = {
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
 * Makes records from the core's output: the rows of one push, where its bytes start in the results, and those bytes, which
 * the records keep. One of these a reader of the core's.
 */
export function recordReader(
  strings = anywhere,
): (rows: RecordRows, byteOffset: number, chunk: Uint8Array) => BatchRecord[] {
  const shapes: Shape[] = [];
  return (rows, byteOffset, chunk) => {
    for (const [index, marked, type, reason, texts] of rows[9]) {
      shapes[index] = { marked, type, reason, texts, rebuild: undefined };
    }
    const lines = new Lines(rows, byteOffset, chunk, shapes, strings);
    const count = rows[0].length / At.Count;
    const records = new Array<BatchRecord>(count);
    for (let index = 0; index < count; index += 1) {
      records[index] = new Line(lines, index * At.Count) as RecordBase as BatchRecord;
    }
    return records;
  };
}

interface Shape {
  readonly marked: string;
  readonly type: string;
  readonly reason: string;
  readonly texts: readonly number[];
  rebuild: Rebuild | undefined;
}

/** What the records of one push share. */
class Lines {
  readonly numbers: Int32Array;
  readonly values: Int32Array;
  readonly shapes: readonly Shape[];
  readonly firstLine: number;
  readonly #short: string;
  readonly #long: string[];
  readonly #joined: Uint8Array<ArrayBuffer>;
  readonly #joinedOffset: number;
  readonly #chunk: Uint8Array<ArrayBuffer>;
  readonly #byteOffset: number;
  readonly #problems: Map<number, string>;

  constructor(rows: RecordRows, byteOffset: number, chunk: Uint8Array, shapes: Shape[], strings: Strings) {
    const [numbers, values, short, longs, bytes, joined, joinedOffset, firstLine, problems] = rows;
    this.numbers = numbers;
    this.values = values;
    this.shapes = shapes;
    this.firstLine = firstLine;
    this.#short = short;
    this.#long = new Array<string>(longs.length / 2);
    for (let index = 0; index < this.#long.length; index += 1) {
      this.#long[index] = long(bytes, longs[2 * index] as number, longs[2 * index + 1] as number, strings, joined);
    }
    this.#joined = joined;
    this.#joinedOffset = joinedOffset;
    this.#chunk = chunk as Uint8Array<ArrayBuffer>;
    this.#byteOffset = byteOffset;
    this.#problems = new Map(problems);
  }

  problem(at: number): string | undefined {
    return this.#problems.get(at / At.Count);
  }

  /** The string of two numbers. */
  string(start: number, end: number): string {
    return start < 0 ? (this.#long[~start] as string) : this.#short.slice(start, end);
  }

  /** A string among the values. */
  value(at: number): string {
    return this.string(this.values[at] as number, this.values[at + 1] as number);
  }

  raw(start: number, end: number, isJoined: boolean): Uint8Array<ArrayBuffer> {
    const { buffer, byteOffset } = isJoined ? this.#joined : this.#chunk;
    return new Uint8Array(buffer, byteOffset + start, end - start);
  }

  offset(start: number, isJoined: boolean): number {
    return isJoined ? this.#joinedOffset : this.#byteOffset + start;
  }
}

function long(
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

class Line implements RecordBase {
  readonly #lines: Lines;
  /** The index of its first number. */
  readonly #at: number;
  #result: MessageBatchResult | undefined;

  constructor(lines: Lines, at: number) {
    this.#lines = lines;
    this.#at = at;
  }

  get custom_id(): string {
    return this.#lines.string(this.#number(At.Id), this.#number(At.Id + 1));
  }

  get type(): string {
    return this.#word(0) ?? 'malformed';
  }

  get outcome(): Outcome {
    return OUTCOMES[this.#number(At.Outcome) >> 1] ?? 'malformed';
  }

  get reason(): string {
    return this.#word(2) ?? 'malformed';
  }

  get result(): MessageBatchResult {
    this.#result ??= this.#read();
    return this.#result;
  }

  get text(): string {
    const lines = this.#lines;
    const values = this.#number(At.Values);
    const texts = this.#shape?.texts;
    if (texts?.length === 1) return lines.value(values + (texts[0] as number));
    if (texts) return texts.map((at) => lines.value(values + at)).join('');
    if (this.#isMalformed) return '';
    const end = lines.numbers[this.#at + At.Count + At.Values] ?? lines.values.length;
    let text = '';
    for (let at = values + 4; at < end; at += 2) text += lines.value(at);
    return text;
  }

  get usage(): Usage | undefined {
    if (this.#isMalformed) return undefined;
    const { result } = this;
    return 'message' in result ? object<Usage>(result.message?.usage) : undefined;
  }

  get error(): ErrorObject | undefined {
    const problem = this.#lines.problem(this.#at);
    if (problem !== undefined) return { type: 'malformed', message: problem };
    const { type } = this;
    if (type === 'succeeded') return undefined;
    return errorOf(this.result as object as Record<string, unknown>, type, () => this.#parse().error);
  }

  get raw(): Uint8Array<ArrayBuffer> {
    return this.#lines.raw(this.#number(At.Start), this.#number(At.End), this.#isJoined);
  }

  get line(): number {
    return this.#lines.firstLine + this.#number(At.Line);
  }

  get byteOffset(): number {
    return this.#lines.offset(this.#number(At.Start), this.#isJoined);
  }

  /** What `JSON.stringify` makes of a record: the line, or what is wrong with it. */
  toJSON(): unknown {
    if (this.#isMalformed) return { type: this.type, line: this.line, error: this.error };
    return { custom_id: this.custom_id, result: this.result };
  }

  #number(at: number): number {
    return this.#lines.numbers[this.#at + at] as number;
  }

  get #isJoined(): boolean {
    return (this.#number(At.Outcome) & 1) === 1;
  }

  get #isMalformed(): boolean {
    return this.#number(At.Shape) === MALFORMED;
  }

  get #shape(): Shape | undefined {
    return this.#lines.shapes[this.#number(At.Shape)];
  }

  /** The type, or the reason for the outcome. */
  #word(which: 0 | 2): string | undefined {
    const shape = this.#shape;
    if (shape) return which === 0 ? shape.type : shape.reason;
    return this.#isMalformed ? undefined : this.#lines.value(this.#number(At.Values) + which);
  }

  #read(): MessageBatchResult {
    const problem = this.#lines.problem(this.#at);
    if (problem !== undefined) throw new SyntaxError(problem);
    const shape = this.#shape;
    if (shape) {
      shape.rebuild ??= rebuild(shape.marked);
      return shape.rebuild(this.#lines, this.#number(At.Values)) as MessageBatchResult;
    }
    return this.#parse().result;
  }

  #parse(): { result: MessageBatchResult; error?: unknown } {
    return JSON.parse(utf8.decode(this.raw));
  }
}

const object = <T>(value: unknown): T | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as T) : undefined;
