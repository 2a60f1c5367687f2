// npm run setup: brings a fresh clone to where it builds. `npm start`, `npm test` and the rest run it first.
import './floor.mjs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { locked } from './lock.mjs';
import { inRoot } from './paths.mjs';
import { browser } from './setup/browser.mjs';
import { newerNode } from './setup/node.mjs';
import { packages } from './setup/npm.mjs';
import { rust } from './setup/rust.mjs';
import { tools } from './setup/tools.mjs';
import { command, step } from './terminal.mjs';

/**
 * Does what is missing, in parallel where one waits for the network and another for the processor. Gives the
 * environment for every child (the tools on PATH, the toolchain chosen, `MESSAGE_BATCHES_NODE`) and that `node`, which
 * is new enough for all tools.
 */
export async function setup({ withBrowser = false } = {}) {
  const env = { ...process.env };
  // Flags of the caller's own would silently replace those of .cargo/config.toml, and with them SIMD.
  for (const name of ['RUSTFLAGS', 'CARGO_ENCODED_RUSTFLAGS', 'CARGO_BUILD_TARGET']) delete env[name];

  const compiled = async () => {
    const { toolchain, about } = await step('rust', (say) => rust(say, env));
    env.RUSTUP_TOOLCHAIN = toolchain;
    return step('tools', (say) => tools(say, { env, about }));
  };
  const fetched = async () => {
    const wait = (say) => say.now('another set-up is at work in this clone: waiting for it');
    await step('packages', (say) =>
      locked(
        inRoot('target', 'setup.lock'),
        () => packages(say, env),
        () => wait(say),
      ),
    );
    return step('node', (say) => newerNode(say, env));
  };
  const browsers = withBrowser ? step('browser', (say) => browser(say, env)) : {};

  const [toolFolder, node, chrome] = await Promise.all([compiled(), fetched(), browsers]);
  const PATH = [toolFolder, inRoot('node_modules', '.bin'), env.PATH].join(path.delimiter);
  return { env: { ...env, ...chrome, PATH, MESSAGE_BATCHES_NODE: node }, node };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await command(async () => {
    await setup({ withBrowser: process.argv.includes('--browser') });
  });
}
