// node tests/simulation/jobs/record.mjs: records histories of the driver against the emulator, with a virtual clock, to
// tests/fixtures/jobs. Only before a version is released: tests/shell/histories.test.mjs replays those of all versions.
import fs from 'node:fs';
import { inRoot } from '../../../scripts/paths.mjs';
import { recorded } from './recorder.mjs';

// The recorder watches the modules that are loaded after it.
const { Day, MINUTE, requestsOf, submit } = await import('./day.mjs');
const { parts } = await import('./simulate.mjs');

const STATE_VERSION = 1;

/** Each has the options of the emulator, and its events. */
const HISTORIES = {
  'two batches of half an hour after a primer': [
    {},
    async (day) => {
      const job = await submit(day.client(), 'job', 3, { sharedPrefix: 'primer' });
      await job.wait();
    },
  ],
  'an answer that is lost, and another driver that finds the batch': [
    { processingMs: 10 * MINUTE, faults: [{ fault: 'cut_after', operation: 'create', times: 1 }] },
    async (day) => {
      const store = day.parts.memoryStore();
      const job = await submit(day.client(), 'job', 2, { store, concurrency: 1 });
      while (job.state.shards[0].state !== 'uncertain') await day.sleep(10);
      await job.close();
      const again = await day.client().resume(job.id, { store, input: requestsOf('job', 2) });
      await again.wait();
    },
  ],
  'a spend limit, a look that is refused, and a cancel': [
    { faults: [{ fault: 'spend_limit', operation: 'create', times: 1 }] },
    async (day) => {
      const store = day.parts.memoryStore();
      const job = await submit(day.client(), 'job', 2, { store });
      await job.wait().catch(() => {});
      await job.close();
      const again = await day.client().resume(job.id, { store, input: requestsOf('job', 2) });
      await again.wait({ until: 'created' });
      day.answer = async ({ what }, serve) => {
        if (what !== 'list') return serve();
        day.answer = (_call, serve) => serve();
        const error = { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down.' } };
        return Response.json(error, { status: 429, headers: { 'retry-after': '120' } });
      };
      await day.sleep(5 * MINUTE);
      await again.cancel();
      await again.wait();
    },
  ],
};

const built = await parts();
for (const [name, [options, act]] of Object.entries(HISTORIES)) {
  const day = new Day(built, { processingMs: 30 * MINUTE, ...options });
  const history = await recorded(() => day.run(() => act(day)));
  const file = `${STATE_VERSION}-driven-${name.replaceAll(/[, ]+/g, '-')}.json`;
  const lines = history.steps.map((step) => JSON.stringify(step));
  const text = `{"start":${JSON.stringify(history.start)},"steps":[\n${lines.join(',\n')}\n]}\n`;
  fs.writeFileSync(inRoot('tests', 'fixtures', 'jobs', file), text);
  console.log(`${file}: ${history.steps.length} steps`);
}
process.exit();
