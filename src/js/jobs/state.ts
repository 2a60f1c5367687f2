// The public state of a job.
import { countsOf, failingSinceOf, isUnconfirmed, type MachineShard, type ShardPhase } from '../../wire/jobs.ts';
import { EXPIRY_MS, RETENTION_MS } from '../../wire/limits.ts';
import type { MessageBatch, MessageBatchRequestCounts } from '../../wire/types.ts';
import type { Snapshot } from './driver.ts';
import { type ExpectedEnd, expectedEnd } from './expected.ts';
import type { JobPlan } from './records.ts';

/**
 * The progress of a job, as plain data.
 *
 * @example
 * const show = ({ status, shards }: JobState) =>
 *   console.log(status, shards.filter(({ state }) => state === 'collected').length, 'of', shards.length);
 * for await (const state of job.watch()) show(state);
 */
export interface JobState {
  id: string;
  /** Its `jobKey`, if it has one. */
  key?: string;
  /**
   * `working`; `paused` if it creates nothing until it is resumed, or if none of its batches is visible; `undecided` if it
   * cannot continue before you decide; `canceling`; `collected` if every shard has reached its final state.
   */
  status: 'working' | 'paused' | 'undecided' | 'canceling' | 'collected';
  /** Why it is paused. */
  reason?: string;
  /** Number of requests. */
  requests: number;
  /** Its shards, in order of the input. */
  shards: ShardStatus[];
  /** When it was submitted, as an ISO time. */
  createdAt: string;
  /**
   * When its last batch should end, estimated from the batches of the job that this process saw end. Absent until one has
   * ended, and until every request is in a batch.
   */
  expectedEnd?: ExpectedEnd;
  /** Whether this process drives the job. If not, another process does, or did until a moment ago. */
  isDriver: boolean;
  /**
   * For people: deadlines that are near, batches that a cancel left running, and options of `submit` without effect because the
   * job was submitted before. Usually empty.
   */
  warnings: string[];
}

/**
 * The state of a shard of a job.
 *
 * @example
 * const undecided = (shards: ShardStatus[]) => shards.filter(({ isAsked }) => isAsked);
 * for (const { index, candidates } of undecided(job.state.shards)) console.log(index, candidates);
 */
export interface ShardStatus {
  /** Index among the shards, from 0. */
  index: number;
  /** Number of requests. */
  requests: number;
  /**
   * `waiting` to be created; `creating`; `uncertain` if it is unknown whether a batch was stored; `running`; `ended`;
   * `collected`; `refused` by the API; `lost` if the batch or its results are gone; `dropped` if the job was canceled first.
   */
  state: ShardPhase;
  /** Id of its batch, if it has one. */
  batchId?: string;
  /**
   * `true` if the batch was matched only by its number of requests and its time, after a create of unknown outcome. Until it
   * has ended and its ids were compared, it may not belong to the job, so `cancel` of the job does not cancel it.
   */
  isUnconfirmed?: boolean;
  /** Counts of the batch when this process last read it. The API often updates them only at the end. */
  counts?: MessageBatchRequestCounts;
  /** Whether `job.decide` is needed. */
  isAsked: boolean;
  /** Batches that may be the shard's, while it is `uncertain`. */
  candidates: { batchId: string; createdAt: string }[];
  /** Why it was refused or lost, or why its results could not be read last time. */
  reason?: string;
  /** Since when its results cannot be read, as an ISO time. The job tries again. */
  failingSince?: string;
  /** Number of creates that were started. */
  attempts: number;
}

/**
 * Whether a shard has reached its final state.
 * @internal
 */
export const isEnded = (phase: ShardPhase): boolean => ['collected', 'refused', 'lost', 'dropped'].includes(phase);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Converts a snapshot to the public state.
 * @internal
 */
export function stateOf(
  plan: JobPlan,
  { state, standing, isDriver }: Snapshot,
  batches: ReadonlyMap<string, MessageBatch>,
  kept: readonly string[] = [],
): JobState {
  const { reason } = standing;
  const shards = state.shards.map((shard, index) => shardOf(shard, index, batches));
  const expected = expectedEnd(state.shards, batches, { nowMs: Date.now(), runMs: EXPIRY_MS });
  return {
    id: plan.id,
    ...(plan.key === undefined ? {} : { key: plan.key }),
    status: statusOf(state.phase.phase, standing),
    ...(reason == null ? {} : { reason }),
    requests: plan.requests,
    shards,
    createdAt: plan.createdAt,
    ...(expected ? { expectedEnd: expected } : {}),
    isDriver,
    warnings: [
      ...kept,
      ...state.shards.flatMap((shard, index) => warningsOf(shard, index, state.phase.phase === 'canceling')),
    ],
  };
}

function statusOf(phase: string, { isDone, halt }: Snapshot['standing']): JobState['status'] {
  if (isDone) return 'collected';
  if (halt === 'decision') return 'undecided';
  if (halt === 'hidden') return 'paused';
  if (phase === 'paused' || phase === 'canceling') return phase;
  return 'working';
}

function shardOf(
  { requests, attempts, state }: MachineShard,
  index: number,
  batches: ReadonlyMap<string, MessageBatch>,
): ShardStatus {
  const batchId = 'batch' in state ? state.batch : undefined;
  const counts = batchId === undefined ? undefined : countsOf(batches.get(batchId));
  const candidates = state.state === 'uncertain' ? state.candidates : [];
  const failingSinceMs = failingSinceOf(state);
  return {
    index,
    requests,
    state: state.state,
    ...(batchId === undefined ? {} : { batchId }),
    ...(isUnconfirmed(state) ? { isUnconfirmed: true } : {}),
    ...(counts ? { counts } : {}),
    isAsked: state.state === 'uncertain' && state.isAsked,
    candidates: candidates.map(({ batch, createdMs }) => ({
      batchId: batch,
      createdAt: new Date(createdMs).toISOString(),
    })),
    ...('reason' in state && state.reason !== undefined ? { reason: state.reason } : {}),
    ...(failingSinceMs === undefined ? {} : { failingSince: new Date(failingSinceMs).toISOString() }),
    attempts,
  };
}

function warningsOf({ state }: MachineShard, index: number, isCanceling: boolean): string[] {
  if (state.state !== 'running') return [];
  const left =
    isCanceling && isUnconfirmed(state)
      ? [
          `The batch of shard ${index}, ${state.batch}, was found after a create of unknown outcome. It may be another's, so it is not canceled. If you know that it is the job's, cancel it with client.cancel("${state.batch}").`,
        ]
      : [];
  return [...left, ...lateOf(state.createdMs, index)];
}

function lateOf(createdMs: number, index: number): string[] {
  const age = Date.now() - createdMs;
  const hours = (ms: number) => Math.max(0, Math.round(ms / HOUR));
  if (age > RETENTION_MS - 2 * DAY) {
    return [`The results of shard ${index} are deleted in ${hours(RETENTION_MS - age)} hours: collect them.`];
  }
  if (age > EXPIRY_MS - 2 * HOUR && age < EXPIRY_MS) {
    return [
      `The batch of shard ${index} expires in ${hours(EXPIRY_MS - age)} hours; requests without a result by then expire.`,
    ];
  }
  return [];
}
