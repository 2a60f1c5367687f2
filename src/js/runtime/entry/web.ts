// Pages, their workers, and everything that reads modules by URL. Bundlers find the modules by these very expressions.
import type { Runtime } from '../interface.ts';

const isPage = () => 'document' in globalThis || 'WorkerGlobalScope' in globalThis;

export const runtime: Runtime = {
  sources: {
    calls: () => new URL('./calls.wasm', import.meta.url),
    results: () => new URL('./results.wasm', import.meta.url),
    checks: () => new URL('./checks.wasm', import.meta.url),
  },
  isPage,
  resends: isPage,
  canStream: (origin) => takesStreams() && isMultiplexed(origin),
};

/** A browser without request streams makes text of them, or throws. One that has them asks for `duplex`. */
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
