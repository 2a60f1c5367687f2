// The differences in a web page, as seen by the entry for pages in a process that imitates one.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { answering, batch, failure, json, KEY, question, questions, rushed } from './setup.mjs';

globalThis.document = {};
after(() => delete globalThis.document);

const { BatchClient, BatchError, init, validate } = await import('message-batches/web');
const dist = new URL('../../dist/', import.meta.url);
const wasm = async (url) => new Response(await readFile(url), { headers: { 'content-type': 'application/wasm' } });

const REFUSAL = {
  name: 'BatchError',
  code: 'api_key_in_page',
  message:
    'An API key in a web page can be read by anyone who opens it, and the batch endpoints do not answer browsers. Point { baseURL } at a relay that holds the key and pass no key, or pass { dangerouslyAllowBrowser: true } if you know that this is safe here.',
};
const RELAY = 'https://page.example';
const failing = () => Promise.reject(new TypeError('Failed to fetch'));

test('a module is loaded by the first call, once for all calls that wait for it', async (t) => {
  const fetched = t.mock.method(globalThis, 'fetch', wasm);
  await Promise.all(Array.from({ length: 5 }, () => validate([])));
  assert.equal(fetched.mock.callCount(), 1);
  const [url] = fetched.mock.calls[0].arguments;
  assert.equal(url.href, new URL('checks.wasm', dist).href);
});

test('a module that cannot be fetched fails every call that waits for it, and the next one tries again', async (t) => {
  const gone = () => Promise.reject(new Error('an end of the module that was loaded'));
  for (const name of ['calls', 'checks']) await failure(init({ [name]: gone() }));
  let fails = true;
  t.mock.method(globalThis, 'fetch', async (url) => {
    if (fails) throw new TypeError('fetch failed');
    return wasm(url);
  });
  const client = new BatchClient({ baseURL: 'http://127.0.0.1:1' });
  const calls = {
    checks: [validate([]), validate(questions(1)), client.create(questions(1))],
    calls: [client.retrieve('a'), client.poll('a')],
  };
  const rejected = Object.entries(calls).flatMap(([module, all]) =>
    all.map((call) => call.catch((reason) => ({ module, reason }))),
  );
  for (const { module, reason } of await Promise.all(rejected)) {
    const { name, code, message } = reason;
    assert.deepEqual(
      { name, code, message },
      {
        name: 'BatchError',
        code: 'load_failed',
        message: `The WebAssembly module ${module}.wasm could not be loaded (fetch failed). If your bundler does not copy it, put node_modules/message-batches/dist/${module}.wasm beside your scripts, or pass its URL: init({ ${module}: url }).`,
      },
    );
  }
  fails = false;
  assert.equal((await validate(questions(2))).ok, true);
  await init();
});

test('a client that would call the API itself is refused where it is made, with a key or without', () => {
  assert.throws(() => new BatchClient(), REFUSAL);
  assert.throws(() => new BatchClient({ apiKey: KEY }), REFUSAL);
  assert.throws(() => new BatchClient({ apiKey: KEY, baseURL: '' }), BatchError);
});

test('a worker of a page is a page', (t) => {
  delete globalThis.document;
  globalThis.WorkerGlobalScope = class {};
  t.after(() => {
    delete globalThis.WorkerGlobalScope;
    globalThis.document = {};
  });
  assert.throws(() => new BatchClient({ apiKey: KEY }), REFUSAL);
});

test('a baseURL that is the API itself is refused at the first call, however it is written', async () => {
  for (const baseURL of [
    'https://api.anthropic.com',
    'HTTPS://API.anthropic.com:443/',
    'https://api.anthropic.com/proxy',
    'https://api.anthropic.com.',
    'http://api.anthropic.com',
    'http://API.Anthropic.com.:443',
  ]) {
    const api = answering(json(batch()));
    const client = new BatchClient({ apiKey: KEY, baseURL, fetch: api.fetch });
    await assert.rejects(client.retrieve('a'), REFUSAL);
    await assert.rejects(client.create([question('a')]), REFUSAL);
    assert.equal(api.calls.length, 0);
  }
});

test('a relay needs no key, and gets no header that only the API knows', async () => {
  const api = answering(json(batch()));
  const client = new BatchClient({ baseURL: RELAY, fetch: api.fetch });
  assert.deepEqual(await client.retrieve('msgbatch_1'), batch());
  assert.deepEqual(api.calls[0].headers, { accept: 'application/json', 'anthropic-version': '2026-10-21' });
  assert.equal(api.calls[0].url, `${RELAY}/v1/messages/batches/msgbatch_1`);
});

test('a key passed with a relay is the relay’s token', async () => {
  const api = answering(json(batch()));
  await new BatchClient({ baseURL: RELAY, apiKey: 'token', fetch: api.fetch }).retrieve('a');
  assert.equal(api.calls[0].headers.authorization, 'Bearer token');
});

test('dangerouslyAllowBrowser lets a page call the API, with the header that it requires', async () => {
  const api = answering(json(batch()));
  const client = new BatchClient({ apiKey: KEY, dangerouslyAllowBrowser: true, fetch: api.fetch });
  await client.retrieve('a');
  assert.equal(api.calls[0].headers['anthropic-dangerous-direct-browser-access'], 'true');
  assert.equal(api.calls[0].headers.authorization, `Bearer ${KEY}`);
});

test('a call to the API that fails as calls of pages do says that a relay is needed, and is not tried again', async () => {
  const api = answering(failing);
  const client = new BatchClient({ apiKey: KEY, dangerouslyAllowBrowser: true, fetch: api.fetch });
  const error = await failure(client.retrieve('a'));
  assert.equal(error.name, 'ConnectionError');
  assert.equal(error.code, 'needs_relay');
  assert.equal(
    error.message,
    'GET https://api.anthropic.com/v1/messages/batches/a: no response (Failed to fetch). The API does not let web pages call its batch endpoints; point { baseURL } at a relay on a server or edge worker.',
  );
  assert.equal(api.calls.length, 1);
  assert.equal((await failure(client.poll('a'))).code, 'needs_relay');
  assert.equal(api.calls.length, 2);
});

test('a relay that cannot be reached is a failed connection like any other', async (t) => {
  rushed(t);
  const api = answering(failing);
  await assert.rejects(new BatchClient({ baseURL: RELAY, fetch: api.fetch }).retrieve('a'), {
    name: 'ConnectionError',
    code: 'connection_failed',
    message: 'GET https://page.example/v1/messages/batches/a: no response after 3 attempts (Failed to fetch).',
  });
});

test('a redirect, which a page cannot look into, is refused too', async () => {
  const opaque = {
    type: 'opaqueredirect',
    status: 0,
    ok: false,
    headers: new Headers(),
    body: null,
    text: async () => '',
    clone: () => opaque,
  };
  const api = answering(opaque);
  await assert.rejects(new BatchClient({ baseURL: RELAY, fetch: api.fetch }).retrieve('a'), {
    name: 'ResponseError',
    code: 'unexpected_response',
    message:
      'GET https://page.example/v1/messages/batches/a: answered with a redirect, which is not followed because it could send the key to another host.',
  });
  assert.equal(api.calls.length, 1);
});
