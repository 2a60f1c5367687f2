// Estimates when the batches of a job will have ended, from those that ended.
import { durationOf, type MachineShard } from '../../wire/jobs.ts';
import type { MessageBatch } from '../../wire/types.ts';

/**
 * When the last batch of a job should end, as ISO times. The estimate uses the shortest and the longest duration among the
 * batches of the same job that this process saw end.
 *
 * @example
 * const show = ({ earliest, latest, batches }: ExpectedEnd) => console.log(earliest, latest, 'by', batches);
 * if (job.state.expectedEnd) show(job.state.expectedEnd);
 */
export interface ExpectedEnd {
  /** The end if all batches take the shortest time. It may be in the past. */
  earliest: string;
  /** The end if all batches take the longest time. Once that is past, the time at which the last batch expires. */
  latest: string;
  /** Number of batches that the estimate uses. */
  batches: number;
}

/**
 * Estimates the end of a job. Returns `undefined` until a batch has ended, while a request is not in a batch yet, and once all
 * batches have ended.
 * @internal
 */
export function expectedEnd(
  shards: readonly MachineShard[],
  batches: ReadonlyMap<string, MessageBatch>,
  { nowMs, runMs }: { nowMs: number; runMs: number },
): ExpectedEnd | undefined {
  const states = shards.map(({ state }) => state);
  if (states.some(({ state }) => state === 'waiting' || state === 'creating' || state === 'uncertain'))
    return undefined;
  const created = states.flatMap((state) => (state.state === 'running' ? [state.createdMs] : []));
  const durations = states.flatMap(
    (state) => durationOf('batch' in state ? batches.get(state.batch) : undefined) ?? [],
  );
  if (created.length === 0 || durations.length === 0) return undefined;
  const newestMs = Math.max(...created);
  const latestMs = newestMs + Math.max(...durations);
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    earliest: iso(newestMs + Math.min(...durations)),
    latest: iso(latestMs > nowMs ? latestMs : newestMs + runMs),
    batches: durations.length,
  };
}
