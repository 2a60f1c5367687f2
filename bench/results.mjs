// Reads results of nine kinds. All contenders read the same bytes in chunks of 64 kB in the same run: every record's `result`,
// every record's text, and the tally of all. The peers are the official SDK and hand-written JavaScript; for similar lines also
// `JSON.parse` of lines that are already strings, and the AI SDK; for a tally also a plain search for line ends in WebAssembly.
//
// 20 MB per kind, or RESULTS_MB.
import { createAnthropic } from '@ai-sdk/anthropic';
import Anthropic from '@anthropic-ai/sdk';
import { experimental_getBatchResults as getBatchResults } from 'ai';
import { compare, isWanted, MEGABYTES } from './compare.mjs';
import { KINDS, resultsOf } from './corpora/results.mjs';
import { serve } from './corpus.mjs';
import { equal, readersOf, WORKS } from './readers.mjs';
import { countLines } from './scan.mjs';

export const name = 'results';
export const comparesBuilds = true;
export const inputs = KINDS;

export function run(options = {}) {
  return compare(cases(options), options);
}

function* cases(options) {
  for (const kind of options.input ? [options.input] : KINDS) {
    const whats = [...WORKS, 'csv'].filter((what) => isWanted(`${kind}-${what}/`, options));
    if (whats.length === 0) continue;
    const corpus = resultsOf(kind, { bytes: MEGABYTES * 1e6 });
    const readers = { ...readersOf(corpus, Anthropic), csv: { ours: (pkg) => csv(pkg, corpus) } };
    const more = { tally: { newlinescan: () => equal({ lines: countLines(corpus.chunks) }, corpus) } };
    if (kind.startsWith('alike')) more.full = ceilings(corpus);
    for (const what of whats) {
      const { ours, peers } = readers[what];
      yield { name: `${kind}-${what}`, bytes: corpus.bytes, ours, peers: { ...peers, ...more[what] } };
    }
  }
}

/** Compared only with another build, because a peer's program could have many forms. */
async function csv({ readResults }, { chunks, textLength }) {
  let size = 0;
  for await (const piece of (await readResults(ReadableStream.from(chunks))).toStream('csv')) size += piece.length;
  equal({ isThere: size > textLength / 2 }, { isThere: true });
}

function ceilings(corpus) {
  const strings = Buffer.concat(corpus.chunks).toString().split('\n').slice(0, -1);
  const api = { apiKey: 'bench', baseURL: 'https://api.anthropic.com/v1', fetch: serve(corpus) };
  const provider = createAnthropic(api);
  return {
    jsonparse: () => {
      const found = { lines: 0, outputTokens: 0 };
      for (const line of strings) {
        const { result } = JSON.parse(line);
        found.lines += 1;
        if (result.type === 'succeeded') found.outputTokens += result.message.usage.output_tokens;
      }
      equal(found, corpus);
    },
    ai: async () => {
      const batch = { version: 2, id: 'msgbatch_bench', provider: 'anthropic.batch' };
      const found = { lines: 0, outputTokens: 0 };
      for await (const item of getBatchResults({ provider, batch })) {
        found.lines += 1;
        if (item.status === 'succeeded') found.outputTokens += item.usage.outputTokens;
      }
      equal(found, corpus);
    },
  };
}
