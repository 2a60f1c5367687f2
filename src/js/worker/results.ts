/// <reference lib="esnext.disposable" preserve="true" />
// The page's view of results that a worker reads.
import { recordReader } from '../../wire/record.ts';
import type { BatchRecord } from '../../wire/record_types.ts';
import type { Tally } from '../../wire/types.ts';
import { leaving } from '../abort.ts';
import { each } from '../results/each.ts';
import { cancelled, resultsRead } from '../results/once.ts';
import { strings } from '../runtime/runtime.ts';
import { Turns } from '../runtime/turns.ts';
import type { Item, Work } from './protocol.ts';
import type { Remote } from './remote.ts';

/**
 * Processes the records of a chunk before the caller receives them.
 * @internal
 */
export type Check = (records: BatchRecord[]) => BatchRecord[] | Promise<BatchRecord[]>;

/**
 * Results that a worker reads. They can be read once, in one way. These end the worker: the end of a loop, an early exit from
 * it, an error, `cancel()`, or the end of an `await using` block. If you do not read the results, call `cancel()`.
 *
 * @example
 * const results: WorkerResults = await readResultsInWorker(input);
 * for await (const record of results) console.log(record.custom_id, record.text);
 */
export class WorkerResults<R extends BatchRecord = BatchRecord> implements AsyncIterable<R> {
  readonly #remote: Remote;
  readonly #check: Check;
  #isRead = false;
  #isCancelled = false;
  #tally: Tally | undefined;

  /** @internal */
  constructor(remote: Remote, check: Check) {
    this.#remote = remote;
    this.#check = check;
  }

  /**
   * Yields the records one by one, in the order of the results.
   *
   * @example
   * for await (const { custom_id, outcome, text } of readResultsInWorker(input)) console.log(custom_id, outcome, text);
   */
  [Symbol.asyncIterator](): AsyncGenerator<R> {
    return each(this.chunks(), { isStopped: () => this.#isCancelled || this.#remote.isAborted });
  }

  /**
   * Yields the same records in arrays, as many at a time as the worker finds in a chunk.
   *
   * @example
   * const results = await readResultsInWorker(input);
   * for await (const records of results.chunks()) await save(records.map(({ custom_id, text }) => [custom_id, text]));
   */
  chunks(): AsyncGenerator<R[]> {
    return leaving(this.#records(this.#begin('records')), () => this.#remote.close());
  }

  /**
   * Returns counts, outcomes, tokens and cost. The page gets no records.
   *
   * @example
   * const { outcomes, cost } = await (await readResultsInWorker(input)).tally();
   * console.log(outcomes, cost.usd);
   */
  async tally(): Promise<Tally> {
    let whole: Tally | undefined;
    for await (const item of this.#begin('tally')) {
      this.#tally = item.tally;
      if (item.kind === 'tally' && item.isWhole) whole = item.tally;
    }
    if (!whole) throw cancelled();
    return whole;
  }

  /**
   * Returns the tally of what was read so far, during and after a loop, `chunks()` or `tally()`. During a loop it is up
   * to a tenth of a second old, and may be ahead of the loop. `undefined` if nothing was read.
   *
   * @example
   * const results = await readResultsInWorker(input);
   * for await (const record of results) console.log(record.custom_id, results.tallySoFar()?.records);
   */
  tallySoFar(): Tally | undefined {
    return this.#tally;
  }

  /**
   * Stops the reading, and ends the worker. A loop that has not read everything rejects.
   *
   * @example
   * const results = await readResultsInWorker(input);
   * const timer = setTimeout(() => results.cancel(), 60_000);
   */
  async cancel(): Promise<void> {
    this.#isRead = true;
    this.#isCancelled = true;
    this.#remote.close();
  }

  /**
   * Stops the reading at the end of an `await using` block.
   *
   * @example
   * await using results = await readResultsInWorker(input);
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  async *#records(items: AsyncGenerator<Item>): AsyncGenerator<R[]> {
    // The page has no instance of the core, so JavaScript decodes the parts that are read later.
    const read = recordReader(undefined, strings());
    const turns = new Turns();
    for await (const item of items) {
      this.#tally = item.tally ?? this.#tally;
      if (item.kind !== 'records') continue;
      const { rows, byteOffset, bytes } = item;
      const records = read(rows, byteOffset, () => bytes);
      if (records.length > 0) yield (await this.#check(records)) as R[];
      // Several chunks may have arrived already.
      await turns.after(bytes.length);
    }
    // A cancelled loop must not end as if everything was read.
    if (this.#isCancelled) throw cancelled();
  }

  #begin(work: Work): AsyncGenerator<Item> {
    if (this.#isRead) throw resultsRead('readResultsInWorker');
    this.#isRead = true;
    return this.#remote.items(work);
  }
}
