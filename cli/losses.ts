// Reports what is missing from results, or was omitted. A script must not mistake incomplete results for complete ones.
import type { Job, MessageBatch, Reconciliation } from 'message-batches';
import { count, number } from './figures.ts';

/** Problems that the reader of results found. */
export interface Noticed {
  malformed: number;
  firstMalformed?: string | undefined;
  repeatedIds: number;
}

/** Describes lines that are not records, and repeated records. */
export function lossesOfReading({ malformed, firstMalformed, repeatedIds }: Noticed): string[] {
  const first = firstMalformed?.replace(/^Line/, malformed === 1 ? 'line' : 'the first: line').replace(/\.$/, '');
  const place = first === undefined ? '' : ` (${first})`;
  return [
    ...lost(malformed, `line is not a record${place}`, `lines are not records${place}`),
    ...lost(repeatedIds, 'record repeats an id', 'records repeat an id'),
  ];
}

/** Describes what a join omits from its output. */
export function lossesOfJoin({ missing, unknown, duplicate, malformed }: Reconciliation): string[] {
  return [
    ...lost(missing.count, 'row has no result', 'rows have no result'),
    ...lost(unknown.count, 'record matches no row', 'records match no row'),
    ...lost(duplicate.count, 'record repeats an id', 'records repeat an id'),
    ...lost(malformed, 'line is not a record', 'lines are not records'),
  ];
}

/** Describes requests without a result; in input order also lines that belong to no request. */
export async function lossesOfJob(job: Job, order: 'arrival' | 'input'): Promise<string[]> {
  const { unanswered } = await job.manifest();
  const missing = Object.values(unanswered).reduce((sum, found) => sum + found, 0);
  const isOrdered = order === 'input';
  const { records } = isOrdered ? await (await job.results()).tally() : { records: 0 };
  const left = isOrdered ? records - (job.state.requests - missing) : 0;
  return [
    ...lost(missing, 'request has no result', 'requests have no result'),
    ...lost(
      left,
      'line is not the result of a request, or repeats one',
      'lines are not results of requests, or repeat one',
    ),
  ];
}

/** Describes additional records. A batch with fewer records than requests is an error of the library. */
export function lossesOfBatch({ request_counts: counts }: MessageBatch, records: number): string[] {
  const requests = Object.values(counts ?? {}).reduce((sum, found) => sum + found, 0);
  if (!(requests > 0 && records > requests)) return [];
  return [`there are ${count(records, 'record')}, but the batch counts ${count(requests, 'request')}`];
}

const lost = (found: number, one: string, more: string): string[] =>
  found === 0 ? [] : [`${number(found)} ${found === 1 ? one : more}`];
