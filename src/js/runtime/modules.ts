// The WebAssembly modules. Each loads at its first use, with its glue.

import { outOfRange, wrong } from '../options.ts';
import { isModule, isPlain } from '../realms.ts';
import type { Instance } from './instance.ts';
import { Module } from './module.ts';
import type { ModuleName, ModuleSource, WasmModule } from './runtime.ts';

type CallsGlue = ReturnType<typeof import('../../../pkg/calls/glue.js').createGlue>;
type ResultsGlue = ReturnType<typeof import('../../../pkg/results/glue.js').createGlue>;
type ChecksGlue = ReturnType<typeof import('../../../pkg/checks/glue.js').createGlue>;
type JobsGlue = ReturnType<typeof import('../../../pkg/jobs/glue.js').createGlue>;

/** @internal */
export type Calls = Instance<CallsGlue>;
/** @internal */
export type Results = Instance<ResultsGlue>;
/** @internal */
export type Checks = Instance<ChecksGlue>;
/** @internal */
export type Jobs = Instance<JobsGlue>;

/**
 * The six operations, polling, and opening results.
 * @internal
 */
export const calls = new Module<CallsGlue>('calls', () => import('../../../pkg/calls/glue.js'));
/**
 * Reading results. It never fetches.
 * @internal
 */
export const results = new Module<ResultsGlue>('results', () => import('../../../pkg/results/glue.js'));
/**
 * Rules, rows, plans and estimates.
 * @internal
 */
export const checks = new Module<ChecksGlue>('checks', () => import('../../../pkg/checks/glue.js'));
/**
 * Decides the next step of a job.
 * @internal
 */
export const jobs = new Module<JobsGlue>('jobs', () => import('../../../pkg/jobs/glue.js'));

const modules = { calls, results, checks, jobs };
const names = Object.keys(modules) as ModuleName[];

/**
 * Sources of one or several WebAssembly modules.
 *
 * @example
 * const sources: ModuleSources = { calls: '/assets/calls.wasm', checks: '/assets/checks.wasm' };
 * await init(sources);
 */
export type ModuleSources = { readonly [name in ModuleName]?: ModuleSource | Promise<ModuleSource> | undefined };

/**
 * Loads WebAssembly modules before their first use, or from a place of your choice: the named modules, or all modules without
 * an argument. `calls` has the operations and polling, `results` reads results, `checks` has rules, rows, plans and estimates,
 * `jobs` drives jobs. All async functions of this package load what they need automatically.
 *
 * @throws BatchError with code `load_failed` if a module cannot be loaded.
 *
 * @example
 * await init();
 * await init({ checks: fetch('/assets/checks.wasm') });
 */
export async function init(sources?: ModuleSources): Promise<void> {
  const named = namesIn(sources, 'an object of sources, { calls, results, checks, jobs }');
  for (const name of named) {
    const source: unknown = sources?.[name];
    if (typeof source !== 'string' && (typeof source !== 'object' || source === null || isPlain(source))) {
      throw wrong(name, 'a URL, a path, bytes, a Response or a compiled module', source);
    }
  }
  for (const name of named) modules[name].use(sources?.[name] as ModuleSource | Promise<ModuleSource>);
  await Promise.all((sources === undefined ? names : named).map((name) => modules[name].instance()));
}

/**
 * Sets modules that are already compiled. The package uses them from now on, and fetches nothing.
 *
 * @throws TypeError or RangeError if an argument is not a compiled module.
 *
 * @example
 * import calls from 'message-batches/calls.wasm';
 *
 * initSync({ calls });
 */
export function initSync(sources: { readonly [name in ModuleName]?: WasmModule | undefined }): void {
  const named = namesIn(sources, 'an object of compiled modules, { calls, results, checks, jobs }');
  for (const name of named) {
    if (!isModule(sources[name])) throw wrong(name, 'a compiled WebAssembly.Module', sources[name]);
  }
  if (named.length === 0) throw outOfRange('modules', 'one of calls, results, checks and jobs', 'none');
  for (const name of named) modules[name].use(sources[name] as WasmModule);
}

function namesIn(sources: unknown, expected: string): ModuleName[] {
  if (sources === undefined) return [];
  if (!isPlain(sources)) throw wrong('modules', expected, sources);
  const present = Object.entries(sources).filter(([, source]) => source !== undefined);
  const unknown = present.find(([name]) => !(names as string[]).includes(name));
  if (unknown) throw outOfRange('modules', 'calls, results, checks or jobs', JSON.stringify(unknown[0]));
  return present.map(([name]) => name as ModuleName);
}
