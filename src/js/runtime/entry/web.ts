// Pages, their workers, and everything that reads modules by URL. Bundlers find the modules by these very expressions.
import type { Runtime } from '../interface.ts';

export const runtime: Runtime = {
  sources: {
    calls: () => new URL('./calls.wasm', import.meta.url),
    results: () => new URL('./results.wasm', import.meta.url),
    checks: () => new URL('./checks.wasm', import.meta.url),
  },
  isPage: () => 'document' in globalThis || 'WorkerGlobalScope' in globalThis,
};
