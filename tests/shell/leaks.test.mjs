// The key does not appear in anything that a call returns, rejects with, reports or prints.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BatchClient, BatchError } from 'message-batches';
import { formsOf, leaks, printed } from './leaks/hunt.mjs';
import { endings, modes } from './leaks/modes.mjs';
import { all, batch, endedWith, failure, json, KEY, question, streamOf, succeeded } from './setup.mjs';

/** An API key, whose beginning is recognizable, and the token of a relay, which has no recognizable form. */
const SECRETS = { 'a key': KEY, 'a token': 'Qm9v/t0ken+of~a=relay.which;is&odd' };

/** Asserts that these values contain no form of the secret, and names the forms that they contain. */
function assertNone(shown, secret, what) {
  for (const value of shown) assert.deepEqual(leaks(value, secret), [], what);
}

/** Returns a function of an answer: the values, errors and events of all calls of clients. */
function calling(secret) {
  let shown = [];
  let answer;
  const fetch = (...call) => answer(...call);
  const onCall = (event) => {
    shown.push(event);
    throw new Error(`a logger that fails with ${secret}`);
  };
  const clients = ['bearer', 'x-api-key'].map(
    (auth) => new BatchClient({ apiKey: secret, auth, fetch, maxRetries: 0, onCall }),
  );
  return async (answering) => {
    answer = answering;
    const [client, other] = clients.reverse();
    shown = [client];
    const calls = [
      client.retrieve('msgbatch_1'),
      client.create([question('a')]),
      client.list(),
      other.cancel('msgbatch_1'),
      other.delete('msgbatch_1'),
      other.countTokens(question('a').params),
      client.results('msgbatch_1', { maxDrops: 0 }).then((results) => all(results)),
      other.poll('msgbatch_1', { timeoutMs: 1 }),
    ];
    for (const { status, reason, value } of await Promise.allSettled(calls)) {
      shown.push(status === 'fulfilled' ? value : reason);
    }
    return shown;
  };
}

for (const [kind, secret] of Object.entries(SECRETS)) {
  describe(`no failure shows ${kind}`, () => {
    const found = [...modes(secret)];
    const call = calling(secret);

    test('in 180 modes or more', () => assert.ok(found.length >= 180, `${found.length} modes`));

    for (const [name, answer, now] of found) {
      test(name, async () => {
        const fetch = now ? answer : async () => answer();
        const lines = await printed(async () => {
          const shown = await call(fetch);
          assert.ok(shown.length >= 16, `${shown.length} things shown`);
          assertNone(shown, secret, name);
        });
        assert.deepEqual(lines, []);
      });
    }

    for (const [name, make] of endings) {
      test(`results that break off with ${name}`, async () => {
        const body = () =>
          new ReadableStream({
            start: (controller) => controller.enqueue(new TextEncoder().encode(`${JSON.stringify(succeeded('a'))}\n`)),
            pull: (controller) => controller.error(make(secret)),
          });
        const fetch = async (url) => (url.endsWith('/results') ? new Response(body()) : json(endedWith(2)));
        const client = new BatchClient({ apiKey: secret, fetch, maxRetries: 0 });
        const error = await failure(all(client.results('msgbatch_1', { maxDrops: 0 })));
        assert.equal(error.code, 'connection_lost');
        assertNone([error], secret, name);
      });
    }

    test('a call that is aborted or takes too long', async () => {
      const never = (_, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error(secret))));
      const client = new BatchClient({ apiKey: secret, fetch: never, maxRetries: 0 });
      const reason = new Error('the reason of the caller');
      assert.equal(await failure(client.retrieve('a', { signal: AbortSignal.abort(reason) })), reason);
      const controller = new AbortController();
      const creating = failure(client.create([question('a')], { signal: controller.signal }));
      controller.abort(reason);
      assert.equal(await creating, reason);
      assertNone([await failure(client.retrieve('a', { timeoutMs: 5 })), reason], secret);
    });

    test('inputs, callbacks and stores that fail', async () => {
      const fault = new Error('a fault of the caller');
      const fail = () => {
        throw fault;
      };
      const records = ['a', 'b'].map((id) => `${JSON.stringify(succeeded(id))}\n`);
      const fetch = async (url) => {
        if (url.endsWith('/results')) return new Response(streamOf(...records));
        return json(/msgbatch/.test(url) ? endedWith(2) : batch());
      };
      const client = new BatchClient({ apiKey: secret, fetch, maxRetries: 0 });
      const input = async function* () {
        yield question('a');
        fail();
      };
      const spill = { append: fail, seal: fail, read: fail, close: fail };
      const calls = [
        client.create(input()),
        client.create([question('a')], { onUpload: fail }),
        client.create([question('a')], { onReport: fail }),
        client.create([question('a')], { onProgress: fail }),
        client.create([{ custom_id: 'a', params: { model: secret } }]),
        client.poll('msgbatch_1', { onProgress: fail }),
        client.results('msgbatch_1').then((results) => all(results.inOrder(['b', 'a'], { spill }))),
        client.results('msgbatch_1', { schema: { parse: fail } }).then((results) => all(results)),
        new BatchClient({ apiKey: () => fail(), fetch }).retrieve('a'),
        new BatchClient({ apiKey: async () => secret, fetch: fail, maxRetries: 0 }).retrieve('a'),
      ];
      const settled = await Promise.allSettled(calls);
      assertNone(
        settled.filter(({ reason }) => reason === fault).map(({ reason }) => reason),
        secret,
      );
      const ours = settled.filter(({ status, reason }) => status === 'rejected' && reason !== fault);
      assertNone(
        ours.filter(({ reason }) => reason.name !== 'ValidationError').map(({ reason }) => reason),
        secret,
      );
      // Three of the callbacks only watch, so these calls succeed.
      assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 3);
      assert.ok(settled.filter(({ reason }) => reason === fault).length >= 3);
    });

    test('a key among the headers', async () => {
      const forms = [
        { authorization: `Bearer ${secret}` },
        { Authorization: `bearer ${secret}` },
        { 'X-Api-Key': secret },
        [['x-api-key', secret]],
        new Headers({ 'x-api-key': secret }),
        { cookie: `a=1; session=${secret}` },
        { 'cf-access-client-secret': secret },
        { 'x-gateway-token': `token=${secret}` },
      ];
      const echo = async (_, { headers }) => {
        throw new TypeError(`fetch failed with ${JSON.stringify([...headers])}`);
      };
      for (const headers of forms) {
        const client = { maxRetries: 0, fetch: echo, apiKey: 'another-key' };
        assertNone(
          [
            await failure(new BatchClient({ ...client, headers }).retrieve('a')),
            await failure(new BatchClient(client).retrieve('a', { headers })),
            await failure(new BatchClient(client).create([question('a')], { headers })),
          ],
          secret,
        );
      }
    });
  });
}

const BASE_URLS = (key) => [
  ...['', 'http://', 'https://', 'https:', '//', 'ftp://', 'Bearer ', ' ', '"'].map((start) => `${start}${key}`),
  ...['@relay.example', ':x@relay.example', '@relay.example/v1'].map((end) => `https://${key}${end}`),
  ...['user:', ':', `${key}:`].map((start) => `https://${start}${key}@relay.example`),
  ...['/', '/a/', '/a/b?x=', '?', '?key=', '#', '#key=', '/v1?api_key=', '/\\', '/ ', ':', '/v1/'].map(
    (path) => `https://relay.example${path}${key}`,
  ),
  ...['/v1', '/', '/v1/messages', '/v1/messages/batches', ' ', '\n', '\\'].map(
    (end) => `https://relay.example/${key}${end}`,
  ),
  ...['.relay.example', '.', ':443', ':x', '/v1', '%00'].map((end) => `https://${key}${end}`),
  ...['http://relay.example', 'http://api.anthropic.com', 'http://127.0.0.1:9'].map((start) => `${start}/${key}`),
  `https://relay.example/${encodeURIComponent(key)}`,
  `https://relay.example/a-long-path-that-is-cut-in-a-message/${key}`,
];

test('no base URL shows the key that is in it', async () => {
  const keys = [KEY, `sk-ant-api03-${'Ab1_'.repeat(23)}-AA`, `sk-proj-${'aB3_'.repeat(12)}`];
  assert.ok(BASE_URLS(KEY).length >= 39, `${BASE_URLS(KEY).length} base URLs`);
  const refuse = async (url) => {
    throw new TypeError(`Failed to fetch ${url}`);
  };
  const shown = { refused: 0, called: 0 };
  for (const key of keys) {
    for (const baseURL of BASE_URLS(key)) {
      for (const apiKey of [key, undefined, 'another-key-than-that']) {
        // A key of another vendor that is not the client's own is recognized only in a base URL that is rejected.
        const events = [];
        const calling = async () => {
          const onCall = (event) => events.push(event);
          return new BatchClient({ baseURL, apiKey, fetch: refuse, maxRetries: 0, onCall }).retrieve('a');
        };
        const error = await failure(calling());
        const isRefused = error.code === 'invalid_option';
        shown[isRefused ? 'refused' : 'called'] += 1;
        if (!isRefused && apiKey !== key && !key.startsWith('sk-ant-')) continue;
        assertNone([error, ...events], key, JSON.stringify(baseURL));
      }
    }
  }
  assert.ok(shown.refused > 150 && shown.called > 60, JSON.stringify(shown));
});

test('a key that was put into another option is not shown', async () => {
  const fetch = async () => json({ type: 'error', error: { type: 'api_error', message: 'no' } }, { status: 400 });
  const long = `sk-ant-api03-${'Ab1_'.repeat(23)}-AA`;
  for (const key of [KEY, long]) {
    const options = [
      ...['auth', 'apiVersion', 'betas', 'workspaceId', 'maxRetries', 'timeoutMs', 'headers', 'fetch', 'onCall'],
      ...['maxBodyBytes', 'allowInsecure', 'allowResend', 'dangerouslyAllowBrowser'],
    ];
    for (const name of options) {
      const client = () => new BatchClient({ apiKey: key, fetch, maxRetries: 0, [name]: key }).retrieve('a');
      assertNone([await failure((async () => client())())], key, name);
    }
    const client = new BatchClient({ fetch, maxRetries: 0, apiKey: 'another-key-than-that' });
    const calls = [
      client.retrieve(key),
      client.retrieve('a', { signal: key }),
      client.retrieve('a', { betas: [key, 1] }),
      client.retrieve('a', { [key]: true }),
      client.list({ limit: key }),
      client.list({ [key]: 1 }),
      client.poll('a', { intervalMs: key }),
      client.create([question('a')], { idempotencyKey: `${key}\n` }),
      client.results('a', { from: key }),
    ];
    for (const call of calls) assertNone([await failure(Promise.resolve(call))], key);
  }
});

test('the whole message of an error says where a key was', async () => {
  const client = new BatchClient({
    apiKey: SECRETS['a token'],
    maxRetries: 0,
    fetch: async () => {
      throw new TypeError(`cannot reach https://relay.example?token=${encodeURIComponent(SECRETS['a token'])}&a=1`);
    },
  });
  const error = await failure(client.retrieve('a'));
  const message =
    'GET https://api.anthropic.com/v1/messages/batches/a: no response (cannot reach https://relay.example?token=[key]&a=1).';
  assert.equal(error.message, message);
  assert.equal(error.stack.split('\n')[0], `ConnectionError: ${message}`);
  assert.ok(error instanceof BatchError);
  assert.equal(error.cause.message, 'cannot reach https://relay.example?token=[key]&a=1');
  assert.ok(error.cause instanceof TypeError);
});

test('a key with the name of its variable before it is hidden, and the name is not', async () => {
  const client = new BatchClient({
    apiKey: 'ANTHROPIC_API_KEY=sk-proj-0123456789abcdef',
    auth: 'x-api-key',
    maxRetries: 0,
    fetch: async (_, { headers }) => {
      throw new TypeError(`ANTHROPIC_API_KEY is wrong: ${headers.get('x-api-key')}`);
    },
  });
  assert.equal(
    (await failure(client.retrieve('a'))).message,
    'GET https://api.anthropic.com/v1/messages/batches/a: no response (ANTHROPIC_API_KEY is wrong: ANTHROPIC_API_KEY=[key]).',
  );
});

test('a cause without a key is the very error that fetch threw, and a batch the one that was read', async () => {
  const cause = new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
  const client = (fetch) => new BatchClient({ apiKey: KEY, fetch, maxRetries: 0 });
  assert.equal((await failure(client(() => Promise.reject(cause)).retrieve('a'))).cause, cause);
  assert.deepEqual(await client(async () => json(batch())).retrieve('a'), batch());
});

test('the hunt finds a leak of each form, wherever it is', () => {
  const secret = SECRETS['a token'];
  for (const [name, form] of Object.entries(formsOf(secret))) {
    assert.ok(leaks(new Error(form), secret).includes(name), name);
    assert.ok(leaks(new Error('x', { cause: new AggregateError([new Error(form)]) }), secret).includes(name), name);
    assert.ok(leaks({ a: [{ b: form }] }, secret).includes(name), name);
    assert.ok(leaks(Object.defineProperty(new Error('x'), 'hidden', { value: form }), secret).includes(name), name);
    assert.ok(leaks(Object.assign(new Error('x'), { stack: form }), secret).includes(name), name);
  }
});
