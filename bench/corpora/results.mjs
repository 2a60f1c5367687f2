// Corpora of results by kind, each with the totals that every contender must find. They need no file and no Node, so that pages
// and Workers can make them too.
//
// They are designed to be unfavorable: lengths are log-normal, ids have many lengths, and fields vary.
import { record, seeded } from '../corpus.mjs';
import { Chance } from './chance.mjs';
import { keys, labels, mixed, search, structured, thinking, tools } from './kinds.mjs';

/** Generators of lines by kind. `alike` is the corpus of similar lines, in ASCII and beyond. */
const LINES = {
  tools,
  keys,
  search,
  mixed,
  structured,
  thinking,
  labels,
  alike: alike(false),
  'alike-unicode': alike(true),
};

export const KINDS = Object.keys(LINES);

const CHUNK = 65_536;
const utf8 = new TextEncoder();

/**
 * Returns results of this kind, with about this many bytes, in chunks of 64 kB, and their totals: `lines`, `types` (the number of
 * each type of result), `blocks` of all messages, `outputTokens`, and the length of all texts in UTF-16 code units.
 */
export function resultsOf(kind, { bytes, seed = 17 }) {
  const chance = new Chance(seed);
  const next = LINES[kind];
  const totals = { lines: 0, types: {}, blocks: 0, outputTokens: 0, textLength: 0 };
  const pieces = [];
  let size = 0;
  while (size < bytes) {
    const line = next(chance, totals.lines);
    add(totals, line);
    const piece = utf8.encode(`${JSON.stringify(line)}\n`);
    pieces.push(piece);
    size += piece.length;
  }
  return { kind, bytes: size, chunks: chunked(pieces, size), ...totals };
}

function add(totals, { result: { type, message } }) {
  totals.lines += 1;
  totals.types[type] = (totals.types[type] ?? 0) + 1;
  if (!message) return;
  totals.blocks += message.content.length;
  totals.outputTokens += message.usage.output_tokens;
  for (const block of message.content) if (block.type === 'text') totals.textLength += block.text.length;
}

/** Yields the pieces in chunks, each with its own memory, as from a network. */
function chunked(pieces, size) {
  const whole = new Uint8Array(size);
  let end = 0;
  for (const piece of pieces) {
    whole.set(piece, end);
    end += piece.length;
  }
  const chunks = [];
  for (let start = 0; start < size; start += CHUNK) chunks.push(whole.slice(start, start + CHUNK));
  return chunks;
}

function alike(beyondAscii) {
  const random = seeded(1);
  return (_, index) => record(index, random, beyondAscii);
}
