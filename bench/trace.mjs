// Measures the processor time of the tasks of a page's main thread, from Chromium's trace.

const CATEGORIES = ['toplevel', '__metadata'];

/** Runs a step, and returns the longest task of the page in ms, during it and `afterMs` after it. */
export async function taskTimes(browser, page, step, afterMs = 0) {
  await browser.startTracing(page, { categories: CATEGORIES });
  await step();
  await page.waitForTimeout(afterMs);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  // Browsers keep a spare renderer; the page's renderer is the one that draws.
  const mains = traceEvents.filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain');
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => /RunTask$/.test(name) && mains.some((main) => main.pid === pid && main.tid === tid),
  );
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
}
