// Measures the memory of a job of a million requests during its submit, by the kind of its input, its stored data, and the time
// until another process that resumes it makes its first call. Not a comparison with other libraries, and therefore not a case of
// `npm run bench`: node --expose-gc bench/job.mjs [requests]
import { execFile } from 'node:child_process';
import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BatchClient, fromRows } from 'message-batches';
import { fileBodies, fileStore } from 'message-batches/stores';
import { watched } from './watched.mjs';

const EVERY = 100;
const params = (content) => ({ model: 'claude-haiku-4-5', max_tokens: 64, messages: [{ role: 'user', content }] });
const TEMPLATE = params('{{text}}');

/** Converts numbers to UUIDs that look random. */
function uuid(number) {
  const [a, b] = [0x9e3779b1, 0x85ebca6b].map((factor) =>
    (Math.imul(number + 1, factor) >>> 0).toString(16).padStart(8, '0'),
  );
  const [c, d] = [number.toString(16).padStart(8, '0'), a.slice(0, 4) + b];
  return `${a}-${b.slice(0, 4)}-4${b.slice(4, 7)}-a${c.slice(0, 3)}-${c.slice(3)}${d.slice(0, 7)}`;
}

function* objects(count) {
  for (let index = 0; index < count; index++) yield { custom_id: uuid(index), params: params('Hi') };
}

function* rows(count) {
  for (let index = 0; index < count; index++) yield { id: uuid(index), text: 'Hi' };
}

function* lines(head, items, line) {
  let text = head;
  for (const item of items) {
    text += line(item);
    if (text.length < 65_536) continue;
    yield text;
    text = '';
  }
  yield text;
}

const blobOf = async (file, pieces) => {
  await pipeline(Readable.from(pieces), createWriteStream(file));
  return openAsBlob(file);
};

/** Inputs by name. */
const inputs = {
  'JSONL file': (count, file) =>
    blobOf(
      file,
      lines('', objects(count), (request) => `${JSON.stringify(request)}\n`),
    ),
  'CSV file': async (count, file) =>
    fromRows(
      await blobOf(
        file,
        lines('id,text\n', rows(count), ({ id, text }) => `${id},${text}\n`),
      ),
      TEMPLATE,
      { id: 'id' },
    ),
  'rows that are objects': (count) => fromRows({ [Symbol.iterator]: () => rows(count) }, TEMPLATE, { id: 'id' }),
  'objects, made again when they are sent': (count) => () => objects(count),
  'objects, made once, with bodies': (count) => objects(count),
};

async function measure(name, count) {
  const folder = await mkdtemp(path.join(tmpdir(), 'job-'));
  const memory = watched();
  try {
    const input = await inputs[name](count, path.join(folder, 'input'));
    const store = fileStore(path.join(folder, 'store'));
    const bodies = name.endsWith('bodies') ? fileBodies(path.join(folder, 'bodies')) : undefined;
    const client = new BatchClient({ apiKey: 'bench', fetch: () => new Promise(() => {}) });
    globalThis.gc();
    const start = process.memoryUsage();
    const most = { held: 0, wasm: 0, resident: 0 };
    const sample = () => {
      globalThis.gc();
      // Buffers are freed concurrently, at the latest by the next collection.
      globalThis.gc();
      const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
      const held = memory() + heapUsed - start.heapUsed + arrayBuffers - start.arrayBuffers;
      most.held = Math.max(most.held, held);
      most.wasm = Math.max(most.wasm, memory());
      most.resident = Math.max(most.resident, rss - start.rss);
    };
    let pieces = 0;
    const onProgress = () => {
      if (pieces++ % EVERY === 0) sample();
    };
    const job = await client.submit(input, { store, bodies, onProgress });
    sample();
    await job.close();
    const args = ['--expose-gc', fileURLToPath(import.meta.url), String(count), name, folder, job.id];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return { ...most, stored: await sizeOf(path.join(folder, 'store')), ...JSON.parse(stdout) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Measures a process that resumes the job: the time until its first call, and its memory then. */
async function resumed(name, folder, id) {
  const memory = watched();
  const calling = Promise.withResolvers();
  const fetch = () => {
    calling.resolve(performance.now());
    return new Promise(() => {});
  };
  const client = new BatchClient({ apiKey: 'bench', fetch });
  const store = fileStore(path.join(folder, 'store'));
  const bodies = name.endsWith('bodies') ? fileBodies(path.join(folder, 'bodies')) : undefined;
  globalThis.gc();
  const start = process.memoryUsage();
  const startMs = performance.now();
  await client.resume(id, { store, bodies });
  const resumeMs = (await calling.promise) - startMs;
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const resumeHeld = memory() + heapUsed - start.heapUsed + arrayBuffers - start.arrayBuffers;
  return { resumeMs, resumeHeld };
}

async function sizeOf(folder) {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(path.join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const [count = '1000000', only, folder, id] = process.argv.slice(2);
if (only === undefined) {
  console.log(
    'MB above the start: held (WebAssembly, and after collections heap and buffers), WebAssembly, resident; MB stored; ms until the first call of a process that resumes it, and MB held by it',
  );
  const self = fileURLToPath(import.meta.url);
  for (const name of Object.keys(inputs)) {
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', self, count, name]);
    const { held, wasm, resident, stored, resumeMs, resumeHeld } = JSON.parse(stdout);
    const mb = (bytes) => (bytes / 1e6).toFixed(1).padStart(7);
    const ms = resumeMs.toFixed(0).padStart(7);
    console.log(`${name.padEnd(40)}${[held, wasm, resident, stored].map(mb).join('')}${ms}${mb(resumeHeld)}`);
  }
} else {
  const measured = folder ? resumed(only, folder, id) : measure(only, Number(count));
  console.log(JSON.stringify(await measured));
  process.exit();
}
