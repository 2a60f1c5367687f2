// Makes a job from an input, or finds the existing one.
import { type NewJob, type Policy, readable } from '../../wire/jobs.ts';
import type { CoreSettings } from '../../wire/types.ts';
import { abortable } from '../abort.ts';
import type { Connection } from '../connection.ts';
import { JobError } from '../errors.ts';
import type { BatchInput, CreateBody } from '../input/source.ts';
import type { Shard } from '../requests/shard.ts';
import { jobs } from '../runtime/modules.ts';
import type { Bodies as BodyStore } from '../store/bodies/bodies.ts';
import type { JobStore } from '../store/jobs/job_store.ts';
import { memoryStore } from '../store/jobs/memory.ts';
import { capError, checkLimits } from './caps.ts';
import { familyOf } from './family.ts';
import { leaseForSpool, removeJob, removeUnfinished } from './forget.ts';
import { type Bodies, compareInput, divide, requestsName } from './input.ts';
import { Job } from './job.ts';
import { Log } from './log.ts';
import {
  checkCaps,
  checkResume,
  checkSubmit,
  compareOptions,
  type DriveOptions,
  keptOptions,
  type ResumeOptions,
  type SubmitOptions,
} from './options.ts';
import { type Operations, type Peer, peerOf } from './peer.ts';
import { claimKey, type Division, idOfKey, type JobCommand, type JobPlan, keyOf, newId, Records } from './records.ts';
import { checkRetry, nothingToRetry, type RetryOptions, retryInput, wantedIn } from './retry.ts';
import { isEnded } from './state.ts';
import { find, idOf, snapshotOf } from './stored.ts';

const SETTLE_MS = 900_000;

/** The client of a job. */
export interface Client {
  peer: Peer;
  settings: () => Promise<CoreSettings>;
}

type Input = BatchInput | CreateBody;

/** Additional data of a retry. */
interface Family {
  parent?: string;
  /** Number of retries of the other job when the requests were selected. */
  siblings?: number;
}

/** A job to drive. */
interface Planned {
  plan: JobPlan;
  records: Records;
  bodies: Bodies;
  /** Options that have no effect on an existing job. */
  kept?: string[];
  /** Commands with the other changes. */
  commands?: JobCommand[];
}

export async function submit(
  connection: Connection,
  operations: Operations,
  input: Input,
  options: SubmitOptions = {},
): Promise<Job> {
  return begin(clientOf(connection, operations), input, options, {});
}

const clientOf = (connection: Connection, operations: Operations): Client => ({
  peer: peerOf(connection, operations),
  settings: async () => (await connection.settings({})).client,
});

async function begin(client: Client, input: Input, options: SubmitOptions, family: Family): Promise<Job> {
  checkSubmit(options);
  if (options.jobKey !== undefined) keyOf(options.jobKey);
  const { store = memoryStore() } = options;
  // Unfinished data of other submits does not affect this one.
  await removeUnfinished(store, options.bodies).catch(() => {});
  return open(client, await make(client, input, { ...options, store }, family), options);
}

/** Stores a new job, or finds the one that has its key. Sends nothing. */
async function make(
  client: Client,
  input: Input,
  options: SubmitOptions & { store: JobStore },
  family: Family,
): Promise<Planned> {
  const { store, bodies, jobKey, signal } = options;
  const loading = jobs.instance();
  loading.catch(() => {});
  const existing = jobKey === undefined ? undefined : await idOfKey(store, jobKey);
  if (existing !== undefined) return attach(client, existing, input, options);
  const id = newId();
  const { maxRequests } = options;
  // The body limit of this client's server becomes a part of the job, so that another client divides the input in the same way.
  const maxBytes = options.maxBytes ?? (await client.settings()).maxBodyBytes;
  const division: Division = { maxRequests, maxBytes, isPrimed: options.sharedPrefix === 'primer', isDistinct: true };
  const records = new Records(store, id);
  const spool = await leaseForSpool(store, id, bodies);
  let isNamed = false;
  let isDone = false;
  try {
    const shards = await planInput(client, input, division, options, { records, bodies });
    await abortable(loading, signal);
    const plan = await storeJob(records, shards, division, options, family);
    const planned = bodiesOf(plan, bodies, shards);
    await checkLimits(plan, planned, options.caps);
    await spool.confirm();
    await storeState(records, plan);
    await link(store, id, family);
    isNamed = jobKey !== undefined;
    // Another process may have submitted a job with this key meanwhile.
    const isOurs = jobKey === undefined || (await claimKey(store, jobKey, id));
    if (!isOurs) await removeJob(store, bodies, id);
    isDone = true;
    if (isOurs) return { plan, records, bodies: planned };
  } catch (error) {
    // A failed write of the key may have been stored. In that case the next submit returns to this job.
    if (!isNamed) {
      await removeJob(store, bodies, id);
      isDone = true;
    }
    throw error;
  } finally {
    // An undeleted lease does not affect this job.
    await spool.release(isDone).catch(() => {});
  }
  return make(client, input, options, family);
}

export async function resume(
  connection: Connection,
  operations: Operations,
  which: string | { jobKey: string },
  options: ResumeOptions,
): Promise<Job> {
  const client = clientOf(connection, operations);
  checkResume(options);
  const id = await idOf(options.store, which);
  if (options.input !== undefined) return open(client, await attach(client, id, options.input, options), options);
  const { records, plan } = await find(options.store, id);
  return open(client, { plan, records, bodies: { store: options.bodies, shards: undefined } }, options);
}

/** Returns an existing job, after comparing the input with its own. */
async function attach(
  client: Client,
  id: string,
  input: Input,
  options: SubmitOptions & { store: JobStore },
): Promise<Planned> {
  const { records, plan, state } = await find(options.store, id);
  const [{ apiVersion, betas = [] }, loaded] = await Promise.all([client.settings(), jobs.instance()]);
  const [latest, limits] = loaded.sync((glue) => [glue.defaultApiVersion(), glue.defaultLimits()] as const);
  const [maxRequests = 0, maxBytes = 0] = limits;
  const defaults = { apiVersion: apiVersion ?? latest, betas, maxRequests, maxBytes };
  compareOptions(plan, options, defaults);
  // The input was checked when it was submitted.
  const { signal, encoding, onProgress } = options;
  const again = { signal, encoding, onProgress, validate: false };
  const shards = await planInput(client, input, plan.division, again, undefined);
  compareInput(plan, shards);
  const bodies = bodiesOf(plan, options.bodies, shards);
  const kept = keptOptions(plan, options, defaults);
  const isUnsent = readable(state).shards.some((shard) => shard.state.state === 'waiting');
  if (!isUnsent) return { plan, records, bodies, kept };
  await checkLimits(plan, bodies, options.caps, 'Nothing more was sent.');
  const most = options.concurrency ?? state.policy.concurrency;
  const commands: JobCommand[] = most === state.policy.concurrency ? [] : [{ event: 'concurrency', most }];
  return { plan, records, bodies, kept, commands };
}

/** The planned shards are needed only if their bodies are not stored. */
function bodiesOf(plan: JobPlan, store: BodyStore | undefined, shards: Shard[]): Bodies {
  return { store, shards: plan.hasBodies && store ? undefined : shards };
}

/** Divides an input. Stores the ids and bodies of the shards in `into`. */
async function planInput(
  client: Client,
  input: Input,
  division: Division,
  options: SubmitOptions,
  into: { records: Records; bodies: BodyStore | undefined } | undefined,
): Promise<Shard[]> {
  const { rules, betas, apiVersion, now, maxIssues, encoding, signal, onProgress, onReport, validate } = options;
  const checks = { rules, betas, apiVersion, now, maxIssues, encoding, signal, onProgress, onReport, validate };
  const { records, bodies } = into ?? {};
  const stored = new Set<number>();
  const spool =
    records &&
    bodies &&
    ((index: number) => {
      stored.add(index);
      return bodies.create(requestsName(records.id, index));
    });
  const settings = { ...(await client.settings()), maxBodyBytes: undefined };
  return divide(
    input,
    settings,
    division,
    { ...checks, spool },
    {
      onIds: (shard, ids) => records?.putIds(shard, ids),
      onShard: async (shard) => {
        if (!records || !bodies) return;
        // An input that can be read again is not spooled.
        if (!stored.has(shard.index)) await storeBody(bodies, requestsName(records.id, shard.index), shard);
        await shard.discard();
      },
    },
  );
}

async function storeBody(bodies: BodyStore, name: string, shard: Shard): Promise<void> {
  const body = await bodies.create(name);
  try {
    for await (const piece of shard.open()) await body.write(piece);
    await body.seal();
  } finally {
    await body.close();
  }
}

/** Stores the immutable data of a new job. */
async function storeJob(
  records: Records,
  shards: Shard[],
  division: Division,
  options: SubmitOptions,
  { parent }: Family,
): Promise<JobPlan> {
  const {
    concurrency = 2,
    ambiguity = 'settle',
    settleMs = SETTLE_MS,
    jobKey,
    apiVersion,
    betas,
    bodies,
    caps,
  } = options;
  const policy: Policy = { ambiguity, settleMs, concurrency, primer: division.isPrimed };
  return records.putPlan({
    id: records.id,
    key: jobKey,
    parent,
    createdAt: new Date().toISOString(),
    requests: shards.reduce((sum, shard) => sum + shard.requests, 0),
    division,
    policy,
    calls: { apiVersion, betas },
    checks: { validate: options.validate, rules: options.rules },
    attempts: caps?.attempts,
    hasBodies: bodies !== undefined,
    shards: shards.map((shard) => shard.toJSON()),
  });
}

/** Stores the first state of a job. The job exists from then on. */
async function storeState(records: Records, plan: JobPlan): Promise<void> {
  const { id, policy, shards } = plan;
  const job: NewJob = { id, policy, shards };
  const loaded = await jobs.instance();
  const state = loaded.sync((glue) => {
    const machine = glue.Machine.create(job);
    const made = machine.state;
    machine.free();
    return made;
  });
  const earlier = plan.parent === undefined ? [] : await batchesOfFamily(records.store, plan.parent);
  const made = state.shards.map((shard) => {
    const excluded = earlier.filter(({ requests }) => requests === shard.requests).map(({ batch }) => batch);
    return excluded.length === 0 ? shard : { ...shard, excluded };
  });
  await records.putState({ ...state, shards: made }, null);
}

/**
 * Returns the batches of a job, of its ancestors, and of their other retries. These may have the same ids as a shard of a new
 * retry, so only their batch ids show that they do not belong to it.
 */
async function batchesOfFamily(store: JobStore, id: string): Promise<{ batch: string; requests: number }[]> {
  const { records, plan } = await find(store, id);
  if (plan.parent !== undefined) return batchesOfFamily(store, plan.parent);
  const members = await familyOf({ records, plan });
  return members.flatMap(({ state }) =>
    state.shards.flatMap(({ requests, state }) => ('batch' in state ? [{ batch: state.batch, requests }] : [])),
  );
}

/** Begins to drive a job. */
async function open(
  client: Client,
  { plan, records, bodies, kept, commands = [] }: Planned,
  options: DriveOptions & Pick<ResumeOptions, 'continue'>,
): Promise<Job> {
  const { state } = await find(records.store, plan.id);
  const snapshot = await snapshotOf(state);
  const log = new Log(plan.id, options.onEvent, options.tracer);
  const means = { peer: client.peer, records, plan, bodies, log };
  const isContinued = options.continue !== false && snapshot.state.phase.phase === 'paused';
  const retry = (job: Job, how: RetryOptions) => retryOf(client, job, means, how, options);
  return new Job({ means, snapshot, kept, retry }, isContinued ? [...commands, { event: 'continue' }] : commands);
}

/** Submits a part of a job again, as a linked job. */
async function retryOf(
  client: Client,
  job: Job,
  means: Pick<ConstructorParameters<typeof Job>[0]['means'], 'peer' | 'records' | 'plan' | 'bodies'>,
  retry: RetryOptions,
  drive: DriveOptions,
): Promise<Job> {
  checkRetry(retry);
  const { caps } = retry;
  if (caps !== undefined) checkCaps(caps);
  const { plan, records } = means;
  if (plan.parent !== undefined) {
    const message = `Job ${job.id} retries a part of job ${plan.parent}. Retry that one: it knows what became of each request.`;
    throw new JobError(message, { code: 'invalid_option', jobId: job.id });
  }
  if (job.state.status !== 'collected') {
    const message = `Job ${job.id} is not collected yet, so its outcomes are not known. Await job.wait() first.`;
    throw new JobError(message, { code: 'job_not_collected', jobId: job.id });
  }
  const siblings = (await records.retries()).length;
  await checkRetries(means);
  const attempts = siblings + 2;
  const most = Math.min(caps?.attempts ?? Number.POSITIVE_INFINITY, plan.attempts ?? Number.POSITIVE_INFINITY);
  if (attempts > most) {
    throw capError('attempts', `at most ${most} ${most === 1 ? 'attempt' : 'attempts'}`, `attempt ${attempts}`);
  }
  const input = await retryInput(means, retry);
  if (!input)
    throw nothingToRetry(`No request of job ${job.id} has an outcome to retry: ${wantedIn(retry).join(', ')}.`);
  const { division, policy, calls } = plan;
  const { maxRequests, maxBytes } = division;
  const { bodies, onEvent, tracer } = drive;
  const options: SubmitOptions = {
    store: records.store,
    bodies,
    onEvent,
    tracer,
    ...(calls as Pick<SubmitOptions, 'apiVersion' | 'betas'>),
    maxRequests,
    maxBytes,
    concurrency: (await find(records.store, plan.id)).state.policy.concurrency,
    ambiguity: policy.ambiguity,
    settleMs: policy.settleMs,
    caps: { usd: caps?.usd, requests: caps?.requests },
    validate: plan.checks?.validate,
    rules: plan.checks?.rules as SubmitOptions['rules'],
  };
  return begin(client, input as Input, options, { parent: job.id, siblings });
}

/** Links a retry to its job. Of two retries selected at the same time, one is rejected. */
async function link(store: JobStore, id: string, { parent, siblings = 0 }: Family): Promise<void> {
  if (parent === undefined || (await new Records(store, parent).addRetry(id, siblings))) return;
  const message = `Another process retried job ${parent} at the same time. Nothing was sent. Resume that retry, which manifest() of the job names.`;
  throw new JobError(message, { code: 'job_busy', jobId: parent });
}

/** Throws if a retry is in progress, because its requests would be sent twice. */
async function checkRetries(means: Parameters<typeof familyOf>[0]): Promise<void> {
  for (const { plan, state } of (await familyOf(means)).slice(1)) {
    if (state.shards.every((shard) => isEnded(shard.state.state))) continue;
    const message = `Job ${plan.id} retries a part of this job and is not collected yet. Await (await client.resume("${plan.id}", { store })).wait() first.`;
    throw new JobError(message, { code: 'job_not_collected', jobId: plan.id });
  }
}
