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
  /** Rows of `fromRows` that no request was made of, because they are empty in every column; absent if there are none. */
  skippedRows?: number;
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
  operation: 'create' | 'retrieve' | 'list' | 'cancel' | 'delete' | 'results' | 'countTokens';
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
  /**
   * Of a create that failed: `unknown` if the batch may exist, `not_sent` if it cannot. A create that its caller aborted has
   * the code `aborted` here, one whose input failed `input_failed`; what `create` rejects with is the caller's own value.
   */
  outcome?: 'unknown' | 'not_sent';
  /** What `findCreated` needs, if the batch may exist. */
  intent?: Intent;
}

/** A create whose outcome is not known: plain data that can be kept as JSON. `findCreated` says what became of it. */
export interface Intent {
  /** Its idempotency key. */
  key: string;
  /** When the first byte may have been sent: a date as in the API, by the clock of this machine. */
  since: string;
  /** When the last byte may have been sent. */
  until: string;
  /** How many requests it has. */
  requestCount: number;
  /** Bytes of its body. */
  bytes: number;
  /** Whether the server had said that it remembers keys. If not, its knowing nothing of the key proves nothing. */
  keyed: boolean;
}

/** What the API, or the relay in front of it, has of a create whose outcome was not known. */
export interface CreatedSearch {
  /** The batch, if there is one candidate. */
  batch?: MessageBatch;
  /** Batches that were created in the time in question, 15 minutes more on either side, with as many requests. Newest first. */
  candidates: MessageBatch[];
  /**
   * Whether the answer is certain, because a relay or an emulator remembers the key: `batch` is the one, or, if there is none,
   * no batch was made. Otherwise time and count alone speak for a candidate.
   */
  proven: boolean;
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

/** Where a reader stands in a results stream: plain data, that can be stored and passed back as `from`. */
export interface ResultsPosition {
  /** First byte of the next line. */
  byteOffset: number;
  /** Number of the next line, from 1. */
  line: number;
  /** Records given so far. */
  seen: number;
  /**
   * Recognises the bytes before, so that a reader of other results does not go on in them. Opaque: keep it as it is. Empty
   * before anything was read.
   */
  cursor: string;
}

/** How results are downloaded. */
export interface DownloadOptions {
  /** Lost connections in a row, without a new byte between them, that are made again. Default: 5; 0: none. */
  maxDrops?: number | undefined;
  /** Go on from a position that another reader had. Default: the start. */
  from?: ResultsPosition | undefined;
  /**
   * How many records there are in all, malformed lines included. An end before that is a lost connection, however clean it
   * looks; more records are given like all others. Default: what `request_counts` of the batch add up to; of results that
   * were kept: not known. `false`: not known, for a server whose counts are wrong.
   */
  recordCount?: number | false | undefined;
}

/** How results become a file. */
export interface ExportOptions {
  /**
   * What stands in each record of the file, as `path` or `name=path`: `custom_id`, `type`, `outcome`, `reason`, `text`, `line`,
   * `byteOffset`, and parts of `usage`, `error`, `result`, `json` (the text of the answer, read as JSON) and `row` (of a
   * join) by keys and indexes after dots: `json.items.0.name`; `\\.` is a dot in a key. Default of `csv`: `custom_id`,
   * `type`, `outcome`, `text`, `error.type`, `error.message`, `usage.input_tokens`, `usage.output_tokens`; of `jsonl`: the
   * lines as they came.
   */
  columns?: readonly string[] | undefined;
  /** Only records with one of these. Default: all. */
  outcomes?: readonly Outcome[] | undefined;
  /** CSV: puts an apostrophe before texts that a spreadsheet may take for a formula. Default: true. */
  defuse?: boolean | undefined;
  /** CSV: begins with a byte order mark, by which Excel knows UTF-8. Default: false. */
  bom?: boolean | undefined;
  /** Of `toResponse`: the name to save it under. Default: `results.csv` or `results.jsonl`. */
  filename?: string | undefined;
}

export interface ReconcileOptions {
  /** Ids to name in each list; all are counted. Default: 1000. */
  maxIds?: number | undefined;
}

/** Ids that have something in common. */
export interface NamedIds {
  count: number;
  /** At most `maxIds`, in the order in which they were met. */
  ids: string[];
}

/** Results against the requests that they answer. */
export interface Reconciliation {
  /** Every id has exactly one record, and there is nothing else. */
  complete: boolean;
  /** Ids that were submitted. */
  submitted: number;
  /** Those that have a record. */
  answered: number;
  /** Ids without a record. */
  missing: NamedIds;
  /** Records whose id an earlier record has; the earlier one counts. */
  duplicate: NamedIds;
  /** Records of ids that were not submitted. */
  unknown: NamedIds;
  /** Lines that are no records. */
  malformed: number;
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
  /** The runtime may send a request twice by itself. */
  resends?: boolean | undefined;
  /** Whether a body that is a stream can be sent to this origin, and cannot be sent twice. */
  canStream?: ((origin: string) => boolean) | undefined;
  /** What earlier answers said about the peer. */
  peer?: object | undefined;
  allowResend?: boolean | undefined;
  maxBodyBytes?: number | undefined;
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
  form?: 'auto' | 'jsonl' | 'body' | 'array' | 'values';
  oneBatch?: boolean;
  lines?: boolean;
  validate?: boolean | undefined;
  /** Of each shard, hash and ids. With it, and without `oneBatch`, requests are divided by these limits. */
  facts?: boolean;
  maxRequests?: number | undefined;
  maxBytes?: number | undefined;
  sharedPrefix?: 'report' | 'primer' | undefined;
}

/** What is known of a shard. */
export interface ShardFacts {
  /** Its place among the shards, from 0. */
  index: number;
  /** Index of its first request in the whole input, from 0. */
  first: number;
  /** Byte of the input at which that request starts. */
  start: number;
  requests: number;
  /** Of its create body. */
  bytes: number;
  /** XXH3 of its create body, 128 bits, as 32 hexadecimal digits. */
  hash: string;
  form: 'jsonl' | 'body' | 'array' | 'values';
}

/** A body that is made anew for each attempt of a create. */
export interface Upload {
  /** The body; `asStream` asks for one that the runtime cannot send twice. A stream must give exactly `length` bytes. */
  open(asStream: boolean): BodyInit | Promise<BodyInit>;
  /** The idempotency key. */
  readonly key: string;
  /** What to ask for if the outcome of the create is not known. `keyed`: the server remembers the key. */
  intent(keyed: boolean): Intent;
  /** Bytes to declare of a stream, where the runtime does not do that by itself. */
  readonly length?: number | undefined;
  /** Whether the end of the body was handed to the runtime in this attempt. Before that no server can have made a batch. */
  readonly isHandedOver: boolean;
  /** Why the body could not be made, if that is what failed: it is thrown as it is. */
  readonly failure?: { readonly reason: unknown } | undefined;
}

/**
 * Records as the core gives them. `numbers` has eight a record: its line, counted from `firstLine`; first and last byte
 * of it, in the chunk or in `joined`; whether it is in `joined` (bit 0) and the outcome's place in the list of outcomes; its
 * shape, -1 if it has none, -2 if it is malformed; where its values start; and its id, a string. A string is two numbers:
 * its start and end in `short`; or, if the first is negative, `~first` is its index among the long ones. The values of a
 * record with a shape are what stands in the slots of it, those of one without are its type, the reason for its outcome, and
 * its texts.
 *
 * `longs` has two numbers a long string: where it starts in `bytes`, and where it ends there times four plus 0 for Latin-1,
 * 1 for UTF-16, 2 for JSON. `bytes` is memory of the core, which its next call may overwrite.
 */
export type RecordRows = [
  numbers: Int32Array,
  values: Int32Array,
  short: string,
  longs: Int32Array,
  bytes: Uint8Array<ArrayBuffer>,
  joined: Uint8Array<ArrayBuffer>,
  joinedOffset: number,
  firstLine: number,
  problems: [record: number, problem: string][],
  shapes: RecordShape[],
];

/**
 * What a reader makes of the next bytes: records, bytes of a file, or `true`; at the end of a tally the tally.
 */
export type ReaderOutput = RecordRows | Uint8Array<ArrayBuffer> | Tally | true;

/**
 * What records of a shape have in common, which comes with the first of them: the line with marks in its slots, the type,
 * the reason for the outcome, and where the texts stand among the values. A mark is U+0000, `s` for a string or `n` for a number,
 * and where the value stands among the values.
 */
export type RecordShape = [shape: number, marked: string, type: string, reason: string, texts: number[]];

/** The account of a results stream. */
export interface Tally {
  /** Lines that are not blank. */
  records: number;
  /** Records by the type of their result, and `malformed`. */
  types: Record<string, number>;
  /** Records by what to do about them. */
  outcomes: Partial<Record<Outcome, number>>;
  /** Errored records by the type of the inner error. */
  errorTypes: Record<string, number>;
  /** Answers by why they stopped. */
  stopReasons: Record<string, number>;
  /** Sums over all answers. */
  usage: UsageTotals;
  /** The share of the prompts' tokens that was read from a cache, 0 to 1; `null` if no tokens were used. */
  cacheHitRate: number | null;
  /** The same by model, in the order of their names. */
  models: ModelTally[];
  /** What the answers cost, as far as prices are known. Fees of server tools are not in it. */
  cost: {
    /** US dollars. */
    usd: number;
    /** The day of the oldest price used; `null` if none was. */
    asOf: string | null;
    /** Models whose prices are not known, whose answers are not in `usd`. */
    unpriced: string[];
  };
  /**
   * Present if a sum of `usage` is 2^53 or more, which a number does not hold exactly: it is given as 2^53 - 1, and sums
   * and costs are no longer to be relied on. No honest answer counts so many tokens.
   */
  saturated?: true;
}

/** The answers of one model. */
export interface ModelTally {
  /** As the answers name it; empty if they do not. */
  model: string;
  answers: number;
  usage: UsageTotals;
  /** US dollars, at prices for batches; `null` if they are not known. */
  usd: number | null;
  /** The day of the price. */
  asOf: string | null;
}

/** Sums of the numbers of `usage`, under the names of the API. */
export interface UsageTotals {
  input_tokens: number;
  output_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
  /** Tokens that no answer broke down are taken for five minutes, the default. */
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
  output_tokens_details: { thinking_tokens: number };
  server_tool_use: { web_search_requests: number; web_fetch_requests: number; other_requests: number };
}
