// Faults of the client that the simulation has found and that are not mended yet. One that is not found any more must be
// taken off this list: a test asks for that.
export const KNOWN = [];

/** The violations that are news. */
export const unknownOf = (violations) => violations.filter((one) => !KNOWN.some(({ matches }) => matches(one)));
