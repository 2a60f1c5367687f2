// Checking requests: all rules on JSONL bytes, against what one would do without us: decode, split, JSON.parse, ajv with the
// JSON Schema made from the same tables, JSON.stringify. On objects, against JSON.stringify alone. And against ourselves:
// the bare scan for line ends in the same WebAssembly, ten times the input, one long request in place of ten short ones.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { BatchClient, validate } from 'message-batches';
import { chunked, requests } from './corpus.mjs';
import { paired } from './pairs.mjs';
import { countLines } from './scan.mjs';

export const name = 'validate';

/** 100,000 requests and 256 MB with `FULL=1`; a fifth of it takes a minute. */
const COUNT = process.env.FULL ? 100_000 : 20_000;

export async function run() {
  const corpus = requests({ count: COUNT });
  const varied = requests({ count: COUNT, varied: true });
  const schema = JSON.parse(fs.readFileSync(new URL('../docs/schema.json', import.meta.url), 'utf8'));
  const fits = new Ajv2020({ strict: false }).compile({ $ref: '#/$defs/BatchRequest', $defs: schema.$defs });
  const client = new BatchClient({ apiKey: 'bench', baseURL: 'http://127.0.0.1:9', fetch: answer });
  const tenth = requests({ count: COUNT / 10 });
  const long = input([one(20_000_000)]);
  const short = input(Array.from({ length: 10 }, (_, index) => one(2_000_000, `-${index}`)));
  const { bytes } = corpus;
  return [
    await paired({ name: 'jsonl/ajv', bytes, ours: () => ours(corpus), peer: () => ajv(corpus, fits) }),
    await paired({
      name: 'jsonl-varied/ajv',
      bytes: varied.bytes,
      ours: () => ours(varied),
      peer: () => ajv(varied, fits),
    }),
    await paired({ name: 'jsonl/newlinescan', bytes, ours: () => ours(corpus), peer: () => countLines(corpus.chunks) }),
    await paired({
      name: 'objects/stringify',
      bytes,
      ours: () => client.create({ requests: corpus.objects }),
      peer: () => assert.ok(JSON.stringify({ requests: corpus.objects }).length > bytes / 2),
    }),
    await paired({
      name: 'size/tenth',
      bytes,
      ours: () => ours(corpus),
      peer: () => times(10, () => ours(tenth)),
    }),
    await paired({
      name: 'one-of-20-mb/ten-of-2-mb',
      bytes: 20_000_000,
      ours: () => ours(long),
      peer: () => ours(short),
    }),
  ];
}

async function ours({ chunks, objects }) {
  const report = await validate(ReadableStream.from(chunks));
  assert.deepEqual([report.requests, report.errors], [objects.length, 0]);
}

async function ajv({ chunks, objects }, fits) {
  let count = 0;
  let errors = 0;
  let size = 0;
  const line = (text) => {
    if (text === '') return;
    const request = JSON.parse(text);
    count += 1;
    if (!fits(request)) errors += 1;
    size += JSON.stringify(request).length;
  };
  const utf8 = new TextDecoder();
  let rest = '';
  for await (const chunk of ReadableStream.from(chunks)) {
    rest += utf8.decode(chunk, { stream: true });
    let start = 0;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', start)) {
      line(rest.slice(start, end));
      start = end + 1;
    }
    rest = rest.slice(start);
  }
  line(rest);
  assert.deepEqual([count, errors], [objects.length, 0]);
  assert.ok(size > 0);
}

/** Takes the body as a network would, and answers. */
async function answer(_url, { body }) {
  assert.ok(body.size > 0);
  return Response.json({ id: 'msgbatch_bench', type: 'message_batch', processing_status: 'in_progress' });
}

/** One request with a text of this size. */
function one(size, suffix = '') {
  const content = 'the of and a to in is '.repeat(size / 22);
  const params = { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content }] };
  return { custom_id: `long${suffix}`, params };
}

function input(objects) {
  const text = objects.map((object) => JSON.stringify(object)).join('\n');
  return { objects, chunks: chunked(new TextEncoder().encode(text)) };
}

async function times(count, work) {
  for (let time = 0; time < count; time += 1) await work();
}
