import type { Intent, Issue, MessageBatch, ValidationReport } from '../wire/types.ts';
import { isError } from './realms.ts';

/** What happened, for programs. */
export type ErrorCode =
  | 'invalid_option'
  | 'missing_api_key'
  | 'api_key_in_page'
  | 'needs_idempotency'
  | 'invalid_media'
  | 'validation_failed'
  | 'input_changed'
  | 'invalid_rows'
  | 'invalid_request'
  | 'authentication_failed'
  | 'billing_problem'
  | 'permission_denied'
  | 'not_found'
  | 'conflict'
  | 'request_too_large'
  | 'rate_limited'
  | 'spend_limit'
  | 'overloaded'
  | 'server_timeout'
  | 'server_error'
  | 'connection_failed'
  | 'connection_lost'
  | 'timed_out'
  | 'needs_relay'
  | 'results_not_ready'
  | 'results_archived'
  | 'results_missing'
  | 'results_changed'
  | 'poll_timeout'
  | 'unexpected_response'
  | 'store_damaged'
  | 'store_conflict'
  | 'store_unavailable'
  | 'load_failed'
  | 'internal_error';

/** Marks our errors, so that they are known across realms and copies of the package, where `instanceof` fails. */
const MARK = Symbol.for('message-batches.error');

/** What every error of this package has in common. */
export class BatchError extends Error {
  override name = 'BatchError';
  readonly code: ErrorCode;
  /** Of a create without a usable answer: `unknown` if the batch may exist, `not_sent` if it cannot. */
  declare readonly outcome?: 'unknown' | 'not_sent';
  /** Of a create that may exist: what to ask `findCreated` for. */
  declare readonly intent?: Intent;

  constructor(message: string, facts: { code: ErrorCode; cause?: unknown; [fact: string]: unknown }) {
    super(message);
    this.code = facts.code;
    Object.defineProperty(this, MARK, { value: true });
    for (const [fact, value] of Object.entries(facts)) {
      if (value === undefined) continue;
      Object.defineProperty(this, fact, { value, enumerable: fact !== 'cause', configurable: true, writable: true });
    }
  }

  /** Whether a value is an error of this package, also of another copy of it. */
  static isInstance(value: unknown): value is BatchError {
    return typeof value === 'object' && value !== null && MARK in value;
  }
}

/** The input breaks rules of the API. Nothing was sent; correct the input. */
export class ValidationError extends BatchError {
  override name = 'ValidationError';
  /** What is wrong and where. */
  declare readonly issues: Issue[];
  /** The whole report, with all counts. */
  declare readonly report: ValidationReport;
}

/** Rows cannot be made into requests; correct the rows. */
export class RowsError extends BatchError {
  override name = 'RowsError';
  /** From 1, the names of CSV columns not counted; absent if it is about the whole input. */
  declare readonly row?: number;
  /** Line on which the row starts, from 1; absent if the rows are objects. */
  declare readonly line?: number;
}

/** The API answered with an error. */
export class ApiError extends BatchError {
  override name = 'ApiError';
  declare readonly status: number;
  /** What was called: the HTTP method, and the URL without its query. */
  declare readonly method?: string;
  declare readonly url?: string;
  /** The API's own word, `error.type` of the body; absent if the body is not the API's. */
  declare readonly type?: string;
  /** Name this to the API's support. */
  declare readonly requestId?: string;
  /** How long the server asked to wait. */
  declare readonly retryAfterMs?: number;
}

/** There was no answer. For a create see `outcome` before doing anything else. */
export class ConnectionError extends BatchError {
  override name = 'ConnectionError';
  /** What was called: the HTTP method, and the URL without its query. */
  declare readonly method?: string;
  declare readonly url?: string;
}

/** The results cannot be read yet, or not any more. */
export class ResultsUnavailableError extends BatchError {
  override name = 'ResultsUnavailableError';
  /** As last seen. */
  declare readonly batch?: MessageBatch;
}

/** The deadline given to `poll` or `watch` passed. The batch goes on. */
export class PollTimeoutError extends BatchError {
  override name = 'PollTimeoutError';
  /** As last seen, if it was seen. */
  declare readonly batch?: MessageBatch;
}

/** The answer is not what the API promises. */
export class ResponseError extends BatchError {
  override name = 'ResponseError';
  declare readonly status: number;
  /** What was called: the HTTP method, and the URL without its query. */
  declare readonly method?: string;
  declare readonly url?: string;
  declare readonly requestId?: string;
}

const CLASSES: Record<string, typeof BatchError> = {
  BatchError,
  ValidationError,
  RowsError,
  ApiError,
  ConnectionError,
  ResultsUnavailableError,
  PollTimeoutError,
  ResponseError,
};

/** Gives an error of the core its class. Everything else passes as it came: it is not ours to change. */
export function dress(thrown: unknown): unknown {
  if (!isError(thrown) || BatchError.isInstance(thrown)) return thrown;
  const Class = Object.hasOwn(CLASSES, thrown.name) ? CLASSES[thrown.name] : undefined;
  if (!Class || !('code' in thrown)) return thrown;
  const facts: Record<string, unknown> = { ...thrown, cause: thrown.cause };
  delete facts.name;
  return new Class(thrown.message, facts as { code: ErrorCode });
}
