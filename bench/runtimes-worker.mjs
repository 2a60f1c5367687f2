// The part of runtimes.mjs that runs in a Worker: a call repeats a work several times. The Worker's clock stops during
// computations, so the caller measures.
import Anthropic from '@anthropic-ai/sdk';
import * as pkg from 'message-batches';
import { resultsOf } from './corpora/results.mjs';
import { readersOf } from './readers.mjs';

let last;

export default {
  async fetch(request) {
    const { kind, what, who, bytes, times } = Object.fromEntries(new URL(request.url).searchParams);
    if (last?.kind !== kind) {
      const corpus = resultsOf(kind, { bytes: Number(bytes) });
      last = { kind, bytes: corpus.bytes, readers: readersOf(corpus, Anthropic) };
    }
    const { ours, peers } = last.readers[what];
    for (let time = 0; time < Number(times); time += 1) await (who === 'ours' ? ours(pkg) : peers[who]());
    return new Response(String(last.bytes));
  },
};
