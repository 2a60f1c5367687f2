// Where the bodies of a job's shards come from: its bodies in a store, or the input of this process.
import type { CoreSettings } from '../../wire/types.ts';
import { BatchError, JobError } from '../errors.ts';
import type { BatchInput, CreateBody } from '../input/source.ts';
import { type PlanOptions, planFor } from '../requests/plan.ts';
import { replayBody, type Shard } from '../requests/shard.ts';
import type { Body, Bodies as BodyStore } from '../store/bodies/bodies.ts';
import { type Division, escaped, type JobPlan, type PlannedShard } from './records.ts';

/** Where the bodies of a job are. */
export interface Bodies {
  store: BodyStore | undefined;
  /** The shards that this process planned, by index. */
  shards: Shard[] | undefined;
}

export const requestsName = (id: string, shard: number): string => `${id}/requests/${shard}`;
/**
 * A driver that slept may seal late what it collected of another batch, so each batch has a name. Older versions named the
 * shard alone.
 */
export const resultsName = (id: string, shard: number, batch?: string): string =>
  batch === undefined ? `${id}/results/${shard}` : `${id}/results/${shard}-${escaped(batch)}`;

/** What is read of a body at a time. */
const READ = 2_097_152;

/** The bytes of a shard's body. They end only if they are those that were planned. */
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
      `Shard ${facts.index} of job ${plan.id} was not sent, and its requests are not here. ${missing} to client.resume.`,
      { code: 'input_changed' },
    );
  }
  try {
    yield* replayBody({ ...facts, start: 0, form: 'auto' } as Parameters<typeof replayBody>[0], piecesOfBody(body));
  } finally {
    await body.close();
  }
}

/** A body from its start. */
export async function* piecesOfBody(body: Body): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < body.size; at += READ) yield body.read(at, Math.min(at + READ, body.size));
}

/** What becomes of the shards of an input while it is divided. */
export interface Dividing {
  /** Receives the ids of each shard as JSON; nobody else keeps them. The input may yet turn out to be wrong. */
  onIds: (shard: number, ids: Uint8Array<ArrayBuffer>) => Promise<void> | void;
  onShard: (shard: Shard) => Promise<void> | void;
}

/** Divides an input as a job wants it. */
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

/** Throws if an input is not the one that a job was made of. */
export function compareInput(plan: JobPlan, shards: readonly Shard[]): void {
  const name = plan.key === undefined ? plan.id : `"${plan.key}"`;
  const requests = shards.reduce((sum, shard) => sum + shard.requests, 0);
  const changed = plan.shards.find(({ index, hash }) => shards[index]?.hash !== hash);
  if (!changed && shards.length === plan.shards.length) return;
  const where = changed
    ? `The first difference is in the requests ${changed.first} to ${changed.first + changed.requests - 1}.`
    : 'The job is a part of this input.';
  const found =
    requests === plan.requests
      ? 'expected the same requests in the same order, each with the same bytes.'
      : `expected ${plan.requests} requests, found ${requests}.`;
  throw new JobError(
    `The input is not the one of job ${name}: ${found} ${where} Nothing was sent. Pass the same input, or submit this one with another jobKey.`,
    { code: 'input_changed', jobId: plan.id },
  );
}
