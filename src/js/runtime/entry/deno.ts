// Deno: the modules are a part of the module graph, so that `--allow-net` is all that is needed.
import type { Runtime } from '../interface.ts';
import { runtime as node } from './node.ts';

declare const Deno: {
  permissions: { querySync(permission: { name: 'env'; variable: string }): { state: string } };
};

export const runtime: Runtime = {
  ...node,
  controllers: undefined,
  sources: {
    // @ts-expect-error TypeScript does not know source imports yet
    calls: () => import.source('./calls.wasm'),
    // @ts-expect-error as above
    results: () => import.source('./results.wasm'),
    // @ts-expect-error as above
    checks: () => import.source('./checks.wasm'),
    // @ts-expect-error as above
    jobs: () => import.source('./jobs.wasm'),
  },
  // What may not be read is not there: to try would ask the one at the terminal, or throw.
  environment(variable) {
    const { state } = Deno.permissions.querySync({ name: 'env', variable });
    return state === 'granted' ? node.environment?.(variable) : undefined;
  },
  advice: (name) =>
    `Deno reads a module that is passed by its path only with --allow-read: deno run --allow-net --allow-read, and await init({ ${name}: import.meta.resolve('message-batches/${name}.wasm') }).`,
  resends: () => true,
};
