// Pages, their workers, and everything that reads modules by URL. Bundlers find the core by this very expression.
import { setRuntime } from '../load.ts';

setRuntime({
  source: () => new URL('./core.wasm', import.meta.url),
  isPage: () => 'document' in globalThis || 'WorkerGlobalScope' in globalThis,
});

export * from '../index.ts';
