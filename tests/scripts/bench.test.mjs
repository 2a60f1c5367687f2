// The benchmark's corpora, its tables, and the options that its command rejects. These tests measure nothing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { KINDS as REQUESTS, requestsOf } from '../../bench/corpora/requests.mjs';
import { KINDS as RESULTS, resultsOf } from '../../bench/corpora/results.mjs';
import { rowOf } from '../../bench/pairs.mjs';
import { compiledSchema } from '../../bench/schema.mjs';
import { documents, replaced } from '../../scripts/bench/figures.mjs';
import { measurements, readmeNotes, readmeTable } from '../../scripts/bench/tables.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { run } from '../../scripts/run.mjs';

const linesOf = ({ chunks }) =>
  Buffer.concat(chunks)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

for (const kind of RESULTS) {
  test(`results of the kind ${kind} have the totals that they report, and ids that the API takes`, () => {
    const corpus = resultsOf(kind, { bytes: 300_000 });
    const lines = linesOf(corpus);
    const messages = lines.flatMap(({ result }) => result.message ?? []);
    const texts = messages.flatMap(({ content }) => content).filter(({ type }) => type === 'text');
    const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
    const types = {};
    for (const { result } of lines) types[result.type] = (types[result.type] ?? 0) + 1;
    assert.deepEqual(
      {
        lines: lines.length,
        types,
        blocks: sum(messages.map(({ content }) => content.length)),
        outputTokens: sum(messages.map(({ usage }) => usage.output_tokens)),
        textLength: sum(texts.map(({ text }) => text.length)),
        bytes: sum(corpus.chunks.map(({ length }) => length)),
      },
      {
        lines: corpus.lines,
        types: corpus.types,
        blocks: corpus.blocks,
        outputTokens: corpus.outputTokens,
        textLength: corpus.textLength,
        bytes: corpus.bytes,
      },
    );
    const ids = new Set(lines.map(({ custom_id }) => custom_id));
    assert.equal(ids.size, lines.length);
    assert.deepEqual(
      [...ids].filter((id) => !/^[a-zA-Z0-9_-]{1,64}$/.test(id)),
      [],
    );
  });
}

test('a corpus is the same in every run', () => {
  const once = resultsOf('mixed', { bytes: 100_000 });
  assert.deepEqual(resultsOf('mixed', { bytes: 100_000 }), once);
});

for (const kind of REQUESTS) {
  test(`requests of the kind ${kind} are valid, and in the chunks what they are as objects`, () => {
    const corpus = requestsOf(kind, { bytes: 300_000 });
    const fits = compiledSchema();
    assert.deepEqual(
      corpus.objects.filter((object) => !fits(object)),
      [],
    );
    assert.deepEqual(linesOf(corpus), corpus.objects);
  });
}

const pair = (ours, peer) => ({ ours, peer });
const row = (name, pairs) => rowOf(name, 'MB/s', pairs, ({ ours, peer }) => ours / peer);
const FIGURES = {
  results: {
    ...{ date: '2026-11-29', cpu: 'a processor', cores: 2, node: '20.20.2', load: 0.1 },
    ...{ command: 'npm run bench -- --write', corpus: 20, versions: { '@anthropic-ai/sdk': '1.14.0' } },
    rows: [
      row('alike-full/sdk', [pair(1000, 200), pair(1100, 200), pair(900, 200)]),
      row('tools-full/sdk', [pair(150, 200), pair(160, 200), pair(140, 200)]),
      row('alike-tally/sdk', [pair(3_333, 200), pair(3_000, 200), pair(3_100, 200)]),
      row('alike-tally/newlinescan', [pair(3_000, 24_000), pair(3_000, 24_000), pair(3_000, 24_000)]),
    ],
  },
};

test('the README has the worst ratio first, with its spread and the range of the other inputs', () => {
  assert.equal(
    readmeTable(FIGURES),
    [
      '| Work | Input with the lowest ratio | message-batches | compared with | ratio | other inputs |',
      '| --- | --- | --- | --- | --- | --- |',
      '| results: read every `result` | tool calls, other fields each time | 150 MB/s | 200 MB/s: official SDK | 0.75 × (0.70 to 0.80) | 5.0 × |',
      '| results: tally | similar lines, ASCII | 3,100 MB/s | 200 MB/s: official SDK | 16 × (15 to 17) |  |',
    ].join('\n'),
  );
});

test('the README says when, where and how its figures were measured', () => {
  assert.equal(
    readmeNotes(FIGURES),
    [
      '`npm run bench -- --write` measured these speeds on 2026-11-29',
      'on 2 cores of a processor in Node 20.20.2, with 20 MB per input.',
      'Each ratio is the median of at least 3 paired runs, with the lowest and the highest.',
      'For each kind of work the table shows the input with the lowest ratio, and the range of the other inputs.',
      'The lowest ratio is first. A shard is the part of an input that becomes one batch. A tally counts records, tokens and cost.',
      '[All figures](docs/performance.md#measurements) are in the documentation.',
    ].join('\n'),
  );
});

test('docs/performance.md has every row, the worst first, and what a figure is compared with', () => {
  const text = measurements(FIGURES);
  assert.equal(
    text.slice(text.indexOf('### Figures')),
    [
      '### Figures of `results`',
      '',
      'Measured 2026-11-29 on 2 cores of a processor in Node 20.20.2, with `npm run bench -- --write`: 20 MB per input, ' +
        '3 pairs, load average before the run 0.1.',
      '',
      '| Case | message-batches | Peer | Ratio |',
      '| --- | --- | --- | --- |',
      '| `tools-full/sdk` | 150 (140 to 160) MB/s | 200 MB/s | 0.75 (0.70 to 0.80) |',
      '| `alike-full/sdk` | 1,000 (900 to 1,100) MB/s | 200 MB/s | 5.0 (4.5 to 5.5) |',
      '| `alike-tally/sdk` | 3,100 (3,000 to 3,330) MB/s | 200 MB/s | 16 (15 to 17) |',
      '',
      'Against bounds, and against itself:',
      '',
      '| Case | message-batches | Peer | Ratio |',
      '| --- | --- | --- | --- |',
      '| `alike-tally/newlinescan` | 3,000 MB/s | 24,000 MB/s | 0.13 |',
    ].join('\n'),
  );
  assert.match(text, /^\| `sdk` \| official SDK \(`@anthropic-ai\/sdk` 1\.14\.0\) \|$/m);
});

test('a document keeps what is outside the two marks', () => {
  const [begin, end] = ['<!-- begin: written by npm run bench -->', '<!-- end: written by npm run bench -->'];
  assert.equal(
    replaced(`before\n${begin}\nold\n${end}\nafter\n`, 'new', 'a.md'),
    `before\n${begin}\n\nnew\n\n${end}\nafter\n`,
  );
  assert.throws(() => replaced('nothing', 'new', 'a.md'), {
    message: `a.md needs the lines "${begin}" and "${end}".`,
  });
});

test('the README and docs/performance.md show the figures of bench/figures.json, and no others', () => {
  for (const [file, text] of documents()) assert.equal(fs.readFileSync(inRoot(file), 'utf8'), text);
});

test('npm run bench refuses what does not go together, before it sets anything up', async () => {
  const bench = async (...args) => {
    const env = { ...process.env, NO_COLOR: '1' };
    const { code, stdout, stderr } = await run(process.execPath, [inRoot('scripts', 'bench.mjs'), ...args], { env });
    assert.deepEqual([code, stdout], [1, '']);
    return stderr;
  };
  assert.equal(
    await bench('nope'),
    '\nUnknown benchmark "nope". Available: account, growth, loading, media, page, responsive, results, rows, runtimes, upload, validate.\n',
  );
  assert.equal(
    await bench('media', '--against', '.'),
    '\nmedia does not compare builds. Available: loading, results, rows, validate.\n',
  );
  assert.equal(
    await bench('results', '--against', 'docs'),
    '\n--against needs the dist/ of another build, found no node.js in docs.\n',
  );
  assert.equal(
    await bench('results', '--write', '--only', 'tools'),
    '\n--write takes all cases of a benchmark, against peers: leave out --only and --against.\n',
  );
  assert.equal(await bench('--json', 'rows.json'), '\n--json takes one benchmark: npm run bench -- NAME --json FILE\n');
});
