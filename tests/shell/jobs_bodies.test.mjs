// The data that jobs keep in their bodies.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { BatchClient } from 'message-batches';
import { fileBodies, memoryStore } from 'message-batches/stores';
import { api, ids, memoryBodies } from './job_api.mjs';
import { KEY, questions } from './setup.mjs';

test('a driver that sleeps while it seals the results of another batch damages nothing that the next one collected', async () => {
  const { emulator, client: neighborhood } = api();
  // While the job creates its batch, a neighbor creates one with as many requests.
  const others = questions(3).map((request, index) => ({ ...request, custom_id: `other-${index}` }));
  let neighbor;
  const fetch = async (url, init) => {
    if (init.method === 'POST' && !neighbor) {
      neighbor = await neighborhood().create(others);
      throw new TypeError('fetch failed');
    }
    const response = await emulator.fetch(new Request(url, init));
    response.headers.set('date', new Date().toUTCString());
    return response;
  };
  const client = () => new BatchClient({ apiKey: KEY, fetch, maxRetries: 0 });
  const store = memoryStore();
  const bodies = memoryBodies();
  const seals = [];
  let sleep;
  const asleep = new Promise((resolve) => {
    sleep = resolve;
  });
  const create = async (name) => {
    const body = await bodies.create(name);
    if (!name.includes('/results/')) return body;
    const seal = () => {
      sleep();
      return new Promise((resolve) => seals.push(() => resolve(body.seal())));
    };
    return { ...body, seal };
  };
  const options = { store, jobKey: 'k', settleMs: 0, validate: false };
  const first = await client().submit(questions(3), { ...options, bodies: { ...bodies, create } });
  await asleep;
  assert.equal(first.state.shards[0].batchId, neighbor.id);
  await first.close();
  const second = await client().resume({ jobKey: 'k' }, { store, bodies });
  await second.wait();
  assert.notEqual(second.state.shards[0].batchId, neighbor.id);
  for (const wake of seals) await wake();
  await new Promise((resolve) => setImmediate(resolve));
  const own = questions(3).map(({ custom_id }) => custom_id);
  assert.deepEqual(await ids(second, { order: 'input' }), own);
  assert.deepEqual((await second.manifest()).outcomes, { done: 3 });
});

test('results that an older version kept, without the name of the batch, are read', async () => {
  const { client, calls } = api();
  const store = memoryStore();
  const bodies = memoryBodies();
  const job = await client().submit(questions(2), { store, bodies });
  await job.wait();
  const key = `jobs/${job.id}/results/0`;
  const { body, ...older } = JSON.parse(new TextDecoder().decode((await store.get(key)).value));
  await store.put(key, new TextEncoder().encode(JSON.stringify(older)));
  bodies.sealed.set(`${job.id}/results/0`, bodies.sealed.get(body));
  bodies.sealed.delete(body);
  const before = calls.length;
  assert.equal((await ids(job)).length, 2);
  assert.equal((await job.manifest()).shards[0].results, `${job.id}/results/0`);
  assert.equal(calls.length, before);
});

test('kept results that are damaged are read from the API, as long as that has them', async (t) => {
  const root = await mkdtemp(path.join(tmpdir(), 'damaged-'));
  t.after(() => rm(root, { recursive: true }));
  const { client } = api();
  const bodies = fileBodies(root);
  const job = await client().submit(questions(2), { store: memoryStore(), bodies });
  const { shards } = await job.wait();
  const [name] = (await bodies.list(`${job.id}/results/`)).values();
  for (const file of await readdir(root, { recursive: true })) {
    const place = path.join(root, file);
    const facts = await stat(place);
    if (facts.isFile()) await truncate(place, facts.size - 1);
  }
  await assert.rejects(bodies.open(name), { code: 'store_damaged' });
  assert.deepEqual(await ids(job, { order: 'input' }), ['question-0', 'question-1']);
  await client().delete(shards[0].batchId);
  await assert.rejects(ids(job), (error) => /is damaged: it does not end as a complete body does/.test(error.message));
});
