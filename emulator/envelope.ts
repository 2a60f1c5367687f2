import type { Admission } from './auth.ts';
import { invalidRequest, requestTooLarge } from './errors.ts';
import { type Item, itemError } from './item.ts';
import { isObject, type JsonObject } from './json.ts';

/** The documented "256 MB" read strictly: what passes here passes under either meaning of MB. */
const MAX_BODY_BYTES = 256_000_000;
const MAX_REQUESTS = 100_000;
const MAX_CUSTOM_ID_LENGTH = 64;
const CUSTOM_ID = /^[a-zA-Z0-9_-]{1,64}$/;

/** The text of a create body. A body over the limit is refused as soon as that is known, without being kept. */
export async function readBody(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length')) > MAX_BODY_BYTES) throw requestTooLarge();
  if (request.body === null) return '';
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let bytes = 0;
  let text = '';
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      if (bytes > MAX_BODY_BYTES) throw requestTooLarge();
      text += decode(decoder, value);
    }
    finished = true;
    return text + decode(decoder);
  } finally {
    if (!finished) reader.cancel().catch(() => undefined);
  }
}

function decode(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw notJson();
  }
}

/** The items of a create body; throws the 400 for the first thing that is wrong around them. */
export function itemsOf(body: string, admission: Admission): Item[] {
  const requests = requestsOf(parse(body));
  const items = requests.map((request, index) => itemOf(request, `requests.${index}`, admission));
  checkUnique(items);
  return items;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw notJson();
  }
}

function requestsOf(body: unknown): unknown[] {
  if (!isObject(body)) throw invalidRequest('Input should be a valid dictionary');
  const { requests, ...others } = body;
  if (requests === undefined) throw invalidRequest('requests: Field required');
  if (!Array.isArray(requests)) throw invalidRequest('requests: Input should be a valid list');
  if (requests.length === 0) {
    throw invalidRequest('requests: List should have at least 1 item after validation, not 0');
  }
  if (requests.length > MAX_REQUESTS) {
    throw invalidRequest(
      `requests: List should have at most ${MAX_REQUESTS} items after validation, not ${requests.length}`,
    );
  }
  refuseExtra(others, '');
  return requests;
}

function itemOf(request: unknown, path: string, admission: Admission): Item {
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
  refuseExtra(others, `${path}.`);
  return { customId, params: JSON.stringify(params), error: itemError(params, admission) };
}

function refuseExtra(others: JsonObject, prefix: string): void {
  const extra = Object.keys(others)[0];
  if (extra !== undefined) throw invalidRequest(`${prefix}${extra}: Extra inputs are not permitted`);
}

function checkUnique(items: Item[]): void {
  const seen = new Set<string>();
  for (const { customId } of items) {
    if (seen.has(customId)) {
      throw invalidRequest(
        `requests: custom_id's must be unique within a batch. Duplicate custom_id found: ${customId}`,
      );
    }
    seen.add(customId);
  }
}

function notJson() {
  return invalidRequest('The request body is not valid JSON');
}
