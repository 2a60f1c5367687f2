// The link that npm start prints: the page reads the token from its fragment, and it appears nowhere else.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { useBrowser } from './browser.mjs';
import { useSite } from './stack.mjs';
import { listed } from './workbench.mjs';

describe('the page on this machine', { timeout: 100_000 }, () => {
  const site = useSite();
  const visit = useBrowser();
  const trouble = (page) => page.locator('#recent-trouble');
  const seen = (page) =>
    page.evaluate(() => ({
      address: location.href,
      entries: history.length,
      token: sessionStorage.getItem('relay-token'),
      button: document.getElementById('token-button').textContent,
      isInDocument: document.documentElement.outerHTML.includes(sessionStorage.getItem('relay-token')),
      isKept: JSON.stringify({ ...localStorage }).includes(sessionStorage.getItem('relay-token')),
    }));

  test('takes the token from the link, removes it from the address, and sends it', async () => {
    await visit({ url: site.link }, async (page) => {
      await listed(page);
      assert.equal(await trouble(page).isHidden(), true);
      const { entries, ...found } = await seen(page);
      assert.deepEqual(found, {
        address: `${site.url}/`,
        token: site.token,
        button: 'Relay token ✓',
        isInDocument: false,
        isKept: false,
      });
      await page.reload();
      await listed(page);
      assert.equal(await trouble(page).isHidden(), true);
      assert.equal((await seen(page)).entries, entries);
    });
  });

  test('without the link says where the token is', async () => {
    await visit({ url: site.url }, async (page) => {
      await trouble(page).waitFor();
      assert.equal(
        await trouble(page).locator('p').first().textContent(),
        'This site needs its relay token. Open the link that "npm start" printed: it contains the token.',
      );
      // The link of a new run, opened in the same tab.
      await page.goto(site.link);
      await trouble(page).waitFor({ state: 'hidden' });
      assert.equal((await seen(page)).address, `${site.url}/`);
      assert.equal((await seen(page)).token, site.token);
    });
  });
});
