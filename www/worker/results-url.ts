import { peek } from './peek.ts';

/** A page of 1,000 batches is under 1 MB. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

/**
 * The body to answer with, where `results_url` of every batch in it leads through this relay.
 *
 * The API names its own host there, and clients follow the address with the credentials they have, which are this
 * relay's token and not a key. Anything but batches passes as it came, and so does what is longer than a page can be.
 */
export async function throughRelay(body: ReadableStream<Uint8Array>, origin: string): Promise<BodyInit> {
  const { whole, stream } = await peek(body, LONGEST_ANSWER);
  return whole === undefined ? stream : rewritten(whole, origin);
}

async function rewritten(blob: Blob, origin: string): Promise<BodyInit> {
  let answer: unknown;
  try {
    answer = JSON.parse(await blob.text());
  } catch {
    return blob.stream();
  }
  const page = isObject(answer) && Array.isArray(answer.data) ? answer.data : [answer];
  const batches = page.filter(hasResults);
  for (const batch of batches) {
    batch.results_url = `${origin}/v1/messages/batches/${encodeURIComponent(batch.id)}/results`;
  }
  return batches.length > 0 ? JSON.stringify(answer) : blob.stream();
}

function hasResults(value: unknown): value is { id: string; results_url: string } {
  return (
    isObject(value) &&
    value.type === 'message_batch' &&
    typeof value.id === 'string' &&
    typeof value.results_url === 'string'
  );
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
