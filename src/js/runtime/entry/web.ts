// Pages, their workers, and everything that reads modules by URL. Bundlers find the core by this very expression.
import type { Runtime } from '../load.ts';

export const runtime: Runtime = {
  source: () => new URL('./core.wasm', import.meta.url),
  isPage: () => 'document' in globalThis || 'WorkerGlobalScope' in globalThis,
};
