// The state of a job, its events and its actions, with the same shapes as in src/jobs.
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

/** The state of a shard with its data. */
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
  /** Batches that match but belong to others. */
  excluded?: string[] | undefined;
  state: MachineShardState;
}

/** A Rust enum variant: its name, or an object with its name as the key and its data. */
type Variant = string | Record<string, object>;

/** The state of a job, as the core writes it and as it is stored. */
export interface StoredState {
  version: number;
  id: string;
  policy: Policy;
  phase: Variant;
  shards: (Omit<MachineShard, 'state'> & { state: Variant })[];
}

/** The state of a job, with the name of each variant as a field of its data. */
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

/** Facts about an error that ended a create. */
export interface CallError {
  code: string;
  outcome?: 'unknown' | 'not_sent' | undefined;
  message: string;
  afterMs?: number | undefined;
}

/** Why a call failed. Used only in the log. */
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
  /** Without `adopted`, the user states that there is no batch. */
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

/** Converts the state of a job to a readable form. */
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

/** The progress of a job. */
export interface Standing {
  isDone: boolean;
  isCreated: boolean;
  /** `hidden`: the client of the driver sees none of the batches. */
  halt?: 'decision' | 'paused' | 'hidden' | null | undefined;
  /** Why it is paused or hidden. */
  reason?: string | null | undefined;
}

/** Parameters for the first page of a listing, with the maximum page size. */
export const LONGEST_PAGE = { limit: 1000 };

export const countsOf = (batch: MessageBatch | undefined): MessageBatchRequestCounts | undefined =>
  batch?.request_counts;

/** Duration of a batch in milliseconds, if it has ended. */
export const durationOf = (batch: MessageBatch | undefined): number | undefined =>
  batch?.ended_at ? Date.parse(batch.ended_at) - Date.parse(batch.created_at) : undefined;

/** Whether the API itself reports that the batch does not exist. A gateway may answer 404 for other reasons. */
export const isGone = (error: { code?: unknown; type?: unknown }): boolean =>
  error.code === 'not_found' && error.type === 'not_found_error';

/** Time since which the results of a shard cannot be read; `undefined` if they can. */
export const failingSinceOf = (state: MachineShardState): number | undefined =>
  state.state === 'ended' ? state.failingSinceMs : undefined;

/** Whether the batch of a shard was found only by comparing its properties, so that it may belong to another. */
export const isUnconfirmed = (state: MachineShardState): boolean =>
  (state.state === 'running' || state.state === 'ended') && state.intent != null;

/** The parts of a record that a job uses. */
export const answerOf = (record: BatchRecord): { id: string; outcome: Outcome; error: string | undefined } => ({
  id: record.custom_id,
  outcome: record.outcome,
  error: record.type === 'errored' ? record.error.type : undefined,
});

/** The parts of a batch that a job uses. */
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

/** A sum of zero answers. */
export const noUsage = (): UsageTotals => ({
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
  output_tokens_details: { thinking_tokens: 0 },
  server_tool_use: { web_search_requests: 0, web_fetch_requests: 0, other_requests: 0 },
});

/** The share of the prompt tokens that was read from a cache, as in a tally. */
export function cacheHitRate(usage: UsageTotals): number | null {
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
  const prompt = input_tokens + cache_creation_input_tokens + cache_read_input_tokens;
  return prompt === 0 ? null : cache_read_input_tokens / prompt;
}

/** The parts of a create body before and after its requests. */
export const BODY_START = '{"requests":[';
export const BODY_END = ']}';
