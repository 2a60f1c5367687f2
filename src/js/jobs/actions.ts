// Performs the actions that the machine decided. Each action ends in one event. An error that no event describes stops the
// driver.
import { type CallError, type FailedCall, factsOf, isGone, type JobAction, type JobEvent } from '../../wire/jobs.ts';
import type { CallOptions, MessageBatch } from '../../wire/types.ts';
import { ApiError, BatchError, type ErrorCode, ResultsUnavailableError } from '../errors.ts';
import { reasonOf } from '../realms.ts';
import { BodyUpload } from '../requests/upload.ts';
import { RESUME_ADVICE } from '../results/bookmark.ts';
import { collect, readIds } from './collect.ts';
import { type Bodies, openBody } from './input.ts';
import type { Log } from './log.ts';
import { type Listed, pagesSince } from './looks.ts';
import type { Peer } from './peer.ts';
import type { JobPlan, Records } from './records.ts';

/** Errors that end a driver, because no retry would succeed. */
const FATAL: ErrorCode[] = [
  'missing_api_key',
  'api_key_in_page',
  'invalid_option',
  'already_read',
  'authentication_failed',
  'permission_denied',
  'billing_problem',
  'not_found',
  'invalid_request',
  'needs_relay',
  'load_failed',
  'store_damaged',
  'store_unavailable',
  'store_conflict',
];

/** Maximum length of a reason, which is part of the stored state. */
const LONGEST_REASON = 500;

/** Thrown where an error ends the driver. Its `cause` is that error. */
export class Fatal extends Error {
  constructor(cause: unknown) {
    super('', { cause });
  }
}

/** The dependencies of actions. */
export interface Means {
  peer: Peer;
  records: Records;
  plan: JobPlan;
  bodies: Bodies;
  log: Log;
  signal: AbortSignal;
  /** The status checks ("looks") of the job, which it shares with other jobs. */
  looks: {
    list(sinceMs: number, signal: AbortSignal): Promise<Listed>;
    failed(error: unknown): void;
  };
  /** Receives the latest version of each batch. */
  onBatch: (batch: MessageBatch) => void;
}

export async function perform(action: JobAction, means: Means): Promise<JobEvent> {
  switch (action.action) {
    case 'create':
      return create(action.shard, action.key, means);
    case 'list':
      return list(action.number, action.sinceMs, means);
    case 'retrieve':
      return retrieve(action.batch, means);
    case 'cancel':
      return cancel(action.batch, means);
    case 'compare':
      return compare(action.shard, action.batch, means);
    case 'collect':
      return collectInto(action.shard, action.batch, means);
  }
}

const settingsOf = ({ plan, signal }: Means): CallOptions => ({ betas: plan.calls.betas, signal });

async function create(shard: number, key: string, means: Means): Promise<JobEvent> {
  const { peer, plan, bodies } = means;
  const facts = plan.shards[shard];
  if (!facts) throw new Fatal(new Error(`there is no shard ${shard}`));
  const upload = new BodyUpload(() => openBody(bodies, plan, facts), facts, undefined);
  upload.choose(key);
  try {
    const batch = await peer.create(upload, { ...plan.calls, signal: means.signal });
    means.onBatch(batch);
    return { event: 'created', shard, batch: factsOf(batch) };
  } catch (thrown) {
    return { event: 'create_threw', shard, error: errorOf(thrown, upload) };
  } finally {
    upload.close();
  }
}

/** Describes the error of a create as data for the machine. */
function errorOf(thrown: unknown, upload: BodyUpload): CallError {
  if (!BatchError.isInstance(thrown)) return { code: '', message: reasonOf(thrown), ...upload.outcome() };
  const { code, message, outcome } = thrown;
  const { retryAfterMs } = thrown as { retryAfterMs?: number };
  const isAnswer = thrown instanceof ApiError;
  // An API error without an outcome means that nothing was stored.
  return {
    code,
    message,
    outcome: outcome ?? (isAnswer ? undefined : upload.outcome().outcome),
    afterMs: whole(retryAfterMs),
  };
}

async function list(number: number, sinceMs: number, means: Means): Promise<JobEvent> {
  let listed: Listed;
  try {
    listed = await means.looks.list(sinceMs, means.signal);
  } catch (thrown) {
    return { event: 'list_failed', afterMs: waitOf(passing(thrown)), error: failed(thrown) };
  }
  const serverMs = whole(listed.serverMs);
  const { rememberedMs } = listed;
  const rememberedUntilMs = rememberedMs === undefined ? undefined : (serverMs ?? Date.now()) + rememberedMs;
  const pages = pagesSince(listed, sinceMs);
  for (const batch of pages.flat()) means.onBatch(batch);
  const batches = pages.flat().map(factsOf);
  const afterMs = whole(listed.retryAfterMs);
  return { event: 'listed', number, batches, serverMs, pages: pages.length, rememberedUntilMs, afterMs };
}

/** Why results could not be read. The job continues by itself. */
const reasonToRead = (thrown: unknown): string => reasonOf(thrown).replace(RESUME_ADVICE, '').slice(0, LONGEST_REASON);

async function retrieve(id: string, means: Means): Promise<JobEvent> {
  try {
    const { batch, retryAfterMs } = await means.peer.look(id, settingsOf(means));
    means.onBatch(batch);
    return { event: 'retrieved', id, batch: factsOf(batch), afterMs: whole(retryAfterMs) };
  } catch (thrown) {
    if (BatchError.isInstance(thrown) && isGone(thrown)) return { event: 'retrieved', id };
    const afterMs = waitOf(passing(thrown));
    means.looks.failed(thrown);
    return { event: 'retrieve_failed', id, afterMs, error: failed(thrown) };
  }
}

async function cancel(batch: string, means: Means): Promise<JobEvent> {
  try {
    means.onBatch(await means.peer.cancel(batch, settingsOf(means)));
    return { event: 'cancel_sent', batch };
  } catch (thrown) {
    // A batch that has ended, or is gone, cannot be canceled. The next status check finds that out.
    const isAnswered = thrown instanceof ApiError && ['invalid_request', 'not_found', 'conflict'].includes(thrown.code);
    if (!isAnswered) passing(thrown);
    return isAnswered ? { event: 'cancel_sent', batch } : { event: 'cancel_failed', batch, error: failed(thrown) };
  }
}

async function compare(shard: number, batch: string, means: Means): Promise<JobEvent> {
  try {
    const ids = new Set(await means.records.ids(shard));
    const isOurs = await readIds(await means.peer.results(batch, settingsOf(means)), ids);
    return { event: 'compared', shard, batch, isOurs };
  } catch (thrown) {
    if (goneFor(thrown)) return { event: 'compared', shard, batch };
    passing(thrown);
    return { event: 'read_failed', shard, batch };
  }
}

async function collectInto(shard: number, batch: string, means: Means): Promise<JobEvent> {
  const { records, plan, bodies } = means;
  try {
    const results = await means.peer.results(batch, settingsOf(means));
    const isOurs = await collect({ results, records, plan, bodies, shard, batch, signal: means.signal });
    return { event: 'collected', shard, batch, isOurs };
  } catch (thrown) {
    const gone = goneFor(thrown);
    // A driver that lost the job may still write the same results.
    const isDisputed = BatchError.isInstance(thrown) && thrown.code === 'store_conflict';
    if (gone === undefined && !isDisputed) passing(thrown);
    return { event: 'read_failed', shard, batch, gone, reason: reasonToRead(thrown) };
  }
}

/** Returns why results can no longer be read, or `undefined` if they can. */
function goneFor(thrown: unknown): string | undefined {
  const isForGood =
    (thrown instanceof ResultsUnavailableError && thrown.code !== 'results_not_ready') ||
    (BatchError.isInstance(thrown) && isGone(thrown));
  return isForGood ? (thrown as Error).message : undefined;
}

/** The part of an error that is logged. */
const failed = (error: unknown): FailedCall | undefined =>
  BatchError.isInstance(error) ? { code: error.code, message: error.message } : undefined;

/** Returns a temporary error, and throws any other. */
function passing(thrown: unknown): unknown {
  if (!BatchError.isInstance(thrown) || FATAL.includes(thrown.code)) throw new Fatal(thrown);
  return thrown;
}

/** The wait that the server asked for. */
const waitOf = (thrown: unknown): number => whole((thrown as { retryAfterMs?: number }).retryAfterMs) ?? 0;

/** Rounds, because the core counts whole milliseconds. */
const whole = (ms: number | undefined): number | undefined =>
  ms === undefined || !Number.isFinite(ms) ? undefined : Math.max(0, Math.round(ms));
