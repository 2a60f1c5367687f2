// How the time of hostile inputs grows with their size: the exponent, which is 1 for what is linear. Each shape is read at a
// size and at four times that, each at least three times; the least of each counts. It is the time of the processor, so that
// other work on the machine does not matter much.
import { estimate, fromOpenAI, fromRows, plan, readResults, validate } from 'message-batches';
import { shapes } from './hostile.mjs';

export const name = 'growth';

const FACTOR = 4;
/** What a shape takes at its first size, so that the clock and the start of the machine do not matter. */
const LEAST_MS = 40;
const MOST_BYTES = 64 << 20;

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

export async function run({ only } = {}) {
  const rows = [];
  for (const { shape, way, make } of shapes) {
    if (only && !shape.includes(only)) continue;
    const timed = async (size, times = 3) => {
      const input = bytesOf(make(size));
      return least(() => WAYS[way](input), times);
    };
    let size = 16_384;
    let first = await timed(size);
    while (first < LEAST_MS && size * FACTOR <= MOST_BYTES / FACTOR) {
      size *= 2;
      first = await timed(size);
    }
    first = Math.min(first, await timed(size, 2));
    const second = await timed(size * FACTOR);
    const exponent = Math.log(second / first) / Math.log(FACTOR);
    rows.push({
      case: `${way}: ${shape}`,
      ours: exponent,
      peer: 1,
      ratio: 1 / exponent,
      unit: `${(size / 1024).toFixed(0)} kB in ${first.toFixed(1)} ms`,
    });
  }
  return rows;
}
