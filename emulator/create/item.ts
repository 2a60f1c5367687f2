import type { ErrorObject, ErrorResponse } from '../wire.ts';
import type { Brief } from './brief.ts';

/**
 * One stored entry of a batch, as small as its result allows: a batch of 256 MB keeps well under a kilobyte a request.
 */
export interface Item {
  customId: string;
  /** It will end as `errored`: what is wrong was found at create. */
  failed: boolean;
  /** JSON text of a `Kept`, a fraction of what the parsed objects would hold on to. */
  kept: string;
}

/** What an item's result is made of: the error, or what its answer depends on; `params` only for a responder. */
export interface Kept {
  error?: ErrorObject;
  brief?: Brief;
  params?: unknown;
}

/** The error of an item that failed validation: doubly nested on its line, and without a request id. */
export function itemError(found: ErrorObject): ErrorResponse {
  return { type: 'error', error: { details: { error_visibility: 'user_facing' }, ...found }, request_id: null };
}
