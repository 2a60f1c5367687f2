// The Rust crate to WebAssembly: pkg/message_batches.js and message_batches_bg.wasm, by wasm-pack.
import fs from 'node:fs';
import path from 'node:path';
import { run } from '../run.mjs';
import { unlessFresh } from '../stamp.mjs';
import { cargoTrouble } from '../trouble.mjs';

const NAME = 'message_batches';

export async function core(say, { env, variant: { name, pkg, features, optimise } }) {
  const wasm = path.join(pkg, `${NAME}_bg.wasm`);
  const inputs = {
    files: ['src', 'Cargo.toml', 'Cargo.lock', '.cargo', 'rust-toolchain.toml', 'tools/Cargo.lock'],
    match: /\.(?:rs|json|toml|lock)$|^src\/wire\//,
    texts: [name, env.RUSTUP_TOOLCHAIN, optimise ? binaryenVersion() : ''],
    outputs: [wasm, path.join(pkg, `${NAME}.js`)],
  };
  const ran = await unlessFresh(`core-${name}`, inputs, async () => {
    say.now('compiling Rust to WebAssembly');
    const args = ['build', '--target', 'web', '--no-pack', '--release', '--mode', 'no-install', '--out-dir', pkg];
    if (!optimise) args.push('--no-opt');
    args.push('--', '--locked');
    if (features.length > 0) args.push('--features', features.join(','));
    const result = await run('wasm-pack', args, { env: { ...env, RUST_BACKTRACE: '0' } });
    if (result.code !== 0) throw cargoTrouble('compile the crate to WebAssembly', quiet(result));
    // wasm-pack means pkg/ to be published as it stands; here it is an intermediate.
    for (const surplus of ['.gitignore', 'README.md', 'package.json'])
      fs.rmSync(path.join(pkg, surplus), { force: true });
  });
  say(`core.wasm ${(fs.statSync(wasm).size / 1000).toFixed(0)} kB${ran ? '' : ', up to date'}`);
}

function binaryenVersion() {
  return JSON.parse(fs.readFileSync(new URL('../../node_modules/binaryen/package.json', import.meta.url), 'utf8'))
    .version;
}

/** Without wasm-pack's own chatter, which hides the compiler's words. */
function quiet({ code, stderr }) {
  const lines = stderr
    .split('\n')
    .filter(
      (line) => !/^\[(?:INFO|WARN)\]|^ *(?:Compiling|Downloaded|Finished) |^error: `cargo build` failed/.test(line),
    );
  return { code, stderr: lines.join('\n') };
}
