// Results that a worker reads for a page, compared with the same results read directly: records, tallies and schemas.
import { readResults } from '/dist/web.js';
import { readResultsInWorker } from '/dist/worker.js';
import { all, answer, compared, RESULTS, seen, streamOf, text } from './corpus.mjs';

export async function chunkings() {
  const direct = await all(readResults(RESULTS));
  const found = [];
  const small = RESULTS.slice(0, 9_000);
  const directSmall = await all(readResults(small));
  for (const sizes of [[1], [7], [64, 1], [1_000]]) {
    found.push(compared(sizes.join(), directSmall, await all(readResultsInWorker(streamOf(small, sizes)))));
  }
  for (const sizes of [[4_093], [65_536], [100, 300_000], [1_000_000]]) {
    found.push(compared(sizes.join(), direct, await all(readResultsInWorker(streamOf(RESULTS, sizes)))));
  }
  return found;
}

export async function inputs() {
  const direct = await all(readResults(RESULTS));
  const words = new TextDecoder('utf-8', { ignoreBOM: true }).decode(RESULTS);
  const directWords = await all(readResults(words));
  const url = URL.createObjectURL(new Blob([RESULTS]));
  const kinds = {
    bytes: RESULTS,
    Blob: new Blob([RESULTS]),
    File: new File([RESULTS], 'results.jsonl'),
    stream: streamOf(RESULTS, [50_000]),
    Response: new Response(RESULTS),
    fetched: await fetch(url),
  };
  const found = [];
  for (const [kind, kept] of Object.entries(kinds)) {
    found.push(compared(kind, direct, await all(readResultsInWorker(kept))));
  }
  found.push(compared('text', directWords, await all(readResultsInWorker(words))));
  const { byteLength } = RESULTS.buffer;
  const grouped = [];
  const results = await readResultsInWorker(RESULTS);
  for await (const records of results.chunks()) grouped.push(...records.map(seen));
  found.push(compared('chunks()', direct, grouped));
  const list = JSON.stringify([answer('a', [text('x')]), answer('b', [text('y')])], undefined, 1);
  found.push(compared('list', await all(readResults(list)), await all(readResultsInWorker(list))));
  const loaded = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('results-worker.js'));
  return { found, isWhole: byteLength === RESULTS.byteLength, hasScript: loaded.length > 0 };
}

/** A page that only reads in a worker. */
export async function alone() {
  const { readResultsInWorker } = await import('/dist/worker.js');
  const records = [];
  for await (const { custom_id, text } of readResultsInWorker('{"custom_id":"a","result":{"type":"expired"}}')) {
    records.push([custom_id, text]);
  }
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1));
  return { records, wasm: loaded.filter((name) => name.endsWith('.wasm')) };
}

/** Returns a tally as text. Names are not object keys here: one may be `__proto__`. */
const asText = (tally) => JSON.stringify(entriesOf(tally));
const entriesOf = (value) =>
  Object(value) === value ? Object.entries(value).map(([name, inner]) => [name, entriesOf(inner)]) : value;

export async function tallies() {
  const direct = await readResults(RESULTS);
  const counted = await (await readResultsInWorker(new Blob([RESULTS]))).tally();
  const results = await readResultsInWorker(streamOf(RESULTS, [65_536]));
  const before = results.tallySoFar();
  const during = [];
  for await (const _ of results) during.push(results.tallySoFar().records);
  const grows = during.every((count, at) => count > 0 && count >= (during[at - 1] ?? 0));
  const whole = asText(await direct.tally());
  const after = asText(results.tallySoFar());
  return { whole, counted: asText(counted), before, after, grows };
}

export async function schemas() {
  const lines = [
    answer('good', [text('```json\n{"city":"Rome"}\n```')]),
    answer('bad', [text('{}')]),
    answer('none', [text('?')]),
  ];
  const kept = lines.map((line) => JSON.stringify(line)).join('\n');
  const schema = (value) => typeof value.city === 'string';
  const read = async (results) => {
    const found = [];
    for await (const { custom_id, outcome, parsed, error } of results) found.push([custom_id, outcome, parsed, error]);
    return JSON.stringify(found);
  };
  return [await read(readResults(kept, { schema })), await read(readResultsInWorker(kept, { schema }))];
}
