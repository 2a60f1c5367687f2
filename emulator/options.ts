import type { BatchRequest, ErrorResponse, Message, Usage } from './wire.ts';

/** Fields of a message to set or add; every other field, and every other key of `usage`, stays as it would have been. */
export interface MessageOverride extends Partial<Omit<Message, 'usage'>> {
  usage?: Partial<Usage> & Record<string, unknown>;
  [field: string]: unknown;
}

/** What a responder can answer for one item: a result as on the wire, where the message may be partial. */
export type ItemResult =
  | { type: 'succeeded'; message?: MessageOverride }
  | { type: 'errored'; error: ErrorResponse }
  | { type: 'canceled' }
  | { type: 'expired' };

/**
 * Decides what an item comes to; `undefined` leaves it to the emulator. Called once for every item that was processed,
 * in the order of the batch, when the batch ends; never for items that a cancel or the 24 hours cut off.
 */
export type Responder = (request: BatchRequest, index: number) => ItemResult | undefined;

export interface EmulatorOptions {
  /** Accepted keys. Default: any non-empty key. */
  apiKeys?: string[];
  /** Milliseconds from create to `ended`. Default 3000. Beyond 24 hours the unfinished items expire. */
  processingMs?: number;
  /** The `retry-after` of a retrieve that finds the batch unfinished. Default 10, as the API sends it. */
  retryAfterSeconds?: number;
  /** The clock, in milliseconds since 1970. Default `Date.now`. */
  now?: () => number;
  /** The origin that `results_url` starts with. Default: the origin of the request. */
  origin?: string;
  /** Fixes ids, the order of results and which items a cancel hits. Default 1. */
  seed?: number;
  /** Decides the result of items. Default: well-formed items succeed. */
  responder?: Responder;
  /** Answer preflights and send CORS headers. Default false, as the API does on batches. */
  cors?: boolean;
}

/** The options with every default filled in. */
export interface Settings {
  apiKeys: ReadonlySet<string> | undefined;
  processingMs: number;
  retryAfterSeconds: number;
  now: () => number;
  origin: string | undefined;
  seed: number;
  responder: Responder | undefined;
  cors: boolean;
}

/** Fills in the defaults; a wrong option throws a `TypeError` or `RangeError` that names it and its value. */
export function settingsFrom(options: EmulatorOptions = {}): Settings {
  return {
    apiKeys: keys(options.apiKeys),
    processingMs: zeroOrMore('processingMs', options.processingMs, 3000),
    retryAfterSeconds: zeroOrMore('retryAfterSeconds', options.retryAfterSeconds, 10),
    now: callable('now', options.now) ?? Date.now,
    origin: origin(options.origin),
    seed: integer('seed', options.seed, 1),
    responder: callable('responder', options.responder),
    cors: options.cors ?? false,
  };
}

function keys(value: string[] | undefined): ReadonlySet<string> | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((key) => typeof key !== 'string' || key === '')) {
    // The value is left out of the text: it may hold real keys.
    throw new TypeError('apiKeys must be an array of non-empty strings');
  }
  return new Set(value);
}

function zeroOrMore(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number, got ${typeof value}`);
  if (!(value >= 0)) throw new RangeError(`${name} must be 0 or more, got ${value}`);
  return value;
}

function integer(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (!Number.isSafeInteger(value)) throw new TypeError(`${name} must be an integer, got ${String(value)}`);
  return value;
}

function callable<T>(name: string, value: T | undefined): T | undefined {
  if (value !== undefined && typeof value !== 'function') {
    throw new TypeError(`${name} must be a function, got ${typeof value}`);
  }
  return value;
}

function origin(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (!/^https?:\/\/[^/?#]+$/i.test(value)) {
    throw new TypeError(`origin must be like "https://example.com", got ${JSON.stringify(value)}`);
  }
  return value;
}
