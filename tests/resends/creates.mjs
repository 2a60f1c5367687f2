// What a page, Node, Bun and Deno run alike: creates one after another, and what became of each.

/** What the emulator takes for a key, as it takes any, and the relay for its token. */
export const ANY_KEY = 'any-key-and-the-token';

/** A body above this is sent as a Blob or a stream, below it as text. */
const LARGE = 2_000_000;
/** More look-ups than this of one create would mean that it never comes to rest. */
const LOOKS = 500;
/** Calls that create nothing may find the connection broken that a create left, and are sent again. */
const PATIENT = { maxRetries: 5 };

/**
 * @param {object} pkg message-batches
 * @param {object} options
 * @param {object} options.client options of the client
 * @param {{ id: string, isLarge?: boolean }[]} options.plan a create for each, with one request of that `custom_id`
 * @param {boolean} [options.remembers] the peer remembers keys, and so gives each look-up an answer in the end
 * @returns {Promise<object[]>} for each: its `id`, and `batch` or what the error says
 */
export async function creates(pkg, { client: options, plan, remembers }) {
  const client = new pkg.BatchClient({ apiKey: ANY_KEY, maxRetries: 0, ...options });
  const outcomes = [];
  for (const { id, isLarge } of plan) {
    // Leaves a connection that the create will reuse, and lets the client learn what the peer announces.
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

/** Looks until the peer has an answer: a create that is still under way has none. */
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
