// The account of a job, over all of its attempts.
import { cacheHitRate, noUsage } from '../../wire/jobs.ts';
import type { NamedIds, Outcome, UsageTotals } from '../../wire/types.ts';
import type { Means } from './actions.ts';
import { collectedOf, eachRequest, familyOf, lastAnswers, type Member } from './family.ts';
import { resultsName } from './input.ts';
import type { ShardResults } from './records.ts';
import type { ShardStatus } from './state.ts';

/**
 * The account of a job, as plain data. Every id counts once in `outcomes` or `unanswered`, by the record of its last attempt.
 *
 * @example
 * const { requests, outcomes, missing, cost }: Manifest = await job.manifest();
 * console.log(requests, outcomes.done, missing.ids, cost.usd);
 */
export interface Manifest {
  version: 1;
  id: string;
  key?: string;
  createdAt: string;
  /** Number of requests, which is the sum of `outcomes` and `unanswered`. */
  requests: number;
  /** Ids by the outcome of their last record. */
  outcomes: Partial<Record<Outcome, number>>;
  /** Ids without a record, by reason: `missing` from the results, or the state of their shard. */
  unanswered: Partial<Record<'missing' | ShardStatus['state'], number>>;
  /** Ids whose last record is an error, by type of the inner error. */
  errorTypes: Record<string, number>;
  /** Ids without a record in the collected results: the first 1000. */
  missing: NamedIds;
  /** Ids whose request expired in their last attempt: the first 1000. */
  expired: NamedIds;
  /** Shards whose create has an unknown outcome. */
  undecided: { job: string; shard: number; candidates: string[] }[];
  /** Records that repeat an id of their shard, or whose id is not in the shard. */
  surplus: { duplicates: number; unknown: number };
  /** Sums over all answers of all attempts; each batch counts once. */
  usage: UsageTotals;
  /** Share of the prompt tokens that were read from a cache, 0 to 1; `null` if no tokens were used. */
  cacheHitRate: number | null;
  /** Cost of all attempts, as far as prices are known: see `cost` of a tally. */
  cost: {
    usd: number | null;
    asOf: string | null;
    fees: number;
    unpriced: string[];
    unpricedTools: string[];
    /** US dollars that prompt caching saved in all attempts; `undefined` if that is not known of an answer. */
    cacheSavings?: number | undefined;
  };
  /** Each shard of the job and of its retries. */
  shards: ManifestShard[];
  /** Ids of the jobs that retried a part of this one. */
  retries: string[];
}

/**
 * A shard in a manifest.
 *
 * @example
 * const batches = (shards: ManifestShard[]) => shards.map(({ batchId }) => batchId);
 * console.log(batches((await job.manifest()).shards));
 */
export interface ManifestShard {
  /** Id of its job. */
  job: string;
  index: number;
  requests: number;
  state: ShardStatus['state'];
  batchId?: string;
  /** Name of its results in the job's `bodies`, if they are stored there. */
  results?: string;
}

const MOST_IDS = 1000;

/** @internal */
export async function manifestOf({ records, plan }: Pick<Means, 'records' | 'plan'>): Promise<Manifest> {
  const family = await familyOf({ records, plan });
  const shards: ManifestShard[] = [];
  const undecided: Manifest['undecided'] = [];
  const tallies: ShardTallies[] = [];
  const surplus = { duplicates: 0, unknown: 0 };
  for (const member of family) {
    for (const [index, { requests, state }] of member.state.shards.entries()) {
      const results = await collectedOf(member, index);
      if (results) tallies.push(results);
      surplus.duplicates += results?.duplicates ?? 0;
      surplus.unknown += results?.unknown ?? 0;
      if (state.state === 'uncertain') {
        undecided.push({ job: member.plan.id, shard: index, candidates: state.candidates.map(({ batch }) => batch) });
      }
      shards.push({
        job: member.plan.id,
        index,
        requests,
        state: state.state,
        ...('batch' in state ? { batchId: state.batch } : {}),
        ...(results?.isKept ? { results: results.body ?? resultsName(member.plan.id, index) } : {}),
      });
    }
  }
  return {
    version: 1,
    id: plan.id,
    ...(plan.key === undefined ? {} : { key: plan.key }),
    createdAt: plan.createdAt,
    requests: plan.requests,
    ...(await account(family)),
    undecided,
    surplus,
    ...sums(tallies),
    shards,
    retries: family.slice(1).map((member) => member.plan.id),
  };
}

/** Counts each id of a family once. */
async function account(
  family: Member[],
): Promise<Pick<Manifest, 'outcomes' | 'unanswered' | 'errorTypes' | 'missing' | 'expired'>> {
  const [root, ...retries] = family;
  const later = await lastAnswers(retries);
  const errorTypes: Record<string, number> = {};
  const add = (counts: Record<string, number>, name: string, times = 1) => {
    counts[name] = (counts[name] ?? 0) + times;
  };
  const outcomes: Record<string, number> = {};
  const unanswered: Record<string, number> = {};
  const missing: NamedIds = { count: 0, ids: [] };
  const expired: NamedIds = { count: 0, ids: [] };
  const name = (ids: NamedIds, id: string) => {
    ids.count += 1;
    if (ids.ids.length < MOST_IDS) ids.ids.push(id);
  };
  const count = (id: string, own: { outcome: string; error?: string | undefined }, isAnswered: boolean) => {
    const { outcome, error } = later.get(id) ?? own;
    add(isAnswered || later.has(id) ? outcomes : unanswered, outcome);
    if (error !== undefined) add(errorTypes, error);
    if (outcome === 'missing') name(missing, id);
    if (outcome === 'expired') name(expired, id);
  };
  if (root) {
    await eachRequest(root, (id, answer, shard) => {
      const { outcome, error } = answer ?? { outcome: root.state.shards[shard]?.state.state ?? 'waiting' };
      count(id, { outcome, error }, answer !== undefined && outcome !== 'missing');
    });
  }
  for (const member of family) {
    for (const { index } of member.plan.shards) {
      const results = await collectedOf(member, index);
      // Older versions did not store which records are errors.
      const counts = results && !results.errors ? results.tally.errorTypes : {};
      for (const [name, times] of Object.entries(counts)) add(errorTypes, name, times);
    }
  }
  return { outcomes, unanswered, errorTypes, missing, expired };
}

type ShardTallies = Pick<ShardResults, 'tally' | 'repeated'>;

/** Sums the tallies of shards. A record that repeats an id is no second answer. */
const sums = (shards: ShardTallies[]): Pick<Manifest, 'usage' | 'cacheHitRate' | 'cost'> => {
  const usage = noUsage();
  const cost: Manifest['cost'] = {
    usd: shards.length === 0 ? 0 : null,
    asOf: null,
    fees: 0,
    unpriced: [],
    unpricedTools: [],
    cacheSavings: 0,
  };
  for (const { tally, repeated } of shards) {
    addInto(usage as unknown as Numbers, tally.usage as unknown as Numbers);
    if (repeated) addInto(usage as unknown as Numbers, repeated.usage as unknown as Numbers, -1);
    const { usd, asOf, fees, unpriced, unpricedTools, cacheSavings } = tally.cost;
    if (usd !== null) cost.usd = (cost.usd ?? 0) + without(usd, repeated?.cost.usd);
    if (asOf !== null && (cost.asOf === null || asOf < cost.asOf)) cost.asOf = asOf;
    cost.fees += without(fees, repeated?.cost.fees);
    cost.unpriced = [...new Set([...cost.unpriced, ...unpriced])].sort();
    cost.unpricedTools = [...new Set([...cost.unpricedTools, ...unpricedTools])].sort();
    // Tallies stored by older versions have no savings.
    const { cacheSavings: sum } = cost;
    const isKnown = sum !== undefined && typeof cacheSavings === 'number';
    cost.cacheSavings = isKnown ? sum + without(cacheSavings, repeated?.cost.cacheSavings) : undefined;
  }
  cost.usd = cost.usd && rounded(cost.usd);
  cost.fees = rounded(cost.fees);
  cost.cacheSavings = cost.cacheSavings && rounded(cost.cacheSavings);
  return { usage, cacheHitRate: cacheHitRate(usage), cost };
};

/** A sum in US dollars less a part of it. */
const without = (usd: number, part: number | null | undefined): number => usd - (part ?? 0);

/** US dollars without the noise of sums and differences. */
const rounded = (usd: number): number => Number(usd.toFixed(USD_DIGITS));

/** The price of one token has at most so many digits after the point. */
const USD_DIGITS = 12;

interface Numbers {
  [name: string]: number | Numbers;
}

/** Adds numbers by name, and those of objects inside; subtracts them with the sign -1. */
function addInto(sum: Numbers, more: Numbers, sign: 1 | -1 = 1): void {
  for (const [name, value] of Object.entries(more)) {
    if (typeof value === 'number') sum[name] = ((sum[name] as number | undefined) ?? 0) + sign * value;
    else {
      const inner = (sum[name] ?? {}) as Numbers;
      sum[name] = inner;
      addInto(inner, value, sign);
    }
  }
}
