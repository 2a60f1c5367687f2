// A job in a page of Chromium that is reloaded and closed while it drives the job, and in two tabs at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertUndisturbed, comparable, jobForPrograms } from './jobs.mjs';
import { serveStores } from './serve.mjs';

/** Less than the time until a lease expires. */
const SOON = { timeout: 45_000 };

let server;
let served;
let context;
before(async () => {
  server = await jobForPrograms();
  served = await serveStores(server);
  context = await served.browser.newContext();
});
after(async () => {
  await served?.close();
  await server?.close();
});

async function opened() {
  const tab = await context.newPage();
  await tab.goto(`${served.origin}/job.html`);
  return tab;
}

/** Waits until the page drives the job, and an event has occurred in it this many times. */
const drives = (tab, name, times) =>
  tab.waitForFunction(
    ([name, times]) =>
      globalThis.job?.state.isDriver && globalThis.events.filter((event) => event === name).length >= times,
    [name, times],
    SOON,
  );

const isCollected = (tab) => tab.waitForFunction(() => globalThis.job?.state.status === 'collected', null, SOON);

test('a job survives reloads and closed tabs, and one of two tabs drives it', { timeout: 240_000 }, async () => {
  let tab = await opened();
  // While the first create is in progress.
  await drives(tab, 'create', 1);
  await tab.reload();
  await drives(tab, 'created', 1);
  await tab.reload();
  await drives(tab, 'create', 2);
  await tab.close();
  tab = await opened();
  await drives(tab, 'create', 1);
  const other = await opened();
  await other.waitForFunction(() => globalThis.job?.state.isDriver === false, null, SOON);
  await drives(tab, 'created', 2);
  assert.equal(await other.evaluate(() => globalThis.job.state.isDriver), false);
  assert.deepEqual(await other.evaluate(() => globalThis.events), []);
  await tab.reload();
  await isCollected(tab);
  await isCollected(other);
  for (const one of [tab, other]) {
    const records = await one.evaluate(async () => {
      const records = [];
      for await (const { custom_id, outcome, text } of globalThis.job.results())
        records.push({ custom_id, outcome, text });
      return records;
    });
    await assertUndisturbed(comparable(records), server.emulator);
  }
});
