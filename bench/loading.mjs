// Measures the time until the package is usable: from opening a page on 4G (60 ms, 8 Mbit/s, as simulated by Chromium) to the
// first list and the first checked request, and from `import` to the same in a new Node process and in workerd. The peer is the
// official SDK's first list. With `--against DIR`, the dist/ of another build, that build is measured in the page as well.

import fs from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import * as esbuild from 'esbuild';
import { chromium } from 'playwright-core';
import { onPath } from '../scripts/paths.mjs';
import { run as runProgram } from '../scripts/run.mjs';
import { serveWorker } from '../tests/runtimes/workerd/serve.mjs';
import { rowOf } from './pairs.mjs';

export const name = 'loading';
export const comparesBuilds = true;

const ROUNDS = 7;
const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const PAGE = { data: [], has_more: false, first_id: null, last_id: null };
const REQUEST = {
  custom_id: 'a',
  params: { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
};

/** The programs of a page. Each reports `done` when it has finished. */
const PROGRAMS = {
  list: (dist) => `
    import { BatchClient } from '${dist}web.js';
    await new BatchClient({ baseURL: location.origin }).list();
    window.done = performance.now();`,
  validate: (dist) => `
    import { validate } from '${dist}web.js';
    await validate([${JSON.stringify(REQUEST)}]);
    window.done = performance.now();`,
  sdk: () => `
    import Anthropic from '@anthropic-ai/sdk';
    const client = new Anthropic({ apiKey: 'k', baseURL: location.origin, dangerouslyAllowBrowser: true });
    await client.messages.batches.list();
    window.done = performance.now();`,
};

export async function run({ node: newer, against }) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'message-batches-loading-'));
  const before = against && `${path.resolve(against)}/`;
  const server = http.createServer((request, response) => serve(folder, request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath: process.env.CHROME_BIN || onPath(['chromium', 'chromium-browser', 'google-chrome', 'chrome']),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const origin = `http://127.0.0.1:${server.address().port}`;
    const built = async (app, program, dist, early) => bundle(folder, app, program(dist), dist, early);
    await Promise.all([
      built('list', PROGRAMS.list, DIST),
      built('list-early', PROGRAMS.list, DIST, 'calls.wasm'),
      built('validate', PROGRAMS.validate, DIST),
      built('sdk', PROGRAMS.sdk, DIST),
      ...(before
        ? [
            built('validate-early', PROGRAMS.validate, DIST, 'checks.wasm'),
            built('validate-before', PROGRAMS.validate, before),
            built('list-before', PROGRAMS.list, before),
          ]
        : []),
    ]);
    const opened = (app) => () => open(browser, `${origin}/${app}/`);
    const rows = [
      await compare('page-list/sdk', opened('list'), opened('sdk')),
      await compare('page-list-early/sdk', opened('list-early'), opened('sdk')),
    ];
    if (before) {
      rows.push(await compare('page-list/before', opened('list'), opened('list-before')));
      rows.push(await compare('page-validate/before', opened('validate'), opened('validate-before')));
      rows.push(await compare('page-validate-early/before', opened('validate-early'), opened('validate-before')));
    }
    const node = (program) => () => inNode(program);
    rows.push(await compare('node-retrieve/sdk-client', node(NODE.retrieve), node(NODE.sdk)));
    rows.push(await compare('node-validate/sdk-client', node(NODE.validate), node(NODE.sdk)));
    const edge = (program) => () => inWorkerd(newer, program);
    rows.push(await compare('workerd-retrieve/sdk-client', edge('retrieve'), edge('sdk')));
    rows.push(await compare('workerd-validate/sdk-client', edge('validate'), edge('sdk')));
    return rows;
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
    await fs.rm(folder, { recursive: true, force: true });
  }
}

/** Times in ms, so the ratio is the peer's time divided by ours: above 1, we are faster. */
async function compare(what, ours, peer) {
  await ours();
  await peer();
  const pairs = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = round % 2 === 0;
    const a = await (first ? ours : peer)();
    const b = await (first ? peer : ours)();
    pairs.push(first ? { ours: a, peer: b } : { ours: b, peer: a });
  }
  return rowOf(what, 'ms', pairs, ({ ours, peer }) => peer / ours);
}

/**
 * Builds a page like a bundler: a script, the chunks that it loads on demand, and the WebAssembly next to them. A module that is
 * `early` is preloaded by the page, as docs/bundlers.md describes.
 */
async function bundle(folder, app, program, dist, early) {
  const out = path.join(folder, app);
  const built = await esbuild.build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL('..', import.meta.url)), loader: 'js' },
    outdir: out,
    entryNames: 'app',
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
    metafile: true,
  });
  const { metafile } = built;
  for (const file of await fs.readdir(dist)) {
    if (file.endsWith('.wasm')) await fs.copyFile(path.join(dist, file), path.join(out, file));
  }
  // Like Vite: the page preloads the imports of its script, so that they load in parallel with it.
  const entry = Object.keys(metafile.outputs).find((file) => path.basename(file) === 'app.js');
  const imports = metafile.outputs[entry].imports.filter(({ kind }) => kind === 'import-statement');
  const preloads = imports.map(({ path: file }) => `<link rel="modulepreload" href="${path.basename(file)}">`);
  if (early) preloads.push(`<link rel="preload" href="${early}" as="fetch" type="application/wasm" crossorigin>`);
  await fs.writeFile(
    path.join(out, 'index.html'),
    `<!doctype html><link rel="icon" href="data:">${preloads.join('')}<script type="module" src="app.js"></script>`,
  );
}

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

async function serve(folder, request, response) {
  const { pathname } = new URL(request.url, 'http://page');
  if (pathname.startsWith('/v1/')) {
    return response
      .writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_1' })
      .end(JSON.stringify(PAGE));
  }
  const file = path.join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
  try {
    const headers = {
      'content-type': TYPES[path.extname(file)],
      'content-encoding': 'gzip',
      'cache-control': 'no-store',
    };
    response.writeHead(200, headers).end(await compressed(file));
  } catch {
    response.writeHead(404).end();
  }
}

const bodies = new Map();

/** Compresses a file once, like a static file server. */
async function compressed(file) {
  if (!bodies.has(file)) bodies.set(file, zlib.gzipSync(await fs.readFile(file), { level: 9 }));
  return bodies.get(file);
}

async function open(browser, url) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    const speed = 8_000_000 / 8;
    const conditions = { offline: false, latency: 60, downloadThroughput: speed, uploadThroughput: speed };
    await network.send('Network.emulateNetworkConditions', conditions);
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.done, undefined, { polling: 10 });
    return await page.evaluate(() => window.done);
  } finally {
    await context.close();
  }
}

const NODE = {
  retrieve: `
    const { BatchClient } = await import('message-batches');
    const fetch = async () => Response.json({ id: 'a', processing_status: 'ended' });
    await new BatchClient({ apiKey: 'k', fetch }).retrieve('a');`,
  validate: `
    const { validate } = await import('message-batches');
    await validate([${JSON.stringify(REQUEST)}]);`,
  sdk: `
    const { default: Anthropic } = await import('@anthropic-ai/sdk');
    new Anthropic({ apiKey: 'k' });`,
};

/** Measures from the start of `import` to the end of the program, in a process of its own. */
async function inNode(program) {
  const script = `const start = performance.now();${program}\nconsole.log(performance.now() - start);`;
  const { stdout } = await runProgram(process.execPath, ['--input-type=module', '--eval', script]);
  return Number(stdout);
}

/**
 * Measures from the first request to its response, in an isolate of its own, because a Worker's clock stops during computations.
 */
async function inWorkerd(node, program) {
  const worker = await serveWorker({ node, main: '../../../bench/loading-worker.mjs' });
  try {
    const start = performance.now();
    const response = await fetch(`${worker.url}/${program}`);
    if ((await response.text()) !== 'done') throw new Error(`the Worker answered ${response.status}`);
    return performance.now() - start;
  } finally {
    await worker.close();
  }
}
