// Pages, their workers, and all other runtimes that read modules by URL. Bundlers find the modules by exactly these expressions.
import type { ModuleName, Runtime } from '../interface.ts';

const isPage = () => 'document' in globalThis || 'WorkerGlobalScope' in globalThis;

/** The script that contains this code, while it runs. Absent in a module, which does not need it. */
const script = (globalThis as { document?: { currentScript?: { src?: string } | null } }).document?.currentScript?.src;

/** A bundler that makes a classic script of this file erases `import.meta.url`. The modules are then next to the script. */
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

/** Yields with a message, because a timer in a page waits 4 ms, or a second if the page is hidden. */
async function posted(): Promise<void> {
  if (typeof MessageChannel === 'undefined') return new Promise((resolve) => setTimeout(resolve, 0));
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(undefined);
  });
  port1.close();
}

/**
 * Whether the browser supports request streams. One without support converts a stream to text, or throws. One with support reads
 * `duplex`.
 */
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
 * Whether the latest response from this origin came over HTTP/2 or 3: browsers send no streams over HTTP/1.1. A page sees the
 * protocol of its own origin, and of other origins that allow it (`timing-allow-origin`).
 */
function isMultiplexed(origin: string): boolean {
  const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  const protocols = entries.filter(({ name }) => name.startsWith(`${origin}/`)).map((entry) => entry.nextHopProtocol);
  return /^h[23]/.test(protocols.findLast(Boolean) ?? '');
}
