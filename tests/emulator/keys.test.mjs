// The state machine of idempotency keys, which the emulator and the relay share: every state with every event.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as esbuild from 'esbuild';
import { inRoot } from '../../scripts/paths.mjs';

const { outputFiles } = await esbuild.build({
  entryPoints: [inRoot('emulator', 'idempotency.ts')],
  bundle: true,
  format: 'esm',
  write: false,
});
const { isKey, nameOf, outcomeOf, pageOf, step } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
);

const HOURS_48 = 48 * 60 * 60 * 1000;
const NOW = 1_000_000;
const answer = { status: 200, headers: [['request-id', 'req_1']], body: '{"id":"msgbatch_1","type":"message_batch"}' };

const free = { state: 'free' };
const open = { state: 'open', since: NOW };
const stored = { state: 'stored', digest: 'aa', answer, until: NOW + HOURS_48 };
const unknown = { state: 'unknown', digest: 'aa', until: NOW + HOURS_48 };
/** The state of a create that was in progress when its process ended. */
const orphaned = { state: 'unknown', digest: null, until: NOW + HOURS_48 };
/** The state of a key that was looked up before its create arrived. */
const closed = { state: 'closed', until: NOW + HOURS_48 };
const states = { free, open, stored, unknown, orphaned, closed };

const events = {
  arrived: { event: 'arrived', now: NOW },
  asked: { event: 'asked', now: NOW + 1 },
  'compared, the same': { event: 'compared', digest: 'aa' },
  'compared, another': { event: 'compared', digest: 'bb' },
  created: { event: 'created', digest: 'aa', answer, now: NOW },
  refused: { event: 'refused' },
  lost: { event: 'lost', digest: 'aa', now: NOW },
  restarted: { event: 'restarted' },
  'passed, not all': { event: 'passed', now: NOW + HOURS_48 - 1 },
  'passed, all': { event: 'passed', now: NOW + HOURS_48 },
};

/** For each event the decision and the next state, by the previous state. */
const table = {
  arrived: {
    free: ['create', open],
    open: ['wait', open],
    stored: ['compare', stored],
    unknown: ['compare', unknown],
    orphaned: ['compare', orphaned],
    closed: ['compare', closed],
  },
  // A create with this key may still arrive: from now on it is not performed.
  asked: {
    free: ['keep', { ...closed, until: NOW + 1 + HOURS_48 }],
    open: ['nothing', open],
    stored: ['nothing', stored],
    unknown: ['nothing', unknown],
    orphaned: ['nothing', orphaned],
    // Closed for 48 hours from this look-up: each answer remains true for 48 hours.
    closed: ['keep', { ...closed, until: NOW + 1 + HOURS_48 }],
  },
  // Bodies are compared only if the create has an outcome. A body that was read never creates a batch.
  'compared, the same': {
    free: ['refuse_unknown', free],
    open: ['refuse_unknown', open],
    stored: ['replay', stored],
    unknown: ['refuse_unknown', unknown],
    orphaned: ['refuse_unknown', orphaned],
    closed: ['refuse_closed', closed],
  },
  'compared, another': {
    free: ['refuse_unknown', free],
    open: ['refuse_unknown', open],
    stored: ['refuse_reused', stored],
    unknown: ['refuse_reused', unknown],
    orphaned: ['refuse_unknown', orphaned],
    closed: ['refuse_closed', closed],
  },
  created: {
    free: ['nothing', free],
    open: ['keep', stored],
    stored: ['nothing', stored],
    unknown: ['nothing', unknown],
    orphaned: ['nothing', orphaned],
    closed: ['nothing', closed],
  },
  refused: {
    free: ['nothing', free],
    open: ['forget', free],
    stored: ['nothing', stored],
    unknown: ['nothing', unknown],
    orphaned: ['nothing', orphaned],
    closed: ['nothing', closed],
  },
  lost: {
    free: ['nothing', free],
    open: ['keep', unknown],
    stored: ['nothing', stored],
    unknown: ['nothing', unknown],
    orphaned: ['nothing', orphaned],
    closed: ['nothing', closed],
  },
  restarted: {
    free: ['nothing', free],
    open: ['keep', orphaned],
    stored: ['nothing', stored],
    unknown: ['nothing', unknown],
    orphaned: ['nothing', orphaned],
    closed: ['nothing', closed],
  },
  'passed, not all': {
    free: ['nothing', free],
    open: ['nothing', open],
    stored: ['nothing', stored],
    unknown: ['nothing', unknown],
    orphaned: ['nothing', orphaned],
    closed: ['nothing', closed],
  },
  // A create that is still in progress is not forgotten.
  'passed, all': {
    free: ['nothing', free],
    open: ['nothing', open],
    stored: ['forget', free],
    unknown: ['forget', free],
    orphaned: ['forget', free],
    closed: ['forget', free],
  },
};

test('the table has every pair', () => {
  assert.deepEqual(Object.keys(table), Object.keys(events));
  for (const row of Object.values(table)) assert.deepEqual(Object.keys(row), Object.keys(states));
});

for (const [event, row] of Object.entries(table)) {
  for (const [state, [decision, next]] of Object.entries(row)) {
    test(`a key that is ${state}, ${event}: ${decision}, then ${next.state}`, () => {
      assert.deepEqual(step(states[state], events[event]), { state: next, decision });
    });
  }
}

const batch = { id: 'msgbatch_1', type: 'message_batch' };
const error = { type: 'error', error: { type: 'x', message: 'm' } };
const outcomes = [
  // The create succeeded, with one batch.
  [{ status: 200, fromApi: true, hasRequestId: true, body: batch }, 'created'],
  [{ status: 200, fromApi: false, hasRequestId: false, body: batch }, 'created'],
  [{ status: 200, fromApi: true, hasRequestId: true, body: undefined }, 'lost'],
  [{ status: 200, fromApi: true, hasRequestId: true, body: { type: 'message' } }, 'lost'],
  [{ status: 200, fromApi: true, hasRequestId: true, body: null }, 'lost'],
  [{ status: 204, fromApi: true, hasRequestId: true, body: undefined }, 'lost'],
  [{ status: 307, fromApi: true, hasRequestId: true, body: undefined }, 'lost'],
  // A refusal proves something only if it comes from the API.
  ...[400, 401, 403, 422, 429, 499, 529].flatMap((status) => [
    [{ status, fromApi: true, hasRequestId: false, body: undefined }, 'refused'],
    [{ status, fromApi: false, hasRequestId: true, body: error }, 'refused'],
    [{ status, fromApi: false, hasRequestId: false, body: error }, 'lost'],
    [{ status, fromApi: false, hasRequestId: true, body: { error: {} } }, 'lost'],
    [{ status, fromApi: false, hasRequestId: true, body: { type: 'error', error: 'no' } }, 'lost'],
    [{ status, fromApi: false, hasRequestId: true, body: undefined }, 'lost'],
  ]),
  // A server that answers with these has not accepted the body.
  ...[404, 405, 413].map((status) => [{ status, fromApi: false, hasRequestId: false, body: undefined }, 'refused']),
  ...[408, 409, 500, 502, 503, 504, 520, 530].map((status) => [
    { status, fromApi: true, hasRequestId: true, body: error },
    'lost',
  ]),
];
test('what an answer proves', () => {
  for (const [reply, outcome] of outcomes) assert.equal(outcomeOf(reply), outcome, JSON.stringify(reply));
});

test('a key is 1 to 255 visible ASCII characters', () => {
  for (const key of ['a', '!', '~', '"quoted"', 'x'.repeat(255)]) assert.ok(isKey(key), key);
  for (const key of ['', ' ', 'a b', 'a, b', 'a\tb', 'é', '\x7f', 'x'.repeat(256)]) assert.ok(!isKey(key), key);
});

test('a name is of one caller and one key, and leads back to neither', async () => {
  const name = await nameOf('secret', 'key');
  assert.match(name, /^[0-9a-f]{64}$/);
  assert.equal(await nameOf('secret', 'key'), name);
  const others = [
    ['other', 'key'],
    ['secret', 'other'],
    ['secret k', 'ey'],
    ['', 'secret key'],
  ];
  for (const [secret, key] of others) assert.notEqual(await nameOf(secret, key), name);
});

test('the page of a key has its batch, or nothing', () => {
  const nothing = { data: [], has_more: false, first_id: null, last_id: null };
  for (const state of [free, open, unknown]) assert.deepEqual(pageOf(state), nothing);
  assert.deepEqual(pageOf(stored), { data: [batch], has_more: false, first_id: batch.id, last_id: batch.id });
});
