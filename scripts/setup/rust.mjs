// Installs Rust: the toolchain of rust-toolchain.toml with its target and components, with rustup.
import fs from 'node:fs';
import path from 'node:path';
import { noCargo, noRustPart, noRustup, noToolchain } from '../errors.mjs';
import { exe, inRoot, onPath } from '../paths.mjs';
import { run } from '../run.mjs';

const TARGET = 'wasm32-unknown-unknown';
const COMPONENTS = { rustfmt: 'rustfmt', clippy: 'cargo-clippy' };

/** Returns the toolchain to use (`RUSTUP_TOOLCHAIN` of every child) and the output of `rustc -vV`. */
export async function rust(say, environment = process.env) {
  const env = { ...environment, RUST_BACKTRACE: '0' };
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

/** Returns the pinned toolchain, downloaded if necessary. If that fails, returns an installed stable one that is not older. */
async function pick(channel, say, env) {
  if (await sysroot(channel, env)) return channel;
  say.now(`fetching Rust ${channel}`);
  const args = ['toolchain', 'install', channel, '--no-self-update', '--profile', 'minimal', '--target', TARGET];
  const fetched = await run('rustup', [...args, '--component', Object.keys(COMPONENTS).join(',')], { env });
  if (fetched.code === 0) return channel;
  if (await isAtLeast('stable', channel, env)) {
    say.now(`Rust ${channel} cannot be fetched: using the installed stable toolchain`);
    return 'stable';
  }
  throw noToolchain(channel, fetched.stderr);
}

/** Adds missing targets and components of the toolchain, which rustup does not do automatically. */
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

/** A query must not install anything: `pick` downloads what is missing, and reports it. */
const pinned = (toolchain, env) => ({ ...env, RUSTUP_TOOLCHAIN: toolchain, RUSTUP_AUTO_INSTALL: '0' });
