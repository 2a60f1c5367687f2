// Reads jobs from a store without driving them.
import { readable, type StoredState } from '../../wire/jobs.ts';
import { JobError } from '../errors.ts';
import { wrong } from '../options.ts';
import { jobs } from '../runtime/modules.ts';
import { damaged } from '../store/error.ts';
import type { JobStore } from '../store/jobs/job_store.ts';
import type { Snapshot } from './driver.ts';
import { type Manifest, manifestOf } from './manifest.ts';
import { idOfKey, type JobPlan, jobIds, Records, unfinished } from './records.ts';
import { type JobState, stateOf } from './state.ts';

/**
 * A job as it is in a store.
 *
 * @example
 * const show = ({ state, retries }: StoredJob) => console.log(state.id, state.status, retries);
 * for (const stored of await listJobs(store)) show(stored);
 */
export interface StoredJob {
  /** Its progress, without the counts of its batches, which only the API has. */
  state: JobState;
  /** Id of the job that this one retries a part of. */
  parent?: string;
  /** Ids of the jobs that retry a part of this one. */
  retries: string[];
  /**
   * Its account so far: see `manifest` of a job.
   *
   * @example
   * const { outcomes, cost } = await (await readJob(store, { jobKey: 'summer' })).manifest();
   */
  manifest(): Promise<Manifest>;
}

/** @internal */
export async function readJob(store: JobStore, which: string | { jobKey: string }): Promise<StoredJob> {
  return stored(await find(store, await idOf(store, which)));
}

/** @internal */
export async function listJobs(store: JobStore): Promise<StoredJob[]> {
  const found: StoredJob[] = [];
  for (const id of await jobIds(store)) {
    const records = new Records(store, id);
    const job = await begun(records);
    if (job) found.push(await stored(job));
    else await refuseDamage(records);
  }
  return found.sort((one, other) => (one.state.createdAt < other.state.createdAt ? -1 : 1));
}

/**
 * A job in a store.
 * @internal
 */
export interface Found {
  records: Records;
  plan: JobPlan;
  state: StoredState;
}

/**
 * Finds a job by its id.
 * @internal
 */
export async function find(store: JobStore, id: string): Promise<Found> {
  const isId = /^[a-zA-Z0-9_]{1,64}$/.test(id);
  const records = new Records(store, id);
  const found = isId ? await begun(records) : undefined;
  if (found) return found;
  if (isId) await refuseDamage(records);
  const shown = JSON.stringify(id.length > 64 ? `${id.slice(0, 64)}…` : id);
  const keyed = id !== '' && id.length <= 64 && (await idOfKey(store, id)) !== undefined;
  const help = keyed ? ` It is the key of a job: pass { jobKey: ${shown} }.` : '';
  throw new JobError(`There is no job ${shown} in the store.${help}`, { code: 'job_not_found' });
}

/**
 * Returns the stored data of a job. A process that died while storing a job leaves a part of it, or a job without its key. In
 * both cases the next submit made a new job, so the old one must never be driven.
 * @internal
 */
export async function begun(records: Records): Promise<Found | undefined> {
  const plan = await records.plan();
  const read = plan && (await records.state());
  if (!plan || !read) return undefined;
  if (plan.key !== undefined && (await idOfKey(records.store, plan.key)) !== records.id) return undefined;
  // The same applies to a retry that its job does not link.
  const isLinked =
    plan.parent === undefined || (await new Records(records.store, plan.parent).retries()).includes(records.id);
  if (!isLinked) return undefined;
  return { records, plan, state: read.value };
}

/** Throws if a job lacks its plan or its state, although no process stores or removes it. */
async function refuseDamage(records: Records): Promise<void> {
  const { store, id } = records;
  const keys = async () => (await store.list(records.key(''))).filter((key) => key !== records.key('lease'));
  if ((await keys()).length === 0 || (await store.get(unfinished(id)))) return;
  // Another process may have removed it meanwhile.
  const left = await keys();
  const missing = [records.key('plan'), records.key('state')].find((key) => !left.includes(key));
  if (left.length === 0 || missing === undefined) return;
  const message = `There is no value of the key "${missing}", which job ${id} needs. Restore it from a backup. Batches that the job created keep running.`;
  throw damaged(message);
}

/**
 * Returns the id of a job, which may be given by its `jobKey`.
 * @internal
 */
export async function idOf(store: JobStore, which: unknown): Promise<string> {
  if (typeof which === 'string') return which;
  const jobKey = (which as { jobKey?: unknown } | null)?.jobKey;
  if (typeof jobKey !== 'string') throw wrong('job', 'the id of a job, or { jobKey }', which);
  const id = await idOfKey(store, jobKey);
  if (id !== undefined) return id;
  throw new JobError(`There is no job with the key ${JSON.stringify(jobKey)} in the store.`, { code: 'job_not_found' });
}

/**
 * A stored state, and the progress of the job in it.
 * @internal
 */
export async function snapshotOf(state: StoredState): Promise<Snapshot> {
  const loaded = await jobs.instance();
  return loaded.sync((glue) => {
    const machine = glue.Machine.read(state);
    const snapshot = { state: readable(state), standing: machine.standing, isDriver: false };
    machine.free();
    return snapshot;
  });
}

async function stored({ records, plan, state }: Found): Promise<StoredJob> {
  return {
    state: stateOf(plan, await snapshotOf(state), new Map()),
    ...(plan.parent === undefined ? {} : { parent: plan.parent }),
    retries: await records.retries(),
    manifest: () => manifestOf({ records, plan }),
  };
}
