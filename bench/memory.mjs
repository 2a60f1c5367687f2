// Measures the memory that reading a gigabyte of results needs: WebAssembly memory, the heap after garbage collection at every
// tenth of the input, ten times the lines against ten times the time, and one line of 20 MB. Not a comparison with peers, and
// therefore not a case of `npm run bench`: node --expose-gc bench/memory.mjs
import { pathToFileURL } from 'node:url';
import { BatchClient } from 'message-batches';
import { results, serve } from './corpus.mjs';
import { watched } from './watched.mjs';

const GIGABYTE = 1e9;

async function main() {
  const memory = watched();
  const { chunks, bytes } = results({ lines: 10_000, mixed: true });
  const rounds = Math.round(GIGABYTE / bytes);
  const many = { chunks: Array.from({ length: rounds }, () => chunks).flat() };
  const options = { apiKey: 'bench', baseURL: 'https://api.anthropic.com' };
  const read = async (corpus, each = () => {}) => {
    const start = performance.now();
    let count = 0;
    const client = new BatchClient({ ...options, fetch: serve(corpus) });
    for await (const { result, text } of await client.results('msgbatch_bench')) {
      count += result && text.length >= 0 ? 1 : 0;
      each(count);
    }
    return { count, ms: performance.now() - start };
  };
  await read({ chunks });
  const heap = [];
  const tenth = rounds * 1_000;
  await read(many, (count) => {
    if (count % tenth !== 0) return;
    globalThis.gc?.();
    heap.push((process.memoryUsage().heapUsed / 1e6).toFixed(1));
  });
  console.log(`heap in MB, every 100 MB: ${heap.join(' ')}`);
  console.log(`WebAssembly memory: ${(memory() / 1e6).toFixed(1)} MB`);
  const [one, ten] = [await read({ chunks }), await read({ chunks: Array.from({ length: 10 }, () => chunks).flat() })];
  console.log(`ten times the lines take ${(ten.ms / one.ms).toFixed(2)} times the time`);
  const line = {
    custom_id: 'a',
    result: { type: 'succeeded', message: { content: [{ type: 'text', text: 'plain text '.repeat(1_818_000) }] } },
  };
  const long = new TextEncoder().encode(`${JSON.stringify(line)}\n`);
  const pieces = Array.from({ length: Math.ceil(long.length / 65_536) }, (_, at) =>
    long.slice(at * 65_536, (at + 1) * 65_536),
  );
  await read({ chunks: pieces });
  const { ms } = await read({ chunks: pieces });
  console.log(
    `a line of ${(long.length / 1e6).toFixed(0)} MB: ${(long.length / 1000 / ms).toFixed(0)} MB/s; lines of 2 kB: ${(bytes / 1000 / one.ms).toFixed(0)} MB/s`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main();
