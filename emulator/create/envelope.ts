import type { Admission } from '../auth.ts';
import { type ApiFault, invalidRequest, requestTooLarge } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { ErrorObject } from '../wire.ts';
import { CreateBody, type Frame, parsed } from './body.ts';
import { Briefs } from './brief.ts';
import type { Entry, ItemCheck } from './check.ts';
import type { Item, Kept } from './item.ts';

/** The documented "256 MB" with the smaller megabyte, so that a body that passes here is valid under both meanings. */
const MAX_BODY_BYTES = 256_000_000;
const MAX_REQUESTS = 100_000;
const MAX_CUSTOM_ID_LENGTH = 64;
const CUSTOM_ID = /^[a-zA-Z0-9_-]{1,64}$/;
/** A body that arrives in one piece is processed in pieces of this size, so that parsed requests can be garbage-collected. */
const PIECE_BYTES = 256 * 1024;
/** Requests are checked in blocks of this size or number. */
const BLOCK_BYTES = 1024 * 1024;
const BLOCK_REQUESTS = 1000;

/** The stored result of a create. */
export interface Contents {
  items: Item[];
  /** JSON text of the schemas that items refer to by number. */
  schemas: string[];
}

export interface CreateRules {
  /** Checks items. Without it, no item fails because of its `params`. */
  check: ItemCheck | undefined;
  /** Whether to keep the whole `params`, for a responder. */
  keepParams: boolean;
  /** Whether to keep the whole question, for answers that repeat it. */
  keepQuestions: boolean;
}

/**
 * Reads a create body as a stream, and throws the 400 or 413 for errors around its items. A body over the limit is refused as
 * soon as that is known. Any other body is read to its end, because invalid JSON has precedence over other errors.
 */
export async function readCreate(request: Request, admission: Admission, rules: CreateRules): Promise<Contents> {
  if (Number(request.headers.get('content-length')) > MAX_BODY_BYTES) throw requestTooLarge();
  const intake = new Intake(admission, rules);
  const body = new CreateBody(
    (bytes) => intake.take(bytes),
    () => intake.restart(),
  );
  if (request.body !== null) {
    let total = 0;
    const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
    let finished = false;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        total += value.byteLength;
        if (total > MAX_BODY_BYTES) throw requestTooLarge();
        for (let at = 0; at < value.byteLength; at += PIECE_BYTES) {
          body.push(value.subarray(at, at + PIECE_BYTES));
          if (intake.isFull) await intake.check();
        }
      }
      finished = true;
    } finally {
      if (!finished) reader.cancel().catch(() => undefined);
    }
  }
  return intake.finish(body.finish());
}

/** Checks the requests of one create and reduces them to briefs, block by block. */
class Intake {
  readonly #admission: Admission;
  readonly #rules: CreateRules;
  #briefs: Briefs;
  #items: Item[] = [];
  #ids = new Set<string>();
  #block: (Entry & { customId: string })[] = [];
  #blockBytes = 0;
  #count = 0;
  /** The first error: a malformed item, or a repeated id. */
  #fault: ApiFault | undefined;
  #duplicate: string | undefined;

  constructor(admission: Admission, rules: CreateRules) {
    this.#admission = admission;
    this.#rules = rules;
    this.#briefs = new Briefs(rules.keepQuestions);
  }

  get isFull(): boolean {
    return this.#blockBytes >= BLOCK_BYTES || this.#block.length >= BLOCK_REQUESTS;
  }

  take(bytes: Uint8Array): void {
    const request = parsed(bytes);
    const index = this.#count++;
    // After a refused item, the rest is only checked for valid syntax, and not stored.
    if (this.#fault !== undefined) return;
    try {
      const { customId, params } = entryOf(request, `requests.${index}`);
      if (this.#ids.has(customId)) this.#duplicate ??= customId;
      if (this.#duplicate !== undefined || this.#count > MAX_REQUESTS) return;
      this.#ids.add(customId);
      this.#block.push({ customId, params, bytes });
      this.#blockBytes += bytes.length;
    } catch (fault) {
      this.#fault = fault as ApiFault;
    }
  }

  /** Checks the current block and frees it. */
  async check(): Promise<void> {
    const block = this.#block;
    const items = this.#items;
    const briefs = this.#briefs;
    this.#block = [];
    this.#blockBytes = 0;
    if (block.length === 0 || this.#fault !== undefined || this.#duplicate !== undefined) return;
    const errors = await this.#rules.check?.errors(block, this.#admission);
    block.forEach(({ customId, params }, index) => {
      const refused = errors?.[index] ?? null;
      const { keepParams } = this.#rules;
      // A responder may let an invalid item succeed.
      const brief = refused === null || keepParams ? briefs.of(params) : undefined;
      const unanswerable = refused === null && brief !== undefined ? briefs.fault(brief) : undefined;
      const error = unanswerable === undefined ? refused : invalidError(unanswerable);
      const kept: Kept = error === null ? {} : { error };
      if (brief !== undefined && (error === null || keepParams)) kept.brief = brief;
      if (keepParams) kept.params = params;
      items.push({ customId, failed: error !== null, kept: JSON.stringify(kept) });
    });
  }

  restart(): void {
    this.#briefs = new Briefs(this.#rules.keepQuestions);
    this.#items = [];
    this.#ids = new Set();
    this.#block = [];
    this.#blockBytes = 0;
    this.#count = 0;
    this.#fault = undefined;
    this.#duplicate = undefined;
  }

  async finish(frame: Frame): Promise<Contents> {
    if (!frame.object) throw invalidRequest('Input should be a valid dictionary');
    if (frame.requests === 'absent') throw invalidRequest('requests: Field required');
    if (frame.requests === 'other') throw invalidRequest('requests: Input should be a valid list');
    if (this.#count === 0) {
      throw invalidRequest('requests: List should have at least 1 item after validation, not 0');
    }
    if (this.#count > MAX_REQUESTS) {
      throw invalidRequest(
        `requests: List should have at most ${MAX_REQUESTS} items after validation, not ${this.#count}`,
      );
    }
    if (frame.extra !== undefined) throw invalidRequest(`${frame.extra}: Extra inputs are not permitted`);
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#duplicate !== undefined) {
      throw invalidRequest(
        `requests: custom_id's must be unique within a batch. Duplicate custom_id found: ${this.#duplicate}`,
      );
    }
    await this.check();
    return { items: this.#items, schemas: this.#briefs.schemas };
  }
}

function entryOf(request: unknown, path: string): { customId: string; params: JsonObject } {
  if (!isObject(request)) throw invalidRequest(`${path}: Input should be a valid dictionary`);
  const { custom_id: customId, params, ...others } = request;
  if (customId === undefined) throw invalidRequest(`${path}.custom_id: Field required`);
  if (typeof customId !== 'string') throw invalidRequest(`${path}.custom_id: Input should be a valid string`);
  if (customId === '') throw invalidRequest(`${path}.custom_id: String should have at least 1 character`);
  if (customId.length > MAX_CUSTOM_ID_LENGTH) {
    throw invalidRequest(`${path}.custom_id: String should have at most ${MAX_CUSTOM_ID_LENGTH} characters`);
  }
  if (!CUSTOM_ID.test(customId)) {
    throw invalidRequest(`${path}.custom_id: String should match pattern '${CUSTOM_ID.source}'`);
  }
  if (params === undefined) throw invalidRequest(`${path}.params: Field required`);
  if (!isObject(params)) throw invalidRequest(`${path}.params: Input should be a valid dictionary`);
  const extra = Object.keys(others)[0];
  if (extra !== undefined) throw invalidRequest(`${path}.${extra}: Extra inputs are not permitted`);
  return { customId, params };
}

const invalidError = (message: string): ErrorObject => ({ type: 'invalid_request_error', message });
