// The flags of rustc for shipped builds: they make the output identical, independently of the paths of the sources, the crates
// and Rust itself.
import path from 'node:path';
import { cargoError } from '../errors.mjs';
import { inRoot, root } from '../paths.mjs';
import { run } from '../run.mjs';

const TARGET = 'wasm32-unknown-unknown';

/**
 * Returns flags for `CARGO_ENCODED_RUSTFLAGS`, which supports paths with spaces, and replaces the flags of `.cargo/config.toml`
 * and of the caller's environment. All required flags must therefore be in `given`.
 */
export async function encodedFlags(given, { env, target }) {
  const remapped = (await remaps(env, target)).map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
  return [...given, ...remapped].join('\x1f');
}

/** Maps folders of this machine to the names in panic messages. If several match, rustc uses the last. */
async function remaps(env, target) {
  const [rustc, sysroot, metadata] = await Promise.all([
    output('rustc', ['-vV'], env),
    output('rustc', ['--print', 'sysroot'], env),
    output('cargo', ['metadata', '--locked', '--format-version', '1', '--filter-platform', TARGET], env),
  ]);
  const commit = /^commit-hash: (.+)$/m.exec(rustc)?.[1] ?? 'unknown';
  const crates = JSON.parse(metadata).packages.filter(({ source }) => source !== null);
  return [
    [env.HOME, '/home'],
    [root, '/message-batches'],
    [inRoot(target), '/target'],
    [sysroot.trim(), '/rust'],
    // rustc's own name for its library, which it does not use if the library's sources are installed.
    [path.join(sysroot.trim(), 'lib', 'rustlib', 'src', 'rust'), `/rustc/${commit}`],
    // Mapped one by one, because their parent folder is named after the registry or mirror.
    ...crates.map(({ name, version, manifest_path }) => [path.dirname(manifest_path), `/crates/${name}-${version}`]),
  ].filter(([from]) => from);
}

async function output(program, args, env) {
  const result = await run(program, args, { env: { ...env, RUST_BACKTRACE: '0' } });
  if (result.code !== 0) throw cargoError(`ask ${program} where its sources are`, result);
  return result.stdout;
}
