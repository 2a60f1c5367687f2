// The emulator, in any runtime and behind a Node server.
import * as batches from 'message-batches';
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
  cors: ['http://localhost:5173'],
  idempotency: true,
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

createEmulator({
  processingMs: [1, 2],
  latencyMs: 5,
  answers: { text: 'prose', tokens: [1, 2], shares: { refusal: 0.1 }, cacheHits: 1 },
  responder: { a: { type: 'expired' }, '*': { type: 'succeeded' } },
  counts: 'moving',
  order: 'shuffled',
  rateLimitHeaders: true,
  tier: 'start',
  faults: [{ fault: 'status', status: 500, operation: ['create'], attempt: { from: 2 }, share: 0.5, times: 1 }],
  validator: false,
  control: false,
});
// The package can be used as a validator.
createEmulator({ validator: batches });
// @ts-expect-error an order that does not exist
createEmulator({ order: 'sorted' });
// @ts-expect-error a kind of fault that does not exist
createEmulator({ faults: [{ fault: 'explode' }] });
// @ts-expect-error a share that does not exist
createEmulator({ answers: { shares: { refused: 1 } } });

emulator.advance(1000);
emulator.finish('msgbatch_x');
emulator.inject([{ fault: 'html' }]);
const [strikes]: (number | undefined)[] = emulator.faults().map((fault) => fault.strikes);
const twice: string[] = emulator.ledger().billedTwice;
emulator.ledger().creates[0]?.stored satisfies boolean | undefined;
emulator.reset();

// It can replace fetch, and is called without `this`.
new BatchClient({ fetch: emulator.fetch });
const { fetch } = emulator;
const answer: Response = await fetch(new Request('https://a.example'));

const running = await startEmulator({ port: 0, hostname: '127.0.0.1', processingMs: 1, dataDir: 'state' });
new BatchClient({ baseURL: running.url, fetch: running.emulator.fetch });
running.port.toFixed();
await running.close();
// @ts-expect-error ports are numbers
startEmulator({ port: '80' });

export { answer, strikes, twice };
