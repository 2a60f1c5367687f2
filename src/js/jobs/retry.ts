// Selects the requests of a job to submit again, and prepares them.
import { BODY_END, BODY_START } from '../../wire/jobs.ts';
import type { BatchRecord } from '../../wire/record_types.ts';
import type { BatchRequest, Outcome } from '../../wire/types.ts';
import { JobError } from '../errors.ts';
import { check, checkOutcomes, describe, type Names, wrong } from '../options.ts';
import { streamOf } from '../stream.ts';
import type { Means } from './actions.ts';
import type { Caps } from './caps.ts';
import { eachRequest, familyOf, lastAnswers, resultsOfFamily } from './family.ts';
import { openBody } from './input.ts';
import { requestsIn } from './requests_of.ts';

/**
 * Options of `retry` of a job.
 *
 * @example
 * const options: RetryOptions = {
 *   outcomes: ['truncated'],
 *   change: (request) => ({ ...request, params: { ...request.params, max_tokens: 8000 } }),
 *   caps: { requests: 1000 },
 * };
 * await job.retry(options);
 */
export interface RetryOptions {
  /**
   * Outcomes of the requests to submit again; `missing` for requests without a record. Default: `retry_as_is`, `expired` and
   * `missing`, which another attempt may answer without a change.
   */
  outcomes?: (Outcome | 'missing')[] | undefined;
  /**
   * Returns the request to submit instead, with the same `custom_id`; `null` leaves it out. `record` is `undefined` if the
   * request has none. Default: the request unchanged.
   */
  change?: ((request: BatchRequest, record: BatchRecord | undefined) => BatchRequest | null) | undefined;
  /** Limits; if one is exceeded, nothing is sent. Default: none. */
  caps?: Caps | undefined;
}

const RETRY: Names<RetryOptions> = { outcomes: true, change: true, caps: true };
/** The outcome of a request without a record. */
const MISSING = 'missing';
const DEFAULT: RetryOptions['outcomes'] = ['retry_as_is', 'expired', MISSING];

type Reading = Pick<Means, 'records' | 'plan' | 'peer' | 'bodies'>;

/**
 * The input of a retry.
 * @internal
 */
export type RetryInput = ReadableStream<Uint8Array> | AsyncIterable<BatchRequest>;

/** @internal */
export function checkRetry(options: RetryOptions): void {
  check(options, RETRY);
  const { outcomes, change } = options;
  if (outcomes !== undefined && !Array.isArray(outcomes)) throw wrong('outcomes', 'an array of outcomes', outcomes);
  checkOutcomes(outcomes, [MISSING]);
  if (change !== undefined && typeof change !== 'function') throw wrong('change', 'a function', change);
}

/**
 * Returns the outcomes of the requests to submit again.
 * @internal
 */
export const wantedIn = ({ outcomes = DEFAULT }: RetryOptions): string[] => [...new Set(outcomes)];

/** @internal */
export const nothingToRetry = (why: string): JobError =>
  new JobError(`${why} Nothing was sent.`, { code: 'job_nothing_to_retry' });

/**
 * Returns the requests to submit again; `undefined` if there are none.
 * @internal
 */
export async function retryInput(means: Reading, options: RetryOptions): Promise<RetryInput | undefined> {
  const ids = await selected(means, wantedIn(options));
  if (ids.size === 0) return undefined;
  const { change } = options;
  if (!change) return streamOf(bodyOf(requests(means, ids)));
  return changed(requests(means, ids), change, () => recordsOf(means, ids));
}

/** Returns the ids whose last outcome is in `outcomes`, in the order of the input. */
async function selected(means: Reading, outcomes: string[]): Promise<Set<string>> {
  const [root, ...retries] = await familyOf(means);
  const ids = new Set<string>();
  if (!root) return ids;
  const wanted = new Set(outcomes);
  const later = await lastAnswers(retries);
  await eachRequest(root, (id, answer) => {
    // A shard without results was refused by the API, lost, or dropped by a cancel.
    const { outcome } = later.get(id) ?? answer ?? { outcome: MISSING };
    if (wanted.has(outcome)) ids.add(id);
  });
  return ids;
}

/** Yields the requests with these ids, as they were submitted. */
async function* requests(
  { plan, records, bodies }: Reading,
  ids: ReadonlySet<string>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const shard of plan.shards) {
    const own = await records.ids(shard.index);
    if (!own.some((id) => ids.has(id))) continue;
    let index = 0;
    for await (const bytes of requestsIn(openBody(bodies, plan, shard))) {
      if (ids.has(own[index++] as string)) yield bytes;
    }
  }
}

/** Yields a create body that contains the requests. */
async function* bodyOf(requests: AsyncGenerator<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  yield encoder.encode(BODY_START);
  let isFirst = true;
  for await (const bytes of requests) {
    if (!isFirst) yield encoder.encode(',');
    isFirst = false;
    yield bytes;
  }
  yield encoder.encode(BODY_END);
}

async function* changed(
  requests: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  change: NonNullable<RetryOptions['change']>,
  records: () => Promise<AsyncIterator<BatchRecord>>,
): AsyncGenerator<BatchRequest> {
  const answers = await records();
  try {
    let answer = await answers.next();
    let isEmpty = true;
    const decoder = new TextDecoder();
    for await (const bytes of requests) {
      const request = JSON.parse(decoder.decode(bytes)) as BatchRequest;
      const id = request.custom_id;
      // Both are in input order, and some requests have no record.
      const record = !answer.done && answer.value.custom_id === id ? answer.value : undefined;
      const next = change(request, record);
      if (record) answer = await answers.next();
      if (next === null) continue;
      isEmpty = false;
      if (next?.custom_id !== id) {
        throw new JobError(
          `change: expected a request with the custom_id ${JSON.stringify(id)} or null, found ${described(next)}. Nothing was sent.`,
          { code: 'invalid_option' },
        );
      }
      yield next;
    }
    if (isEmpty) throw nothingToRetry('`change` returned null for every request.');
  } finally {
    await answers.return?.();
  }
}

/** Describes what `change` returned instead of a request with the same id. */
function described(found: unknown): string {
  if (typeof found !== 'object' || found === null) return describe(found);
  if (typeof Reflect.get(found, 'then') === 'function') {
    // Its rejection is not lost: the error says what was returned.
    (found as Promise<unknown>).then(undefined, () => {});
    return 'a promise';
  }
  const id: unknown = (found as Partial<BatchRequest>).custom_id;
  return id === undefined ? 'an object without a custom_id' : JSON.stringify(id);
}

/** Yields the records of these ids, in the order of the ids. Stores them outside of memory meanwhile. */
async function recordsOf(means: Reading, ids: ReadonlySet<string>): Promise<AsyncIterator<BatchRecord>> {
  return (await resultsOfFamily(means, {})).inOrder(ids)[Symbol.asyncIterator]();
}
