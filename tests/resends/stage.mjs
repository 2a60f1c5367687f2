// The servers of the tests of this folder: the emulator that judges, the relay in front of it, and the proxy between them and a
// browser.
import { startEmulator } from 'message-batches/emulator';
import { serveSite } from '../../www/serve.mjs';
import { ANY_KEY } from './creates.mjs';
import { API_KEY } from './judge.mjs';
import { startPages } from './pages.mjs';

/** Batches end at once: every stored batch is billed. */
const startJudge = () => startEmulator({ processingMs: 0, validator: false });

/**
 * @param {boolean} remembers put the relay in front of the emulator
 * @param {Function} startBetween starts a proxy: `({ peer, pages }) => ({ url, close })`
 */
export async function startStage({ remembers, startBetween }) {
  const started = [];
  const add = async (starting) => {
    const part = await starting;
    started.push(part);
    return part;
  };
  const close = async () => {
    for (const part of started.splice(0).reverse()) await part.close();
  };
  try {
    const { emulator, url } = await add(startJudge());
    const peer = remembers ? (await add(serveSite({ upstream: url, apiKey: API_KEY, token: ANY_KEY }))).url : url;
    const pages = await add(startPages());
    const between = await add(startBetween({ peer, pages: pages.url }));
    return { emulator, between, close };
  } catch (error) {
    await close();
    throw error;
  }
}
