// Yields ids and rows: objects and ids unchanged, and text in every form that requests can have.
import { wrong } from '../options.ts';
import { part } from '../runtime/part.ts';
import { chunks, parts, read, readable, slices } from './bytes.ts';
import { classify } from './classify.ts';
import type { ByteSource, RequestLines } from './inputs.ts';
import { type JsonText, jsonTexts } from './json_texts.ts';
import { refuseMistaken } from './mistaken.ts';
import { takeIterator, takeOnce } from './once.ts';
import type { Piece, Pieces } from './pieces.ts';

const EXPECTED = 'ids, objects with a custom_id, or requests in a form that create takes';

/**
 * The ids, rows or requests of any input that `create` accepts as requests.
 * @internal
 */
export function jsonValues(input: unknown): AsyncIterable<unknown> {
  refuseMistaken('ids', input);
  if (typeof input === 'function') return later(async () => jsonValues(await input()));
  const classified = classify(input);
  switch (classified.kind) {
    case 'text':
      return parsed(slices(classified.value));
    case 'bytes':
      return parsed(plain(chunks(classified.value)));
    case 'blob':
      return parsed(plain(parts(classified.value)));
    case 'stream':
      takeOnce('ids', classified.value);
      return parsed(plain(read(classified.value)));
    case 'iterable':
      takeIterator('ids', classified.value);
      return classified.isAsync ? classified.value : later(async () => classified.value);
    case 'lines':
      if (Symbol.asyncIterator in classified.value) return classified.value as AsyncIterable<unknown>;
      return parsed(readable((classified.value as RequestLines).jsonl()));
    case 'source': {
      const from = classified.value as ByteSource;
      return later(async () => parsed(plain(readable(await from.open(0)))));
    }
    case 'object':
      if ('requests' in classified.value) return jsonValues(classified.value.requests);
  }
  throw wrong('ids', EXPECTED, input);
}

async function* later(open: () => Promise<Iterable<unknown> | AsyncIterable<unknown>>): AsyncGenerator<unknown> {
  yield* await open();
}

async function* parsed(pieces: Pieces): AsyncGenerator<unknown> {
  for await (const texts of jsonTexts(pieces)) for (const text of texts) yield parse(text);
}

function parse({ text, line }: JsonText): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(`ids, line ${line}`, 'JSON', text, 'other text');
  }
}

/** Yields the bytes as UTF-8. The decoder of other encodings loads only if it is needed. */
async function* plain(raw: Pieces): AsyncGenerator<Piece, undefined, undefined> {
  let ended = false;
  try {
    const first = await raw.next();
    if (first.done) {
      ended = true;
      return;
    }
    const rest: Pieces = isPlain(first.value) ? raw : await decoded(first.value, raw);
    if (rest === raw) yield first.value;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
    ended = true;
  } finally {
    if (!ended) await raw.return?.();
  }
}

/** Whether the first bytes can be UTF-8 text, which is neither compressed nor UTF-16. */
function isPlain(bytes: Piece): boolean {
  const [first = MARK, second] = bytes as Uint8Array;
  return (first === MARK || (first > 0 && first < 0x80 && first !== GZIP)) && second !== 0;
}

const MARK = 0xef;
const GZIP = 0x1f;

async function decoded(first: Piece, raw: Pieces): Promise<Pieces> {
  const { unwrap } = await part(() => import('./unwrapped.ts'));
  let head: Piece | undefined = first;
  const whole: Pieces = {
    async next() {
      if (head === undefined) return raw.next();
      const value = head;
      head = undefined;
      return { done: false, value };
    },
  };
  return unwrap(whole, undefined, () => {});
}
