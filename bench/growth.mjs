// Measures how the time of hostile inputs grows with their size: the exponent is 1 for linear time, and 2 if each byte is
// compared with each. Each shape is read at six sizes, each double the previous one. There is one exponent per step, and the
// median of the five counts: if an instance grows so much that it is replaced after each call, or if an input no longer fits a
// cache, that affects one step, and a linear reader is linear on both sides of it. The sizes take turns, five times, and the
// minimum of each counts, so that a temporary slowdown of the machine affects all of them. Uses processor time, so that other
// work on the machine matters little.
import { estimate, fromOpenAI, fromRows, plan, readResults, validate } from 'message-batches';
import { shapes } from './hostile.mjs';

export const name = 'growth';

const DOUBLINGS = [1, 2, 4, 8, 16, 32];
const ROUNDS = 5;
/** Minimum time of a shape at its first size, so that the clock's resolution and the start-up do not matter. */
const LEAST_MS = 10;
const MOST_BYTES = 8 << 20;

/** Ways to read an input. */
const WAYS = {
  validate: (input) => validate(input),
  async plan(input) {
    try {
      for await (const _ of plan(input, { sharedPrefix: 'report' }));
    } catch (error) {
      if (error.code !== 'validation_failed') throw error;
    }
  },
  estimate: (input) => estimate(input),
  async rows({ rows, template, options }) {
    try {
      await validate(fromRows(rows, template, options));
    } catch (error) {
      if (!/^Rows/.test(error.name) && error.code !== 'invalid_option') throw error;
    }
  },
  async records(input) {
    await answered(async () => {
      for await (const { text, outcome } of readResults(input)) if (text === outcome) return;
    });
  },
  tally: (input) => answered(async () => (await readResults(input)).tally()),
  csv: (input) => answered(async () => new Response((await readResults(input)).toStream('csv')).arrayBuffer()),
  reconcile: ({ results, ids }) => answered(async () => (await readResults(results)).reconcile(ids)),
  async join({ results, rows, key }) {
    await answered(async () => {
      for await (const _ of (await readResults(results)).join(rows, { key }));
    });
  },
  async parsed({ results, schema }) {
    await answered(async () => {
      for await (const _ of await readResults(results, { schema }));
    });
  },
  async convert(input) {
    for await (const _ of fromOpenAI(input, { model: 'claude-haiku-4-5' }));
  },
};

/** Inputs that are not results end with an error, which also counts as an end. */
async function answered(read) {
  try {
    await read();
  } catch (error) {
    if (!('code' in error) || error.code === 'internal_error') throw error;
  }
}

const bytesOf = (input) => (typeof input === 'string' ? new TextEncoder().encode(input) : input);

/** Measures processor time in milliseconds. */
async function cost(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Returns the median exponent of all steps from one size to its double. */
function exponentOf(costs) {
  const exponents = costs.slice(1).map((cost, at) => Math.log2(cost / costs[at]));
  return exponents.sort((a, b) => a - b)[Math.floor(exponents.length / 2)];
}

export async function run({ only } = {}) {
  const rows = [];
  for (const { shape, way, make } of shapes) {
    if (only && !shape.includes(only)) continue;
    let size = 16_384;
    /** Works that are too short are repeated, because larger inputs would be too large. */
    let repeats = 1;
    const costOf = (input) =>
      cost(async () => {
        for (let time = 0; time < repeats; time += 1) await WAYS[way](input);
      });
    const first = async () => {
      const input = bytesOf(make(size));
      return Math.min(await costOf(input), await costOf(input), await costOf(input));
    };
    while ((await first()) < LEAST_MS) {
      if (size * 2 * Math.max(...DOUBLINGS) <= MOST_BYTES) size *= 2;
      else repeats *= 2;
    }
    const inputs = DOUBLINGS.map((times) => bytesOf(make(size * times)));
    const costs = DOUBLINGS.map(() => Number.POSITIVE_INFINITY);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [at, input] of inputs.entries()) costs[at] = Math.min(costs[at], await costOf(input));
    }
    const exponent = exponentOf(costs);
    const largest = size * Math.max(...DOUBLINGS);
    rows.push({
      case: `${way}: ${shape}`,
      ours: exponent,
      peer: 1,
      ratio: 1 / exponent,
      unit: `${(largest / 1024).toFixed(0)} kB in ${(costs.at(-1) / repeats).toFixed(1)} ms`,
    });
  }
  return rows;
}
