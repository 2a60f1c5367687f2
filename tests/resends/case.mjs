// One case of the tests in this folder: a number of creates, interrupted in one way, and judged.
import { appendFileSync } from 'node:fs';
import { judge } from './judge.mjs';

/** `npm run soak` multiplies the number of creates by this. */
const TIMES = Number(process.env.SOAK_TIMES || 1);
/** One of this many creates is interrupted at every attempt, so that its outcome remains unknown. */
const ALWAYS = 4;
/** One of this many creates has a body of 2 MB. */
const LARGE = 16;

/** The creates of a case. */
export function planOf(name, rounds) {
  return Array.from({ length: rounds * TIMES }, (_, index) => ({
    id: `${name.replace(/\W+/g, '-')}-${index}`,
    isAlwaysCut: index % ALWAYS === ALWAYS - 1,
    isLarge: index % LARGE === LARGE - 3,
  }));
}

/**
 * Runs a case. Returns how many of its creates the runtime sent again, and the number of each outcome.
 * @param {object} options
 * @param {{ emulator: object, between: object }} options.stage
 * @param {Function} options.creates runs `creates` of this folder in a runtime
 * @param {object} options.cut how each create is interrupted: see the proxies
 */
export async function runCase({ stage, name, rounds, cut, creates, remembers, client }) {
  const plan = planOf(name, rounds);
  for (const { id, isAlwaysCut } of plan) stage.between.cuts.set(id, { ...cut, isAlwaysCut });
  const outcomes = await creates({ plan, remembers, client });
  const resent = stage.between.arrivals.repeated(plan);
  const counts = { creates: plan.length, resent, ...(await judge(stage.emulator, outcomes, { remembers })) };
  note(name, counts);
  return counts;
}

/** Records the numbers of a case for `npm run soak`. */
export function note(name, counts) {
  const file = process.env.SOAK_REPORT;
  if (file)
    appendFileSync(
      file,
      `${name}: ${Object.entries(counts)
        .map((entry) => entry.join(' '))
        .join(', ')}\n`,
    );
}
