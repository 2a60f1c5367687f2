import { answerTo } from './answer.ts';
import type { Item } from './item.ts';
import { isObject } from './json.ts';
import type { ItemResult, Responder } from './options.ts';
import { type Random, shuffled } from './seeded.ts';
import type { MessageBatchResult, RequestCounts } from './wire.ts';

type Outcome = MessageBatchResult['type'];

/** In this order, so that a byte an item is enough to remember what it came to. */
const OUTCOMES: readonly Outcome[] = ['succeeded', 'errored', 'canceled', 'expired'];

/** How far a batch came: `processed` of its items were worked on, the others ended as `cutOff`. */
export interface Progress {
  processed: number;
  cutOff: 'canceled' | 'expired';
}

/** What every item of an ended batch came to. */
export interface Settlement {
  counts: RequestCounts;
  /** For each item the index of its outcome in `OUTCOMES`. */
  outcomes: Uint8Array;
  /** The results that a responder gave, by item index. */
  responses: ReadonlyMap<number, ItemResult>;
}

/** Decides every item, once. Which items are cut off is chance; the responder sees the others in batch order. */
export function settle(
  items: readonly Item[],
  { processed, cutOff }: Progress,
  random: Random,
  responder: Responder | undefined,
): Settlement {
  const outcomes = new Uint8Array(items.length);
  const responses = new Map<number, ItemResult>();
  const counts: RequestCounts = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  const skipped = new Set(shuffled(items.length, random).subarray(processed));

  items.forEach((item, index) => {
    let outcome: Outcome = item.error === null ? 'succeeded' : 'errored';
    if (skipped.has(index)) {
      outcome = cutOff;
    } else if (responder !== undefined) {
      const response = respond(responder, item, index);
      if (response !== undefined) {
        responses.set(index, response);
        outcome = response.type;
      }
    }
    outcomes[index] = OUTCOMES.indexOf(outcome);
    counts[outcome] += 1;
  });
  return { counts, outcomes, responses };
}

/** The result of one item, built when it is asked for: nothing is kept for an ordinary answer. */
export function resultOf(
  item: Item,
  index: number,
  { outcomes, responses }: Settlement,
  answer: { batchId: string; seed: number },
): MessageBatchResult {
  const response = responses.get(index);
  if (response?.type === 'errored') return response;
  const outcome = OUTCOMES[outcomes[index] ?? 0] ?? 'succeeded';
  if (outcome === 'canceled' || outcome === 'expired') return { type: outcome };
  if (response === undefined && item.error !== null) return { type: 'errored', error: item.error };
  const override = response?.type === 'succeeded' ? response.message : undefined;
  return { type: 'succeeded', message: answerTo(item, answer.batchId, answer.seed, override) };
}

function respond(responder: Responder, item: Item, index: number): ItemResult | undefined {
  const request = { custom_id: item.customId, params: JSON.parse(item.params) as unknown };
  const response: unknown = responder(request, index);
  if (response === undefined) return undefined;
  if (!isObject(response) || !OUTCOMES.some((outcome) => outcome === response.type)) {
    throw new TypeError(
      `responder must return a result of type ${OUTCOMES.join(', ')}, or undefined; ` +
        `for "${item.customId}" it returned ${JSON.stringify(response)}`,
    );
  }
  return response as ItemResult;
}
