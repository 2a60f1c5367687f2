import type { Intent, Issue, MessageBatch, ResultsPosition, ValidationReport } from '../wire/types.ts';
import { isError } from './realms.ts';

/**
 * What happened, for programs. docs/troubleshooting.md explains each code.
 *
 * @example
 * const waiting: ErrorCode[] = ['rate_limited', 'overloaded', 'server_error'];
 * if (BatchError.isInstance(error) && waiting.includes(error.code)) console.log('try again later');
 */
export type ErrorCode =
  | 'invalid_option'
  | 'missing_api_key'
  | 'api_key_in_page'
  | 'needs_idempotency'
  | 'invalid_media'
  | 'validation_failed'
  | 'input_changed'
  | 'already_read'
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
  | 'canceled'
  | 'poll_timeout'
  | 'unexpected_response'
  | 'job_not_found'
  | 'job_paused'
  | 'job_undecided'
  | 'job_not_collected'
  | 'job_closed'
  | 'job_busy'
  | 'job_over_cap'
  | 'job_nothing_to_retry'
  | 'store_damaged'
  | 'store_conflict'
  | 'store_unavailable'
  | 'load_failed'
  | 'worker_failed'
  | 'internal_error';

/** Marks our errors, so that `isInstance` works across realms and copies of the package, where `instanceof` fails. */
const MARK = Symbol.for('message-batches.error');

/**
 * The base class of all errors of this package.
 *
 * @example
 * try {
 *   await client.create(requests);
 * } catch (error) {
 *   if (!BatchError.isInstance(error)) throw error;
 *   console.error(error.code, error.message, error.outcome);
 * }
 */
export class BatchError extends Error {
  override name = 'BatchError';
  /** What happened. */
  readonly code: ErrorCode;
  /** Set for a create without a usable response: `unknown` if the batch may exist, `not_sent` if it cannot. */
  declare readonly outcome?: 'unknown' | 'not_sent';
  /** Set if the batch may exist: the argument for `findCreated`. */
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

  /**
   * Whether a value is an error of this package, including one of another copy of the package.
   *
   * @example
   * if (BatchError.isInstance(error) && error.code === 'not_found') console.log('no such batch');
   */
  static isInstance(value: unknown): value is BatchError {
    return typeof value === 'object' && value !== null && MARK in value;
  }
}

/**
 * The input breaks rules of the API. Nothing was sent; fix the input.
 *
 * @example
 * if (error instanceof ValidationError) {
 *   for (const { line, path, message } of error.issues) console.error(line, path, message);
 * }
 */
export class ValidationError extends BatchError {
  override name = 'ValidationError';
  /** The problems and their positions. */
  declare readonly issues: Issue[];
  /** The whole report, with all counts. */
  declare readonly report: ValidationReport;
}

/**
 * A row cannot become a request; fix the rows.
 *
 * @example
 * if (error instanceof RowsError) console.error(`row ${error.row}, line ${error.line}: ${error.message}`);
 */
export class RowsError extends BatchError {
  override name = 'RowsError';
  /** Number of the row, from 1, not counting the header of a CSV; absent if the error concerns the whole input. */
  declare readonly row?: number;
  /** Line on which the row starts, from 1; absent if the rows are objects. */
  declare readonly line?: number;
}

/**
 * The API answered with an error.
 *
 * @example
 * if (error instanceof ApiError) console.error(error.status, error.type, error.requestId, error.retryAfterMs);
 */
export class ApiError extends BatchError {
  override name = 'ApiError';
  /** HTTP status. */
  declare readonly status: number;
  /** HTTP method of the call. */
  declare readonly method?: string;
  /** URL of the call, without its query. */
  declare readonly url?: string;
  /** The API's own code, `error.type` of the body; absent if the body is not the API's. */
  declare readonly type?: string;
  /** Id of the request for the API's support. */
  declare readonly requestId?: string;
  /** Wait that the server asked for, in milliseconds. */
  declare readonly retryAfterMs?: number;
}

/**
 * There was no response. For a create, check `outcome` first.
 *
 * @example
 * if (error instanceof ConnectionError && error.outcome !== 'unknown') await client.create(requests);
 */
export class ConnectionError extends BatchError {
  override name = 'ConnectionError';
  /** Set if results ended early: the position to continue from, `results(id, { from: error.position })`. */
  declare readonly position?: ResultsPosition;
  /** HTTP method of the call. */
  declare readonly method?: string;
  /** URL of the call, without its query. */
  declare readonly url?: string;
}

/**
 * The results are not available yet, or no longer available.
 *
 * @example
 * if (error instanceof ResultsUnavailableError && error.code === 'results_not_ready') await client.poll(id);
 */
export class ResultsUnavailableError extends BatchError {
  override name = 'ResultsUnavailableError';
  /** The batch when it was last read. */
  declare readonly batch?: MessageBatch;
}

/**
 * A job cannot continue, or cannot do what you requested: `code` says why.
 *
 * @example
 * if (error instanceof JobError && error.code === 'job_undecided') console.log(error.jobId, error.shards);
 */
export class JobError extends BatchError {
  override name = 'JobError';
  /** Id of the job; absent if it was not found. */
  declare readonly jobId?: string;
  /** Indexes of the shards that the error concerns. */
  declare readonly shards?: number[];
}

/**
 * The deadline of `poll` or `watch` passed. The batch continues.
 *
 * @example
 * if (error instanceof PollTimeoutError) console.log(error.batch?.request_counts);
 */
export class PollTimeoutError extends BatchError {
  override name = 'PollTimeoutError';
  /** The batch when it was last read; absent if it was never read. */
  declare readonly batch?: MessageBatch;
}

/**
 * The response does not have the API's documented form. A proxy may have sent it.
 *
 * @example
 * if (error instanceof ResponseError) console.error(error.status, error.url, error.message);
 */
export class ResponseError extends BatchError {
  override name = 'ResponseError';
  /** HTTP status. */
  declare readonly status: number;
  /** HTTP method of the call. */
  declare readonly method?: string;
  /** URL of the call, without its query. */
  declare readonly url?: string;
  /** Id of the request for the API's support. */
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

/** Turns an error of the core into its class. All other values pass unchanged. */
export function dress(thrown: unknown): unknown {
  if (!isError(thrown) || BatchError.isInstance(thrown)) return thrown;
  const Class = Object.hasOwn(CLASSES, thrown.name) ? CLASSES[thrown.name] : undefined;
  if (!Class || !('code' in thrown)) return thrown;
  const facts: Record<string, unknown> = { ...thrown, cause: thrown.cause };
  delete facts.name;
  return new Class(thrown.message, facts as { code: ErrorCode });
}
