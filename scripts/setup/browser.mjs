// Chromium and its driver, for the tests: those of the machine, else Debian's.
import { onPath } from '../paths.mjs';
import { run } from '../run.mjs';
import { reason, Trouble } from '../trouble.mjs';

const CHROMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Gives `{ CHROME_BIN, CHROMEDRIVER }`, the environment the browser tests look at. */
export async function browser(say, env = process.env) {
  const found = find(env) ?? (await install(say, env));
  say(`${found.CHROME_BIN}, ${found.CHROMEDRIVER}`);
  return found;
}

function find(env) {
  const CHROME_BIN = env.CHROME_BIN || onPath(CHROMES, env);
  const CHROMEDRIVER = env.CHROMEDRIVER || onPath(['chromedriver'], env);
  return CHROME_BIN && CHROMEDRIVER ? { CHROME_BIN, CHROMEDRIVER } : undefined;
}

async function install(say, env) {
  const asRoot = await rootPrefix(env);
  if (!asRoot) throw noBrowser();
  say.now('installing chromium and chromium-driver with apt-get');
  const apt = (...args) => {
    const [program, ...rest] = [...asRoot, 'apt-get', ...args];
    return run(program, rest, { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } });
  };
  const updated = await apt('update');
  const installed = await apt('install', '-y', '--no-install-recommends', 'chromium', 'chromium-driver');
  const found = installed.code === 0 && find(env);
  if (!found) throw noBrowser(reason(installed.stderr || updated.stderr));
  return found;
}

/** How to run apt-get as root without being asked for a password, or undefined. */
async function rootPrefix(env) {
  if (process.platform !== 'linux' || !onPath(['apt-get'], env)) return undefined;
  if (process.getuid() === 0) return [];
  const asked = await run('sudo', ['-n', 'true'], { env });
  return asked.code === 0 ? ['sudo', '-n'] : undefined;
}

export const noBrowser = (why) =>
  new Trouble(
    `The browser tests need Chromium and chromedriver, and ${why ? `apt-get could not install them (${why})` : 'they are not on PATH'}. ` +
      'Install both (Debian: "apt-get install chromium chromium-driver"), or set CHROME_BIN and CHROMEDRIVER, and run the command again.',
  );
