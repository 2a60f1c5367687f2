// Pages, their workers, and everything that reads modules by URL. Bundlers find the modules by these very expressions.
import type { ModuleName, Runtime } from '../interface.ts';

const isPage = () => 'document' in globalThis || 'WorkerGlobalScope' in globalThis;

/** The script that this is in, while it runs; a module does not know it, and need not. */
const script = (globalThis as { document?: { currentScript?: { src?: string } | null } }).document?.currentScript?.src;

/** A bundler that makes no module of this erases `import.meta.url`: then the modules stand beside its script. */
function beside(name: ModuleName, find: () => URL): URL {
  try {
    return find();
  } catch {
    const base = script || globalThis.location?.href;
    if (!base) throw new Error('the bundle cannot determine its own URL');
    return new URL(`./${name}.wasm`, base);
  }
}

export const runtime: Runtime = {
  sources: {
    calls: () => beside('calls', () => new URL('./calls.wasm', import.meta.url)),
    results: () => beside('results', () => new URL('./results.wasm', import.meta.url)),
    checks: () => beside('checks', () => new URL('./checks.wasm', import.meta.url)),
    jobs: () => beside('jobs', () => new URL('./jobs.wasm', import.meta.url)),
  },
  advice: (name) =>
    `If your bundler does not copy it, put node_modules/message-batches/dist/${name}.wasm beside your scripts, or pass its URL: init({ ${name}: url }).`,
  isPage,
  resends: isPage,
  turn: { next: posted },
  canStream: (origin) => takesStreams() && isMultiplexed(origin),
};

/** Yields by a message: a timer in a page waits 4 ms, and a second if the page is hidden. */
async function posted(): Promise<void> {
  if (typeof MessageChannel === 'undefined') return new Promise((resolve) => setTimeout(resolve, 0));
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(undefined);
  });
  port1.close();
}

/** A browser without request streams converts them to text, or throws. One with them reads `duplex`. */
function takesStreams(): boolean {
  let asked = false;
  try {
    const init = {
      method: 'POST',
      body: new ReadableStream(),
      get duplex() {
        asked = true;
        return 'half';
      },
    };
    return !new Request('https://example.com', init).headers.has('content-type') && asked;
  } catch {
    return false;
  }
}

/**
 * Whether the latest answer from this origin came over HTTP/2 or 3: over HTTP/1.1 browsers send no streams. A page sees the
 * protocol of its own origin, and of others if they allow it (`timing-allow-origin`).
 */
function isMultiplexed(origin: string): boolean {
  const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  const protocols = entries.filter(({ name }) => name.startsWith(`${origin}/`)).map((entry) => entry.nextHopProtocol);
  return /^h[23]/.test(protocols.findLast(Boolean) ?? '');
}
