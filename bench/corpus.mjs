// Results as the API sends them: one line per request, about 2 kB each, with the shapes of a real stream.

const utf8 = new TextEncoder();
const WORDS = 'the of and a to in is you that it he was for on are as with his they at be this have from'.split(' ');
const MIXED = ['naïve', 'Zürich', '東京', '“quoted”', 'œuvre', '€ 20', 'Ελλάδα'];

/** Approximate length of a line of these results. */
export const LINE_BYTES = 2_000;

/** Returns chunks of 64 kB, as from a network. `mixed` adds non-ASCII characters to most lines. */
export function results({ lines, mixed = false }) {
  const random = seeded(1);
  const pieces = [];
  let textLength = 0;
  for (let index = 0; index < lines; index += 1) {
    const line = record(index, random, mixed);
    textLength += line.result.message?.content[0].text.length ?? 0;
    pieces.push(utf8.encode(`${JSON.stringify(line)}\n`));
  }
  const bytes = new Uint8Array(Buffer.concat(pieces));
  const chunks = [];
  for (let start = 0; start < bytes.length; start += 65_536) chunks.push(bytes.slice(start, start + 65_536));
  return { bytes: bytes.length, chunks, textLength };
}

/**
 * Returns realistic requests of about 2.5 kB. They come from a few templates: half have the same system prompt, a quarter the
 * same tools, a third several turns. With `varied`, no two have the same form: turns, blocks and tools vary.
 */
export function requests({ count, varied = false }) {
  const random = seeded(2);
  const words = (number) => Array.from({ length: number }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ');
  const system = [{ type: 'text', text: words(60) }];
  const params = varied
    ? (index) => ({
        system: [{ type: 'text', text: words(60), cache_control: { type: 'ephemeral', ttl: '1h' } }],
        tools: [{ ...TOOL, name: `tool_${index}` }],
        messages: turns(1 + Math.floor(random() * 6), random, words),
      })
    : (index) => ({
        ...(index % 2 === 0 ? { system } : {}),
        ...(index % 4 === 0 ? { tools: [TOOL], tool_choice: { type: 'auto' } } : {}),
        messages:
          index % 3 === 0
            ? [
                { role: 'user', content: words(150) },
                { role: 'assistant', content: words(150) },
                { role: 'user', content: [{ type: 'text', text: words(200) }] },
              ]
            : [{ role: 'user', content: `${words(500)}\n\n"${words(5)}"` }],
        metadata: { user_id: `user-${index}` },
      });
  const objects = Array.from({ length: count }, (_, index) => ({
    custom_id: `request-${index}`,
    params: { model: 'claude-haiku-4-5', max_tokens: 1024, ...params(index) },
  }));
  const bytes = utf8.encode(objects.map((object) => JSON.stringify(object)).join('\n'));
  return { objects, chunks: chunked(bytes), bytes: bytes.length };
}

/** A conversation that ends with the user's turn. */
function turns(pairs, random, words) {
  const each = Math.ceil(400 / pairs);
  const content = () => (random() < 0.5 ? words(each) : [{ type: 'text', text: words(each) }]);
  return Array.from({ length: pairs * 2 - 1 }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: content(),
  }));
}

/** Splits bytes into pieces of 64 kB, as from a network. */
export function chunked(bytes) {
  const chunks = [];
  for (let start = 0; start < bytes.length; start += 65_536) chunks.push(bytes.slice(start, start + 65_536));
  return chunks;
}

const TOOL = {
  name: 'get_weather',
  description: 'The weather at a place, now.',
  input_schema: {
    type: 'object',
    properties: {
      place: { type: 'string', description: 'City and country' },
      unit: { type: 'string', enum: ['C', 'F'] },
    },
    required: ['place'],
  },
};

/**
 * Returns a `fetch` that answers every retrieve with an ended batch and every results call with these chunks. `types` are the
 * numbers of results per type, if they are known.
 */
export function serve({ chunks, types = { succeeded: 1 } }) {
  const batch = {
    id: 'msgbatch_bench',
    type: 'message_batch',
    processing_status: 'ended',
    request_counts: { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0, ...types },
    created_at: '2026-11-23T00:00:00Z',
    expires_at: '2026-11-24T00:00:00Z',
    ended_at: '2026-11-23T00:10:00Z',
    cancel_initiated_at: null,
    archived_at: null,
    results_url: 'https://api.anthropic.com/v1/messages/batches/msgbatch_bench/results',
  };
  return async (url) => {
    if (!String(url).endsWith('/results')) return Response.json(batch);
    let next = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (next < chunks.length) controller.enqueue(chunks[next++]);
        else controller.close();
      },
    });
    return new Response(body, { headers: { 'content-type': 'application/x-jsonl' } });
  };
}

/** Returns a line of results that is similar to the others: one text of about 2 kB, or in one of 50 an error. */
export function record(index, random, mixed) {
  const custom_id = `request-${index}`;
  if (index % 50 === 49) {
    const error = { type: 'invalid_request_error', message: 'messages: Field required', details: null };
    return { custom_id, result: { type: 'errored', error: { type: 'error', error, request_id: null } } };
  }
  const words = Array.from({ length: 395 }, () => {
    const pick = random();
    return mixed && pick < 0.02 ? MIXED[index % MIXED.length] : WORDS[Math.floor(pick * WORDS.length)];
  });
  const message = {
    id: `msg_${index}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5-20251001',
    content: [{ type: 'text', text: `${words.join(' ')}.\n\n"Indeed", he said.` }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    stop_details: null,
    usage: {
      input_tokens: 512,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
      output_tokens: 340,
      service_tier: 'batch',
      inference_geo: 'not_available',
    },
  };
  return { custom_id, result: { type: 'succeeded', message } };
}

/** Mulberry32, so that the corpus is identical in every run. */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
