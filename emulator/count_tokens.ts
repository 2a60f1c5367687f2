import type { Admission } from './auth.ts';
import { joined, piecesOf } from './bytes.ts';
import { notJson, parsed } from './create/body.ts';
import { tokensIn } from './create/brief.ts';
import { type ItemCheck, requestBody, type Validator } from './create/check.ts';
import { ApiFault, invalidRequest, requestTooLarge } from './errors.ts';
import { isObject, type JsonObject } from './json.ts';
import { findModel } from './models.ts';

/** The documented limit of the Messages endpoints, with the smaller megabyte. */
const MAX_BODY_BYTES = 32_000_000;

/**
 * Fields of the body, from the OpenAPI document of 2026-05-06 and the types of the SDK of 2026-11-24. Other fields are refused.
 */
const FIELDS = new Set([
  'cache_control',
  'messages',
  'model',
  'output_config',
  'system',
  'thinking',
  'tool_choice',
  'tools',
]);
/** Additional fields of its beta form. The rules for batches do not apply to them, so they are not checked. */
const UNCHECKED = new Set([
  'billing_policy',
  'compaction',
  'context_management',
  'mcp_servers',
  'output_format',
  'speed',
]);
/** Used for models without a known ceiling. */
const MAX_TOKENS = 64_000;

/** Counts the input tokens of a request. */
export class TokenCount {
  readonly #check: ItemCheck | undefined;
  readonly #load: (() => Promise<Validator>) | undefined;

  /** Without `load`, only the top-level fields are checked, and four characters count as a token. */
  constructor(check: ItemCheck | undefined, load: (() => Promise<Validator>) | undefined) {
    this.#check = check;
    this.#load = load;
  }

  /** Throws the 400, 404 or 413 for an invalid body. */
  async of(request: Request, admission: Admission): Promise<{ input_tokens: number }> {
    const body = await objectOf(request);
    const counted: JsonObject = {};
    for (const [name, value] of Object.entries(body)) {
      if (FIELDS.has(name)) counted[name] = value;
      else if (!UNCHECKED.has(name)) throw invalidRequest(`${name}: Extra inputs are not permitted`);
    }
    for (const name of ['messages', 'model']) {
      if (!(name in body)) throw invalidRequest(`${name}: Field required`);
    }
    // The rules for batch items require `max_tokens`, so it is set to the model's ceiling, which satisfies all of them.
    const ceiling = findModel(String(body.model))?.maxTokens ?? MAX_TOKENS;
    const params = { ...counted, max_tokens: Number.isFinite(ceiling) ? ceiling : MAX_TOKENS };
    const bytes = new TextEncoder().encode(JSON.stringify({ custom_id: 'count', params }));
    const [error] = (await this.#check?.errors([{ bytes, params }], admission)) ?? [];
    if (error) throw new ApiFault(error.type === 'not_found_error' ? 404 : 400, error.type, error.message);
    const validator = await this.#load?.();
    const estimate = await validator?.estimate?.(requestBody([bytes]));
    const tokens = estimate?.input_tokens.likely ?? tokensIn([body.system, body.messages, body.tools]);
    return { input_tokens: Math.max(1, Math.round(tokens)) };
  }
}

async function objectOf(request: Request): Promise<JsonObject> {
  if (Number(request.headers.get('content-length')) > MAX_BODY_BYTES) throw requestTooLarge();
  if (request.body === null) throw notJson();
  const pieces: Uint8Array[] = [];
  let total = 0;
  for await (const piece of piecesOf(request.body)) {
    total += piece.length;
    if (total > MAX_BODY_BYTES) throw requestTooLarge();
    pieces.push(piece);
  }
  const body = parsed(joined(pieces));
  if (!isObject(body)) throw invalidRequest('Input should be a valid dictionary');
  return body;
}
