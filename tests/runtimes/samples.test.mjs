// The programs of docs/runtimes.md, each as its reader would run it: with the packed package, in its runtime, against an emulator.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { startEmulator } from 'message-batches/emulator';
import { runtimeProgram } from '../../scripts/setup/runtimes.mjs';
import { installPacked } from '../packed.mjs';
import { inRepo } from './setup.mjs';
import { serveWorker } from './workerd/serve.mjs';

const KEY = 'sk-ant-test-0123456789';
const TOKEN = 'a-token-of-the-test';
const ANSWER = 'This is an emulated answer; no model was called. The question was:';
const HOUR_MS = 3_600_000;

const api = await startEmulator({ apiKeys: [KEY], processingMs: 30, retryAfterSeconds: 0.01 });
/** An emulator whose batches end when a test ends them. */
const slow = await startEmulator({ apiKeys: [KEY], processingMs: HOUR_MS, retryAfterSeconds: 0.01 });
const env = { ...process.env, ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: api.url };
let folder;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'message-batches-samples-'));
  await installPacked(folder);
  await cp(inRepo('tests/runtimes/samples'), folder, { recursive: true });
  await copyFile(inRepo('tests/docs/files/requests.jsonl'), path.join(folder, 'requests.jsonl'));
});
after(async () => {
  await api.close();
  await slow.close();
  await rm(folder, { recursive: true, force: true });
});

const sample = () => readFile(inRepo('tests/docs/files/requests.jsonl'), 'utf8');
const linesOf = (jsonl) =>
  jsonl
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const idsOf = (jsonl) =>
  linesOf(jsonl)
    .map(({ custom_id }) => custom_id)
    .sort();

/** Runs a program that leaves an id and a CSV file, and checks both. */
async function assertAnswers(program, args) {
  for (const name of ['batch.txt', 'answers.csv']) await rm(path.join(folder, name), { force: true });
  await promisify(execFile)(program, args, { cwd: folder, env });
  assert.match(await readFile(path.join(folder, 'batch.txt'), 'utf8'), /^msgbatch_\w+$/);
  const [heads, ...lines] = (await readFile(path.join(folder, 'answers.csv'), 'utf8')).trim().split('\r\n');
  assert.match(heads, /^custom_id,type,outcome,text,/);
  assert.deepEqual(lines.map((line) => line.split(',')[0]).sort(), idsOf(await sample()));
}

test('the program for Bun creates a batch of a file, waits and writes a CSV', () =>
  assertAnswers(runtimeProgram('bun'), ['run', 'bun.ts']));

test('the program for Deno does so, with the permissions that the page names', () => {
  const granted = [`--allow-net=${new URL(api.url).host}`, '--allow-env=ANTHROPIC_API_KEY,ANTHROPIC_BASE_URL'];
  const files = ['--allow-read=.', '--allow-write=.'];
  return assertAnswers(runtimeProgram('deno'), [
    ...['run', '--no-prompt', '--node-modules-dir=manual'],
    ...[...granted, ...files, 'deno.ts'],
  ]);
});

test('the handlers for Lambda, bundled as CommonJS, create a batch and look at it until it has ended', async (t) => {
  const out = path.join(folder, 'out');
  await esbuild.build({
    entryPoints: [path.join(folder, 'lambda.mjs')],
    outfile: path.join(out, 'lambda.js'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    logLevel: 'silent',
  });
  const dist = path.join(folder, 'node_modules/message-batches/dist');
  for (const file of await readdir(dist)) {
    if (file.endsWith('.wasm')) await copyFile(path.join(dist, file), path.join(out, file));
  }
  await writeFile(path.join(out, 'package.json'), '{ "type": "commonjs" }');
  Object.assign(process.env, { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: slow.url, TMPDIR: folder });
  const { start, look } = createRequire(import.meta.url)(path.join(out, 'lambda.js'));

  const requests = linesOf(await sample());
  const started = await start({ requests });
  assert.deepEqual(started, { id: started.id, ended: false });
  assert.deepEqual(await look(started), started);
  slow.emulator.finish(started.id);
  const ended = await look(started);
  t.after(() => rm(ended.file, { force: true }));
  assert.deepEqual(ended, { id: started.id, ended: true, file: path.join(tmpdir(), `${started.id}.csv`) });
  assert.ok((await readFile(ended.file, 'utf8')).includes(ANSWER));
});

const VARS = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: slow.url, TOKEN };
const authorization = `Bearer ${TOKEN}`;

test('the Worker with a cron trigger stores the results of a batch that has ended', { timeout: 90_000 }, async (t) => {
  const more = {
    vars: VARS,
    kv_namespaces: [{ binding: 'BATCHES', id: 'batches' }],
    triggers: { crons: ['*/5 * * * *'] },
  };
  const worker = await serveWorker({ main: '../samples/cron.mjs', more });
  t.after(worker.close);
  assert.equal((await fetch(worker.url, { method: 'POST', body: await sample() })).status, 401);
  const created = await fetch(worker.url, { method: 'POST', headers: { authorization }, body: await sample() });
  assert.equal(created.status, 202);
  const { id } = await created.json();
  const onSchedule = async () => assert.equal((await fetch(`${worker.url}/cdn-cgi/local/scheduled`)).status, 200);
  const results = () => fetch(new URL(id, worker.url), { headers: { authorization } });
  await onSchedule();
  assert.equal((await results()).status, 404);
  slow.emulator.finish(id);
  await onSchedule();
  assert.deepEqual(idsOf(await (await results()).text()), idsOf(await sample()));
});

test('the Worker with an alarm creates a batch once and sees its end', { timeout: 90_000 }, async (t) => {
  const more = {
    vars: { ...VARS, INTERVAL_MS: 20 },
    durable_objects: { bindings: [{ name: 'JOBS', class_name: 'Job' }] },
    migrations: [{ tag: 'jobs', new_sqlite_classes: ['Job'] }],
  };
  const worker = await serveWorker({ main: '../samples/alarm.mjs', more });
  t.after(worker.close);
  const call = async (method, body) => {
    const response = await fetch(`${worker.url}/letters`, { method, headers: { authorization }, body });
    assert.equal(response.status, 200);
    return response.json();
  };
  const before = slow.emulator.ledger().creates.length;
  const { id } = await call('POST', await sample());
  assert.deepEqual(await call('POST', await sample()), { id });
  assert.equal(slow.emulator.ledger().creates.length, before + 1);
  slow.emulator.finish(id);
  let state;
  do state = await call('GET');
  while (state.counts === undefined);
  assert.equal(state.counts.processing, 0);
});
