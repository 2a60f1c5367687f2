// The properties of an error, by its class.
import {
  ApiError,
  BatchClient,
  BatchError,
  ConnectionError,
  type ErrorCode,
  type Issue,
  type MessageBatch,
  PollTimeoutError,
  ResponseError,
  type ResultsPosition,
  ResultsUnavailableError,
  ValidationError,
  type ValidationReport,
} from 'message-batches';

export function advice(error: unknown): string {
  // @ts-expect-error the thrown value may be anything
  error.message;
  if (!BatchError.isInstance(error)) return 'foreign';
  error satisfies Error;
  const code: ErrorCode = error.code;
  const outcome: 'unknown' | 'not_sent' | undefined = error.outcome;
  if (error instanceof ApiError) {
    const status: number = error.status;
    const type: string | undefined = error.type;
    const requestId: string | undefined = error.requestId;
    const wait: number | undefined = error.retryAfterMs;
    const call: [method: string | undefined, url: string | undefined] = [error.method, error.url];
    return `${status} ${type} ${requestId} ${wait} ${call}`;
  }
  if (error instanceof ValidationError) {
    const [issues, report]: [Issue[], ValidationReport] = [error.issues, error.report];
    return `${issues.length} ${report.errors}`;
  }
  if (error instanceof PollTimeoutError || error instanceof ResultsUnavailableError) {
    const batch: MessageBatch | undefined = error.batch;
    return batch?.id ?? '';
  }
  if (error instanceof ResponseError) return error.status.toFixed();
  if (error instanceof ConnectionError) {
    const position: ResultsPosition | undefined = error.position;
    new BatchClient().results('msgbatch_1', { from: error.position });
    return `${error.outcome} ${position?.seen}`;
  }
  // @ts-expect-error only answers have a status
  error.status;
  // @ts-expect-error codes are a closed set: a misspelt one is found
  if (error.code === 'timeout') return '';
  // @ts-expect-error the properties of an error are read only
  error.code = 'not_found';
  return `${code} ${outcome}`;
}

/** Every code, so that the compiler reports one that is added or renamed. */
export const CODES: Record<ErrorCode, true> = {
  invalid_option: true,
  invalid_rows: true,
  missing_api_key: true,
  api_key_in_page: true,
  needs_idempotency: true,
  invalid_media: true,
  validation_failed: true,
  input_changed: true,
  already_read: true,
  invalid_request: true,
  authentication_failed: true,
  billing_problem: true,
  permission_denied: true,
  not_found: true,
  conflict: true,
  request_too_large: true,
  rate_limited: true,
  spend_limit: true,
  overloaded: true,
  server_timeout: true,
  server_error: true,
  connection_failed: true,
  connection_lost: true,
  timed_out: true,
  needs_relay: true,
  results_not_ready: true,
  results_archived: true,
  results_missing: true,
  results_changed: true,
  canceled: true,
  poll_timeout: true,
  unexpected_response: true,
  load_failed: true,
  worker_failed: true,
  job_not_found: true,
  job_paused: true,
  job_undecided: true,
  job_not_collected: true,
  job_closed: true,
  job_busy: true,
  job_over_cap: true,
  job_nothing_to_retry: true,
  store_damaged: true,
  store_conflict: true,
  store_unavailable: true,
  internal_error: true,
};
