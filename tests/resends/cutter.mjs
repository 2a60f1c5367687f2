// A TCP proxy that closes connections in the middle of creates, at a point that a test chooses. It does not change the bytes.
import { once } from 'node:events';
import net from 'node:net';
import { Arrivals, isCall, RequestReader } from './requests.mjs';

/** The points at which a create is interrupted, named after its progress when the connection closes. */
export const POINTS = [
  /** The peer has received nothing. */
  'before',
  /** The peer has received all of it. */
  'forwarded',
  /** As `forwarded`, and the peer sees that its caller closes the connection. */
  'abandoned',
  /** The peer has answered, and no byte of the answer was passed on. */
  'answered',
];

/** How a connection closes. */
export const ENDS = { FIN: (socket) => socket.destroySoon(), RST: (socket) => socket.resetAndDestroy() };

/**
 * @param {object} options
 * @param {string} options.peer the origin that receives the calls
 * @param {string} options.pages the origin of all other requests
 * @returns `cuts`: by the `custom_id` of a create, its `{ point, end, isAlwaysCut }`. A create is interrupted if its connection
 *   was used before, or always. `late`: for creates interrupted at the point `late`, functions that then send them to the peer.
 */
export async function startCutter({ peer, pages }) {
  const cutter = { cuts: new Map(), arrivals: new Arrivals(), late: [] };
  const sockets = new Set();
  const keep = (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Errors of connections are the subject of the test.
    socket.on('error', () => {});
    return socket;
  };
  const dial = (origin) => {
    const { hostname, port } = new URL(origin);
    return keep(net.connect({ host: hostname, port: Number(port), noDelay: true }));
  };
  const server = net.createServer({ noDelay: true }, (socket) => serve(keep(socket)));

  function serve(client) {
    const reader = new RequestReader();
    const upstreams = new Map();
    let exchanges = 0;
    client.on('close', () => {
      for (const upstream of upstreams.values()) upstream.destroy();
    });
    client.on('data', (piece) => {
      const request = reader.push(piece);
      if (!request) return;
      const { id, path, bytes } = request;
      if (id !== undefined) cutter.arrivals.add(id);
      const cut = cutter.cuts.get(id);
      const isReused = exchanges > 0;
      exchanges += 1;
      const origin = isCall(path) ? peer : pages;
      if (cut && (isReused || cut.isAlwaysCut)) {
        const forward = () => answered(dial(origin), bytes);
        if (cut.point === 'late') cutter.late.push(forward);
        return strike(client, cut, () => dial(origin), bytes);
      }
      const upstream = upstreams.get(origin) ?? dial(origin);
      if (!upstreams.has(origin)) {
        upstreams.set(origin, upstream);
        upstream.on('data', (answer) => client.write(answer));
        upstream.on('close', () => client.destroySoon());
      }
      upstream.write(bytes);
    });
  }

  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cutter.url = `http://127.0.0.1:${server.address().port}`;
  cutter.close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  return cutter;
}

/** Sends a request and waits for the start of its answer. */
async function answered(upstream, bytes) {
  upstream.write(bytes);
  await once(upstream, 'data');
  upstream.destroy();
}

/** Interrupts a create as defined by the cut. */
function strike(client, { point, end }, dial, bytes) {
  const close = () => ENDS[end](client);
  if (point === 'before' || point === 'late') return close();
  const upstream = dial();
  upstream.on('data', () => {
    if (point === 'answered') close();
    upstream.destroy();
  });
  upstream.write(bytes, () => {
    if (point === 'forwarded') close();
    if (point === 'abandoned') {
      close();
      upstream.destroy();
    }
  });
}
