import type { Admission } from './auth.ts';
import { EXTENDED_OUTPUT_BETA } from './betas.ts';
import type { JsonObject } from './json.ts';
import { findModel } from './models.ts';
import type { ErrorObject, ErrorResponse } from './wire.ts';

/** One stored entry of a batch. `params` is JSON text: a fraction of what the parsed objects would hold on to. */
export interface Item {
  customId: string;
  params: string;
  /** Why the item will end as `errored`, or null when it is well formed. */
  error: ErrorResponse | null;
}

/**
 * The error an item ends with, or null. The API takes anything in `params` at create and reports the first thing that
 * is wrong on the item's result line, doubly nested and without a request id.
 */
export function itemError(params: JsonObject, admission: Admission): ErrorResponse | null {
  const found = firstError(params, admission);
  if (found === null) return null;
  return { type: 'error', error: { details: { error_visibility: 'user_facing' }, ...found }, request_id: null };
}

function firstError(params: JsonObject, { version, betas }: Admission): ErrorObject | null {
  const { model, messages, max_tokens: maxTokens } = params;

  if (model === undefined) return invalid('model: Field required');
  if (typeof model !== 'string') return invalid('model: Input should be a valid string');
  if (model === '') return invalid('model: String should have at least 1 character');

  if (messages === undefined) return invalid('messages: Field required');
  if (!Array.isArray(messages)) return invalid('messages: Input should be a valid list');
  if (messages.length === 0) return invalid('messages: at least one message is required');

  if (maxTokens === undefined) return invalid('max_tokens: Field required');
  if (!Number.isInteger(maxTokens)) return invalid('max_tokens: Input should be a valid integer');
  if (Number(maxTokens) < 1) return invalid('max_tokens: must be greater than or equal to 1');

  if (version === '2026-10-21') {
    // This version took the three out of the schema, so even their default values are unknown fields.
    const removed = ['temperature', 'top_p', 'top_k'].find((name) => name in params);
    if (removed !== undefined) return invalid(`${removed}: Extra inputs are not permitted`);
  }
  if (params.stream === true) return invalid('`stream=True` is not supported in the Message Batches API');

  const known = findModel(model);
  if (known === undefined) return { type: 'not_found_error', message: `model: ${model}` };
  const extended = betas.has(EXTENDED_OUTPUT_BETA) ? known.extendedMaxTokens : undefined;
  const ceiling = extended ?? known.maxTokens;
  if (Number(maxTokens) > ceiling) {
    return invalid(
      `max_tokens: ${maxTokens} > ${ceiling}, which is the maximum allowed number of output tokens for ${known.id}`,
    );
  }
  return null;
}

function invalid(message: string): ErrorObject {
  return { type: 'invalid_request_error', message };
}
