// The types of the API and of our own options, in the words of the wire. This file is two things at once: a module of the
// shell, and the section of TypeScript that wasm-bindgen puts in front of its own declarations.

/** One request of a batch. */
export interface BatchRequest {
  /** 1 to 64 of `a-z A-Z 0-9 _ -`, unique in the batch. Results are matched by it: they come in any order. */
  custom_id: string;
  /** The body of a Messages API call, without `stream`. */
  params: MessageParams;
}

/** The body of a Messages API call in which `{{column}}` in a string stands for what a row has in that column. */
export type ParamsTemplate = object;

/** Which request was made of which row. */
export interface RowId {
  custom_id: string;
  /** Place of the row, from 1; the names of CSV columns are not counted. */
  row: number;
  /** What the row has in the column of the option `id`; absent without that option. */
  key?: string;
}

/** The body of a Messages API call. Fields that are not listed pass through as they are. */
export interface MessageParams {
  model: string;
  max_tokens: number;
  messages: MessageParam[];
  system?: string | ContentBlockParam[];
  [field: string]: unknown;
}

export interface MessageParam {
  role: 'user' | 'assistant' | 'system';
  content: string | ContentBlockParam[];
}

export interface ContentBlockParam {
  type: string;
  [field: string]: unknown;
}

/** A batch as the API tells it. Fields that are not listed are kept. */
export interface MessageBatch {
  id: string;
  type: 'message_batch';
  /** `in_progress`, `canceling` or `ended`; anything else means not ended. */
  processing_status: 'in_progress' | 'canceling' | 'ended' | (string & {});
  request_counts: MessageBatchRequestCounts;
  /** RFC 3339, like all times here. */
  created_at: string;
  /** 24 hours after `created_at`. */
  expires_at: string;
  ended_at: string | null;
  cancel_initiated_at: string | null;
  archived_at?: string | null;
  results_url: string | null;
}

/** The five always add up to the number of requests. The API may keep all in `processing` until the batch has ended. */
export interface MessageBatchRequestCounts {
  processing: number;
  succeeded: number;
  errored: number;
  canceled: number;
  expired: number;
}

export interface DeletedMessageBatch {
  id: string;
  type: 'message_batch_deleted';
}

/** A page of a list, newest batch first. */
export interface MessageBatchPage {
  data: MessageBatch[];
  has_more: boolean;
  first_id: string | null;
  last_id: string | null;
}

export interface ListParams {
  /** Batches on a page, 1 to 1000. Default: 20, the API's. */
  limit?: number | undefined;
  /** Only batches after this one in the list: older ones. */
  after_id?: string | undefined;
  /** Only batches before this one in the list: newer ones. */
  before_id?: string | undefined;
}

/** A message that a model answered with. Fields that are not listed are kept. */
export interface Message {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: ContentBlock[];
  stop_reason: string | null;
  stop_sequence: string | null;
  usage: Usage;
  [field: string]: unknown;
}

export interface ContentBlock {
  type: string;
  /** Of blocks of type `text`. */
  text?: string;
  [field: string]: unknown;
}

/** Tokens as counted: the batch discount is in the price, not in the counts. */
export interface Usage {
  input_tokens: number;
  output_tokens: number;
  cache_creation_input_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  [field: string]: unknown;
}

export interface ErrorObject {
  /** `invalid_request_error`, `not_found_error`, `api_error`, `overloaded_error` … an open set. */
  type: string;
  message: string;
  [field: string]: unknown;
}

export interface MessageBatchSucceededResult {
  type: 'succeeded';
  message: Message;
}

export interface MessageBatchErroredResult {
  type: 'errored';
  /** Doubly nested, as on the wire; `record.error` is the inner one. */
  error: { type: 'error'; error: ErrorObject; request_id?: string | null };
}

export interface MessageBatchCanceledResult {
  type: 'canceled';
}

export interface MessageBatchExpiredResult {
  type: 'expired';
}

export type MessageBatchResult =
  | MessageBatchSucceededResult
  | MessageBatchErroredResult
  | MessageBatchCanceledResult
  | MessageBatchExpiredResult;

export interface MessageBatchIndividualResponse {
  custom_id: string;
  result: MessageBatchResult;
}

/** What a record means for the caller. */
export type Outcome =
  | 'done'
  | 'truncated'
  | 'refused'
  | 'paused'
  | 'tool_use'
  | 'retry_as_is'
  | 'fix_and_retry'
  | 'canceled'
  | 'expired'
  | 'malformed';

export type ApiVersion = '2026-10-21' | '2023-06-01';

/** The code of a rule; `rules()` lists them. */
export type RuleCode = string;

export interface Rule {
  code: RuleCode;
  /** Default severity; `off` is not told unless asked for. */
  severity: 'error' | 'warning' | 'off';
  /** How sure it is that the API refuses it: always, as far as known, by model, or hardly. */
  class: 'error' | 'error_switchable' | 'model' | 'warning';
  /** What must hold. */
  title: string;
  /** Where that is known from. */
  source: string;
  /** Version of this package that first checked it. */
  since: string;
}

/** One finding of a check. */
export interface Issue {
  code: RuleCode;
  severity: 'error' | 'warning';
  /** What was expected and what was found. */
  message: string;
  /** What to do about it. */
  help?: string;
  /** The place as the server writes it: `requests.3.params.model`. */
  path: string;
  /** The same place as a JSON pointer: `/requests/3/params/model`. */
  pointer: string;
  /** Index of the request, from 0; absent if the finding is about the whole input. */
  request?: number;
  /** The request's id, if it has one that can be read. */
  custom_id?: string;
  /** Line of the input, from 1; absent if the input was objects. */
  line?: number;
  /** First byte of the place in the input; for objects, in their JSON text. */
  byteStart: number;
  /** One past its last byte. */
  byteEnd: number;
}

export interface ValidationReport {
  /** No errors; there may be warnings. */
  ok: boolean;
  requests: number;
  /** Bytes of the create body, or of all bodies together if the input needs several batches. */
  bytes: number;
  /** All errors, also those that are not kept in `issues`. */
  errors: number;
  /** All warnings, likewise. */
  warnings: number;
  /** In input order; at most `maxIssues`. */
  issues: Issue[];
  /** Findings by rule. */
  counts: Record<RuleCode, number>;
  /** Batches that the input needs. */
  shards: number;
}

/** What rules depend on. */
export interface RuleOptions {
  /** The `anthropic-version` of the create call. Default: `2026-10-21`. */
  apiVersion?: ApiVersion | undefined;
  /** The names in `anthropic-beta` of the create call. Default: none. */
  betas?: string[] | undefined;
  /** Severities to change, by rule code. */
  rules?: Record<RuleCode, 'error' | 'warning' | 'off'> | undefined;
  /** The day by which dates of models are judged. Default: today. */
  now?: Date | undefined;
  /** Findings to keep; all are counted. Default: 1000. */
  maxIssues?: number | undefined;
}

/** Facts about one attempt of a call. */
export interface CallEvent {
  operation: 'create' | 'retrieve' | 'list' | 'cancel' | 'delete' | 'results';
  /** Method and URL without its query. */
  target: string;
  /** From 0. */
  attempt: number;
  durationMs: number;
  status?: number;
  requestId?: string;
  /** The code of the error, if it failed. */
  code?: string;
  /** When the next attempt follows, if one does. */
  retryInMs?: number;
}

/** A `fetch`, or something that behaves like it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What calls have in common; a call's own options win over the client's. */
export interface CallOptions {
  /** More headers; they win over ours. */
  headers?: Headers | Iterable<[string, string]> | Record<string, string | null | undefined> | undefined;
  /** Names for `anthropic-beta`. */
  betas?: string[] | undefined;
  /** Attempts after the first. Default: 2. A create is repeated only where nothing can have been stored. */
  maxRetries?: number | undefined;
  /** For one attempt; for results, until they begin to arrive. Default: 600 000 (10 minutes). */
  timeoutMs?: number | undefined;
  /** Aborting rejects with `signal.reason`. */
  signal?: AbortSignal | undefined;
}

export interface PollOptions extends Omit<CallOptions, 'timeoutMs' | 'maxRetries'> {
  /** The first interval. Default: 10 000. The server's own hint wins over it. */
  intervalMs?: number | undefined;
  /** The longest interval; also the most that a hint of the server counts. Default: 6 × `intervalMs`. */
  maxIntervalMs?: number | undefined;
  /** Give up with a `PollTimeoutError` after this long. Default: never; every batch ends within 24 hours. */
  timeoutMs?: number | undefined;
}

/** What the core is told about a client or a call. */
export interface CoreSettings extends CallOptions {
  apiKey?: string | undefined;
  /** In `authorization: Bearer`, or in `x-api-key`. Default: `bearer`. */
  auth?: 'bearer' | 'x-api-key' | undefined;
  baseURL?: string | undefined;
  apiVersion?: ApiVersion | undefined;
  fetch?: Fetch | undefined;
  workspaceId?: string | undefined;
  dangerouslyAllowBrowser?: boolean | undefined;
  onCall?: ((event: CallEvent) => void) | undefined;
  inPage?: boolean | undefined;
}

export interface RowReaderOptions {
  format?: 'csv' | 'jsonl' | undefined;
  delimiter?: string | undefined;
  id?: string | undefined;
  defaults?: string | undefined;
  objects?: boolean | undefined;
  noteIds?: boolean | undefined;
}

export interface EncoderOptions extends RuleOptions {
  form?: 'auto' | 'jsonl' | 'body';
  oneBatch?: boolean;
  lines?: boolean;
  validate?: boolean | undefined;
}

/**
 * Records as the decoder gives them: the bytes of their lines; 15 numbers a record (line, byte offset in the stream, the
 * outcome's place in the list of outcomes last, and between them first and last byte, in `bytes`, of the line, the id, the
 * type, the result, the usage and the inner error); what is wrong with malformed lines, by record; and whether all bytes
 * are ASCII.
 */
export type RecordRows = [
  bytes: Uint8Array<ArrayBuffer>,
  numbers: Float64Array,
  problems: [record: number, problem: string][],
  isAscii: boolean,
];
