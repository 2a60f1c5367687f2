// Deno: the modules are part of the module graph, so that `--allow-net` is the only permission needed.
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
  // Without permission to read a variable, it counts as not set. Reading it would prompt the user, or throw.
  environment(variable) {
    const { state } = Deno.permissions.querySync({ name: 'env', variable });
    return state === 'granted' ? node.environment?.(variable) : undefined;
  },
  advice: (name) =>
    `Deno reads a module that is passed by its path only with --allow-read: deno run --allow-net --allow-read, and await init({ ${name}: import.meta.resolve('message-batches/${name}.wasm') }).`,
  resends: () => true,
};
