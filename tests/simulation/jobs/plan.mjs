// The decisions of a seed before a run starts.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Kinds of trouble. Each occurs in two of three runs, so that some runs have little trouble. */
export const TROUBLES = [
  'cuts',
  'late landings',
  'storms',
  'spend limits',
  'full queue',
  'slow calls',
  'broken answers',
  'deaths',
  'two drivers',
  'store faults',
  'clock jumps',
  'neighbours',
  'cancel',
  'closes',
];

/** The durations of batches. */
const PROCESSING = [
  [1000, MINUTE],
  [MINUTE, 20 * MINUTE],
  [20 * MINUTE, 3 * HOUR],
];

export function planOf(chance) {
  const troubles = TROUBLES.filter((name) => chance.yes(name === 'cancel' ? 0.2 : 0.65));
  const ambiguity = chance.yes(0.65) ? 'settle' : 'ask';
  const settleMs = chance.pick([5 * MINUTE, 15 * MINUTE, 30 * MINUTE]);
  const maxRequests = chance.between(1, 3);
  const shards = chance.yes(0.7) ? chance.between(3, 6) : chance.between(7, 12);
  return {
    troubles,
    ambiguity,
    settleMs,
    // With the policy "ask" a body may be stored at any later time.
    latenessMs: ambiguity === 'settle' ? settleMs : 2 * HOUR,
    maxRequests,
    requests: shards * maxRequests - chance.below(maxRequests),
    concurrency: chance.between(1, 4),
    isPrimed: chance.yes(0.15),
    isKeyed: chance.yes(0.3),
    isApi: chance.yes(0.5),
    hasBodies: chance.yes(0.5),
    hasKey: chance.yes(0.7),
    isChecked: chance.yes(0.1),
    processingMs: chance.pick(PROCESSING),
    faultRate: chance.pick([0.03, 0.1, 0.3]),
    createFaultRate: chance.pick([0.1, 0.4, 0.7]),
    storeFaultRate: chance.pick([0.01, 0.05]),
    deathRate: chance.pick([0.005, 0.02, 0.08]),
    isRetried: chance.yes(0.4),
    /** Other jobs in each process, by their numbers of batches. */
    companions: Array.from({ length: chance.yes(0.5) ? chance.between(1, 2) : 0 }, () => chance.between(1, 3)),
  };
}

export const has = (plan, trouble) => plan.troubles.includes(trouble);
