// Histories of jobs, recorded by the version of the state in each file's name: the events, the actions that the state machine
// requested, and the stored state. Those named `driven` are histories of the driver: see tests/simulation/jobs/record.mjs. Later
// versions must read each of these states, and continue in the same way.
// JOBS_RECORD=1 records them again: only before a version is released.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import * as glue from '../../pkg/jobs/jobs.js';
import { inRoot } from '../../scripts/paths.mjs';

glue.initSync({ module: fs.readFileSync(inRoot('pkg', 'jobs', 'jobs_bg.wasm')) });

const START = Date.UTC(2026, 10, 1);
const MINUTE = 60_000;
const FOLDER = inRoot('tests', 'fixtures', 'jobs');

const shard = (requests) => ({ requests, bytes: 100 * requests, hash: `${requests}`.padStart(32, '0') });
const policy = (more) => ({ ambiguity: 'settle', settleMs: 15 * MINUTE, concurrency: 2, primer: false, ...more });
const batch = (id, requests, more) => ({ id, requests, createdMs: START + MINUTE, status: 'running', ...more });
const listed = (number, minute, batches = [], more) => ({
  event: 'listed',
  number,
  batches,
  serverMs: START + minute * MINUTE,
  pages: 1,
  ...more,
});
const threw = (shard, code, more) => ({ event: 'create_threw', shard, error: { code, message: `${code}.`, ...more } });
const ended = (id, requests) => batch(id, requests, { status: 'ended' });
const collected = (shard, id, isOurs = true) => ({ event: 'collected', shard, batch: id, isOurs });

/** Each has the policy, the shards, and the events by minute. */
const HISTORIES = {
  'two shards are created and collected': [
    policy(),
    [3, 2],
    [0, { event: 'resumed' }],
    [0, listed(1, 0)],
    [1, { event: 'created', shard: 0, batch: batch('msgbatch_a', 3) }],
    [1, { event: 'created', shard: 1, batch: batch('msgbatch_b', 2) }],
    [2, { event: 'tick' }],
    [2, listed(2, 2, [batch('msgbatch_b', 2), ended('msgbatch_a', 3)])],
    [3, collected(0, 'msgbatch_a')],
    [9, { event: 'tick' }],
    [9, { event: 'retrieved', id: 'msgbatch_b', batch: ended('msgbatch_b', 2) }],
    [9, { event: 'read_failed', shard: 1, batch: 'msgbatch_b' }],
    [20, { event: 'tick' }],
    [20, collected(1, 'msgbatch_b')],
  ],
  'a lost answer is found by a listing, and its ids are compared': [
    policy(),
    [3],
    [0, { event: 'resumed' }],
    [0, listed(1, 0)],
    [1, threw(0, 'connection_lost', { outcome: 'unknown' })],
    [1, listed(2, 1, [batch('msgbatch_x', 3), batch('msgbatch_y', 3), batch('msgbatch_z', 7)])],
    [5, { event: 'tick' }],
    [5, listed(3, 5, [ended('msgbatch_x', 3), ended('msgbatch_y', 3)])],
    [5, { event: 'compared', shard: 0, batch: 'msgbatch_x', isOurs: false }],
    [5, { event: 'compared', shard: 0, batch: 'msgbatch_y', isOurs: true }],
    [6, collected(0, 'msgbatch_y')],
  ],
  'a batch that was listed before a create is not what came of it': [
    policy(),
    [3],
    [0, { event: 'resumed' }],
    [0, listed(1, 0, [batch('msgbatch_twin', 3), batch('msgbatch_z', 7)])],
    [1, threw(0, 'connection_lost', { outcome: 'unknown' })],
    [1, listed(2, 1, [batch('msgbatch_twin', 3)])],
    [5, { event: 'tick' }],
    [5, listed(3, 5, [batch('msgbatch_own', 3), ended('msgbatch_twin', 3)])],
    [9, { event: 'tick' }],
    [9, { event: 'retrieved', id: 'msgbatch_own', batch: ended('msgbatch_own', 3) }],
    [9, collected(0, 'msgbatch_own')],
  ],
  'a create that was never stored is settled after its time, and sent again': [
    policy(),
    [3],
    [0, { event: 'resumed' }],
    [0, listed(1, 0)],
    [1, threw(0, 'timed_out', { outcome: 'unknown' })],
    [1, listed(2, 1)],
    [10, { event: 'tick' }],
    [10, listed(3, 10)],
    [17, { event: 'tick' }],
    [17, listed(4, 17)],
    [18, { event: 'created', shard: 0, batch: batch('msgbatch_a', 3) }],
  ],
  'a driver dies in a create, and a person decides': [
    policy({ ambiguity: 'ask', settleMs: 0 }),
    [3],
    [0, { event: 'resumed' }],
    [0, listed(1, 0)],
    [1, { event: 'resumed' }],
    [1, listed(2, 1)],
    [2, { event: 'tick' }],
    [2, listed(3, 2)],
    [9, { event: 'decided', shard: 0, adopted: batch('msgbatch_a', 3) }],
    [9, { event: 'retrieved', id: 'msgbatch_a', batch: undefined }],
  ],
  'a peer that remembers keys gets the same key again': [
    policy(),
    [3],
    [0, { event: 'resumed' }],
    [0, listed(1, 0, [], { rememberedUntilMs: START + 2820 * MINUTE })],
    [1, threw(0, 'connection_lost', { outcome: 'unknown' })],
    [1, listed(2, 1, [], { rememberedUntilMs: START + 2821 * MINUTE })],
    [2, { event: 'created', shard: 0, batch: batch('msgbatch_a', 3) }],
  ],
  'a spend limit pauses, a full queue slows down, and a refused body ends its shard': [
    policy({ concurrency: 3 }),
    [3, 2, 1],
    [0, { event: 'resumed' }],
    [0, listed(1, 0)],
    [1, threw(0, 'spend_limit')],
    [1, threw(1, 'rate_limited', { message: 'the processing queue is full', afterMs: 5000 })],
    [1, threw(2, 'invalid_request')],
    [2, { event: 'continue' }],
    [3, { event: 'created', shard: 0, batch: batch('msgbatch_a', 3) }],
    [4, { event: 'cancel' }],
    [4, { event: 'cancel_failed', batch: 'msgbatch_a' }],
    [4, { event: 'retrieved', id: 'msgbatch_a', batch: batch('msgbatch_a', 3) }],
    [5, { event: 'tick' }],
    [5, { event: 'cancel_sent', batch: 'msgbatch_a' }],
    [5, { event: 'retrieved', id: 'msgbatch_a', batch: ended('msgbatch_a', 3) }],
    [7, { event: 'read_failed', shard: 0, batch: 'msgbatch_a', gone: 'The results are archived.' }],
  ],
};

/** What states have since some histories were recorded. */
const ADDED = new Set(['earlier', 'afterListing']);
/** A state with the fields that a recorded one may have. */
const comparable = (state, recorded) => {
  const text = JSON.stringify(recorded);
  const isThere = (name) => text.includes(`"${name}":`);
  return JSON.parse(JSON.stringify(state, (name, value) => (ADDED.has(name) && !isThere(name) ? undefined : value)));
};

/** Only data: what is absent in JSON is absent in a step. */
const plain = (value) => JSON.parse(JSON.stringify(value));

function record([policy, shards, ...events]) {
  const job = { id: 'job_recorded', policy, shards: shards.map(shard) };
  const machine = glue.Machine.create(job);
  const steps = events.map(([minute, event]) => {
    const step = machine.apply(event, START + minute * MINUTE, 0.5);
    return plain({ nowMs: START + minute * MINUTE, event, step, state: machine.state });
  });
  return { job, steps };
}

const fileOf = (name) => `${FOLDER}/1-${name.replaceAll(/[, ]+/g, '-')}.json`;

if (process.env.JOBS_RECORD) {
  for (const [name, history] of Object.entries(HISTORIES)) {
    fs.writeFileSync(fileOf(name), `${JSON.stringify(record(history), null, 1)}\n`);
  }
}

describe('histories of jobs', () => {
  for (const file of fs.readdirSync(FOLDER)) {
    const { job, start, steps } = JSON.parse(fs.readFileSync(`${FOLDER}/${file}`, 'utf8'));
    // A step without a state did not change it.
    for (const [at, step] of steps.entries()) step.state ??= steps[at - 1]?.state ?? start;
    const states = steps.map(({ state }) => state);
    test(`${file} is replayed from its start`, () => {
      let machine = start ? glue.Machine.read(start) : glue.Machine.create(job);
      for (const { nowMs, random = 0.5, isRead, event, step, state } of steps) {
        if (isRead) machine = glue.Machine.read(plain(machine.state));
        if (step) assert.deepEqual(plain(machine.apply(event, nowMs, random)), step, JSON.stringify(event));
        else machine.record(event, nowMs);
        assert.deepEqual(comparable(machine.state, states), state, JSON.stringify(event));
      }
    });
    test(`${file} goes on from each of its states`, () => {
      for (const { state, nowMs } of steps) {
        const machine = glue.Machine.read(state);
        assert.deepEqual(plain(machine.state), state);
        machine.apply({ event: 'resumed' }, nowMs, 0.5);
        // A create that may have been sent is looked for before it is sent again.
        const creating = ({ shards }) => [...shards.keys()].filter((index) => shards[index].state.creating);
        const after = creating(machine.state);
        assert.deepEqual(
          creating(state).filter((index) => after.includes(index)),
          [],
          JSON.stringify(state),
        );
      }
    });
  }

  test('every history of this version is recorded', () => {
    const files = Object.keys(HISTORIES).map((name) => fileOf(name).split('/').at(-1));
    assert.deepEqual(
      files.filter((file) => !fs.existsSync(`${FOLDER}/${file}`)),
      [],
    );
    assert.ok(files.length >= 6);
    assert.ok(fs.readdirSync(FOLDER).filter((file) => file.startsWith('1-driven-')).length >= 3);
  });
});
