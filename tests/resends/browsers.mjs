// Chromium, and Firefox where there is one, each with one page.
import { after } from 'node:test';
import { chromium, firefox } from 'playwright-core';
import { onPath } from '../../scripts/paths.mjs';

/** Without a sandbox, which containers do not allow, and without calls home. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The certificate of the HTTP/2 server is made for the test.
  '--ignore-certificate-errors',
];

const FIREFOX = process.env.FIREFOX_BIN || onPath(['firefox-esr', 'firefox']);

export const BROWSERS = [
  {
    name: 'Chromium',
    streams: true,
    launch: () =>
      chromium.launch({ executablePath: process.env.CHROME_BIN || onPath(['chromium', 'google-chrome']), args: ARGS }),
  },
  {
    name: 'Firefox',
    streams: false,
    skip: FIREFOX ? false : 'There is no Firefox on this machine (Debian: firefox-esr; or set FIREFOX_BIN).',
    // Its own build, as it is, over WebDriver BiDi.
    launch: () => firefox.launch({ channel: 'moz-firefox', executablePath: FIREFOX }),
  },
];

/** Starts a browser when the first test wants it. */
export function useBrowser({ launch }) {
  let launching;
  after(async () => (await launching?.catch(() => undefined))?.close());
  return () => {
    launching ??= launch();
    return launching;
  };
}

/** Opens a page; gives a function that runs `creates` in it. */
export async function openPage(browser, url) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  page.setDefaultTimeout(0);
  await page.goto(url);
  const creates = (options) =>
    page.evaluate(async ({ client, ...rest }) => {
      const [pkg, { creates }] = await Promise.all([import('/dist/web.js'), import('/creates.mjs')]);
      // The emulator, like the API, refuses a page that does not say so; the relay does not pass it on.
      const headers = { 'anthropic-dangerous-direct-browser-access': 'true' };
      return creates(pkg, { client: { baseURL: location.origin, headers, ...client }, ...rest });
    }, options);
  return { page, creates, close: () => context.close() };
}
