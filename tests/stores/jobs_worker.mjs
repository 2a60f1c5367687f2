// A Durable Object that drives a job while it is called.
import { DurableObject } from 'cloudflare:workers';
import { BatchClient } from 'message-batches';
import { durableObjectStore } from 'message-batches/stores';

export class Jobs extends DurableObject {
  #job;
  #events = [];
  #wake = () => {};

  /** Submits or resumes the job. */
  async #open({ baseURL, requests, options }) {
    const client = new BatchClient({ baseURL, apiKey: 'any' });
    return client.submit(requests, {
      ...options,
      store: durableObjectStore(this.ctx.storage),
      onEvent: ({ name }) => {
        this.#events.push(name);
        this.#wake();
      },
    });
  }

  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    this.#job ??= this.#open(await request.json());
    const job = await this.#job;
    if (pathname === '/results') {
      await job.wait();
      const records = [];
      for await (const { custom_id, outcome, text } of job.results()) records.push({ custom_id, outcome, text });
      return Response.json(records);
    }
    // Until an event has occurred this many times in the current life of the object.
    const [name, times] = [searchParams.get('event'), Number(searchParams.get('times'))];
    while (this.#events.filter((event) => event === name).length < times) {
      await new Promise((resolve) => {
        this.#wake = resolve;
      });
    }
    return Response.json(job.state);
  }
}

export default {
  fetch: (request, { JOBS }) => JOBS.get(JOBS.idFromName('the only one')).fetch(request),
};
