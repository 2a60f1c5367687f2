// The servers of the site's tests, which are started before the tests and stopped after them, even if a start fails.
import { after, before } from 'node:test';
import { startEmulator } from 'message-batches/emulator';
import { serveSite } from '../../www/serve.mjs';
import { startRecorder } from './recorder.mjs';

/** The site in front of an upstream that records its requests. The parts are available once tests run. */
export const useRelay = (options = {}) => use(async (add) => siteBefore(await add(startRecorder()), options, add));

/** The site in front of the emulator: everything except the models. */
export const useSite = ({ emulator = {}, ...options } = {}) =>
  use(async (add) => siteBefore(await add(startEmulator({ apiKeys: ['sk-of-the-relay'], ...emulator })), options, add));

async function siteBefore(upstream, options, add) {
  const site = await add(serveSite({ upstream: upstream.url, apiKey: 'sk-of-the-relay', ...options }));
  return { ...site, upstream };
}

function use(build) {
  const stack = {};
  const started = [];
  const close = async () => {
    for (const part of started.splice(0).reverse()) await part.close();
  };
  before(async () => {
    try {
      Object.assign(
        stack,
        await build(async (starting) => {
          const part = await starting;
          started.push(part);
          return part;
        }),
      );
    } catch (error) {
      await close();
      throw error;
    }
  });
  after(close);
  return stack;
}
