// Reads the bodies of a job's shards: from a store, or from the input of this process.
import type { CoreSettings } from '../../wire/types.ts';
import { BatchError, JobError } from '../errors.ts';
import type { BatchInput, CreateBody } from '../input/source.ts';
import { type PlanOptions, planFor } from '../requests/plan.ts';
import { replayBody, type Shard } from '../requests/shard.ts';
import type { Body, Bodies as BodyStore } from '../store/bodies/bodies.ts';
import { type Division, escaped, type JobPlan, type PlannedShard } from './records.ts';

/** The sources of a job's bodies. */
export interface Bodies {
  store: BodyStore | undefined;
  /** The shards that this process planned, by index. */
  shards: Shard[] | undefined;
}

export const requestsName = (id: string, shard: number): string => `${id}/requests/${shard}`;
/**
 * Returns the name of the body for a shard's results. Each batch has its own name, because a driver that slept may seal the
 * results of another batch late. Older versions used one name per shard.
 */
export const resultsName = (id: string, shard: number, batch?: string): string =>
  batch === undefined ? `${id}/results/${shard}` : `${id}/results/${shard}-${escaped(batch)}`;

/** Number of bytes read of a body at a time. */
const READ = 2_097_152;

/** Yields the bytes of a shard's body. Completes only if they are the planned ones. */
export async function* openBody(
  bodies: Bodies,
  plan: JobPlan,
  facts: PlannedShard,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const shard = bodies.shards?.[facts.index];
  if (shard) return yield* shard.open();
  const body = plan.hasBodies ? await bodies.store?.open(requestsName(plan.id, facts.index)) : undefined;
  if (!body) {
    const missing = plan.hasBodies && !bodies.store ? 'Pass { bodies } or { input }' : 'Pass { input }';
    throw new BatchError(
      `The requests of shard ${facts.index} of job ${plan.id} are not here, so they cannot be sent. ${missing} to client.resume.`,
      { code: 'input_changed' },
    );
  }
  try {
    yield* replayBody({ ...facts, start: 0, form: 'auto' } as Parameters<typeof replayBody>[0], piecesOfBody(body));
  } finally {
    await body.close();
  }
}

/** Yields a body from its start. */
export async function* piecesOfBody(body: Body): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < body.size; at += READ) yield body.read(at, Math.min(at + READ, body.size));
}

/** The consumers of shards while an input is divided. */
export interface Dividing {
  /** Receives the ids of each shard as JSON, which are not kept elsewhere. The input may still turn out to be invalid. */
  onIds: (shard: number, ids: Uint8Array<ArrayBuffer>) => Promise<void> | void;
  onShard: (shard: Shard) => Promise<void> | void;
}

/** Divides an input with the settings of a job. */
export async function divide(
  input: BatchInput | CreateBody,
  client: CoreSettings,
  { maxRequests, maxBytes, isPrimed, isDistinct }: Division,
  options: PlanOptions,
  { onIds, onShard }: Dividing,
): Promise<Shard[]> {
  const shards: Shard[] = [];
  const primer = isPrimed ? ({ sharedPrefix: 'primer' } as const) : {};
  const limits = { ...options, maxRequests, maxBytes, ...primer };
  for await (const shard of planFor(input, client, limits, { distinct: isDistinct, onIds })) {
    await onShard(shard);
    shards.push(shard);
  }
  return shards;
}

/** Throws if an input is not the one that the job was made from. */
export function compareInput(plan: JobPlan, shards: readonly Shard[]): void {
  const name = plan.key === undefined ? plan.id : `"${plan.key}"`;
  const requests = shards.reduce((sum, shard) => sum + shard.requests, 0);
  const changed = plan.shards.find(({ index, hash }) => shards[index]?.hash !== hash);
  if (!changed && shards.length === plan.shards.length) return;
  const where = changed
    ? `The first difference is in requests ${changed.first} to ${changed.first + changed.requests - 1}.`
    : 'The job is a part of this input.';
  const found =
    requests === plan.requests
      ? 'expected the same requests in the same order, each with the same bytes.'
      : `expected ${plan.requests} requests, found ${requests}.`;
  throw new JobError(
    `This is not the input that job ${name} was made from: ${found} ${where} Nothing was sent. Pass the same input, or submit this one with another jobKey.`,
    { code: 'input_changed', jobId: plan.id },
  );
}
