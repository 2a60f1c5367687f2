// The state of a job, its events and its actions, in the same shapes as in src/jobs.
import type { BatchRecord } from './record_types.ts';
import type { MessageBatch, MessageBatchRequestCounts, Outcome, UsageTotals } from './types.ts';

export interface Policy {
  ambiguity: 'settle' | 'ask';
  settleMs: number;
  concurrency: number;
  primer: boolean;
}

export interface NewJob {
  id: string;
  policy: Policy;
  shards: { requests: number; bytes: number; hash: string }[];
}

export interface Candidate {
  batch: string;
  createdMs: number;
}

/**
 * The state of a shard of a job.
 *
 * @example
 * const isOpen = (phase: ShardPhase) => ['waiting', 'creating', 'uncertain', 'running', 'ended'].includes(phase);
 * console.log(job.state.shards.filter(({ state }) => isOpen(state)).length);
 */
export type ShardPhase =
  | 'waiting'
  | 'creating'
  | 'uncertain'
  | 'running'
  | 'ended'
  | 'collected'
  | 'refused'
  | 'lost'
  | 'dropped';

/** The same with its facts. */
export type MachineShardState =
  | { state: 'waiting'; notBeforeMs: number }
  | { state: 'creating' }
  | { state: 'uncertain'; candidates: Candidate[]; isAsked: boolean }
  | { state: 'running'; batch: string; createdMs: number; intent?: object | null | undefined }
  | {
      state: 'ended';
      batch: string;
      intent?: object | null | undefined;
      reason?: string | undefined;
      failingSinceMs?: number | undefined;
    }
  | { state: 'collected'; batch: string }
  | { state: 'refused'; reason: string }
  | { state: 'lost'; batch: string; reason: string }
  | { state: 'dropped' };

export interface MachineShard {
  requests: number;
  bytes: number;
  hash: string;
  attempts: number;
  /** Batches that are not its own, although they look like it. */
  excluded?: string[] | undefined;
  state: MachineShardState;
}

/** A variant of the core: its name, or an object with its name and its facts. */
type Variant = string | Record<string, object>;

/** The state of a job, as the core has it and as it is stored. */
export interface StoredState {
  version: number;
  id: string;
  policy: Policy;
  phase: Variant;
  shards: (Omit<MachineShard, 'state'> & { state: Variant })[];
}

/** The same, with the name of each variant among its facts. */
export interface MachineState {
  version: number;
  id: string;
  policy: Policy;
  phase: { phase: 'running' | 'canceling' } | { phase: 'paused'; reason: string };
  shards: MachineShard[];
}

export interface BatchFacts {
  id: string;
  requests: number;
  createdMs: number;
  status: 'running' | 'ended';
  endedMs?: number | undefined;
}

/** What is known of an error that ended a create. */
export interface CallError {
  code: string;
  outcome?: 'unknown' | 'not_sent' | undefined;
  message: string;
  afterMs?: number | undefined;
}

/** Why a call failed, for the log alone. */
export interface FailedCall {
  code: string;
  message: string;
}

export type JobEvent =
  | { event: 'tick' | 'round' | 'online' | 'watched' | 'unwatched' | 'continue' | 'cancel' }
  | { event: 'busy'; afterMs: number }
  | { event: 'resumed'; scope?: string | undefined }
  | { event: 'created'; shard: number; batch: BatchFacts }
  | { event: 'create_threw'; shard: number; error: CallError }
  | {
      event: 'listed';
      number: number;
      batches: BatchFacts[];
      serverMs?: number | undefined;
      pages: number;
      rememberedUntilMs?: number | undefined;
      afterMs?: number | undefined;
    }
  | { event: 'list_failed'; afterMs: number; error?: FailedCall | undefined }
  | { event: 'retrieved'; id: string; batch?: BatchFacts | undefined; afterMs?: number | undefined }
  | { event: 'retrieve_failed'; id: string; afterMs: number; error?: FailedCall | undefined }
  | { event: 'compared'; shard: number; batch: string; isOurs?: boolean | undefined }
  | { event: 'collected'; shard: number; batch: string; isOurs: boolean }
  | { event: 'read_failed'; shard: number; batch: string; gone?: string | undefined; reason?: string | undefined }
  | { event: 'cancel_sent'; batch: string }
  | { event: 'cancel_failed'; batch: string; error?: FailedCall | undefined }
  | { event: 'pause'; reason: string }
  | { event: 'concurrency'; most: number }
  /** Without `adopted`, a person says that there is no batch. */
  | { event: 'decided'; shard: number; adopted?: BatchFacts | undefined };

export type JobAction =
  | { action: 'create'; shard: number; key: string }
  | { action: 'list'; number: number; sinceMs: number }
  | { action: 'retrieve' | 'cancel'; batch: string }
  | { action: 'compare' | 'collect'; shard: number; batch: string };

export interface MachineStep {
  actions: JobAction[];
  wakeMs?: number | undefined;
}

/** The state of a job, for reading. */
export function readable({ phase, shards, ...rest }: StoredState): MachineState {
  const read = ({ state, ...shard }: StoredState['shards'][number]) => {
    const [name, facts] = variant(state);
    return { ...shard, state: { ...facts, state: name } as MachineShardState };
  };
  const [name, facts] = variant(phase);
  return { ...rest, phase: { ...facts, phase: name } as MachineState['phase'], shards: shards.map(read) };
}

const variant = (value: Variant): [string, object] =>
  typeof value === 'string' ? [value, {}] : (Object.entries(value)[0] ?? ['', {}]);

/** How far a job is. */
export interface Standing {
  isDone: boolean;
  isCreated: boolean;
  /** `hidden`: the client of the driver sees none of the batches. */
  halt?: 'decision' | 'paused' | 'hidden' | null | undefined;
  /** Why it is paused or hidden. */
  reason?: string | null | undefined;
}

/** The first page of a listing: as long as a page can be. */
export const LONGEST_PAGE = { limit: 1000 };

export const countsOf = (batch: MessageBatch | undefined): MessageBatchRequestCounts | undefined =>
  batch?.request_counts;

/** Milliseconds that a batch took, if it has ended. */
export const durationOf = (batch: MessageBatch | undefined): number | undefined =>
  batch?.ended_at ? Date.parse(batch.ended_at) - Date.parse(batch.created_at) : undefined;

/** Whether the API itself says that there is no such batch. A gateway may answer 404 for other reasons. */
export const isGone = (error: { code?: unknown; type?: unknown }): boolean =>
  error.code === 'not_found' && error.type === 'not_found_error';

/** Since when the results of a shard cannot be read, if that is so. */
export const failingSinceOf = (state: MachineShardState): number | undefined =>
  state.state === 'ended' ? state.failingSinceMs : undefined;

/** Whether the batch of a shard was only found by its looks, so that it may be another's. */
export const isUnconfirmed = (state: MachineShardState): boolean =>
  (state.state === 'running' || state.state === 'ended') && state.intent != null;

/** What a job needs to know of a record. */
export const answerOf = (record: BatchRecord): { id: string; outcome: Outcome; error: string | undefined } => ({
  id: record.custom_id,
  outcome: record.outcome,
  error: record.type === 'errored' ? record.error.type : undefined,
});

/** What a job needs to know of a batch. */
export function factsOf(batch: MessageBatch): BatchFacts {
  const { processing, succeeded, errored, canceled, expired } = batch.request_counts;
  return {
    id: batch.id,
    requests: processing + succeeded + errored + canceled + expired,
    createdMs: Date.parse(batch.created_at),
    status: batch.processing_status === 'ended' ? 'ended' : 'running',
    endedMs: batch.ended_at ? Date.parse(batch.ended_at) : undefined,
  };
}

/** A sum of nothing. */
export const noUsage = (): UsageTotals => ({
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
  output_tokens_details: { thinking_tokens: 0 },
  server_tool_use: { web_search_requests: 0, web_fetch_requests: 0, other_requests: 0 },
});

/** As in a tally: the share of the prompt tokens that was read from a cache. */
export function cacheHitRate(usage: UsageTotals): number | null {
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
  const prompt = input_tokens + cache_creation_input_tokens + cache_read_input_tokens;
  return prompt === 0 ? null : cache_read_input_tokens / prompt;
}

/** What is around the requests of a create body. */
export const BODY_START = '{"requests":[';
export const BODY_END = ']}';
