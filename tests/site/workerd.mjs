// The relay in workerd without proxies. Those of `wrangler dev` do not pass on that a caller has left.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import * as esbuild from 'esbuild';
import { inRoot } from '../../scripts/paths.mjs';

const { default: workerd } = createRequire(import.meta.url)('workerd');

const configOf = ({ upstream, token }) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "relay", worker = .relay),
    (name = "internet", network = (allow = ["public", "private", "local"])),
    (name = "disk", disk = (path = "disk", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "relay")],
);
const relay :Workerd.Worker = (
  modules = [(name = "relay.js", esModule = embed "relay.js")],
  compatibilityDate = "2026-10-01",
  bindings = [
    (name = "UPSTREAM", text = "${upstream}"),
    (name = "ANTHROPIC_API_KEY", text = "sk-of-the-relay"),
    (name = "RELAY_TOKEN", text = "${token}"),
    (name = "CREATES", durableObjectNamespace = "KeyedCreate"),
  ],
  durableObjectNamespaces = [(className = "KeyedCreate", uniqueKey = "creates", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
);
`;

/** @returns {Promise<{ url: string, close: () => Promise<void> }>} */
export async function serveRelay(options) {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'message-batches-workerd-'));
  await esbuild.build({
    entryPoints: [inRoot('www', 'worker', 'index.ts')],
    outfile: path.join(folder, 'relay.js'),
    bundle: true,
    format: 'esm',
    external: ['cloudflare:workers'],
  });
  fs.mkdirSync(path.join(folder, 'disk'));
  fs.writeFileSync(path.join(folder, 'config.capnp'), configOf(options));
  // It writes the port it uses to its fourth channel.
  const child = spawn(workerd, ['serve', 'config.capnp', '--experimental', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const exited = once(child, 'exit');
  const close = async () => {
    child.kill();
    await exited;
    fs.rmSync(folder, { recursive: true, force: true });
  };
  for await (const line of readline.createInterface({ input: child.stdio[3] })) {
    const { event, port } = JSON.parse(line);
    if (event === 'listen') return { url: `http://127.0.0.1:${port}`, close };
  }
  await close();
  throw new Error('workerd did not start: its reason stands above.');
}
