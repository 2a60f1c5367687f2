// The options of a client and of its calls.
import type {
  ApiVersion,
  CallEvent,
  CallOptions,
  CoreSettings,
  Fetch,
  MessageBatch,
  PollOptions,
  RuleOptions,
} from '../wire/types.ts';
import type { Progress } from './input/source.ts';
import type { UploadProgress } from './requests/upload.ts';
import type { ReportOptions } from './requests/validate.ts';
import type { ReadOptions } from './results/results.ts';

/**
 * Options of `new BatchClient`.
 *
 * @example
 * const client = new BatchClient({ apiKey: process.env.ANTHROPIC_API_KEY, maxRetries: 5, timeoutMs: 120_000 });
 * const page = new BatchClient({ baseURL: location.origin } satisfies ClientOptions);
 */
export interface ClientOptions {
  /**
   * The API key, or a function that returns it and is called before each call. Default: the environment variable
   * `ANTHROPIC_API_KEY`, in runtimes that have an environment.
   */
  apiKey?: string | (() => string | Promise<string>) | undefined;
  /** Header of the key: `bearer` sends `authorization: Bearer …`, `x-api-key` that header. Default: `bearer`. */
  auth?: CoreSettings['auth'];
  /**
   * Where calls go. Default: the environment variable `ANTHROPIC_BASE_URL`, else the API. In a page: the origin of a
   * relay.
   */
  baseURL?: string | undefined;
  /** The header `anthropic-version`. Default: `2026-10-21`. */
  apiVersion?: ApiVersion | undefined;
  /** Names for the header `anthropic-beta`. Default: none. */
  betas?: string[] | undefined;
  /** Additional headers for every call; they override ours. Default: none. */
  headers?: CallOptions['headers'];
  /** Replaces the global `fetch`. Default: the global one. */
  fetch?: Fetch | undefined;
  /** Attempts after the first. Default: 2. A create is repeated only if nothing can have been stored. */
  maxRetries?: number | undefined;
  /** Timeout of one attempt, in milliseconds. Default: 600 000 (10 minutes). */
  timeoutMs?: number | undefined;
  /**
   * Largest create body, in bytes, that a server in front of the API accepts, such as a relay. Default: the API's own
   * limit.
   */
  maxBodyBytes?: number | undefined;
  /**
   * Longest `retry-after` of a server, in milliseconds, after which a create is still repeated. If the server asks for a
   * longer wait, the call rejects and `retryAfterMs` of the error has the wait. Default: 60 000.
   */
  maxRetryAfterMs?: number | undefined;
  /** Largest response, in bytes. Results are exempt: see `maxLineBytes`. Default: 16 777 216; at most 268 435 456. */
  maxAnswerBytes?: number | undefined;
  /** Longest text of a server in an error, in characters. Default: 10 000. */
  maxErrorLength?: number | undefined;
  /** Selects the workspace, for keys that are valid in several. Default: none. */
  workspaceId?: string | undefined;
  /** Allows a key in a page that calls the API directly. Anyone who opens the page can read the key. Default: false. */
  dangerouslyAllowBrowser?: boolean | undefined;
  /** Allows plain http to another machine. Others on the network can then read the key and the requests. Default: false. */
  allowInsecure?: boolean | undefined;
  /**
   * Allows `create` in a page through a server that does not remember idempotency keys. A browser may resend a request
   * automatically if a connection closes at the wrong moment; the batch then exists twice and is billed twice. Default:
   * false.
   */
  allowResend?: boolean | undefined;
  /**
   * Called after each attempt of each call, with facts for a log. Anything it throws or rejects with is ignored. Default:
   * not called.
   */
  onCall?: ((event: CallEvent) => void) | undefined;
}

/**
 * Options of `create`.
 *
 * @example
 * const options: CreateOptions = {
 *   idempotencyKey: 'newsletter-2026-11',
 *   onReport: ({ warnings }) => console.log(warnings, 'warnings'),
 * };
 * const batch = await client.create(requests, options);
 */
export interface CreateOptions extends CallOptions, RuleOptions, ReportOptions {
  /** Checks the requests before sending. Warnings never stop a batch. Default: true. */
  validate?: boolean | undefined;
  /** Encoding of an input that is bytes: any label of `TextDecoder`. Default: UTF-8, or UTF-16 with a byte order mark. */
  encoding?: string | undefined;
  /** Called while the input is read and checked. Default: not called. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Called while the body is sent. An exception ends the upload. Default: not called. */
  onUpload?: ((progress: UploadProgress) => void) | undefined;
  /**
   * Identifies this create to a relay or an emulator that remembers keys: a second create with the same key returns the
   * batch of the first. 1 to 255 visible ASCII characters. The API itself ignores keys. Default: a random key for each
   * call.
   */
  idempotencyKey?: string | undefined;
}

/**
 * Options of `results`.
 *
 * @example
 * const options: ResultsOptions = { maxDrops: 10, signal: AbortSignal.timeout(3_600_000) };
 * for await (const record of client.results(id, options)) console.log(record.outcome);
 */
export interface ResultsOptions extends CallOptions, ReadOptions {
  /** Cancels the download, which then rejects with `signal.reason`. Default: none. */
  signal?: AbortSignal | undefined;
}

/**
 * Options of `poll`.
 *
 * @example
 * const options: WaitOptions = { onProgress: ({ request_counts }) => console.log(request_counts.processing) };
 * const ended = await client.poll(id, options);
 */
export interface WaitOptions extends PollOptions {
  /** Called with the batch after each poll. Default: not called. */
  onProgress?: ((batch: MessageBatch) => void) | undefined;
}
