// A Response that keeps its arguments: it takes longer to create one of Node than to do everything else in a run.

/** The part of ReadableStream that the relay and the client use: these parts, then the end, or an error if there is one. */
export function streamOf(parts, error) {
  const left = [...parts];
  const read = async () => {
    if (left.length > 0) return { done: false, value: left.shift() };
    if (error) throw error;
    return { done: true, value: undefined };
  };
  const cancel = async () => undefined;
  async function* pieces() {
    for (let piece = await read(); !piece.done; piece = await read()) yield piece.value;
  }
  const releaseLock = () => undefined;
  return { getReader: () => ({ read, cancel, releaseLock }), cancel, [Symbol.asyncIterator]: pieces };
}

export class SimulatedResponse {
  constructor(body = null, { status = 200, statusText = '', headers } = {}) {
    if (body !== null && [101, 204, 205, 304].includes(status)) throw new TypeError(`A ${status} has no body.`);
    Object.assign(this, { status, statusText, headers: new Headers(headers) });
    if (typeof body === 'string') this.body = streamOf([new TextEncoder().encode(body)]);
    else this.body = typeof body?.stream === 'function' ? body.stream() : body;
    if (typeof body === 'string' && !this.headers.has('content-type')) {
      this.headers.set('content-type', 'text/plain;charset=UTF-8');
    }
  }

  static json(value, init) {
    const response = new SimulatedResponse(JSON.stringify(value), init);
    response.headers.set('content-type', 'application/json');
    return response;
  }

  async text() {
    const reader = this.body?.getReader();
    const pieces = [];
    while (reader) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
    }
    return Buffer.concat(pieces).toString();
  }
}
