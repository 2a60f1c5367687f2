// Faults that the simulation has found and that are not mended yet. One that is not found any more must be taken off this
// list: a test asks for that. `seed` shows one that the seeds of the test are too few for.
export const KNOWN = [
  {
    // emulator/idempotency.ts, settled: a refusal releases the key, and then a copy of the same attempt is sent that waited or
    // arrives late, as a browser makes one. The caller heard a refusal. There is no telling such a copy from the next attempt.
    name: 'a copy of a refused attempt is sent after the refusal',
    seed: 39_453,
    matches: ({ what, hasKeys, arrivals }) =>
      hasKeys && what === 'create was refused, and there is a batch' && arrivals > 1,
  },
];

/** The violations that are news. */
export const unknownOf = (violations) => violations.filter((one) => !KNOWN.some(({ matches }) => matches(one)));
