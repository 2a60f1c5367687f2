// How often the jobs of one process look at their batches, according to the call log of the emulator, with a virtual clock.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { before, describe, test } from 'node:test';
import { Day, HOUR, MINUTE, SECOND, submit } from './jobs/day.mjs';
import { parts } from './jobs/simulate.mjs';

let built;
before(async () => {
  built = await parts();
});

const looksOf = (day) => day.calls.filter(({ what }) => what === 'list' || what === 'retrieve');
const namesOf = (count) => Array.from({ length: count }, (_, index) => `job-${index}`);

/** Submits jobs of two batches each, waits for all, and returns the day. */
async function dayOf(count, shards) {
  const day = new Day(built);
  await day.run(async () => {
    const client = day.client();
    const jobs = await Promise.all(namesOf(count).map((name) => submit(client, name, shards)));
    const states = await Promise.all(jobs.map((job) => job.wait()));
    assert.deepEqual([...new Set(states.map(({ status }) => status))], ['collected']);
  });
  assert.equal(day.of('create').length, count * shards);
  assert.equal(day.of('results').length, count * shards);
  return day;
}

describe('jobs of one client', () => {
  test('ten jobs of two batches that run for 24 hours look as often as one', async () => {
    const [one, ten] = [await dayOf(1, 2), await dayOf(10, 2)];
    const [alone, together] = [one.of('list').length, ten.of('list').length];
    assert.ok(alone >= 200 && together >= 200, `${alone} and ${together} listings: the batches did not run so long`);
    assert.ok(together <= 1.1 * alone, `${together} listings, alone ${alone}`);
    assert.ok(looksOf(ten).length <= 400, `${looksOf(ten).length} calls`);
    // Each batch is retrieved once before its results are read.
    assert.equal(ten.of('retrieve').length, 20);
  });

  test('ten jobs of one batch are listed together, and one job of one batch is retrieved', async () => {
    const [one, ten] = [await dayOf(1, 1), await dayOf(10, 1)];
    assert.equal(one.of('list').length, 1);
    assert.ok(one.of('retrieve').length >= 200);
    assert.ok(looksOf(ten).length <= 400, `${looksOf(ten).length} calls`);
    assert.equal(ten.of('retrieve').length, 10);
  });

  test('a job that is added after an hour joins the looks of the others, and one that ends leaves them', async () => {
    const day = new Day(built);
    await day.run(async () => {
      const client = day.client();
      const first = await submit(client, 'first', 2);
      await day.sleep(HOUR);
      const before = day.of('list').length;
      const second = await submit(client, 'second', 2);
      await second.wait({ until: 'created' });
      await day.sleep(30 * MINUTE);
      await second.close();
      const closed = day.now;
      await day.sleep(HOUR);
      // Without the second, the first looks 12 times per hour.
      const [during, after] = [
        day.of('list', ({ ms }) => ms < closed).length - before,
        day.of('list', ({ ms }) => ms > closed).length,
      ];
      assert.ok(during >= 9 && during <= 18, `${during} listings for both`);
      assert.ok(after >= 11 && after <= 13, `${after} listings for one`);
      await first.close();
    });
  });

  test('a listing that was under way when a create failed does not answer for it', async () => {
    const day = new Day(built);
    await day.run(async () => {
      const client = day.client();
      const first = await submit(client, 'first', 2);
      // Its batches are too old to be candidates for that of the second.
      await day.sleep(HOUR);
      const second = await submit(client, 'second', 1);
      let failedMs;
      let slowMs;
      day.answer = async ({ what, ms }, serve) => {
        if (what === 'create') {
          while (slowMs === undefined) await day.sleep(SECOND);
          await serve();
          failedMs = day.now;
          throw new TypeError('fetch failed');
        }
        const answer = await serve();
        if (what === 'list' && slowMs === undefined && day.of('create').length === 3) {
          slowMs = ms;
          while (failedMs === undefined) await day.sleep(SECOND);
          await day.sleep(MINUTE);
        }
        return answer;
      };
      const { shards } = await second.wait({ until: 'created' });
      const later = day.of('list', ({ ms }) => ms >= failedMs).map(({ ms }) => ms);
      assert.deepEqual([shards[0].state, shards[0].attempts], ['running', 1]);
      // It starts after the previous one has ended, whose answer is not used.
      assert.deepEqual([later.length, later[0] - failedMs >= MINUTE], [1, true]);
      await Promise.all([first.close(), second.close()]);
    });
  });

  test('a job that fails or is paused does not stop the others', async () => {
    const day = new Day(built, { faults: [{ fault: 'spend_limit', operation: 'create', times: 1 }] });
    await day.run(async () => {
      const client = day.client();
      const paused = await submit(client, 'paused', 1);
      await assert.rejects(paused.wait(), { code: 'job_paused' });
      const store = day.parts.memoryStore();
      let fails = false;
      const put = (...args) => (fails ? Promise.reject(new Error('The disk is full.')) : store.put(...args));
      const failing = await submit(client, 'failing', 2, { store: { ...store, put } });
      const others = await Promise.all(namesOf(2).map((name) => submit(client, name, 2)));
      await Promise.all([failing, ...others].map((job) => job.wait({ until: 'created' })));
      fails = true;
      await assert.rejects(failing.wait(), { message: 'The disk is full.' });
      assert.ok(day.now < Date.parse(failing.state.createdAt) + HOUR);
      const states = await Promise.all(others.map((job) => job.wait()));
      assert.deepEqual(
        states.map(({ status }) => status),
        ['collected', 'collected'],
      );
      assert.equal(paused.state.status, 'paused');
      await paused.close();
    });
  });

  test('a job whose store takes a minute holds the looks of the others up for two seconds at most', async () => {
    const day = new Day(built);
    await day.run(async () => {
      const client = day.client();
      const store = day.parts.memoryStore();
      let isSlow = false;
      const put = async (...args) => {
        if (isSlow) await day.sleep(MINUTE);
        return store.put(...args);
      };
      const slow = await submit(client, 'slow', 2, { store: { ...store, put } });
      const waits = [];
      let askedMs;
      const onEvent = ({ name }) => {
        if (name === 'list') askedMs = day.now;
        if (name === 'listed') waits.push(day.now - askedMs);
      };
      const other = await submit(client, 'other', 2, { onEvent });
      await Promise.all([slow, other].map((job) => job.wait({ until: 'created' })));
      isSlow = true;
      await day.sleep(HOUR);
      assert.ok(waits.length >= 12, `${waits.length} looks`);
      // A listing takes 20 milliseconds, including one that is in progress.
      assert.ok(Math.max(...waits) <= 2040, `${waits} milliseconds`);
      await Promise.all([slow.close(), other.close()]);
    });
  });

  test('a job that is closed during a look does not end that of the others, and the last one does', async () => {
    const day = new Day(built);
    await day.run(async () => {
      const client = day.client();
      const jobs = await Promise.all(namesOf(3).map((name) => submit(client, name, 2)));
      await Promise.all(jobs.map((job) => job.wait({ until: 'created' })));
      const before = day.of('list').length;
      day.answer = async ({ what }, serve) => {
        if (what === 'list') await day.sleep(MINUTE);
        return serve();
      };
      const [first, second, third] = jobs;
      while (day.of('list').length === before) await day.sleep(SECOND);
      await first.close();
      await day.sleep(2 * MINUTE);
      assert.deepEqual([day.aborted, second.state.status], [[], 'working']);
      const made = day.of('list').length;
      while (day.of('list').length === made) await day.sleep(SECOND);
      await Promise.all([second.close(), third.close()]);
      assert.deepEqual(day.aborted, [day.of('list').at(-1)]);
      await day.sleep(2 * MINUTE);
    });
    assert.equal(day.clock.pending, 0, 'a timer is left, which would keep Node alive');
  });

  test('after a 429, none of them looks before the time that the server wants', async () => {
    const day = new Day(built);
    await day.run(async () => {
      const client = day.client();
      const jobs = await Promise.all(namesOf(5).map((name) => submit(client, name, 1)));
      await Promise.all(jobs.map((job) => job.wait({ until: 'created' })));
      let refusedMs;
      day.answer = async ({ what, ms }, serve) => {
        if (refusedMs !== undefined || !['list', 'retrieve'].includes(what)) return serve();
        refusedMs = ms;
        const error = { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down.' } };
        return Response.json(error, { status: 429, headers: { 'retry-after': '1200' } });
      };
      await day.sleep(10 * MINUTE);
      jobs.push(await submit(client, 'late', 1));
      await day.sleep(20 * MINUTE);
      const later = looksOf(day).filter(({ ms }) => ms > refusedMs);
      assert.ok(later[0].ms >= refusedMs + 20 * MINUTE, `${(later[0].ms - refusedMs) / MINUTE} minutes`);
      await Promise.all(jobs.map((job) => job.close()));
    });
  });

  test('none looks before the time that an answer to its look wants, and a shorter wait changes nothing', async () => {
    for (const [shards, what] of [
      [1, 'retrieve'],
      [2, 'list'],
    ]) {
      const waits = [];
      for (const seconds of [10, 1200]) {
        const day = new Day(built);
        await day.run(async () => {
          const job = await submit(day.client(), 'job', shards);
          await job.wait({ until: 'created' });
          await day.sleep(HOUR);
          const before = day.of(what).length;
          day.answer = async (call, serve) => {
            const response = await serve();
            const { status, headers } = response;
            const asked = new Headers(headers);
            if (call.what === what) asked.set('retry-after', String(seconds));
            return new Response(await response.arrayBuffer(), { status, headers: asked });
          };
          await day.sleep(HOUR);
          const times = day.of(what).map(({ ms }) => ms);
          waits.push(Math.min(...times.slice(before + 1).map((ms, at) => ms - times[before + at])));
          await job.close();
        });
      }
      assert.ok(waits[0] >= 5 * MINUTE && waits[0] <= 6 * MINUTE, `${what}: ${waits[0]} milliseconds`);
      assert.ok(waits[1] >= 20 * MINUTE && waits[1] <= 21 * MINUTE, `${what}: ${waits[1]} milliseconds`);
    }
  });
});

describe('jobs of several clients', () => {
  /** Returns the listings of ten jobs of two batches, each with its own client. */
  async function listings(optionsOf) {
    const day = new Day(built, { processingMs: 4 * HOUR });
    await day.run(async () => {
      const jobs = await Promise.all(namesOf(10).map((name) => submit(day.client(optionsOf(day, name)), name, 2)));
      await Promise.all(jobs.map((job) => job.wait()));
    });
    return day.of('list').length;
  }

  test('ten clients with equal options look as often as one', async () => {
    const together = await listings(() => ({ headers: { 'x-team': 'one' } }));
    assert.ok(together >= 50 && together <= 70, `${together} listings`);
  });

  test('clients look alone if their fetch, onCall, key function, headers or limits differ', async () => {
    for (const optionsOf of [
      (day) => ({ fetch: (url, init) => day.fetch(url, init) }),
      () => ({ onCall: () => {} }),
      () => ({ apiKey: () => 'one' }),
      (_, name) => ({ headers: { 'x-team': name } }),
      (_, name) => ({ timeoutMs: 60_000 + Number(name.at(-1)) }),
    ]) {
      const alone = await listings(optionsOf);
      assert.ok(alone >= 500, `${alone} listings: ${optionsOf}`);
    }
  });
});

describe('jobs of several credentials', () => {
  const keysOf = (day) => {
    const counts = {};
    for (const { key } of day.of('list')) counts[key] = (counts[key] ?? 0) + 1;
    return counts;
  };
  const assertApart = (counts) => {
    assert.deepEqual(Object.keys(counts).sort(), ['one', 'two']);
    for (const [key, count] of Object.entries(counts)) assert.ok(count >= 200, `${count} listings with key ${key}`);
  };

  test('two clients with other keys share no look', async () => {
    const day = new Day(built);
    await day.run(async () => {
      const jobs = await Promise.all(['one', 'two'].map((apiKey) => submit(day.client({ apiKey }), apiKey, 2)));
      await Promise.all(jobs.map((job) => job.wait()));
    });
    assertApart(keysOf(day));
  });

  test('a client whose key depends on who calls shares no look between two callers', async () => {
    const day = new Day(built);
    const caller = new AsyncLocalStorage();
    await day.run(async () => {
      const client = day.client({ apiKey: () => caller.getStore() });
      const jobs = await Promise.all(['one', 'two'].map((key) => caller.run(key, () => submit(client, key, 2))));
      await Promise.all(jobs.map((job) => job.wait()));
    });
    assertApart(keysOf(day));
  });
});

describe('jobs in a page', () => {
  test('an offline page makes no call, and its jobs look at once, together, when it is online again', async () => {
    const day = new Day(built);
    await day.runInPage(async () => {
      const client = day.client();
      const jobs = await Promise.all(namesOf(4).map((name) => submit(client, name, 1)));
      await Promise.all(jobs.map((job) => job.wait({ until: 'created' })));
      /** Returns the calls within a second after a time without a network, and their times. */
      const callsAfter = async (act) => {
        const before = day.calls.length;
        day.page.connect(false);
        await act();
        await day.sleep(2 * HOUR);
        assert.equal(day.calls.length, before);
        day.page.connect(true);
        const onlineMs = day.now;
        await day.sleep(SECOND);
        return day.calls.slice(before).map(({ what, ms }) => [what, ms - onlineMs]);
      };
      await day.sleep(SECOND);
      assert.deepEqual(await callsAfter(() => {}), [['list', 0]]);
      const made = await callsAfter(async () => jobs.push(await submit(client, 'other', 1)));
      assert.deepEqual(made, [
        ['list', 0],
        ['create', 20],
      ]);
      await Promise.all(jobs.map((job) => job.close()));
    });
  });

  test('a look that failed just before the page was offline is made at once when it is online again', async () => {
    const day = new Day(built);
    await day.runInPage(async () => {
      const job = await submit(day.client(), 'job', 2);
      await day.sleep(HOUR);
      let failedMs;
      day.answer = async ({ what, ms }, serve) => {
        if (what !== 'list' || failedMs !== undefined) return serve();
        failedMs = ms;
        day.page.connect(false);
        throw new TypeError('Failed to fetch');
      };
      while (failedMs === undefined) await day.sleep(SECOND);
      await day.sleep(20 * SECOND);
      day.page.connect(true);
      const onlineMs = day.now;
      await day.sleep(SECOND);
      assert.deepEqual(
        day.of('list', ({ ms }) => ms > failedMs).map(({ ms }) => ms - onlineMs),
        [0],
      );
      await job.close();
    });
  });

  test('a hidden page looks every five minutes, and at once when it is shown', async () => {
    const day = new Day(built);
    await day.runInPage(async () => {
      const job = await submit(day.client(), 'job', 2);
      day.page.show(false);
      await job.wait({ until: 'created' });
      await day.sleep(23 * MINUTE);
      const hidden = day.of('list').length;
      // Before the first create, and four times.
      assert.equal(hidden, 5);
      day.page.show(true);
      const shownMs = day.now;
      await day.sleep(SECOND);
      const shown = day.of('list').slice(hidden);
      assert.deepEqual(
        shown.map(({ ms }) => ms - shownMs),
        [0],
      );
      await job.close();
    });
  });

  test('a hidden page looks as often as one that is seen while another page that follows the job is seen', async () => {
    const day = new Day(built);
    await day.runInPage(async () => {
      const job = await submit(day.client(), 'job', 2);
      day.page.show(false);
      // The message that a follower sends while its page is visible.
      const follower = new BroadcastChannel(`message-batches ${job.id}`);
      for (let seconds = 0; seconds < 600; seconds += 15) {
        follower.postMessage('watched');
        await day.sleep(15 * SECOND);
      }
      follower.close();
      const looks = day.of('list').length;
      assert.ok(looks >= 8, `${looks} listings in ten minutes`);
      await day.sleep(23 * MINUTE);
      assert.ok(day.of('list').length <= looks + 5, `${day.of('list').length - looks} listings in 23 minutes`);
      await job.close();
    });
  });
});
