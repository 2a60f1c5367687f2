// node_modules, by `npm ci`, unless it already holds exactly what package-lock.json names.
import fs from 'node:fs';
import { inRoot, root } from '../paths.mjs';
import { run } from '../run.mjs';
import { npmTrouble } from '../trouble.mjs';

export async function packages(say, env = process.env) {
  const wanted = readPackages(inRoot('package-lock.json'));
  say(`${Object.keys(wanted).length} packages`);
  if (isInstalled(wanted, readPackages(inRoot('node_modules', '.package-lock.json')))) return;
  say.now('npm ci');
  const result = await npm(['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: root, env });
  if (result.code !== 0) throw npmTrouble('install the packages', result);
}

/** Runs the npm that runs us, else the one on PATH. Its retries are made short: an absent network is told in seconds. */
export function npm(args, { cwd, env }) {
  const short = { npm_config_fetch_retry_mintimeout: '1000', npm_config_fetch_retry_maxtimeout: '5000' };
  const options = { cwd, env: { ...short, ...env } };
  if (env.npm_execpath?.endsWith('npm-cli.js')) return run(process.execPath, [env.npm_execpath, ...args], options);
  return process.platform === 'win32' ? run('cmd', ['/c', 'npm', ...args], options) : run('npm', args, options);
}

/**
 * Whether npm's own record of what it installed agrees with the lock. npm writes that record last, so an
 * interrupted install has none.
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

/** Whether an optional package is surely for this machine. Where its entry does not say, npm is the judge. */
function fits({ os, cpu, libc }, machine) {
  return !libc && [os].flat().includes(machine.platform) && [cpu].flat().includes(machine.arch);
}

/** The entries of a lock file but the root's own. */
function readPackages(file) {
  if (!fs.existsSync(file)) return undefined;
  const { '': _root, ...packages } = JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  return packages;
}
