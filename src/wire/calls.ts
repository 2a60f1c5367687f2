// Types of batches, lists of batches, and the calls that read and change them. Names are those of the API.

/**
 * A version of the API, as in the header `anthropic-version`.
 *
 * @example
 * const apiVersion: ApiVersion = '2023-06-01';
 * const older = new BatchClient({ apiVersion });
 */
export type ApiVersion = '2026-10-21' | '2023-06-01';

/**
 * A batch as the API returns it. Fields that are not listed here stay as received.
 *
 * @example
 * const batch: MessageBatch = await client.retrieve(id);
 * console.log(batch.processing_status, batch.request_counts.succeeded);
 */
export interface MessageBatch {
  id: string;
  type: 'message_batch';
  /** `ended` once all requests have a result. Any status that the API adds later means that the batch has not ended. */
  processing_status: 'in_progress' | 'canceling' | 'ended';
  request_counts: MessageBatchRequestCounts;
  /** RFC 3339, like all times of a batch. */
  created_at: string;
  /** 24 hours after `created_at`. */
  expires_at: string;
  ended_at: string | null;
  cancel_initiated_at: string | null;
  archived_at: string | null;
  /** `null` until the batch has ended. */
  results_url: string | null;
}

/**
 * Requests of a batch by status. The five counts add up to the number of requests. The API may keep all of them in
 * `processing` until the batch has ended.
 *
 * @example
 * const finished = ({ processing }: MessageBatchRequestCounts) => processing === 0;
 * console.log(finished(batch.request_counts));
 */
export interface MessageBatchRequestCounts {
  processing: number;
  succeeded: number;
  errored: number;
  canceled: number;
  expired: number;
}

/**
 * The API's answer to a delete.
 *
 * @example
 * const deleted: DeletedMessageBatch = await client.delete(id);
 * console.log(deleted.id);
 */
export interface DeletedMessageBatch {
  id: string;
  type: 'message_batch_deleted';
}

/**
 * One page of a list, newest batch first.
 *
 * @example
 * const { data, has_more }: MessageBatchPage = await client.list({ limit: 100 });
 * console.log(data.length, has_more);
 */
export interface MessageBatchPage {
  data: MessageBatch[];
  has_more: boolean;
  first_id: string | null;
  last_id: string | null;
}

/**
 * Which batches to list.
 *
 * @example
 * const params: ListParams = { limit: 100, after_id: batch.id };
 * for await (const older of client.list(params)) console.log(older.created_at);
 */
export interface ListParams {
  /** Batches per page, 1 to 1000. Default: 20, the API's default. */
  limit?: number | undefined;
  /** Lists the batches after this one, which are older. Default: from the newest. */
  after_id?: string | undefined;
  /** Lists the batches before this one, which are newer. Default: no limit. */
  before_id?: string | undefined;
}

/**
 * A `fetch`, or a function that behaves like it.
 *
 * @example
 * const logged: Fetch = (url, init) => {
 *   console.log(init.method, url);
 *   return fetch(url, init);
 * };
 * const client = new BatchClient({ fetch: logged });
 */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Options of every call. They override those of the client.
 *
 * @example
 * const options: CallOptions = { timeoutMs: 30_000, maxRetries: 5, signal: AbortSignal.timeout(60_000) };
 * const batch = await client.retrieve(id, options);
 */
export interface CallOptions {
  /** Additional headers; they override the client's own. A value of `null` is ignored. Default: none. */
  headers?: Headers | Iterable<[string, string]> | Record<string, string | null | undefined> | undefined;
  /** Names for the header `anthropic-beta`. Default: those of the client. */
  betas?: string[] | undefined;
  /** Attempts after the first. Default: 2. A create is repeated only if it cannot have been stored. */
  maxRetries?: number | undefined;
  /** Timeout of one attempt, in milliseconds; for results, until the first bytes arrive. Default: 600 000 (10 minutes). */
  timeoutMs?: number | undefined;
  /** Cancels the call, which then rejects with `signal.reason`. Default: none. */
  signal?: AbortSignal | undefined;
}

/**
 * Facts about one attempt of a call, for a log. They contain no key and no request text.
 *
 * @example
 * const log = ({ operation, status, durationMs }: CallEvent) => console.log(operation, status, durationMs);
 * const client = new BatchClient({ onCall: log });
 */
export interface CallEvent {
  operation: 'create' | 'retrieve' | 'list' | 'cancel' | 'delete' | 'results' | 'countTokens';
  /** HTTP method, and URL without its query. */
  target: string;
  /** Number of the attempt, from 0. */
  attempt: number;
  durationMs: number;
  status?: number;
  requestId?: string;
  /** Code of the error, if the attempt failed. */
  code?: string;
  /** Milliseconds until the next attempt, if there is one. */
  retryInMs?: number;
  /**
   * For a create that failed: `unknown` if the batch may exist, `not_sent` if it cannot. The `code` is `aborted` here if the
   * caller aborted the create, and `input_failed` if its input failed; `create` itself rejects with the caller's own value.
   */
  outcome?: 'unknown' | 'not_sent';
  /** The argument for `findCreated`, if the batch may exist. */
  intent?: Intent;
}

/**
 * A create whose outcome is unknown: plain data that can be stored as JSON. Pass it to `findCreated`.
 *
 * @example
 * const pending: Intent[] = [];
 * if (BatchError.isInstance(error) && error.intent) pending.push(error.intent);
 * for (const intent of pending) console.log((await client.findCreated(intent)).batch?.id);
 */
export interface Intent {
  /** Idempotency key of the create. */
  key: string;
  /** Earliest time at which the first byte may have been sent: a date as in the API, by the clock of this machine. */
  since: string;
  /** Latest time at which the last byte may have been sent. */
  until: string;
  /** Number of requests. */
  requestCount: number;
  /** Size of the body, in bytes. */
  bytes: number;
  /** Whether the server had announced that it remembers idempotency keys. If not, an unknown key proves nothing. */
  keyed: boolean;
}

/**
 * The answer of `findCreated`: whether a batch was stored.
 *
 * @example
 * const stored = ({ proven, batch }: CreatedSearch) => (batch ? 'yes' : proven ? 'no' : 'unknown');
 * if (BatchError.isInstance(error) && error.intent) console.log(stored(await client.findCreated(error.intent)));
 */
export interface CreatedSearch {
  /** The batch, if there is exactly one candidate. */
  batch?: MessageBatch;
  /**
   * Batches with the same number of requests, created during the call or up to 15 minutes before or after it. Newest first.
   */
  candidates: MessageBatch[];
  /**
   * Whether the answer is certain because a relay or an emulator remembers the key: `batch` is then the batch of the create,
   * and no `batch` means that none was stored. If false, a candidate matches only by time and number of requests.
   */
  proven: boolean;
}

/**
 * Options of `watch`, and of `poll` besides `onProgress`. Temporary failures are retried until `timeoutMs`.
 *
 * @example
 * const options: PollOptions = { intervalMs: 30_000, timeoutMs: 3_600_000 };
 * for await (const { request_counts } of client.watch(id, options)) console.log(request_counts.succeeded);
 */
export interface PollOptions extends Omit<CallOptions, 'timeoutMs' | 'maxRetries'> {
  /** First interval between two polls, in milliseconds. Default: 10 000. A `retry-after` of the server overrides it. */
  intervalMs?: number | undefined;
  /** Longest interval, in milliseconds; it also caps a `retry-after` of the server. Default: 6 × `intervalMs`. */
  maxIntervalMs?: number | undefined;
  /**
   * Deadline in milliseconds, after which the call rejects with a `PollTimeoutError`. Default: none; every batch ends
   * within 24 hours.
   */
  timeoutMs?: number | undefined;
}

/** Settings of a client and a call, as the core accepts them. */
export interface CoreSettings extends CallOptions {
  apiKey?: string | undefined;
  /** Source of the key, for the errors of calls that are refused because of it. */
  keySource?: 'option' | 'function' | 'environment' | undefined;
  /** Header of the key: `authorization: Bearer …` or `x-api-key`. Default: `bearer`. */
  auth?: 'bearer' | 'x-api-key' | undefined;
  baseURL?: string | undefined;
  apiVersion?: ApiVersion | undefined;
  fetch?: Fetch | undefined;
  workspaceId?: string | undefined;
  dangerouslyAllowBrowser?: boolean | undefined;
  onCall?: ((event: CallEvent) => void) | undefined;
  inPage?: boolean | undefined;
  /** Whether the runtime may resend a request automatically. */
  resends?: boolean | undefined;
  /** Whether a body that is a stream can be sent to this origin, and cannot be sent twice. */
  canStream?: ((origin: string) => boolean) | undefined;
  /** Data from earlier responses of the server. */
  peer?: object | undefined;
  allowResend?: boolean | undefined;
  allowInsecure?: boolean | undefined;
  maxBodyBytes?: number | undefined;
  maxRetryAfterMs?: number | undefined;
  maxAnswerBytes?: number | undefined;
  maxErrorLength?: number | undefined;
  /** Reads the text of a response; `undefined` if it has more than `most` bytes. */
  textOf?: ((response: Response, most: number) => Promise<string | undefined>) | undefined;
}

/** A value that `fetch` accepts as the body of a create. */
export type UploadBody = string | Blob | ReadableStream<Uint8Array>;

/** A body that is rebuilt for each attempt of a create. */
export interface Upload {
  /**
   * Returns the body. `asStream` requests one that the runtime cannot send twice. A stream must have exactly `length`
   * bytes.
   */
  open(asStream: boolean): UploadBody | Promise<UploadBody>;
  /** The idempotency key. */
  readonly key: string;
  /** Whether the caller chose the idempotency key. */
  readonly isKeyChosen: boolean;
  /** The argument for `findCreated` if the outcome of the create is unknown. `keyed`: the server remembers the key. */
  intent(keyed: boolean): Intent;
  /** Content length to declare for a stream, in runtimes that do not declare it themselves. */
  readonly length?: number | undefined;
  /** Whether the runtime has received the end of the body in this attempt. Before that, no server can have stored a batch. */
  readonly isHandedOver: boolean;
  /** The error if the body could not be made. The reason is thrown unchanged. */
  readonly failure?: { readonly reason: unknown } | undefined;
}
