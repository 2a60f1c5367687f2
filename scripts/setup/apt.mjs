// Debian's packages, where this user may install them without being asked for a password.
import { onPath } from '../paths.mjs';
import { run } from '../run.mjs';
import { reason } from '../trouble.mjs';

let last = Promise.resolve();

/**
 * Installs packages, one call after another: apt-get takes turns with nobody. Gives undefined where that went well,
 * else why not; an empty text where this machine or this user has no apt-get at all.
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

/** How to run apt-get as root without being asked for a password, or undefined. */
async function rootPrefix(env) {
  if (process.platform !== 'linux' || !onPath(['apt-get'], env)) return undefined;
  if (process.getuid() === 0) return [];
  const asked = await run('sudo', ['-n', 'true'], { env });
  return asked.code === 0 ? ['sudo', '-n'] : undefined;
}
