// A process that drives a job. When it dies, none of its work in progress continues: no call, no write, no promise.
import { memoryBodies } from './bodies.mjs';
import { has } from './plan.mjs';

/** Must never leave the client. */
export const SECRET = 'sk-ant-the-secret-of-the-user';

const never = () => new Promise(() => {});

export class Host {
  isAlive = true;
  /** No failures occur. */
  isCalm = false;
  #onEnd = () => {};
  /** Resolves to `dead`. */
  ended = new Promise((resolve) => {
    this.#onEnd = () => resolve('dead');
  });

  /** The number of listings that its jobs requested, and of those that were made. */
  asked = 0;
  listed = 0;

  constructor(world, number) {
    Object.assign(this, { world, number, name: `host ${number}` });
    const { parts, plant, network, base } = world;
    this.store = plant.store?.(this.#store(), world) ?? this.#store();
    this.bodies = world.plan.hasBodies ? this.#bodies() : undefined;
    const send = (url, init) => network.fetch(this, url, init);
    const fetch = plant.fetch?.(send, world) ?? send;
    this.client = new parts.BatchClient({ apiKey: SECRET, baseURL: base, fetch });
  }

  end() {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.world.trace(`${this.name} dies`);
    if (this.asked > this.listed) this.world.count('shared look');
    this.#onEnd();
  }

  /** Returns the options of every job in this process. */
  options() {
    const { judge } = this.world;
    return {
      store: this.store,
      bodies: this.bodies,
      onEvent: (event) => {
        if (event.name === 'list') this.asked += 1;
        judge.saw('an event', event);
        this.world.trace(`${this.name}: ${event.name} ${event.shard ?? ''} ${event.batchId ?? ''} ${event.code ?? ''}`);
      },
      tracer: {
        startSpan: (name, options) => {
          judge.saw('a span', [name, options]);
          return {
            setAttribute: (...attribute) => judge.saw('a span', attribute),
            setStatus: (status) => judge.saw('a span', status),
            end: () => undefined,
          };
        },
      },
    };
  }

  #mayDie(where) {
    const { world } = this;
    const { plan, chance } = world;
    if (this.isCalm || world.deathsLeft === 0 || !has(plan, 'deaths') || !chance.yes(plan.deathRate)) return;
    world.deathsLeft -= 1;
    world.count(`death ${where}`);
    this.end();
  }

  /** Performs `work` on a disk: this takes time, may fail, and the process may die before and after it. */
  async #onDisk(what, work, isWrite) {
    const { clock, chance, plan, count } = this.world;
    if (this.isCalm) return work();
    if (!this.isAlive) return never();
    await clock.sleep(chance.yes(0.02) ? chance.between(100, 20_000) : chance.between(0, 3));
    if (!this.isAlive) return never();
    this.#mayDie(`before ${what}`);
    if (!this.isAlive) return never();
    const fails = has(plan, 'store faults') && chance.yes(plan.storeFaultRate);
    const isDone = !fails || (isWrite && chance.yes(0.5));
    const result = isDone ? await work() : undefined;
    this.#mayDie(`after ${what}`);
    if (!this.isAlive) return never();
    if (!fails) return result;
    count(isDone ? 'write reported as failed' : 'store fails');
    throw new Error('The disk failed.');
  }

  #store() {
    const { store } = this.world;
    const { judge } = this.world;
    return {
      get: (key) => this.#onDisk('a read', () => store.get(key), false),
      put: (key, value, options) =>
        this.#onDisk(
          'a write',
          () => {
            judge.stores(key, value);
            return store.put(key, value, options);
          },
          true,
        ),
      delete: (key, options) => this.#onDisk('a delete', () => store.delete(key, options), true),
      list: (prefix) => this.#onDisk('a read', () => store.list(prefix), false),
    };
  }

  #bodies() {
    return memoryBodies(this.world.bodies, (work) => (this.isAlive ? Promise.resolve(work()) : never()));
  }
}
