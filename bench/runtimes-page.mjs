// The part of runtimes.mjs that runs in a page.
import Anthropic from '@anthropic-ai/sdk';
import * as pkg from 'message-batches';
import { resultsOf } from './corpora/results.mjs';
import { paired } from './pairs.mjs';
import { readersOf } from './readers.mjs';

let last;

/** Measures one case. The corpus stays in memory until another kind is requested. */
globalThis.measure = async ({ kind, what, peer, name, bytes, pairs }) => {
  if (last?.kind !== kind) {
    const corpus = resultsOf(kind, { bytes });
    last = { kind, bytes: corpus.bytes, readers: readersOf(corpus, Anthropic) };
  }
  const { ours, peers } = last.readers[what];
  return paired({ name, bytes: last.bytes, pairs, ours: () => ours(pkg), peer: peers[peer] });
};
