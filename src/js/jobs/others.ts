// Batches of the other jobs in a store.
import type { StoredState } from '../../wire/jobs.ts';
import { jobIds, Records } from './records.ts';

/**
 * Returns the batches that other jobs in the store are known to have created, if this job looks for a batch of its own: over the
 * same rows, those have the same size and the same ids.
 */
export async function batchesOfOthers({ store, id }: Records): Promise<ReadonlySet<string>> {
  const batches = new Set<string>();
  if (!isLooking(await stateOf(new Records(store, id)))) return batches;
  for (const other of await jobIds(store)) {
    if (other === id) continue;
    for (const { batch, intent } of shardsOf(await stateOf(new Records(store, other)))) {
      if (batch !== undefined && !intent) batches.add(batch);
    }
  }
  return batches;
}

/** Data of a shard. With an `intent`, the outcome of its create, or whose its batch is, is not known. */
interface ShardData {
  name: string;
  batch?: string;
  intent?: object | null;
}

/** Whether a listing decides about a shard. It says nothing about a create in progress. */
const isLooking = (state: StoredState | undefined): boolean =>
  shardsOf(state).some(({ name, intent }) => name !== 'creating' && Boolean(intent));

const shardsOf = (state: StoredState | undefined): ShardData[] =>
  (state?.shards ?? []).flatMap(({ state }) =>
    Object.entries(typeof state === 'string' ? {} : state).map(([name, data]) => ({ ...data, name })),
  );

/** Returns the state of a job; `undefined` if it cannot be read, which is the concern of those who open it. */
const stateOf = async (records: Records): Promise<StoredState | undefined> =>
  (await records.state().catch(() => undefined))?.value;
