// Shared by the runs of this simulation.
import { relayWith } from './bundle.mjs';
import { loadClient } from './client.mjs';

export { runSeed } from './world.mjs';

/** Returns the parts of a run: the client as built, and the relay with some edits of its sources. */
export async function parts(edits = []) {
  const [BatchClient, isolate] = await Promise.all([loadClient(), relayWith(edits)]);
  return { BatchClient, isolate };
}
