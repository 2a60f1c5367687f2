// Shared by the runs of this simulation.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../../scripts/paths.mjs';
import { runSeed } from './world.mjs';

export { runSeed };

const built = (name) => import(pathToFileURL(inRoot('dist', name)).href);

/** Returns the parts of a run: the client and a store as built, with everything loaded that they load on demand. */
export async function parts() {
  // The build for pages writes no files, which would take time outside this clock.
  const [{ BatchClient, init }, { memoryStore }] = await Promise.all([built('web.js'), built('stores.js')]);
  const module = (name) => WebAssembly.compile(fs.readFileSync(inRoot('dist', `${name}.wasm`)));
  const [calls, results, checks, jobs] = await Promise.all(['calls', 'results', 'checks', 'jobs'].map(module));
  await init({ calls, results, checks, jobs });
  const parts = { BatchClient, memoryStore };
  // A first run loads the rest, so that no other run waits for it.
  const own = { ...CALM, isRetried: true, isChecked: true, isPrimed: true };
  await runSeed(1, { parts, own, isWarming: true });
  return { parts };
}

/** A plan without trouble. */
export const CALM = { troubles: [], faultRate: 0, createFaultRate: 0, companions: [] };
