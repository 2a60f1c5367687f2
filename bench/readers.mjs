// Ways to read results: every `result`, every text, and the tally of all, with this package, the official SDK, and hand-written
// JavaScript. All read the same chunks through a `Response`, read the fields that a program would read, and must find the totals
// of the corpus. Needs no Node, because pages and Workers run it too.
import { serve } from './corpus.mjs';

/** The operations on the results that are measured. */
export const WORKS = ['full', 'text', 'tally'];

/** The contenders in addition to this package. */
export const PEERS = ['sdk', 'handjs'];

const ID = 'msgbatch_bench';
const OPTIONS = { apiKey: 'bench', baseURL: 'https://api.anthropic.com', dangerouslyAllowBrowser: true };

/** Returns the readers of a corpus: `full`, `text` and `tally`, each with `ours`, which takes the package, and its peers. */
export function readersOf(corpus, Anthropic) {
  const fetch = serve(corpus);
  const opened = ({ BatchClient }) => new BatchClient({ ...OPTIONS, fetch }).results(ID);
  const sdk = new Anthropic({ ...OPTIONS, fetch });
  const bySdk = async (each) => {
    for await (const line of await sdk.messages.batches.results(ID)) each(line);
  };
  const byHand = async (each) => readByHand(await fetch('/results'), each);
  // Ours has separate loops, like a real program: code shared with the peers would see the objects of both.
  return {
    full: {
      ours: async (pkg) => {
        const found = { lines: 0, blocks: 0, outputTokens: 0 };
        for await (const { result } of await opened(pkg)) {
          found.lines += 1;
          if (result.type !== 'succeeded') continue;
          found.blocks += result.message.content.length;
          found.outputTokens += result.message.usage.output_tokens;
        }
        equal(found, corpus);
      },
      peers: { sdk: () => countedBy(bySdk, corpus), handjs: () => countedBy(byHand, corpus) },
    },
    text: {
      ours: async (pkg) => {
        const found = { lines: 0, textLength: 0 };
        for await (const { custom_id, type, outcome, text } of await opened(pkg)) {
          found.lines += custom_id && type && outcome ? 1 : 0;
          found.textLength += text.length;
        }
        equal(found, corpus);
      },
      peers: { sdk: () => textsBy(bySdk, corpus), handjs: () => textsBy(byHand, corpus) },
    },
    tally: {
      ours: async (pkg) => {
        const { records, types, usage } = await (await opened(pkg)).tally();
        equal({ lines: records, outputTokens: usage.output_tokens }, corpus);
        equal(types, { ...Object.fromEntries(Object.keys(types).map((type) => [type, 0])), ...corpus.types });
      },
      peers: { sdk: () => talliedBy(bySdk, corpus), handjs: () => talliedBy(byHand, corpus) },
    },
  };
}

async function countedBy(read, corpus) {
  const found = { lines: 0, blocks: 0, outputTokens: 0 };
  await read(({ result }) => {
    found.lines += 1;
    if (result.type !== 'succeeded') return;
    found.blocks += result.message.content.length;
    found.outputTokens += result.message.usage.output_tokens;
  });
  equal(found, corpus);
}

async function textsBy(read, corpus) {
  const found = { lines: 0, textLength: 0 };
  await read(({ custom_id, result: { type, message, error } }) => {
    const outcome = message?.stop_reason ?? error?.error.type ?? type;
    found.lines += custom_id && type && outcome ? 1 : 0;
    for (const block of message?.content ?? []) if (block.type === 'text') found.textLength += block.text.length;
  });
  equal(found, corpus);
}

async function talliedBy(read, corpus) {
  let lines = 0;
  const types = {};
  const stopReasons = {};
  const sums = {};
  await read(({ result }) => {
    lines += 1;
    types[result.type] = (types[result.type] ?? 0) + 1;
    if (result.type !== 'succeeded') return;
    const { stop_reason, usage } = result.message;
    stopReasons[stop_reason] = (stopReasons[stop_reason] ?? 0) + 1;
    for (const key in usage) if (typeof usage[key] === 'number') sums[key] = (sums[key] ?? 0) + usage[key];
  });
  equal({ lines, outputTokens: sums.output_tokens }, corpus);
  equal(types, corpus.types);
}

/** Hand-written code without a library, with nothing between the lines and the program. */
async function readByHand({ body }, each) {
  const utf8 = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += utf8.decode(chunk, { stream: true });
    let start = 0;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', start)) {
      if (end > start) each(JSON.parse(rest.slice(start, end)));
      start = end + 1;
    }
    rest = rest.slice(start);
  }
  rest += utf8.decode();
  if (rest.trim()) each(JSON.parse(rest));
}

/** Checks that nothing was skipped: each figure must equal that of the corpus. */
export function equal(found, wanted) {
  for (const [figure, number] of Object.entries(found)) {
    if (number !== wanted[figure]) throw new Error(`${figure}: expected ${wanted[figure]}, found ${number}`);
  }
}
