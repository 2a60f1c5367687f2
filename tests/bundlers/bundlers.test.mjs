// A page, bundled for production from the packed package by each bundler, in headless Chromium. Only these tests notice a bundler
// that drops a part of the package or does not find its wasm: the other tests load dist/ without a bundler.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { createEmulator } from 'message-batches/emulator';
import { inRoot } from '../../scripts/paths.mjs';
import { bundlersDir, bundlerVersions } from '../../scripts/setup/bundlers.mjs';
import { installPacked } from '../packed.mjs';
import { useBrowser } from '../site/browser.mjs';

const KEY = 'sk-ant-test-0123456789';
const HOUR_MS = 3_600_000;

const ask = (custom_id, content, model = 'claude-opus-5-5') => ({
  custom_id,
  params: { model, max_tokens: 1024, messages: [{ role: 'user', content }] },
});
const GOOD = [ask('question-0', 'Who are you?'), ask('question-1', 'Hello', 'no-such-model')];
const BAD = [ask('a b', 'Hello')];
const STORED = JSON.stringify({ custom_id: 'a', result: { type: 'expired' } });
const ISSUE = {
  code: 'custom_id.pattern',
  severity: 'error',
  message: `expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found ' ' in "a b"`,
  path: 'requests.0.custom_id',
  pointer: '/requests/0/custom_id',
  request: 0,
  custom_id: 'a b',
  byteStart: '{"custom_id":'.length,
  byteEnd: '{"custom_id":"a b"'.length,
};

// A batch ends when a test ends it, however slow the machine is.
const api = createEmulator({ apiKeys: [KEY], processingMs: HOUR_MS, idempotency: true });
const visit = useBrowser();
const app = mkdtempSync(path.join(bundlersDir(), 'app-'));
const servers = [];

after(async () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await rm(app, { recursive: true, force: true });
});

/** Runs `make` once, in the first test that needs it. If it fails, every test reports the reason, which a hook would not do. */
function once(make) {
  let made;
  return () => {
    made ??= make();
    return made;
  };
}

const installed = once(async () => {
  await installPacked(app);
  await cp(inRoot('tests/bundlers/fixture/app'), app, { recursive: true });
});

/** Bundles the page and serves it. The program that bundles fails if the bundler has a warning. */
async function bundled(bundler) {
  await installed();
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [`${bundler}.mjs`], { cwd: app, env });
  return serveFolder(path.join(app, 'out', bundler));
}

/** Serves a folder unchanged (a missing file is a 404), and is the relay that has the key. Returns its URL. */
function serveFolder(folder) {
  // No inline script and no eval; the only exception is compiling WebAssembly.
  const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:";
  const site = new Hono()
    .use(async (context, next) => {
      await next();
      context.header('content-security-policy', policy);
    })
    .all('/v1/*', async ({ req }) => {
      const headers = { authorization: `Bearer ${KEY}`, 'anthropic-version': req.header('anthropic-version') };
      const body = req.method === 'POST' ? await req.arrayBuffer() : undefined;
      return api.fetch(req.url, { method: req.method, headers, body });
    })
    .use(serveStatic({ root: folder }));
  return new Promise((resolve) => {
    const listening = ({ port }) => resolve(`http://127.0.0.1:${port}/`);
    servers.push(serve({ fetch: site.fetch, hostname: '127.0.0.1', port: 0 }, listening));
  });
}

/** Each has a program of its name in the fixture's app. servers.test.mjs tests the other tools. */
for (const bundler of ['vite', 'webpack', 'rolldown']) {
  const by = `${bundler} ${bundlerVersions()[bundler]}`;
  const url = once(() => bundled(bundler));
  /** Runs a test in a newly opened page, so that each test loads its own files. */
  const inPage = async (work) => visit({ url: await url() }, work);

  test(`a client with a key and no relay is refused where it is made: ${by}`, () =>
    inPage(async (page) => {
      assert.deepEqual(await page.evaluate(() => globalThis.app.clientError({ apiKey: 'x' })), {
        name: 'BatchError',
        code: 'api_key_in_page',
        message:
          'An API key in a web page can be read by anyone who opens it, and the batch endpoints do not answer browsers. Point { baseURL } at a relay that holds the key and pass no key, or pass { dangerouslyAllowBrowser: true } if you know that this is safe here.',
        issues: undefined,
      });
    }));

  test(`a request that breaks a rule is reported: ${by}`, () =>
    inPage(async (page) => {
      const { ok, errors, issues } = await page.evaluate((requests) => globalThis.app.check(requests), BAD);
      assert.deepEqual({ ok, errors, issues }, { ok: false, errors: 1, issues: [ISSUE] });
    }));

  test(`a create of it is refused, and nothing is sent: ${by}`, () =>
    inPage(async (page) => {
      const sent = api.ledger().creates.length;
      const refusal = await page.evaluate((requests) => globalThis.app.createError(requests), BAD);
      assert.deepEqual(refusal, {
        name: 'ValidationError',
        code: 'validation_failed',
        message: `The batch was not sent: 1 error in 1 request. First: ${ISSUE.path}: ${ISSUE.message}`,
        issues: [ISSUE],
      });
      assert.equal(api.ledger().creates.length, sent);
    }));

  test(`a batch is created, polled to its end and read: ${by}`, () =>
    inPage(async (page) => {
      const statuses = new Set();
      await page.exposeFunction('progress', ({ id, processing_status }) => {
        statuses.add(processing_status);
        if (processing_status === 'in_progress') api.finish(id);
      });
      const { counts, records } = await page.evaluate(
        (requests) => globalThis.app.run(requests, globalThis.progress),
        GOOD,
      );
      assert.deepEqual([...statuses], ['in_progress', 'ended']);
      assert.deepEqual(counts, { processing: 0, succeeded: 1, errored: 1, canceled: 0, expired: 0 });
      assert.deepEqual(
        records.sort((one, other) => one.custom_id.localeCompare(other.custom_id)),
        [
          {
            custom_id: 'question-0',
            type: 'succeeded',
            outcome: 'done',
            text: 'This is an emulated answer; no model was called. The question was: "Who are you?"',
            error: undefined,
          },
          {
            custom_id: 'question-1',
            type: 'errored',
            outcome: 'fix_and_retry',
            text: '',
            error: 'model: no-such-model',
          },
        ],
      );
    }));

  test(`a page that is reloaded reads the batch that it started: ${by}`, () =>
    inPage(async (page) => {
      await page.evaluate((requests) => globalThis.app.start(requests), GOOD);
      const id = await page.evaluate(() => localStorage.getItem('batch'));
      api.finish(id);
      await page.reload();
      await page.waitForFunction(() => globalThis.app);
      const records = await page.evaluate(() => globalThis.app.finish());
      assert.deepEqual(records.map(({ custom_id, outcome }) => [custom_id, outcome]).sort(), [
        ['question-0', 'done'],
        ['question-1', 'fix_and_retry'],
      ]);
    }));

  test(`results are read in a worker: ${by}`, () =>
    inPage(async (page) => {
      await page.evaluate((requests) => globalThis.app.start(requests), GOOD);
      api.finish(await page.evaluate(() => localStorage.getItem('batch')));
      await page.evaluate(() => globalThis.app.finish());
      assert.deepEqual(await page.evaluate((text) => globalThis.app.readInWorkers(text), STORED), {
        answers: [
          {
            custom_id: 'question-0',
            text: 'This is an emulated answer; no model was called. The question was: "Who are you?"',
          },
        ],
        records: 1,
        outcomes: { expired: 1 },
      });
    }));

  if (bundler === 'vite') {
    test(`a module that the page names loads with the page, and once: ${by}`, async () => {
      const calls = (page) =>
        page.evaluate(() => {
          const files = performance.getEntriesByType('resource').filter(({ name }) => /calls-[\w-]+\.wasm$/.test(name));
          return files.map(({ initiatorType }) => initiatorType);
        });
      await visit({ url: `${await url()}early.html` }, async (page) => {
        await page.waitForFunction(() => globalThis.app);
        assert.deepEqual(await calls(page), ['link']);
        await page.evaluate((requests) => globalThis.app.start(requests), GOOD);
        assert.deepEqual(await calls(page), ['link']);
      });
    });
  }
}
