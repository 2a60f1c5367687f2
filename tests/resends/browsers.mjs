// Chromium, and Firefox if it is installed, each with one page.
import { after } from 'node:test';
import { chromium, firefox } from 'playwright-core';
import { onPath } from '../../scripts/paths.mjs';

/** No sandbox, which containers do not allow, and no background requests. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The certificate of the HTTP/2 server is generated for the test.
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
    // The unmodified official build, over WebDriver BiDi.
    launch: () => firefox.launch({ channel: 'moz-firefox', executablePath: FIREFOX }),
  },
];

/** Starts a browser for the first test that uses it. */
export function useBrowser({ launch }) {
  let launching;
  after(async () => (await launching?.catch(() => undefined))?.close());
  return () => {
    launching ??= launch();
    return launching;
  };
}

/** Opens a page. Returns a function that runs `creates` in it. */
export async function openPage(browser, url) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  page.setDefaultTimeout(0);
  await page.goto(url);
  const creates = (options) =>
    page.evaluate(async ({ client, ...rest }) => {
      const [pkg, { creates }] = await Promise.all([import('/dist/web.js'), import('/creates.mjs')]);
      // The emulator, like the API, refuses a page without this header; the relay does not forward it.
      const headers = { 'anthropic-dangerous-direct-browser-access': 'true' };
      return creates(pkg, { client: { baseURL: location.origin, headers, ...client }, ...rest });
    }, options);
  return { page, creates, close: () => context.close() };
}
