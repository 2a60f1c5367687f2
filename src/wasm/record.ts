// A record as JavaScript sees it. It stands on the boundary's side because its properties are words of the API.
import type { ErrorObject, MessageBatchResult, Outcome, RecordParts, RecordRow, Usage } from './types.ts';

/** One line of results. Nothing but what a row holds is parsed before it is read. */
export interface BatchRecord {
  /** Which request this answers; empty if the line is malformed. */
  readonly custom_id: string;
  /** `succeeded`, `errored`, `canceled`, `expired`; other words of the API pass through, and a line that cannot be read is `malformed`. */
  readonly type: 'succeeded' | 'errored' | 'canceled' | 'expired' | 'malformed' | (string & {});
  /** What to do about it. */
  readonly outcome: Outcome;
  /** The `result` object as the API sent it; parsed when first read. */
  readonly result: MessageBatchResult;
  /** The text blocks of the answer, joined; empty if there are none. */
  readonly text: string;
  /** Tokens of the answer. */
  readonly usage: Usage | undefined;
  /** The inner error of an `errored` result; for a malformed line, what is wrong with it. */
  readonly error: ErrorObject | undefined;
  /** The bytes of the line. */
  readonly raw: Uint8Array<ArrayBuffer>;
  /** Line of the results, from 1. */
  readonly line: number;
  /** First byte of the line in the results. */
  readonly byteOffset: number;
}

/** Cuts the parts out of a line; the core does it. */
export type Cut = (raw: Uint8Array) => RecordParts;

const utf8 = new TextDecoder();

export class Line implements BatchRecord {
  readonly line: number;
  readonly byteOffset: number;
  readonly raw: Uint8Array<ArrayBuffer>;
  readonly custom_id: string;
  readonly type: string;
  readonly outcome: Outcome;
  readonly #problem: string | undefined;
  readonly #cut: Cut;
  #parts: RecordParts | undefined;
  #result: MessageBatchResult | undefined;

  constructor(row: RecordRow, cut: Cut) {
    [this.line, this.byteOffset, this.raw, this.custom_id, this.type, this.outcome, this.#problem] = row;
    this.#cut = cut;
  }

  get result(): MessageBatchResult {
    if (this.#problem !== undefined) throw new SyntaxError(this.#problem);
    const [, start, end] = this.#partsOf();
    this.#result ??= this.#parse<MessageBatchResult>(start, end) as MessageBatchResult;
    return this.#result;
  }

  get text(): string {
    return this.#partsOf()[0] ?? '';
  }

  get usage(): Usage | undefined {
    const [, , , start, end] = this.#partsOf();
    return this.#parse(start, end);
  }

  get error(): ErrorObject | undefined {
    if (this.#problem !== undefined) return { type: 'malformed', message: this.#problem };
    const [, , , , , start, end] = this.#partsOf();
    return this.#parse(start, end);
  }

  /** What `JSON.stringify` makes of a record: the line, or what is wrong with it. */
  toJSON(): unknown {
    if (this.#problem !== undefined) return { type: this.type, line: this.line, error: this.error };
    return { custom_id: this.custom_id, result: this.result };
  }

  #partsOf(): RecordParts {
    this.#parts ??= this.#cut(this.raw);
    return this.#parts;
  }

  #parse<T>(start: number | undefined, end: number | undefined): T | undefined {
    if (start === undefined) return undefined;
    return JSON.parse(utf8.decode(this.raw.subarray(start, end))) as T;
  }
}
