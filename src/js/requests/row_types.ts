// The types of the input and the result of `fromRows`.
import type { BatchRequest, RowId } from '../../wire/types.ts';
import type { TypedRows } from '../input/pieces.ts';
import type { RequestLines } from '../input/source.ts';

/**
 * Rows as objects, or as CSV or JSONL: text, bytes, a `Blob` or a stream.
 *
 * @example
 * const csv: RowSource = 'email,name\nada@example.com,Ada\n';
 * const requests = fromRows(csv, template, { id: 'email' });
 */
export type RowSource =
  | Iterable<object>
  | AsyncIterable<object>
  | string
  | Uint8Array
  | Blob
  | ReadableStream<Uint8Array>;

/** The type of the rows in a source. Those of text and bytes have columns of any name. */
export type RowOf<Source> = Source extends string | Uint8Array | Blob | ReadableStream<Uint8Array>
  ? object
  : Source extends Iterable<infer Row> | AsyncIterable<infer Row>
    ? Row
    : object;

/**
 * Options of `fromRows`.
 *
 * @example
 * const options: RowOptions = { id: 'email', defaults: { language: 'English' }, encoding: 'windows-1252' };
 * const requests = fromRows(await openAsBlob('customers.csv'), template, options);
 */
export interface RowOptions<Id extends string = string> {
  /** Format of text and bytes. Default: `jsonl` if the first character is `{`, else `csv`. */
  format?: 'csv' | 'jsonl' | undefined;
  /** Column separator of a CSV. Default: the most frequent in the first line of comma, semicolon, tab and `|`. */
  delimiter?: string | undefined;
  /**
   * Encoding of rows that are bytes: any label of `TextDecoder`, such as `gbk` or `windows-1251`. Default: UTF-8, or
   * UTF-16 with a byte order mark.
   */
  encoding?: string | undefined;
  /** Column from which the `custom_id` is made. Default: a hash of the request. */
  id?: Id | undefined;
  /**
   * Values for columns that are absent or null in a row, or empty in a CSV. Default: none, and an absent or null value is
   * an error.
   */
  defaults?: { readonly [column: string]: unknown } | undefined;
  /**
   * Keeps the data of `ids()` for rows that can be read once. Costs about 50 bytes per row, plus twice the length of the key.
   * Not needed if the rows can be read again. Default: false.
   */
  keepIds?: boolean | undefined;
}

/**
 * Requests made from rows: input for `validate`, `plan`, `estimate` and `create`. Rows are read on demand.
 *
 * @example
 * const requests: RowRequests = fromRows(rows, template, { id: 'email' });
 * for await (const { custom_id } of requests) console.log(custom_id);
 */
export interface RowRequests extends RequestLines, AsyncIterable<BatchRequest> {
  /**
   * Returns the same requests as JSONL, in chunks of whole lines.
   *
   * @example
   * for await (const lines of fromRows(rows, template).jsonl()) process.stdout.write(lines);
   */
  jsonl(): AsyncIterableIterator<Uint8Array<ArrayBuffer>>;
  /** Whether the rows can be read again: text, bytes, a `Blob`, or an iterable that is not an iterator. */
  readonly reiterable: boolean;
  /**
   * Number of rows that are empty in every column and became no request, so far in the latest reading. `ids()` counts
   * them in its row numbers.
   */
  readonly skipped: number;
  /**
   * Returns the column names of the CSV, or the keys of the first object. Reads no further than needed. Works only if the
   * rows can be read again; the template may be empty.
   *
   * @example
   * const columns = await fromRows('email,name\n', {}).columns();
   */
  columns(): Promise<string[]>;
  /**
   * Yields the `custom_id`, row number and key of each request, in row order. Rows that can be read again are read again, and
   * nothing stays in memory. For other rows, set `keepIds`, and call this after the requests were read.
   *
   * @example
   * for await (const { custom_id, row, key } of fromRows(rows, template).ids()) console.log(custom_id, row, key);
   */
  ids(): AsyncIterable<RowId>;
}

/**
 * Requests made from rows that are objects. `join` knows the type of the rows.
 *
 * @example
 * const requests: RowRequestsOf<{ email: string }> = fromRows(rows, template, { id: 'email' });
 * for await (const { row } of results.join(requests)) console.log(row.email);
 */
export interface RowRequestsOf<Row extends object> extends RowRequests, TypedRows<Row> {}
