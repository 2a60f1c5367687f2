import type { BatchRecord } from '../../wire/record_types.ts';
import type { Joined, Ordered } from './ordered.ts';
import type { BatchResults } from './results.ts';

/**
 * Results whose download starts when they are awaited or iterated. Await them for all ways of reading, or iterate over
 * the records.
 *
 * @example
 * const opening: OpeningResults = client.results(id);
 * const tally = await (await opening).tally();
 */
export interface OpeningResults<R extends BatchRecord = BatchRecord>
  extends Promise<BatchResults<R>>,
    AsyncIterable<R> {}

/**
 * Rows with records whose reading starts when they are awaited or iterated.
 *
 * @example
 * const opening: OpeningJoined<{ email: string }> = job.join(rows, { key: 'email' });
 * for await (const { row, record } of opening) console.log(row.email, record?.text);
 */
export interface OpeningJoined<Row extends object>
  extends Promise<Ordered<Joined<Row, BatchRecord>>>,
    AsyncIterable<Joined<Row, BatchRecord>> {}

/** Opens results on the first use, once. Results that are never used are not opened, and cannot reject. */
export class Opening<T extends AsyncIterable<Item>, Item = BatchRecord> implements Promise<T>, AsyncIterable<Item> {
  readonly [Symbol.toStringTag] = 'Promise';
  readonly #open: () => Promise<T>;
  #opened: Promise<T> | undefined;

  constructor(open: () => Promise<T>) {
    this.#open = open;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  then: Promise<T>['then'] = (onResults, onError) => this.#start().then(onResults, onError);
  catch: Promise<T>['catch'] = (onError) => this.#start().catch(onError);
  finally: Promise<T>['finally'] = (onEnd) => this.#start().finally(onEnd);

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    yield* await this.#start();
  }

  #start(): Promise<T> {
    this.#opened ??= this.#open();
    return this.#opened;
  }
}
