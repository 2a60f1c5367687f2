// Serves the built stores for pages on an origin of their own, and opens Chromium pages on it.
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { chromium } from 'playwright-core';
import { inRoot, onPath } from '../../scripts/paths.mjs';

const PAGE = '<!doctype html><meta charset="utf-8"><title>stores</title><link rel="icon" href="data:">';
const FILES = {
  '/stores.js': 'dist/stores.js',
  '/bodies.mjs': 'tests/stores/bodies.mjs',
  '/job.html': 'tests/stores/job.html',
};
const TYPES = { js: 'text/javascript', mjs: 'text/javascript', html: 'text/html', wasm: 'application/wasm' };

/** Runs one check of the contract, in a worker. */
const WORKER = `
  import { indexedDbStore, storeContract } from '/stores.js';
  onmessage = ({ data }) =>
    storeContract[data].run(() => indexedDbStore()).then(() => postMessage('done'), (error) => postMessage(String(error)));
`;

/** Puts a value on request. */
const SERVICE_WORKER = `
  import { indexedDbStore } from '/stores.js';
  onactivate = (event) => event.waitUntil(clients.claim());
  onmessage = (event) =>
    event.waitUntil(indexedDbStore().put('of/a/service/worker', new Uint8Array([1])).then((version) => event.source.postMessage(version)));
`;

/**
 * Returns the content at a path: of the built package, under `/dist/`; of the tests; otherwise an empty page. `job` is the job
 * that a page submits.
 */
async function contentOf(url, job) {
  const script = { '/worker.js': WORKER, '/service-worker.js': SERVICE_WORKER }[url];
  if (script) return ['js', script];
  if (url === '/job.json') return ['json', JSON.stringify(job)];
  const file = FILES[url] ?? (/^\/dist\/[\w.-]+$/.test(url) ? url.slice(1) : undefined);
  return file ? [file.split('.').pop(), await readFile(inRoot(file))] : ['html', PAGE];
}

/** @returns the origin and a browser; `close` ends both. */
export async function serveStores({ job } = {}) {
  const server = http.createServer(async ({ url }, response) => {
    const [type, body] = await contentOf(url, job);
    response.writeHead(200, { 'content-type': TYPES[type] ?? 'application/json' }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const calm = ['no-first-run', 'disable-background-networking', 'disable-component-update', 'disable-sync'];
  const browser = await chromium.launch({
    executablePath: process.env.CHROME_BIN || onPath(['chromium', 'chromium-browser', 'google-chrome', 'chrome']),
    args: ['no-sandbox', 'disable-gpu', 'disable-quic', ...calm].map((flag) => `--${flag}`),
  });
  const close = async () => {
    await browser.close();
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, browser, close };
}
