// The emulator, in any runtime and behind a server of Node.
import { BatchClient } from 'message-batches';
import { createEmulator, type Emulator, type ItemResult, startEmulator } from 'message-batches/emulator';

const emulator: Emulator = createEmulator();
createEmulator({
  apiKeys: ['k'],
  processingMs: 0,
  retryAfterSeconds: 1,
  now: () => 0,
  origin: 'https://a.example',
  seed: 7,
  cors: true,
});
createEmulator({
  responder: ({ custom_id }, index): ItemResult | undefined =>
    index === 0 && custom_id === 'a' ? { type: 'expired' } : undefined,
});
createEmulator({
  responder: () => ({ type: 'succeeded', message: { stop_reason: 'refusal', usage: { input_tokens: 1 } } }),
});
// @ts-expect-error an outcome that does not exist
createEmulator({ responder: () => ({ type: 'lost' }) });
// @ts-expect-error a list of keys
createEmulator({ apiKeys: 'k' });
// @ts-expect-error an option that does not exist
createEmulator({ delay: 1 });

// It stands in for fetch, without a `this`.
new BatchClient({ fetch: emulator.fetch });
const { fetch } = emulator;
const answer: Response = await fetch(new Request('https://a.example'));

const running = await startEmulator({ port: 0, hostname: '127.0.0.1', processingMs: 1 });
new BatchClient({ baseURL: running.url, fetch: running.emulator.fetch });
running.port.toFixed();
await running.close();
// @ts-expect-error ports are numbers
startEmulator({ port: '80' });

export { answer };
