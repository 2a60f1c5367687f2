// Checking requests: all rules on JSONL bytes, against what one would do without us: decode, split, JSON.parse, ajv with the
// JSON Schema made from the same tables, JSON.stringify. And on objects, against JSON.stringify alone.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { BatchClient, validate } from 'message-batches';
import { requests } from './corpus.mjs';
import { paired } from './pairs.mjs';

export const name = 'validate';

const COUNT = 20_000;

export async function run() {
  const { objects, chunks, bytes } = requests({ count: COUNT });
  const schema = JSON.parse(fs.readFileSync(new URL('../docs/schema.json', import.meta.url), 'utf8'));
  const fits = new Ajv2020({ strict: false }).compile({ $ref: '#/$defs/BatchRequest', $defs: schema.$defs });
  const client = new BatchClient({ apiKey: 'bench', baseURL: 'http://127.0.0.1:9', fetch: answer });
  return [
    await paired({ name: 'jsonl/ajv', bytes, ours: () => ours(chunks), peer: () => ajv(chunks, fits) }),
    await paired({
      name: 'objects/stringify',
      bytes,
      ours: () => client.create({ requests: objects }),
      peer: () => assert.ok(JSON.stringify({ requests: objects }).length > bytes / 2),
    }),
  ];
}

async function ours(chunks) {
  const report = await validate(ReadableStream.from(chunks));
  assert.deepEqual([report.requests, report.errors], [COUNT, 0]);
}

async function ajv(chunks, fits) {
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
  for (const chunk of chunks) {
    rest += utf8.decode(chunk, { stream: true });
    let start = 0;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', start)) {
      line(rest.slice(start, end));
      start = end + 1;
    }
    rest = rest.slice(start);
  }
  line(rest);
  assert.deepEqual([count, errors], [COUNT, 0]);
  assert.ok(size > 0);
}

/** Takes the body as a network would, and answers. */
async function answer(_url, { body }) {
  assert.ok(body.size > 0);
  return Response.json({ id: 'msgbatch_bench', type: 'message_batch', processing_status: 'in_progress' });
}
