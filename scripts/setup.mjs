// npm run setup: prepares a fresh clone for building. `npm start`, `npm test` and other commands run it first.
import './floor.mjs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { locked } from './lock.mjs';
import { inRoot } from './paths.mjs';
import { browser } from './setup/browser.mjs';
import { bundlers } from './setup/bundlers.mjs';
import { crateClient } from './setup/crate-client.mjs';
import { newerNode } from './setup/node.mjs';
import { packages } from './setup/npm.mjs';
import { pythonClients } from './setup/python.mjs';
import { runtimes } from './setup/runtimes.mjs';
import { rust } from './setup/rust.mjs';
import { tools } from './setup/tools.mjs';
import { command, step } from './terminal.mjs';

/**
 * Installs what is missing, in parallel if one part waits for the network and another for the processor. Returns the environment
 * for every child (the tools on PATH, the selected toolchain, `MESSAGE_BATCHES_NODE`, and for the tests
 * `MESSAGE_BATCHES_CLIENTS`) and that `node`, which is new enough for all tools.
 */
export async function setup(options = {}) {
  const { withBrowser = false, withBundlers = false, withClients = false, withRuntimes = false } = options;
  const env = { ...process.env };
  // The caller's flags would silently replace those of .cargo/config.toml, including SIMD.
  for (const name of ['RUSTFLAGS', 'CARGO_ENCODED_RUSTFLAGS', 'CARGO_BUILD_TARGET']) delete env[name];

  const compiled = async () => {
    const { toolchain, about } = await step('rust', (say) => rust(say, env));
    env.RUSTUP_TOOLCHAIN = toolchain;
    const folder = await step('tools', (say) => tools(say, { env, about }));
    const clients = withClients ? await step('crate', (say) => crateClient(say, { env, about })) : {};
    return { folder, clients };
  };
  const fetched = async () => {
    const wait = (say) => say.now('waiting for another set-up in this clone');
    await step('packages', (say) =>
      locked(
        inRoot('target', 'setup.lock'),
        () => packages(say, env),
        () => wait(say),
      ),
    );
    if (withBundlers) await step('bundlers', (say) => bundlers(say, env));
    if (withRuntimes) await step('runtimes', (say) => runtimes(say, env));
    return step('node', (say) => newerNode(say, env));
  };
  const browsers = withBrowser ? step('browser', (say) => browser(say, env)) : {};
  const pythons = withClients ? step('python', (say) => pythonClients(say, env)) : {};

  const [made, node, chrome, python] = await Promise.all([compiled(), fetched(), browsers, pythons]);
  const PATH = [made.folder, inRoot('node_modules', '.bin'), env.PATH].join(path.delimiter);
  const clients = withClients ? { MESSAGE_BATCHES_CLIENTS: JSON.stringify({ ...made.clients, ...python }) } : {};
  return { env: { ...env, ...chrome, ...clients, PATH, MESSAGE_BATCHES_NODE: node }, node };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await command(async () => {
    await setup({ withBrowser: process.argv.includes('--browser') });
  });
}
