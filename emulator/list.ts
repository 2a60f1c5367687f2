import type { Batch } from './batch.ts';
import { invalidRequest } from './errors.ts';
import type { BatchStore } from './store.ts';
import type { MessageBatch, MessageBatchPage } from './wire.ts';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

/** Returns a page of batches, newest first. `has_more` refers to the direction of the cursor. */
export function listPage(
  store: BatchStore,
  query: URLSearchParams,
  shown: (batch: Batch) => MessageBatch,
): MessageBatchPage {
  const limit = limitOf(query.get('limit'));
  const after = query.get('after_id') ?? undefined;
  const before = query.get('before_id') ?? undefined;
  if (after !== undefined && before !== undefined) {
    throw invalidRequest('Only one of `after_id` and `before_id` can be given.');
  }
  const { batches, more } = before === undefined ? store.olderThan(after, limit) : store.newerThan(before, limit);
  const data = batches.map(shown);
  return { data, has_more: more, first_id: data.at(0)?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

function limitOf(text: string | null): number {
  if (text === null) return DEFAULT_LIMIT;
  if (!/^[+-]?\d+$/.test(text)) {
    throw invalidRequest('limit: Input should be a valid integer, unable to parse string as an integer');
  }
  const limit = Number(text);
  if (limit < 1) throw invalidRequest('limit: Input should be greater than or equal to 1');
  if (limit > MAX_LIMIT) throw invalidRequest(`limit: Input should be less than or equal to ${MAX_LIMIT}`);
  return limit;
}
