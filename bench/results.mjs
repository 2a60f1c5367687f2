// Reading results, all contenders on the same bytes in chunks of 64 kB in the same run: every record's `result`, every record's
// text, and the account of all. Against the official SDK, what one would write by hand, `JSON.parse` of lines that are
// strings already (nothing that parses can be faster), the AI SDK, and a bare scan for line ends in WebAssembly.
//
// 40 MB unless RESULTS_MB says otherwise; RESULTS_MB=200 takes several minutes, most of them the AI SDK's.
import assert from 'node:assert/strict';
import { createAnthropic } from '@ai-sdk/anthropic';
import Anthropic from '@anthropic-ai/sdk';
import { experimental_getBatchResults as getBatchResults } from 'ai';
import { BatchClient } from 'message-batches';
import { LINE_BYTES, results, serve } from './corpus.mjs';
import { paired } from './pairs.mjs';
import { countLines } from './scan.mjs';

export const name = 'results';

const LINES = Math.round((Number(process.env.RESULTS_MB || 40) * 1e6) / LINE_BYTES);
const ID = 'msgbatch_bench';
const options = { apiKey: 'bench', baseURL: 'https://api.anthropic.com' };

export async function run() {
  const rows = [];
  for (const kind of ['ascii', 'mixed']) {
    const corpus = results({ lines: LINES, mixed: kind === 'mixed' });
    const contenders = contendersOf(corpus);
    const pair = async (what, peer) => {
      const [ours, theirs] = [contenders[what].ours, contenders[what][peer]];
      rows.push(await paired({ name: `${what}-${kind}/${peer}`, bytes: corpus.bytes, ours, peer: theirs }));
    };
    for (const peer of ['sdk', 'handjs', 'jsonparse', 'ai']) await pair('full', peer);
    await pair('text', 'sdk');
    for (const peer of ['sdk', 'newlinescan']) await pair('tally', peer);
  }
  return rows;
}

/** By what is done: who does it how. Each looks at what a program would look at, and says what it saw. */
function contendersOf(corpus) {
  const fetch = serve(corpus);
  const ours = new BatchClient({ ...options, fetch });
  const sdk = new Anthropic({ ...options, fetch });
  const ai = createAnthropic({ ...options, baseURL: `${options.baseURL}/v1`, fetch });
  const lines = corpus.chunks
    .map((chunk) => Buffer.from(chunk).toString('latin1'))
    .join('')
    .split('\n')
    .slice(0, -1);
  const strings = lines.map((line) => Buffer.from(line, 'latin1').toString());
  return {
    full: {
      ours: async () => seen(await full(await ours.results(ID))),
      sdk: async () => seen(await full(await sdk.messages.batches.results(ID))),
      handjs: async () => seen(await full(byHand(await fetch('/results')))),
      jsonparse: () => {
        let [count, tokens] = [0, 0];
        for (const line of strings) {
          const { result } = JSON.parse(line);
          count += 1;
          if (result.type === 'succeeded') tokens += result.message.usage.output_tokens;
        }
        seen({ count, tokens });
      },
      ai: async () => {
        const batch = { version: 2, id: ID, provider: 'anthropic.batch' };
        let [count, tokens] = [0, 0];
        for await (const item of getBatchResults({ provider: ai, batch })) {
          count += 1;
          if (item.status === 'succeeded') tokens += item.usage.outputTokens;
        }
        seen({ count, tokens });
      },
    },
    text: {
      ours: async () => {
        let [count, length] = [0, 0];
        for await (const { custom_id, type, outcome, text } of await ours.results(ID)) {
          count += custom_id && type && outcome ? 1 : 0;
          length += text.length;
        }
        assert.deepEqual({ count, length }, { count: LINES, length: corpus.textLength });
      },
      sdk: async () => {
        let [count, length] = [0, 0];
        for await (const { custom_id, result } of await sdk.messages.batches.results(ID)) {
          count += custom_id && result.type && (result.message?.stop_reason ?? result.error?.error.type) ? 1 : 0;
          for (const block of result.message?.content ?? []) if (block.type === 'text') length += block.text.length;
        }
        assert.deepEqual({ count, length }, { count: LINES, length: corpus.textLength });
      },
    },
    tally: {
      ours: async () => {
        const { types, usage } = await (await ours.results(ID)).tally();
        seen({ count: types.succeeded + types.errored, tokens: usage.output_tokens });
      },
      sdk: async () => {
        const types = {};
        const stopReasons = {};
        const sums = {};
        for await (const { result } of await sdk.messages.batches.results(ID)) {
          types[result.type] = (types[result.type] ?? 0) + 1;
          if (result.type !== 'succeeded') continue;
          const { stop_reason, usage } = result.message;
          stopReasons[stop_reason] = (stopReasons[stop_reason] ?? 0) + 1;
          for (const key in usage) if (typeof usage[key] === 'number') sums[key] = (sums[key] ?? 0) + usage[key];
        }
        seen({ count: types.succeeded + types.errored, tokens: sums.output_tokens });
      },
      newlinescan: () => {
        const count = countLines(corpus.chunks);
        assert.equal(count, LINES);
      },
    },
  };
}

async function full(records) {
  let [count, tokens] = [0, 0];
  for await (const { result } of records) {
    count += 1;
    if (result.type === 'succeeded') tokens += result.message.usage.output_tokens;
  }
  return { count, tokens };
}

/** That nothing is skipped is part of the bargain. */
function seen(found) {
  assert.deepEqual(found, { count: LINES, tokens: (LINES - Math.floor(LINES / 50)) * 340 });
}

/** What one would write without a library. */
async function* byHand({ body }) {
  const utf8 = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += utf8.decode(chunk, { stream: true });
    let start = 0;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', start)) {
      if (end > start) yield JSON.parse(rest.slice(start, end));
      start = end + 1;
    }
    rest = rest.slice(start);
  }
  if (rest.trim()) yield JSON.parse(rest);
}
