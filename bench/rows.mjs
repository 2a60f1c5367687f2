// Rows to a batch: CSV and a template to checked requests, against what one would do without us: papaparse, the template's
// strings replaced row by row, ajv with the JSON Schema made from the same tables, JSON.stringify. And the same from rows
// that are objects. ROWS=100000 takes 240 MB of CSV instead of 48.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { BatchClient, fromRows, plan, validate } from 'message-batches';
import Papa from 'papaparse';
import { paired } from './pairs.mjs';

export const name = 'rows';

const COUNT = Number(process.env.ROWS ?? 20_000);

/** Rows for the cases of one body. */
const BODY = Math.min(COUNT, 20_000);

const TEMPLATE = {
  model: 'claude-haiku-4-5',
  max_tokens: 1024,
  system: 'You classify letters to a newspaper. Answer with one word.',
  messages: [
    { role: 'user', content: 'From: Somebody (somebody@example.com)\n\nThank you for the article.' },
    { role: 'assistant', content: 'praise' },
    { role: 'user', content: 'From: {{name}} ({{email}})\n\n{{letter}}' },
  ],
};

export async function run() {
  const objects = letters(COUNT);
  const csv = new Blob([Papa.unparse(objects, { newline: '\n' })]);
  const bytes = csv.size;
  // As many as fit into one body.
  const some = objects.slice(0, BODY);
  const part = new Blob([Papa.unparse(some, { newline: '\n' })]);
  const schema = JSON.parse(fs.readFileSync(new URL('../docs/schema.json', import.meta.url), 'utf8'));
  const fits = new Ajv2020({ strict: false }).compile({ $ref: '#/$defs/BatchRequest', $defs: schema.$defs });
  const client = new BatchClient({ apiKey: 'bench', baseURL: 'http://127.0.0.1:9', fetch: answer });
  const papaparse = async (each, table = csv) => {
    const step = ({ data }) => each(request(data, fits));
    Papa.parse(await table.text(), { header: true, skipEmptyLines: true, step });
  };
  return [
    // Lines of JSONL, each checked, made and let go.
    await paired({
      name: 'csv-lines/papaparse',
      bytes,
      ours: async () => assert.equal((await validate(fromRows(csv, TEMPLATE, { id: 'email' }))).requests, COUNT),
      peer: async () => {
        let [count, size] = [0, 0];
        await papaparse((line) => {
          count += 1;
          size += line.length;
        });
        assert.ok(count === COUNT && size > bytes);
      },
    }),
    // Divided into shards: each request checked, each shard with its size, hash and ids. The peer keeps the lines.
    await paired({
      name: 'csv-shards/papaparse',
      bytes,
      ours: async () => {
        let count = 0;
        for await (const shard of plan(fromRows(csv, TEMPLATE, { id: 'email' }))) count += shard.custom_ids.length;
        assert.equal(count, COUNT);
      },
      peer: async () => {
        const { shards, add } = divided();
        await papaparse(add);
        assert.equal(shards.flat().length, COUNT);
      },
    }),
    // Into one body, which a `fetch` reads to its end: ours reads the rows again for that, and holds none of it.
    await paired({
      name: 'csv-body/papaparse',
      bytes: part.size,
      ours: () => client.create(fromRows(part, TEMPLATE, { id: 'email' })),
      peer: async () => {
        const lines = [];
        await papaparse((line) => lines.push(line), part);
        await send(lines);
      },
    }),
    await paired({
      name: 'objects-body/ajv',
      bytes: part.size,
      ours: () => client.create(fromRows(some, TEMPLATE, { id: 'email' })),
      peer: () => send(some.map((row) => request(row, fits))),
    }),
  ];
}

function request(row, fits) {
  const request = { custom_id: row.email.replace(/[^\w-]/g, '-'), params: filled(TEMPLATE, row) };
  assert.ok(fits(request));
  return JSON.stringify(request);
}

function filled(value, row) {
  if (typeof value === 'string') return value.replace(/\{\{(\w+)\}\}/g, (_, column) => row[column]);
  if (Array.isArray(value)) return value.map((item) => filled(item, row));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, row)]));
}

/** The peer's way to a body: the requests as one text, encoded. */
async function send(requests) {
  assert.equal(requests.length, BODY);
  await answer('', { body: new Blob(['{"requests":[', requests.join(','), ']}']) });
}

/** The peer's way to shards: lines, until there are too many. */
function divided() {
  const shards = [[]];
  let bytes = 0;
  const add = (line) => {
    bytes += line.length + 1;
    if (bytes > 256_000_000 || shards.at(-1).length === 100_000) {
      shards.push([]);
      bytes = line.length;
    }
    shards.at(-1).push(line);
  };
  return { shards, add };
}

/** Takes the body as a network would, and answers. */
async function answer(_url, { body }) {
  let size = 0;
  for await (const piece of body instanceof Blob ? body.stream() : body) size += piece.length;
  assert.ok(size > BODY * 2000);
  return Response.json({ id: 'msgbatch_bench', type: 'message_batch', processing_status: 'in_progress' });
}

const WORDS = 'the of and a to in is you that it he was for on are as with his they at be this have from'.split(' ');

/** About 2 kB each: an address, a name, a letter of some lines with commas and now and then a quotation. */
function letters(count) {
  let next = 0;
  const pick = () => {
    next += 7;
    return WORDS[next % WORDS.length];
  };
  const word = (number) => Array.from({ length: number }, pick).join(' ');
  return Array.from({ length: count }, (_, index) => ({
    email: `reader.${index}@example.com`,
    name: `Reader ${index}`,
    letter: Array.from({ length: 8 }, (_, line) =>
      line % 3 === 0 ? `${word(70)}, "${word(4)}", as they say.` : `${word(76)}, and so on.`,
    ).join('\n'),
  }));
}
