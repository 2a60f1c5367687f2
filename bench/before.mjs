// This build against another, on the same work in one process: AGAINST=DIR is the dist/ of the other. Without it there is
// nothing to do. The ratio is our throughput over the other's.
import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as ours from 'message-batches';
import { requests, results } from './corpus.mjs';
import { paired } from './pairs.mjs';

export const name = 'before';

const PAIRS = Number(process.env.PAIRS ?? 9);
const REQUESTS = 12_000;
const LINES = 12_000;
const ROWS = 12_000;
const TEMPLATE = {
  model: 'claude-haiku-4-5',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'From: {{name}}\n\n{{letter}}' }],
};

export async function run() {
  const { AGAINST } = process.env;
  if (!AGAINST) return [];
  const before = await import(pathToFileURL(path.resolve(AGAINST, 'node.js')).href);
  const rows = [];
  for (const { name, bytes, work } of cases()) {
    const pair = { ours: () => work(ours), peer: () => work(before) };
    rows.push(await paired({ name: `${name}/before`, bytes, pairs: PAIRS, ...pair }));
  }
  return rows;
}

function* cases() {
  for (const varied of [false, true]) {
    const { chunks, bytes, objects } = requests({ count: REQUESTS, varied });
    const work = async ({ validate }) => {
      const report = await validate(ReadableStream.from(chunks));
      assert.deepEqual([report.requests, report.errors], [objects.length, 0]);
    };
    yield { name: varied ? 'validate-varied' : 'validate-alike', bytes, work };
    if (varied) continue;
    const estimate = async ({ estimate }) =>
      assert.equal((await estimate(ReadableStream.from(chunks))).requests, REQUESTS);
    yield { name: 'estimate', bytes, work: estimate };
    const create = async ({ BatchClient }) => {
      const fetch = async () => Response.json({ id: 'a', processing_status: 'in_progress' });
      await new BatchClient({ apiKey: 'bench', baseURL: 'http://127.0.0.1:9', fetch }).create({ requests: objects });
    };
    yield { name: 'objects-body', bytes, work: create };
  }
  const letter = 'the of and a to in is you that it he was for on are as with his they at be this '.repeat(25);
  const csv = `id,name,letter\n${Array.from({ length: ROWS }, (_, row) => `r${row},Ada ${row},"${letter}, ""${row}"""`).join('\n')}`;
  const blob = new Blob([csv]);
  const shards = async ({ fromRows, plan }) => {
    let count = 0;
    for await (const shard of plan(fromRows(blob, TEMPLATE, { id: 'id' }))) count += shard.requests;
    assert.equal(count, ROWS);
  };
  yield { name: 'csv-shards', bytes: blob.size, work: shards };
  for (const mixed of [false, true]) {
    const { chunks, bytes, textLength } = results({ lines: LINES, mixed });
    const opened = ({ readResults }) => readResults(ReadableStream.from(chunks));
    const full = async (build) => {
      let count = 0;
      for await (const { result } of await opened(build)) count += result.type ? 1 : 0;
      assert.equal(count, LINES);
    };
    const text = async (build) => {
      let length = 0;
      for await (const { text } of await opened(build)) length += text.length;
      assert.equal(length, textLength);
    };
    const tally = async (build) => assert.equal((await (await opened(build)).tally()).records, LINES);
    const csv = async (build) => {
      let size = 0;
      for await (const piece of (await opened(build)).toStream('csv')) size += piece.length;
      assert.ok(size > textLength / 2);
    };
    const kind = mixed ? 'mixed' : 'ascii';
    for (const [what, work] of Object.entries({ full, text, tally, csv }))
      yield { name: `${kind}-${what}`, bytes, work };
  }
}
