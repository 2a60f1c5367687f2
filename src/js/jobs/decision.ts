// Applies a user's decision about a create of unknown outcome.
import type { BatchFacts } from '../../wire/jobs.ts';
import { JobError } from '../errors.ts';
import { outOfRange, wrong } from '../options.ts';
import type { JobCommand } from './records.ts';
import type { JobState, ShardStatus } from './state.ts';

/**
 * The job that the decision concerns.
 * @internal
 */
export interface Deciding {
  id: string;
  state: () => JobState;
  batch: (id: string) => Promise<BatchFacts>;
  /** Resolves when `isApplied` returns true, or when this process closed the job. */
  command: (event: JobCommand, isApplied: () => boolean) => Promise<void>;
}

/**
 * Passes a decision to the driver. Resolves once it is applied.
 * @internal
 */
export async function decide(
  job: Deciding,
  shard: number,
  decision: 'adopt' | 'create',
  batchId: string | undefined,
): Promise<void> {
  const refusal = (message: string, ...shards: number[]) =>
    new JobError(message, { code: 'invalid_option', jobId: job.id, shards });
  const { shards } = job.state();
  const status = shards[shard];
  if (!status) throw outOfRange('shard', `the index of one of ${shards.length} shards`, String(shard));
  if (decision !== 'adopt' && decision !== 'create') throw outOfRange('decision', 'adopt or create', String(decision));
  if (decision === 'adopt' && typeof batchId !== 'string') throw wrong('batchId', 'the id of a batch', batchId);
  if (status.state !== 'uncertain') {
    throw refusal(`Shard ${shard} of job ${job.id} needs no decision: it is ${status.state}.`, shard);
  }
  const { attempts, requests } = status;
  const adopted = decision === 'adopt' ? await job.batch(batchId as string) : undefined;
  if (adopted && adopted.requests !== requests) {
    throw refusal(
      `Batch ${batchId} has ${adopted.requests} requests, expected ${requests}: it is not the shard's.`,
      shard,
    );
  }
  const current = (): ShardStatus => job.state().shards[shard] ?? status;
  const owner = job.state().shards.find((other) => other.index !== shard && other.batchId === batchId);
  if (adopted && owner) {
    throw refusal(`Batch ${batchId} is the one of shard ${owner.index} of job ${job.id}.`, shard, owner.index);
  }
  // The decision does not apply to a later create.
  const isOpen = () => current().state === 'uncertain' && current().attempts === attempts;
  if (isOpen()) await job.command({ event: 'decided', shard, adopted, attempts }, () => !isOpen());
  if (isOpen()) {
    throw refusal(
      `Job ${job.id} was closed before the decision about shard ${shard} showed. It is stored, and holds once the job is resumed.`,
      shard,
    );
  }
  const now = current();
  const isOther = adopted ? now.batchId !== batchId : now.attempts === attempts && now.batchId !== undefined;
  if (!isOther) return;
  const found =
    now.batchId === undefined ? `${now.state}, by create ${now.attempts}` : `${now.state}, with batch ${now.batchId}`;
  throw refusal(`The decision about shard ${shard} of job ${job.id} came too late: it is ${found}.`, shard);
}
