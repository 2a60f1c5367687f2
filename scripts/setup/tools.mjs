// Compiles wasm-pack, wasm-bindgen and its test runner once from tools/ (no registry offers prebuilt ones), and keeps them in the
// cache for all clones.
import fs from 'node:fs';
import path from 'node:path';
import { cargoError } from '../errors.mjs';
import { locked } from '../lock.mjs';
import { cacheDir, exe, inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { hashOf } from '../stamp.mjs';

const PROGRAMS = ['wasm-pack', 'wasm-bindgen', 'wasm-bindgen-test-runner'].map(exe);

/** Returns the folder with the programs. `about` is the output of `rustc -vV`: another Rust needs another build. */
export async function tools(say, { env, about }) {
  const cache = cacheDir(env);
  const key = hashOf({ files: ['tools/Cargo.toml', 'tools/Cargo.lock', 'tools/src'], texts: [about] });
  const folder = path.join(cache, `tools-${key}`);
  const version = /^version = "(.+)"$/m.exec(fs.readFileSync(inRoot('tools', 'Cargo.toml'), 'utf8'))[1];
  say(`wasm-bindgen ${version}`);
  const ready = () => PROGRAMS.every((program) => fs.existsSync(path.join(folder, program)));
  if (ready()) return folder;
  const waiting = () => say.now('waiting for another set-up that is compiling them');
  await locked(path.join(cache, 'build.lock'), () => ready() || compile(say, { env, cache, folder }), waiting);
  return folder;
}

async function compile(say, { env, cache, folder }) {
  say.now('compiling wasm-pack and wasm-bindgen (once, about two minutes)');
  const target = path.join(cache, 'build');
  const args = ['build', '--locked', '--manifest-path', inRoot('tools', 'Cargo.toml')];
  const result = await run('cargo', args, { env: { ...env, CARGO_TARGET_DIR: target, RUST_BACKTRACE: '0' } });
  if (result.code !== 0) throw cargoError('compile the WebAssembly tools', result);

  // Renamed when complete, so that an interrupted set-up leaves nothing that looks complete.
  const fresh = `${folder}.${process.pid}`;
  fs.mkdirSync(fresh, { recursive: true });
  for (const program of PROGRAMS) fs.copyFileSync(path.join(target, 'debug', program), path.join(fresh, program));
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(fresh, folder);
  // 700 MB that are not needed any more.
  fs.rmSync(target, { recursive: true, force: true });
}
