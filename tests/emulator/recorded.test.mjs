// The answers of the batch endpoints as recorded on 2026-08-19 (crmne/ruby_llm), and the guesses of the emulator.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';
import { HEADERS, linesOf, open, question, questions } from './caller.mjs';

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const WORKSPACE = /^wrkspc_01[1-9A-HJ-NP-Za-km-z]{22}$/;
const accountOf = ({ headers }) => [headers.get('anthropic-organization-id'), headers.get('anthropic-workspace-id')];

/** Returns the ids of the results of a batch of this size, in their order. */
async function orderOf(size, options) {
  const { create, results, clock } = open(options);
  const { id } = (await create(questions(size))).body;
  clock.pass(3000);
  return linesOf((await results(id)).text).map((line) => line.custom_id);
}
const requestOrder = (size) => questions(size).map((request) => request.custom_id);

test('dates end in +00:00 with six digits of a second, whatever the clock says', async () => {
  const { create, cancel, retrieve, clock } = open();
  clock.pass(7.25);
  const { id } = (await create(questions(2))).body;
  clock.pass(1);
  await cancel(id);
  clock.pass(3000);
  const batch = (await retrieve(id)).body;
  assert.deepEqual(
    [batch.created_at, batch.expires_at, batch.cancel_initiated_at, batch.ended_at, batch.archived_at],
    [
      '2026-11-22T10:00:00.007250+00:00',
      '2026-11-23T10:00:00.007250+00:00',
      '2026-11-22T10:00:00.008250+00:00',
      '2026-11-22T10:00:01.008250+00:00',
      null,
    ],
  );
});

test('results are an attachment whose name is written as RFC 8187 has it', async () => {
  const { create, results, clock } = open();
  const { id } = (await create(questions(1))).body;
  clock.pass(3000);
  const { headers } = await results(id);
  assert.equal(headers.get('content-disposition'), `attachment; filename*=utf-8''${id}_results.jsonl`);
  assert.equal(headers.get('content-type'), 'application/x-jsonl');
});

test('answers name the organization and the workspace, errors and faults too, but not to a refused key', async () => {
  const { call, create, retrieve, results, list, emulator, clock } = open({ apiKeys: ['test-key'] });
  const created = await create(questions(1));
  const [organization, workspace] = accountOf(created);
  assert.match(organization, UUID);
  assert.match(workspace, WORKSPACE);
  const early = await results(created.body.id);
  clock.pass(3000);
  const answers = [early, await retrieve(created.body.id), await results(created.body.id), await list('?limit=0')];
  emulator.inject([
    { fault: 'status', status: 529, operation: 'list', times: 1 },
    { fault: 'status', status: 401, operation: 'cancel', times: 1 },
  ]);
  answers.push(await list());
  assert.deepEqual(
    answers.map(({ status }) => status),
    [404, 200, 200, 400, 529],
  );
  for (const answer of answers) assert.deepEqual(accountOf(answer), [organization, workspace]);

  const refused = await call('GET', '/v1/messages/batches', { headers: { ...HEADERS, authorization: 'Bearer wrong' } });
  const alike = await call('POST', `/v1/messages/batches/${created.body.id}/cancel`);
  for (const answer of [refused, alike]) {
    assert.equal(answer.status, 401);
    assert.deepEqual(accountOf(answer), [null, null]);
  }
});

test('organization and workspace are those of the seed', async () => {
  const of = async (seed) => accountOf(await open({ seed }).list());
  assert.deepEqual(await of(7), await of(7));
  assert.notDeepEqual(await of(7), await of(8));
});

test('no answer has rate limit headers unless rateLimitHeaders is set, with a tier or without', async () => {
  const named = ({ headers }) => [...headers.keys()].filter((name) => name.startsWith('anthropic-ratelimit-'));
  for (const [options, expected] of [
    [{}, []],
    [{ tier: 'start' }, []],
    [{ rateLimitHeaders: false }, []],
    [{ rateLimitHeaders: true }, ['limit', 'remaining', 'reset'].map((name) => `anthropic-ratelimit-requests-${name}`)],
  ]) {
    const { create, list, retrieve } = open(options);
    for (const answer of [await create(questions(1)), await list(), await retrieve('msgbatch_none')]) {
      assert.deepEqual(named(answer), expected);
    }
  }
});

test('up to 100 results come in the order of the requests, more do not, and the option has the last word', async () => {
  for (const size of [1, 2, 5, 100]) assert.deepEqual(await orderOf(size), requestOrder(size));
  for (const [size, options] of [
    [101, {}],
    [2, { order: 'shuffled' }],
    [101, { order: 'few_in_order' }],
  ]) {
    const ids = await orderOf(size, options);
    assert.notDeepEqual(ids, requestOrder(size));
    assert.deepEqual([...ids].sort(), requestOrder(size).sort());
  }
  assert.deepEqual(await orderOf(101, { order: 'requests' }), requestOrder(101));
});

test('stream: false in an item is accepted and the item succeeds, true and what is no boolean fail it', async () => {
  const { create, results, clock } = open();
  const streams = [false, true, 'false', 0];
  const { id } = (await create(streams.map((stream, index) => question(`q-${index}`, { stream })))).body;
  clock.pass(3000);
  const [first, second, ...others] = linesOf((await results(id)).text).map(({ result }) => result);
  assert.equal(first.type, 'succeeded');
  assert.equal(second.error.error.message, '`stream=True` is not supported in the Message Batches API');
  for (const result of others) assert.equal(result.type, 'errored');
});

test('the guesses are listed under /_emulator/guesses, and in the documentation word for word', async () => {
  const { call } = open();
  const { status, body } = await call('GET', '/_emulator/guesses');
  assert.equal(status, 200);
  const rows = body.guesses.map(({ about, guess }) => `| ${about} | ${guess} |`);
  const text = fs.readFileSync(inRoot('docs/emulator.md'), 'utf8');
  const [, section] = /^## Guesses\n(.*?)^## /ms.exec(text);
  const listed = section.split('\n').filter((line) => /^\| (?!About |---)/.test(line));
  assert.deepEqual(listed, rows);
  assert.equal(new Set(rows).size, rows.length);
});
