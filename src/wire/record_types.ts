// What a record is, by its type.
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

/** What every record has. Nothing of it is parsed or copied before it is read. */
export interface RecordBase {
  /** Which request this answers; empty if the line is malformed. */
  readonly custom_id: string;
  /** What to do about it. */
  readonly outcome: Outcome;
  /** Why: the stop reason of an answer, the type of an error, else the type of the result. */
  readonly reason: string;
  /** The text blocks of the answer, joined; empty if there are none. */
  readonly text: string;
  /** The bytes of the line. They share memory with the other records of their chunk. */
  readonly raw: Uint8Array<ArrayBuffer>;
  /** Line of the results, from 1. */
  readonly line: number;
  /** Where `raw` starts in the results, in bytes. */
  readonly byteOffset: number;
}

/** The model answered; refusals, truncations and empty answers included. */
export interface SucceededRecord extends RecordBase {
  readonly type: 'succeeded';
  /** The `result` object as the API sent it; parsed when first read. */
  readonly result: MessageBatchSucceededResult;
  /** Tokens of the answer. */
  readonly usage: Usage;
  /** What is wrong with an answer that a `schema` refuses; else none. */
  readonly error: ErrorObject | undefined;
}

/** The request failed. */
export interface ErroredRecord extends RecordBase {
  readonly type: 'errored';
  readonly outcome: 'retry_as_is' | 'fix_and_retry';
  /** The `result` object as the API sent it; parsed when first read. */
  readonly result: MessageBatchErroredResult;
  readonly usage: undefined;
  /**
   * The inner error. Of a server that nests it otherwise the deepest type and message; without a type that of the result,
   * `errored`, without a message an empty one.
   */
  readonly error: ErrorObject;
}

/** Not started before a cancel. */
export interface CanceledRecord extends RecordBase {
  readonly type: 'canceled';
  readonly outcome: 'canceled';
  readonly result: MessageBatchCanceledResult;
  readonly usage: undefined;
  /** The API sends none. */
  readonly error: ErrorObject | undefined;
}

/** Not started within 24 hours. */
export interface ExpiredRecord extends RecordBase {
  readonly type: 'expired';
  readonly outcome: 'expired';
  readonly result: MessageBatchExpiredResult;
  readonly usage: undefined;
  /** The API sends none. */
  readonly error: ErrorObject | undefined;
}

/** A line that is not a result. */
export interface MalformedRecord extends RecordBase {
  readonly type: 'malformed';
  readonly outcome: 'malformed';
  /** Throws a `SyntaxError`. */
  readonly result: never;
  readonly usage: undefined;
  /** What is wrong with the line, and where. */
  readonly error: ErrorObject;
}

/** Stands for every word that this version does not know. No such value exists. */
declare enum LaterType {
  word = 'a type of a later version of the API',
}

/**
 * A result of a type that this version does not know. Its `type` is the word of the API: compare it as a `string`. For
 * TypeScript it is none of the known words, so that `type` narrows the others.
 */
export interface OtherRecord extends RecordBase {
  readonly type: LaterType;
  readonly outcome: 'fix_and_retry';
  /** The `result` object as the API sent it; parsed when first read. */
  readonly result: MessageBatchResult;
  readonly usage: Usage | undefined;
  readonly error: ErrorObject | undefined;
}

/** One line of results; `type` says which. */
export type BatchRecord =
  | SucceededRecord
  | ErroredRecord
  | CanceledRecord
  | ExpiredRecord
  | MalformedRecord
  | OtherRecord;
