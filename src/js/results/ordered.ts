// Results in the order of the requests. All are read once, into a spill, while the core notes where the record of each id
// stands; then the ids are asked for in their own order, some at a time, and their lines are read back.
import { type BatchRecord, ID, type Identified, recordReader } from '../../wire/record.ts';
import type { ExportOptions, ReconcileOptions, Reconciliation } from '../../wire/types.ts';
import { abortable } from '../abort.ts';
import { jsonLines } from '../input/json_lines.ts';
import { wrong } from '../options.ts';
import type { Results } from '../runtime/modules.ts';
import { strings, spill as usualSpill } from '../runtime/runtime.ts';
import type { Spill } from '../store/spill.ts';
import { each } from './each.ts';
import { answer, streamed } from './export.ts';

type Glue = Results['glue'];

/** Ids, objects that have one as `custom_id`, or such objects as JSONL. All are consumed as streams. */
export type Ids =
  | Iterable<string | Identified>
  | AsyncIterable<string | Identified>
  | string
  | Uint8Array
  | Blob
  | ReadableStream<Uint8Array>;

export interface OrderOptions extends ReconcileOptions {
  /**
   * Where results are kept meanwhile: one of `message-batches/spill`, or of your own. Default: a file in Node, Bun and Deno,
   * `Blob`s elsewhere.
   */
  spill?: Spill | null | undefined;
}

export interface JoinOptions<Row> extends OrderOptions {
  /** Which id a row has: the name of a column, or a function. Default: `custom_id`. */
  key?: string | ((row: Row) => string) | undefined;
}

/** A row, and what answers it. */
export interface Joined<Row, R> {
  row: Row;
  record: R | undefined;
}

/** @internal */
export type Place = [line: number, byteOffset: number];

type Index = InstanceType<Glue['Index']>;

/** Reads all results into an index and a spill; `base` is the byte of the results at which the spill starts. */
type Fill = (spill: Spill | undefined) => {
  fill(): Promise<{ index: Index; base: number }>;
  stop(): Promise<unknown>;
};

interface Match {
  row: unknown;
  record: BatchRecord | undefined;
}

/** Rows that are asked for together. */
const TOGETHER = 256;
/** Lines of the spill that are closer than this are read at once, up to so many bytes. */
const GAP = 32_768;
const MOST = 1_048_576;

/** @internal */
export class Matching {
  readonly #core: Results;
  readonly #rows: Ids | Iterable<object> | AsyncIterable<object>;
  readonly #options: JoinOptions<never>;
  readonly #fill: Fill;
  readonly #check: (records: BatchRecord[]) => Promise<BatchRecord[]>;
  account: Reconciliation | undefined;

  constructor(
    core: Results,
    rows: Ids | Iterable<object> | AsyncIterable<object>,
    options: JoinOptions<never>,
    fill: Fill,
    check: (records: BatchRecord[]) => Promise<BatchRecord[]>,
  ) {
    this.#core = core;
    this.#rows = rows;
    this.#options = options;
    this.#fill = fill;
    this.#check = check;
  }

  /** Rows in their order, with their records. */
  async *matches(signal?: AbortSignal): AsyncGenerator<Match[]> {
    const core = this.#core;
    const spill = this.#options.spill === null ? undefined : (this.#options.spill ?? usualSpill());
    const { fill, stop } = this.#fill(spill);
    let index: Index | undefined;
    let failed = true;
    try {
      const filled = await fill();
      index = filled.index;
      await spill?.seal();
      const decoded = this.#decoder();
      try {
        for await (const rows of together(jsonLines(this.#rows), signal)) {
          const ids = rows.map((row) => this.#id(row));
          const places = core.sync(() => (index as Index).ask(ids));
          if (!spill) continue;
          const lines = await abortable(read(spill, filled.base, places), signal);
          const found = await this.#check(lines.flatMap((line, at) => decoded.record(line, places, at)));
          let next = 0;
          yield rows.map((row, at) => ({ row, record: lines[at] && found[next++] }));
        }
      } finally {
        decoded.free();
      }
      this.account = core.sync(() => (index as Index).account());
      failed = false;
    } finally {
      if (index) core.release(index);
      else await stop();
      // What a spill says about its end must not hide why we are here.
      const closed = Promise.resolve(spill?.close());
      await (failed ? closed.catch(() => {}) : closed);
    }
  }

  /** Makes records of lines that stand anywhere. */
  #decoder() {
    const core = this.#core;
    const decoder = core.sync((glue) => new glue.Decoder());
    const records = recordReader(strings());
    return {
      record: (line: Uint8Array | undefined, places: Float64Array, at: number): BatchRecord[] => {
        if (!line) return [];
        const [number, offset] = places.subarray(at * 3) as unknown as [number, number];
        core.sync(() => decoder.startAt(number, offset));
        const begun = records(
          core.sync(() => decoder.push(line)),
          offset,
          line,
        );
        const [, next] = core.sync(() => decoder.place);
        return begun.concat(
          records(
            core.sync(() => decoder.finish()),
            next,
          ),
        );
      },
      free: () => core.release(decoder),
    };
  }

  #id(row: unknown): string {
    const { key = ID } = this.#options;
    const id = typeof row === 'string' ? row : typeof key === 'function' ? key(row as never) : own(row, key);
    if (typeof id === 'string') return id;
    if (typeof id === 'number') return String(id);
    throw wrong(typeof key === 'function' ? 'key(row)' : `row.${key}`, 'an id', id);
  }
}

/** A property, but not one that every object has. */
function own(row: unknown, key: string): unknown {
  return typeof row === 'object' && row !== null && Object.hasOwn(row, key)
    ? (row as Record<string, unknown>)[key]
    : undefined;
}

async function* together(
  rows: AsyncIterable<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown[], void, undefined> {
  const source = rows[Symbol.asyncIterator]();
  let batch: unknown[] = [];
  let ended = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await abortable(source.next(), signal);
      if (!done) batch.push(value);
      ended = done === true;
      if (batch.length >= TOGETHER || (ended && batch.length > 0)) {
        yield batch;
        batch = [];
      }
      if (ended) return;
    }
  } finally {
    const left = ended ? undefined : source.return?.().then(undefined, () => {});
    if (!signal?.aborted) await left;
  }
}

/** The lines that stand at these places, in their order; what is close together is read together. */
async function read(spill: Spill, base: number, places: Float64Array): Promise<(Uint8Array | undefined)[]> {
  const lines = new Array<Uint8Array | undefined>(places.length / 3).fill(undefined);
  const start = (at: number) => (places[at * 3 + 1] as number) - base;
  const end = (at: number) => start(at) + (places[at * 3 + 2] as number);
  const wanted = [...lines.keys()].filter((at) => end(at) > start(at)).sort((a, b) => start(a) - start(b));
  for (let first = 0; first < wanted.length; ) {
    const from = start(wanted[first] as number);
    let to = end(wanted[first] as number);
    let last = first + 1;
    for (; last < wanted.length; last++) {
      const next = wanted[last] as number;
      if (start(next) > to + GAP || end(next) > from + MOST) break;
      to = Math.max(to, end(next));
    }
    const bytes = await spill.read(from, to);
    for (const at of wanted.slice(first, last)) lines[at] = bytes.subarray(start(at) - from, end(at) - from);
    first = last;
  }
  return lines;
}

/** @internal */
export interface Rest {
  core: Results;
  signal: AbortSignal | undefined;
  cancel(): Promise<void>;
}

/** Results in the order of what was asked for, read once. */
export class Ordered<T> implements AsyncIterable<T> {
  readonly #matching: Matching;
  readonly #item: (match: Match) => T | undefined;
  readonly #rest: Rest;

  /** @internal */
  constructor(matching: Matching, item: (match: Match) => T | undefined, rest: Rest) {
    this.#matching = matching;
    this.#item = item;
    this.#rest = rest;
  }

  /** What is missing, duplicate or unknown; known when all was read. */
  get reconciliation(): Reconciliation | undefined {
    return this.#matching.account;
  }

  [Symbol.asyncIterator](): AsyncGenerator<T> {
    return each(this.#items());
  }

  /** The same as a file. Paths that start with `row` are parts of the rows of a join. */
  toStream(format: 'jsonl' | 'csv', options: ExportOptions = {}): ReadableStream<Uint8Array<ArrayBuffer>> {
    const pieces = this.#file(format, options);
    return streamed(pieces, async () => {
      await this.#rest.cancel();
      await pieces.return(undefined);
    });
  }

  /** The same as an answer. */
  toResponse(format: 'jsonl' | 'csv', options: ExportOptions = {}): Response {
    return answer(this.#rest.core, format, options, () => this.toStream(format, options));
  }

  async *#items(): AsyncGenerator<T[]> {
    for await (const matches of this.#matching.matches(this.#rest.signal)) {
      yield matches.map(this.#item).filter((item): item is T & {} => item !== undefined);
    }
  }

  async *#file(format: 'jsonl' | 'csv', options: ExportOptions): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { core } = this.#rest;
    const file = core.sync((glue) => new glue.Export(format, options));
    const none = new Uint8Array();
    try {
      for await (const matches of this.#matching.matches(this.#rest.signal)) {
        const pieces = matches
          .filter((match) => this.#item(match) !== undefined)
          .map(({ row, record }) => {
            const json = JSON.stringify(row) ?? 'null';
            const { raw = none, line = 0, byteOffset = 0 } = record ?? {};
            return core.sync(() => file.pair(json, raw, line, byteOffset));
          });
        yield joined(pieces);
      }
      yield core.sync(() => file.finish()) as Uint8Array<ArrayBuffer>;
    } finally {
      core.release(file);
    }
  }
}

function joined(pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
