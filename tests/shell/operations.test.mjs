import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchClient } from 'message-batches';
import { createEmulator } from 'message-batches/emulator';
import { all, answering, batch, emulated, json, KEY, PATH, question, questions, serving } from './setup.mjs';

const CREATED = {
  type: 'message_batch',
  processing_status: 'in_progress',
  request_counts: { processing: 3, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  ended_at: null,
  created_at: '2026-11-22T10:00:00.000000+00:00',
  expires_at: '2026-11-23T10:00:00.000000+00:00',
  archived_at: null,
  cancel_initiated_at: null,
  results_url: null,
};

test('a batch is created, read, ended, read through and deleted', async (t) => {
  const { client, clock, url } = await emulated(t);

  const created = await client.create({ requests: questions(3) });
  assert.deepEqual(created, { id: created.id, ...CREATED });
  assert.deepEqual(await client.retrieve(created.id), created);

  clock.pass(3000);
  const after = await client.retrieve(created.id);
  assert.deepEqual(after, {
    ...created,
    processing_status: 'ended',
    request_counts: { processing: 0, succeeded: 3, errored: 0, canceled: 0, expired: 0 },
    ended_at: '2026-11-22T10:00:03.000000+00:00',
    results_url: `${url}${PATH}/${created.id}/results`,
  });

  const records = await all(await client.results(created.id));
  assert.deepEqual(records.map((record) => record.custom_id).sort(), ['question-0', 'question-1', 'question-2']);
  const first = records.find((record) => record.custom_id === 'question-0');
  assert.equal(first.type, 'succeeded');
  assert.equal(first.outcome, 'done');
  assert.equal(
    first.text,
    'This is an emulated answer; no model was called. The question was: "Hello from question-0"',
  );

  assert.deepEqual(await client.delete(created.id), { id: created.id, type: 'message_batch_deleted' });
  await assert.rejects(client.retrieve(created.id), {
    message: `404 not_found_error: Message Batch ${created.id} not found.`,
  });
});

test('a cancel winds a batch down; what was not started is canceled', async (t) => {
  const { client, clock } = await emulated(t);
  const { id } = await client.create({ requests: questions(4) });
  const canceling = await client.cancel(id);
  assert.equal(canceling.processing_status, 'canceling');
  assert.equal(canceling.cancel_initiated_at, '2026-11-22T10:00:00.000000+00:00');
  clock.pass(1000);
  const { processing_status, request_counts } = await client.retrieve(id);
  assert.equal(processing_status, 'ended');
  assert.deepEqual(request_counts, { processing: 0, succeeded: 1, errored: 0, canceled: 3, expired: 0 });
  const types = (await all(await client.results(id))).map((record) => record.type);
  assert.deepEqual(types.sort(), ['canceled', 'canceled', 'canceled', 'succeeded']);
});

for (const apiVersion of ['2026-10-21', '2023-06-01']) {
  for (const auth of ['bearer', 'x-api-key']) {
    test(`all six operations work with version ${apiVersion} and the ${auth} header`, async (t) => {
      const { client, clock } = await emulated(t, { client: { apiVersion, auth } });
      const { id } = await client.create({ requests: questions(1) });
      await client.cancel(id);
      clock.pass(1000);
      assert.equal((await client.retrieve(id)).processing_status, 'ended');
      assert.deepEqual(
        (await client.list()).data.map((batch) => batch.id),
        [id],
      );
      assert.equal((await all(await client.results(id))).length, 1);
      assert.equal((await client.delete(id)).type, 'message_batch_deleted');
    });
  }
}

test('client.messages.batches has the six operations of the official SDK, by their names', async (t) => {
  const { client, clock } = await emulated(t);
  const { batches } = client.messages;
  const { id } = await batches.create({ requests: questions(1) });
  await batches.cancel(id);
  clock.pass(1000);
  assert.equal((await batches.retrieve(id)).id, id);
  assert.equal((await batches.list()).data[0].id, id);
  for await (const record of await batches.results(id)) assert.equal(record.custom_id, 'question-0');
  assert.equal((await batches.delete(id)).id, id);
});

test('an emulator can stand in for the network, as the fetch of a client', async () => {
  const client = new BatchClient({ apiKey: KEY, fetch: createEmulator({ processingMs: 0 }).fetch });
  const { id } = await client.create(questions(2));
  await client.poll(id);
  assert.equal((await all(await client.results(id))).length, 2);
});

test('each operation has the method, path and headers of the API', async (t) => {
  const server = await serving(t, (call, response) => {
    response.setHeader('content-type', 'application/json');
    if (call.path.endsWith('/results')) return response.end('');
    if (call.method === 'GET' && call.path === PATH) return response.end('{"data":[],"has_more":false}');
    if (call.method === 'DELETE') return response.end('{"id":"msgbatch_1","type":"message_batch_deleted"}');
    response.end(JSON.stringify(batch({ processing_status: 'ended', results_url: `${PATH}/msgbatch_1/results` })));
  });
  const client = new BatchClient({ baseURL: server.url, apiKey: KEY });
  await client.create([question('a')]);
  await client.retrieve('msgbatch_1');
  await client.list();
  await client.cancel('msgbatch_1');
  await client.delete('msgbatch_1');
  await client.results('msgbatch_1');
  const common = { accept: 'application/json', 'anthropic-version': '2026-10-21', authorization: `Bearer ${KEY}` };
  const results = { ...common, accept: 'application/x-jsonl, application/octet-stream;q=0.9, */*;q=0.1' };
  const ours = ['accept', 'anthropic-version', 'authorization', 'content-type', 'x-api-key', 'anthropic-beta'];
  assert.deepEqual(
    server.calls.map(({ method, path, headers }) => [
      `${method} ${path}`,
      Object.fromEntries(Object.entries(headers).filter(([name]) => ours.includes(name))),
    ]),
    [
      ['POST /v1/messages/batches', { ...common, 'content-type': 'application/json' }],
      ['GET /v1/messages/batches/msgbatch_1', common],
      ['GET /v1/messages/batches', common],
      ['POST /v1/messages/batches/msgbatch_1/cancel', common],
      ['DELETE /v1/messages/batches/msgbatch_1', common],
      ['GET /v1/messages/batches/msgbatch_1', common],
      ['GET /v1/messages/batches/msgbatch_1/results', results],
    ],
  );
});

test('fields of a batch that this version does not know are kept', async () => {
  const odd = batch({
    processing_status: 'pondering',
    region: { name: 'eu' },
    request_counts: { processing: 1, lost: 2 },
  });
  const api = answering(json(odd));
  assert.deepEqual(await api.client().retrieve('msgbatch_1'), odd);
});

test('an id is one segment of the path, whatever is in it', async () => {
  const api = answering(json(batch()));
  await api.client({ baseURL: 'http://127.0.0.1:1/prefix/' }).retrieve('../a b/?x=1#é');
  assert.equal(api.calls[0].url, 'http://127.0.0.1:1/prefix/v1/messages/batches/..%2Fa%20b%2F%3Fx%3D1%23%C3%A9');
});

for (const id of ['', '.', '..', ' a', 'a ', 'https://x.example/b']) {
  test(`the id ${JSON.stringify(id)} is refused before anything is sent`, async () => {
    const api = answering(json(batch()));
    const client = api.client();
    const expected = {
      name: 'RangeError',
      code: 'invalid_option',
      message: `batch id: expected an id such as msgbatch_013Zva2CMHLNnXjNJJKqJ2EF, found "${id}"`,
    };
    for (const verb of ['retrieve', 'cancel', 'delete', 'results', 'poll'])
      await assert.rejects(client[verb](id), expected);
    assert.equal(api.calls.length, 0);
  });
}
