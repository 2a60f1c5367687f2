// Makes requests from a table, checks, divides and sends them, in any runtime. Uses no API of a specific runtime.

const PIECE = 65_536;
const WORDS = 'the quick brown fox jumps over the lazy dog, and so on and on. '.repeat(40);

/** Yields a CSV with this number of rows of 2 kB, in pieces of about 64 kB. */
export function* csv(count) {
  const utf8 = new TextEncoder();
  let text = 'email,name,letter\n';
  for (let index = 0; index < count; index++) {
    const start = index % 60;
    text += `reader.${index}@example.com,"O'Hara, Reader ${index}","Dear editor,\n${WORDS.slice(start, start + 1900)}"\n`;
    if (text.length < PIECE) continue;
    yield utf8.encode(text);
    text = '';
  }
  yield utf8.encode(text);
}

export const TEMPLATE = {
  model: 'claude-haiku-4-5',
  max_tokens: 256,
  messages: [{ role: 'user', content: 'From: {{name}}\n\n{{letter}}' }],
};

/** Returns the same table as a stream that is generated on demand. */
export function csvStream(count) {
  const pieces = csv(count);
  const pull = (controller) => {
    const { done, value } = pieces.next();
    if (done) controller.close();
    else controller.enqueue(value);
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

/** Checks, divides and sends the rows that `open` returns again for each call. Returns what was sent, and the seconds for both. */
export async function rowsToBatches(
  { BatchClient, fromRows, plan },
  { baseURL, apiKey, open, now = () => performance.now() },
) {
  const client = new BatchClient({ baseURL, apiKey });
  const input = { reiterable: true, jsonl: () => fromRows(open(), TEMPLATE, { id: 'email' }).jsonl() };
  const start = now();
  const shards = [];
  for await (const shard of plan(input)) shards.push(shard);
  const planned = now();
  const sent = [];
  for (const shard of shards) {
    const { id } = await client.create(shard);
    sent.push({ id, requests: shard.requests, bytes: shard.bytes });
  }
  return { sent, check: (planned - start) / 1000, send: (now() - planned) / 1000 };
}
