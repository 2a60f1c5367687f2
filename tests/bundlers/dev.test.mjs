// The same page in Vite's development server, which bundles dependencies differently; its proxy forwards to an emulator.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import readline from 'node:readline';
import { after, test } from 'node:test';
import { startEmulator } from 'message-batches/emulator';
import { inRoot } from '../../scripts/paths.mjs';
import { bundlersDir, bundlerVersions } from '../../scripts/setup/bundlers.mjs';
import { installPacked } from '../packed.mjs';
import { useBrowser } from '../site/browser.mjs';

const visit = useBrowser();
const app = mkdtempSync(path.join(bundlersDir(), 'dev-'));
after(() => rm(app, { recursive: true, force: true }));

const params = { model: 'claude-opus-5-5', max_tokens: 1024, messages: [{ role: 'user', content: 'Who are you?' }] };

test(`a page creates a batch through the proxy and reads it: Vite ${bundlerVersions().vite} in development`, async (t) => {
  const api = await startEmulator({ processingMs: 30, retryAfterSeconds: 0.01, idempotency: true });
  t.after(api.close);
  await installPacked(app);
  await cp(inRoot('tests/bundlers/fixture/app'), app, { recursive: true });
  const server = spawn(process.execPath, ['vite-dev.mjs'], { cwd: app, env: { ...process.env, EMULATOR: api.url } });
  t.after(() => server.kill());
  let complaints = '';
  server.stderr.setEncoding('utf8').on('data', (text) => {
    complaints += text;
  });
  const ended = new Promise((_, reject) => server.on('exit', () => reject(new Error(`Vite ended: ${complaints}`))));
  const lines = readline.createInterface({ input: server.stdout });
  const url = await Promise.race([new Promise((resolve) => lines.once('line', resolve)), ended]);
  ended.catch(() => {});

  await visit({ url }, async (page) => {
    await page.waitForFunction(() => globalThis.app);
    await page.evaluate((requests) => globalThis.app.start(requests), [{ custom_id: 'a', params }]);
    assert.deepEqual(await page.evaluate(() => globalThis.app.finish()), [
      {
        custom_id: 'a',
        outcome: 'done',
        text: 'This is an emulated answer; no model was called. The question was: "Who are you?"',
      },
    ]);
    const stored = JSON.stringify({ custom_id: 'a', result: { type: 'expired' } });
    const { answers, outcomes } = await page.evaluate((text) => globalThis.app.readInWorkers(text), stored);
    assert.deepEqual([answers.length, outcomes], [1, { expired: 1 }]);
  });
});
