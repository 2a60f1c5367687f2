// Many seeds, in this thread.
import { relayWith } from './bundle.mjs';
import { loadClient } from './client.mjs';
import { runSeed } from './world.mjs';

/** What a run needs: the client as built, and the relay with some edits of its sources. */
export async function parts(edits = []) {
  const [BatchClient, isolate] = await Promise.all([loadClient(), relayWith(edits)]);
  return { BatchClient, isolate };
}

/** The seeds from `first` on, so many of them. */
export const seedsFrom = (first, count) => Array.from({ length: count }, (_, place) => first + place);

/**
 * Runs seeds. Gives those that failed, by ascending number, and in how many runs each thing happened.
 */
export async function simulate(seeds, own) {
  const [failed, happened] = [[], {}];
  for (const seed of seeds) {
    const { violations, counts } = await runSeed(seed, own);
    if (violations.length > 0) failed.push(seed);
    for (const what of Object.keys(counts)) add(happened, what, 1);
  }
  return { failed, happened };
}

/** Several results as one. */
export function joined(results) {
  const all = { failed: results.flatMap(({ failed }) => failed).sort((a, b) => a - b), happened: {} };
  for (const { happened } of results) {
    for (const [name, runs] of Object.entries(happened)) add(all.happened, name, runs);
  }
  return all;
}

/** The first of the seeds whose run finds a fault that was planted, or nothing. */
export async function firstToFind(seeds, own) {
  for (const seed of seeds) {
    const [found] = (await runSeed(seed, own)).violations;
    if (found) return { seed, what: found.what };
  }
  return undefined;
}

function add(sums, name, more) {
  sums[name] = (sums[name] ?? 0) + more;
}
