// Compiles the Rust client of the tests once from tests/clients/rust, and keeps it in the cache for all clones.
import fs from 'node:fs';
import path from 'node:path';
import { cargoError } from '../errors.mjs';
import { locked } from '../lock.mjs';
import { cacheDir, exe, inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { hashOf } from '../stamp.mjs';

const SOURCE = 'tests/clients/rust';

/** Returns `{ claudius: { program } }`. `about` is the output of `rustc -vV`: another Rust needs another build. */
export async function crateClient(say, { env, about }) {
  const manifest = fs.readFileSync(inRoot(SOURCE, 'Cargo.toml'), 'utf8');
  say(`claudius ${/^claudius = .*?"=(.+?)"/m.exec(manifest)[1]}`);
  const cache = cacheDir(env);
  const files = ['Cargo.toml', 'Cargo.lock', 'src'].map((file) => `${SOURCE}/${file}`);
  const program = path.join(cache, `crate-client-${hashOf({ files, texts: [about] })}`, exe('batch-client'));
  const ready = () => fs.existsSync(program);
  if (!ready()) {
    const waiting = () => say.now('waiting for another set-up that is compiling it');
    await locked(
      path.join(cache, 'crate-client.lock'),
      () => ready() || compile(say, { env, cache, program }),
      waiting,
    );
  }
  return { claudius: { program } };
}

async function compile(say, { env, cache, program }) {
  say.now('compiling a Rust client for the tests (once, about half a minute)');
  const target = path.join(cache, 'crate-client-build');
  const args = ['build', '--locked', '--manifest-path', inRoot(SOURCE, 'Cargo.toml')];
  const result = await run('cargo', args, { env: { ...env, CARGO_TARGET_DIR: target, RUST_BACKTRACE: '0' } });
  if (result.code !== 0) throw cargoError('compile the Rust client of the tests', result);
  fs.mkdirSync(path.dirname(program), { recursive: true });
  // Renamed when complete, so that an interrupted set-up leaves nothing that looks complete.
  const fresh = `${program}.${process.pid}`;
  fs.copyFileSync(path.join(target, 'debug', exe('batch-client')), fresh);
  fs.renameSync(fresh, program);
  fs.rmSync(target, { recursive: true, force: true });
}
