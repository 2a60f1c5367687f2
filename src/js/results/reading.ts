// The options for reading results.
import type { DownloadOptions } from '../../wire/types.ts';
import type { AnswerSchema } from './structured.ts';

/**
 * How results are read.
 *
 * @example
 * const options: ReadOptions = { recordCount: 1000, signal: AbortSignal.timeout(600_000) };
 * for await (const record of client.results(id, options)) console.log(record.custom_id);
 */
export interface ReadOptions extends DownloadOptions {
  /**
   * Ids of the records before `from`, which are not returned again. Needed only if the results have changed since: see `from`.
   * Default: none.
   */
  handled?: Iterable<string> | undefined;
  /** Cancels reading, which then rejects with `signal.reason`. Default: none. */
  signal?: AbortSignal | undefined;
}

/**
 * Options for reading results, with those that callers cannot set.
 * @internal
 */
export interface Reading extends ReadOptions {
  schema?: AnswerSchema<unknown> | undefined;
  areKept?: boolean;
  redact?: ((cause: unknown) => unknown) | undefined;
}

/**
 * Options of `tally`.
 *
 * @example
 * const options: TallyOptions = { repeatedIds: true };
 * const { repeatedIds = 0 } = await results.tally(options);
 */
export interface TallyOptions {
  /** Counts records that repeat an id, which takes 8 bytes of memory per record. Default: false. */
  repeatedIds?: boolean | undefined;
}
