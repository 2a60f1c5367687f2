// The options of a client and of its calls.

import { AUTH, VERSIONS } from '../wire/client_words.ts';
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
import { check, describe, outOfRange, wrong } from './options.ts';
import { isRecord, isUrl } from './realms.ts';
import type { UploadProgress } from './requests/upload.ts';
import type { ReportOptions } from './requests/validate.ts';
import type { ReadOptions } from './results/reading.ts';

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
  /** How the key is sent: `bearer` in `authorization: Bearer …`, `x-api-key` in the header of that name. Default: `bearer`. */
  auth?: CoreSettings['auth'];
  /**
   * URL of the API or of a relay. Default: the environment variable `ANTHROPIC_BASE_URL`, else the API. In a page, set it to the
   * origin of a relay.
   */
  baseURL?: string | URL | undefined;
  /** The header `anthropic-version`. Default: `2026-10-21`. */
  apiVersion?: ApiVersion | undefined;
  /** Names for the header `anthropic-beta`. Default: none. */
  betas?: string[] | undefined;
  /** Additional headers for every call; they override the client's own. Default: none. */
  headers?: CallOptions['headers'];
  /** Replaces the global `fetch`. Default: the global one. */
  fetch?: Fetch | undefined;
  /** Attempts after the first. Default: 2. A create is repeated only if it cannot have been stored. */
  maxRetries?: number | undefined;
  /** Timeout of one attempt, in milliseconds. Default: 600 000 (10 minutes). */
  timeoutMs?: number | undefined;
  /**
   * Largest create body, in bytes, that a server in front of the API accepts, such as a relay. Default: the API's own
   * limit.
   */
  maxBodyBytes?: number | undefined;
  /**
   * Longest `retry-after` of a server that the client waits for, in milliseconds. If the server asks for a longer wait, the call
   * rejects, and `retryAfterMs` of the error is that wait. `poll` and `watch` have `maxIntervalMs` instead. Default: 60_000.
   */
  maxRetryAfterMs?: number | undefined;
  /** Largest response, in bytes. Results are exempt: see `maxLineBytes`. Default: 16 777 216; at most 268 435 456. */
  maxAnswerBytes?: number | undefined;
  /** Longest server text that an error quotes, in characters. Default: 10 000. */
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
   * Called after each attempt of each call, with facts for a log. Exceptions and rejections are ignored. Default:
   * not called.
   */
  onCall?: ((event: CallEvent) => void) | undefined;
}

/** What the value of an option must be: in words, by its types, and a test of such a value. */
type Kind = readonly [expected: string, types: string, fits?: (value: never) => boolean];

const from = (least: number, most: number) => (value: number) =>
  Number.isInteger(value) && value >= least && value <= most;
const upTo = (most: number): Kind => [`a whole number from 1 to ${most}`, 'number', from(1, most)];
const oneOf = (words: readonly string[]): Kind => [
  words.map((word) => JSON.stringify(word)).join(' or '),
  'string',
  (value: string) => words.includes(value),
];

const FUNCTION: Kind = ['a function', 'function'];
const FLAG: Kind = ['true or false', 'boolean'];
const MS: Kind = ['a positive number of milliseconds', 'number', (ms: number) => ms > 0 && ms <= 1e15];
/** Approximate length of the longest string in V8. */
const LONGEST = 2 ** 28;

const CLIENT: { readonly [name in keyof ClientOptions]-?: Kind } = {
  apiKey: ['a string, or a function that returns one', 'string function'],
  auth: oneOf(AUTH),
  // The core checks the rest, and redacts possible secrets.
  baseURL: [
    'an absolute http or https URL such as https://relay.example.com',
    'string object',
    (url: string | URL) => isUrl(url) || /^\s*https?:|[@?#]|^$/i.test(url),
  ],
  apiVersion: oneOf(VERSIONS),
  betas: ['an array of beta names', 'object', Array.isArray],
  headers: [
    'an object of header names and values',
    'object',
    (headers: object) => Symbol.iterator in headers || isRecord(headers),
  ],
  fetch: FUNCTION,
  maxRetries: ['a non-negative whole number', 'number', from(0, 2 ** 32 - 1)],
  timeoutMs: MS,
  maxBodyBytes: upTo(LONGEST),
  maxRetryAfterMs: MS,
  maxAnswerBytes: upTo(LONGEST),
  maxErrorLength: upTo(2 ** 32 - 1),
  workspaceId: ['a string', 'string'],
  dangerouslyAllowBrowser: FLAG,
  allowInsecure: FLAG,
  allowResend: FLAG,
  onCall: FUNCTION,
};

/**
 * Checks the names and values of a client's options, with the same wording as the core, which checks the options of a call. The
 * core checks the contents of `baseURL`, `headers` and `betas` at the first call.
 * @internal
 */
export function checkClient(options: ClientOptions): void {
  check(options, CLIENT);
  for (const [name, [expected, types, fits]] of Object.entries<Kind>(CLIENT)) {
    const value: unknown = options[name as keyof ClientOptions];
    if (value === undefined || value === null) continue;
    const isOfType = types.includes(typeof value);
    if (isOfType && (fits?.(value as never) ?? true)) continue;
    // A caller may pass a key as any option by mistake, and headers contain keys.
    const isHidden = typeof value === 'string' && (name === 'headers' || /\bsk-|.{41}/.test(value));
    const found = isHidden ? 'a string' : describe(value);
    throw isOfType && typeof value !== 'object'
      ? outOfRange(name, expected, found)
      : wrong(name, expected, value, found);
  }
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
  /** Called while the input is read and checked. Exceptions and rejections are ignored. Default: not called. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Called while the body is sent. Exceptions and rejections are ignored. Default: not called. */
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
  /** Called with the batch after each poll. Exceptions and rejections are ignored. Default: not called. */
  onProgress?: ((batch: MessageBatch) => void) | undefined;
}
