// Labels of works, inputs and peers in the tables of the benchmarks.

/** Inputs by benchmark and kind. */
const RESULTS = {
  tools: 'tool calls, other fields each time',
  keys: 'tool calls, new names of fields each time',
  search: 'web search with citations',
  thinking: 'thinking, Markdown, Unicode',
  structured: 'JSON inside a text',
  labels: 'one-word answers',
  mixed: 'all kinds mixed',
  alike: 'similar lines, ASCII',
  'alike-unicode': 'similar lines, Unicode',
};

export const INPUTS = {
  results: RESULTS,
  runtimes: RESULTS,
  validate: {
    agents: 'transcripts of an agent',
    documents: 'documents, a new output schema each',
    images: 'images in base64',
    varied: 'requests of different forms',
    alike: 'requests from a few templates',
  },
  rows: { short: 'ten columns of 8 bytes', long: 'rows of 2.4 kB' },
};

/** Works by benchmark, with their labels in the README. Others are only in docs/performance.md. */
export const WORKS = {
  results: {
    full: 'results: read every `result`',
    text: 'results: read every id, outcome and text',
    tally: 'results: tally',
  },
  validate: { check: 'check JSONL', objects: 'objects to a checked create body' },
  rows: { shards: 'CSV and a template to checked shards' },
};

/** Peers that do the same work. `packages` are those whose versions are reported. */
export const PEERS = {
  sdk: { name: 'official SDK', packages: ['@anthropic-ai/sdk'] },
  handjs: { name: 'hand-written JavaScript', packages: [] },
  ai: { name: 'AI SDK', packages: ['ai', '@ai-sdk/anthropic'] },
  ajv: { name: 'decode, `JSON.parse`, ajv, `JSON.stringify`', packages: ['ajv'] },
  papaparse: { name: 'papaparse, replace, ajv, `JSON.stringify`', packages: ['papaparse', 'ajv'] },
  stringify: { name: '`JSON.stringify` alone, nothing checked', packages: [] },
};

/** Peers that do less work, as upper bounds: nothing that does all of it can be faster. Also comparisons with ourselves. */
export const BOUNDS = {
  jsonparse: '`JSON.parse` of lines that are strings already',
  newlinescan: 'a bare scan for line ends in WebAssembly',
  tenth: 'this package, ten times on a tenth of the input',
  'ten-of-2-mb': 'this package, ten requests of 2 MB',
};

/** Peers that are only in docs/performance.md, because few would choose them for their speed. */
const NOT_IN_README = ['ai'];

/** Splits the name of a case: `tools-full/sdk` is the kind `tools`, the work `full` and the peer `sdk`. */
export function parts(name) {
  const [head, peer] = name.split('/');
  const at = head.lastIndexOf('-');
  return { kind: at < 0 ? '' : head.slice(0, at), what: head.slice(at + 1), peer };
}

export function isInReadme(benchmark, name) {
  const { what, peer } = parts(name);
  return WORKS[benchmark]?.[what] !== undefined && peer in PEERS && !NOT_IN_README.includes(peer);
}
