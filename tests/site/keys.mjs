// Shared by the tests of idempotency keys of the relay.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { send } from './call.mjs';

export const BATCHES = '/v1/messages/batches';
export const TOKEN = { authorization: 'Bearer the-token-of-the-relay' };
export const EMPTY_PAGE = { data: [], has_more: false, first_id: null, last_id: null };

export const keyed = (key, headers = TOKEN) => ({ ...headers, 'idempotency-key': key });

export const batch = (id, fields = {}) => ({ id, type: 'message_batch', processing_status: 'in_progress', ...fields });

/** Returns an answer like the API's, with JSON and a request id. */
export const json = (status, body, headers = {}) => [
  status,
  { 'content-type': 'application/json', 'request-id': 'req_1', ...headers },
  typeof body === 'string' ? body : JSON.stringify(body),
];

/** Makes the upstream give this answer from now on. */
export const answering = (upstream, [status, headers, body]) =>
  upstream.answers((reply) => reply.writeHead(status, headers).end(body));

/** Returns calls of one site with keys. */
export const callsOf = (site) => ({
  post: (key, body = '{"requests":[]}', headers = {}) =>
    send(site.url, BATCHES, { method: 'POST', headers: { ...keyed(key), ...headers }, body }),
  async lookUp(key, headers = TOKEN) {
    const { status, text, headers: sent } = await send(site.url, BATCHES, { headers: keyed(key, headers) });
    assert.equal(status, 200);
    return { state: sent['x-idempotency-state'], page: JSON.parse(text) };
  },
});

/** Returns the next create at the upstream when its body is complete. */
export async function arrived(arriving) {
  const seen = await arriving;
  if (!seen.request.complete) await once(seen.request, 'end');
  return seen;
}

export function assertRefusal({ status, headers, text }, expected, type, code, message) {
  assert.equal(
    text,
    JSON.stringify({ type: 'error', error: { type, message, details: { error_code: code } }, request_id: null }),
  );
  assert.deepEqual([status, headers['x-should-retry']], [expected, 'false']);
}

export const assertReused = (reply) =>
  assertRefusal(
    reply,
    ...[422, 'invalid_request_error', 'idempotency_key_reused'],
    'This idempotency-key was used with another body in the last 48 hours. Use a new key for another batch, or send the same bytes again.',
  );

export const assertUnknown = (reply) =>
  assertRefusal(
    reply,
    ...[409, 'api_error', 'idempotency_outcome_unknown'],
    'The first create with this idempotency-key was sent, but its outcome is unknown: the batch may exist. Look for it in the list of batches, as findCreated does, and send it again with a new key only if it is not there.',
  );
