// Reads results in the other runtimes of this package: in a page in Chromium and in Firefox, and in a Worker in workerd. Same
// inputs, contenders and totals as in results.mjs. A browser that is not installed is skipped.
//
// 20 MB per kind, or RESULTS_MB.
import fs from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { chromium, firefox } from 'playwright-core';
import { onPath } from '../scripts/paths.mjs';
import { serveWorker } from '../tests/runtimes/workerd/serve.mjs';
import { MEGABYTES } from './compare.mjs';
import { KINDS } from './corpora/results.mjs';
import { PAIRS, paired } from './pairs.mjs';
import { PEERS, WORKS } from './readers.mjs';

export const name = 'runtimes';

const BYTES = MEGABYTES * 1e6;
const CHROMIUM = process.env.CHROME_BIN || onPath(['chromium', 'chromium-browser', 'google-chrome', 'chrome']);
const FIREFOX = process.env.FIREFOX_BIN || onPath(['firefox-esr', 'firefox']);
const ARGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

/**
 * Number of repetitions of a work in one call of the Worker, whose clock stops meanwhile, so that the call itself does not count.
 */
const TIMES = { full: 1, text: 3, tally: 10 };

export async function run({ node, only } = {}) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'message-batches-runtimes-'));
  const server = http.createServer((request, response) => serve(folder, request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await bundle(folder);
    const url = `http://127.0.0.1:${server.address().port}/`;
    const launch = {
      chromium: CHROMIUM && (() => chromium.launch({ executablePath: CHROMIUM, args: ARGS })),
      // The installed, unmodified Firefox, over WebDriver BiDi.
      firefox: FIREFOX && (() => firefox.launch({ channel: 'moz-firefox', executablePath: FIREFOX })),
    };
    const rows = [];
    for (const [runtime, start] of Object.entries(launch)) {
      if (start && casesOf(runtime, only).length > 0) rows.push(...(await inBrowser(runtime, start, { url, only })));
    }
    if (casesOf('workerd', only).length > 0) rows.push(...(await inWorkerd({ node, only })));
    return rows;
  } finally {
    server.closeAllConnections();
    server.close();
    await fs.rm(folder, { recursive: true, force: true });
  }
}

/** Returns the cases of a runtime that `only` selects, as { kind, what, peer, name }. */
function casesOf(runtime, only = '') {
  return KINDS.flatMap((kind) => WORKS.flatMap((what) => PEERS.map((peer) => ({ kind, what, peer }))))
    .map((one) => ({ ...one, name: `${runtime}-${one.kind}-${one.what}/${one.peer}` }))
    .filter(({ name }) => name.includes(only));
}

/** Runs each kind in a page of its own, so that no page has data of another one in memory. */
async function inBrowser(runtime, launch, { url, only }) {
  const browser = await launch();
  try {
    const rows = [];
    let opened;
    for (const one of casesOf(runtime, only)) {
      if (opened?.kind !== one.kind) {
        await opened?.page.close();
        opened = { kind: one.kind, page: await open(browser, url) };
      }
      const measure = opened.page.evaluate((one) => globalThis.measure(one), { ...one, bytes: BYTES, pairs: PAIRS });
      rows.push(await measure.catch((cause) => Promise.reject(new Error(`${one.name} failed`, { cause }))));
    }
    return rows;
  } finally {
    await browser.close();
  }
}

async function open(browser, url) {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(url);
  await page.waitForFunction(() => globalThis.measure);
  return page;
}

async function inWorkerd({ node, only }) {
  const worker = await serveWorker({ node, main: fileURLToPath(new URL('runtimes-worker.mjs', import.meta.url)) });
  try {
    const ask = async (question) => {
      const response = await fetch(`${worker.url}/?${new URLSearchParams({ bytes: BYTES, ...question })}`);
      if (!response.ok) throw new Error(`${await response.text()}\n${worker.said.slice(-20).join('\n')}`);
      return Number(await response.text());
    };
    const rows = [];
    for (const { kind, what, peer, name } of casesOf('workerd', only)) {
      const contender = (who, times) => ({ times, work: () => ask({ kind, what, who, times }) });
      const bytes = await ask({ kind, what, who: 'ours', times: 1 });
      const [ours, theirs] = [contender('ours', TIMES[what]), contender(peer, 1)];
      rows.push(await paired({ name, bytes, ours, peer: theirs }));
    }
    return rows;
  } finally {
    await worker.close();
  }
}

/** Bundles the page's script, with the WebAssembly next to it. */
async function bundle(folder) {
  const dist = fileURLToPath(new URL('../dist/', import.meta.url));
  await esbuild.build({
    entryPoints: { page: fileURLToPath(new URL('runtimes-page.mjs', import.meta.url)) },
    outdir: folder,
    alias: { 'message-batches': path.join(dist, 'web.js') },
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  });
  for (const file of await fs.readdir(dist)) {
    if (file.endsWith('.wasm')) await fs.copyFile(path.join(dist, file), path.join(folder, file));
  }
  const html =
    '<!doctype html><title>x</title><link rel="icon" href="data:"><script type="module" src="page.js"></script>';
  await fs.writeFile(path.join(folder, 'index.html'), html);
}

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** Cross-origin isolated, so that the page's clock is precise. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

async function serve(folder, request, response) {
  const { pathname } = new URL(request.url, 'http://page');
  const file = path.join(folder, pathname === '/' ? 'index.html' : path.basename(pathname));
  const body = await fs.readFile(file).catch(() => undefined);
  if (!body) return response.writeHead(404).end();
  return response.writeHead(200, { 'content-type': TYPES[path.extname(file)], ...ISOLATED }).end(body);
}
