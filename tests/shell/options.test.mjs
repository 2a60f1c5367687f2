// The values of the options of clients and calls.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchClient, forgetJob, init, listJobs, readJob, readResults, validate } from 'message-batches';
import { answering, batch, failure, inProcess, json, KEY, NODE_ENTRY, question } from './setup.mjs';

const headersOf = async (options, callOptions) => {
  const api = answering(json(batch()));
  await api.client(options).retrieve('a', callOptions);
  return api.calls[0].headers;
};

const URL_SHAPE = 'an absolute http or https URL such as https://relay.example.com';
const wrong = [
  [{ apiKey: 7 }, 'TypeError', 'apiKey: expected a string, or a function that returns one, found 7'],
  [{ auth: 'basic' }, 'RangeError', 'auth: expected "bearer" or "x-api-key", found "basic"'],
  [{ auth: 1 }, 'TypeError', 'auth: expected "bearer" or "x-api-key", found 1'],
  [{ baseURL: 7 }, 'TypeError', `baseURL: expected ${URL_SHAPE}, found 7`],
  [{ baseURL: {} }, 'TypeError', `baseURL: expected ${URL_SHAPE}, found an object`],
  [{ baseURL: 'relay.example' }, 'RangeError', `baseURL: expected ${URL_SHAPE}, found "relay.example"`],
  [{ baseURL: 'ftp://relay.example' }, 'RangeError', `baseURL: expected ${URL_SHAPE}, found "ftp://relay.example"`],
  [{ baseURL: 'sk-other-0123456789' }, 'RangeError', `baseURL: expected ${URL_SHAPE}, found a string`],
  [{ apiVersion: '2024-01-01' }, 'RangeError', 'apiVersion: expected "2026-10-21" or "2023-06-01", found "2024-01-01"'],
  [{ apiVersion: new Date(0) }, 'TypeError', 'apiVersion: expected "2026-10-21" or "2023-06-01", found an object'],
  [{ betas: 'a,b' }, 'TypeError', 'betas: expected an array of beta names, found "a,b"'],
  [{ betas: {} }, 'TypeError', 'betas: expected an array of beta names, found an object'],
  [{ headers: 'a: b' }, 'TypeError', 'headers: expected an object of header names and values, found a string'],
  [{ headers: new Date(0) }, 'TypeError', 'headers: expected an object of header names and values, found an object'],
  [{ fetch: 'fetch' }, 'TypeError', 'fetch: expected a function, found "fetch"'],
  [{ maxRetries: -1 }, 'RangeError', 'maxRetries: expected a non-negative whole number, found -1'],
  [{ maxRetries: 1.5 }, 'RangeError', 'maxRetries: expected a non-negative whole number, found 1.5'],
  [
    { maxRetries: Number.POSITIVE_INFINITY },
    'RangeError',
    'maxRetries: expected a non-negative whole number, found Infinity',
  ],
  [{ maxRetries: '2' }, 'TypeError', 'maxRetries: expected a non-negative whole number, found "2"'],
  [{ timeoutMs: 0 }, 'RangeError', 'timeoutMs: expected a positive number of milliseconds, found 0'],
  [{ timeoutMs: Number.NaN }, 'RangeError', 'timeoutMs: expected a positive number of milliseconds, found NaN'],
  [{ timeoutMs: 10n }, 'TypeError', 'timeoutMs: expected a positive number of milliseconds, found a bigint'],
  [{ maxRetryAfterMs: -1 }, 'RangeError', 'maxRetryAfterMs: expected a positive number of milliseconds, found -1'],
  [
    { maxAnswerBytes: 2 ** 29 },
    'RangeError',
    'maxAnswerBytes: expected a whole number from 1 to 268435456, found 536870912',
  ],
  [{ workspaceId: 7 }, 'TypeError', 'workspaceId: expected a string, found 7'],
  [{ dangerouslyAllowBrowser: 'yes' }, 'TypeError', 'dangerouslyAllowBrowser: expected true or false, found "yes"'],
  [{ allowResend: 1 }, 'TypeError', 'allowResend: expected true or false, found 1'],
  [{ apiKey: '  \t' }, 'RangeError', 'apiKey: expected a key, found spaces alone'],
  [{ onCall: {} }, 'TypeError', 'onCall: expected a function, found an object'],
];
for (const [options, name, message] of wrong) {
  test(`a client is not made with ${Object.keys(options)}: ${message.split('found ').at(-1)}, and a ${name} says why`, () => {
    assert.throws(() => new BatchClient(options), { name, code: 'invalid_option', message });
  });
}

const wrongInside = [
  [{ baseURL: '' }, 'RangeError', `baseURL: expected ${URL_SHAPE}, found ""`],
  [
    { apiKey: async () => ({}) },
    'TypeError',
    'apiKey: expected a string, or a function that returns one, found an object',
  ],
  [{ apiKey: async () => ' ' }, 'RangeError', 'apiKey: expected a key, found spaces alone'],
  [
    { baseURL: 'https://a:b@relay.example' },
    'RangeError',
    "baseURL: expected a URL without credentials, query or fragment, found a URL with '@' in it",
  ],
  [{ baseURL: 'a:b@relay.example' }, 'RangeError', `baseURL: expected ${URL_SHAPE}, found a URL with '@' in it`],
  [
    { baseURL: new URL('https://relay.example?a=1') },
    'RangeError',
    "baseURL: expected a URL without credentials, query or fragment, found a URL with '?' in it",
  ],
  [{ betas: ['a', null] }, 'TypeError', 'betas: expected an array of beta names, found null'],
  [{ headers: { a: {} } }, 'TypeError', 'headers["a"]: expected a string, found an object'],
];
for (const [options, name, message] of wrongInside) {
  test(`the first call of a client with ${Object.keys(options)}: ${message.split('found ').at(-1)} rejects with a ${name} that says so`, async () => {
    const api = answering(json(batch()));
    await assert.rejects(api.client(options).retrieve('a'), { name, code: 'invalid_option', message });
    await assert.rejects(api.client(options).create([question('a')]), { name, code: 'invalid_option', message });
    assert.equal(api.calls.length, 0);
  });
}

test('options of a call are checked as those of a client', async () => {
  const client = answering(json(batch())).client();
  const message = 'signal: expected an AbortSignal, found an object';
  for (const verb of ['retrieve', 'cancel', 'delete', 'results', 'poll']) {
    await assert.rejects(client[verb]('a', { signal: {} }), { name: 'TypeError', message });
    await assert.rejects(client[verb]('a', 'text'), {
      name: 'TypeError',
      message: 'options: expected an object, found a string',
    });
    await assert.rejects(client[verb](7), { name: 'TypeError', message: 'batch id: expected a string, found 7' });
    await assert.rejects(client[verb](), {
      name: 'TypeError',
      message: 'batch id: expected a string, found undefined',
    });
  }
  await assert.rejects(client.list({}, { signal: {} }), { name: 'TypeError', message });
  await assert.rejects(client.create([question('a')], { signal: {} }), { name: 'TypeError', message });
});

test('a client is made of options or of nothing', () => {
  for (const [options, found] of [
    ['text', 'a string'],
    [7, '7'],
    [null, 'null'],
    [() => {}, 'a function'],
    [[], 'an array'],
  ]) {
    assert.throws(() => new BatchClient(options), {
      name: 'TypeError',
      message: `options: expected an object, found ${found}`,
    });
  }
});

test('null and undefined count as absent', async () => {
  const absent = Object.fromEntries(
    ['auth', 'baseURL', 'apiVersion', 'betas', 'headers', 'maxRetries', 'timeoutMs', 'workspaceId', 'onCall'].map(
      (name) => [name, null],
    ),
  );
  assert.deepEqual(
    await headersOf(absent, { signal: null, headers: { 'x-a': undefined, 'x-b': null } }),
    await headersOf({}),
  );
});

test('a baseURL may have a path and a slash at its end', async () => {
  const api = answering(json(batch()));
  for (const baseURL of ['https://relay.example/deep/', 'HTTPS://RELAY.example:443/deep']) {
    await api.client({ baseURL }).retrieve('a');
  }
  assert.deepEqual(
    api.calls.map(({ url }) => url),
    ['https://relay.example/deep/v1/messages/batches/a', 'https://relay.example/deep/v1/messages/batches/a'],
  );
});

test('white space around a baseURL is ignored', async () => {
  const api = answering(json(batch()));
  for (const baseURL of [' https://relay.example', 'https://relay.example\n', '\thttps://relay.example/ \r\n']) {
    await api.client({ baseURL }).retrieve('a');
  }
  assert.deepEqual(
    api.calls.map(({ url }) => url),
    Array.from({ length: 3 }, () => 'https://relay.example/v1/messages/batches/a'),
  );
  await assert.rejects(async () => api.client({ baseURL: 'https://relay example ' }).retrieve('a'), {
    name: 'RangeError',
    code: 'invalid_option',
    message: `baseURL: expected ${URL_SHAPE}, found "https://relay example"`,
  });
});

test('a client keeps the options that it was made with, whatever becomes of the object', async () => {
  const first = answering(json(batch()));
  const second = answering(json(batch()));
  const options = {
    apiKey: 'key-one',
    baseURL: new URL('https://one.example'),
    fetch: first.fetch,
    headers: { 'x-a': 'one' },
    betas: ['one'],
  };
  const client = new BatchClient(options);
  options.baseURL.hostname = 'two.example';
  Object.assign(options, { apiKey: 'key-two', baseURL: 'https://two.example', fetch: second.fetch, auth: 'x-api-key' });
  options.headers['x-a'] = 'two';
  options.betas.push('two');
  await client.retrieve('a');
  options.fetch = null;
  await client.retrieve('a');
  assert.equal(second.calls.length, 0);
  for (const { url, headers } of first.calls) {
    assert.equal(url, 'https://one.example/v1/messages/batches/a');
    assert.equal(headers.authorization, 'Bearer key-one');
    assert.equal(headers['x-a'], 'one');
    assert.equal(headers['anthropic-beta'], 'one');
  }
  assert.equal(first.calls.length, 2);
});

test('a client is written as JSON without its options, also by what holds it', () => {
  const { client } = answering(json(batch()));
  assert.equal(JSON.stringify({ client: client() }), '{"client":{}}');
  assert.equal(JSON.stringify(client().messages), '{"batches":{}}');
});

test('methods of a client can be called without it', async () => {
  const api = answering(json(batch()));
  const { retrieve, list, poll } = api.client().messages.batches;
  assert.equal((await retrieve('a')).id, 'msgbatch_1');
  await assert.rejects(list({ limit: 'x' }), { code: 'invalid_option' });
  await assert.rejects(poll(7), { message: 'batch id: expected a string, found 7' });
});

test('a function for the key that never settles is held to the time limit, and leaves no timer', async () => {
  const { client } = answering(json(batch()));
  const { code, name, message } = await failure(client({ apiKey: () => new Promise(() => {}), timeoutMs: 20 }).list());
  assert.deepEqual(
    { code, name, message },
    {
      code: 'timed_out',
      name: 'ConnectionError',
      message: 'apiKey: the function returned no key within 20 ms.',
    },
  );
  const ended = await inProcess(`import { BatchClient } from ${JSON.stringify(NODE_ENTRY)};
    const fetch = async () => Response.json({ data: [], has_more: false, first_id: null, last_id: null });
    await new BatchClient({ fetch, apiKey: () => 'k' }).list();`);
  assert.equal(ended.code, 0);
});

test('arguments of another kind are named', async () => {
  const { client } = answering(json(batch()));
  const error = new Error('x');
  for (const [call, message] of [
    [() => client().findCreated(), 'intent: expected the intent of an error: error.intent, found undefined'],
    [() => client().findCreated(error), 'intent: expected the intent of an error: error.intent, found an object'],
    [() => client().countTokens(), 'params: expected the params of a request, found undefined'],
    [
      () => client().countTokens(question('a')),
      'params: expected the params of a request, found a whole request. Pass request.params',
    ],
    [() => listJobs(), 'store: expected a JobStore with get, put, delete and list, found undefined'],
    [() => readJob({}, 'a'), 'store: expected a JobStore with get, put, delete and list, found an object'],
    [() => forgetJob(null, 'a'), 'store: expected a JobStore with get, put, delete and list, found null'],
    [() => init({ checks: 5 }), 'checks: expected a URL, a path, bytes, a Response or a compiled module, found 5'],
    [
      () => init({ checks: {} }),
      'checks: expected a URL, a path, bytes, a Response or a compiled module, found an object',
    ],
    [
      () => validate(question('a')),
      'input: expected an array of requests, or a create body, found one request. Pass it in an array: [request]',
    ],
    [
      () => client().create({ request: [question('a')] }),
      'input: expected an array of requests, or a create body, found the key "request". Did you mean requests?',
    ],
    [
      () => readResults(new Response('not found', { status: 404 })),
      'results: expected a successful response that was not read yet, found one with HTTP status 404',
    ],
  ]) {
    await assert.rejects(async () => await call(), { name: 'TypeError', code: 'invalid_option', message });
  }
});

test('an injected fetch is used for everything, and called without a `this`', async () => {
  const seen = [];
  async function fetch() {
    seen.push(this);
    return json(batch());
  }
  await new BatchClient({ apiKey: KEY, fetch }).retrieve('a');
  assert.deepEqual(seen, [undefined]);
});

test('the global fetch is looked up at each call, so that it can be replaced', async (t) => {
  const client = new BatchClient({ apiKey: KEY });
  t.mock.method(globalThis, 'fetch', async () => json(batch()));
  assert.deepEqual(await client.retrieve('a'), batch());
});

test('a base URL may be in any script, and end in an endpoint', async () => {
  for (const [baseURL, start] of [
    ['https://пример.рф', 'https://xn--e1afmkfd.xn--p1ai'],
    ['https://пример.рф/', 'https://xn--e1afmkfd.xn--p1ai'],
    ['https://relay.example/ümlaut', 'https://relay.example/%C3%BCmlaut'],
    ['https://relay.example/ümlaut/v1/messages', 'https://relay.example/%C3%BCmlaut'],
    ['https://relay.example/v1/chat/completions', 'https://relay.example'],
    ['https://relay.example/a/v1/complete/', 'https://relay.example/a'],
    ['https://relay.example/v1/messages/count_tokens', 'https://relay.example'],
    ['https://relay.example/v1/messages/batches', 'https://relay.example'],
  ]) {
    const api = answering(json(batch()));
    await api.client({ baseURL }).retrieve('a');
    assert.equal(api.calls[0].url, `${start}/v1/messages/batches/a`);
  }
  await assert.rejects(answering(json(batch())).client({ baseURL: 'https://bücher@пример.рф' }).retrieve('a'), {
    name: 'RangeError',
    message: "baseURL: expected a URL without credentials, query or fragment, found a URL with '@' in it",
  });
});
