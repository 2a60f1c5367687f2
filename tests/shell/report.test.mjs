// The findings of the check, including warnings, before anything is sent: `onReport` of `create` and `plan`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plan, validate } from 'message-batches';
import { all, answering, batch, failure, json, question, questions, streamOf } from './setup.mjs';

/** One warning, about an unknown model. */
const WARNED = [question('a', { model: 'claude-unheard-of' }), question('b')];
const WRONG = [question('a', { max_tokens: 0 })];

/** A client, and its events in order: a report, or a call. */
function watched() {
  const events = [];
  const api = answering(() => {
    events.push('sent');
    return json(batch());
  });
  return { client: api.client(), events, onReport: (report) => events.push(report) };
}

test('create reports what the check found, once, before it sends', async () => {
  const { client, events, onReport } = watched();
  await client.create(WARNED, { onReport });
  const report = await validate({ requests: WARNED });
  assert.deepEqual([report.ok, report.warnings], [true, 1]);
  assert.deepEqual(events, [report, 'sent']);
  await client.create(streamOf(WARNED.map((request) => JSON.stringify(request)).join('\n')), { onReport });
  assert.equal(events.length, 4);
  assert.deepEqual([events[2].warnings, events[2].issues[0].line, events[3]], [1, 1, 'sent']);
});

test('create reports errors too, and rejects with the same report', async () => {
  const { client, events, onReport } = watched();
  const error = await failure(client.create(WRONG, { onReport }));
  assert.equal(error.code, 'validation_failed');
  assert.deepEqual(events, [error.report]);
});

test('what onReport throws ends a create before it sends', async () => {
  const { client, events } = watched();
  const reason = new Error('too many warnings');
  const throws = () => {
    throw reason;
  };
  assert.equal(await failure(client.create(WARNED, { onReport: throws })), reason);
  assert.equal(await failure(client.create(WARNED, { onReport: async () => throws() })), reason);
  assert.deepEqual(events, []);
});

test('nothing is reported where nothing is checked', async () => {
  const { client, events, onReport } = watched();
  await client.create(WARNED, { validate: false, onReport });
  for await (const shard of plan(WARNED)) await client.create(shard, { onReport });
  assert.deepEqual(events, ['sent', 'sent']);
});

test('plan reports what the check found before it yields a shard', async () => {
  const events = [];
  const planned = plan([...WARNED, ...questions(3)], { maxRequests: 2, onReport: (report) => events.push(report) });
  for await (const { index } of planned) events.push(index);
  assert.deepEqual(events, [planned.report, 0, 1, 2]);
  assert.equal(planned.report.warnings, 1);
});

test('of an input that is read once, plan reports at its end, and errors before it throws', async () => {
  const events = [];
  const lines = questions(3).map((request) => JSON.stringify(request));
  const planned = plan(streamOf(lines.join('\n')), {
    maxRequests: 1,
    onReport: ({ requests }) => events.push(requests),
  });
  await all(planned);
  assert.deepEqual(events, [3]);
  const error = await failure(all(plan(WRONG, { onReport: (report) => events.push(report) })));
  assert.deepEqual(events.slice(1), [error.report]);
});

test('onReport is a function', async () => {
  const { client } = watched();
  for (const promise of [client.create(WARNED, { onReport: 'log' }), all(plan(WARNED, { onReport: 'log' }))]) {
    const error = await failure(promise);
    assert.deepEqual(
      [error.name, error.code, error.message],
      ['TypeError', 'invalid_option', 'onReport: expected a function, found "log"'],
    );
  }
});
