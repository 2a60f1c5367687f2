// The headers of a client's calls.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answering, batch, json, KEY } from './setup.mjs';

const headersOf = async (options, callOptions) => {
  const api = answering(json(batch()));
  await api.client(options).retrieve('a', callOptions);
  return api.calls[0].headers;
};

test('the key goes into the header that auth names', async () => {
  assert.equal((await headersOf({})).authorization, `Bearer ${KEY}`);
  const own = await headersOf({ auth: 'x-api-key' });
  assert.equal(own['x-api-key'], KEY);
  assert.equal('authorization' in own, false);
});

test('a key may be a function, called before each call; the call rejects with what it throws', async () => {
  let asked = 0;
  const api = answering(json(batch()));
  const client = api.client({ apiKey: () => `key-${++asked}` });
  await client.retrieve('a');
  await client.retrieve('a');
  assert.deepEqual(
    api.calls.map(({ headers }) => headers.authorization),
    ['Bearer key-1', 'Bearer key-2'],
  );
  const mine = new Error('mine');
  const failing = api.client({ apiKey: () => Promise.reject(mine) });
  await assert.rejects(failing.retrieve('a'), mine);
});

test('betas, the version and the workspace have their headers', async () => {
  const headers = await headersOf({ betas: ['one', 'two'], apiVersion: '2023-06-01', workspaceId: 'wrkspc_1' });
  assert.equal(headers['anthropic-beta'], 'one,two');
  assert.equal(headers['anthropic-version'], '2023-06-01');
  assert.equal(headers['anthropic-workspace-id'], 'wrkspc_1');
});

test('betas that one string joins have the header of betas apart', async () => {
  const headers = await headersOf({ betas: ['one, two ,', 'three'] });
  assert.equal(headers['anthropic-beta'], 'one,two,three');
});

test('own headers may be an object, pairs or Headers, and win over ours whatever their case', async () => {
  const pairs = [
    ['Anthropic-Version', '2022-01-01'],
    ['X-Own', 'ä'],
  ];
  for (const headers of [Object.fromEntries(pairs), pairs, new Headers(pairs), new Map(pairs)]) {
    const sent = await headersOf({ headers });
    assert.equal(sent['anthropic-version'], '2022-01-01');
    assert.equal(sent['x-own'], 'ä');
  }
  assert.equal((await headersOf({ headers: { 'x-a': 1 } }))['x-a'], '1');
});

test('own credentials in headers are enough', async () => {
  const sent = await headersOf({ apiKey: undefined, headers: { Authorization: 'Bearer own' } });
  assert.equal(sent.authorization, 'Bearer own');
});

test('a call’s own headers, betas and limits win over the client’s', async () => {
  const client = { headers: { 'x-a': 'client', 'x-b': 'client' }, betas: ['client'] };
  const sent = await headersOf(client, { headers: { 'X-A': 'call' }, betas: ['call'] });
  assert.equal(sent['x-a'], 'call');
  assert.equal(sent['x-b'], 'client');
  assert.equal(sent['anthropic-beta'], 'call');
});
