// Measures the longest task of the page's main thread with 5 MB of any text, in a real Chromium. `peer` is the target. `ours` is
// the processor time of the task, which is independent of other programs. The unit contains the result of the browser's own long
// task observer, which measures wall-clock time.
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { inRoot } from '../scripts/paths.mjs';
import { taskTimes } from './trace.mjs';

export const name = 'page';

const TARGET_MS = 50;
const SIZE = Number(process.env.PAGE_CHARACTERS || 5_000_000);
const fill = (unit) => unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE);

export const TEXTS = {
  'no spaces': () => fill('x'),
  'one line': () => fill('The quick brown fox jumps over the lazy dog. '),
  lines: () => fill('line\n'),
  'empty lines': () => fill('\n'),
  emoji: () => fill('😀'),
  'joined emoji': () => fill('👨‍👩‍👧‍👦'),
  'combining marks': () => `e${fill('\u0301\u0323')}`,
  'eight marks a letter': () => fill(`e${'\u0301\u0323'.repeat(4)}`),
  'right to left': () => fill('שלום עולם '),
  'Arabic, no spaces': () => fill('م'),
  'bidi overrides': () => fill('\u202e'),
  'overrides in turn': () => fill('a\u202eb\u2066'),
  controls: () => fill('\u001b[2J'),
};

const ID = 'msgbatch_page';
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };

function batch(id, succeeded) {
  const at = '2026-11-29T10:00:00Z';
  const counts = { processing: 0, succeeded, errored: 0, canceled: 0, expired: 0 };
  return {
    ...{ id, type: 'message_batch', processing_status: 'ended', request_counts: counts },
    ...{ created_at: at, expires_at: at, ended_at: at, archived_at: null, cancel_initiated_at: null },
    results_url: `/v1/messages/batches/${ID}/results`,
  };
}

function result(custom_id, text) {
  const usage = { input_tokens: 1, output_tokens: 1 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', stop_sequence: null, usage };
  Object.assign(message, { stop_reason: 'end_turn', content: [{ type: 'text', text }] });
  return `${JSON.stringify({ custom_id, result: { type: 'succeeded', message } })}\n`;
}

/** Serves the page, and behind it an API that responds with this text. */
export async function servePage() {
  const state = { text: '', view: 'result' };
  const json = (reply, value, status = 200) =>
    reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  const refusal = (message) => ({ type: 'error', error: { type: 'invalid_request_error', message } });
  const server = createServer((request, reply) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const { text, view } = state;
    if (pathname.endsWith('/results')) {
      const rows = view === 'rows' ? Array.from({ length: 200 }, (_, at) => result(`id-${at}`, text)) : [];
      reply.writeHead(200, { 'content-type': 'application/x-jsonl' });
      return reply.end(view === 'rows' ? rows.join('') : result(view === 'id' ? text : 'id-0', text));
    }
    if (view === 'error' && pathname.startsWith('/v1/')) return json(reply, refusal(text), 400);
    if (pathname === '/v1/messages/batches') {
      const data = view === 'recent' ? [batch(text, 1)] : [];
      return json(reply, { data, has_more: false, first_id: null, last_id: null });
    }
    if (pathname.startsWith('/v1/')) return json(reply, batch(ID, view === 'rows' ? 200 : 1));
    const file = pathname === '/' ? '/index.html' : pathname;
    reply.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'text/plain' });
    createReadStream(inRoot('www', 'dist', file.slice(1)))
      .on('error', () => reply.end())
      .pipe(reply);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => server.close(resolve));
  return { state, url: `http://127.0.0.1:${server.address().port}`, close };
}

function watch() {
  window.since = Number.POSITIVE_INFINITY;
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration, startTime } of list.getEntries())
      if (startTime >= window.since) window.longTasks.push(Math.round(duration));
  }).observe({ type: 'longtask', buffered: true });
}

/** Runs a step, and returns the tasks of the page during it and half a second after it. */
async function measured(browser, page, step) {
  const act = async () => {
    await page.evaluate(() => {
      window.since = performance.now();
      window.longTasks = [];
    });
    await step();
  };
  const longest = await taskTimes(browser, page, act, 500);
  return { longest, longTasks: await page.evaluate(() => window.longTasks) };
}

const VIEWS = {
  async result(page, { url }) {
    await page.goto(`${url}/#${ID}`);
    await page.getByText('1 result.', { exact: true }).waitFor();
    return [
      ['read', () => read(page)],
      ['unfold', () => page.locator('#rows summary').first().click()],
      ['more', () => page.getByRole('button', { name: 'Show more' }).last().click()],
      ['scroll', () => scroll(page)],
      ['end', () => page.getByRole('button', { name: 'Show the end' }).click()],
    ];
  },
  async rows(page, { url, state }) {
    state.text = state.text.slice(0, 2_000);
    await page.goto(`${url}/#${ID}`);
    await page.getByText('200 results.', { exact: true }).waitFor();
    return [['read', () => read(page)]];
  },
  async error(page, { url }) {
    await page.goto(url);
    return [['refresh', () => page.locator('#refresh').click()]];
  },
  async recent(page, { url }) {
    await page.goto(url);
    await answerFromMemory(page, '/v1/messages/batches');
    return [['refresh', () => page.locator('#refresh').click()]];
  },
  async editor(page, { url, state }) {
    await page.goto(url);
    const { text } = state;
    const paste = () => page.evaluate(() => setTimeout(() => window.paste())).then(() => page.waitForTimeout(1_000));
    const prepare = (pasted) => () => preparePaste(page, pasted);
    return [
      ['paste request', paste, prepare(JSON.stringify({ custom_id: 'a', params: { system: text } }))],
      ['paste text', paste, prepare(text)],
      ['paste 30 kB', paste, prepare(text.slice(0, 30_000))],
    ];
  },
};

/**
 * From now on, all calls receive this response from the page's memory. Because Playwright observes the network, the browser
 * decodes a network response twice, in the page's main thread: up to 60 ms that users of the page do not have.
 */
async function answerFromMemory(page, path) {
  await page.evaluate(async (path) => {
    const answer = await fetch(path);
    const { headers } = answer;
    const bytes = await answer.blob();
    window.fetch = async () => new Response(bytes.stream(), { headers });
  }, path);
}

async function read(page) {
  await page.locator('#read').click();
  await page.locator('#download').waitFor();
}

async function scroll(page) {
  await page.locator('#rows .long').hover();
  for (let times = 0; times < 20; times++) {
    await page.mouse.wheel(0, 900);
    await page.waitForTimeout(20);
  }
}

/** Puts the text into the page before the paste, so that only the page's own work is measured. */
async function preparePaste(page, text) {
  await page.evaluate((text) => {
    document.querySelector('#clear').click();
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    window.paste = () => {
      const area = document.querySelector('#source');
      area.focus();
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      if (!area.dispatchEvent(event)) return;
      area.setRangeText(text);
      area.dispatchEvent(new Event('input', { bubbles: true }));
    };
  }, text);
  await page.waitForTimeout(500);
}

export async function run() {
  const site = await servePage();
  const browser = await chromium.launch({
    executablePath: process.env.CHROME_BIN || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const rows = [];
  const only = process.env.PAGE_CASE;
  try {
    for (const [view, open] of Object.entries(VIEWS)) {
      for (const [kind, text] of Object.entries(TEXTS)) {
        if (only && !`${view}/${kind}`.includes(only)) continue;
        Object.assign(site.state, { text: text(), view });
        const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
        await page.addInitScript(watch);
        const steps = await open(page, site);
        for (const [step, act, prepare] of steps) {
          await prepare?.();
          const { longest, longTasks } = await measured(browser, page, act);
          const unit = `ms${longTasks.length > 0 ? `; long tasks: ${longTasks.join(', ')}` : ''}`;
          const row = { case: `${view} ${step}: ${kind}/target`, ours: longest, peer: TARGET_MS };
          rows.push({ ...row, ratio: TARGET_MS / longest, unit });
        }
        await page.close();
      }
    }
  } finally {
    await browser.close();
    await site.close();
  }
  return rows;
}
