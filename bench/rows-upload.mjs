// node bench/rows-upload.mjs [node|page|worker] [rows]: makes batches of the emulator from a CSV with 2 kB rows: in Node, on the
// page in Chromium through the relay, or in workerd. Reports seconds, the maximum memory, and whether each request was billed
// once. On Linux; `page` and `worker` need a Node that wrangler supports.
import assert from 'node:assert/strict';
import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { end, start } from '../scripts/run.mjs';
import { browserMemory, descendants, memoryOf } from './processes.mjs';
import { csv, rowsToBatches, TEMPLATE } from './rows-large.mjs';

const EMULATOR = `
  import { startEmulator } from 'message-batches/emulator';
  console.log((await startEmulator({ apiKeys: ['bench'], processingMs: 1 })).url);
`;

const [place = 'node', count = '300000'] = process.argv.slice(2);
const rows = Number(count);
const folder = await mkdtemp(path.join(tmpdir(), 'rows-upload-'));
const file = path.join(folder, 'rows.csv');
const emulator = start(process.execPath, ['--input-type=module', '-e', EMULATOR], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [baseURL] = await once(readline.createInterface({ input: emulator.child.stdout }));
  const places = { node: inNode, page: onPage, worker: inWorker };
  const { sent, memory, ...seconds } = await places[place](baseURL);
  const bytes = sent.reduce((sum, shard) => sum + shard.bytes, 0);
  const times = Object.entries(seconds).map(([name, value]) => `${name} ${value.toFixed(1)} s`);
  console.log(
    `${place}: ${rows} rows, ${sent.length} batches, ${(bytes / 1e6).toFixed(0)} MB; ${times.join(', ')}; ${memory}`,
  );
  await billed(baseURL, sent);
} finally {
  end(emulator.child);
  await rm(folder, { recursive: true, force: true });
}

async function inNode(baseURL) {
  await write();
  const pkg = await import('message-batches');
  const blob = await openAsBlob(file);
  const idle = memoryOf(process.pid).now;
  const done = await rowsToBatches(pkg, { baseURL, apiKey: 'bench', open: () => blob.stream() });
  return { ...done, memory: `${megabytes(idle)} before, ${megabytes(memoryOf(process.pid).most)} at most` };
}

/** Uses the page like a user. */
async function onPage(baseURL) {
  await write();
  const { chromium } = await import('playwright-core');
  const { serveSite } = await import('../www/serve.mjs');
  const site = await serveSite({ upstream: baseURL, apiKey: 'bench' });
  const browser = await chromium.launchPersistentContext(path.join(folder, 'profile'), {
    executablePath: process.env.CHROME_BIN ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    browser.setDefaultTimeout(600_000);
    const page = await browser.newPage();
    await page.goto(site.link);
    // The longest time for which the page could do nothing else.
    await page.evaluate(() => {
      window.longest = 0;
      let last = performance.now();
      setInterval(() => {
        window.longest = Math.max(window.longest, performance.now() - last - 20);
        last = performance.now();
      }, 20);
    });
    await page.locator('#open').setInputFiles(file);
    await page.getByRole('button', { name: 'letter', exact: true }).waitFor();
    await page.locator('#large-template').fill(JSON.stringify(TEMPLATE));
    await page.locator('#large-id').selectOption('=email');
    const idle = browserMemory();
    const until = async (words) => {
      const error = page.locator('#large-trouble:visible, #large-summary[data-state=bad]');
      await page.locator('#large-summary', { hasText: words }).or(error).waitFor();
      if (await error.count()) throw new Error(await error.first().textContent());
    };
    const began = performance.now();
    await page.locator('#large-check').click();
    await until(/ for [\d,]+ batch/);
    const planned = performance.now();
    const afterCheck = browserMemory();
    await page.locator('#large-send').click();
    await until(/ batch(?:es)? sent\.$/);
    const done = performance.now();
    const facts = await page.locator('#large-shards .facts').allTextContents();
    const sent = facts.map((text) => ({
      requests: Number(/^[\d,]+/.exec(text)[0].replaceAll(',', '')),
      bytes: Number(/(\d+) MB$/.exec(text)[1]) * 1e6,
    }));
    const longest = await page.evaluate(() => window.longest);
    return {
      ...{ sent, check: (planned - began) / 1000, send: (done - planned) / 1000, busy: longest / 1000 },
      memory: `before: ${idle}; checked: ${afterCheck}; at most: ${browserMemory()}`,
    };
  } finally {
    await browser.close();
    await site.close();
  }
}

/** The Worker's clock stops during computations, so the whole is timed from outside. */
async function inWorker(baseURL) {
  process.env.MINIFLARE_WORKERD_V8_FLAGS = '--max-heap-size=128';
  const { serveWorker } = await import('../tests/runtimes/workerd/serve.mjs');
  const worker = await serveWorker();
  const ask = async (rows) => {
    const response = await fetch(`${worker.url}/rows?${new URLSearchParams({ api: baseURL, key: 'bench', rows })}`);
    if (!response.ok) throw new Error(`${await response.text()}\n${worker.said.slice(-20).join('\n')}`);
    return response.json();
  };
  try {
    await ask(0).catch(() => {});
    const runtimes = descendants(worker.pid).filter(({ name }) => name === 'workerd');
    const now = () => runtimes.map(({ pid }) => memoryOf(pid).now).sort((a, b) => b - a)[0];
    const most = () => Math.max(...runtimes.map(({ pid }) => memoryOf(pid).most));
    const idle = now();
    const began = performance.now();
    const { sent } = await ask(rows);
    const all = (performance.now() - began) / 1000;
    return { sent, 'check and send': all, memory: `${megabytes(idle)} before, ${megabytes(most())} at most` };
  } finally {
    await worker.close();
  }
}

function write() {
  return pipeline(Readable.from(csv(rows)), createWriteStream(file));
}

/** Checks that every request was billed once, with the emulator's ledger. */
async function billed(baseURL, sent) {
  const { creates, billed, billedTwice } = await (await fetch(`${baseURL}/_emulator/ledger`)).json();
  assert.deepEqual(
    creates.map(({ requests }) => requests),
    sent.map(({ requests }) => requests),
  );
  assert.equal(Object.keys(billed).length, rows);
  assert.deepEqual(billedTwice, []);
  console.log(`each of ${rows} requests billed once`);
}

function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}

async function once(lines) {
  for await (const line of lines) return [line];
  throw new Error('the emulator did not start');
}
