// Bodies in transit, and the streams of workerd that Node does not have.
import { createHash } from 'node:crypto';

const never = () => new Promise(() => {});

/** Bytes in transit from one machine to another: they arrive in pieces, followed by the end, or by nothing. */
export class Channel {
  #pieces = [];
  #end;
  #wake = () => {};
  /** The receiver has left: writing fails. */
  isAbandoned = false;

  push(bytes) {
    if (this.#end) return;
    this.#pieces.push(bytes);
    this.#wake();
  }

  end() {
    this.#end ??= { done: true, value: undefined };
    this.#wake();
  }

  fail(message) {
    this.#end ??= { error: new TypeError(message) };
    this.#wake();
  }

  /** Whether all bytes have arrived. */
  get isWhole() {
    return this.#end?.done === true;
  }

  async take(longest = Number.POSITIVE_INFINITY) {
    while (this.#pieces.length === 0 && !this.#end) {
      await new Promise((resolve) => {
        this.#wake = resolve;
      });
    }
    const piece = this.#pieces.shift();
    if (piece) {
      if (piece.length > longest) this.#pieces.unshift(piece.subarray(longest));
      return { done: false, value: piece.subarray(0, longest) };
    }
    if (this.#end.error) throw this.#end.error;
    return this.#end;
  }
}

/**
 * A channel as a process sees it: the part of ReadableStream that the relay uses. A process that has ended receives nothing more.
 */
export class Body {
  constructor(channel, process) {
    this.channel = channel;
    this.process = process;
  }

  getReader() {
    const { channel, process } = this;
    const read = async (view) => {
      const piece = await channel.take(view?.byteLength).finally(() => (process.isAlive ? undefined : never()));
      if (view === undefined) return piece;
      if (piece.done) return { done: true, value: view.subarray(0, 0) };
      view.set(piece.value);
      return { done: false, value: view.subarray(0, piece.value.length) };
    };
    return { read, cancel: async () => undefined };
  }

  async cancel() {}
}

/** The streams of one process: a writer waits until its bytes have been read, as in workerd. */
export function streamsOf(process) {
  class Identity {
    constructor(length) {
      const channel = new Channel();
      let written = 0;
      let taken = () => {};
      const take = channel.take.bind(channel);
      channel.take = async (longest) => {
        const piece = await take(longest);
        taken();
        return piece;
      };
      const through = async (act) => {
        if (channel.isAbandoned) throw new TypeError('This stream was cancelled.');
        const isTaken = new Promise((resolve) => {
          taken = resolve;
        });
        channel.abandon = taken;
        act();
        await isTaken;
        if (!process.isAlive) await never();
      };
      const write = async (bytes) => {
        written += bytes.byteLength;
        if (written > length) throw new TypeError('Attempt to write too many bytes through a FixedLengthStream.');
        const copy = Uint8Array.from(bytes);
        await through(() => channel.push(copy));
      };
      const close = async () => {
        if (written < (length ?? 0))
          throw new TypeError('FixedLengthStream did not see all expected bytes before close().');
        await through(() => channel.end());
      };
      const abort = async (reason) => channel.fail(String(reason));
      this.readable = new Body(channel, process);
      this.writable = { getWriter: () => ({ write, close, abort, closed: Promise.resolve() }) };
    }
  }
  return {
    FixedLengthStream: class FixedLengthStream extends Identity {},
    IdentityTransformStream: class IdentityTransformStream extends Identity {
      constructor() {
        super(undefined);
      }
    },
  };
}

const sha256 = (bytes) => Uint8Array.from(createHash('sha256').update(bytes).digest()).buffer;

class DigestStream {
  constructor() {
    const hash = createHash('sha256');
    let settle;
    this.digest = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.getWriter = () => ({
      write: async (bytes) => void hash.update(bytes),
      close: async () => settle.resolve(Uint8Array.from(hash.digest()).buffer),
      abort: async (reason) => settle.reject(reason),
    });
  }
}

/**
 * Hashes that are available immediately: those of WebCrypto come from other threads, in an order that the simulation does not
 * control.
 */
export const simulatedCrypto = {
  DigestStream,
  subtle: {
    digest: async (_, bytes) => sha256(bytes),
    timingSafeEqual: (a, b) => Buffer.from(a).equals(Buffer.from(b)),
  },
};
