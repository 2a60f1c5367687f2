// Properties of the state machine, over random sequences of all operations on an emulator.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holds, list, rarely, weighted } from '../property.mjs';
import { DAY, HOUR, linesOf, open, question, SECOND } from './caller.mjs';

const RANK = ['in_progress', 'canceling', 'ended'];

/** The known facts about one batch, which must remain true. */
class Watched {
  constructor(batch, ids) {
    this.id = batch.id;
    this.ids = [...ids].sort();
    this.rank = 0;
    this.last = undefined;
    this.text = undefined;
  }

  sees(batch) {
    const { request_counts: counts, processing_status: status } = batch;
    const sum = Object.values(counts).reduce((total, count) => total + count, 0);
    assert.equal(sum, this.ids.length, 'counts add up to the number of requests');
    for (const count of Object.values(counts)) assert.ok(count >= 0);
    assert.ok(RANK.indexOf(status) >= this.rank, `${status} after ${RANK[this.rank]}`);
    if (this.last !== undefined) {
      for (const name of ['succeeded', 'errored', 'canceled', 'expired']) {
        assert.ok(counts[name] >= this.last.request_counts[name], `${name} never falls`);
      }
      assert.equal(batch.created_at, this.last.created_at);
      if (this.last.cancel_initiated_at !== null)
        assert.equal(batch.cancel_initiated_at, this.last.cancel_initiated_at);
    }
    assert.equal(batch.ended_at !== null, status === 'ended');
    assert.equal(batch.results_url !== null, status === 'ended' && batch.archived_at === null);
    if (status === 'ended') {
      assert.equal(counts.processing, 0);
      assert.ok(batch.ended_at >= batch.created_at && batch.ended_at <= batch.expires_at);
      if (this.rank === 2) {
        const { archived_at: _, results_url: __, ...kept } = batch;
        const { archived_at: ___, results_url: ____, ...before } = this.last;
        assert.deepEqual(kept, before, 'an ended batch changes no more');
      }
    }
    this.rank = RANK.indexOf(status);
    this.last = batch;
  }

  reads(answer) {
    if (answer.status === 404) {
      assert.ok(this.rank < 2 || this.last.archived_at !== null);
      return;
    }
    const lines = linesOf(answer.text);
    assert.deepEqual(lines.map((line) => line.custom_id).sort(), this.ids, 'one line for every request');
    const tally = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
    for (const { result } of lines) tally[result.type] += 1;
    assert.deepEqual(tally, this.last.request_counts);
    this.text ??= answer.text;
    assert.equal(answer.text, this.text, 'the same results each time');
  }
}

const PASSES = [0, 1, 900, 2 * SECOND, HOUR, 11 * HOUR, DAY, 15 * DAY];

/** An operation on an emulator. `which` selects one of its batches, modulo their number. */
const step = (() => {
  const which = fc.nat(19);
  const of = (kind, more = { which }) => fc.record({ kind: fc.constant(kind), ...more });
  return weighted(
    [2, of('pass', { ms: fc.constantFrom(...PASSES) })],
    [4, of('create', { refused: list(rarely(4), 1, 20) })],
    [4, of('results')],
    [2, of('list', {})],
    [2, of('cancel')],
    [2, of('finish')],
    [1, of('delete')],
  );
})();

const runs = fc.record({
  seed: fc.nat(),
  processingMs: fc.constantFrom(0, 3 * SECOND, 10 * HOUR, 40 * HOUR, Number.POSITIVE_INFINITY),
  counts: fc.constantFrom('at_end', 'moving'),
  steps: list(step, 1, 80),
});

async function play({ steps, ...options }) {
  const world = open({ ...options, answers: { shares: { api_error: 0.1, expired: 0.1, refusal: 0.1 } } });
  const watched = [];
  const gone = [];
  for (const { kind, which, ms, refused } of steps) {
    const one = watched[which % watched.length];
    switch (kind) {
      case 'create': {
        const ids = refused.map((_, index) => `r-${index}`);
        const requests = ids.map((id, index) => question(id, refused[index] ? { max_tokens: 0 } : {}));
        const batch = (await world.create(requests)).body;
        watched.push(new Watched(batch, ids));
        break;
      }
      case 'pass':
        world.clock.pass(ms);
        break;
      case 'cancel': {
        if (one === undefined) break;
        const { status, body } = await world.cancel(one.id);
        if (status === 200) one.sees(body);
        else one.sees((await world.retrieve(one.id)).body);
        assert.equal(status, one.rank === 2 ? 400 : 200);
        break;
      }
      case 'finish':
        if (one !== undefined) {
          one.sees((await world.retrieve(one.id)).body);
          world.emulator.finish(one.id);
        }
        break;
      case 'delete': {
        if (one === undefined) break;
        one.sees((await world.retrieve(one.id)).body);
        const { status } = await world.delete(one.id);
        assert.equal(status, one.rank === 2 ? 200 : 400);
        if (status === 200) gone.push(...watched.splice(watched.indexOf(one), 1));
        break;
      }
      case 'list': {
        const { data } = (await world.list('?limit=1000')).body;
        assert.deepEqual(
          data.map(({ id }) => id),
          watched.map(({ id }) => id).reverse(),
        );
        for (const batch of data) watched.find(({ id }) => id === batch.id).sees(batch);
        break;
      }
      default:
        if (one === undefined) break;
        one.sees((await world.retrieve(one.id)).body);
        one.reads(await world.results(one.id));
    }
  }
  for (const one of watched) {
    one.sees((await world.retrieve(one.id)).body);
    one.reads(await world.results(one.id));
  }
  for (const { id } of gone) assert.equal((await world.retrieve(id)).status, 404);
  const all = [...watched, ...gone].map(({ id }) => id);
  assert.equal(new Set(all).size, all.length, 'ids are unique');
  const { calls, creates } = world.emulator.ledger();
  assert.equal(creates.filter(({ stored }) => stored).length, all.length);
  return { all, calls };
}

test('whatever is done in whatever order, what was promised holds', async () => {
  await holds(60, runs, play);
});

test('the same seed and the same calls are the same run', async () => {
  await holds(2, runs, async (run) => assert.deepEqual(await play(run), await play(run)));
});
