// Measures large inputs: a file of requests is divided and sent to a server on this machine. The peer is the code without this
// package: read, parse, group by size, stringify, send. Also sending alone, against the runtime's own way to send a file.
import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import fs from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { BatchClient, plan } from 'message-batches';
import { requests } from './corpus.mjs';
import { paired } from './pairs.mjs';

export const name = 'upload';

const COUNT = 40_000;
const MOST = 25_000_000;
const BATCH = JSON.stringify({
  ...{ id: 'msgbatch_bench', type: 'message_batch', processing_status: 'in_progress', results_url: null },
  request_counts: { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  ...{ created_at: '2026-11-23T00:00:00Z', expires_at: '2026-11-24T00:00:00Z' },
  ...{ ended_at: null, cancel_initiated_at: null },
});

export async function run() {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'bench-upload-'));
  const server = await drain();
  try {
    const { chunks, bytes } = requests({ count: COUNT });
    const file = path.join(folder, 'requests.jsonl');
    await fs.writeFile(file, chunks);
    const client = new BatchClient({ apiKey: 'bench', baseURL: server.url });
    const [shard] = await all(plan(await openAsBlob(file), { validate: false }));
    return [
      await paired({
        name: 'divide-and-send/parse',
        bytes,
        ours: () => send(file, client, { validate: false }),
        peer: () => naive(file, server.url),
      }),
      await paired({
        name: 'check-divide-and-send/parse',
        bytes,
        ours: () => send(file, client),
        peer: () => naive(file, server.url),
      }),
      await paired({
        name: 'send/fetch',
        bytes,
        ours: () => client.create(shard),
        peer: async () => post(server.url, await openAsBlob(file)),
      }),
    ];
  } finally {
    server.close();
    await fs.rm(folder, { recursive: true });
  }
}

async function send(file, client, options) {
  let count = 0;
  for await (const shard of plan(await openAsBlob(file), { maxBytes: MOST, ...options })) {
    await client.create(shard);
    count += shard.requests;
  }
  assert.equal(count, COUNT);
}

/** Like a careful program: one shard at a time, exact sizes, nothing checked. */
async function naive(file, url) {
  let count = 0;
  let size = 15;
  let group = [];
  const flush = async () => {
    await post(url, JSON.stringify({ requests: group }));
    count += group.length;
    group = [];
    size = 15;
  };
  const add = async (text) => {
    if (text === '') return;
    const request = JSON.parse(text);
    const bytes = Buffer.byteLength(JSON.stringify(request)) + 1;
    if (size + bytes > MOST) await flush();
    group.push(request);
    size += bytes;
  };
  const utf8 = new TextDecoder();
  let rest = '';
  for await (const chunk of (await openAsBlob(file)).stream()) {
    const lines = (rest + utf8.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop();
    for (const line of lines) await add(line);
  }
  await add(rest + utf8.decode());
  await flush();
  assert.equal(count, COUNT);
}

async function post(url, body) {
  const response = await fetch(url, { method: 'POST', body });
  assert.equal((await response.json()).id, 'msgbatch_bench');
}

/** A server that reads everything and responds with a batch. */
async function drain() {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(BATCH));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

async function all(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}
