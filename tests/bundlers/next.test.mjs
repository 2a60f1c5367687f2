// A Next.js app that uses the packed package without any configuration: a client component in Chromium and a route in Node, in
// the development server and in production, with Turbopack and with webpack.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { startEmulator } from 'message-batches/emulator';
import { inRoot, root } from '../../scripts/paths.mjs';
import { freePort } from '../../scripts/port.mjs';
import { nextDir, nextVersions } from '../../scripts/setup/bundlers.mjs';
import { npm } from '../../scripts/setup/npm.mjs';
import { useBrowser } from '../site/browser.mjs';

const run = promisify(execFile);
const folder = nextDir();
const program = path.join(folder, 'node_modules', 'next', 'dist', 'bin', 'next');
const api = await startEmulator({ processingMs: 3_600_000 });
const env = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: '1',
  ANTHROPIC_API_KEY: 'any',
  ANTHROPIC_BASE_URL: api.url,
};
delete env.NODE_ENV;
const visit = useBrowser();
const servers = [];

after(async () => {
  for (const server of servers) server.kill();
  await api.close();
});

let prepared;
/** Copies the app and the package to the folder in which Next is installed, once. */
function prepare() {
  prepared ??= (async () => {
    const { code, stdout, stderr } = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
      env: process.env,
    });
    assert.equal(code, 0, stderr);
    const [{ filename }] = JSON.parse(stdout);
    const to = path.join(folder, 'node_modules', 'message-batches');
    for (const old of [to, path.join(folder, 'app'), path.join(folder, '.next')])
      await rm(old, { recursive: true, force: true });
    await mkdir(to, { recursive: true });
    await run('tar', ['-xzf', path.join(folder, filename), '-C', to, '--strip-components=1']);
    await cp(inRoot('tests/bundlers/next/app'), path.join(folder, 'app'), { recursive: true });
  })();
  return prepared;
}

/** Starts a Next server and waits until it answers. Returns its URL. */
async function started(command) {
  const port = await freePort(0);
  const args = [program, command, '--port', String(port), '--hostname', '127.0.0.1'];
  const server = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  servers.push(server);
  let printed = '';
  await new Promise((resolve, reject) => {
    const heard = (text) => {
      printed += text;
      if (/Ready in/.test(printed)) resolve();
    };
    server.stdout.setEncoding('utf8').on('data', heard);
    server.stderr.setEncoding('utf8').on('data', heard);
    server.on('exit', (code) => reject(new Error(`next ${command} ended with ${code}: ${printed}`)));
  });
  return `http://127.0.0.1:${port}/`;
}

const USED = JSON.stringify({ errors: 3, id: 'msgbatch_1', outcomes: ['canceled'] });

/** The route of docs/runtimes.md: creates a batch, answers with it until it ends, and then with its results. */
async function creates(url) {
  const route = new URL('api/batches', url);
  const post = (requests) => fetch(route, { method: 'POST', body: JSON.stringify({ requests }) });
  const refused = await post([]);
  assert.deepEqual([refused.status, (await refused.json()).code], [422, 'validation_failed']);
  const params = { model: 'claude-opus-5-5', max_tokens: 64, messages: [{ role: 'user', content: 'Hi' }] };
  const created = await post([{ custom_id: 'a', params }]);
  assert.equal(created.status, 202);
  const { id } = await created.json();
  const look = () => fetch(`${route}?id=${id}`);
  assert.equal((await (await look()).json()).processing_status, 'in_progress');
  api.emulator.finish(id);
  const results = await look();
  assert.equal(results.headers.get('content-type'), 'application/x-jsonl; charset=utf-8');
  assert.equal(JSON.parse(await results.text()).custom_id, 'a');
}

async function works(url) {
  const answer = await fetch(new URL('api/flow', url));
  assert.equal(await answer.text(), USED);
  await creates(url);
  // The development server compiles a page at its first request.
  await (await fetch(url)).text();
  await visit({ url }, async (page) => {
    const said = page.locator('#said');
    await said.filter({ hasText: /./ }).waitFor({ timeout: 60_000 });
    assert.equal(await said.textContent(), USED);
  });
}

const next = `Next.js ${nextVersions().next}`;

for (const [bundler, flags] of Object.entries({ Turbopack: [], webpack: ['--webpack'] })) {
  test(`a component and a route use the package in production: ${next} with ${bundler}`, async () => {
    await prepare();
    await rm(path.join(folder, '.next'), { recursive: true, force: true });
    await run(process.execPath, [program, 'build', ...flags], { cwd: folder, env });
    await works(await started('start'));
  });
}

test(`a component and a route use the package under the development server: ${next} with Turbopack`, async () => {
  await prepare();
  await works(await started('dev'));
});
