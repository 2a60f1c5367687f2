// HTTP/1.1 requests as they come in over a connection, one after another, and which create they are.

const BATCHES = '/v1/messages/batches';
const END_OF_HEAD = '\r\n\r\n';
const END_OF_CHUNKS = '0\r\n\r\n';

/** Takes the bytes of a connection and gives each request when its last byte is there. */
export class RequestReader {
  #pieces = [];
  #size = 0;
  /** Bytes that must be there before it is worth another look. */
  #wanted = 0;

  /** The requests that this piece completes. No client of these tests sends one before the last is answered. */
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

/** The `custom_id` of a create's only request; undefined for other calls. */
export function createId(method, path, body) {
  const isCreate = method === 'POST' && path === BATCHES;
  return isCreate ? /"custom_id":"([^"]+)"/.exec(body.toString('latin1'))?.[1] : undefined;
}

export const isCall = (path) => path.startsWith('/v1/');

/** Counts how often each create arrives. */
export class Arrivals {
  #counts = new Map();

  /** Returns how many came before it. */
  add(id) {
    const before = this.#counts.get(id) ?? 0;
    this.#counts.set(id, before + 1);
    return before;
  }

  /** An entry for each arrival, with how many of the same came before. */
  all = () => [...this.#counts].flatMap(([id, count]) => Array.from({ length: count }, (_, index) => `${id}-${index}`));

  of = (id) => this.#counts.get(id) ?? 0;

  /** How many creates of a plan came more than once. */
  repeated = (plan) => plan.filter(({ id }) => this.of(id) > 1).length;
}
