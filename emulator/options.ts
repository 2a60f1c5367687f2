import { nearest } from '../src/js/nearest.ts';
import { type AnswerKind, KINDS, type Shares } from './answers/kind.ts';
import type { AnswerStyle } from './answers/style.ts';
import type { AnswerText } from './answers/text.ts';
import type { Validator } from './create/check.ts';
import { type Fault, faultsFrom } from './faults/document.ts';
import { isObject } from './json.ts';
import { TIERS, type Tier } from './meter.ts';
import type { Storage } from './storage/storage.ts';
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

/** Results by `custom_id`; `*` stands for every id that is not listed. */
export type CannedResults = Record<string, ItemResult>;

/** What well-formed items are answered with. */
export interface AnswerOptions {
  /**
   * Of ordinary answers: `quote` repeats the beginning of the question in a sentence, `echo` is the question itself,
   * `prose` is filler of `tokens` length. Default `quote`. Where a request asks for a schema, its answer satisfies it.
   */
  text?: AnswerText;
  /** Length of `prose`, or the shortest and longest. Default 200. */
  tokens?: number | [number, number];
  /** Shares from 0 to 1 of items that come to something else. Default: none. */
  shares?: Shares;
  /** How often a cached prefix is found by those that did not write it. Default 0.9. */
  cacheHits?: number;
}

export interface EmulatorOptions {
  /** Accepted keys. Default: any non-empty key. */
  apiKeys?: string[];
  /**
   * Milliseconds from create to `ended`, or the least and the most, drawn by the seed. Default 3000. Beyond 24 hours the
   * unfinished items expire.
   */
  processingMs?: number | [number, number];
  /** The `retry-after` of a retrieve that finds the batch unfinished. Default 10, as the API sends it. */
  retryAfterSeconds?: number;
  /** Real milliseconds that every answer takes, or the least and the most. Default 0. */
  latencyMs?: number | [number, number];
  /** The clock, in milliseconds since 1970. Default `Date.now`. */
  now?: () => number;
  /** The origin that `results_url` starts with. Default: the origin of the request. */
  origin?: string;
  /** Fixes ids, answers, the order of results, faults and which items a cancel hits. Default 1. */
  seed?: number;
  /** Decides the result of items. Default: well-formed items succeed. */
  responder?: Responder | CannedResults;
  /** What well-formed items are answered with. */
  answers?: AnswerOptions;
  /** Request counts while a batch runs: all in `processing` until its end, or moving. Default `at_end`. */
  counts?: 'at_end' | 'moving';
  /** Enforces this tier's calls a minute and items in the queue. Default: no limit. */
  tier?: Tier;
  /** What goes wrong, and when: see docs/emulator.md. */
  faults?: Fault[] | { faults: Fault[] };
  /** Answer preflights and send CORS headers. Default false, as the API does on batches. */
  cors?: boolean;
  /**
   * Remember the `idempotency-key` of creates for 48 hours, and announce it by the header `x-idempotency`. Default false,
   * as the API does: it ignores the header.
   */
  idempotency?: boolean;
  /** Answer under `/_emulator/`. Default true. */
  control?: boolean;
  /** Checks what stands in `params`. Default: the package `message-batches`, loaded with the first batch. `false`: no check. */
  validator?: Validator | false;
  /** Where state is kept. Default: in memory alone. In Node, `startEmulator({ dataDir })` brings one. */
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
  tier: Tier | undefined;
  faults: Fault[];
  cors: boolean;
  idempotency: boolean;
  control: boolean;
  validator: Validator | false | undefined;
  storage: Storage | undefined;
}

export type Span = readonly [least: number, most: number];

/** Fills in the defaults; a wrong option throws a `TypeError` or `RangeError` that names it and its value. */
export function settingsFrom(options: EmulatorOptions = {}): Settings {
  const settings = filledIn(options);
  known(options, Object.keys(settings));
  return settings;
}

function known(options: object, names: string[], prefix = ''): void {
  const stranger = Object.keys(options).find((name) => !names.includes(name));
  if (stranger === undefined) return;
  const meant = prefix + nearest(stranger, names);
  throw wrongType(`${prefix}${stranger}: there is no such option. Did you mean ${meant}?`);
}

function filledIn(options: EmulatorOptions): Settings {
  return {
    apiKeys: keys(options.apiKeys),
    processingMs: span('processingMs', options.processingMs, 3000),
    retryAfterSeconds: zeroOrMore('retryAfterSeconds', options.retryAfterSeconds, 10),
    latencyMs: span('latencyMs', options.latencyMs, 0),
    now: callable('now', options.now) ?? Date.now,
    origin: origin(options.origin),
    seed: integer('seed', options.seed, 1),
    responder: responder(options.responder),
    answers: answers(options.answers),
    counts: oneOf('counts', options.counts, ['at_end', 'moving']) ?? 'at_end',
    tier: oneOf('tier', options.tier, Object.keys(TIERS) as Tier[]),
    faults: faultsFrom(options.faults),
    cors: options.cors ?? false,
    idempotency: options.idempotency ?? false,
    control: options.control ?? true,
    validator: options.validator,
    storage: options.storage,
  };
}

function keys(value: string[] | undefined): ReadonlySet<string> | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((key) => typeof key !== 'string' || key === '')) {
    // The value is left out of the text: it may hold real keys.
    throw wrongType('apiKeys must be an array of non-empty strings');
  }
  return new Set(value);
}

function span(name: string, value: number | [number, number] | undefined, fallback: number): Span {
  if (!Array.isArray(value)) {
    const both = zeroOrMore(name, value, fallback);
    return [both, both];
  }
  const [least, most] = value;
  if (value.length !== 2 || !(zeroOrMore(name, least, 0) <= zeroOrMore(name, most, 0))) {
    throw wrongRange(`${name} must be a number or [least, most], got ${JSON.stringify(value)}`);
  }
  return [least, most];
}

function zeroOrMore(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number') throw wrongType(`${name} must be a number, got ${typeof value}`);
  if (!(value >= 0)) throw wrongRange(`${name} must be 0 or more, got ${value}`);
  return value;
}

function share(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw wrongRange(`${name} must be a number from 0 to 1, got ${String(value)}`);
  }
  return value;
}

function integer(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (!Number.isSafeInteger(value)) throw wrongType(`${name} must be an integer, got ${String(value)}`);
  return value;
}

function callable<T>(name: string, value: T | undefined): T | undefined {
  if (value !== undefined && typeof value !== 'function') {
    throw wrongType(`${name} must be a function, got ${typeof value}`);
  }
  return value;
}

function oneOf<T extends string>(name: string, value: T | undefined, choices: T[]): T | undefined {
  if (value !== undefined && !choices.includes(value)) {
    throw wrongRange(`${name} must be one of ${choices.join(', ')}, got ${JSON.stringify(value)}`);
  }
  return value;
}

function origin(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (!/^https?:\/\/[^/?#]+$/i.test(value)) {
    throw wrongType(`origin must be like "https://example.com", got ${JSON.stringify(value)}`);
  }
  return value;
}

function responder(value: Responder | CannedResults | undefined): Responder | undefined {
  if (value === undefined || typeof value === 'function') return value;
  const expected = 'responder must be a function, or an object of results by custom_id';
  if (!isObject(value)) throw wrongType(`${expected}, got ${typeof value}`);
  for (const [id, result] of Object.entries(value)) {
    if (!isObject(result) || typeof result.type !== 'string') {
      throw wrongType(`responder[${JSON.stringify(id)}] must be a result with a type, got ${JSON.stringify(result)}`);
    }
  }
  return ({ custom_id: id }) => (Object.hasOwn(value, id) ? value[id] : value['*']);
}

function answers(value: AnswerOptions = {}): Settings['answers'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongType(`answers must be an object, got ${JSON.stringify(value)}`);
  }
  known(value, ['text', 'tokens', 'shares', 'cacheHits'], 'answers.');
  const shares: Shares = {};
  let sum = 0;
  for (const [kind, part] of Object.entries(value.shares ?? {})) {
    if (!KINDS.includes(kind as AnswerKind)) {
      throw wrongRange(`answers.shares must name ${KINDS.join(', ')}, got ${JSON.stringify(kind)}`);
    }
    shares[kind as AnswerKind] = share(`answers.shares.${kind}`, part, 0);
    sum += shares[kind as AnswerKind] ?? 0;
  }
  // Shares like 0.7, 0.2 and 0.1 add up to a little more than 1.
  if (sum > 1 + 1e-9) throw wrongRange(`answers.shares must add up to 1 at most, got ${sum}`);
  return {
    text: oneOf('answers.text', value.text, ['quote', 'echo', 'prose']) ?? 'quote',
    tokens: span('answers.tokens', value.tokens, 200),
    cacheHits: share('answers.cacheHits', value.cacheHits, 0.9),
    shares,
  };
}

const wrongType = (message: string) => Object.assign(new TypeError(message), { code: 'invalid_option' });
const wrongRange = (message: string) => Object.assign(new RangeError(message), { code: 'invalid_option' });
