import { type AnswerKind, KINDS, type Shares } from './answers/kind.ts';
import type { AnswerStyle } from './answers/style.ts';
import type { AnswerText } from './answers/text.ts';
import type { Validator } from './create/check.ts';
import { type Fault, faultsFrom } from './faults/document.ts';
import { isObject } from './json.ts';
import { TIERS, type Tier } from './meter.ts';
import {
  callable,
  finite,
  flag,
  integer,
  keys,
  MAX_TIMER_MS,
  oneOf,
  origin,
  pages,
  refuseUnknown,
  requireObject,
  type Span,
  share,
  span,
  withFunctions,
  wrongRange,
  wrongType,
} from './option_values.ts';
import { resultFault } from './result_shape.ts';
import { STORAGE_FUNCTIONS, type Storage } from './storage/storage.ts';
import type { BatchRequest, ErrorResponse, Message, Usage } from './wire.ts';

/** An answer of a gigabyte exceeds the longest string. */
const MAX_PROSE_TOKENS = 1_000_000;

/**
 * Fields of a message to set or add. All other fields, and all other keys of `usage`, are left as they are.
 *
 * @example
 * const override: MessageOverride = { stop_reason: 'max_tokens', usage: { output_tokens: 300 } };
 * const emulator = createEmulator({ responder: { '*': { type: 'succeeded', message: override } } });
 */
export interface MessageOverride extends Partial<Omit<Message, 'usage'>> {
  usage?: Partial<Usage> & Record<string, unknown>;
  [field: string]: unknown;
}

/**
 * The result that a responder returns for one item: as on the wire, except that the message may be partial.
 *
 * @example
 * const paris: ItemResult = { type: 'succeeded', message: { content: [{ type: 'text', text: 'Paris' }] } };
 * const emulator = createEmulator({ responder: { 'capital-fr': paris, '*': { type: 'expired' } } });
 */
export type ItemResult =
  | { type: 'succeeded'; message?: MessageOverride }
  | { type: 'errored'; error: ErrorResponse }
  | { type: 'canceled' }
  | { type: 'expired' };

/**
 * Decides the result of an item; for `undefined`, the emulator decides. Called once for every processed item, in batch order,
 * when the batch ends. Not called for items that a cancel or the 24-hour limit stopped.
 *
 * @example
 * const responder: Responder = ({ custom_id }) => (custom_id === 'a' ? { type: 'canceled' } : undefined);
 * const emulator = createEmulator({ responder });
 */
export type Responder = (request: BatchRequest, index: number) => ItemResult | undefined;

/**
 * Results by `custom_id`; `*` applies to all ids that are not listed.
 *
 * @example
 * const responder: CannedResults = { '*': { type: 'expired' } };
 * const emulator = createEmulator({ responder });
 */
export type CannedResults = Record<string, ItemResult>;

/**
 * The answers to well-formed items.
 *
 * @example
 * const answers: AnswerOptions = { text: 'prose', tokens: [100, 400], shares: { refusal: 0.01 } };
 * const emulator = createEmulator({ answers });
 */
export interface AnswerOptions {
  /**
   * Text of ordinary answers: `quote` repeats the beginning of the question in a sentence, `echo` is the question itself,
   * `prose` is filler of `tokens` length. If a request has a schema, its answer satisfies it. Default: `quote`.
   */
  text?: AnswerText;
  /** Length of `prose` in tokens, or the shortest and longest. Default: 200. */
  tokens?: number | [number, number];
  /** Shares of items, 0 to 1, that have another result. Default: none. */
  shares?: Shares;
  /** Share of the items that read a cached prefix, 0 to 1, not counting items that write it. Default: 0.9. */
  cacheHits?: number;
}

/**
 * The order of results: see `order` of `EmulatorOptions`.
 *
 * @example
 * const order: ResultOrder = 'shuffled';
 * const emulator = createEmulator({ order });
 */
export type ResultOrder = 'few_in_order' | 'requests' | 'shuffled';

/**
 * Options of `createEmulator`.
 *
 * @example
 * const options: EmulatorOptions = { processingMs: [1000, 5000], seed: 7, counts: 'moving', tier: 'start' };
 * const emulator = createEmulator(options);
 */
export interface EmulatorOptions {
  /** Accepted keys. Default: any non-empty key. */
  apiKeys?: string[];
  /**
   * Milliseconds from create to `ended`, or the minimum and maximum, drawn by the seed. Beyond 24 hours the unfinished
   * items expire. Default: 3000.
   */
  processingMs?: number | [number, number];
  /** The `retry-after` of a retrieve before the batch has ended, in seconds. Default: 10, as the API sends it. */
  retryAfterSeconds?: number;
  /** Real milliseconds before each response, or the minimum and maximum. Default: 0. */
  latencyMs?: number | [number, number];
  /** The clock: returns milliseconds since 1970. Default: `Date.now`. */
  now?: () => number;
  /** Origin of `results_url`. Default: the origin of the request. */
  origin?: string;
  /** Seed for ids, answers, the order of results, faults, and which items a cancel affects. Default: 1. */
  seed?: number;
  /** Decides the result of items. Default: well-formed items succeed. */
  responder?: Responder | CannedResults;
  /** The answers to well-formed items. Default: see `AnswerOptions`. */
  answers?: AnswerOptions;
  /** Request counts while a batch runs: all in `processing` until the end, or moving. Default: `at_end`. */
  counts?: 'at_end' | 'moving';
  /**
   * Order of the results. `few_in_order`: that of the requests in a batch of up to 100, as recorded of small batches, and
   * shuffled in a larger one, as the API promises no order. `requests`: always that of the requests. `shuffled`: never
   * that of the requests; the first result is never that of the first request. Default: `few_in_order`.
   */
  order?: ResultOrder;
  /**
   * Sends `anthropic-ratelimit-requests-*` with every response. Default: false, as few recordings of batch endpoints have
   * them.
   */
  rateLimitHeaders?: boolean;
  /** Enforces the limits of this tier: calls per minute, and items in the queue. Default: no limit. */
  tier?: Tier;
  /** What goes wrong, and when: see docs/emulator.md. Default: none. */
  faults?: Fault[] | { faults: Fault[] };
  /**
   * Origins whose pages may read responses, as one string or several, or `'*'` for all. The emulator then answers
   * preflights and sends CORS headers. Default: false, as the API does for batches.
   */
  cors?: string | string[] | false;
  /**
   * Remembers the `idempotency-key` of creates for 48 hours, and announces it by the header `x-idempotency`. Default:
   * false, as the API ignores the header.
   */
  idempotency?: boolean;
  /** Answers under `/_emulator/`. Default: true. */
  control?: boolean;
  /** Checks `params`; `false` disables the check. Default: the package `message-batches`, loaded with the first batch. */
  validator?: Validator | false;
  /** Where the state is stored. In Node, `startEmulator({ dataDir })` stores it in files. Default: in memory only. */
  storage?: Storage;
}

/** The options with every default filled in. */
export interface Settings {
  apiKeys: ReadonlySet<string> | undefined;
  processingMs: Span;
  retryAfterSeconds: number;
  latencyMs: Span;
  now: () => number;
  origin: string | undefined;
  seed: number;
  responder: Responder | undefined;
  answers: AnswerStyle & { shares: Shares };
  counts: 'at_end' | 'moving';
  order: ResultOrder;
  rateLimitHeaders: boolean;
  tier: Tier | undefined;
  faults: Fault[];
  cors: readonly string[] | '*' | undefined;
  idempotency: boolean;
  control: boolean;
  validator: Validator | false | undefined;
  storage: Storage | undefined;
}

/** Fills in the defaults. An invalid option throws a `TypeError` or `RangeError` that names it and its value. */
export function settingsFrom(options: EmulatorOptions = {}): Settings {
  requireObject('The options', options);
  const settings = filledIn(options);
  refuseUnknown(
    options,
    Object.keys(settings),
    '',
    Object.fromEntries(SERVER_OPTIONS.map((name) => [name, 'startEmulator'])),
  );
  return settings;
}

/** Options of `startEmulator` only. */
export const SERVER_OPTIONS: readonly string[] = ['allowedHosts', 'port', 'hostname', 'dataDir'];

/** Returns the names of all options of an emulator. */
export const optionNames = (): string[] => Object.keys(filledIn({}));

function filledIn(options: EmulatorOptions): Settings {
  return {
    apiKeys: keys(options.apiKeys),
    processingMs: span('processingMs', options.processingMs, 3000),
    retryAfterSeconds: finite('retryAfterSeconds', options.retryAfterSeconds, 10),
    latencyMs: span('latencyMs', options.latencyMs, 0, MAX_TIMER_MS),
    now: callable('now', options.now) ?? Date.now,
    origin: origin(options.origin),
    seed: integer('seed', options.seed, 1),
    responder: responder(options.responder),
    answers: answers(options.answers),
    counts: oneOf('counts', options.counts, ['at_end', 'moving']) ?? 'at_end',
    order: oneOf('order', options.order, ['few_in_order', 'requests', 'shuffled']) ?? 'few_in_order',
    rateLimitHeaders: flag('rateLimitHeaders', options.rateLimitHeaders, false),
    tier: oneOf('tier', options.tier, Object.keys(TIERS) as Tier[]),
    faults: faultsFrom(options.faults),
    cors: pages(options.cors),
    idempotency: flag('idempotency', options.idempotency, false),
    control: flag('control', options.control, true),
    validator: validator(options.validator),
    storage: withFunctions('storage', options.storage, STORAGE_FUNCTIONS),
  };
}

function validator(value: Validator | false | undefined): Validator | false | undefined {
  if (value === false) return false;
  return withFunctions('validator', value, ['validate', 'rules'], 'false or ');
}

function responder(value: Responder | CannedResults | undefined): Responder | undefined {
  if (value === undefined || typeof value === 'function') return value;
  const expected = 'responder: expected a function, or an object of results by custom_id';
  if (!isObject(value)) throw wrongType(`${expected}, found ${typeof value}`);
  for (const [id, result] of Object.entries(value)) {
    const fault = resultFault(result);
    if (fault !== undefined) throw wrongType(`responder[${JSON.stringify(id)}]${fault}`);
  }
  return ({ custom_id: id }) => (Object.hasOwn(value, id) ? value[id] : value['*']);
}

function answers(value: AnswerOptions = {}): Settings['answers'] {
  requireObject('answers', value);
  refuseUnknown(value, ['text', 'tokens', 'shares', 'cacheHits'], 'answers.');
  return {
    text: oneOf('answers.text', value.text, ['quote', 'echo', 'prose']) ?? 'quote',
    tokens: span('answers.tokens', value.tokens, 200, MAX_PROSE_TOKENS),
    cacheHits: share('answers.cacheHits', value.cacheHits, 0.9),
    shares: shares(value.shares),
  };
}

function shares(value: Shares = {}): Shares {
  requireObject('answers.shares', value);
  const parts: Shares = {};
  let sum = 0;
  for (const [kind, part] of Object.entries(value)) {
    if (!KINDS.includes(kind as AnswerKind)) {
      throw wrongRange(`answers.shares: expected ${KINDS.join(', ')}, found ${JSON.stringify(kind)}`);
    }
    const read = share(`answers.shares.${kind}`, part as number | undefined, 0);
    parts[kind as AnswerKind] = read;
    sum += read;
  }
  // Shares such as 0.7, 0.2 and 0.1 have a sum of slightly more than 1.
  if (sum > 1 + 1e-9) throw wrongRange(`answers.shares: expected a sum of at most 1, found ${sum}`);
  return parts;
}
