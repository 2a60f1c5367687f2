// Types of our own options and results, in addition to those of calls.ts and messages.ts: everything that crosses the boundary.
// The declarations that wasm-bindgen generates refer to them.

import type { ApiVersion } from './calls.ts';
import type { RuleCodes } from './names.ts';

export type * from './calls.ts';
export type * from './messages.ts';

/**
 * The body of a Messages API call with placeholders: `{{column}}` in a string inserts the value of that column of the
 * row.
 *
 * @example
 * const template: ParamsTemplate = {
 *   model: 'claude-haiku-4-5',
 *   max_tokens: 300,
 *   messages: [{ role: 'user', content: 'Greet {{name}} in {{language}}.' }],
 * };
 */
export type ParamsTemplate = object;

/**
 * The row from which a request was made.
 *
 * @example
 * const rowOf = new Map<string, number>();
 * const remember = ({ custom_id, row }: RowId) => rowOf.set(custom_id, row);
 * for await (const rowId of fromRows(rows, template).ids()) remember(rowId);
 */
export interface RowId {
  custom_id: string;
  /** Number of the row, from 1. The header of a CSV is not counted. */
  row: number;
  /** Value of the row in the column named by the option `id`; absent without that option. */
  key?: string;
}

/**
 * What a record means for the caller.
 *
 * @example
 * const resend: Outcome[] = ['retry_as_is', 'canceled', 'expired'];
 * for await (const record of client.results(id)) if (resend.includes(record.outcome)) console.log(record.custom_id);
 */
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

/**
 * Code of a rule, such as `max_tokens.missing`; `rules()` lists them.
 *
 * @example
 * const silenced: RuleCode[] = ['model.unknown'];
 * const off = Object.fromEntries(silenced.map((code) => [code, 'off' as const]));
 * const report = await validate(requests, { rules: off });
 */
export type RuleCode = RuleCodes;

/**
 * One rule that `validate` checks.
 *
 * @example
 * const describe = ({ code, severity, title }: Rule) => `${severity} ${code}: ${title}`;
 * console.log((await rules()).map(describe));
 */
export interface Rule {
  /** Stable code, used in issues and in the option `rules`. */
  code: RuleCode;
  /** Default severity. Issues of a rule that is `off` are reported only if the option `rules` turns it on. */
  severity: 'error' | 'warning' | 'off';
  /**
   * How certain a refusal by the API is: always (`error`), as far as known (`error_switchable`), depending on the model
   * (`model`), or unlikely (`warning`).
   */
  class: 'error' | 'error_switchable' | 'model' | 'warning';
  /** What the rule requires. */
  title: string;
  /** Source of the rule. */
  source: string;
  /** Version of this package that introduced the rule. */
  since: string;
}

/**
 * A problem that a check found.
 *
 * @example
 * const describe = ({ line, path, message, help }: Issue) => `line ${line}, ${path}: ${message} ${help ?? ''}`;
 * console.log((await validate(input)).issues.map(describe));
 */
export interface Issue {
  code: RuleCode;
  severity: 'error' | 'warning';
  /** What was expected and what was found. */
  message: string;
  /** How to fix it. */
  help?: string;
  /** Path of the problem, as the server writes it: `requests.3.params.model`. */
  path: string;
  /** The same path as a JSON pointer: `/requests/3/params/model`. */
  pointer: string;
  /** Index of the request, from 0; absent if the problem concerns the whole input. */
  request?: number;
  /** Id of the request, if it has a readable one. */
  custom_id?: string;
  /** Line of the input, from 1; absent if the input was objects. */
  line?: number;
  /** First byte of the problem in the input, from 0; for objects, in their JSON text. */
  byteStart: number;
  /** One past the last byte. */
  byteEnd: number;
}

/**
 * The result of a check.
 *
 * @example
 * const summary = ({ ok, requests, errors, warnings }: ValidationReport) =>
 *   `${ok ? 'ok' : 'not ok'}: ${requests} requests, ${errors} errors, ${warnings} warnings`;
 * console.log(summary(await validate(requests)));
 */
export interface ValidationReport {
  /** True if there are no errors; there may be warnings. */
  ok: boolean;
  /** Number of requests. */
  requests: number;
  /** Size of the create body, in bytes; the sum over all bodies if the input needs several batches. */
  bytes: number;
  /** Number of all errors, including those not kept in `issues`. */
  errors: number;
  /** Number of all warnings, including those not kept in `issues`. */
  warnings: number;
  /** The problems, in input order; at most `maxIssues`. */
  issues: Issue[];
  /** Number of issues by rule. */
  counts: Partial<Record<RuleCode, number>>;
  /** Number of batches that the input needs. */
  shards: number;
  /** Rows of `fromRows` that are empty in every column and became no request; absent if there are none. */
  skippedRows?: number;
}

/**
 * Settings that the rules depend on.
 *
 * @example
 * const options: RuleOptions = { betas: ['output-300k-2026-03-24'], rules: { 'model.unknown': 'off' }, maxIssues: 50 };
 * const report = await validate(requests, options);
 */
export interface RuleOptions {
  /** The `anthropic-version` of the create call. Default: `2026-10-21`. */
  apiVersion?: ApiVersion | undefined;
  /** Names in the `anthropic-beta` of the create call. Default: none. */
  betas?: string[] | undefined;
  /** Severities to change, by rule code. Default: the severities that `rules()` lists. */
  rules?: Partial<Record<RuleCode, 'error' | 'warning' | 'off'>> | undefined;
  /** Date for which models are checked, such as whether one is retired. Default: today. */
  now?: Date | undefined;
  /** Number of issues to keep; all are counted. Default: 1000. */
  maxIssues?: number | undefined;
}

/**
 * A position in a results stream: plain data that can be stored and passed back as `from`.
 *
 * @example
 * const results = await client.results(id);
 * for await (const record of results) {
 *   const position: ResultsPosition = results.position;
 *   await save({ record, position });
 * }
 */
export interface ResultsPosition {
  /** First byte of the next line, from 0. */
  byteOffset: number;
  /** Number of the next line, from 1. */
  line: number;
  /** Number of records returned so far. */
  seen: number;
  /**
   * Identifies the bytes before the position, so that a reader does not continue in different results. Opaque: store it
   * unchanged. Empty if no bytes were read.
   */
  cursor: string;
}

/**
 * How results are downloaded.
 *
 * @example
 * const options: DownloadOptions = { maxDrops: 10, maxLineBytes: 1_048_576 };
 * for await (const record of client.results(id, options)) console.log(record.outcome);
 */
export interface DownloadOptions {
  /** How many consecutive dropped connections, without a new byte in between, are reopened. Default: 5; 0 reopens none. */
  maxDrops?: number | undefined;
  /** Continues from the position of another reader. Default: the start. */
  from?: ResultsPosition | undefined;
  /**
   * Total number of records, including malformed lines. A stream that ends earlier counts as a dropped connection, even if it
   * ends cleanly; additional records are returned like all others. Default: the sum of the batch's `request_counts`; unknown
   * for stored results. `false` means unknown, for a server whose counts are wrong.
   */
  recordCount?: number | false | undefined;
  /**
   * Longest line, in bytes. A longer one becomes a `malformed` record, whose `raw` has that many bytes plus one. Default:
   * 67 108 864; at most 268 435 456.
   */
  maxLineBytes?: number | undefined;
}

/**
 * Summary of an exported file.
 *
 * @example
 * const warn = ({ written, notJson }: ExportReport) => notJson > 0 && console.warn(`${notJson} of ${written}: no JSON`);
 * const file = results.toStream('csv', { columns: ['custom_id', 'json.city'], onReport: warn });
 */
export interface ExportReport {
  /** Number of records, or of rows of a join. */
  written: number;
  /** With `json` columns, the number of answers without JSON; their `json` columns are empty. */
  notJson: number;
  /** Number of answers whose JSON is inside a fence or surrounded by prose. */
  jsonInText: number;
  /**
   * Number of lines that are not records, including one for the missing end of an incomplete list. 0 for a join, whose
   * `reconciliation` counts them.
   */
  malformed: number;
  /** Position of the first of them, and the problem. */
  firstMalformed?: string;
  /** Number of records with the id of an earlier record. 0 for a join, whose `reconciliation` counts them. */
  repeatedIds: number;
}

/**
 * How results are written to a file.
 *
 * @example
 * const options: ExportOptions = { columns: ['custom_id', 'answer=text'], outcomes: ['done'], bom: true };
 * const response = results.toResponse('csv', options);
 */
export interface ExportOptions {
  /**
   * Columns of the file, each as `path` or `name=path`. A path is `custom_id`, `type`, `outcome`, `reason`, `text`,
   * `line`, `byteOffset`, or a part of `usage`, `error`, `result`, `json` (the JSON of the answer: its text, a fenced
   * block of it, or one value surrounded by prose) or `row` (in a join), with keys and indexes after dots:
   * `json.items.0.name`; `\\.` is a dot in a key. Default for `csv`: `custom_id`, `type`, `outcome`, `text`,
   * `error.type`, `error.message`, `usage.input_tokens`, `usage.output_tokens`; for `jsonl`: the lines unchanged.
   */
  columns?: readonly string[] | undefined;
  /** Writes only records with one of these outcomes. Default: all. */
  outcomes?: readonly Outcome[] | undefined;
  /** CSV: puts an apostrophe before text that a spreadsheet may evaluate as a formula. Default: true. */
  defuse?: boolean | undefined;
  /** CSV: starts the file with a byte order mark, which Excel needs to detect UTF-8. Default: false. */
  bom?: boolean | undefined;
  /** CSV: column separator, such as `;` or a tab. Default: a comma. */
  delimiter?: string | undefined;
  /** Called with a summary once the whole file is written. Exceptions and rejections are ignored. Default: not called. */
  onReport?: ((report: ExportReport) => void) | undefined;
  /** `toResponse`: file name of the download. Default: `results.csv` or `results.jsonl`. */
  filename?: string | undefined;
}

/**
 * Options of `reconcile`.
 *
 * @example
 * const options: ReconcileOptions = { maxIds: 10 };
 * const { missing } = await results.reconcile(requests, options);
 */
export interface ReconcileOptions {
  /** Number of ids to list for each kind of mismatch; all are counted. Default: 1000. */
  maxIds?: number | undefined;
}

/**
 * Ids with the same mismatch.
 *
 * @example
 * const show = ({ count, ids }: NamedIds) => `${count}: ${ids.join(', ')}`;
 * console.log(show((await results.reconcile(requests)).missing));
 */
export interface NamedIds {
  /** Number of ids. */
  count: number;
  /** The first `maxIds` of them, in the order in which they were read. */
  ids: string[];
}

/**
 * Comparison of results with the requests that they answer.
 *
 * @example
 * const { complete, missing, duplicate }: Reconciliation = await results.reconcile(requests);
 * if (!complete) console.warn(missing.ids, duplicate.ids);
 */
export interface Reconciliation {
  /** True if every id has exactly one record and there are no other lines. */
  complete: boolean;
  /** Number of ids that were submitted. */
  submitted: number;
  /** Number of ids with a record. */
  answered: number;
  /** Ids without a record. */
  missing: NamedIds;
  /** Ids of records that repeat the id of an earlier record. The earlier record counts. */
  duplicate: NamedIds;
  /** Ids of records that were not submitted. */
  unknown: NamedIds;
  /**
   * Of `join` with `key`: keys of rows that got the record of an earlier row with the same key, because no id of the results has
   * a number; absent if there are none. Then `complete` is false.
   */
  shared?: NamedIds;
  /** Number of lines that are not results. */
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
  form?: 'auto' | 'jsonl' | 'body' | 'array' | 'elements' | 'values';
  oneBatch?: boolean;
  lines?: boolean;
  validate?: boolean | undefined;
  /**
   * Whether to report each shard with its hash and ids. Without `oneBatch`, this also divides the requests by these
   * limits.
   */
  facts?: boolean;
  maxRequests?: number | undefined;
  maxBytes?: number | undefined;
  sharedPrefix?: 'report' | 'primer' | undefined;
  /** Whether shards have different numbers of requests where possible. Shards become smaller by up to about a tenth. */
  distinct?: boolean | undefined;
}

/** Facts about a shard. */
export interface ShardFacts {
  /** Index among the shards, from 0. */
  index: number;
  /** Index of its first request in the whole input, from 0. */
  first: number;
  /** Byte of the input at which that request starts. */
  start: number;
  requests: number;
  /** Size of its create body, in bytes. */
  bytes: number;
  /** 128-bit XXH3 of its create body, as 32 hexadecimal digits. */
  hash: string;
  form: 'jsonl' | 'body' | 'array' | 'values';
}

/**
 * Records as the core returns them. `numbers` has eight numbers per record:
 * - its line, counted from `firstLine`;
 * - the first and the last byte of the line, in the chunk or in `joined`;
 * - whether the line is in `joined` (bit 0), and the index of the outcome in the list of outcomes;
 * - its shape, or -1 if it has none, or -2 if it is malformed;
 * - the index of its first value;
 * - its id, a string, which takes two numbers.
 *
 * A string is two numbers: its start and end in `short`. If the first is negative, `~first` is an index in `longs` if the second
 * is 0, in `answers` if it is 1, in `others` if it is 2. The values of a record with a shape are the contents of the shape's
 * slots. The values of a record without one are its type, the reason for its outcome, and its texts: the index of the first in
 * `answers`, and their number.
 *
 * `longs` has two numbers per long string: its start in `bytes`, and its end there times four plus 0 for Latin-1, 1 for UTF-16, 2
 * for JSON, 3 for JSON in `joined`. `bytes` is memory of the core, which its next call may overwrite.
 *
 * `answers` and `others` are long texts that are decoded later, with three numbers each: start and end of the text without its
 * quotes, in the chunk, or negative in `joined`, which ends at 0; and 0 if the text is not all ASCII, 1 if it is ASCII without
 * escapes, 2 if it is ASCII with escapes.
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
  answers: Int32Array,
  others: Int32Array,
];

/** Output of a reader for one chunk: records, bytes of a file, or `true`; at the end of a tally, the tally. */
export type ReaderOutput = RecordRows | Uint8Array<ArrayBuffer> | Tally | true;

/**
 * The common data of records of one shape, sent with the first of them: the line with marks in its slots, the type, the reason
 * for the outcome, and the position of the texts among the values. A mark is U+0000, `s` for a string or `n` for a number, and
 * the index of the value. The line is empty if records of this shape are parsed on demand. These have two values: the index of
 * the first text in `answers`, and the number of texts.
 */
export type RecordShape = [shape: number, marked: string, type: string, reason: string, texts: number[]];

/**
 * Counts, tokens and cost of the results of a batch.
 *
 * @example
 * const { outcomes, cost }: Tally = await results.tally();
 * console.log(outcomes.done ?? 0, cost.usd);
 */
export interface Tally {
  /** Number of lines that are not blank. */
  records: number;
  /** Number of records by type of result, including `malformed`. */
  types: Record<string, number>;
  /** Number of records by outcome. */
  outcomes: Partial<Record<Outcome, number>>;
  /** Number of errored records by type of the inner error. */
  errorTypes: Record<string, number>;
  /** Number of answers by stop reason. */
  stopReasons: Record<string, number>;
  /** Sums over all answers. */
  usage: UsageTotals;
  /** Share of the prompt tokens that were read from a cache, 0 to 1; `null` if no tokens were used. */
  cacheHitRate: number | null;
  /** Answers, tokens and cost by model, sorted by name. */
  models: ModelTally[];
  /** Cost of the answers, as far as prices are known. */
  cost: {
    /** US dollars, fees included: 0 if there are no answers, `null` if no answer has a known price. */
    usd: number | null;
    /** Date of the oldest price used; `null` if none was used. */
    asOf: string | null;
    /** The part of `usd` that is fees of server tools: web searches. Web fetches are free. */
    fees: number;
    /** Models without a known price, or with an answer that lacks a readable number of tokens. These tokens are not in `usd`. */
    unpriced: string[];
    /**
     * Usage that is not included in `usd`: server tools such as `code_execution`, which is charged by the hour, and entries of
     * `usage.iterations` such as `compaction` and `advisor_message`.
     */
    unpricedTools: string[];
    /**
     * US dollars that prompt caching saved: what the prompt tokens would have cost without a cache, less what they cost.
     * Below 0 if more was written than read; `null` if a model has no known price.
     */
    cacheSavings: number | null;
  };
  /** Position of the first line that is not a record, and the problem; absent if every line is a record. */
  firstMalformed?: string;
  /** Of `tally({ repeatedIds: true })`: number of records with the id of an earlier record; absent if there are none. */
  repeatedIds?: number;
  /**
   * Present if a sum of `usage` is 2^53 or more, which a number cannot hold exactly. That sum is reported as 2^53 - 1,
   * and sums and costs are no longer reliable. Genuine results never have that many tokens.
   */
  saturated?: true;
}

/**
 * The answers of one model.
 *
 * @example
 * const row = ({ model, answers, usd }: ModelTally) => ({ model, answers, usd });
 * console.table((await results.tally()).models.map(row));
 */
export interface ModelTally {
  /** Name of the model in the answers; empty if they have none. */
  model: string;
  answers: number;
  usage: UsageTotals;
  /** US dollars at batch prices, including web search fees; `null` if the price is unknown. */
  usd: number | null;
  /** Date of the price. */
  asOf: string | null;
}

/**
 * Sums of the numbers in `usage`, under the API's names.
 *
 * @example
 * const total = ({ input_tokens, output_tokens }: UsageTotals) => input_tokens + output_tokens;
 * console.log(total((await results.tally()).usage));
 */
export interface UsageTotals {
  input_tokens: number;
  output_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
  /** Tokens without a breakdown count as five minutes, the default. */
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
  output_tokens_details: { thinking_tokens: number };
  server_tool_use: { web_search_requests: number; web_fetch_requests: number; other_requests: number };
}
