// The Python clients of the tests, if Python is missing, too old, or lacks a required feature.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pythonClients } from '../../scripts/setup/python.mjs';

const CLIENTS = ['anthropic-2', 'anthropic-0', 'batchwizard', 'steadybatch', 'batchlane', 'promptbatch'];
const allMissing = (missing) => Object.fromEntries(CLIENTS.map((name) => [name, { missing }]));

const limit = { skip: process.platform === 'win32' && 'The stand-in for Python is a shell script.' };

/** Returns the result of the set-up on a machine whose only program is this Python, and its output. */
async function onMachine(t, python) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'python-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin);
  if (python) fs.writeFileSync(path.join(bin, 'python3'), `#!/bin/sh\n${python}\n`, { mode: 0o755 });
  let said;
  const say = (text) => {
    said = text;
  };
  say.now = () => {};
  const env = { PATH: bin, MESSAGE_BATCHES_CACHE: path.join(folder, 'cache') };
  return { clients: await pythonClients(say, env), said };
}

/** A Python of some version. `venv` and `pip` are its behavior when it is called to create or to fill an environment. */
const fake = (version, venv = 'exit 1', pip = 'exit 1') => `
case "$2 $3" in
  "-c "*) echo "${version} Linux /bin/python3" ;;
  "-m venv") ${venv} ;;
  "-m pip") ${pip} ;;
esac`;
const makes = '/bin/mkdir -p "$4/bin" && /bin/cp "$0" "$4/bin/python"';

test('a machine without Python skips the Python clients, and says so', limit, async (t) => {
  const { clients, said } = await onMachine(t);
  const missing =
    'It needs Python 3.9 or newer with venv, and this machine has none (Debian: apt-get install python3-venv).';
  assert.deepEqual(clients, allMissing(missing));
  assert.equal(said, 'no Python 3.9 or newer with venv: skipping the Python clients');
});

test('a Python that is too old, or lacks venv, is none', limit, async (t) => {
  for (const python of [fake('3.8.20'), 'echo "No module named ensurepip" >&2; exit 1', 'echo nonsense']) {
    const { said } = await onMachine(t, python);
    assert.equal(said, 'no Python 3.9 or newer with venv: skipping the Python clients');
  }
});

test('each client asks for its own Python', limit, async (t) => {
  const { clients, said } = await onMachine(t, fake('3.9.2', makes, 'exit 0'));
  assert.deepEqual(clients['anthropic-2'], { missing: 'It needs Python 3.10 or newer, this is Python 3.9.2.' });
  assert.deepEqual(clients.promptbatch, { missing: 'It needs Python 3.11 or newer, this is Python 3.9.2.' });
  assert.match(clients['anthropic-0'].program, /\/cache\/python-[0-9a-f]{16}\/bin\/python$/);
  assert.equal(said, '3.9.2, 1 clients, 5 skipped');
});

test('the reason for skipping is what Python or pip reported', limit, async (t) => {
  const broken = await onMachine(t, fake('3.12.1', 'echo "Error: no space" >&2; exit 1'));
  const noVenv = 'This Python cannot make an environment (Error: no space).';
  assert.deepEqual(broken.clients, allMissing(noVenv));

  const words = 'ERROR: No matching distribution found for jiter==0.19.0';
  const wheelless = await onMachine(t, fake('3.12.1', makes, `echo "${words}" >&2; exit 1`));
  const noWheel = `pip cannot install it for this Python (${words}).`;
  assert.deepEqual(wheelless.clients, allMissing(noWheel));
  assert.equal(wheelless.said, '3.12.1, 0 clients, 6 skipped');
});

test('an index that is out of reach ends set-up, as it does for npm and cargo', limit, async (t) => {
  const words = 'WARNING: Retrying (Retry(total=1)) after: Temporary failure in name resolution';
  await assert.rejects(onMachine(t, fake('3.12.1', makes, `echo "${words}" >&2; exit 1`)), {
    name: 'Error',
    message:
      'pip could not fetch anthropic 2.14.0: its index cannot be reached. Check the network and pip\'s "index-url" and ' +
      '"proxy" settings, and run the command again.',
  });
});

test('an incomplete environment is rebuilt', limit, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'half-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const flag = path.join(folder, 'second');
  const killed = `if [ -e ${flag} ]; then exit 0; else : > ${flag}; echo killed >&2; exit 1; fi`;
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin);
  fs.writeFileSync(path.join(bin, 'python3'), `#!/bin/sh\n${fake('3.9.2', makes, killed)}\n`, { mode: 0o755 });
  const say = Object.assign(() => {}, { now: () => {} });
  const once = () => pythonClients(say, { PATH: bin, MESSAGE_BATCHES_CACHE: path.join(folder, 'cache') });
  assert.deepEqual((await once())['anthropic-0'], { missing: 'pip cannot install it for this Python (killed).' });
  assert.ok((await once())['anthropic-0'].program);
});
