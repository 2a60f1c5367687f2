// Removes the stored data of a job: one that the user wants to forget, or one that a process had only partly stored when it died.
import { readable } from '../../wire/jobs.ts';
import { JobError } from '../errors.ts';
import { check, type Names, wrong } from '../options.ts';
import type { Bodies } from '../store/bodies/bodies.ts';
import { misbehaves } from '../store/error.ts';
import type { JobStore } from '../store/jobs/job_store.ts';
import { acquireLease, type Lease } from '../store/jobs/lease.ts';
import { readValue } from '../store/jobs/read.ts';
import { familyOf } from './family.ts';
import { requestsName } from './input.ts';
import { idOfKey, keyOf, Records, UNFINISHED, unfinished } from './records.ts';
import { isEnded } from './state.ts';
import { begun, find, idOf } from './stored.ts';

/**
 * Options of `forgetJob`.
 *
 * @example
 * const options: ForgetOptions = { bodies: fileBodies('.jobs/bodies'), force: true };
 * await forgetJob(fileStore('.jobs/store'), { jobKey: 'summer' }, options);
 */
export interface ForgetOptions {
  /** Where the requests and the results of the job are stored, if they were stored. */
  bodies?: Bodies | undefined;
  /** Also forgets a job that is not collected. Its batches keep running and are billed. Default: false. */
  force?: boolean | undefined;
}

const FORGET: Names<ForgetOptions> = { bodies: true, force: true };
const LEASE_MS = 60_000;
/** Longer than the other leases, because reading the input may delay a process that stores a job. */
const SPOOL_MS = 600_000;
const RENEWAL_MS = 60_000;
/** Key that shows that a job has bodies, before its plan is stored. */
const BODIES = 'bodies';

/** @internal */
export async function forgetJob(store: JobStore, which: string | { jobKey: string }, options: ForgetOptions = {}) {
  check(options, FORGET);
  const { bodies, force = false } = options;
  if (typeof force !== 'boolean') throw wrong('force', 'a boolean', force);
  const { plan, records } = await find(store, await idOf(store, which));
  if (plan.parent !== undefined) {
    const message = `Job ${plan.id} retries a part of job ${plan.parent}. Forget that one: its results include those of this job.`;
    throw new JobError(message, { code: 'invalid_option', jobId: plan.id });
  }
  const family = await familyOf({ plan, records });
  if (!bodies && family.some((member) => member.plan.hasBodies)) {
    throw wrong('bodies', `the bodies of job ${plan.id}, which it has`, bodies);
  }
  const leases: Lease[] = [];
  try {
    for (const {
      plan: { id },
    } of family) {
      const lease = await leaseOf(store, driven(store, id), LEASE_MS);
      if (!lease) {
        const message = `Job ${id} is driven, here or by another process: close it there first, or wait a minute if that process died.`;
        throw new JobError(message, { code: 'job_busy', jobId: id });
      }
      leases.push(lease);
    }
    // No other process changes them now.
    for (const {
      plan: { id },
      records: own,
    } of family) {
      const stored = await own.state();
      const open = stored ? readable(stored.value).shards.filter(({ state }) => !isEnded(state.state)) : [];
      if (open.length === 0 || force) continue;
      const message = `Job ${id} is not collected yet: ${open.length} of its shards ${open.length === 1 ? 'is' : 'are'} open. Await job.wait() first, or pass { force: true }: its batches then keep running, and nothing collects them.`;
      throw new JobError(message, { code: 'job_not_collected', jobId: id });
    }
  } catch (error) {
    for (const lease of leases) await lease.release();
    throw error;
  }
  const { key } = plan;
  const removals = await Promise.all(family.map((member) => leaseOf(store, unfinished(member.plan.id), LEASE_MS)));
  if (key !== undefined && (await idOfKey(store, key)) === plan.id) await store.delete(keyOf(key));
  // The first job names the others, so it is removed last.
  for (const [index, member] of [...family.entries()].reverse()) {
    await removeJob(store, bodies, member.plan.id);
    await end(store, member.plan.id, removals[index]);
  }
}

/**
 * Removes all stored data of a job. If it is interrupted, `removeUnfinished` continues.
 * @internal
 */
export async function removeJob(store: JobStore, bodies: Bodies | undefined, id: string): Promise<void> {
  const records = new Records(store, id);
  await store.delete(records.key('state'));
  const keys = await store.list(records.key(''));
  const planned = keys.filter((key) => key.startsWith(records.key('ids/'))).length;
  // The body after the last one may have been written in part.
  for (let shard = 0; shard <= planned; shard++) await bodies?.delete(requestsName(id, shard));
  for (const name of (await bodies?.list(`${id}/`)) ?? []) await bodies?.delete(name);
  // No other process drives the job while its lease exists, so the lease is deleted last.
  const lease = driven(store, id);
  for (const key of keys) if (key !== lease) await store.delete(key);
  await store.delete(lease);
}

/**
 * Removes jobs of processes that died while storing or removing them. Jobs with bodies stay until a process has access to those.
 * @internal
 */
export async function removeUnfinished(store: JobStore, bodies: Bodies | undefined): Promise<void> {
  const keys = await store.list(UNFINISHED);
  for (const key of keys) {
    const id = key.slice(UNFINISHED.length);
    const lease = await leaseOf(store, key, LEASE_MS);
    if (!lease) continue;
    const records = new Records(store, id);
    const found = await begun(records).catch((): 'unreadable' => 'unreadable');
    if (found === undefined) {
      const hasBodies =
        (await readValue(store, records.key(BODIES))) !== undefined || (await records.plan())?.hasBodies;
      if (hasBodies && !bodies) {
        await lease.release();
        continue;
      }
      await removeJob(store, bodies, id);
    } else if (found !== 'unreadable' && keys.includes(unfinished(found.plan.parent ?? ''))) {
      // The retry is removed after its job.
      await lease.release();
      continue;
    }
    // A stored job stays, and so does one that cannot be read: its process died between its last step and the end of the lease.
    await end(store, id, lease);
  }
}

/** The lease of a job that is being stored. */
export interface SpoolLease {
  /** Throws if another process assumed that this one was dead, and took over the lease. */
  confirm(): Promise<void>;
  /** Frees the lease. Unless `isDone` (the job is stored, or removed), the next submit finds the stored data. */
  release(isDone: boolean): Promise<void>;
}

/** @internal */
export async function leaseForSpool(store: JobStore, id: string, bodies: Bodies | undefined): Promise<SpoolLease> {
  const lease = await leaseOf(store, unfinished(id), SPOOL_MS);
  // The id is new, so no other process has it.
  if (!lease) throw misbehaves(`put("${unfinished(id)}", …, { ifVersion: null })`, 'the new version', undefined);
  if (bodies) await store.put(new Records(store, id).key(BODIES), new Uint8Array());
  const renew = () => void lease.renew().catch(() => {});
  const timer = setInterval(renew, RENEWAL_MS) as ReturnType<typeof setInterval> & { unref?: () => void };
  timer.unref?.();
  return {
    confirm: async () => {
      if (await lease.renew()) return;
      const message =
        'This process stood still for so long that another one removed what it had stored. Nothing was sent. Submit again.';
      throw new JobError(message, { code: 'job_not_found' });
    },
    release: async (isDone) => {
      clearInterval(timer);
      await (isDone ? end(store, id, lease) : lease.release());
    },
  };
}

/** Ends the lease of a job that is stored or removed, and deletes its key. */
async function end(store: JobStore, id: string, lease: Lease | undefined): Promise<void> {
  if (await lease?.renew()) await store.delete(unfinished(id));
}

const driven = (store: JobStore, id: string): string => new Records(store, id).key('lease');

const leaseOf = (store: JobStore, key: string, ttlMs: number): Promise<Lease | undefined> =>
  acquireLease(store, key, { owner: store.processes?.own ?? 'message-batches', ttlMs });
