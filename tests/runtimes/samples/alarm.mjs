import { DurableObject } from 'cloudflare:workers';
import { BatchClient } from 'message-batches';

const isAllowed = (request, env) => env.TOKEN && request.headers.get('authorization') === `Bearer ${env.TOKEN}`;

/** One batch: its object creates it once, looks at it each minute, and keeps what became of it. */
export class Job extends DurableObject {
  #client = new BatchClient({ apiKey: this.env.ANTHROPIC_API_KEY, baseURL: this.env.ANTHROPIC_BASE_URL });

  async start(requests) {
    const { storage } = this.ctx;
    if (await storage.get('started')) return;
    await storage.put('started', true); // from here on, a second call makes no second batch
    try {
      const { id } = await this.#client.create(requests);
      await storage.put('id', id);
      await storage.setAlarm(Date.now() + this.#intervalMs);
    } catch (error) {
      if (error.outcome !== 'unknown') await storage.delete('started'); // no batch was made
      throw error;
    }
  }

  async alarm() {
    const { storage } = this.ctx;
    await storage.setAlarm(Date.now() + this.#intervalMs); // first, so that a call that fails does not end the watch
    const batch = await this.#client.retrieve(await storage.get('id'));
    if (batch.processing_status !== 'ended') return;
    await storage.put('counts', batch.request_counts);
    await storage.deleteAlarm();
  }

  async state() {
    return { id: await this.ctx.storage.get('id'), counts: await this.ctx.storage.get('counts') };
  }

  get #intervalMs() {
    return this.env.INTERVAL_MS ?? 60_000;
  }
}

export default {
  async fetch(request, env) {
    if (!isAllowed(request, env)) return new Response(null, { status: 401 });
    const job = env.JOBS.getByName(new URL(request.url).pathname); // POST /letters-of-may, then GET /letters-of-may
    if (request.method === 'POST') await job.start(await request.text());
    return Response.json(await job.state());
  },
};
