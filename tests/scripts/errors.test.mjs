// The messages for failures of real programs whose servers are not reachable: port 9 refuses connections.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cargoError, npmError, portTaken, reason } from '../../scripts/errors.mjs';
import { floorError } from '../../scripts/floor.mjs';
import { inRoot, onPath } from '../../scripts/paths.mjs';
import { run } from '../../scripts/run.mjs';
import { noBrowser } from '../../scripts/setup/browser.mjs';
import { npm } from '../../scripts/setup/npm.mjs';
import { rust } from '../../scripts/setup/rust.mjs';

const NOWHERE = 'http://127.0.0.1:9';
const say = Object.assign(() => {}, { now() {} });

function scratch(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'errors-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('an old Node gets a message with its version and the required one', () => {
  assert.equal(
    floorError('18.20.4'),
    'This needs Node 20.19 or newer, and this is Node 18.20.4. ' +
      'Install a newer Node (https://nodejs.org) and run the command again.',
  );
  assert.match(floorError('20.18.3'), /^This needs Node 20\.19 or newer, and this is Node 20\.18\.3\./);
  for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.21.0', '100.0.0'])
    assert.equal(floorError(version), undefined);
});

test('without Rust, set-up says how to get it', async () => {
  await assert.rejects(rust(say, { PATH: '/nowhere' }), {
    message:
      'Rust is missing: there is no rustup on PATH. ' +
      'Install it (https://rustup.rs), open a new terminal and run the command again.',
  });
});

test('rustup without cargo is reported', async (t) => {
  const folder = scratch(t);
  fs.writeFileSync(path.join(folder, 'rustup'), '', { mode: 0o755 });
  await assert.rejects(rust(say, { PATH: folder }), {
    message: 'Rust is incomplete: rustup is on PATH, cargo is not. Add ~/.cargo/bin to PATH and run the command again.',
  });
});

test('a toolchain that is neither here nor to be had', async (t) => {
  const env = { ...process.env, RUSTUP_HOME: scratch(t), RUSTUP_DIST_SERVER: NOWHERE, RUSTUP_MAX_RETRIES: '0' };
  await assert.rejects(rust(say, env), {
    message:
      'Rust 1.95.0 is not installed, and rustup could not fetch it (Connection refused). Check the network and the ' +
      'proxy settings, or run "rustup toolchain install 1.95.0" yourself, and run the command again.',
  });
});

test('a toolchain without the WebAssembly target, which cannot be fetched', async (t) => {
  const { env, folder } = fakeRust(scratch(t), {
    rustup: 'echo "error: component download failed for rust-std: tcp connect error: Connection refused" >&2; exit 1',
  });
  fs.mkdirSync(path.join(folder, 'sysroot', 'lib', 'rustlib', 'x86_64-unknown-linux-gnu'), { recursive: true });
  await assert.rejects(rust(say, env), {
    message:
      'Rust 1.95.0 lacks a required component, and rustup could not add it (Connection refused). Check the ' +
      'network and the proxy settings, or run "rustup target add --toolchain 1.95.0 wasm32-unknown-unknown" yourself, ' +
      'and run the command again.',
  });
});

test('where the pinned toolchain cannot be had, a stable one that is not older does', async (t) => {
  const { env } = fakeRust(scratch(t), {
    rustup: '[ "$1" = toolchain ] && { echo "error: no network" >&2; exit 1; }; exit 0',
    rustc:
      'case "$RUSTUP_TOOLCHAIN $1" in stable*--print) echo "$0.sysroot" ;; stable*-V) echo "rustc 1.96.1 (x)" ;;' +
      ' stable*-vV) echo "release: 1.96.1" ;; *) exit 1 ;; esac',
  });
  const lines = [];
  const { toolchain } = await rust(
    Object.assign((text) => lines.push(text), { now: (text) => lines.push(text) }),
    env,
  );
  assert.equal(toolchain, 'stable');
  assert.deepEqual(lines, [
    'fetching Rust 1.95.0',
    'Rust 1.95.0 cannot be fetched: using the installed stable toolchain',
    'adding wasm32-unknown-unknown to Rust stable',
    'adding rustfmt to Rust stable',
    'adding clippy to Rust stable',
    '1.96.1, wasm32-unknown-unknown (stable, instead of 1.95.0)',
  ]);
});

test('npm without its registry', async (t) => {
  const folder = scratch(t);
  for (const file of ['package.json', 'package-lock.json']) fs.copyFileSync(inRoot(file), path.join(folder, file));
  const env = { ...process.env, npm_config_registry: NOWHERE, npm_config_cache: folder, npm_config_fetch_retries: '0' };
  const result = await npm(['ci', '--no-audit'], { cwd: folder, env });
  assert.notEqual(result.code, 0);
  assert.equal(
    npmError('install the packages', result).message,
    'npm could not install the packages: its registry cannot be reached (ECONNREFUSED). ' +
      'Check the network, and npm\'s "registry" and "proxy" settings, and run the command again.',
  );
});

test('npm with a lock file that does not match', () => {
  const stderr = 'npm error code EUSAGE\nnpm error\nnpm error Missing: esbuild@1.0.0 from lock file\n';
  assert.equal(
    npmError('install the packages', { code: 1, stderr }).message,
    'npm refuses to install the packages: package-lock.json does not match package.json. ' +
      'Run "npm install" and run the command again.',
  );
});

test('a missing npm, a full disk, and an unknown error', () => {
  const message = (code, stderr) => npmError('install the packages', { code, stderr }).message;
  assert.equal(
    message(127, ''),
    'npm is missing: it comes with Node. Install Node with npm and run the command again.',
  );
  assert.equal(
    message(228, 'npm error code ENOSPC\n'),
    'npm could not install the packages: the disk is full. Free some space and run the command again.',
  );
  assert.equal(
    message(1, 'npm error strange'),
    'npm could not install the packages (exit code 1). Its output is above.',
  );
});

test('cargo without its registry', async (t) => {
  const folder = scratch(t);
  fs.mkdirSync(path.join(folder, 'src'));
  fs.writeFileSync(path.join(folder, 'src', 'lib.rs'), '');
  fs.writeFileSync(
    path.join(folder, 'Cargo.toml'),
    '[package]\nname = "x"\n[dependencies]\nserde = "1"\n[workspace]\n',
  );
  const env = {
    ...process.env,
    CARGO_HOME: path.join(folder, 'home'),
    CARGO_HTTP_PROXY: NOWHERE,
    CARGO_NET_RETRY: '0',
  };
  const result = await run('cargo', ['build'], { cwd: folder, env });
  assert.notEqual(result.code, 0);
  assert.equal(
    cargoError('compile the WebAssembly tools', result).message,
    'cargo could not compile the WebAssembly tools: its registry cannot be reached (Could not connect to server). ' +
      'Check the network and the proxy settings and run the command again.',
  );
});

test('cargo without the WebAssembly target', () => {
  const stderr =
    "error[E0463]: can't find crate for `core`\n  |\n" +
    '  = note: the `wasm32-unknown-unknown` target may not be installed\n';
  assert.equal(
    cargoError('compile the crate', { code: 101, stderr }).message,
    'Rust cannot compile to WebAssembly: the target wasm32-unknown-unknown is missing. ' +
      'Run "npm run setup" and run the command again.',
  );
});

test('cargo with a lock file that does not match', () => {
  const stderr = 'error: cannot update the lock file /x/Cargo.lock because --locked was passed to prevent this\n';
  assert.equal(
    cargoError('compile the crate', { code: 101, stderr }).message,
    'cargo refuses to compile the crate: Cargo.lock does not match Cargo.toml. ' +
      'Run "cargo update --workspace" there and run the command again.',
  );
});

test('a compiler error is shown as the compiler printed it', () => {
  const error = cargoError('compile the crate', { code: 101, stderr: 'error[E0308]: mismatched types\n' });
  assert.equal(error.message, 'cargo could not compile the crate (exit code 101). Its output is above.');
  assert.equal(error.detail, 'error[E0308]: mismatched types');
});

test('a port that is taken', () => {
  assert.equal(
    portTaken(8787, 'npm start -- --port').message,
    'Port 8787 on 127.0.0.1 is in use. Stop the program that listens there, or choose another port: npm start -- --port 8788',
  );
});

test('no browser', () => {
  assert.equal(
    noBrowser().message,
    'The browser tests need Chromium and chromedriver, and they are not on PATH. Install both (Debian: "apt-get install ' +
      'chromium chromium-driver"), or set CHROME_BIN and CHROMEDRIVER, and run the command again.',
  );
});

test('the reason is the last error line, or how the server was out of reach', () => {
  assert.equal(reason('info: x\nerror: first.\nerror: last one.\n'), 'last one');
  assert.equal(reason('fatal: whatever'), 'fatal: whatever');
  assert.equal(reason(''), 'no reason given');
  assert.equal(reason('error: failed\n\nCaused by:\n  [6] Could not resolve host: x'), 'Could not resolve host');
});

/** Puts a Rust made of shell scripts before the real PATH. */
function fakeRust(folder, scripts) {
  const programs = { cargo: 'exit 0', rustc: 'echo "$(dirname "$0")/sysroot"', ...scripts };
  for (const [name, script] of Object.entries(programs)) {
    fs.writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  assert.equal(onPath(['cargo'], { PATH: folder }), path.join(folder, 'cargo'));
  return { folder, env: { ...process.env, PATH: `${folder}${path.delimiter}${process.env.PATH}` } };
}
