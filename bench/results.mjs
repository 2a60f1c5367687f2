// Reading results: every record's `result`, by `for await`, against the official SDK on the same bytes.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { BatchClient } from 'message-batches';
import { results, serve } from './corpus.mjs';
import { paired } from './pairs.mjs';

export const name = 'results';

const LINES = 20_000;

export async function run() {
  const rows = [];
  for (const kind of ['ascii', 'mixed']) {
    const corpus = results({ lines: LINES, mixed: kind === 'mixed' });
    const fetch = serve(corpus);
    const ours = new BatchClient({ apiKey: 'bench', baseURL: 'https://api.anthropic.com', fetch });
    const sdk = new Anthropic({ apiKey: 'bench', baseURL: 'https://api.anthropic.com', fetch });
    rows.push(
      await paired({
        name: `full-${kind}/sdk`,
        bytes: corpus.bytes,
        ours: () => read(ours.results('msgbatch_bench')),
        peer: () => read(sdk.messages.batches.results('msgbatch_bench')),
      }),
    );
  }
  return rows;
}

/** Looks at what a program would look at; that nothing is skipped is part of the bargain. */
async function read(opening) {
  let tokens = 0;
  let count = 0;
  for await (const { result } of await opening) {
    count += 1;
    if (result.type === 'succeeded') tokens += result.message.usage.output_tokens;
  }
  assert.deepEqual({ count, tokens }, { count: LINES, tokens: (LINES - LINES / 50) * 340 });
}
