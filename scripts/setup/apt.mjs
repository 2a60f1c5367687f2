// Installs Debian packages, if this user can do so without a password.

import { reason } from '../errors.mjs';
import { onPath } from '../paths.mjs';
import { run } from '../run.mjs';

let last = Promise.resolve();

/**
 * Installs packages, one call at a time because apt-get does not wait for its lock. Returns undefined on success, else the
 * reason; an empty text if apt-get is not available to this user.
 */
export function aptInstall(names, say, env) {
  last = last.then(() => install(names, say, env));
  return last;
}

async function install(names, say, env) {
  const asRoot = await rootPrefix(env);
  if (!asRoot) return '';
  say.now(`installing ${names.join(' and ')} with apt-get`);
  const apt = (...args) => {
    const [program, ...rest] = [...asRoot, 'apt-get', ...args];
    return run(program, rest, { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } });
  };
  const updated = await apt('update');
  const installed = await apt('install', '-y', '--no-install-recommends', ...names);
  return installed.code === 0 ? undefined : reason(installed.stderr || updated.stderr);
}

/** Returns the command prefix that runs apt-get as root without a password, or undefined. */
async function rootPrefix(env) {
  if (process.platform !== 'linux' || !onPath(['apt-get'], env)) return undefined;
  if (process.getuid() === 0) return [];
  const asked = await run('sudo', ['-n', 'true'], { env });
  return asked.code === 0 ? ['sudo', '-n'] : undefined;
}
