// Installs the Python clients of the tests, each in its own environment, from a lock file with hashes (tests/clients/python).
// Python is optional: without it, these tests are skipped, with the reason.
import fs from 'node:fs';
import path from 'node:path';
import { pipError, reason } from '../errors.mjs';
import { atLeast } from '../floor.mjs';
import { locked } from '../lock.mjs';
import { cacheDir, inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { hashOf } from '../stamp.mjs';
import { aptInstall } from './apt.mjs';

/** The lock files, and the Python version that each package requires. */
const CLIENTS = {
  'anthropic-2': [3, 10],
  'anthropic-0': [3, 9],
  batchwizard: [3, 11],
  steadybatch: [3, 10],
  batchlane: [3, 11],
  promptbatch: [3, 11],
};
const FLOOR = [3, 9];

/** Fails in a Python without the modules that these clients need. */
const PROBE =
  'import ensurepip, platform, sys, venv; print(platform.python_version(), platform.platform(), sys.executable)';

/** Returns for each lock file `{ program }`, a Python with its packages, or `{ missing }`, the reason why there is none. */
export async function pythonClients(say, env = process.env) {
  const python = (await find(env)) ?? (await install(say, env));
  if (!python) {
    const floor = FLOOR.join('.');
    const missing = `It needs Python ${floor} or newer with venv, and this machine has none (Debian: apt-get install python3-venv).`;
    say(`no Python ${floor} or newer with venv: skipping the Python clients`);
    return Object.fromEntries(Object.keys(CLIENTS).map((name) => [name, { missing }]));
  }
  const clients = {};
  for (const [name, floor] of Object.entries(CLIENTS)) {
    clients[name] = atLeast(python.version, floor)
      ? await environment(name, python, say, env)
      : { missing: `It needs Python ${floor.join('.')} or newer, this is Python ${python.version}.` };
  }
  const left = Object.values(clients).filter(({ missing }) => missing).length;
  say(`${python.version}, ${Object.keys(CLIENTS).length - left} clients${left > 0 ? `, ${left} skipped` : ''}`);
  return clients;
}

async function find(env) {
  for (const program of ['python3', 'python']) {
    const { code, stdout } = await run(program, ['-I', '-c', PROBE], { env });
    const version = code === 0 ? stdout.split(' ')[0] : '0';
    if (atLeast(version, FLOOR)) return { program, version, about: stdout };
  }
  return undefined;
}

async function install(say, env) {
  const failure = await aptInstall(['python3-venv'], say, env);
  return failure === undefined ? find(env) : undefined;
}

async function environment(name, { program, about }, say, env) {
  const lock = `tests/clients/python/${name}.txt`;
  const cache = cacheDir(env);
  const folder = path.join(cache, `python-${hashOf({ files: [lock], texts: [about] })}`);
  const bin = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const ready = path.join(folder, 'ready');
  const make = async () => {
    if (fs.existsSync(ready)) return undefined;
    say.now(`fetching ${pinned(lock)} from PyPI`);
    fs.rmSync(folder, { recursive: true, force: true });
    const made = await run(program, ['-I', '-m', 'venv', folder], { env });
    if (made.code !== 0) return `This Python cannot make an environment (${reason(made.stderr || made.stdout)}).`;
    const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--retries', '2'];
    const exactly = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '--requirement', inRoot(lock)];
    const args = ['-I', '-m', 'pip', 'install', ...quiet, ...exactly];
    const fetched = await run(path.join(folder, ...bin), args, { env });
    if (fetched.code !== 0) {
      const error = pipError(`fetch ${pinned(lock)}`, fetched);
      if (error) throw error;
      return `pip cannot install it for this Python (${reason(fetched.stderr)}).`;
    }
    fs.writeFileSync(ready, '');
    return undefined;
  };
  const missing = await locked(path.join(cache, 'python.lock'), make);
  return missing ? { missing } : { program: path.join(folder, ...bin) };
}

/** Name and version from a lock file, such as `anthropic 2.14.0`. */
const pinned = (lock) => {
  const [name] = path.basename(lock, '.txt').split('-');
  const [, version] = new RegExp(`^${name}==(\\S+)`, 'm').exec(fs.readFileSync(inRoot(lock), 'utf8'));
  return `${name} ${version}`;
};
