// The servers that a page calls: the relay, or an older server without keys.
import { Process } from './process.mjs';
import { SimulatedResponse } from './response.mjs';
import { Body } from './streams.mjs';

/** The relay: isolates that pass calls on and end when they are replaced, and behind them an object for each key. */
export class Relay {
  #fronts = [];

  constructor(world) {
    this.world = world;
    this.deploy();
  }

  /** Starts two isolates that serve from now on. Calls in the old ones continue there; objects start again. */
  deploy() {
    this.#fronts = [0, 1].map((place) => this.#front(place));
  }

  #front(place) {
    const { world } = this;
    const process = new Process(world, `isolate ${place}`);
    const env = {
      ANTHROPIC_API_KEY: 'sk-ant-simulated',
      UPSTREAM: world.upstream.base,
      RELAY_TOKEN: 'the-token-of-the-relay',
      CREATES: world.objects.namespaceFor(process),
      ASSETS: undefined,
    };
    return { process, env, worker: world.isolate(process).default };
  }

  /** One of the isolates ends, and another one replaces it. */
  endFront() {
    const place = this.world.chance.below(2);
    const [front] = this.#fronts.splice(place, 1, this.#front(place));
    this.world.trace(`${front.process.name} ends`);
    front.process.end();
  }

  take(copy) {
    const { process, env, worker } = this.world.chance.pick(this.#fronts);
    const forget = process.onEnd(() => {
      copy.channel?.fail('The isolate ended.');
      copy.close();
    });
    const { method, url, headers } = copy;
    const body = copy.channel && new Body(copy.channel, process);
    // Most code never uses the signal, which takes long to create.
    const request = {
      ...{ method, url, headers, body },
      get signal() {
        return copy.signal;
      },
    };
    const isOver = (act) => {
      if (!process.isAlive) return;
      forget();
      act();
    };
    worker.fetch(request, env, { waitUntil: () => undefined }).then(
      (response) => isOver(() => answer(copy, response)),
      (error) =>
        isOver(() => {
          this.world.judge.blame('the relay threw', String(error?.stack ?? error));
          copy.close();
        }),
    );
  }
}

/** A server that passes calls on unchanged, without support for keys. */
export class PlainServer {
  constructor(world) {
    this.world = world;
    this.process = new Process(world, 'plain server');
  }

  take(copy) {
    const { process, world } = this;
    const { method, headers, channel, signal } = copy;
    const up = new Headers();
    const length = headers.get('content-length');
    if (length !== null) up.set('content-length', length);
    const { pathname, search } = new URL(copy.url);
    const body = channel && new Body(channel, process);
    process.fetch(world.upstream.base + pathname + search, { method, headers: up, body, signal }).then(
      (response) => answer(copy, response),
      () => answer(copy, new SimulatedResponse('Bad gateway', { status: 502 })),
    );
  }

  deploy() {}
  endFront() {}
}

/** Passes an answer on, complete or interrupted. */
async function answer(copy, response) {
  const { status, headers } = response;
  let text = '';
  let isBroken = false;
  try {
    text = await response.text();
  } catch {
    isBroken = true;
  }
  copy.reply({ status, headers, text, isBroken });
}
