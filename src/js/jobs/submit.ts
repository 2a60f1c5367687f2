// Makes a job out of an input, or finds one that was made.
import { type NewJob, type Policy, readable } from '../../wire/jobs.ts';
import type { CoreSettings } from '../../wire/types.ts';
import { abortable } from '../abort.ts';
import { JobError } from '../errors.ts';
import type { BatchInput, CreateBody } from '../input/source.ts';
import { outOfRange, wrong } from '../options.ts';
import { estimate } from '../requests/estimate.ts';
import { jobs } from '../runtime/modules.ts';
import type { Bodies as BodyStore } from '../store/bodies/bodies.ts';
import { damaged } from '../store/error.ts';
import type { JobStore } from '../store/jobs/job_store.ts';
import { memoryStore } from '../store/jobs/memory.ts';
import type { Snapshot } from './driver.ts';
import { familyOf } from './family.ts';
import { type Bodies, compareInput, divide, type Planned, requestsName } from './input.ts';
import { Job } from './job.ts';
import { Log } from './log.ts';
import {
  checkCaps,
  checkResume,
  checkSubmit,
  type DriveOptions,
  type ResumeOptions,
  type SubmitOptions,
} from './options.ts';
import type { Peer } from './peer.ts';
import { claimKey, type Division, idOfKey, type JobPlan, keyOf, newId, Records } from './records.ts';
import { type Caps, checkRetry, type RetryOptions, retryInput } from './retry.ts';

const SETTLE_MS = 900_000;

/** The client of a job. */
export interface Client {
  peer: Peer;
  settings: () => Promise<CoreSettings>;
}

type Input = BatchInput | CreateBody;

/** What else a job that retries a part of another has. */
interface Family {
  parent?: string;
}

export async function submit(
  client: Client,
  input: Input,
  options: SubmitOptions = {},
  family: Family = {},
): Promise<Job> {
  checkSubmit(options);
  const { store = memoryStore(), bodies, jobKey, signal } = options;
  if (jobKey !== undefined) keyOf(jobKey);
  const loading = jobs.instance();
  loading.catch(() => {});
  const existing = jobKey === undefined ? undefined : await idOfKey(store, jobKey);
  if (existing !== undefined) return attach(client, existing, input, { ...options, store });
  const id = newId();
  const { maxRequests, maxBytes } = options;
  const division: Division = { maxRequests, maxBytes, isPrimed: options.sharedPrefix === 'primer', isDistinct: true };
  const planned = await planInput(client, input, division, options, bodies && { store: bodies, id });
  await abortable(loading, signal);
  try {
    await checkLimits(planned, options.caps);
    const records = new Records(store, id);
    const plan = await storeJob(records, planned, division, options, family);
    if (family.parent !== undefined) await new Records(store, family.parent).addRetry(id);
    if (jobKey === undefined || (await claimKey(store, jobKey, id))) {
      return open(client, plan, records, options, bodiesOf(plan, bodies, planned));
    }
  } catch (error) {
    await discard(bodies, id, planned);
    throw error;
  }
  // Another process submitted a job of this key meanwhile.
  await discard(bodies, id, planned);
  await forget(store, id, planned);
  return submit(client, input, options, family);
}

export async function resume(client: Client, which: string | { jobKey: string }, options: ResumeOptions): Promise<Job> {
  checkResume(options);
  const id = await idOf(options.store, which);
  if (options.input !== undefined) return attach(client, id, options.input, options);
  const { records, plan } = await find(options.store, id);
  return open(client, plan, records, options, { store: options.bodies, shards: undefined });
}

/** The id of a job, which may be given by its key. */
async function idOf(store: JobStore, which: unknown): Promise<string> {
  if (typeof which === 'string') return which;
  const jobKey = (which as { jobKey?: unknown } | null)?.jobKey;
  if (typeof jobKey !== 'string') throw wrong('job', 'the id of a job, or { jobKey }', which);
  const id = await idOfKey(store, jobKey);
  if (id !== undefined) return id;
  throw new JobError(`There is no job with the key ${JSON.stringify(jobKey)} in the store.`, { code: 'job_not_found' });
}

async function find(store: JobStore, id: string): Promise<{ records: Records; plan: JobPlan }> {
  const isId = /^[a-zA-Z0-9_]{1,64}$/.test(id);
  const records = new Records(store, id);
  const plan = isId ? await records.plan() : undefined;
  if (plan) return { records, plan };
  const shown = JSON.stringify(id.length > 64 ? `${id.slice(0, 64)}…` : id);
  throw new JobError(`There is no job ${shown} in the store.`, { code: 'job_not_found' });
}

/** A job that exists, with the input that it was made of. */
async function attach(
  client: Client,
  id: string,
  input: Input,
  options: SubmitOptions & { store: JobStore },
): Promise<Job> {
  const { records, plan } = await find(options.store, id);
  // It was checked when it was submitted.
  const { signal, encoding, onProgress } = options;
  const again = { signal, encoding, onProgress, validate: false };
  const planned = await planInput(client, input, plan.division, again, undefined);
  compareInput(plan, planned.shards);
  return open(client, plan, records, options, bodiesOf(plan, options.bodies, planned));
}

/** The shards of the plan are needed only if their bodies are stored nowhere. */
function bodiesOf(plan: JobPlan, store: BodyStore | undefined, { shards }: Planned): Bodies {
  return { store, shards: plan.hasBodies && store ? undefined : shards };
}

async function planInput(
  client: Client,
  input: Input,
  division: Division,
  options: SubmitOptions,
  bodies: { store: BodyStore; id: string } | undefined,
): Promise<Planned> {
  const { rules, betas, apiVersion, now, maxIssues, encoding, signal, onProgress, onReport, validate } = options;
  const checks = { rules, betas, apiVersion, now, maxIssues, encoding, signal, onProgress, onReport, validate };
  const stored = new Set<number>();
  const spool = bodies && {
    spool: (index: number) => {
      stored.add(index);
      return bodies.store.create(requestsName(bodies.id, index));
    },
  };
  const planned = await divide(input, await client.settings(), division, { ...checks, ...spool });
  if (planned.shards.length === 0) throw outOfRange('input', 'at least one request', 'none');
  for (const shard of bodies ? planned.shards : []) {
    // An input that can be read again is not spooled.
    if (bodies && !stored.has(shard.index)) {
      const body = await bodies.store.create(requestsName(bodies.id, shard.index));
      try {
        for await (const piece of shard.open()) await body.write(piece);
        await body.seal();
      } finally {
        await body.close();
      }
    }
    await shard.discard();
  }
  return planned;
}

/** Throws if a job would exceed its limits. */
async function checkLimits({ shards }: Planned, caps: Caps = {}): Promise<void> {
  checkCaps(caps);
  const requests = shards.reduce((sum, shard) => sum + shard.requests, 0);
  if (caps.requests !== undefined && requests > caps.requests) {
    throw overCap('requests', `${caps.requests} requests`, `${requests}`);
  }
  if (caps.usd === undefined) return;
  let usd = 0;
  for (const shard of shards) {
    const { cost } = await estimate(shard.stream());
    const parts = [cost?.input.high ?? null, cost?.output ?? null, cost?.fees ?? null];
    for (const part of parts) {
      if (part === null) throw overCap('usd', `at most ${caps.usd} US dollars`, 'no upper bound: see estimate(input)');
      usd += part;
    }
  }
  if (usd > caps.usd) throw overCap('usd', `at most ${caps.usd} US dollars`, `up to ${usd.toFixed(2)} by the estimate`);
}

const overCap = (name: string, expected: string, found: string): JobError =>
  new JobError(`caps.${name}: expected ${expected}, found ${found}. Nothing was sent.`, { code: 'job_over_cap' });

/** Stores a new job: the state last, for without it there is no job. */
async function storeJob(
  records: Records,
  { shards, ids }: Planned,
  division: Division,
  options: SubmitOptions,
  { parent }: Family,
): Promise<JobPlan> {
  const { concurrency = 2, ambiguity = 'settle', settleMs = SETTLE_MS, jobKey, apiVersion, betas, bodies } = options;
  const policy: Policy = { ambiguity, settleMs, concurrency, primer: division.isPrimed };
  for (const [index, json] of ids.entries()) await records.putIds(index, json);
  const plan = await records.putPlan({
    id: records.id,
    key: jobKey,
    parent,
    createdAt: new Date().toISOString(),
    requests: shards.reduce((sum, shard) => sum + shard.requests, 0),
    division,
    policy,
    calls: { apiVersion, betas },
    hasBodies: bodies !== undefined,
    shards: shards.map((shard) => shard.toJSON()),
  });
  const job: NewJob = { id: records.id, policy, shards: plan.shards };
  const loaded = await jobs.instance();
  const state = loaded.sync((glue) => {
    const machine = glue.Machine.create(job);
    const made = machine.state;
    machine.free();
    return made;
  });
  await records.putState(state, null);
  return plan;
}

async function discard(bodies: BodyStore | undefined, id: string, { shards }: Planned): Promise<void> {
  for (const { index } of bodies ? shards : []) await bodies?.delete(requestsName(id, index));
}

/** Deletes what was stored of a job that was never begun. */
async function forget(store: JobStore, id: string, { shards }: Planned): Promise<void> {
  const records = new Records(store, id);
  const names = ['state', 'plan', ...shards.map(({ index }) => `ids/${index}`)];
  for (const name of names) await store.delete(records.key(name));
}

/** Begins to drive a job. */
async function open(
  client: Client,
  plan: JobPlan,
  records: Records,
  options: DriveOptions,
  bodies: Bodies,
): Promise<Job> {
  const read = await records.state();
  if (!read) throw damaged(`The state of job ${plan.id} is not in the store.`);
  const loaded = await jobs.instance();
  const standing = loaded.sync((glue) => {
    const machine = glue.Machine.read(read.value);
    const found = machine.standing;
    machine.free();
    return found;
  });
  const state = readable(read.value);
  const snapshot: Snapshot = { state, standing, isDriver: false };
  const log = new Log(plan.id, options.onEvent, options.tracer);
  const means = { peer: client.peer, records, plan, bodies, log };
  const isPaused = state.phase.phase === 'paused';
  const retry = (job: Job, how: RetryOptions) => retryOf(client, job, means, how, options);
  return new Job({ means, snapshot, retry }, isPaused ? [{ event: 'continue' }] : []);
}

/** Submits a part of a job again, as a job that is linked to it. */
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
  if (job.state.status !== 'collected') {
    const message = `Job ${job.id} is not collected yet, so its outcomes are not known. Await job.wait() first.`;
    throw new JobError(message, { code: 'job_not_collected', jobId: job.id });
  }
  await checkRetries(means);
  const attempts = (await depthOf(records.store, plan)) + 1;
  if (caps?.attempts !== undefined && attempts > caps.attempts) {
    throw overCap('attempts', `at most ${caps.attempts} attempts`, `attempt ${attempts}`);
  }
  const input = await retryInput(means, retry);
  if (!input) throw outOfRange('outcomes', 'outcomes that requests of the job have', 'none');
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
    concurrency: policy.concurrency,
    ambiguity: policy.ambiguity,
    settleMs: policy.settleMs,
    caps: { usd: caps?.usd, requests: caps?.requests },
  };
  return submit(client, input as Input, options, { parent: job.id });
}

/** Throws if a retry is under way: its requests would be sent twice. */
async function checkRetries(means: Parameters<typeof familyOf>[0]): Promise<void> {
  const done = ['collected', 'refused', 'lost', 'dropped'];
  for (const { plan, state } of (await familyOf(means)).slice(1)) {
    if (state.shards.every((shard) => done.includes(shard.state.state))) continue;
    const message = `Job ${plan.id} retries a part of this job and is not collected yet. Await (await client.resume("${plan.id}", { store })).wait() first.`;
    throw new JobError(message, { code: 'job_not_collected', jobId: plan.id });
  }
}

/** How many attempts a job is away from the first input. */
async function depthOf(store: JobStore, plan: JobPlan): Promise<number> {
  let depth = 1;
  for (let parent = plan.parent; parent !== undefined; depth++)
    parent = (await new Records(store, parent).plan())?.parent;
  return depth;
}
