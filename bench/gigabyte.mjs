// node bench/gigabyte.mjs [node|page|worker] [megabytes]: runs bench/large.mjs in Node, in a page in Chromium or in workerd.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserMemory } from './processes.mjs';

const TYPES = { html: 'text/html', js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };
const root = fileURLToPath(new URL('..', import.meta.url));

/** Observes the memory of the core, wherever it is loaded, by intercepting its instantiation. */
function watchCore() {
  let memory;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const made = await instantiate.apply(WebAssembly, args);
    memory = (made.instance ?? made).exports.memory;
    return made;
  };
  globalThis.coreMemory = () => memory?.buffer.byteLength;
}

const places = {
  async node(bytes) {
    watchCore();
    const [pkg, { fileSpill }, { large }] = await Promise.all([
      import('message-batches'),
      import('message-batches/spill'),
      import('./large.mjs'),
    ]);
    const rows = await large(pkg, { bytes, spill: fileSpill, memory: globalThis.coreMemory });
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    console.log({ heapUsed, external, arrayBuffers });
    return rows;
  },

  async page(bytes) {
    const { chromium } = await import('playwright-core');
    const server = http.createServer(async (request, response) => {
      const { pathname } = new URL(request.url, 'http://page');
      if (pathname === '/')
        return response.writeHead(200, { 'content-type': TYPES.html }).end('<!doctype html><title>x</title>');
      const body = await readFile(path.join(root, pathname)).catch(() => undefined);
      // The browser also requests files that do not exist, such as an icon. These have no type and must not end the server.
      if (!body) return response.writeHead(404).end();
      return response.writeHead(200, { 'content-type': TYPES[pathname.split('.').at(-1)] }).end(body);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    // With a profile, as users have one. Without it, the browser keeps the origin's files in memory.
    const profile = await mkdtemp(path.join(tmpdir(), 'gigabyte-'));
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROME_BIN ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    try {
      const page = await browser.newPage();
      await page.addInitScript(watchCore);
      await page.goto(`http://127.0.0.1:${server.address().port}/`);
      return await page.evaluate(async (bytes) => {
        const [pkg, { opfsSpill }, { large }] = await Promise.all([
          import('/dist/web.js'),
          import('/dist/spill.js'),
          import('/bench/large.mjs'),
        ]);
        return large(pkg, { bytes, spill: opfsSpill, memory: globalThis.coreMemory });
      }, bytes);
    } finally {
      console.log(`peak memory: ${browserMemory()}`);
      await browser.close();
      server.close();
      await rm(profile, { recursive: true, force: true });
    }
  },

  async worker(bytes) {
    const { serveWorker } = await import('../tests/runtimes/workerd/serve.mjs');
    const worker = await serveWorker();
    try {
      const rows = [];
      // The Worker's clock stops during computations, so each part is timed from outside.
      for (const only of [
        'tally',
        'filter (csv of errors)',
        'csv of ids and texts',
        'records, texts read',
        'reconcile',
        'join in order of the ids',
      ]) {
        const start = performance.now();
        const response = await fetch(`${worker.url}/large?${new URLSearchParams({ bytes, only })}`);
        const [row] = response.ok ? await response.json() : [{ name: only, result: await response.text() }];
        const ms = performance.now() - start;
        rows.push({ ...row, seconds: ms / 1000, rate: bytes / 1000 / ms });
      }
      return rows;
    } finally {
      await worker.close();
    }
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [place = 'node', megabytes = '1000'] = process.argv.slice(2);
  for (const { name, result, seconds, rate, memory } of await places[place](Number(megabytes) * 1_000_000)) {
    const core = memory === undefined ? '' : `, core ${(memory / 1_048_576).toFixed(1)} MiB`;
    const text = String(result).slice(0, 60);
    console.log(
      `${name.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s ${rate.toFixed(0).padStart(6)} MB/s  ${text}${core}`,
    );
  }
}
