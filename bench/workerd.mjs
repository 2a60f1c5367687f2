// Plans and uploads a whole batch of 256 MB in the real edge runtime, whose isolates have 128 MB on Cloudflare. Reports the time,
// and the memory of the runtime's process, idle and at its maximum. `node bench/workerd.mjs`, with a Node that wrangler supports.
// Not a comparison, so not a case of `npm run bench`.
//
// The published runtime does not enforce the 128 MB. A V8 flag limits its JavaScript heap to that here; memory of WebAssembly and
// buffers is included in the reported numbers.
import fs from 'node:fs';
import http from 'node:http';
import { serveWorker } from '../tests/runtimes/workerd/serve.mjs';

process.env.MINIFLARE_WORKERD_V8_FLAGS = '--max-heap-size=128';

const BATCH = {
  ...{ id: 'msgbatch_bench', type: 'message_batch', processing_status: 'in_progress', results_url: null },
  request_counts: { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  ...{ created_at: '2026-11-23T00:00:00Z', expires_at: '2026-11-24T00:00:00Z' },
  ...{ ended_at: null, cancel_initiated_at: null },
};

const calls = [];
const server = http.createServer((request, response) => {
  const call = { declared: request.headers['content-length'], bytes: 0 };
  calls.push(call);
  request.on('data', (part) => {
    call.bytes += part.length;
  });
  request.on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(BATCH)));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const worker = await serveWorker();
const api = `http://127.0.0.1:${server.address().port}`;
const ask = async (more) => {
  const response = await fetch(`${worker.url}/upload?${new URLSearchParams({ api, key: 'k', ...more })}`);
  if (!response.ok) throw new Error(`${await response.text()}\n${worker.said.slice(-20).join('\n')}`);
  return response.json();
};
try {
  await ask({ count: 2000, size: 800 });
  const runtime = runtimeOf(worker.pid);
  const idle = megabytes(runtime);
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, megabytes(runtime));
  }, 20);
  calls.length = 0;
  const start = performance.now();
  const { shards } = await ask({ count: process.argv[2] ?? 104_000, size: 2450 });
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  for (const [index, { requests, bytes }] of shards.entries()) {
    const { declared, bytes: arrived } = calls[index];
    console.log(`shard ${index}: ${requests} requests, ${bytes} bytes, declared ${declared}, arrived ${arrived}`);
  }
  const all = shards.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`${seconds.toFixed(1)} s to check, read again and upload: ${(all / 1e6 / seconds).toFixed(0)} MB/s`);
  console.log(`memory of the runtime's process: ${idle} MB idle, ${peak} MB at its peak`);
} finally {
  await worker.close();
  server.closeAllConnections();
  server.close();
}

/** Returns the process of the edge runtime among the descendants of wrangler: of the two, the one with more memory. */
function runtimeOf(ancestor) {
  const parents = new Map();
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [, name, parent] = /\((.*)\) \S (\d+)/.exec(stat);
      parents.set(Number(pid), { name, parent: Number(parent) });
    } catch {
      // It has ended meanwhile.
    }
  }
  const descends = (pid) => pid === ancestor || (parents.has(pid) && descends(parents.get(pid).parent));
  const found = [...parents].filter(([pid, { name }]) => name === 'workerd' && descends(pid)).map(([pid]) => pid);
  return found.sort((one, other) => megabytes(other) - megabytes(one))[0];
}

function megabytes(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(kilobytes) / 1000);
}
