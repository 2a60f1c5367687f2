// A job in a Durable Object whose workerd is killed while it drives the job, and restarted with the same disk.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { after, before, test } from 'node:test';
import * as esbuild from 'esbuild';
import { inRoot } from '../../scripts/paths.mjs';
import { assertUndisturbed, comparable, jobForPrograms } from './jobs.mjs';

const { default: workerd } = createRequire(import.meta.url)('workerd');
const MODULES = ['calls', 'results', 'checks', 'jobs'];

const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "jobs", worker = .jobs),
    (name = "internet", network = (allow = ["public", "private", "local"])),
    (name = "disk", disk = (path = "disk", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "jobs")],
);
const jobs :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    ${MODULES.map((name) => `(name = "${name}.wasm", wasm = embed "${name}.wasm"),`).join('\n    ')}
  ],
  compatibilityDate = "2026-10-01",
  bindings = [(name = "JOBS", durableObjectNamespace = "Jobs")],
  durableObjectNamespaces = [(className = "Jobs", uniqueKey = "jobs", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
);
`;

let folder;
let server;
let live;

before(async () => {
  server = await jobForPrograms();
  folder = fs.mkdtempSync(path.join(tmpdir(), 'message-batches-jobs-'));
  fs.mkdirSync(path.join(folder, 'disk'));
  fs.writeFileSync(path.join(folder, 'config.capnp'), CONFIG);
  for (const name of MODULES) fs.copyFileSync(inRoot('dist', `${name}.wasm`), path.join(folder, `${name}.wasm`));
  await esbuild.build({
    entryPoints: [inRoot('tests', 'stores', 'jobs_worker.mjs')],
    outfile: path.join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd'],
    logLevel: 'error',
    external: ['cloudflare:workers', '*.wasm'],
  });
});
after(async () => {
  await killed();
  await server?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Starts workerd, which writes the port it uses to its fourth channel. */
async function started() {
  const child = spawn(workerd, ['serve', 'config.capnp', '--experimental', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  live = { child, exited: once(child, 'exit') };
  for await (const line of readline.createInterface({ input: child.stdio[3] })) {
    const { event, port } = JSON.parse(line);
    if (event === 'listen') return `http://127.0.0.1:${port}`;
  }
  throw new Error('workerd did not start: its reason stands above.');
}

async function killed() {
  live?.child.kill('SIGKILL');
  await live?.exited;
}

async function ask(url, what) {
  const response = await fetch(`${url}${what}`, { method: 'POST', body: JSON.stringify(server.job) });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}

test('a job in a Durable Object survives the deaths of workerd', { timeout: 100_000 }, async () => {
  for (const [name, times] of [
    ['create', 1],
    ['created', 1],
    ['create', 2],
    ['created', 3],
  ]) {
    const url = await started();
    const { isDriver } = await ask(url, `/until?event=${name}&times=${times}`);
    assert.equal(isDriver, true);
    await killed();
  }
  const records = await ask(await started(), '/results');
  await assertUndisturbed(comparable(records), server.emulator);
});
