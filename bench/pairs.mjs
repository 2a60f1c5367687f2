// Runs two contenders in turn on the same work, so that a slow machine affects both. Needs no Node, because pages run it too.

/** Number of measured pairs. The median is reported, and the minimum and maximum next to it. */
export const PAIRS = Number(globalThis.process?.env?.PAIRS || 7);

/** A contender that finishes sooner repeats its work, so that the resolution of the clock does not matter. */
const LEAST_MS = 30;

/**
 * Runs each of the two `pairs` times after a warm-up. A contender is a function, or { work, times } if a call of `work` does the
 * work several times. Returns the medians of the rates in MB/s and of their ratios, and in `spread` the minimum and maximum.
 */
export async function paired({ name, bytes, ours, peer, pairs = PAIRS }) {
  const rate = ({ work, times = 1 }) => rateOf(bytes * times, work);
  const [us, them] = [ours, peer].map((contender) => (contender.work ? contender : { work: contender }));
  await rate(us);
  await rate(them);
  const rows = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const first = pair % 2 === 0;
    const a = await rate(first ? us : them);
    const b = await rate(first ? them : us);
    rows.push(first ? { ours: a, peer: b } : { ours: b, peer: a });
  }
  return rowOf(name, 'MB/s', rows, ({ ours, peer }) => ours / peer);
}

/** Makes a row of a benchmark from the measured pairs. */
export function rowOf(name, unit, pairs, ratioOf) {
  const figures = {
    ours: pairs.map(({ ours }) => ours),
    peer: pairs.map(({ peer }) => peer),
    ratio: pairs.map(ratioOf),
  };
  const [ours, peer, ratio] = Object.values(figures).map(median);
  const spread = Object.fromEntries(Object.entries(figures).map(([of, numbers]) => [of, range(numbers)]));
  return { case: name, ours, peer, ratio, unit, pairs: pairs.length, spread };
}

async function rateOf(bytes, work) {
  const start = performance.now();
  let times = 0;
  let ms = 0;
  do {
    await work();
    times += 1;
    ms = performance.now() - start;
  } while (ms < LEAST_MS);
  return (bytes * times) / 1000 / ms;
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function range(numbers) {
  return [Math.min(...numbers), Math.max(...numbers)];
}
