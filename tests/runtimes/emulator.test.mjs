// The emulator without Node: in a page and in a Worker.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { onPath } from '../../scripts/paths.mjs';
import { EMULATED } from './emulated.mjs';
import { inRepo } from './setup.mjs';
import { serveWorker } from './workerd/serve.mjs';

test('a Worker is a Message Batches API, and can hold one', { timeout: 90_000 }, async (t) => {
  const { url, close } = await serveWorker({ main: 'emulator.mjs' });
  t.after(close);
  assert.deepEqual(await (await fetch(`${url}/emulated`)).json(), EMULATED);

  const call = async (path, init) => {
    const headers = { 'x-api-key': 'k', 'anthropic-version': '2026-10-21' };
    const response = await fetch(`${url}${path}`, { headers, ...init });
    assert.equal(response.status, 200);
    return response;
  };
  const params = { model: 'claude-opus-5-5', max_tokens: 64, messages: [{ role: 'user', content: 'Hi' }] };
  const requests = Array.from({ length: 3000 }, (_, index) => ({ custom_id: `q-${index}`, params }));
  const created = await call('/v1/messages/batches', { method: 'POST', body: JSON.stringify({ requests }) });
  const { id } = await created.json();
  const { results_url: results } = await (await call(`/_emulator/batches/${id}/finish`, { method: 'POST' })).json();
  assert.equal(results, `${url}/v1/messages/batches/${id}/results`);
  const text = await (await call(new URL(results).pathname)).text();
  assert.equal(text.trim().split('\n').length, 3000);
});

const TYPES = { html: 'text/html', js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };
const PAGE = `<!doctype html><meta charset="utf-8"><title>emulator</title><link rel="icon" href="data:">
  <script type="importmap">{ "imports": { "message-batches": "/dist/web.js" } }</script>`;

test('a page holds one, finding the package by an import map', { timeout: 60_000 }, async (t) => {
  const server = http.createServer(async (request, response) => {
    const send = (body, type) => response.writeHead(200, { 'content-type': TYPES[type] }).end(body);
    if (request.url === '/') return send(PAGE, 'html');
    if (request.url === '/emulated.mjs') return send(await readFile(inRepo('tests/runtimes/emulated.mjs')), 'mjs');
    if (!/^\/dist\/(?:[\w-]+\.(?:js|wasm)|chunks\/[\w-]+\.js)$/.test(request.url)) return response.writeHead(404).end();
    return send(await readFile(inRepo(request.url.slice(1))), request.url.split('.').at(-1));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROME_BIN || onPath(['chromium', 'chromium-browser', 'google-chrome', 'chrome']),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const outcome = await page.evaluate(async () => {
    const [emulator, { emulated }] = await Promise.all([import('/dist/emulator.js'), import('/emulated.mjs')]);
    return emulated(emulator);
  });
  assert.deepEqual(outcome, EMULATED);
});
