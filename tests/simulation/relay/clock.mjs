// Time that passes only when there is nothing left to do, and the globals through which client and relay access it.

import { streamOf } from './response.mjs';

const real = { Date, setTimeout, clearTimeout, setImmediate, random: Math.random, Blob: globalThis.Blob };
const settled = () => new Promise((resolve) => real.setImmediate(resolve));

export const START_MS = Date.parse('2026-11-01T00:00:00Z');

export class Clock {
  now = START_MS;
  /** Work of other threads in progress: time stops until it is done. */
  busy = 0;
  #count = 0;
  /** Latest first. */
  #events = [];

  /** Performs `work` after this delay. Returns the argument for `cancel`. */
  after(ms, work) {
    const event = { at: this.now + Math.max(0, Math.ceil(Number(ms) || 0)), order: this.#count++, work };
    const events = this.#events;
    let place = events.length;
    while (place > 0 && isBefore(events[place - 1], event)) place--;
    events.splice(place, 0, event);
    return event;
  }

  cancel(event) {
    if (event) event.work = undefined;
  }

  /** The number of scheduled events. */
  get pending() {
    return this.#events.filter(({ work }) => work !== undefined).length;
  }

  sleep(ms) {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /**
   * Performs events in order, until a time or until `isOver`. Between two events, all promises settle that do not depend on a
   * later event.
   */
  async run(untilMs, isOver = () => false) {
    await this.#rest();
    for (let event = this.#next(isOver); event && event.at <= untilMs; event = this.#next(isOver)) {
      if (event.work === undefined) continue;
      this.now = event.at;
      event.work();
      await this.#rest();
    }
  }

  #next(isOver) {
    return isOver() ? undefined : this.#events.pop();
  }

  async #rest() {
    do await settled();
    while (this.busy > 0);
  }
}

const isBefore = (a, b) => a.at < b.at || (a.at === b.at && a.order < b.order);

/** The world that the globals belong to. */
let current;

class SimulatedDate extends real.Date {
  constructor(...args) {
    if (args.length === 0) super(SimulatedDate.now());
    else super(...args);
  }

  /** The clock of the machine that runs the code, which may be wrong. */
  static now() {
    return current.clock.now + (current.skewMs ?? 0);
  }
}

/**
 * A Blob whose bytes are available immediately: those of Node pass through its event loop, in an order that the simulation does
 * not control.
 */
export class SimulatedBlob {
  #bytes;

  constructor(parts = [], { type = '' } = {}) {
    this.#bytes = Buffer.concat(parts.map(bytesOf));
    this.size = this.#bytes.length;
    this.type = type;
  }

  slice(start, end) {
    return new SimulatedBlob([this.#bytes.subarray(start, end)]);
  }

  async arrayBuffer() {
    return Uint8Array.from(this.#bytes).buffer;
  }

  async text() {
    return this.#bytes.toString();
  }

  stream() {
    return streamOf(this.size > 0 ? [Uint8Array.from(this.#bytes)] : []);
  }

  get [Symbol.toStringTag]() {
    return 'Blob';
  }

  static bytesOf = (blob) => blob.#bytes;
}

function bytesOf(part) {
  if (part instanceof SimulatedBlob) return SimulatedBlob.bytesOf(part);
  if (typeof part === 'string') return Buffer.from(part);
  return ArrayBuffer.isView(part) ? Buffer.from(part.buffer, part.byteOffset, part.byteLength) : Buffer.from(part);
}

/** Replaces the globals by those of the world while `work` runs. They include a page if the world belongs to one. */
export async function within(world, work) {
  const { getRandomValues } = crypto;
  const { getEntriesByType, now } = performance;
  const { MessageChannel } = globalThis;
  current = world;
  globalThis.Date = SimulatedDate;
  globalThis.Blob = SimulatedBlob;
  globalThis.setTimeout = (work, ms, ...args) => current.clock.after(ms, () => work(...args));
  globalThis.clearTimeout = (timer) => current.clock.cancel(timer);
  Math.random = () => current.noise.next();
  crypto.getRandomValues = (bytes) =>
    bytes.map((_, place) => {
      bytes[place] = current.noise.below(256);
      return bytes[place];
    });
  // Messages pass through Node's event loop. Without them a turn is a timer, which the simulation controls.
  globalThis.MessageChannel = undefined;
  performance.getEntriesByType = () => current.entries;
  performance.now = () => current.clock.now - START_MS;
  if (world.isPage) globalThis.document = {};
  try {
    return await work();
  } finally {
    Object.assign(globalThis, { Date: real.Date, Blob: real.Blob, MessageChannel });
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    Math.random = real.random;
    Object.assign(crypto, { getRandomValues });
    Object.assign(performance, { getEntriesByType, now });
    delete globalThis.document;
    current = undefined;
  }
}
