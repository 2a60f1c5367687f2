// An HTTP/2 server in front of a peer with HTTP/1.1, which interrupts creates in every way that HTTP/2 has.
import http from 'node:http';
import http2 from 'node:http2';
import { buffer } from 'node:stream/consumers';
import { certificate } from './certificate.mjs';
import { Arrivals, createId, isCall } from './requests.mjs';

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = http2.constants;

/** How a create ends before the head of its answer. */
export const BREAKS = {
  'connection closed': ({ session }) => session.destroy(),
  'connection reset': (_, raw) => raw.resetAndDestroy(),
  // Its last stream id indicates that this stream was not processed.
  GOAWAY: ({ session, id }) => {
    session.goaway(NGHTTP2_NO_ERROR, id - 2);
    session.destroy();
  },
  REFUSED_STREAM: (stream) => stream.close(NGHTTP2_REFUSED_STREAM),
  INTERNAL_ERROR: (stream) => stream.close(NGHTTP2_INTERNAL_ERROR),
  CANCEL: (stream) => stream.close(NGHTTP2_CANCEL),
};

/**
 * @returns `cuts`: by the `custom_id` of a create, its `{ end, isForwarded, isAlwaysCut }`. The first arrival is interrupted, or
 *   all of them. With `isForwarded` the peer receives it nevertheless.
 */
export async function startFront({ peer, pages }) {
  const front = { cuts: new Map(), arrivals: new Arrivals() };
  const sessions = new Set();
  const server = http2.createSecureServer(certificate());
  // Connections below TLS, by the port of the browser, since only these can be reset.
  const raws = new Map();
  server.on('connection', (raw) => raws.set(raw.remotePort, raw));
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => {});
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    // A browser that has disconnected, or an error here. In the latter case a test misses an expected event.
    serve(stream, headers).catch(() => stream.destroy());
  });

  const breakOff = (stream, { end }) => BREAKS[end](stream, raws.get(stream.session.socket.remotePort));

  async function serve(stream, headers) {
    const { ':method': method, ':path': path } = headers;
    const body = await buffer(stream);
    const id = createId(method, path, body);
    const isFirst = id !== undefined && front.arrivals.add(id) === 0;
    const cut = front.cuts.get(id);
    const isCut = cut && (isFirst || cut.isAlwaysCut);
    if (isCut && !cut.isForwarded) return breakOff(stream, cut);
    const answer = await pass(isCall(path) ? peer : pages, headers, body);
    if (isCut) return breakOff(stream, cut);
    stream.respond(answer.headers);
    stream.end(answer.body);
  }

  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  front.url = `https://127.0.0.1:${server.address().port}`;
  front.close = () => {
    for (const session of sessions) session.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  return front;
}

/** Forwards a request once, over its own connection. */
async function pass(origin, { ':method': method, ':path': path, ':authority': host, ...given }, body) {
  const headers = Object.fromEntries(Object.entries(given).filter(([name]) => !name.startsWith(':')));
  // As a server that terminates TLS does for a server without it, which sees its own scheme.
  if (headers.origin) headers.origin = headers.origin.replace('https:', 'http:');
  const { hostname, port } = new URL(origin);
  const options = { hostname, port, method, path, agent: false, headers: { ...headers, host } };
  const answer = await new Promise((resolve, reject) => {
    http.request(options, resolve).once('error', reject).end(body);
  });
  const { connection, 'keep-alive': _, 'transfer-encoding': __, ...kept } = answer.headers;
  return { headers: { ':status': answer.statusCode, ...kept }, body: await buffer(answer) };
}
