// How the time of hostile inputs grows with their size: the exponent, which is 1 for what is linear and 2 where each byte is
// compared with each. Each shape is read at four sizes, each the double of the one before and three times; the least of each
// counts, and a line is fitted to their logarithms. It is the time of the processor, so that other work on the machine does not
// matter much.
import { estimate, fromOpenAI, fromRows, plan, readResults, validate } from 'message-batches';
import { shapes } from './hostile.mjs';

export const name = 'growth';

const DOUBLINGS = [1, 2, 4, 8];
/** What a shape takes at its first size, so that the clock and the start of the machine do not matter. */
const LEAST_MS = 10;
const MOST_BYTES = 32 << 20;

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

/** Inputs that are no results end in an error, which is as good as an end. */
async function answered(read) {
  try {
    await read();
  } catch (error) {
    if (!('code' in error) || error.code === 'internal_error') throw error;
  }
}

const bytesOf = (input) => (typeof input === 'string' ? new TextEncoder().encode(input) : input);

async function least(work, times) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < times; round += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** Of the line that fits points best. */
function slope(points) {
  const mean = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const sum = (of) => points.reduce((total, point) => total + of(point), 0);
  return sum((point) => (point[0] - x) * (point[1] - y)) / sum((point) => (point[0] - x) ** 2);
}

export async function run({ only } = {}) {
  const rows = [];
  for (const { shape, way, make } of shapes) {
    if (only && !shape.includes(only)) continue;
    const timed = async (size, times = 3) => {
      const input = bytesOf(make(size));
      return least(() => WAYS[way](input), times);
    };
    let size = 16_384;
    while ((await timed(size)) < LEAST_MS && size * 2 * Math.max(...DOUBLINGS) <= MOST_BYTES) size *= 2;
    const points = [];
    for (const times of DOUBLINGS) points.push([Math.log(times), Math.log(await timed(size * times))]);
    const exponent = slope(points);
    const largest = size * Math.max(...DOUBLINGS);
    rows.push({
      case: `${way}: ${shape}`,
      ours: exponent,
      peer: 1,
      ratio: 1 / exponent,
      unit: `${(largest / 1024).toFixed(0)} kB in ${Math.exp(points.at(-1)[1]).toFixed(1)} ms`,
    });
  }
  return rows;
}
