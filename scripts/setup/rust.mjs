// Rust: the toolchain of rust-toolchain.toml with its target and components, all through rustup.
import fs from 'node:fs';
import path from 'node:path';
import { exe, inRoot, onPath } from '../paths.mjs';
import { run } from '../run.mjs';
import { noCargo, noRustPart, noRustup, noToolchain } from '../trouble.mjs';

const TARGET = 'wasm32-unknown-unknown';
const COMPONENTS = { rustfmt: 'rustfmt', clippy: 'cargo-clippy' };

/** Gives the toolchain to use (`RUSTUP_TOOLCHAIN` of every child) and what `rustc -vV` says about it. */
export async function rust(say, given = process.env) {
  const env = { ...given, RUST_BACKTRACE: '0' };
  if (!onPath(['rustup'], env)) throw noRustup();
  if (!onPath(['cargo'], env)) throw noCargo();
  const channel = /^channel = "(.+)"$/m.exec(fs.readFileSync(inRoot('rust-toolchain.toml'), 'utf8'))[1];
  const toolchain = await pick(channel, say, env);
  await complete(toolchain, say, env);
  const { stdout: about } = await run('rustc', ['-vV'], { env: { ...env, RUSTUP_TOOLCHAIN: toolchain } });
  const version = /^release: (.+)$/m.exec(about)[1];
  say(`${version}, ${TARGET}${toolchain === channel ? '' : ` (stable, instead of ${channel})`}`);
  return { toolchain, about };
}

/** The pinned toolchain, fetched if need be; a stable one that is not older, where the pinned one cannot be had. */
async function pick(channel, say, env) {
  if (await sysroot(channel, env)) return channel;
  say.now(`fetching Rust ${channel}`);
  const args = ['toolchain', 'install', channel, '--no-self-update', '--profile', 'minimal', '--target', TARGET];
  const fetched = await run('rustup', [...args, '--component', Object.keys(COMPONENTS).join(',')], { env });
  if (fetched.code === 0) return channel;
  if (await isAtLeast('stable', channel, env)) {
    say.now(`Rust ${channel} cannot be fetched: going on with the stable that is here`);
    return 'stable';
  }
  throw noToolchain(channel, fetched.stderr);
}

/** Adds the target and the components that the toolchain lacks: rustup does not do so of itself. */
async function complete(toolchain, say, env) {
  const folder = await sysroot(toolchain, env);
  if (!fs.existsSync(path.join(folder, 'lib', 'rustlib', TARGET, 'lib'))) await add('target', TARGET);
  for (const [component, program] of Object.entries(COMPONENTS)) {
    if (!fs.existsSync(path.join(folder, 'bin', exe(program)))) await add('component', component);
  }

  async function add(kind, name) {
    say.now(`adding ${name} to Rust ${toolchain}`);
    const args = [kind, 'add', '--toolchain', toolchain, name];
    const { code, stderr } = await run('rustup', args, { env });
    if (code !== 0) throw noRustPart(toolchain, `rustup ${args.join(' ')}`, stderr);
  }
}

async function sysroot(toolchain, env) {
  const asked = await run('rustc', ['--print', 'sysroot'], { env: pinned(toolchain, env) });
  return asked.code === 0 ? asked.stdout.trim() : undefined;
}

async function isAtLeast(toolchain, channel, env) {
  const { code, stdout } = await run('rustc', ['-V'], { env: pinned(toolchain, env) });
  const [, major, minor] = /(\d+)\.(\d+)\.\d+/.exec(stdout) ?? [];
  const [wantMajor, wantMinor] = channel.split('.').map(Number);
  return code === 0 && (Number(major) > wantMajor || (Number(major) === wantMajor && Number(minor) >= wantMinor));
}

/** Asking must never install: what is missing is fetched by `pick`, with its own words. */
const pinned = (toolchain, env) => ({ ...env, RUSTUP_TOOLCHAIN: toolchain, RUSTUP_AUTO_INSTALL: '0' });
