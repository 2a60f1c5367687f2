// Jobs that are read without being driven, and drivers that stop.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BatchClient, forgetJob, listJobs, readJob } from 'message-batches';
import { createEmulator } from 'message-batches/emulator';
import { memoryStore } from 'message-batches/stores';
import { memoryBodies } from './job_api.mjs';
import { failure, KEY, questions } from './setup.mjs';

/** An emulator without a server; `before` runs before each call. Jobs are closed when the test ends. */
function api(t, { before = () => {}, ...options } = {}) {
  const emulator = createEmulator({ apiKeys: [KEY], processingMs: 0, ...options });
  const fetch = async (url, init) => {
    const request = new Request(url, init);
    await before(request);
    return emulator.fetch(request);
  };
  const real = new BatchClient({ apiKey: KEY, fetch, maxRetries: 0 });
  const closing = async (opening) => {
    const job = await opening;
    t.after(() => job.close());
    return job;
  };
  const client = {
    submit: (input, more) => closing(real.submit(input, more)),
    resume: (id, more) => closing(real.resume(id, more)),
  };
  return { emulator, client };
}

/** A promise with its resolve function. */
const open = () => Promise.withResolvers?.() ?? deferred();
function deferred() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const isCreate = ({ method, url }) => method === 'POST' && url.endsWith('/batches');

// Jobs look at their batches after ten seconds, so the tests run concurrently.
describe('stored jobs', { concurrency: true }, () => {
  test('a job that is forgotten leaves nothing, and one that is not collected is refused unless that is forced', async (t) => {
    const store = memoryStore();
    const bodies = memoryBodies();
    const { client } = api(t);
    const kept = await client.submit(questions(2), { store, bodies });
    await kept.wait();
    const before = [await store.list(''), [...bodies.sealed.keys()]];
    const job = await client.submit(questions(3), { store, bodies, jobKey: 'summer', maxRequests: 2 });
    const driven = `Job ${job.id} is driven, here or by another process: close it there first, or wait a minute if that process died.`;
    while (!job.state.isDriver) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await failure(forgetJob(store, job.id, { bodies }))).message, driven);
    await job.wait();
    await job.close();
    const child = await job.retry({ outcomes: ['done'] });
    await child.wait({ until: 'created' });
    await child.close();
    const parts = [
      [
        child.id,
        {},
        `Job ${child.id} retries a part of job ${job.id}. Forget that one: its results include those of this job.`,
      ],
      [job.id, {}, `bodies: expected the bodies of job ${job.id}, which it has, found undefined`],
      [
        { jobKey: 'summer' },
        { bodies },
        `Job ${child.id} is not collected yet: 2 of its shards are open. Await job.wait() first, or pass { force: true }: its batches then keep running, and nothing collects them.`,
      ],
      [job.id, { bodies, force: 1 }, 'force: expected a boolean, found 1'],
    ];
    for (const [which, options, message] of parts) {
      assert.equal((await failure(forgetJob(store, which, options))).message, message);
    }
    await forgetJob(store, { jobKey: 'summer' }, { bodies, force: true });
    assert.deepEqual([await store.list(''), [...bodies.sealed.keys()]], before);
    assert.equal((await failure(readJob(store, job.id))).code, 'job_not_found');
  });

  test('what a killed submit left is removed by the next one, and what a living one stores is not', async (t) => {
    const { client } = api(t);
    const memory = memoryStore();
    const bodies = memoryBodies();
    const ended = new Set();
    const as = (own) => ({ ...memory, processes: { own, hasEnded: (name) => ended.has(name) } });
    /** Stores requests and ids, and then stops. */
    const begin = async (name) => {
      const reached = open();
      const put = (key, ...more) => {
        if (!key.endsWith('/plan')) return memory.put(key, ...more);
        reached.resolve();
        return new Promise(() => {});
      };
      void client.submit(questions(3), { store: { ...as(name), put }, bodies, maxRequests: 2 });
      await reached.promise;
    };
    await begin('dead');
    await begin('alive');
    assert.equal(bodies.sealed.size, 4);
    ended.add('dead');
    const job = await client.submit(questions(1), { store: as('next'), bodies });
    await job.close();
    const idsIn = (names) => [...new Set(names.map((name) => name.replace('jobs/', '').split('/')[0]))];
    const [alive, own, ...others] = idsIn(await memory.list('jobs/')).sort((id) => (id === job.id ? 1 : -1));
    assert.deepEqual([own, others], [job.id, []]);
    assert.deepEqual(idsIn([...bodies.sealed.keys()]).sort(), [alive, own].sort());
  });

  /** A store whose process is killed at the first call of `method` with a key that `isLast` accepts. */
  function dyingStore(store, method, isLast) {
    const reached = open();
    let isDead = false;
    const dying = { ...store, processes: { own: 'dead', hasEnded: () => false } };
    for (const name of ['get', 'put', 'delete', 'list']) {
      dying[name] = (key, ...more) => {
        isDead ||= name === method && isLast(key);
        if (!isDead) return store[name](key, ...more);
        reached.resolve();
        return new Promise(() => {});
      };
    }
    return { dying, died: reached.promise };
  }
  const after = (store) => ({ ...store, processes: { own: 'next', hasEnded: (name) => name === 'dead' } });

  test('a removal that was killed at any step is finished by the next submit', async (t) => {
    const steps = [['delete', (key) => key.endsWith('/state')]];
    steps.push(['delete', (key) => key.endsWith('/plan')], ['delete', (key) => key.startsWith('keys/')]);
    for (const [method, isLast] of steps) {
      const { client } = api(t);
      const memory = memoryStore();
      const bodies = memoryBodies();
      const job = await client.submit(questions(3), { store: memory, bodies, jobKey: 'summer', maxRequests: 2 });
      await job.wait({ until: 'created' });
      await job.close();
      const { dying, died } = dyingStore(memory, method, isLast);
      void forgetJob(dying, job.id, { bodies, force: true });
      await died;
      const next = await client.submit(questions(1), { store: after(memory), bodies, jobKey: 'next' });
      await next.close();
      const wasNamed = isLast('keys/');
      const left = [...(await memory.list('jobs/')), ...bodies.sealed.keys()].some((key) => key.includes(job.id));
      assert.equal(left, wasNamed, String(isLast));
    }
  });

  test('a removal of a job and its retry that was killed is finished, whichever of them comes first', async (t) => {
    for (const inOrder of [(keys) => keys, (keys) => keys.toReversed()]) {
      const { client } = api(t);
      const memory = memoryStore();
      const bodies = memoryBodies();
      const job = await client.submit(questions(3), { store: memory, bodies, jobKey: 'summer' });
      await job.wait();
      await job.close();
      const child = await job.retry({ outcomes: ['done'] });
      await child.wait({ until: 'created' });
      await child.close();
      const { dying, died } = dyingStore(memory, 'delete', (key) => key === `jobs/${child.id}/state`);
      void forgetJob(dying, job.id, { bodies, force: true });
      await died;
      const list = async (prefix) => {
        const keys = await memory.list(prefix);
        return keys.length > 1 && prefix === 'unfinished/'
          ? inOrder([job.id, child.id].map((id) => prefix + id))
          : keys;
      };
      for (const jobKey of ['next', 'last']) {
        const next = await client.submit(questions(1), { store: { ...after(memory), list }, bodies, jobKey });
        await next.close();
      }
      const left = [...(await memory.list('')), ...bodies.sealed.keys()];
      assert.deepEqual(
        left.filter((key) => key.includes(job.id) || key.includes(child.id)),
        [],
      );
    }
  });

  test('a submit reads nothing of the other jobs of its store', async (t) => {
    const { client } = api(t);
    const memory = memoryStore();
    for (const jobKey of ['spring', 'summer', undefined]) {
      const job = await client.submit(questions(1), { store: memory, jobKey });
      await job.close();
    }
    const others = new Set(await memory.list(''));
    const used = [];
    const watched = { ...memory };
    for (const name of ['get', 'put', 'delete', 'list']) {
      watched[name] = (key, ...more) => {
        used.push([name, key]);
        return memory[name](key, ...more);
      };
    }
    const job = await client.submit(questions(1), { store: watched, jobKey: 'autumn' });
    await job.close();
    assert.deepEqual(
      used.filter(([, key]) => others.has(key)),
      [],
    );
    assert.deepEqual(
      used.filter(([name]) => name === 'list'),
      [['list', 'unfinished/']],
    );
    assert.deepEqual(await memory.list('unfinished/'), []);
  });

  test('a submit that was killed after its last step leaves a job, and the next one removes its lease alone', async (t) => {
    const { client } = api(t);
    const memory = memoryStore();
    const { dying, died } = dyingStore(memory, 'delete', (key) => key.startsWith('unfinished/'));
    void client.submit(questions(3), { store: dying, jobKey: 'summer' });
    await died;
    assert.equal((await memory.list('unfinished/')).length, 1);
    const next = await client.submit(questions(1), { store: after(memory), jobKey: 'next' });
    await next.close();
    assert.deepEqual(await memory.list('unfinished/'), []);
    const job = await client.resume({ jobKey: 'summer' }, { store: after(memory) });
    await job.wait({ until: 'created' });
    await job.close();
  });

  test('a submit that was killed before it had its key is removed by the next one', async (t) => {
    const { client } = api(t);
    const memory = memoryStore();
    const bodies = memoryBodies();
    const { dying, died } = dyingStore(memory, 'put', (key) => key.startsWith('keys/'));
    void client.submit(questions(3), { store: dying, bodies, jobKey: 'summer' });
    await died;
    const job = await client.submit(questions(3), { store: after(memory), bodies, jobKey: 'summer' });
    await job.close();
    const ids = [...(await memory.list('jobs/')).map((key) => key.split('/')[1]), ...bodies.sealed.keys()];
    assert.deepEqual([...new Set(ids.map((id) => id.split('/')[0]))], [job.id]);
  });

  test('a submit without bodies leaves what a killed one stored to a submit with bodies', async (t) => {
    const { client } = api(t);
    const memory = memoryStore();
    const bodies = memoryBodies();
    const { dying, died } = dyingStore(memory, 'put', (key) => key.endsWith('/plan'));
    void client.submit(questions(3), { store: dying, bodies });
    await died;
    const [orphan] = [...bodies.sealed.keys()];
    const without = await client.submit(questions(1), { store: after(memory) });
    await without.close();
    assert.ok(bodies.sealed.has(orphan));
    const job = await client.submit(questions(1), { store: after(memory), bodies });
    await job.close();
    assert.ok(!bodies.sealed.has(orphan));
    const others = (await memory.list('jobs/')).filter((key) => !key.includes(job.id) && !key.includes(without.id));
    assert.deepEqual(others, []);
  });

  test('a job that was forgotten elsewhere ends with job_not_found, and leaves nothing', async (t) => {
    const store = memoryStore();
    const { client } = api(t);
    const job = await client.submit(questions(2), { store });
    while (!job.state.isDriver) await new Promise((resolve) => setTimeout(resolve, 5));
    const follower = await client.resume(job.id, { store });
    const ended = failure(follower.wait());
    await job.close();
    // As forgetJob removes it.
    for (const key of await store.list(`jobs/${job.id}/`)) await store.delete(key);
    const error = await ended;
    assert.deepEqual(
      [error.code, error.jobId, error.message],
      ['job_not_found', job.id, `Job ${job.id} was removed from the store, so nothing more happens to it here.`],
    );
    await follower.close();
    assert.deepEqual(await store.list(''), []);
  });

  test('jobs are read and listed without a client', async (t) => {
    const store = memoryStore();
    const { client } = api(t);
    assert.deepEqual(await listJobs(store), []);
    const job = await client.submit(questions(3), { store, jobKey: 'summer', maxRequests: 2 });
    await job.wait();
    const child = await job.retry({ outcomes: ['done'] });
    await child.wait();
    const read = await readJob(store, { jobKey: 'summer' });
    assert.deepEqual(read.state, (await readJob(store, job.id)).state);
    assert.deepEqual(
      [read.state.id, read.state.key, read.state.status, read.state.isDriver, read.retries, read.parent],
      [job.id, 'summer', 'collected', false, [child.id], undefined],
    );
    assert.deepEqual((await read.manifest()).outcomes, { done: 3 });
    assert.deepEqual(
      (await listJobs(store)).map(({ state, parent }) => [state.id, parent]),
      [
        [job.id, undefined],
        [child.id, job.id],
      ],
    );
    assert.equal(
      (await failure(readJob(store, { jobKey: 'winter' }))).message,
      'There is no job with the key "winter" in the store.',
    );
    assert.equal((await failure(readJob(store, 'job_none'))).message, 'There is no job "job_none" in the store.');
  });

  test('a job that lost its key to another is neither listed nor driven', async (t) => {
    const store = memoryStore();
    const { client, emulator } = api(t);
    const job = await client.submit(questions(1), { store, jobKey: 'summer' });
    await job.wait();
    // A process that dies before it claims the key leaves this.
    await store.put('keys/summer', new TextEncoder().encode('job_other'));
    assert.deepEqual(await listJobs(store), []);
    const error = await failure(client.resume(job.id, { store }));
    assert.deepEqual([error.code, error.message], ['job_not_found', `There is no job "${job.id}" in the store.`]);
    assert.equal(emulator.ledger().creates.length, 1);
  });

  test('a job that is closed with a grace stores what its create came to', async (t) => {
    const store = memoryStore();
    const [arrived, answer] = [open(), open()];
    const { client, emulator } = api(t, {
      before: async (request) => {
        if (!isCreate(request)) return;
        arrived.resolve();
        await answer.promise;
      },
    });
    const job = await client.submit(questions(4), { store, maxRequests: 1, concurrency: 1 });
    await arrived.promise;
    const closing = job.close({ graceMs: 30_000 });
    answer.resolve();
    await closing;
    const { shards } = (await readJob(store, job.id)).state;
    assert.deepEqual(
      shards.map(({ state }) => state),
      ['running', 'waiting', 'waiting', 'waiting'],
    );
    assert.equal(emulator.ledger().creates.length, 1);
    const error = await failure(job.close({ graceMs: -1 }));
    assert.equal(error.message, 'graceMs: expected a whole number of milliseconds from 0 to 30000, found -1');
  });

  test('a paused job that is resumed to be canceled creates nothing', async (t) => {
    const store = memoryStore();
    const { client, emulator } = api(t, { faults: [{ fault: 'spend_limit', operation: 'create', times: 1 }] });
    const job = await client.submit(questions(2), { store, maxRequests: 1, concurrency: 1 });
    assert.equal((await failure(job.wait())).code, 'job_paused');
    await job.close();
    const paused = await client.resume(job.id, { store, continue: false });
    await paused.cancel();
    const { status, shards } = await paused.wait();
    assert.deepEqual([status, shards.map(({ state }) => state)], ['collected', ['dropped', 'dropped']]);
    assert.equal(emulator.ledger().creates.length, 1);
    const error = await failure(client.resume(job.id, { store, continue: 1 }));
    assert.equal(error.message, 'continue: expected a boolean, found 1');
  });

  test('a paused job that is resumed is not created before it went on', async (t) => {
    const store = memoryStore();
    const { client } = api(t, { faults: [{ fault: 'spend_limit', operation: 'create', times: 1 }] });
    const job = await client.submit(questions(2), { store, maxRequests: 1, concurrency: 1 });
    assert.equal((await failure(job.wait())).code, 'job_paused');
    await job.close();
    const again = await client.resume(job.id, { store, input: questions(2) });
    const { shards } = await again.wait({ until: 'created' });
    assert.ok(
      shards.every(({ batchId }) => batchId !== undefined),
      JSON.stringify(shards),
    );
    await again.close();
  });
});
