// npm run reproduce: builds the WebAssembly modules in two more folders, whose paths have different lengths, each with its own
// home folder and CARGO_HOME, and compares every byte with the build here. Takes some minutes.
import './floor.mjs';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { modules } from './build/core.mjs';
import { build } from './build.mjs';
import { CommandError } from './errors.mjs';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';
import { setup } from './setup.mjs';
import { command, step } from './terminal.mjs';

/** The sources of the modules, and the scripts that build them. */
const TREE = [
  '.cargo',
  'Cargo.lock',
  'Cargo.toml',
  'hot',
  'package.json',
  'rust-toolchain.toml',
  'scripts',
  'src',
].concat(['README.md', 'tests/boundary', 'tests/native', 'tools/Cargo.lock']);
const PLACES = ['a', path.join('a folder with a long name', 'and one in it')];

await command(async () => {
  const { env } = await setup();
  await build(env);
  const here = hashes(inRoot('pkg'));
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'message-batches-'));
  process.once('exit', () => fs.rmSync(base, { recursive: true, force: true }));
  const others = [];
  for (const place of PLACES) {
    await step('elsewhere', async (say) => {
      say.now(`building in "${place}"`);
      others.push(hashes(await builtIn(path.join(base, place), env)));
      say(place);
    });
  }
  for (const file of Object.keys(here)) console.log(`  ${here[file]}  ${file}`);
  const different = Object.keys(here).filter((file) => others.some((other) => other[file] !== here[file]));
  if (different.length > 0) {
    throw new CommandError(
      `Expected the same bytes in every folder, found different bytes in ${different.join(', ')}.`,
    );
  }
  console.log(`All ${others.length + 1} folders have the same bytes.`);
});

async function builtIn(folder, env) {
  const tree = path.join(folder, 'tree');
  for (const part of TREE) fs.cpSync(inRoot(part), path.join(tree, part), { recursive: true });
  fs.symlinkSync(inRoot('node_modules'), path.join(tree, 'node_modules'));
  const home = path.join(folder, 'home');
  const CARGO_HOME = path.join(folder, 'crates');
  fs.mkdirSync(home, { recursive: true });
  // Downloads are reused; sources are unpacked again.
  const known = path.join(env.CARGO_HOME || path.join(os.homedir(), '.cargo'), 'registry');
  for (const part of ['cache', 'index']) {
    const from = path.join(known, part);
    if (fs.existsSync(from)) fs.cpSync(from, path.join(CARGO_HOME, 'registry', part), { recursive: true });
  }
  const RUSTUP_HOME = env.RUSTUP_HOME || path.join(os.homedir(), '.rustup');
  const { code, stdout, stderr } = await run(process.execPath, [path.join(tree, 'scripts', 'reproduce', 'build.mjs')], {
    cwd: tree,
    env: { ...env, HOME: home, CARGO_HOME, RUSTUP_HOME },
  });
  if (code !== 0) throw new CommandError(`The build in ${folder} failed.`, stdout + stderr);
  return path.join(tree, 'pkg');
}

/** SHA-256 of each module and of the JavaScript that loads it. */
function hashes(pkg) {
  const files = modules.flatMap(({ name }) => [`${name}/${name}_bg.wasm`, `${name}/${name}.js`]);
  const hash = (file) =>
    crypto
      .createHash('sha256')
      .update(fs.readFileSync(path.join(pkg, file)))
      .digest('hex');
  return Object.fromEntries(files.map((file) => [file, hash(file)]));
}
