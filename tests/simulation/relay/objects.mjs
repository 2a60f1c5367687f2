// Durable Objects: one instance of each at a time, a disk that outlives it, and messages that wait for the disk.
import { Process } from './process.mjs';
import { Body } from './streams.mjs';

const never = () => new Promise(() => {});

/** The data on the disk of one object. */
class Disk {
  values = new Map();
  alarm = null;
}

/** The storage of one instance. Writes are visible at once and reach the disk later, one after another. */
class Storage {
  #instance;
  #values;
  #writes = [];
  #lastAt = 0;

  constructor(instance) {
    this.#instance = instance;
    this.#values = new Map(instance.disk.values);
  }

  async get(name) {
    await this.#takesTime();
    return structuredClone(this.#values.get(name));
  }

  async put(name, value) {
    const copy = structuredClone(value);
    this.#values.set(name, copy);
    this.#write((disk) => disk.values.set(name, copy));
  }

  async deleteAll() {
    this.#values.clear();
    this.#write((disk) => disk.values.clear());
  }

  async setAlarm(time) {
    this.#write((disk) => {
      disk.alarm = time;
      this.#instance.objects.ring(this.#instance.name, time);
    });
  }

  async deleteAlarm() {
    this.#write((disk) => {
      disk.alarm = null;
    });
  }

  /** Settles when all previous writes have reached the disk. */
  async sync() {
    if (this.#writes.length > 0) await new Promise((resolve) => this.#writes.at(-1).waiting.push(resolve));
    if (!this.#instance.process.isAlive) await never();
    this.#instance.risk();
  }

  async #takesTime() {
    const { clock, chance } = this.#instance.objects.world;
    await clock.sleep(chance.between(0, 5));
    if (!this.#instance.process.isAlive) await never();
    this.#instance.risk();
  }

  #write(apply) {
    const { clock, chance, plan } = this.#instance.objects.world;
    const write = { apply, waiting: [] };
    this.#writes.push(write);
    const takes = plan.isDiskSlow || chance.yes(0.1) ? chance.between(100, 3000) : chance.between(0, 20);
    this.#lastAt = Math.max(this.#lastAt, clock.now + takes);
    clock.after(this.#lastAt - clock.now, () => {
      if (!this.#instance.process.isAlive) return;
      this.#writes.shift();
      apply(this.#instance.disk);
      for (const resolve of write.waiting) resolve();
    });
    this.#instance.risk();
  }

  /** The process has ended: of the pending writes, only some of the first reached the disk. */
  breakOff() {
    const { chance } = this.#instance.objects.world;
    const arrived = chance.yes(0.5) ? 0 : chance.between(0, this.#writes.length);
    for (const { apply } of this.#writes.slice(0, arrived)) apply(this.#instance.disk);
  }
}

/** One life of one object. */
class Instance {
  /** The reject functions of the calls in progress, used if it ends. */
  calls = new Set();
  creates = 0;

  constructor(objects, name, disk) {
    const { world } = objects;
    Object.assign(this, { objects, name, disk });
    this.process = new Process(world, `object ${objects.nameOf(name)}`);
    this.process.isKeyed = true;
    this.process.onStored = () => this.risk(2);
    this.process.beforeFetch = async () => {
      await this.gate();
      this.risk();
    };
    const storage = new Storage(this);
    this.storage = storage;
    const ctx = {
      storage,
      waitUntil: () => undefined,
      blockConcurrencyWhile: (work) => {
        this.ready = work();
      },
    };
    const { KeyedCreate } = world.isolate(this.process);
    this.object = new KeyedCreate(ctx, {});
    this.process.onEnd(() => {
      storage.breakOff();
      for (const reject of this.calls) reject(new Error('The Durable Object was reset.'));
    });
  }

  /** Output gate: outgoing messages wait until all previous writes are on the disk. Some runs have no gates. */
  async gate() {
    if (this.objects.world.plan.hasGates) await this.storage.sync();
  }

  /** Called after each await: in some runs the process ends here. */
  risk(times = 1) {
    const { chance, clock, plan } = this.objects.world;
    if (plan.restartRate > 0 && chance.yes(plan.restartRate * times)) {
      const soon = chance.yes(0.5) ? chance.between(0, 3) : chance.between(0, 600);
      clock.after(soon, () => this.objects.restart(this.name));
    }
  }
}

export class Objects {
  #disks = new Map();
  #instances = new Map();
  #names = [];

  constructor(world) {
    this.world = world;
  }

  /** Returns the namespace as a process sees it. */
  namespaceFor(caller) {
    const get = (name) => ({
      fetch: (url, { method, headers, body, signal }) =>
        this.#call(name, caller, (instance) => {
          const own = body && new Body(body.channel, instance.process);
          return this.#create(instance, { url, method, headers: new Headers(headers), body: own, signal });
        }),
      lookUp: () => this.#call(name, caller, (instance) => instance.object.lookUp()),
    });
    return { idFromName: (name) => name, get };
  }

  /** Returns a name for the trace that is the same in every run. */
  nameOf(name) {
    if (!this.#names.includes(name)) this.#names.push(name);
    return this.#names.indexOf(name);
  }

  restart(name) {
    const instance = this.#instances.get(name);
    if (instance === undefined) return;
    this.world.trace(`${instance.process.name} restarts, ${instance.creates} creates under way`);
    if (instance.creates > 0) this.world.count('restart while open');
    this.#instances.delete(name);
    instance.process.end();
  }

  restartAll() {
    for (const name of [...this.#instances.keys()]) this.restart(name);
  }

  ring(name, time) {
    const { clock, count } = this.world;
    clock.after(time - clock.now, () => {
      const disk = this.#disks.get(name);
      if (disk.alarm !== time) return;
      count('alarm');
      disk.alarm = null;
      this.#alarm(name);
    });
  }

  /** Runs at least once: an alarm is repeated after a failure. */
  #alarm(name) {
    const alarm = this.#call(name, { isAlive: true }, (instance) => instance.object.alarm());
    alarm.catch(() => this.world.clock.after(2000, () => this.#alarm(name)));
  }

  async #create(instance, request) {
    if (instance.creates > 0) this.world.count('arrival while open');
    instance.creates += 1;
    try {
      return await instance.object.fetch(request);
    } finally {
      instance.creates -= 1;
    }
  }

  /** Performs `work` in the object, as a call from another process. */
  #call(name, caller, work) {
    const { clock, chance } = this.world;
    return new Promise((resolve, reject) => {
      const answer = (settle) => (value) => clock.after(chance.between(0, 5), () => caller.isAlive && settle(value));
      clock.after(chance.between(0, 5), () =>
        this.#perform(this.#instance(name), work, answer(resolve), answer(reject)),
      );
    });
  }

  async #perform(instance, work, resolve, reject) {
    instance.calls.add(reject);
    const settle = (how, value) => {
      if (instance.process.isAlive && instance.calls.delete(reject)) how(value);
    };
    try {
      await instance.ready;
      const value = await work(instance);
      await instance.gate();
      settle(resolve, value);
    } catch (error) {
      settle(reject, error);
    }
  }

  #instance(name) {
    let instance = this.#instances.get(name);
    if (instance === undefined) {
      const disk = this.#disks.get(name) ?? new Disk();
      this.#disks.set(name, disk);
      instance = new Instance(this, name, disk);
      this.#instances.set(name, instance);
    }
    return instance;
  }
}
