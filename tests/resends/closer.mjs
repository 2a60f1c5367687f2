// A server that answers the first request of each connection and closes the connection at the next create. A runtime sees this if
// it reuses a connection at the wrong moment.
import net from 'node:net';
import { ENDS } from './cutter.mjs';
import { Arrivals, RequestReader } from './requests.mjs';

/**
 * @param {{ end: 'FIN' | 'RST' }} options how it closes the connection
 * @returns `arrivals`: the complete creates that arrived, each of which a peer would have stored
 */
export async function startCloser({ end }) {
  const arrivals = new Arrivals();
  const sockets = new Set();
  const server = net.createServer({ noDelay: true }, (socket) => {
    const reader = new RequestReader();
    let exchanges = 0;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      const request = reader.push(piece);
      if (!request) return;
      const { id } = request;
      const before = id === undefined ? 0 : arrivals.add(id);
      if (id !== undefined && exchanges > 0) return ENDS[end](socket);
      exchanges += 1;
      socket.write(answer(id === undefined ? page(arrivals) : batch(`${id}-${before}`)));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    arrivals,
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(value) {
  const body = JSON.stringify(value);
  const head = [
    'HTTP/1.1 200 OK',
    'content-type: application/json',
    'request-id: req_1',
    `content-length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

const batch = (id) => ({
  id,
  type: 'message_batch',
  processing_status: 'in_progress',
  request_counts: { processing: 1, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  ended_at: null,
  created_at: new Date().toISOString(),
  expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  archived_at: null,
  cancel_initiated_at: null,
  results_url: null,
});

/** The batches of all creates that arrived. */
const page = (arrivals) => ({
  data: arrivals.all().map(batch),
  has_more: false,
  first_id: null,
  last_id: null,
});
