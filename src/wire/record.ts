// Records as JavaScript objects. They are in this folder because their properties are words of the API.
import { At, type ChunkText, LaterLines, LaterTexts, MALFORMED, type ParsedLine } from './later.ts';
import { type Rebuild, rebuild } from './rebuild.ts';
import { errorOf } from './record_error.ts';
import type { BatchRecord, RecordBase } from './record_types.ts';
import { anywhere, isInLine, long, type Strings } from './strings.ts';
import type { ErrorObject, MessageBatchResult, Outcome, RecordRows, Usage } from './types.ts';

/**
 * An object with a `custom_id`: a request, a record, or a row of your own.
 *
 * @example
 * const wanted: Identified[] = [{ custom_id: 'question-0' }, { custom_id: 'question-1' }];
 * for await (const record of results.inOrder(wanted)) console.log(record.text);
 */
export type Identified = Pick<RecordBase, 'custom_id'>;

/** Name of the id property, and of the column that joins look for in rows. */
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

/** The second number of a string that is part of an answer and decoded later. */
const ANSWER = 1;

/** For a line without a shape: the index of its texts among its values, after its type and its reason. */
const PARSED_TEXTS = 4;

/**
 * Makes records from the core's output: the rows of one push, the position of its bytes in the results, and those bytes, which
 * the records keep. The bytes are requested after the core's memory is read. Each reader of the core needs its own
 * `recordReader`. Without a core, JavaScript decodes everything that is read later.
 * @internal
 */
export function recordReader(
  core: ChunkText | undefined,
  strings = anywhere,
): (rows: RecordRows, byteOffset: number, chunk: () => Uint8Array) => BatchRecord[] {
  const shapes: Shape[] = [];
  return (rows, byteOffset, chunk) => {
    for (const [index, marked, type, reason, texts] of rows[9]) {
      shapes[index] = { marked, type, reason, texts, rebuild: undefined };
    }
    const lines = new Lines(rows, byteOffset, chunk, shapes, strings, core);
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

/** Data that the records of one push share. */
class Lines {
  readonly numbers: Int32Array;
  readonly values: Int32Array;
  readonly shapes: readonly Shape[];
  readonly firstLine: number;
  readonly #short: string;
  /** The longer strings; of those in `#joined` only the ones that were read. */
  readonly #long: (string | undefined)[];
  readonly #longs: Int32Array;
  readonly #strings: Strings;
  readonly #joined: Uint8Array<ArrayBuffer>;
  readonly #joinedOffset: number;
  readonly #chunk: Uint8Array<ArrayBuffer>;
  readonly #byteOffset: number;
  readonly #problems: Map<number, string>;
  readonly #parsed: LaterLines;
  readonly #answers: LaterTexts;
  readonly #others: LaterTexts;

  constructor(
    rows: RecordRows,
    byteOffset: number,
    chunk: () => Uint8Array,
    shapes: Shape[],
    strings: Strings,
    core: ChunkText | undefined,
  ) {
    const [numbers, values, short, longs, bytes, joined, joinedOffset, firstLine, problems, , answers, others] = rows;
    this.numbers = numbers;
    this.values = values;
    this.shapes = shapes;
    this.firstLine = firstLine;
    this.#short = short;
    this.#longs = longs;
    this.#strings = strings;
    this.#joined = joined;
    this.#long = new Array<string | undefined>(longs.length / 2);
    for (let index = 0; index < this.#long.length; index += 1) {
      if (!isInLine(longs[2 * index + 1] as number)) this.#long[index] = this.#make(index, bytes);
    }
    this.#joinedOffset = joinedOffset;
    this.#chunk = chunk() as Uint8Array<ArrayBuffer>;
    this.#byteOffset = byteOffset;
    this.#problems = new Map(problems);
    const content = { chunk: this.#chunk, joined };
    this.#parsed = new LaterLines(core, content, numbers, strings, shapes);
    this.#answers = new LaterTexts(core, content, answers, strings);
    this.#others = new LaterTexts(core, content, others, strings);
  }

  /** Returns the line at this index. Can be called once, because the record keeps it. */
  json(index: number): ParsedLine {
    return this.#parsed.json(index);
  }

  /** Returns `count` texts of answers, joined. */
  answers(first: number, count: number): string {
    return this.#answers.joined(first, count);
  }

  problem(at: number): string | undefined {
    return this.#problems.get(at / At.Count);
  }

  /** Returns the string that two numbers describe. */
  string(start: number, end: number): string {
    if (start >= 0) return this.#short.slice(start, end);
    this.#long[~start] ??= this.#make(~start, this.#joined);
    return this.#long[~start] as string;
  }

  /** Returns a string among the values. */
  value(at: number): string {
    const start = this.values[at] as number;
    const end = this.values[at + 1] as number;
    if (start >= 0 || end === 0) return this.string(start, end);
    return (end === ANSWER ? this.#answers : this.#others).at(~start);
  }

  #make(index: number, bytes: Uint8Array<ArrayBuffer>): string {
    const [start, where] = [this.#longs[2 * index] as number, this.#longs[2 * index + 1] as number];
    return long(bytes, start, where, this.#strings, this.#joined);
  }

  raw(start: number, end: number, isJoined: boolean): Uint8Array<ArrayBuffer> {
    const { buffer, byteOffset } = isJoined ? this.#joined : this.#chunk;
    return new Uint8Array(buffer, byteOffset + start, end - start);
  }

  offset(start: number, isJoined: boolean): number {
    return (isJoined ? this.#joinedOffset : this.#byteOffset) + start;
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
    if (this.#isMalformed) return '';
    const shape = this.#shape;
    if (!shape?.marked) {
      const at = values + (shape ? 0 : PARSED_TEXTS);
      return lines.answers(lines.values[at] as number, lines.values[at + 1] as number);
    }
    const { texts } = shape;
    if (texts.length === 1) return lines.value(values + (texts[0] as number));
    return texts.map((at) => lines.value(values + at)).join('');
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
    return errorOf(
      this.result as object as Record<string, unknown>,
      type,
      this.reason,
      () => this.#lines.json(this.#at / At.Count).error,
    );
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

  /** Returns the line, or the error of a malformed line, for `JSON.stringify`. */
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

  /** Returns the type, or the reason for the outcome. */
  #word(which: 0 | 2): string | undefined {
    const shape = this.#shape;
    if (shape) return which === 0 ? shape.type : shape.reason;
    return this.#isMalformed ? undefined : this.#lines.value(this.#number(At.Values) + which);
  }

  #read(): MessageBatchResult {
    const problem = this.#lines.problem(this.#at);
    if (problem !== undefined) throw new SyntaxError(problem);
    const shape = this.#shape;
    if (shape?.marked) {
      shape.rebuild ??= rebuild(shape.marked);
      return shape.rebuild(this.#lines, this.#number(At.Values)) as MessageBatchResult;
    }
    return this.#lines.json(this.#at / At.Count).result;
  }
}

const object = <T>(value: unknown): T | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as T) : undefined;
