// The runtime of the worker's script: that of a page, with advice for the page's author.
import { runtime as web } from '../runtime/entry/web.ts';
import type { Runtime } from '../runtime/interface.ts';

export const runtime: Runtime = {
  ...web,
  advice: (name) =>
    `If your bundler does not copy it, put node_modules/message-batches/dist/${name}.wasm beside the script of the worker, or pass its URL: readResultsInWorker(results, { wasm: url }).`,
};
