// Converts bytes that may be compressed or in another encoding to UTF-8 text. The core detects the format from the first bytes.
import { concatenate } from '../bytes.ts';
import { outOfRange, wrong } from '../options.ts';
import { checks } from '../runtime/modules.ts';
import { turn } from '../runtime/runtime.ts';
import { read } from './bytes.ts';
import { encoded, type Pieces } from './pieces.ts';

/** Number of bytes from which the core can always detect the format. */
const ENOUGH = 128;

/**
 * The consumer of the bytes.
 * @internal
 */
export interface Asker {
  /** The argument's name, for errors. */
  name: string;
  /** Returns a function that detects the format from the first bytes. */
  look(): Promise<(head: Uint8Array, ended: boolean) => string>;
}

const OF_REQUESTS: Asker = {
  name: 'input',
  async look() {
    const core = await checks.instance();
    return (head, ended) => core.sync((glue) => glue.wrapping(head, ended));
  },
};

/**
 * Yields the bytes as UTF-8 text. Calls `onWrapped` if they were in another format. Reads nothing before the first piece is
 * requested. Leaving early ends the input, even during a read.
 * @internal
 */
export function unwrap(
  raw: Pieces,
  decoder: TextDecoder | undefined,
  onWrapped: () => void,
  asker: Asker = OF_REQUESTS,
): Pieces {
  let inner: Pieces | undefined;
  return {
    async next() {
      inner ??= await openInner(raw, decoder, onWrapped, asker);
      return inner.next();
    },
    async return(reason?: unknown) {
      await raw.return?.(reason as undefined);
      return { done: true, value: undefined };
    },
  };
}

async function openInner(
  raw: Pieces,
  decoder: TextDecoder | undefined,
  onWrapped: () => void,
  asker: Asker,
): Promise<Pieces> {
  const look = await asker.look();
  let head: Uint8Array = new Uint8Array(0);
  let ended = false;
  const ask = () => look(head.subarray(0, ENOUGH), ended);
  let kind = ask();
  for (; kind === 'open'; kind = ask()) {
    const { done, value } = await raw.next();
    if (done) ended = true;
    else head = concatenate([head, encoded(value)]);
  }
  const rest = withHead(head, raw, ended);
  if (kind === 'gzip' && typeof DecompressionStream !== 'undefined') {
    onWrapped();
    return unwrap(gunzip(rest, asker.name), decoder, onWrapped, asker);
  }
  if (kind === 'utf-16le' || kind === 'utf-16be') {
    onWrapped();
    return decodePieces(rest, new TextDecoder(kind, { fatal: true }), asker.name);
  }
  // Bytes with a UTF-8 mark need no decoding. Bytes that are not text pass unchanged, and the core reports them.
  const isDecoded = decoder && (kind === '' || (kind === 'foreign' && decoder.encoding.startsWith('utf-16')));
  if (!isDecoded) return rest;
  onWrapped();
  return decodePieces(rest, new TextDecoder(decoder.encoding, { fatal: true }), asker.name);
}

/** Yields the bytes that were already read, then the rest unless they were all. */
function withHead(head: Uint8Array, raw: Pieces, ended: boolean): Pieces {
  let first: Uint8Array | undefined = head.length > 0 ? head : undefined;
  return {
    async next() {
      if (first === undefined) return ended ? { done: true, value: undefined } : raw.next();
      const value = first;
      first = undefined;
      return { done: false, value };
    },
  };
}

async function* decodePieces(
  pieces: Pieces,
  decoder: TextDecoder,
  name: string,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  const decode = (bytes?: Uint8Array) => {
    try {
      return encoded(bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode());
    } catch {
      const encoding = JSON.stringify(decoder.encoding);
      // Only requests and rows have an option for the encoding.
      if (name !== 'input') throw outOfRange(name, `text in ${encoding}`, 'bytes that are not');
      throw outOfRange('encoding', 'the encoding of the input', `bytes that are not valid ${encoding}`);
    }
  };
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    const text = decode(encoded(next.value));
    if (text.length > 0) yield text;
  }
  const text = decode();
  if (text.length > 0) yield text;
}

/**
 * Passes a piece on only if a reader still waits after a turn of the event loop. Otherwise Node 20 would decompress all pieces at
 * once.
 */
function gunzip(pieces: Pieces, name: string): Pieces {
  let failure: { readonly reason: unknown } | undefined;
  let isAsked = false;
  let onAsked = () => {};
  const from = new ReadableStream<BufferSource>({
    async pull(controller) {
      await turn.next();
      if (!isAsked) await new Promise<void>((resolve) => (onAsked = resolve));
      const next = await pieces.next().catch((reason: unknown) => {
        failure = { reason };
        throw reason;
      });
      if (next.done) controller.close();
      else controller.enqueue(encoded(next.value) as Uint8Array<ArrayBuffer>);
    },
  });
  const reader = read(from.pipeThrough(new DecompressionStream('gzip')));
  return {
    async next() {
      isAsked = true;
      onAsked();
      try {
        return await reader.next();
      } catch (reason) {
        if (failure) throw failure.reason;
        const why = reason instanceof Error ? reason.message : String(reason);
        throw wrong(name, 'a complete gzip file', reason, `a truncated or damaged one${why && ` (${why})`}`);
      } finally {
        isAsked = false;
      }
    },
  };
}
