// Shared by the tests of sending again: the site, the page's records and questions, and ways to interrupt creates.
import assert from 'node:assert/strict';
import { beforeEach } from 'node:test';
import { useBrowser } from './browser.mjs';
import { useSite } from './stack.mjs';
import { drop, line, lines, listed } from './workbench.mjs';

export const BATCHES = '**/v1/messages/batches';
export const TOKEN = 'the-token-of-the-relay';

export const submit = (page) => page.getByRole('button', { name: 'Submit', exact: true }).click();
export const click = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** Enters requests and submits them. */
export async function enter(page, text = lines('one', 'two')) {
  await listed(page);
  await page.fill('#source', text);
  await submit(page);
}

export const opened = (page, id = 'msgbatch_') => page.locator('#batch-id', { hasText: id }).waitFor();
export const shown = (page) => page.textContent('#batch-id');
/** Resolves when a batch other than this one is open. */
export const openedAfter = (page, id) => page.waitForFunction((id) => location.hash !== `#${id}`, id);
export const note = (page) => page.locator('#send-note');

const DATE = /[A-Z][a-z]{2} \d{1,2}, \d{4}, [\d:]+\s[AP]M/;
export const dateless = (text) => text.replace(DATE, 'DATE');

export const dialog = (page) => page.getByRole('dialog');
export const answer = (page, name) => dialog(page).getByRole('button', { name, exact: true }).click();
export async function question(page) {
  await dialog(page).waitFor();
  return [await page.textContent('#confirm-title'), dateless(await page.textContent('#confirm-text'))];
}

/** Returns the page's records, by the name of the body. */
export const entries = (page) =>
  page.evaluate(() => Object.fromEntries(Object.entries(localStorage).map(([name, text]) => [name, JSON.parse(text)])));
export async function entry(page) {
  const all = Object.values(await entries(page));
  assert.equal(all.length, 1);
  return all[0];
}

/** Interrupts creates: each reaches the relay, if `arrives`, and none is answered. */
export const cutOff = (page, { arrives }) =>
  page.route(BATCHES, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    if (arrives) await route.fetch();
    return route.abort();
  });

/** Holds the creates of a page until they are released. */
export async function hold(page) {
  const { promise, resolve } = Promise.withResolvers();
  await page.route(BATCHES, async (route) => {
    if (route.request().method() === 'POST') await promise;
    return route.continue();
  });
  return resolve;
}

/** Opens a file that is divided into three batches. */
export async function plan(page) {
  await listed(page);
  await drop(page, 'large.jsonl', lines('a', 'b', 'c', 'd') + line('e').padEnd(2_100_000));
  await page.locator('#check-summary[data-state=good]').waitFor();
  await page.getByLabel('Maximum requests per batch').fill('2');
  await click(page, 'Check and plan');
  await page.locator('#large-summary[data-state=good]').waitFor();
}
export const states = (page) => page.locator('#large-shards .status').allTextContents();
export const summary = (page) => page.locator('#large-summary').textContent();

/** The site with an emulator that is reset for each test. */
export function useResends() {
  const site = useSite({ token: TOKEN, emulator: { processingMs: 100, retryAfterSeconds: 1 } });
  beforeEach(() => site.upstream.emulator.reset());
  const visit = useBrowser();
  return {
    site,
    open: (options, work) => visit({ url: site.url, token: TOKEN, ...options }, work),
    inject: (fault) => site.upstream.emulator.inject([fault]),
    /** Returns the ids of the created batches, after all of them have ended. `twice`: requests that were billed again. */
    made({ twice = [] } = {}) {
      site.upstream.emulator.advance(60_000);
      const { creates, billedTwice } = site.upstream.emulator.ledger();
      assert.deepEqual(billedTwice, twice);
      return creates.filter(({ stored }) => stored).map(({ batchId }) => batchId);
    },
  };
}
