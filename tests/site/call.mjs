// Raw HTTP, for requests that `fetch` would normalize: paths with dots, any header, bodies in pieces.
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** Opens a call. The caller writes and ends it. */
export function open(base, path, { method = 'GET', headers = {} } = {}) {
  const { hostname, port } = new URL(base);
  const call = request({ hostname, port, path, method, headers, agent: false });
  const reply = new Promise((resolve, reject) => {
    call.once('response', resolve);
    call.once('error', reject);
  });
  // A test that aborts a call does not wait for its reply.
  reply.catch(() => {});
  return { call, reply };
}

/** Sends a complete call. */
export async function send(base, path, { body, ...options } = {}) {
  const { call, reply } = open(base, path, options);
  call.end(body);
  const message = await reply;
  const bytes = await buffer(message);
  const { statusCode: status, headers } = message;
  return { status, headers, bytes, text: bytes.toString() };
}

/** Returns an error in the API's envelope, as the relay writes it. */
export const refusal = (type, message) => JSON.stringify({ type: 'error', error: { type, message }, request_id: null });
