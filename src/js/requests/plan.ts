// Divides large inputs into shards, each of which becomes one batch.
import type { PrefixReport } from '../../wire/estimate.ts';
import type { CoreSettings, EncoderOptions, ShardFacts, ValidationReport } from '../../wire/types.ts';
import { Rereader } from '../input/reread.ts';
import { type BatchInput, type CreateBody, feed, sourceUnlessAborted } from '../input/source.ts';
import { check, type Names, wrong } from '../options.ts';
import { checks } from '../runtime/modules.ts';
import { BlobStore } from '../store/spills/blob.ts';
import { piecesOf, ShardStores } from '../store/spills/shards.ts';
import type { MakeStore, Store } from '../store/spills/store.ts';
import { replayBody, Shard } from './shard.ts';
import { CHECK, type CheckOptions, finishCheck, type ReportOptions } from './validate.ts';

/**
 * Options of `plan`.
 *
 * @example
 * const options: PlanOptions = { maxRequests: 10_000, maxBytes: 50_000_000 };
 * for await (const shard of plan(input, options)) console.log(shard.index, shard.requests);
 */
export interface PlanOptions extends CheckOptions, ReportOptions {
  /** Maximum number of requests per shard. Default: 100 000, the API's limit, which is also the largest value. */
  maxRequests?: number | undefined;
  /**
   * Maximum size of a shard's create body, in bytes. Default: 256 000 000. The API says "256 MB", which may also mean 268 435
   * 456, the largest value of this option. A relay may accept less.
   */
  maxBytes?: number | undefined;
  /** Checks the requests. Default: true. */
  validate?: boolean | undefined;
  /**
   * `report` finds the prefix that the requests share: see `sharedPrefix` of the plan. `primer` also puts the first request
   * into a separate shard. Send it, wait until its batch has ended, then send the others: requests of one batch do not read
   * what another request of that batch wrote to the prompt cache. Default: neither.
   */
  sharedPrefix?: 'report' | 'primer' | undefined;
  /**
   * Makes a store for the body of a shard, for input that can be read once. With your own store, call `shard.discard()`
   * to free its space. Default: a `Blob`.
   */
  spool?: MakeStore | undefined;
}

const PLAN: Names<PlanOptions> = {
  ...CHECK,
  maxRequests: true,
  maxBytes: true,
  validate: true,
  sharedPrefix: true,
  spool: true,
  onReport: true,
};

/**
 * The shards of an input, in input order. Each loop reads the input again.
 *
 * @example
 * const shards: ShardPlan = plan(input);
 * for await (const shard of shards) await client.create(shard);
 * console.log(shards.report?.requests);
 */
export interface ShardPlan extends AsyncIterable<Shard> {
  /** The report of the check; `undefined` until the whole input was read. */
  readonly report: ValidationReport | undefined;
  /** The prefixes that the requests share, with the option `sharedPrefix`; `undefined` until the whole input was read. */
  readonly sharedPrefix: PrefixReport | undefined;
}

/** Implements `plan` of the package. */
export function plan(input: BatchInput | CreateBody, options: PlanOptions = {}): ShardPlan {
  return planFor(input, {}, options);
}

/**
 * Options of a plan that only other parts of the package set.
 * @internal
 */
export interface InternalPlanOptions extends Pick<EncoderOptions, 'distinct'> {
  /** Receives the ids of each shard as JSON, before the input is checked to its end. The shards then have none. */
  onIds?: ((shard: number, ids: Uint8Array<ArrayBuffer>) => Promise<void> | void) | undefined;
}

/**
 * Plans with the settings of a client and with internal options.
 * @internal
 */
export function planFor(
  input: BatchInput | CreateBody,
  client: CoreSettings,
  options: PlanOptions,
  internal: InternalPlanOptions = {},
): ShardPlan {
  const findings: Findings = { report: undefined, sharedPrefix: undefined };
  const shards = divide(input, client, options, internal, findings);
  return {
    [Symbol.asyncIterator]: () => shards,
    get report() {
      return findings.report;
    },
    get sharedPrefix() {
      return findings.sharedPrefix;
    },
  };
}

/** The reports about the whole input, set once it was read. */
interface Findings {
  report: ValidationReport | undefined;
  sharedPrefix: PrefixReport | undefined;
}

async function* divide(
  input: BatchInput | CreateBody,
  client: CoreSettings,
  options: PlanOptions,
  { onIds, ...internal }: InternalPlanOptions,
  findings: Findings,
): AsyncGenerator<Shard> {
  check(options, PLAN);
  const { encoding, signal, onProgress, onReport, spool, ...rules } = options;
  if (spool !== undefined && typeof spool !== 'function') throw wrong('spool', 'a function', spool);
  const from = await sourceUnlessAborted(input, encoding, signal);
  const loaded = await checks.instance();
  const isChecked = rules.validate !== false;
  const isOnce = from.again === 'never';
  const settings: EncoderOptions = { ...rules, ...internal, form: from.form, lines: from.lines, facts: true };
  const encoder = loaded.sync((glue) => new glue.Encoder(client, settings, isOnce));
  const bodies = isOnce ? new ShardStores(spool) : undefined;
  const reader = new Rereader(from);
  /** Shards that are held back until the whole input is checked. */
  const waiting: [ShardFacts, Uint8Array<ArrayBuffer>][] = [];
  const shardOf = ([facts, customIds]: [ShardFacts, Uint8Array<ArrayBuffer>], last: boolean, kept?: Store) =>
    new Shard({ facts, customIds, ...(kept ? fromStore(facts, kept) : fromInput(facts, reader, last)) });

  /** Yields the shards that became complete. */
  const complete = async function* (last: boolean) {
    for (;;) {
      if (isChecked && isOnce && encoder.errors > 0) {
        await bodies?.close();
        loaded.sync(() => encoder.forgetBodies());
        return;
      }
      await bodies?.write(loaded.sync(() => encoder.take()) as Uint8Array<ArrayBuffer>);
      const shard = loaded.sync(() => encoder.shard());
      if (!shard) return;
      if (onIds) await onIds(shard[0].index, shard[1]);
      if (onIds) shard[1] = NONE;
      if (bodies) yield shardOf(shard, last, await bodies.seal());
      else if (isChecked) waiting.push(shard);
      else yield shardOf(shard, last);
    }
  };

  try {
    for await (const _ of feed(loaded, encoder, from, { signal, onProgress })) yield* complete(false);
    findings.report = await finishCheck(loaded, encoder, isChecked, { onReport, signal });
    findings.sharedPrefix = loaded.sync(() => encoder.sharedPrefix());
    yield* complete(true);
    for (let next = waiting.shift(); next; next = waiting.shift()) yield shardOf(next, waiting.length === 0);
  } finally {
    await bodies?.close();
    loaded.release(encoder);
  }
}

const NONE = new Uint8Array(0);

/** A shard of an input that can be read again. */
function fromInput(facts: ShardFacts, reader: Rereader, isLast: boolean) {
  const start = { byteOffset: facts.start, request: facts.first };
  return { open: () => replayBody(facts, reader.from(start, { isLast })) };
}

/** A shard whose body was spooled. Bytes from a caller's spool are checked again; our own store cannot change. */
function fromStore(facts: ShardFacts, spool: Store) {
  const bytes = () => piecesOf(spool, facts.bytes);
  const open = spool instanceof BlobStore ? bytes : () => replayBody({ ...facts, form: 'auto' }, bytes());
  return { open, discard: () => spool.close() };
}
