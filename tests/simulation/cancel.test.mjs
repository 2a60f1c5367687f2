// A cancel of a job whose create has an unknown outcome, with a virtual clock.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Day, HOUR, submit } from './jobs/day.mjs';
import { parts } from './jobs/simulate.mjs';

test('a canceled job leaves a batch that was found by its looks, says how to cancel it, and then collects it', async () => {
  const day = new Day(await parts(), { processingMs: 10 * HOUR });
  await day.run(async () => {
    const client = day.client();
    let isLost = false;
    day.answer = async ({ what }, serve) => {
      const answer = await serve();
      if (what !== 'create' || isLost) return answer;
      isLost = true;
      throw new TypeError('fetch failed');
    };
    const job = await submit(client, 'job', 1);
    await job.wait({ until: 'created' });
    await job.cancel();
    const [{ state, batchId, isUnconfirmed }] = job.state.shards;
    assert.deepEqual([job.state.status, state, isUnconfirmed], ['canceling', 'running', true]);
    assert.deepEqual(job.state.warnings, [
      `The batch of shard 0, ${batchId}, was found after a create of unknown outcome. It may be another's, so it is not canceled. If you know that it is the job's, cancel it with client.cancel("${batchId}").`,
    ]);
    await day.sleep(HOUR);
    assert.deepEqual([day.of('cancel'), job.state.shards[0].state], [[], 'running']);
    await client.cancel(batchId);
    const { shards, warnings } = await job.wait();
    assert.deepEqual([shards[0].state, shards[0].isUnconfirmed, warnings], ['collected', undefined, []]);
    assert.deepEqual((await job.manifest()).outcomes, { canceled: 1 });
    assert.equal(day.of('create').length, 1);
  });
});
