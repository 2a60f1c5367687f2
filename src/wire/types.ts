// The types of our own options and answers, beside those of calls.ts and messages.ts: all that crosses the boundary. The
// declarations that wasm-bindgen makes take their names from here.

import type { ApiVersion } from './calls.ts';

export type * from './calls.ts';
export type * from './messages.ts';

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

/** What a record means for the caller. */
export type Outcome =
  | 'done'
  | 'empty'
  | 'truncated'
  | 'refused'
  | 'paused'
  | 'tool_use'
  | 'retry_as_is'
  | 'fix_and_retry'
  | 'canceled'
  | 'expired'
  | 'malformed';

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
  /**
   * Bytes of one line, at most: a longer one is a `malformed` record, whose `raw` has that many bytes and one more. Default:
   * 67 108 864; at most 268 435 456.
   */
  maxLineBytes?: number | undefined;
}

/** What a file of results says about itself when it is written. */
export interface ExportReport {
  /** Records, or rows of a join. */
  written: number;
  /** With `json` columns: answers in which no JSON was found, whose `json` columns have nothing. */
  notJson: number;
  /** Answers whose JSON stands in a fence or in prose. */
  jsonInText: number;
}

/** How results become a file. */
export interface ExportOptions {
  /**
   * What stands in each record of the file, as `path` or `name=path`: `custom_id`, `type`, `outcome`, `reason`, `text`, `line`,
   * `byteOffset`, and parts of `usage`, `error`, `result`, `json` (the JSON of the answer: its text, a fenced block of it, or
   * one value with prose around it) and `row` (of a
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
  /** CSV: what separates the columns, such as `;` or a tab. Default: a comma. */
  delimiter?: string | undefined;
  /** Is called with what the file says about itself, when all is written. */
  onReport?: ((report: ExportReport) => void) | undefined;
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

/**
 * Records as the core gives them. `numbers` has eight a record: its line, counted from `firstLine`; first and last byte
 * of it, in the chunk or in `joined`; whether it is in `joined` (bit 0) and the outcome's place in the list of outcomes; its
 * shape, -1 if it has none, -2 if it is malformed; where its values start; and its id, a string. A string is two numbers:
 * its start and end in `short`; or, if the first is negative, `~first` is its index among the long ones. The values of a
 * record with a shape are what stands in the slots of it, those of one without are its type, the reason for its outcome, and
 * its texts.
 *
 * `longs` has two numbers a long string: where it starts in `bytes`, and where it ends there times four plus 0 for Latin-1,
 * 1 for UTF-16, 2 for JSON, 3 for JSON in `joined`. `bytes` is memory of the core, which its next call may overwrite.
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
  /** What the answers cost, as far as prices are known. */
  cost: {
    /** US dollars, fees included: 0 if nothing was answered, `null` if nothing that was answered has a known price. */
    usd: number | null;
    /** The day of the oldest price of a model that was used; `null` if none was. */
    asOf: string | null;
    /** What of `usd` are fees of server tools: web searches. Web fetches have none. */
    fees: number;
    /** Models whose prices are not known, or whose answers do not say what they used. Their tokens are not in `usd`. */
    unpriced: string[];
    /** Server tools that were used and whose fees are not in `usd`, such as `code_execution`, which is charged by the hour. */
    unpricedTools: string[];
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
  /** US dollars, at prices for batches, fees of web searches included; `null` if they are not known. */
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
