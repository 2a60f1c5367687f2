// Headless Chromium for the tests of the page.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const SCREENSHOTS = fileURLToPath(new URL('../../target/screenshots/', import.meta.url));

/** No sandbox, which containers do not allow, and no background requests. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser's own message about an answer that a test provoked. */
const EXPECTED = /^Failed to load resource: (?:the server responded with a status of \d+|net::ERR_FAILED)/;

export function useBrowser() {
  let browser;
  before(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    browser = await chromium.launch({ executablePath: process.env.CHROME_BIN || '/usr/bin/chromium', args: ARGS });
  });
  after(() => browser?.close());

  /**
   * Opens a page in a new context and runs a test in it. Every complaint of the page fails the test: an error, an unhandled
   * rejection, a violation of its content security policy.
   */
  return async function visit({ url, token, ...context }, work) {
    const opened = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...context });
    opened.setDefaultTimeout(20_000);
    const complaints = [];
    try {
      if (token) await opened.addInitScript((value) => sessionStorage.setItem('relay-token', value), token);
      const page = await opened.newPage();
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        const { text, type } = { text: message.text(), type: message.type() };
        if ((type === 'error' || type === 'warning') && !EXPECTED.test(text)) complaints.push(text);
      });
      await page.goto(url);
      await work(page, (name) => page.screenshot({ path: `${SCREENSHOTS}${name}.png`, fullPage: true }));
      assert.deepEqual(complaints, []);
    } catch (error) {
      if (complaints.length > 0) error.message += `\nThe page complained: ${complaints.join('\n')}`;
      throw error;
    } finally {
      await opened.close();
    }
  };
}
