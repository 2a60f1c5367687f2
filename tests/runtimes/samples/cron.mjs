import { BatchClient } from 'message-batches';
import { r2Spill } from 'message-batches/spill';

// ANTHROPIC_BASE_URL is unset in production; in tests it is the address of an emulator.
const clientOf = (env) => new BatchClient({ apiKey: env.ANTHROPIC_API_KEY, baseURL: env.ANTHROPIC_BASE_URL });

const isAllowed = (request, env) => env.TOKEN && request.headers.get('authorization') === `Bearer ${env.TOKEN}`;

export default {
  /** POST creates a batch of the JSONL in the body, and remembers its id. GET /ID answers with its results. */
  async fetch(request, env) {
    if (!isAllowed(request, env)) return new Response(null, { status: 401 });
    if (request.method !== 'POST') {
      const file = await env.BUCKET.get(`${new URL(request.url).pathname.slice(1)}.jsonl`);
      return file ? new Response(file.body) : new Response(null, { status: 404 });
    }
    const batch = await clientOf(env).create(await request.text());
    await env.BATCHES.put(batch.id, batch.created_at);
    return Response.json({ id: batch.id }, { status: 202 });
  },

  /** Looks at each open batch once, and stores the results of those that have ended. */
  async scheduled(_controller, env) {
    const client = clientOf(env);
    const { keys } = await env.BATCHES.list();
    for (const { name: id } of keys) {
      const batch = await client.retrieve(id);
      if (batch.processing_status !== 'ended') continue;
      const results = await client.results(id);
      const file = r2Spill(env.BUCKET, { key: `${id}.jsonl` });
      for await (const piece of results.toStream('jsonl')) await file.write(piece);
      await file.seal();
      await env.BATCHES.delete(id);
    }
  },
};
