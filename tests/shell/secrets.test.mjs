// The key is only sent where it belongs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { BatchClient } from 'message-batches';
import {
  all,
  answering,
  apiError,
  batch,
  endedWith,
  failure,
  json,
  KEY,
  never,
  PATH,
  question,
  serving,
} from './setup.mjs';

const HIDDEN = 'the text of a request, which is nobody else’s';

/** A server of a batch that names these results, and another server that must not receive any call. */
async function twoServers(t, urlOf) {
  const elsewhere = await serving(t, (_, response) => response.end(''));
  const own = await serving(t, (call, response) => {
    if (/\/results\b/.test(call.path)) return response.end('{"custom_id":"a","result":{"type":"canceled"}}');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(endedWith(1, { results_url: urlOf({ own: own.url, elsewhere: elsewhere.url }) })));
  });
  return { own, elsewhere, client: new BatchClient({ baseURL: own.url, apiKey: KEY }) };
}

const foreign = {
  'another host': ({ elsewhere }) => `${elsewhere}${PATH}/msgbatch_1/results`,
  'another scheme': ({ elsewhere }) => `${elsewhere.replace('http:', 'https:')}${PATH}/msgbatch_1/results`,
  'our host as the user of another': ({ own, elsewhere }) => `${own}@${elsewhere.replace('http://', '')}/results`,
  'our host as the start of another': ({ own }) => `${own}.elsewhere.example/results`,
  'a host without a scheme': ({ elsewhere }) => `${elsewhere.replace('http:', '')}/results`,
  'a host behind backslashes': ({ elsewhere }) => `/\\${elsewhere.replace('http://', '')}/results`,
  'a host behind a tab': ({ elsewhere }) => `/\t/${elsewhere.replace('http://', '')}/results`,
};
for (const [what, urlOf] of Object.entries(foreign)) {
  test(`results_url with ${what} never gets the key: the results are read by the id`, async (t) => {
    const { own, elsewhere, client } = await twoServers(t, urlOf);
    const records = await all(await client.results('msgbatch_1'));
    assert.deepEqual(
      records.map((record) => record.custom_id),
      ['a'],
    );
    assert.equal(elsewhere.calls.length, 0);
    assert.deepEqual(
      own.calls.map(({ path }) => path),
      [`${PATH}/msgbatch_1`, `${PATH}/msgbatch_1/results`],
    );
  });
}

test('results_url on the own origin, or relative, is followed with the key', async (t) => {
  for (const urlOf of [({ own }) => `${own}/other/results?x=1`, () => '/other/results?x=1']) {
    const { own, client } = await twoServers(t, urlOf);
    await all(await client.results('msgbatch_1'));
    assert.equal(own.calls[1].path, '/other/results?x=1');
    assert.equal(own.calls[1].headers.authorization, `Bearer ${KEY}`);
  }
});

test('a redirect of a real server is not followed', async (t) => {
  const elsewhere = await serving(t, (_, response) => response.end('{}'));
  const own = await serving(t, (_, response) => {
    response.writeHead(307, { location: `${elsewhere.url}/` });
    response.end();
  });
  const client = new BatchClient({ baseURL: own.url, apiKey: KEY });
  for (const call of [() => client.retrieve('a'), () => client.create([question('a')]), () => client.list()]) {
    assert.equal((await failure(call())).code, 'unexpected_response');
  }
  assert.equal(elsewhere.calls.length, 0);
});

test('no error shows the key, a header or the text of a request, however it is looked at', async () => {
  const header = 'a-header-value-that-is-secret';
  const asked = [question('a', { system: HIDDEN })];
  const refuse = () =>
    Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }));
  const answers = [
    apiError(401, 'authentication_error', 'API key is invalid.'),
    apiError(500, 'api_error', 'x'),
    new Response('<html>', { status: 413 }),
    new Response('<html>'),
    json(batch({ processing_status: 'in_progress' })),
    new Response(null, { status: 302, headers: { location: 'https://elsewhere.example' } }),
    refuse,
    never,
    () => undefined,
  ];
  const events = [];
  const errors = [];
  for (const answer of answers) {
    for (const auth of ['bearer', 'x-api-key']) {
      const client = answering(answer).client({
        ...{ auth, maxRetries: 0, timeoutMs: 20, headers: { 'x-own': header }, onCall: (event) => events.push(event) },
      });
      const calls = [client.create(asked), client.retrieve('a'), client.list(), client.results('a')];
      for (const { reason } of await Promise.allSettled(calls)) errors.push(reason);
      errors.push(
        await failure(client.create([{ ...asked[0], extra: HIDDEN }])),
        inspect(client, { depth: 9, showHidden: true }),
      );
    }
  }
  for (const apiKey of [`${KEY}\n${KEY}`, `ключ${KEY}`, [KEY], { key: KEY }, Symbol(KEY)]) {
    errors.push(await failure((async () => answering(json(batch())).client({ apiKey }).retrieve('a'))()));
  }
  for (const headers of [{ 'x-own': `${header}\n${header}` }, { 'x own': header }, [['x-own', { header }]], header]) {
    errors.push(await failure((async () => answering(json(batch())).client({ headers }).retrieve('a'))()));
  }
  const baseURL = `https://user:${KEY}@api.example`;
  errors.push(await failure(answering(json(batch())).client({ baseURL }).retrieve('a')));
  assert.throws(
    () => new BatchClient(KEY),
    (error) => errors.push(error) > 0,
  );
  assert.ok(errors.filter((error) => error instanceof Error).length > 50);
  for (const shown of [...errors, ...events]) {
    for (const text of [
      String(shown),
      shown?.stack,
      JSON.stringify(shown),
      inspect(shown, { depth: 9, showHidden: true }),
    ]) {
      for (const secret of [KEY, header, HIDDEN]) assert.ok(!text?.includes(secret), text);
    }
  }
});

test('characters that HTTP does not allow in a key or header are reported without showing them', async () => {
  const messagesOf = async (options) => {
    const { name, code, message } = await failure(answering(json(batch())).client(options).retrieve('a'));
    return [name, code, message];
  };
  const found =
    'expected characters that HTTP allows in a header, found others, such as a line break or a misplaced space';
  assert.deepEqual(await messagesOf({ apiKey: 'a\nb' }), [
    'RangeError',
    'invalid_option',
    `apiKey: ${found}. It contains white space or a line break.`,
  ]);
  assert.deepEqual(await messagesOf({ headers: { 'x-a': 'a\nb' } }), [
    'RangeError',
    'invalid_option',
    `headers["x-a"]: ${found}`,
  ]);
  assert.deepEqual(await messagesOf({ headers: { 'x a': 'a' } }), [
    'RangeError',
    'invalid_option',
    `headers["x a"]: ${found}`,
  ]);
});
