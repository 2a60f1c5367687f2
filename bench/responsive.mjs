// Measures a page that reads 100 MB of results, directly and in a worker: the longest time for which its main thread did nothing
// else. `peer` is the target. `ours` is the processor time of the longest task in Chromium, which is independent of other
// programs, and in Firefox the longest gap between the iterations of a message loop. The unit contains the gap, the result of the
// browser's long task observer, and the total time, all in wall-clock time.
//
// RESPONSIVE_MB is the size of each input (default: 100), RESPONSIVE_TIMES the number of reads of each; the shortest counts.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { chromium, firefox } from 'playwright-core';
import { inRoot, onPath } from '../scripts/paths.mjs';
import { resultsOf } from './corpora/results.mjs';
import { taskTimes } from './trace.mjs';

export const name = 'responsive';

const TARGET_MS = 50;
const BYTES = Number(process.env.RESPONSIVE_MB || 100) * 1e6;
const TIMES = Number(process.env.RESPONSIVE_TIMES || 3);
const KINDS = ['mixed', 'tools', 'search'];
const WORKS = ['full', 'text', 'tally'];
const READERS = ['direct', 'worker'];
const ARGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
const CHROMIUM = process.env.CHROME_BIN || onPath(['chromium', 'chromium-browser', 'google-chrome', 'chrome']);
const FIREFOX = process.env.FIREFOX_BIN || onPath(['firefox-esr', 'firefox']);

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
const PAGE = '<!doctype html><title>x</title><link rel="icon" href="data:">';
/** Cross-origin isolated, so that the page's clock is precise. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

export async function run({ only = '' } = {}) {
  const site = await serve();
  const launch = {
    chromium: CHROMIUM && (() => chromium.launch({ executablePath: CHROMIUM, args: ARGS })),
    // The installed, unmodified Firefox, over WebDriver BiDi.
    firefox: FIREFOX && (() => firefox.launch({ channel: 'moz-firefox', executablePath: FIREFOX })),
  };
  const cases = Object.keys(launch)
    .flatMap((runtime) => KINDS.map((kind) => ({ runtime, kind })))
    .flatMap((one) => WORKS.flatMap((what) => READERS.map((reader) => ({ ...one, what, reader }))))
    .map((one) => ({ ...one, name: `${one.runtime}-${one.kind}-${one.what}-${one.reader}/target` }))
    .filter(({ runtime, name }) => launch[runtime] && name.includes(only));
  const rows = [];
  try {
    for (const runtime of new Set(cases.map((one) => one.runtime))) {
      const browser = await launch[runtime]();
      try {
        for (const one of cases) if (one.runtime === runtime) rows.push(await measure(browser, site, one));
      } finally {
        await browser.close();
      }
    }
  } finally {
    site.close();
  }
  return rows;
}

async function measure(browser, site, { runtime, kind, what, reader, name }) {
  site.use(kind);
  const found = [];
  for (let times = 0; times < TIMES; times += 1) {
    const watched = await read(browser, site, { what, reader, watches: true });
    const { longest } = runtime === 'chromium' ? await read(browser, site, { what, reader, traces: true }) : {};
    found.push({ ...watched, longest: longest ?? watched.gap });
  }
  const least = (key) => Math.round(Math.min(...found.map((one) => one[key])));
  const { longTasks } = found.toSorted((one, other) => one.longTasks.length - other.longTasks.length)[0];
  const observed = longTasks.length > 0 ? `; long tasks: ${longTasks.join(', ')}` : '';
  const ours = Math.min(...found.map(({ longest }) => longest));
  const unit = `ms; gap ${least('gap')}; all in ${least('took')}${observed}`;
  return { case: name, ours, peer: TARGET_MS, ratio: TARGET_MS / ours, unit };
}

/** Reads once, in a page of its own. */
async function read(browser, site, { what, reader, watches = false, traces = false }) {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  try {
    await page.goto(site.url);
    await page.evaluate(() => import('/bench/responsive-page.mjs').then(({ load }) => load()));
    const work = () => page.evaluate((options) => globalThis.read(options), { what, reader, watches });
    if (!traces) return await work();
    return { longest: await taskTimes(browser, page, work) };
  } finally {
    await page.close();
  }
}

/** Serves a page, the package, and the results of a kind. */
async function serve() {
  let corpus;
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://page');
    if (pathname === '/') return response.writeHead(200, { 'content-type': 'text/html', ...ISOLATED }).end(PAGE);
    if (pathname === '/results') {
      response.writeHead(200, { 'content-type': 'application/x-jsonl', 'content-length': corpus.bytes });
      for (const chunk of corpus.chunks) {
        if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve));
      }
      return response.end();
    }
    const file = inRoot(pathname.slice(1));
    if (!/^\/(?:dist|bench)\/[\w.-]+$/.test(pathname) || !fs.existsSync(file)) return response.writeHead(404).end();
    const type = TYPES[path.extname(file)] ?? 'text/javascript';
    return response.writeHead(200, { 'content-type': type, ...ISOLATED }).end(fs.readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    use(kind) {
      if (corpus?.kind !== kind) corpus = resultsOf(kind, { bytes: BYTES });
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
