// Runs in a page, Node, Bun and Deno: creates batches one after another, and returns the outcome of each.

/** A key for the emulator, which accepts any key, and the token of the relay. */
export const ANY_KEY = 'any-key-and-the-token';

/** A larger body is sent as a Blob or a stream, a smaller one as text. */
const LARGE = 2_000_000;
/** More look-ups of one create than this mean that it never has an outcome. */
const LOOKS = 500;
/** Calls that create nothing may fail on the connection that a create left, and are sent again. */
const PATIENT = { maxRetries: 5 };

/**
 * @param {object} pkg message-batches
 * @param {object} options
 * @param {object} options.client options of the client
 * @param {{ id: string, isLarge?: boolean }[]} options.plan a create for each, with one request of that `custom_id`
 * @param {boolean} [options.remembers] the peer remembers keys, so that each look-up eventually has an answer
 * @returns {Promise<object[]>} for each: its `id`, and `batch` or the data of the error
 */
export async function creates(pkg, { client: options, plan, remembers }) {
  const client = new pkg.BatchClient({ apiKey: ANY_KEY, maxRetries: 0, ...options });
  const outcomes = [];
  for (const { id, isLarge } of plan) {
    // Leaves a connection that the create will reuse, and lets the client read what the peer announces.
    await client.list({ limit: 1 }, PATIENT);
    const body = new Blob([line(id, isLarge ? 'x'.repeat(LARGE) : 'Hello')]);
    outcomes.push({ id, ...(await create(client, body, remembers)) });
  }
  return outcomes;
}

async function create(client, body, remembers) {
  try {
    const { id } = await client.create(body);
    return { batch: id };
  } catch (error) {
    const { code, message, outcome, intent } = error;
    const facts = { code, message, outcome };
    return intent ? { ...facts, intent, found: await search(client, intent, remembers) } : facts;
  }
}

/** Looks until the peer has an answer: it has none for a create that is still in progress. */
async function search(client, intent, remembers) {
  for (let looks = 0; ; looks += 1) {
    const { batch, candidates, proven } = await client.findCreated(intent, PATIENT);
    if (proven || !remembers || looks === LOOKS)
      return { proven, batch: batch?.id, candidates: candidates.map(({ id }) => id) };
  }
}

const line = (custom_id, content) =>
  JSON.stringify({
    custom_id,
    params: { model: 'claude-haiku-4-5', max_tokens: 64, messages: [{ role: 'user', content }] },
  });
