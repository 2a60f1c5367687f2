import type { ErrorObject, ErrorResponse } from '../wire.ts';
import type { Brief } from './brief.ts';

/** A stored entry of a batch, as small as its result allows: a batch of 256 MB takes well under a kilobyte per request. */
export interface Item {
  customId: string;
  /** Whether it will end as `errored`, because it failed the check at create. */
  failed: boolean;
  /** JSON text of a `Kept`, which takes a fraction of the memory of the parsed objects. */
  kept: string;
}

/** The data from which an item's result is made: the error, or the brief of its answer; `params` only for a responder. */
export interface Kept {
  error?: ErrorObject;
  brief?: Brief;
  params?: unknown;
}

/** The error of an item that failed validation: nested twice, and without a request id. */
export function itemError(found: ErrorObject): ErrorResponse {
  return { type: 'error', error: { details: { error_visibility: 'user_facing' }, ...found }, request_id: null };
}
