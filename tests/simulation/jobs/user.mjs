// The user who wants the results: submits, returns after each death, answers the questions of the job, and retries failed
// requests.
import { Host } from './host.mjs';
import { COMPANION, TEXT } from './judge.mjs';
import { has } from './plan.mjs';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const KEY = 'summer';

const STORE_FAILS = 'The disk failed.';

const PLANNED = ['JobError', 'ConnectionError', 'ApiError', 'ResponseError'];

/** The number of processes of a job that also have other jobs. */
const MOST_ACCOMPANIED = 20;

const requestOf = (custom_id) => ({
  custom_id,
  params: {
    model: 'claude-haiku-4-5',
    max_tokens: 1000,
    messages: [{ role: 'user', content: `${TEXT} ${custom_id}` }],
  },
});

export class User {
  /** Running processes. */
  hosts = new Set();

  constructor(world) {
    this.world = world;
    this.ids = Array.from({ length: world.plan.requests }, (_, index) => `r-${index}`);
    this.input = this.ids.map(requestOf);
  }

  /** Acts from the submit to the last record. */
  async act() {
    const { world } = this;
    await this.#drive(async (host) => {
      const job = await (this.id === undefined ? this.#submit(host) : this.#resume(host, this.id));
      this.id = job.id;
      return job;
    });
    const isRetried = world.plan.isRetried && !world.wasCanceled;
    if (isRetried) await this.#retry();
    for (const host of this.hosts) host.end();
  }

  /** Checks the result of the job, without failures and in real time. */
  async inspect() {
    const host = this.#host();
    host.isCalm = true;
    const job = await host.client.resume(this.id, host.options());
    await job.wait();
    await this.world.judge.ended(job, this.ids);
    host.end();
  }

  /** Another process takes the job from a running one. */
  async second() {
    const { plan, isOver } = this.world;
    // Without a key, a second submit is a second job.
    if (!(plan.hasKey || this.id) || !this.open || isOver) return;
    const host = this.#host();
    this.world.count('second driver');
    const job = await Promise.race([this.open(host), host.ended]).catch(() => host.end());
    if (!host.isAlive) return;
    host.job = job;
    job.wait().catch(() => undefined);
    await Promise.race([this.#sleep(MINUTE, 2 * HOUR), host.ended]);
    host.end();
  }

  #host() {
    const { world } = this;
    world.hosts += 1;
    const host = new Host(world, world.hosts);
    this.hosts.add(host);
    host.ended.then(() => this.hosts.delete(host));
    return host;
  }

  /** Runs other jobs in a process, which share their looks with the judged one. They end with the process. */
  #accompany(host) {
    // Their batches may resemble those of uncertain creates. If the disk of a job failed repeatedly and each of its processes
    // created some, the job would get candidates faster than it can compare them.
    if (host.number > MOST_ACCOMPANIED) return;
    const { judge, plan, parts } = this.world;
    const { ambiguity, settleMs, maxRequests } = plan;
    for (const [place, shards] of plan.companions.entries()) {
      const ids = Array.from(
        { length: shards * maxRequests },
        (_, index) => `${COMPANION}-${host.number}-${place}-${index}`,
      );
      const options = { ...host.options(), bodies: undefined, store: parts.memoryStore(), validate: false };
      const attend = async () => {
        const job = await host.client.submit(ids.map(requestOf), { ...options, ambiguity, settleMs, maxRequests });
        await job.wait();
        await judge.accompanied(job, ids);
      };
      attend().catch((error) => {
        // Nobody decides for them, resumes a job that a spend limit paused, or returns after a call that failed permanently.
        if (!PLANNED.includes(error.name)) judge.blame('a companion fails', error.stack);
      });
    }
  }

  #sleep(least, most) {
    const { clock, chance } = this.world;
    return clock.sleep(chance.yes(0.5) ? chance.between(1, Math.min(most, 2 * MINUTE)) : chance.between(least, most));
  }

  #submit(host) {
    const { plan } = this.world;
    const { ambiguity, settleMs, maxRequests, concurrency, isPrimed } = plan;
    return host.client.submit(this.input, {
      ...host.options(),
      jobKey: plan.hasKey ? KEY : undefined,
      ...{ ambiguity, settleMs, maxRequests, concurrency },
      sharedPrefix: isPrimed ? 'primer' : undefined,
      validate: plan.isChecked,
    });
  }

  async #resume(host, id) {
    const { plan, chance } = this.world;
    const isByKey = plan.hasKey && id !== this.child && chance.yes(0.5);
    const input = plan.hasBodies ? undefined : await this.#inputOf(id);
    return host.client.resume(isByKey ? { jobKey: KEY } : id, { ...host.options(), input });
  }

  /** Returns the requests of a job: all, or those of a retry. */
  async #inputOf(id) {
    if (id !== this.child) return this.input;
    const { store } = this.world;
    const names = (await store.list(`jobs/${id}/ids/`)).length;
    const ids = [];
    for (let shard = 0; shard < names; shard++) ids.push(...(await this.#idsOf(id, shard)));
    return this.input.filter(({ custom_id }) => ids.includes(custom_id));
  }

  async #idsOf(job, shard) {
    const { value } = await this.world.store.get(`jobs/${job}/ids/${shard}`);
    return JSON.parse(new TextDecoder().decode(value.subarray(1)));
  }

  /** Drives a job in successive processes until it is collected. */
  async #drive(open) {
    const { world } = this;
    this.open = open;
    for (;;) {
      const host = this.#host();
      const how = await this.#attend(host, open).catch((error) => {
        this.#expect(error);
        return 'failed';
      });
      if (how === 'collected') return host;
      host.end();
      world.count(how);
      await this.#sleep(SECOND, 30 * MINUTE);
    }
  }

  async #attend(host, open) {
    this.#accompany(host);
    const job = await Promise.race([open(host), host.ended]);
    if (!host.isAlive) return 'dead';
    host.job = job;
    for (;;) {
      const waited = job.wait().then(
        () => 'collected',
        (error) => ({ error }),
      );
      const how = await Promise.race([waited, host.ended]);
      if (typeof how === 'string') return how;
      const { error } = how;
      if (error.code === 'job_closed') return 'closed';
      if (error.code === 'job_paused') {
        this.world.count('paused');
        await Promise.race([this.#sleep(MINUTE, HOUR), host.ended]);
        await Promise.race([job.close(), host.ended]);
        return 'continued';
      }
      if (error.code !== 'job_undecided') throw error;
      await Promise.race([this.#decide(host, job, error.shards), host.ended]);
    }
  }

  async #decide(host, job, shards) {
    const { world } = this;
    const { judge, network, plan } = world;
    if (plan.ambiguity !== 'ask') judge.blame('asked', `about ${shards}`);
    world.count('asked');
    for (const shard of shards) {
      const [id] = await this.#idsOf(job.id, shard);
      const isPending = () => [...network.pending].some((call) => call.body.includes(`"${id}"`));
      while (isPending()) await world.clock.sleep(MINUTE);
      const batch = judge.batchOf(id);
      world.trace(`${host.name} decides about ${shard}: ${batch ?? 'create'}`);
      try {
        if (batch) await job.decide(shard, 'adopt', batch);
        else await job.decide(shard, 'create');
      } catch (error) {
        // The network failed, or another driver was first.
        if (!['ConnectionError', 'ApiError', 'JobError', 'ResponseError'].includes(error.name)) throw error;
        await world.clock.sleep(MINUTE);
      }
    }
  }

  async #retry() {
    const { world } = this;
    const { count } = world;
    world.phase = 'retry';
    world.count('retry');
    await this.#drive(async (host) => {
      if (this.child) return this.#resume(host, this.child);
      const root = await this.#resume(host, this.id);
      await root.wait();
      const [known] = (await root.manifest()).retries;
      this.child = known;
      if (known) return this.#resume(host, known);
      try {
        const child = await root.retry();
        this.child = child.id;
        return child;
      } catch (error) {
        if (error.code !== 'job_nothing_to_retry') throw error;
        count('nothing to retry');
        return root;
      }
    });
  }

  /** Asserts that only planned failures occur. */
  #expect(error) {
    const { judge, plan } = this.world;
    const isPlanned = has(plan, 'store faults') && error.message === STORE_FAILS;
    // Reading results for a retry is not repeated.
    const isOfNetwork =
      this.world.phase === 'retry' && ['ConnectionError', 'ApiError', 'ResponseError'].includes(error.name);
    if (!isPlanned && !isOfNetwork) judge.blame('an error', String(error.stack ?? error));
  }
}
