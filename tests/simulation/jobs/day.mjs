// Several jobs in one process or page, against the emulator, with a virtual clock: which API calls they make, and when.
import { createEmulator } from '../../../dist/emulator.js';
import { Chance } from '../relay/chance.mjs';
import { Clock, START_MS, within } from '../relay/clock.mjs';
import { withoutThreads } from './threads.mjs';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

const BATCHES = '/v1/messages/batches';
const LATENCY_MS = 20;

export class Day {
  /** Each call, in order: `{ ms, key, what }`. */
  calls = [];
  /** Calls that were aborted before they were answered. */
  aborted = [];
  clock = new Clock();
  page = undefined;

  constructor({ parts }, options = {}) {
    this.parts = parts;
    const now = () => this.clock.now;
    this.emulator = createEmulator({ now, seed: 1, processingMs: 24 * HOUR, validator: false, ...options });
  }

  /** Answers a call. A test may replace it. */
  answer = (_call, serve) => serve();

  /** Performs `act`, and then stops the time. */
  async run(act) {
    const world = { clock: this.clock, noise: new Chance(7), entries: [], isPage: false };
    return withoutThreads(() =>
      within(world, async () => {
        let end;
        act().then(
          () => {
            end = {};
          },
          (error) => {
            end = { error };
          },
        );
        await this.clock.run(START_MS + 30 * 24 * HOUR, () => end !== undefined);
        if (!end) throw new Error('nothing is planned any more, and the test has not ended');
        if ('error' in end) throw end.error;
      }),
    );
  }

  /** As `run`, in a page that `this.page` hides and takes offline. */
  async runInPage(act) {
    this.page = new Page();
    const names = Object.keys(this.page.globals);
    const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
    for (const name of names) {
      Object.defineProperty(globalThis, name, { value: this.page.globals[name], configurable: true });
    }
    try {
      return await this.run(act);
    } finally {
      for (const [place, name] of names.entries()) {
        if (before[place]) Object.defineProperty(globalThis, name, before[place]);
        else delete globalThis[name];
      }
    }
  }

  client(options = {}) {
    const { fetch } = this;
    // A relay, since a page may create batches through it.
    const baseURL = 'https://relay.example';
    return new this.parts.BatchClient({ apiKey: 'one', baseURL, fetch, maxRetries: 0, allowResend: true, ...options });
  }

  fetch = (url, init) => this.#fetch(url, init);

  get now() {
    return this.clock.now;
  }

  sleep(ms) {
    return this.clock.sleep(ms);
  }

  /** Returns the calls of a kind, such as `list`. */
  of(what, isWanted = () => true) {
    return this.calls.filter((call) => call.what === what && isWanted(call));
  }

  async #fetch(url, init) {
    const key = new Headers(init.headers).get('authorization')?.replace('Bearer ', '');
    const call = { ms: this.now, key, what: whatOf(init.method, new URL(url).pathname), body: init.body };
    this.calls.push(call);
    const { signal } = init;
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => {
        this.aborted.push(call);
        reject(signal.reason);
      });
      const serve = async () => {
        await this.sleep(LATENCY_MS);
        return this.#serve(url, init);
      };
      this.answer(call, serve).then(resolve, reject);
    });
  }

  async #serve(url, { method, headers, body }) {
    this.clock.busy += 1;
    try {
      const response = await this.emulator.fetch(url, { method, headers, body });
      const bytes = new Uint8Array(await response.arrayBuffer());
      response.headers.set('date', new Date(this.now).toUTCString());
      return new Response(bytes, response);
    } finally {
      this.clock.busy -= 1;
    }
  }
}

function whatOf(method, path) {
  if (path === BATCHES) return method === 'POST' ? 'create' : 'list';
  if (path.endsWith('/results')) return 'results';
  return path.endsWith('/cancel') ? 'cancel' : 'retrieve';
}

/** The browser APIs of a page. */
class Page {
  #navigator = { onLine: true };
  #window = new EventTarget();
  #document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  #channels = new Set();

  get globals() {
    const channels = this.#channels;
    class BroadcastChannel {
      constructor(name) {
        this.name = name;
        channels.add(this);
      }
      postMessage(data) {
        for (const other of channels) if (other !== this && other.name === this.name) other.onmessage?.({ data });
      }
      close() {
        channels.delete(this);
      }
    }
    return {
      navigator: this.#navigator,
      document: this.#document,
      addEventListener: this.#window.addEventListener.bind(this.#window),
      removeEventListener: this.#window.removeEventListener.bind(this.#window),
      BroadcastChannel,
    };
  }

  connect(isOnline) {
    this.#navigator.onLine = isOnline;
    this.#window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'));
  }

  show(isVisible) {
    this.#document.visibilityState = isVisible ? 'visible' : 'hidden';
    this.#document.dispatchEvent(new Event('visibilitychange'));
  }
}

/** Returns `count` requests. */
export const requestsOf = (name, count) =>
  Array.from({ length: count }, (_, index) => ({
    custom_id: `${name}-${index}`,
    params: { model: 'claude-haiku-4-5', max_tokens: 10, messages: [{ role: 'user', content: 'Hi.' }] },
  }));

/** Submits a job of `count` batches of one request each. */
export const submit = (client, name, count, options = {}) =>
  client.submit(requestsOf(name, count), { maxRequests: 1, validate: false, ...options });
