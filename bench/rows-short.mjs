// Rows of short fields to shards: ten columns of about 8 bytes and a template that uses all of them, against papaparse, string
// replacement, ajv and JSON.stringify. What a row and a field cost counts here, not what a byte costs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { fromRows, plan } from 'message-batches';
import Papa from 'papaparse';
import { paired } from './pairs.mjs';

export const name = 'rows-short';

const COUNT = Number(process.env.ROWS ?? 60_000);
const COLUMNS = ['sku', 'name', 'colour', 'size', 'price', 'stock', 'brand', 'origin', 'season', 'rating'];
const FACTS = COLUMNS.slice(1).map((column) => `${column}: {{${column}}}`);
const TEMPLATE = {
  model: 'claude-haiku-4-5',
  max_tokens: 64,
  messages: [{ role: 'user', content: `Which department sells this? ${FACTS.join(', ')}.` }],
};

export async function run() {
  const text = Papa.unparse(articles(COUNT), { newline: '\n' });
  const quoted = Papa.unparse(articles(COUNT), { newline: '\n', quotes: true });
  const schema = JSON.parse(fs.readFileSync(new URL('../docs/schema.json', import.meta.url), 'utf8'));
  const fits = new Ajv2020({ strict: false }).compile({ $ref: '#/$defs/BatchRequest', $defs: schema.$defs });
  const pair = (name, csv) =>
    paired({ name, bytes: csv.size, ours: () => ours(csv), peer: () => papaparse(csv, fits), pairs: 7 });
  return [
    await pair('short-csv-shards/papaparse', new Blob([text])),
    await pair('short-quoted-csv-shards/papaparse', new Blob([quoted])),
  ];
}

async function ours(csv) {
  let count = 0;
  for await (const shard of plan(fromRows(csv, TEMPLATE, { id: 'sku' }))) count += shard.custom_ids.length;
  assert.equal(count, COUNT);
}

async function papaparse(csv, fits) {
  const shards = [[]];
  let bytes = 0;
  const step = ({ data }) => {
    const request = { custom_id: data.sku.replace(/[^\w-]/g, '-'), params: filled(TEMPLATE, data) };
    assert.ok(fits(request));
    const line = JSON.stringify(request);
    bytes += line.length + 1;
    if (bytes > 256_000_000 || shards.at(-1).length === 100_000) {
      shards.push([]);
      bytes = line.length;
    }
    shards.at(-1).push(line);
  };
  Papa.parse(await csv.text(), { header: true, skipEmptyLines: true, step });
  assert.equal(shards.flat().length, COUNT);
}

function filled(value, row) {
  if (typeof value === 'string') return value.replace(/\{\{(\w+)\}\}/g, (_, column) => row[column]);
  if (Array.isArray(value)) return value.map((item) => filled(item, row));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, row)]));
}

/** Each a key of 9 bytes, and fields of 5 to 10. */
function articles(count) {
  const of = (words, index) => words[index % words.length];
  return Array.from({ length: count }, (_, index) => ({
    sku: `SKU${100_000 + index}`,
    name: of(['notebook', 'raincoat', 'umbrella', 'keyboard', 'teapot', 'lanterns', 'scissors'], index),
    colour: of(['turquoise', 'crimson', 'charcoal', 'lavender', 'ivory'], index * 3),
    size: of(['small', 'medium', 'large', 'x-large', 'one size'], index * 7),
    price: `${(index * 37) % 1000}.${10 + (index % 90)} EUR`,
    stock: `${1000 + ((index * 13) % 9000)} left`,
    brand: of(['Northway', 'Halcyon', 'Ember & Co', 'Fjordline', 'Quillon'], index * 11),
    origin: of(['Portugal', 'Vietnam', 'Colombia', 'Norway', 'Japan'], index * 17),
    season: of(['summer 24', 'winter 24', 'spring 25', 'autumn 25'], index),
    rating: `${1 + (index % 5)} of 5, ${(index * 7) % 10}`.replace(', ', '/'),
  }));
}
