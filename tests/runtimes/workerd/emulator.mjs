// A Worker that is a Message Batches API.
import { createEmulator } from 'message-batches/emulator';
import { emulated } from '../emulated.mjs';

const { fetch } = createEmulator({ processingMs: 3_600_000 });

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    return pathname === '/emulated' ? Response.json(await emulated({ createEmulator })) : fetch(request);
  },
};
