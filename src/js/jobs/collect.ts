// Reads all results of a shard, stores them, and accounts for every id.
import { answerOf } from '../../wire/jobs.ts';
import type { BatchRecord } from '../../wire/record_types.ts';
import type { Outcome, Tally } from '../../wire/types.ts';
import { readResults } from '../results/read.ts';
import type { BatchResults } from '../results/results.ts';
import { StoreError } from '../store/error.ts';
import { type Bodies, resultsName } from './input.ts';
import type { JobPlan, Records, ShardResults } from './records.ts';

const NEWLINE = 10;

interface Collection {
  results: BatchResults;
  records: Records;
  plan: JobPlan;
  bodies: Bodies;
  shard: number;
  batch: string;
  /** Aborted once another driver has the job; after that, nothing more is stored. */
  signal: AbortSignal;
}

/** Compares the ids in the results of a batch with those of a shard. Resolves to whether the batch belongs to the shard. */
export async function readIds(results: BatchResults, ids: ReadonlySet<string>): Promise<boolean> {
  let known = 0;
  for await (const records of results.chunks()) {
    for (const { custom_id } of records) {
      if (custom_id === '') continue;
      if (!ids.has(custom_id)) {
        await results.cancel();
        return false;
      }
      known += 1;
    }
  }
  return known > 0;
}

/**
 * Collects the results of a shard. Resolves to whether the ids are those of the shard. If they are not, the stored record names
 * the batch, and the next collection replaces it.
 */
export async function collect(collection: Collection): Promise<boolean> {
  const { results, records, plan, bodies, shard, batch, signal } = collection;
  const account = new Account(await records.ids(shard));
  const version = await records.resultsVersion(shard);
  const body = bodies.store && resultsName(plan.id, shard, batch);
  const kept = body === undefined ? undefined : await bodies.store?.create(body);
  const repeats = new Repeats();
  try {
    for await (const chunk of results.chunks()) {
      for (const record of chunk) {
        if (!account.add(record)) await repeats.add(record.raw);
      }
      await kept?.write(linesOf(chunk.map(({ raw }) => raw)));
    }
    signal.throwIfAborted();
    await kept?.seal();
  } finally {
    await Promise.all([repeats.end(), kept?.close()]);
  }
  const tally = results.tallySoFar() ?? (await (await readResults('', { recordCount: 0 })).tally());
  signal.throwIfAborted();
  const repeated = await repeats.tally();
  const summary = { batch, tally, repeated, isKept: kept !== undefined, body, ...account.summary() };
  if (!(await records.putResults(shard, summary, version))) throw collectedElsewhere(plan.id, shard);
  return account.isOurs;
}

const collectedElsewhere = (id: string, shard: number): StoreError =>
  new StoreError(`Another driver stored results of shard ${shard} of job ${id} meanwhile.`, { code: 'store_conflict' });

/** Joins the unchanged lines of records. */
export function linesOf(lines: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0));
  let at = 0;
  for (const line of lines) {
    bytes.set(line, at);
    at += line.length;
    bytes[at++] = NEWLINE;
  }
  return bytes;
}

/** The records that repeat an id. They are in the tally of all records, but the request was billed once. */
class Repeats {
  #lines: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #tally: Promise<Tally> | undefined;

  async add(line: Uint8Array): Promise<void> {
    if (this.#lines === undefined) {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      this.#lines = writable.getWriter();
      this.#tally = readResults(readable).then((results) => results.tally());
      // `tally` rejects with the same.
      this.#tally.catch(() => {});
    }
    await this.#lines.write(linesOf([line]));
  }

  async end(): Promise<void> {
    // A stream that failed is closed already.
    await this.#lines?.close().catch(() => {});
  }

  /** Their tally, after `end`; `undefined` if there are none. */
  async tally(): Promise<Tally | undefined> {
    return this.#tally;
  }
}

/** Which ids of a shard have a record. */
class Account {
  readonly #indexes: Map<string, number>;
  readonly #outcomes: (Outcome | undefined)[];
  readonly #errors = new Map<string, number[]>();
  #known = 0;
  #duplicates = 0;
  #unknown = 0;

  constructor(ids: string[]) {
    this.#indexes = new Map(ids.map((id, index) => [id, index]));
    this.#outcomes = new Array(ids.length);
  }

  /** Whether some ids belong to the shard, and no id belongs to another. */
  get isOurs(): boolean {
    return this.#known > 0 && this.#unknown === 0;
  }

  /** Returns `false` for a record whose id an earlier one had. */
  add(record: BatchRecord): boolean {
    const { id, outcome, error } = answerOf(record);
    // A line that is malformed has no id.
    if (id === '') return true;
    const index = this.#indexes.get(id);
    if (index === undefined) this.#unknown += 1;
    else if (this.#outcomes[index] !== undefined) {
      this.#duplicates += 1;
      return false;
    } else {
      this.#known += 1;
      this.#outcomes[index] = outcome;
      if (error !== undefined) {
        const others = this.#errors.get(error) ?? [];
        others.push(index);
        this.#errors.set(error, others);
      }
    }
    return true;
  }

  summary(): Pick<ShardResults, 'indexes' | 'errors' | 'duplicates' | 'unknown'> {
    const indexes: ShardResults['indexes'] = {};
    for (const index of this.#outcomes.keys()) {
      const outcome = this.#outcomes[index] ?? 'missing';
      if (outcome === 'done') continue;
      const others = indexes[outcome] ?? [];
      others.push(index);
      indexes[outcome] = others;
    }
    return { indexes, errors: Object.fromEntries(this.#errors), duplicates: this.#duplicates, unknown: this.#unknown };
  }
}
