// Records as JavaScript sees them. They stand on the boundary's side because their properties are words of the API.
import type { ErrorObject, MessageBatchResult, Outcome, RecordRows, Usage } from './types.ts';

/** One line of results. Nothing is parsed or copied before it is read. */
export interface BatchRecord {
  /** Which request this answers; empty if the line is malformed. */
  readonly custom_id: string;
  /** `succeeded`, `errored`, `canceled`, `expired`; other words of the API pass through; a line that is not a result is `malformed`. */
  readonly type: 'succeeded' | 'errored' | 'canceled' | 'expired' | 'malformed' | (string & {});
  /** What to do about it. */
  readonly outcome: Outcome;
  /** The `result` object as the API sent it; parsed when first read. Throws a `SyntaxError` if the line is malformed. */
  readonly result: MessageBatchResult;
  /** The text blocks of the answer, joined; empty if there are none. */
  readonly text: string;
  /** Tokens of the answer. */
  readonly usage: Usage | undefined;
  /** The inner error of an `errored` result; for a malformed line, what is wrong with it. */
  readonly error: ErrorObject | undefined;
  /** The bytes of the line. They share memory with the other records of their chunk. */
  readonly raw: Uint8Array<ArrayBuffer>;
  /** Line of the results, from 1. */
  readonly line: number;
  /** First byte of the line in the results. */
  readonly byteOffset: number;
}

/** What records ask of the core when they are read. */
export interface RecordCore {
  /** The text of the answer in a line. */
  textOf(line: Uint8Array): string;
}

/** In the order of the core's `Outcome`. */
const OUTCOMES: readonly Outcome[] = [
  'done',
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

/** Where the numbers of a record stand. */
const At = {
  Line: 0,
  Offset: 1,
  Start: 2,
  End: 3,
  Id: 4,
  Type: 6,
  Result: 8,
  Usage: 10,
  Error: 12,
  Outcome: 14,
  Count: 15,
} as const;

const utf8 = new TextDecoder();

/** Makes records of what a decoder gives: the rows of one push, and the chunk that was pushed. One reader a decoder. */
export function recordReader({ textOf }: RecordCore): (rows: RecordRows, chunk?: Uint8Array) => BatchRecord[] {
  return (rows) => {
    const lines = new Lines(rows, textOf);
    return Array.from({ length: rows[1].length / At.Count }, (_, index) => new Line(lines, index));
  };
}

/** What the records of one push share. */
class Lines {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly numbers: Float64Array;
  readonly textOf: RecordCore['textOf'];
  readonly #problems: Map<number, string>;
  readonly #isAscii: boolean;
  /** All lines as one string, where each byte is a character: parts are cut out of it, not decoded one by one. */
  #text: string | undefined;

  constructor([bytes, numbers, problems, isAscii]: RecordRows, textOf: RecordCore['textOf']) {
    this.bytes = bytes;
    this.numbers = numbers;
    this.textOf = textOf;
    this.#problems = new Map(problems);
    this.#isAscii = isAscii;
  }

  problem(index: number): string | undefined {
    return this.#problems.get(index);
  }

  slice(start: number, end: number): string {
    if (!this.#isAscii) return utf8.decode(this.bytes.subarray(start, end));
    this.#text ??= utf8.decode(this.bytes);
    return this.#text.slice(start, end);
  }
}

class Line implements BatchRecord {
  readonly #lines: Lines;
  readonly #index: number;
  #result: MessageBatchResult | undefined;

  constructor(lines: Lines, index: number) {
    this.#lines = lines;
    this.#index = index;
  }

  get custom_id(): string {
    return this.#string(At.Id) ?? '';
  }

  get type(): string {
    return this.#string(At.Type) ?? 'malformed';
  }

  get outcome(): Outcome {
    return OUTCOMES[this.#number(At.Outcome)] ?? 'malformed';
  }

  get result(): MessageBatchResult {
    const problem = this.#lines.problem(this.#index);
    if (problem !== undefined) throw new SyntaxError(problem);
    this.#result ??= this.#parse<MessageBatchResult>(At.Result) as MessageBatchResult;
    return this.#result;
  }

  get text(): string {
    return this.#lines.textOf(this.raw);
  }

  get usage(): Usage | undefined {
    return this.#parse(At.Usage);
  }

  get error(): ErrorObject | undefined {
    const problem = this.#lines.problem(this.#index);
    return problem === undefined ? this.#parse(At.Error) : { type: 'malformed', message: problem };
  }

  get raw(): Uint8Array<ArrayBuffer> {
    return this.#lines.bytes.subarray(this.#number(At.Start), this.#number(At.End));
  }

  get line(): number {
    return this.#number(At.Line);
  }

  get byteOffset(): number {
    return this.#number(At.Offset);
  }

  /** What `JSON.stringify` makes of a record: the line, or what is wrong with it. */
  toJSON(): unknown {
    if (this.type === 'malformed') return { type: this.type, line: this.line, error: this.error };
    return { custom_id: this.custom_id, result: this.result };
  }

  #number(at: number): number {
    return this.#lines.numbers[this.#index * At.Count + at] as number;
  }

  #slice(at: number): string | undefined {
    const end = this.#number(at + 1);
    return end === 0 ? undefined : this.#lines.slice(this.#number(at), end);
  }

  #string(at: number): string | undefined {
    const quoted = this.#slice(at);
    return quoted?.includes('\\') ? (JSON.parse(quoted) as string) : quoted?.slice(1, -1);
  }

  #parse<T>(at: number): T | undefined {
    const text = this.#slice(at);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }
}
