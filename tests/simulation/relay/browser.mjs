// The browser and the network up to the server. It keeps connections open. If a reused connection closes before the head of the
// answer, it resends the request by itself, unless the body is a stream.
import { SimulatedResponse, streamOf } from './response.mjs';
import { Channel } from './streams.mjs';

const MOST_COPIES = 4;

/** The possible outcomes of a copy of a request. The other side occasionally closes an idle connection. */
const ON_REUSED = {
  whole: 58,
  'never arrives': 10,
  'breaks in the middle': 7,
  'breaks after arrival': 15,
  'answer lost': 10,
};
const ON_FRESH = {
  whole: 88,
  'never arrives': 3,
  'breaks in the middle': 3,
  'breaks after arrival': 3,
  'answer lost': 3,
};

/** One for all, since it takes long to create an error with its stack. */
const GONE = new DOMException('The caller left.', 'AbortError');

const failed = () => new TypeError('Failed to fetch');

export class Browser {
  #idle;

  constructor(world, server) {
    Object.assign(this, { world, server });
    this.#idle = world.chance.between(0, 2);
  }

  /** Returns the `fetch` of a page. */
  fetch(page, url, init) {
    return new Promise((resolve, reject) => {
      if (!page.isOpen) return reject(failed());
      new Call(this, page, url, init, resolve, reject).send();
    });
  }

  /** Returns a connection for a request: a used one, if there is one. */
  connect() {
    const isReused = this.#idle > 0 && this.world.chance.yes(0.8);
    if (isReused) this.#idle -= 1;
    return isReused;
  }

  release() {
    this.#idle = Math.min(6, this.#idle + 1);
  }
}

/** One request of a page, in all the copies that the browser makes. */
class Call {
  #isOver = false;
  #copies = [];

  constructor(browser, page, url, init, resolve, reject) {
    Object.assign(this, { browser, page, url, init });
    this.world = browser.world;
    this.name = `${init.method} ${page.name}`;
    this.isStream = init.body instanceof ReadableStream;
    const leave = () => {
      this.settle(reject, failed());
      this.#leave();
    };
    page.onClose(leave);
    this.settle = (how, value) => {
      if (this.#isOver) return false;
      this.#isOver = true;
      how(value);
      return true;
    };
    Object.assign(this, { resolve, reject });
    init.signal?.addEventListener('abort', () => {
      this.settle(reject, init.signal.reason);
      this.#leave();
    });
  }

  send() {
    const { world, init } = this;
    const { chance, clock } = world;
    if (this.isStream && world.protocol !== 'h2') {
      clock.after(chance.delay(), () => this.settle(this.reject, failed()));
      return;
    }
    const isReused = this.browser.connect();
    if (!isReused && chance.yes(0.03)) {
      clock.after(chance.delay(), () => this.settle(this.reject, failed()));
      return;
    }
    if (this.isStream) world.count('stream');
    const copy = new Copy(this, isReused, this.#copies.length);
    this.#copies.push(copy);
    world.trace(`${copy.name} on a ${isReused ? 'reused' : 'fresh'} connection: ${copy.fate}`);
    if (init.body) copy.upload(init.body);
    copy.travel();
  }

  /** The connection of a copy closed before the head of its answer. */
  broken(copy) {
    if (this.#isOver || copy.isClosed) return;
    copy.isClosed = true;
    if (copy.isReused && !this.isStream && this.#copies.length < MOST_COPIES) {
      this.world.count('resend');
      if (this.init.method === 'POST') this.world.count('resend of a create');
      this.send();
      return;
    }
    this.world.trace(`${this.name}: the browser gives up`);
    this.settle(this.reject, failed());
  }

  answered(copy, answer) {
    const { world } = this;
    if (this.#isOver || copy.isClosed) {
      world.count('answer that nobody waits for');
      return;
    }
    copy.isClosed = true;
    this.browser.release();
    world.entries.push({ name: this.url, nextHopProtocol: world.protocol });
    world.trace(`${copy.name} is answered: ${answer.status}${answer.isBroken ? ', broken off' : ''}`);
    const body = answer.isBroken ? broken() : answer.text || null;
    this.settle(this.resolve, new SimulatedResponse(body, { status: answer.status, headers: answer.headers }));
  }

  /** Records copies that overtake each other. */
  arrived(copy) {
    if (copy.number < Math.max(...this.#copies.filter((one) => one.hasArrived).map(({ number }) => number))) {
      this.world.count('later copy first');
    }
    if (this.#isOver) this.world.count('arrival after the caller left');
  }

  #leave() {
    for (const copy of this.#copies) copy.leave();
  }
}

/** One copy of a request in transit, on its own connection. */
class Copy {
  isClosed = false;
  hasArrived = false;
  #controller;
  #hasDeparted = false;
  #isLeft = false;

  constructor(request, isReused, number) {
    const { world, init, url } = request;
    Object.assign(this, { request, world, isReused, number, url, method: init.method });
    this.name = `${request.name} copy ${number}`;
    this.headers = new Headers(init.headers);
    this.headers.set('sec-fetch-site', 'same-origin');
    if (init.method === 'POST') this.headers.set('origin', new URL(url).origin);
    this.fate = world.chance.weighted(isReused ? ON_REUSED : ON_FRESH);
  }

  /** Returns the sent body as text, unless it is a stream. */
  upload(body) {
    this.channel = new Channel();
    if (this.request.isStream) {
      this.#pump(body.getReader());
      return;
    }
    this.text = body;
    const bytes = new TextEncoder().encode(body);
    this.headers.set('content-length', String(bytes.length));
    const { chance } = this.world;
    const cut = chance.between(1, bytes.length - 1);
    this.pieces = chance.yes(0.5) ? [bytes] : [bytes.subarray(0, cut), bytes.subarray(cut)];
  }

  travel() {
    const { clock, chance } = this.world;
    const arrival = chance.delay();
    if (this.fate !== 'never arrives') clock.after(arrival, () => this.#arrive());
    if (this.fate === 'never arrives' || this.fate === 'breaks in the middle') this.#breakAfter(chance.delay());
    // The browser may learn of it before the copy arrives, if the copy is late or a proxy holds it.
    if (this.fate === 'breaks after arrival')
      this.#breakAfter(chance.yes(0.3) ? chance.delay() : arrival + chance.delay());
  }

  #breakAfter(ms) {
    this.world.clock.after(ms, () => this.request.broken(this));
  }

  #arrive() {
    const { clock, chance, count } = this.world;
    // A caller who left has closed the connection, unless a proxy has already accepted the request.
    if (this.#isLeft && !chance.yes(0.4)) return;
    this.hasArrived = true;
    this.request.arrived(this);
    this.arrivedAt = clock.now;
    this.world.trace(`${this.name} arrives`);
    this.world.judge.arrived(this);
    if (this.pieces) this.#push(this.pieces);
    else if (this.fate === 'breaks in the middle' && this.channel) {
      clock.after(chance.between(0, 20), () => this.#breakBody());
    }
    if (this.fate === 'breaks after arrival' && chance.yes(0.5)) clock.after(chance.delay(), () => this.#depart());
    if (this.method === 'POST' && this.headers.has('idempotency-key')) count('create with a key');
    this.request.browser.server.take(this);
  }

  #push(pieces) {
    const { clock, chance } = this.world;
    let at = 0;
    const last = this.fate === 'breaks in the middle' ? pieces.length - 1 : pieces.length;
    for (const piece of pieces.slice(0, last)) {
      at += chance.between(0, 20);
      clock.after(at, () => this.channel.push(piece));
    }
    // If the length of a body is declared, its last byte is the end.
    if (last === pieces.length) clock.after(at, () => this.channel.end());
    else clock.after(at + chance.between(0, 20), () => this.#breakBody());
  }

  #breakBody() {
    this.channel.fail('The connection closed.');
    this.#depart();
  }

  async #pump(reader) {
    const { clock, chance } = this.world;
    try {
      for (;;) {
        await clock.sleep(chance.between(0, 20));
        // Nothing is read for a connection that is closed.
        if (this.isClosed) {
          this.channel.fail('The connection closed.');
          reader.cancel().catch(() => undefined);
          return;
        }
        const { done, value } = await reader.read();
        if (done) break;
        this.channel.push(Uint8Array.from(value));
      }
      if (this.fate !== 'breaks in the middle') this.channel.end();
    } catch (error) {
      this.channel.fail('The stream failed.');
      this.request.settle(this.request.reject, error);
    }
  }

  /** The server learns that the caller has left. */
  #depart() {
    this.#hasDeparted = true;
    this.#controller?.abort(GONE);
  }

  get signal() {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#hasDeparted) this.#controller.abort(GONE);
    }
    return this.#controller.signal;
  }

  /** The page stops waiting. */
  leave() {
    if (this.#isLeft) return;
    this.#isLeft = true;
    this.isClosed = true;
    const { clock, chance } = this.world;
    if (chance.yes(0.3)) return;
    clock.after(chance.delay(), () => {
      if (this.channel && !this.channel.isWhole) this.channel.fail('The connection closed.');
      this.#depart();
    });
  }

  /** The server closes the connection without an answer. */
  close() {
    this.world.clock.after(this.world.chance.delay(), () => this.request.broken(this));
  }

  reply(answer) {
    const { clock, chance, judge } = this.world;
    judge.answered(this, answer);
    const isLost = this.fate !== 'whole';
    clock.after(chance.delay(), () => {
      if (isLost) this.request.broken(this);
      else this.request.answered(this, chance.yes(0.02) ? { ...answer, isBroken: true } : answer);
    });
  }
}

const broken = () => streamOf([], new TypeError('network error'));
