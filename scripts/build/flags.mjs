// How rustc is called for what is shipped: the same bytes come out wherever the sources, the crates and Rust itself lie.
import path from 'node:path';
import { cargoError } from '../errors.mjs';
import { inRoot, root } from '../paths.mjs';
import { run } from '../run.mjs';

const TARGET = 'wasm32-unknown-unknown';

/**
 * Flags for `CARGO_ENCODED_RUSTFLAGS`, which takes paths with spaces, and replaces the flags of `.cargo/config.toml` and of the
 * caller's environment: whatever is needed has to be among `given`.
 */
export async function encodedFlags(given, { env, target }) {
  const remapped = (await remaps(env, target)).map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
  return [...given, ...remapped].join('\x1f');
}

/** Folders of this machine, and what a panic message calls them. Of several that fit, rustc takes the last. */
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
    // What rustc itself calls its library, which it forgets where the sources of it are installed.
    [path.join(sysroot.trim(), 'lib', 'rustlib', 'src', 'rust'), `/rustc/${commit}`],
    // Each by itself: the folder around them is named after the registry or mirror that they came from.
    ...crates.map(({ name, version, manifest_path }) => [path.dirname(manifest_path), `/crates/${name}-${version}`]),
  ].filter(([from]) => from);
}

async function output(program, args, env) {
  const result = await run(program, args, { env: { ...env, RUST_BACKTRACE: '0' } });
  if (result.code !== 0) throw cargoError(`ask ${program} where its sources are`, result);
  return result.stdout;
}
