// Results as files, in the order of their requests, and resumed: against the official SDK with the code that one would write on
// top of it, and against a plain search for line ends in WebAssembly.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { BatchClient } from 'message-batches';
import { results, serve } from './corpus.mjs';
import { paired } from './pairs.mjs';
import { countLines } from './scan.mjs';

export const name = 'account';

const LINES = 20_000;
const ID = 'msgbatch_bench';
const options = { apiKey: 'bench', baseURL: 'https://api.anthropic.com' };
const ids = Array.from({ length: LINES }, (_, index) => `request-${index}`);

export async function run() {
  const corpus = results({ lines: LINES });
  const fetch = serve(corpus);
  const ours = new BatchClient({ ...options, fetch });
  const sdk = new Anthropic({ ...options, fetch });
  const done = await ours.results(ID);
  await done.tally();
  const from = done.position;
  const { bytes } = corpus;
  return [
    await paired({ name: 'csv/sdk', bytes, ours: () => csv(ours), peer: () => csvByHand(sdk) }),
    await paired({ name: 'inorder/sdk', bytes, ours: () => inOrder(ours), peer: () => inOrderByHand(sdk) }),
    // The server supports no ranges, so everything is downloaded again, compared and skipped.
    await paired({ name: 'skip/newlinescan', bytes, ours: () => skipped(ours, from), peer: () => scanned(corpus) }),
  ];
}

async function csv(client) {
  const stream = (await client.results(ID)).toStream('csv', { columns: ['custom_id', 'text'] });
  let size = 0;
  for await (const piece of stream) size += piece.length;
  assert.ok(size > LINES);
}

async function csvByHand(client) {
  const utf8 = new TextEncoder();
  const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  let size = 0;
  for await (const { custom_id, result } of await client.messages.batches.results(ID)) {
    const blocks = result.type === 'succeeded' ? result.message.content : [];
    const text = blocks.map((block) => (block.type === 'text' ? block.text : '')).join('');
    size += utf8.encode(`${cell(custom_id)},${cell(text)}\r\n`).length;
  }
  assert.ok(size > LINES);
}

/** Uses a file, and keeps no body in memory. */
async function inOrder(client) {
  let next = 0;
  for await (const { custom_id } of (await client.results(ID)).inOrder(ids)) assert.equal(custom_id, ids[next++]);
  assert.equal(next, LINES);
}

/** Keeps everything in memory, as is common. */
async function inOrderByHand(client) {
  const found = new Map();
  for await (const result of await client.messages.batches.results(ID)) found.set(result.custom_id, result);
  for (const id of ids) assert.equal(found.get(id).custom_id, id);
}

async function skipped(client, from) {
  for await (const _ of await client.results(ID, { from })) assert.fail('nothing is left');
}

function scanned({ chunks }) {
  assert.equal(countLines(chunks), LINES);
}
