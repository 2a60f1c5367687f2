// Measures the memory of a job's retry while `change` receives each request with its record. Not a comparison with other
// libraries, and therefore not a case of `npm run bench`: node --expose-gc bench/retry.mjs [requests]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BatchClient } from 'message-batches';
import { fileBodies, fileStore } from 'message-batches/stores';
import { watched } from './watched.mjs';

const COUNT = Number(process.argv[2] ?? 100_000);
const EVERY = 10_000;
/** Length of an answer in characters. */
const LENGTH = 1000;

const idOf = (index) => `request-${index}`;

function* requests() {
  for (let index = 0; index < COUNT; index++) {
    const messages = [{ role: 'user', content: 'Hi' }];
    yield { custom_id: idOf(index), params: { model: 'claude-haiku-4-5', max_tokens: 64, messages } };
  }
}

/** Yields truncated answers, in the reverse order of the requests. */
function lines() {
  const encoder = new TextEncoder();
  const text = 'a'.repeat(LENGTH);
  let left = COUNT;
  return new ReadableStream({
    pull(controller) {
      let piece = '';
      for (let end = Math.max(0, left - 100); left > end; ) {
        left -= 1;
        const usage = { input_tokens: 5, output_tokens: 64 };
        const content = [{ type: 'text', text }];
        const message = { id: `msg_${left}`, type: 'message', role: 'assistant', model: 'claude-haiku-4-5', content };
        const result = {
          type: 'succeeded',
          message: { ...message, stop_reason: 'max_tokens', stop_sequence: null, usage },
        };
        piece += `${JSON.stringify({ custom_id: idOf(left), result })}\n`;
      }
      controller.enqueue(encoder.encode(piece));
      if (left === 0) controller.close();
    },
  });
}

/** An API with a single batch. */
async function fetch(url, { method, body }) {
  const { pathname } = new URL(url);
  if (pathname.endsWith('/results'))
    return new Response(lines(), { headers: { 'content-type': 'application/x-jsonl' } });
  if (method === 'POST') await new Response(body).arrayBuffer();
  const now = new Date().toISOString();
  const batch = {
    id: 'msgbatch_01',
    type: 'message_batch',
    processing_status: 'ended',
    request_counts: { processing: 0, succeeded: COUNT, errored: 0, canceled: 0, expired: 0 },
    created_at: now,
    ended_at: now,
    expires_at: now,
    archived_at: null,
    cancel_initiated_at: null,
    results_url: 'https://api.anthropic.com/v1/messages/batches/msgbatch_01/results',
  };
  const isOne = method === 'POST' || pathname.includes('msgbatch_');
  const page = { data: [], has_more: false, first_id: null, last_id: null };
  return Response.json(isOne ? batch : page, { headers: { date: new Date().toUTCString() } });
}

const folder = await mkdtemp(path.join(tmpdir(), 'retry-'));
const memory = watched();
const client = new BatchClient({ apiKey: 'bench', fetch });
const options = { store: fileStore(path.join(folder, 'store')), bodies: fileBodies(path.join(folder, 'bodies')) };
const job = await client.submit(requests(), { ...options, validate: false });
await job.wait();
globalThis.gc();
const start = process.memoryUsage();
const before = memory();
let most = 0;
let seen = 0;
const change = (request, record) => {
  if (record?.custom_id !== request.custom_id) throw new Error(`${request.custom_id} has another's record`);
  if (seen++ % EVERY === 0) {
    globalThis.gc();
    globalThis.gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    most = Math.max(most, memory() - before + heapUsed - start.heapUsed + arrayBuffers - start.arrayBuffers);
  }
  return request;
};
const startMs = performance.now();
const retry = await job.retry({ outcomes: ['truncated'], change });
const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
console.log(`${seen} records: ${(most / 1e6).toFixed(1)} MB above the start, ${seconds} s`);
await retry.close();
await rm(folder, { recursive: true });
process.exit();
