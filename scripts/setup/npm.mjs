// Installs node_modules with `npm ci`, unless it matches package-lock.json.
import fs from 'node:fs';
import { npmError } from '../errors.mjs';
import { inRoot, root } from '../paths.mjs';
import { run } from '../run.mjs';

export async function packages(say, env = process.env) {
  const wanted = readPackages(inRoot('package-lock.json'));
  say(`${Object.keys(wanted).length} packages`);
  if (isInstalled(wanted, readPackages(inRoot('node_modules', '.package-lock.json')))) return;
  say.now('npm ci');
  const result = await npm(['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: root, env });
  if (result.code !== 0) throw npmError('install the packages', result);
}

/**
 * Runs the npm that runs this script, else the one on PATH. Uses short retries, so that a missing network fails within seconds.
 */
export function npm(args, { cwd, env }) {
  const short = { npm_config_fetch_retry_mintimeout: '1000', npm_config_fetch_retry_maxtimeout: '5000' };
  const options = { cwd, env: { ...short, ...env } };
  if (env.npm_execpath?.endsWith('npm-cli.js')) return run(process.execPath, [env.npm_execpath, ...args], options);
  return process.platform === 'win32' ? run('cmd', ['/c', 'npm', ...args], options) : run('npm', args, options);
}

/**
 * Whether npm's record of installed packages matches the lock file. npm writes the record last, so an interrupted install has
 * none.
 */
export function isInstalled(wanted, present, machine = process) {
  if (!present) return false;
  const foreign = Object.keys(present).some((place) => !wanted[place]);
  return (
    !foreign &&
    Object.entries(wanted).every(([place, { version, ...entry }]) =>
      present[place] ? present[place].version === version : entry.optional && !fits(entry, machine),
    )
  );
}

/** Whether an optional package is certainly for this machine. If its entry does not specify that, npm decides. */
function fits({ os, cpu, libc }, machine) {
  return !libc && [os].flat().includes(machine.platform) && [cpu].flat().includes(machine.arch);
}

/** Returns the entries of a lock file, without the root's. */
function readPackages(file) {
  if (!fs.existsSync(file)) return undefined;
  const { '': _root, ...packages } = JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  return packages;
}
