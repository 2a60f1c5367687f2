import { peek } from './peek.ts';

/** A page of 1,000 batches has less than 1 MB. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

/**
 * The answer body, with the `results_url` of every batch pointing to this relay.
 *
 * The API puts its own host there, and clients follow the URL with their credentials, which are this relay's token and not an API
 * key. Everything except batches passes unchanged, and so do bodies longer than a page can be.
 */
export async function throughRelay(
  body: ReadableStream<Uint8Array>,
  origin: string,
  hide: (text: string) => string,
): Promise<BodyInit> {
  const { whole, stream } = await peek(body, LONGEST_ANSWER);
  return whole === undefined ? stream : rewritten(await withoutKey(whole, hide), origin);
}

/** Like `throughRelay`, for an answer without batches, such as an error: only removes the key, and keeps all other bytes. */
export async function hidden(body: ReadableStream<Uint8Array>, hide: (text: string) => string): Promise<BodyInit> {
  const { whole, stream } = await peek(body, LONGEST_ANSWER);
  return whole === undefined ? stream : withoutKey(whole, hide);
}

async function withoutKey(whole: Blob, hide: (text: string) => string): Promise<Blob> {
  const text = await whole.text();
  const safe = hide(text);
  return safe === text ? whole : new Blob([safe]);
}

async function rewritten(blob: Blob, origin: string): Promise<BodyInit> {
  let answer: unknown;
  try {
    answer = JSON.parse(await blob.text());
  } catch {
    return blob;
  }
  const page = isObject(answer) && Array.isArray(answer.data) ? answer.data : [answer];
  const batches = page.filter(hasResults);
  for (const batch of batches) {
    batch.results_url = `${origin}/v1/messages/batches/${encodeURIComponent(batch.id)}/results`;
  }
  return batches.length > 0 ? JSON.stringify(answer) : blob;
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
