// The types of records.
import type {
  ErrorObject,
  MessageBatchCanceledResult,
  MessageBatchErroredResult,
  MessageBatchExpiredResult,
  MessageBatchResult,
  MessageBatchSucceededResult,
  Outcome,
  Usage,
} from './types.ts';

/** The common part of all records. Values are parsed or copied when first read. */
export interface RecordBase {
  /** Id of the request; empty if the line is malformed. */
  readonly custom_id: string;
  /** What the result means for the caller. */
  readonly outcome: Outcome;
  /** The reason for the outcome: the stop reason of an answer, else the type of the error, else the type of the result. */
  readonly reason: string;
  /** The text blocks of the answer, joined; empty if there are none. */
  readonly text: string;
  /**
   * Bytes of the line. They share memory with the other records of their chunk. Empty for the record that reports what is
   * missing at the end of an incomplete text.
   */
  readonly raw: Uint8Array<ArrayBuffer>;
  /** Line number in the results, from 1. */
  readonly line: number;
  /** Byte of the results at which `raw` starts, from 0. */
  readonly byteOffset: number;
}

/**
 * A record with an answer of the model. Refusals, truncated answers and empty answers are among these.
 *
 * @example
 * const tokens = ({ usage }: SucceededRecord) => usage.output_tokens;
 * for await (const record of client.results(id)) if (record.type === 'succeeded') console.log(tokens(record));
 */
export interface SucceededRecord extends RecordBase {
  readonly type: 'succeeded';
  /** The `result` object as the API sent it; parsed when first read. */
  readonly result: MessageBatchSucceededResult;
  /** Tokens of the answer. */
  readonly usage: Usage;
  /** Why a `schema` rejected the answer; else `undefined`. */
  readonly error: ErrorObject | undefined;
}

/**
 * A record of a request that failed. Some servers mark it as succeeded, and send the error in place of the answer.
 *
 * @example
 * const describe = ({ custom_id, outcome, error }: ErroredRecord) => `${custom_id}: ${error.message} (${outcome})`;
 * for await (const record of client.results(id)) if (record.type === 'errored') console.log(describe(record));
 */
export interface ErroredRecord extends RecordBase {
  readonly type: 'errored';
  readonly outcome: 'retry_as_is' | 'fix_and_retry';
  /** The `result` object as the server sent it; parsed when first read. */
  readonly result: MessageBatchErroredResult;
  readonly usage: undefined;
  /**
   * The inner error. If a server nests errors differently, this has the deepest type and the deepest message. A missing
   * type becomes `errored`, a missing message the empty string.
   */
  readonly error: ErrorObject;
}

/**
 * A record of a request that had not started when the batch was canceled.
 *
 * @example
 * const again: CanceledRecord[] = [];
 * for await (const record of client.results(id)) if (record.type === 'canceled') again.push(record);
 */
export interface CanceledRecord extends RecordBase {
  readonly type: 'canceled';
  readonly outcome: 'canceled';
  readonly result: MessageBatchCanceledResult;
  readonly usage: undefined;
  /** `undefined` from the API; a server in front of it may add one. */
  readonly error: ErrorObject | undefined;
}

/**
 * A record of a request that did not start within 24 hours.
 *
 * @example
 * const late: ExpiredRecord[] = [];
 * for await (const record of client.results(id)) if (record.type === 'expired') late.push(record);
 */
export interface ExpiredRecord extends RecordBase {
  readonly type: 'expired';
  readonly outcome: 'expired';
  readonly result: MessageBatchExpiredResult;
  readonly usage: undefined;
  /** `undefined` from the API; a server in front of it may add one. */
  readonly error: ErrorObject | undefined;
}

/**
 * A line that is not a result.
 *
 * @example
 * const report = ({ line, error }: MalformedRecord) => console.warn(`line ${line}: ${error.message}`);
 * for await (const record of client.results(id)) if (record.type === 'malformed') report(record);
 */
export interface MalformedRecord extends RecordBase {
  readonly type: 'malformed';
  readonly outcome: 'malformed';
  /** Throws a `SyntaxError`. */
  readonly result: never;
  readonly usage: undefined;
  /** The problem with the line, and its position. */
  readonly error: ErrorObject;
}

/** Represents all types that this version does not know. No such value exists. */
declare enum LaterType {
  word = 'a type of a later version of the API',
}

/**
 * A result of a type that this version does not know. `type` holds the API's word: compare it as a `string`. To
 * TypeScript it is none of the known types, so `type` still narrows the others.
 *
 * @example
 * const unknownType = (record: OtherRecord): string => record.type;
 * console.log(record.type !== 'succeeded' && record.outcome === 'fix_and_retry');
 */
export interface OtherRecord extends RecordBase {
  readonly type: LaterType;
  readonly outcome: 'fix_and_retry';
  /** The `result` object as the API sent it; parsed when first read. */
  readonly result: MessageBatchResult;
  readonly usage: Usage | undefined;
  readonly error: ErrorObject | undefined;
}

/**
 * One line of results. `type` narrows it; `outcome` says what the result means for the caller.
 *
 * @example
 * const needsAttention = ({ outcome }: BatchRecord) => outcome !== 'done' && outcome !== 'tool_use';
 * for await (const record of client.results(id)) if (needsAttention(record)) console.log(record.custom_id);
 */
export type BatchRecord =
  | SucceededRecord
  | ErroredRecord
  | CanceledRecord
  | ExpiredRecord
  | MalformedRecord
  | OtherRecord;
