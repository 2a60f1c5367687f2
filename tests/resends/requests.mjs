// Parses HTTP/1.1 requests that arrive one after another on a connection, and identifies creates.

const BATCHES = '/v1/messages/batches';
const END_OF_HEAD = '\r\n\r\n';
const END_OF_CHUNKS = '0\r\n\r\n';

/** Receives the bytes of a connection and returns each request when its last byte has arrived. */
export class RequestReader {
  #pieces = [];
  #size = 0;
  /** Number of bytes required before it parses again. */
  #wanted = 0;

  /** Returns the requests that this piece completes. No client of these tests sends one before the previous one is answered. */
  push(piece) {
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size < this.#wanted) return undefined;
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [bytes];
    const endOfHead = bytes.indexOf(END_OF_HEAD);
    if (endOfHead < 0) return undefined;
    const head = bytes.toString('latin1', 0, endOfHead);
    const start = endOfHead + END_OF_HEAD.length;
    const isChunked = /^transfer-encoding: *chunked/im.test(head);
    this.#wanted = isChunked ? 0 : start + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    const isWhole = isChunked
      ? bytes.subarray(-END_OF_CHUNKS.length).equals(Buffer.from(END_OF_CHUNKS))
      : this.#size >= this.#wanted;
    if (!isWhole) return undefined;
    this.#pieces = [];
    this.#size = 0;
    this.#wanted = 0;
    const [, method, path] = /^(\S+) (\S+)/.exec(head);
    return { method, path, head, bytes, id: createId(method, path, bytes) };
  }
}

/** Returns the `custom_id` of a create's only request, or undefined for other calls. */
export function createId(method, path, body) {
  const isCreate = method === 'POST' && path === BATCHES;
  return isCreate ? /"custom_id":"([^"]+)"/.exec(body.toString('latin1'))?.[1] : undefined;
}

export const isCall = (path) => path.startsWith('/v1/');

/** Counts how often each create arrives. */
export class Arrivals {
  #counts = new Map();

  /** Returns the number of earlier arrivals. */
  add(id) {
    const before = this.#counts.get(id) ?? 0;
    this.#counts.set(id, before + 1);
    return before;
  }

  /** Returns an entry for each arrival, with the number of earlier arrivals of the same create. */
  all = () => [...this.#counts].flatMap(([id, count]) => Array.from({ length: count }, (_, index) => `${id}-${index}`));

  of = (id) => this.#counts.get(id) ?? 0;

  /** Returns how many creates of a plan arrived more than once. */
  repeated = (plan) => plan.filter(({ id }) => this.of(id) > 1).length;
}
