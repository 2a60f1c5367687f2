// Batches, lists of them, and the calls that read and change them: their types, in the words of the wire.

export type ApiVersion = '2026-10-21' | '2023-06-01';

/** A batch as the API gives it. Fields that are not listed are kept. */
export interface MessageBatch {
  id: string;
  type: 'message_batch';
  /** Should the API add a word to these, it means: not ended. */
  processing_status: 'in_progress' | 'canceling' | 'ended';
  request_counts: MessageBatchRequestCounts;
  /** RFC 3339, like all times here. */
  created_at: string;
  /** 24 hours after `created_at`. */
  expires_at: string;
  ended_at: string | null;
  cancel_initiated_at: string | null;
  archived_at: string | null;
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

export interface PollOptions extends Omit<CallOptions, 'timeoutMs' | 'maxRetries'> {
  /** The first interval. Default: 10 000. The server's own hint wins over it. */
  intervalMs?: number | undefined;
  /** The longest interval; also the most that a hint of the server counts. Default: 6 × `intervalMs`. */
  maxIntervalMs?: number | undefined;
  /** Give up with a `PollTimeoutError` after this long. Default: never; every batch ends within 24 hours. */
  timeoutMs?: number | undefined;
}

/** The settings of a client or a call, as the core takes them. */
export interface CoreSettings extends CallOptions {
  apiKey?: string | undefined;
  /** Where the key came from, for the errors of calls that are refused because of it. */
  keySource?: 'option' | 'function' | 'environment' | undefined;
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
  allowInsecure?: boolean | undefined;
  maxBodyBytes?: number | undefined;
  maxRetryAfterMs?: number | undefined;
  maxAnswerBytes?: number | undefined;
  maxErrorLength?: number | undefined;
  /** Reads the text of an answer; `undefined` if it has more than so many bytes. */
  textOf?: ((response: Response, most: number) => Promise<string | undefined>) | undefined;
}

/** What `fetch` takes as the body of a create. */
export type UploadBody = string | Blob | ReadableStream<Uint8Array>;

/** A body that is made anew for each attempt of a create. */
export interface Upload {
  /** The body; `asStream` asks for one that the runtime cannot send twice. A stream must give exactly `length` bytes. */
  open(asStream: boolean): UploadBody | Promise<UploadBody>;
  /** The idempotency key. */
  readonly key: string;
  /** Whether the caller chose the key. */
  readonly isKeyChosen: boolean;
  /** What to ask for if the outcome of the create is not known. `keyed`: the server remembers the key. */
  intent(keyed: boolean): Intent;
  /** Bytes to declare of a stream, where the runtime does not do that by itself. */
  readonly length?: number | undefined;
  /** Whether the end of the body was handed to the runtime in this attempt. Before that no server can have made a batch. */
  readonly isHandedOver: boolean;
  /** Why the body could not be made, if that is what failed: it is thrown as it is. */
  readonly failure?: { readonly reason: unknown } | undefined;
}
