// Many seeds, in this thread.
import { relayWith } from './bundle.mjs';
import { loadClient } from './client.mjs';
import { KNOWN, unknownOf } from './known.mjs';
import { runSeed } from './world.mjs';

/** What a run needs: the client as built, and the relay with some edits of its sources. */
export async function parts(edits = []) {
  const [BatchClient, isolate] = await Promise.all([loadClient(), relayWith(edits)]);
  return { BatchClient, isolate };
}

/** The seeds from `first` on, so many of them. */
export const seedsFrom = (first, count) => Array.from({ length: count }, (_, place) => first + place);

/**
 * Runs seeds. Gives those that failed, by ascending number; in how many runs each known fault was met; and in how many runs
 * each thing happened.
 */
export async function simulate(seeds, own) {
  const [failed, known, happened] = [[], {}, {}];
  for (const seed of seeds) {
    const { violations, counts } = await runSeed(seed, own);
    if (unknownOf(violations).length > 0) failed.push(seed);
    for (const { name, matches } of KNOWN) if (violations.some(matches)) add(known, name, 1);
    for (const what of Object.keys(counts)) add(happened, what, 1);
  }
  return { failed, known, happened };
}

/** Several results as one. */
export function joined(results) {
  const all = { failed: results.flatMap(({ failed }) => failed).sort((a, b) => a - b), known: {}, happened: {} };
  for (const { known, happened } of results) {
    for (const [name, runs] of Object.entries(known)) add(all.known, name, runs);
    for (const [name, runs] of Object.entries(happened)) add(all.happened, name, runs);
  }
  return all;
}

/** The first of the seeds whose run finds a fault that was planted, or nothing. */
export async function firstToFind(seeds, own) {
  for (const seed of seeds) {
    const [found] = unknownOf((await runSeed(seed, own)).violations);
    if (found) return { seed, what: found.what };
  }
  return undefined;
}

function add(sums, name, more) {
  sums[name] = (sums[name] ?? 0) + more;
}
