// The servers of the client tests: the emulator with a clock that only the test moves, and two routes to it.
import { createAdaptorServer } from '@hono/node-server';
import { createEmulator } from 'message-batches/emulator';
import { serveSite } from '../../www/serve.mjs';

export const SECOND = 1000;
export const HOUR = 3600 * SECOND;
export const DAY = 24 * HOUR;

const KEY = 'sk-of-the-emulator';
const RELAY_KEY = 'sk-of-the-relay';
const RELAY_TOKEN = 'token-of-the-relay';

/**
 * One server, whose emulator each test replaces with a new one (`open`), and the relay in front of it.
 *
 * Each route has its own credentials, and the emulator accepts only the key of the current route: a client that bypasses the
 * relay is refused.
 */
export async function raise() {
  let emulator;
  let headers;
  const server = createAdaptorServer({
    fetch: (request) => {
      headers = request.headers;
      return emulator.fetch(request);
    },
    overrideGlobalObjects: false,
    serverOptions: { keepAliveTimeout: 0 },
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });

  let site;
  try {
    site = await serveSite({ upstream: url, apiKey: RELAY_KEY, token: RELAY_TOKEN });
  } catch (error) {
    await close();
    throw error;
  }

  return {
    roads: {
      emulator: { baseURL: url, apiKey: KEY, upstreamKey: KEY, refusal: 'API key is invalid.' },
      relay: {
        ...{ baseURL: site.url, apiKey: RELAY_TOKEN, upstreamKey: RELAY_KEY },
        refusal: 'The relay token is wrong.',
      },
    },
    /** Creates a new emulator for a route, and its clock. */
    open(road, options = {}) {
      const clock = { now: Date.UTC(2026, 10, 22, 10, 0, 0), pass: (ms) => (clock.now += ms) };
      emulator = createEmulator({ now: () => clock.now, apiKeys: [road.upstreamKey], ...options });
      return clock;
    },
    /** The headers of the last request that the emulator received. */
    headers: () => headers,
    async close() {
      await site.close();
      await close();
    },
  };
}
