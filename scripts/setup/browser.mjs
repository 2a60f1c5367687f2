// Finds Chromium and its driver for the tests: the installed ones, else Debian's.

import { CommandError } from '../errors.mjs';
import { onPath } from '../paths.mjs';
import { aptInstall } from './apt.mjs';

const CHROMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Returns `{ CHROME_BIN, CHROMEDRIVER }`, the environment of the browser tests. */
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
  const failure = await aptInstall(['chromium', 'chromium-driver'], say, env);
  const found = failure === undefined && find(env);
  if (!found) throw noBrowser(failure);
  return found;
}

export const noBrowser = (why) =>
  new CommandError(
    `The browser tests need Chromium and chromedriver, and ${why ? `apt-get could not install them (${why})` : 'they are not on PATH'}. ` +
      'Install both (Debian: "apt-get install chromium chromium-driver"), or set CHROME_BIN and CHROMEDRIVER, and run the command again.',
  );
