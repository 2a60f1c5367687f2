import { piecesOf } from '../bytes.ts';
import { type Connection, ConnectionCut } from './cut.ts';
import type { Fault } from './document.ts';

type Pieces = AsyncGenerator<Uint8Array>;

/** Applies faults to the body that a caller receives. */
export function faultyBody(
  body: ReadableStream<Uint8Array>,
  faults: Fault[],
  connection: Connection | undefined,
): ReadableStream<Uint8Array> {
  const stop = new AbortController();
  const pieces = faults.reduce<Pieces>((inner, fault) => {
    switch (fault.fault) {
      case 'drip':
        return drip(inner, fault.bytes as number, fault.everyMs as number, stop.signal);
      case 'stall':
        return fault.bytes === null ? inner : stall(inner, fault.bytes as number, fault.ms as number, stop.signal);
      case 'cut_body':
        return cut(inner, fault.bytes as number, connection, stop.signal);
      case 'end_body':
        return end(inner, fault.bytes as number);
      default:
        return inner;
    }
  }, piecesOf(body));
  // Nothing is produced ahead of the reader, so that everything before a cut has been delivered.
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        stop.abort();
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Returns a request whose body ends early, after this number of bytes. */
export function cutUpload(request: Request, bytes: number, onCut: () => void): Request {
  const broken = async function* (): Pieces {
    let left = bytes;
    if (request.body !== null) {
      for await (const piece of piecesOf(request.body)) {
        left -= piece.length;
        if (left < 0) break;
        yield piece;
      }
    }
    onCut();
    throw new ConnectionCut();
  };
  const pieces = broken();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value } = await pieces.next();
      if (value !== undefined) controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  const { method, url, headers } = request;
  return new Request(url, { method, headers, body, duplex: 'half' } as RequestInit);
}

/** Waits, unless the reader has disconnected. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
    function end() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    }
  });
}

async function* drip(pieces: Pieces, bytes: number, everyMs: number, signal: AbortSignal): Pieces {
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length && !signal.aborted; at += bytes) {
      yield piece.subarray(at, at + bytes);
      await pause(everyMs, signal);
    }
  }
}

async function* stall(pieces: Pieces, bytes: number, ms: number, signal: AbortSignal): Pieces {
  yield* splitAt(pieces, bytes, () => pause(ms, signal));
}

async function* cut(pieces: Pieces, bytes: number, connection: Connection | undefined, signal: AbortSignal): Pieces {
  yield* splitAt(pieces, bytes, async () => {
    if (connection === undefined) throw new ConnectionCut();
    connection.cut();
    // The server ends this stream together with the connection. An end or error of the stream would be sent as such.
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  });
}

async function* end(pieces: Pieces, bytes: number): Pieces {
  let left = bytes;
  for await (const piece of pieces) {
    if (left > 0) yield piece.subarray(0, left);
    left -= piece.length;
    if (left <= 0) return;
  }
}

/** Runs `act` between two bytes, or at the end if the body ends exactly there. */
async function* splitAt(pieces: Pieces, bytes: number, act: () => Promise<void>): Pieces {
  let left = bytes;
  let acted = false;
  for await (const piece of pieces) {
    if (acted || piece.length < left) {
      left -= piece.length;
      yield piece;
      continue;
    }
    if (left > 0) yield piece.subarray(0, left);
    acted = true;
    await act();
    if (left < piece.length) yield piece.subarray(left);
  }
}
