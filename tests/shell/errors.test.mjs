import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import * as ours from 'message-batches';
import {
  answering,
  apiError,
  batch,
  emulated,
  failure,
  json,
  NODE_ENTRY,
  never,
  question,
  questions,
} from './setup.mjs';

const ONE = 'https://api.anthropic.com/v1/messages/batches/msgbatch_1';
const retrieve = (answer, options) =>
  answering(answer)
    .client({ maxRetries: 0, ...options })
    .retrieve('msgbatch_1');
const create = (answer) =>
  answering(answer)
    .client({ maxRetries: 0 })
    .create([question('a')]);
const UNKNOWN = 'The batch may exist: list recent batches before creating it again, or it may be billed twice.';

const SHORT_KEY =
  " The key came from the option { apiKey } and was sent as a bearer token ({ auth: 'bearer' }). It is shorter than an API key: the end may be missing.";
const GATEWAY = ' The response came from a gateway or proxy in front of https://api.anthropic.com, not from the API.';
const SIGN_IN =
  ' It may come from a proxy on the way to https://api.anthropic.com, or from a network that requires sign-in.';

const statuses = [
  [400, 'invalid_request_error', 'invalid_request'],
  [401, 'authentication_error', 'authentication_failed'],
  [402, 'billing_error', 'billing_problem'],
  [403, 'permission_error', 'permission_denied'],
  [404, 'not_found_error', 'not_found'],
  [409, 'conflict_error', 'conflict'],
  [413, 'request_too_large', 'request_too_large'],
  [422, 'invalid_request_error', 'invalid_request'],
  [429, 'rate_limit_error', 'rate_limited'],
  [500, 'api_error', 'server_error'],
  [503, 'overloaded_error', 'overloaded'],
  [504, 'timeout_error', 'server_timeout'],
  [529, 'overloaded_error', 'overloaded'],
];
for (const [status, type, code] of statuses) {
  test(`a ${status} is an ApiError with the code ${code} and everything the API sent`, async () => {
    const error = await failure(retrieve(apiError(status, type, 'Words of the API.', { 'retry-after': '1.5' })));
    assert.ok(error instanceof ours.ApiError && error instanceof ours.BatchError && error instanceof Error);
    assert.equal(error.message, `${status} ${type}: Words of the API.${status === 401 ? SHORT_KEY : ''}`);
    assert.deepEqual(
      { ...error },
      { name: 'ApiError', code, method: 'GET', url: ONE, status, type, requestId: 'req_1', retryAfterMs: 1500 },
    );
  });
}

test('a 401 says what is wrong with the key, wherever it came from, and shows no part of it', async (t) => {
  const own = " and was sent in the header x-api-key ({ auth: 'x-api-key' }).";
  const OPENAI = ' It looks like an OpenAI key, not an Anthropic API key.';
  const NAME = ' It begins with a name, as in NAME=value: pass the value alone.';
  const cases = [
    [{ apiKey: 'sk-proj-0123456789abcdef' }, 'the option { apiKey }', OPENAI],
    [
      { apiKey: async () => '"sk-proj-0123456789abcdef"' },
      'the function passed as { apiKey }',
      ` It has quotes around it: remove them.${OPENAI}`,
    ],
    [{}, 'the environment variable ANTHROPIC_API_KEY', `${NAME}${OPENAI}`],
    [{ headers: { 'x-api-key': 'sk-proj-0123456789abcdef' } }, 'the option { headers }', OPENAI],
  ];
  process.env.ANTHROPIC_API_KEY = 'ANTHROPIC_API_KEY=sk-proj-0123456789abcdef';
  t.after(() => delete process.env.ANTHROPIC_API_KEY);
  for (const [options, source, flaw] of cases) {
    const { fetch } = answering(apiError(401, 'authentication_error', 'invalid x-api-key'));
    const error = await failure(new ours.BatchClient({ fetch, auth: 'x-api-key', ...options }).retrieve('msgbatch_1'));
    assert.equal(
      error.message,
      `401 authentication_error: invalid x-api-key. The key came from ${source}${own}${flaw}`,
    );
    assert.deepEqual([error.method, error.url], ['GET', ONE]);
  }
});

test('a page of HTML with a 403 points to a proxy or firewall, one with a 404 to the base URL', async () => {
  const html = (status) => new Response('<html>Access denied</html>', { status });
  const found = "expected the API's JSON error, found what looks like an HTML page.";
  assert.equal(
    (await failure(retrieve(html(403)))).message,
    `403 error: ${found} A proxy, VPN or firewall on the way to https://api.anthropic.com may have refused the call.`,
  );
  const wrong = await failure(retrieve(html(404), { baseURL: 'https://www.example.com/app' }));
  assert.equal(
    wrong.message,
    `404 error: ${found} https://www.example.com has no Message Batches API at this address: check { baseURL }.`,
  );
  assert.equal(wrong.url, 'https://www.example.com/app/v1/messages/batches/msgbatch_1');
});

test('a spend limit has a separate code, because waiting does not help', async () => {
  const error = {
    type: 'rate_limit_error',
    message: 'Cap reached.',
    details: { error_code: 'enforced_spend_limit_reached' },
  };
  const api = answering(json({ type: 'error', error, request_id: null }, { status: 429, 'retry-after': '1' }));
  const thrown = await failure(api.client().retrieve('msgbatch_1'));
  assert.equal(thrown.code, 'spend_limit');
  assert.equal(thrown.message, '429 rate_limit_error: Cap reached.');
  assert.equal(api.calls.length, 1);
});

test('a wrong key, a missing key and an unknown id are reported in the words of the API', async (t) => {
  const { url, client } = await emulated(t);
  const wrong = new ours.BatchClient({ baseURL: url, apiKey: 'wrong' });
  await assert.rejects(wrong.create(questions(1)), {
    name: 'ApiError',
    code: 'authentication_failed',
    status: 401,
    type: 'authentication_error',
    method: 'POST',
    url: `${url}/v1/messages/batches`,
    message: `401 authentication_error: API key is invalid. The key came from the option { apiKey } and was sent as a bearer token ({ auth: 'bearer' }). ${url} is not the API itself: it may require its own token, or hold a key that the API refused.`,
  });
  // A relay has the key itself, so its clients may have none; the API at this address requires one.
  await assert.rejects(new ours.BatchClient({ baseURL: url }).list(), {
    code: 'authentication_failed',
    message: `401 authentication_error: x-api-key header is required. No key was sent: if ${url} requires one, pass { apiKey } or set ANTHROPIC_API_KEY; if it is a relay that holds a key, that key was refused.`,
  });
  for (const verb of ['retrieve', 'cancel', 'delete', 'results', 'poll']) {
    await assert.rejects(client[verb]('msgbatch_none'), {
      name: 'ApiError',
      code: 'not_found',
      message: '404 not_found_error: Message Batch msgbatch_none not found.',
    });
  }
  const { id } = await client.create(questions(1));
  await assert.rejects(client.delete(id), {
    code: 'invalid_request',
    message: '400 invalid_request_error: In progress batches cannot be deleted. Consider canceling the batch instead.',
  });
});

test('a missing key is reported before anything is sent to the API', async () => {
  const api = answering(json(batch()));
  const client = new ours.BatchClient({ fetch: api.fetch });
  const message =
    'No API key: pass { apiKey } to BatchClient, or set ANTHROPIC_API_KEY where the runtime has environment variables, or point { baseURL } at a relay that holds the key.';
  const calls = {
    retrieve: () => client.retrieve('a'),
    list: () => client.list(),
    create: () => client.create(questions(1)),
    results: () => client.results('a'),
    poll: () => client.poll('a'),
  };
  for (const call of Object.values(calls)) {
    await assert.rejects(call, { name: 'BatchError', code: 'missing_api_key', message });
  }
  assert.equal(api.calls.length, 0);
});

test('an error without a text is described', async () => {
  const html = (status) =>
    new Response('<html><h1>Nope</h1></html>', { status, headers: { 'content-type': 'text/html' } });
  const tooLarge = await failure(create(html(413)));
  assert.equal(tooLarge.name, 'ApiError');
  assert.equal(tooLarge.code, 'request_too_large');
  assert.equal('type' in tooLarge, false);
  assert.equal(
    tooLarge.message,
    "413 error: expected the API's JSON error, found what looks like an HTML page. The body was too large for the API or for a proxy in front of it: send fewer or smaller requests in one batch.",
  );
  const bodies = [
    ['', 'an empty body'],
    ['<html>', 'what looks like an HTML page'],
    ['7', 'text that is not a JSON object'],
    ['[]', 'a JSON array'],
    ['{"ok":false}', 'another JSON object'],
    ['{"error":{"message":"no', 'JSON that is broken at byte 23'],
  ];
  for (const [body, found] of bodies) {
    await assert.rejects(retrieve(new Response(body, { status: 502, headers: { 'request-id': 'req_9' } })), {
      name: 'ApiError',
      code: 'server_error',
      requestId: 'req_9',
      message: `502 error: expected the API's JSON error, found ${found}.${GATEWAY}`,
    });
  }
});

test('the text of another server is quoted without the key, for every status', async () => {
  const key = 'sk-ant-secret-of-the-caller';
  const bodies = [
    [{ detail: 'the text' }, 'error: the text'],
    [{ message: `no route for ${key}\u001b[2J` }, 'error: no route for [key]\\u001b[2J'],
    [{ error: 'invalid_token', error_description: 'expired' }, 'invalid_token: expired'],
    [{ title: 'Forbidden', detail: 'policy 7' }, 'error: policy 7'],
    [{ errors: [{ message: 'first' }, { message: 'second' }] }, 'error: first'],
    [{ error: { error: { type: 'overloaded_error', message: 'deep' } } }, 'overloaded_error: deep'],
    ['Model group not found', 'error: Model group not found'],
  ];
  for (const [body, text] of bodies) {
    for (const status of [400, 401, 403, 404, 413, 422, 429, 500, 503, 529]) {
      const answer = () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
      const options = { apiKey: key, baseURL: 'https://p.example', maxRetries: 0, fetch: async () => answer() };
      const client = new ours.BatchClient(options);
      const error = await failure(client.retrieve('msgbatch_1'));
      assert.equal(error.name, 'ApiError');
      assert.ok(error.message.startsWith(`${status} ${text}`), error.message);
    }
  }
  const long = async () => json({ detail: 'x'.repeat(50) }, { status: 400 });
  const client = new ours.BatchClient({ apiKey: key, maxErrorLength: 3, maxRetries: 0, fetch: long });
  assert.equal((await failure(client.retrieve('msgbatch_1'))).message, '400 error: xxx… (47 more characters)');
});

const unlike = [
  [new Response('<html>', { status: 200 }), `expected a message batch, found what looks like an HTML page.${SIGN_IN}`],
  [new Response('', { status: 200 }), 'expected a message batch, found an empty body.'],
  [json([1]), 'expected a message batch, found a JSON array.'],
  [json({ id: 'a' }), 'expected a message batch, found a JSON object without a processing_status.'],
  [json({ processing_status: 'ended' }), 'expected a message batch, found a JSON object without an id.'],
  [
    json({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded\u001b' } }),
    'expected a message batch, found a JSON object without an id: Overloaded\\u001b.',
  ],
  [new Response('{"id":"a",', { status: 200 }), 'expected a message batch, found JSON that is broken at byte 10.'],
];
for (const [answer, problem] of unlike) {
  test(`a success that holds ${problem.split('found ')[1]} is a ResponseError`, async () => {
    const read = await failure(retrieve(answer.clone()));
    assert.ok(read instanceof ours.ResponseError);
    assert.equal(read.message, `GET ${ONE}: ${problem}`);
    assert.deepEqual(
      { ...read },
      { name: 'ResponseError', code: 'unexpected_response', method: 'GET', url: ONE, status: 200 },
    );
    const made = await failure(create(answer));
    assert.equal(made.message, `POST https://api.anthropic.com/v1/messages/batches: ${problem} ${UNKNOWN}`);
    assert.equal(made.outcome, 'unknown');
  });
}

test('a redirect is refused, not followed: it could carry the key to another host', async () => {
  for (const status of [301, 302, 307, 308]) {
    const api = answering(new Response(null, { status, headers: { location: 'https://elsewhere.example/' } }));
    await assert.rejects(api.client().retrieve('msgbatch_1'), {
      name: 'ResponseError',
      code: 'unexpected_response',
      status,
      message: `GET ${ONE}: answered with a redirect, which is not followed because it could send the key to another host.`,
    });
    assert.equal(api.calls.length, 1);
    assert.equal(api.calls[0].redirect, 'manual');
  }
});

test('a fetch that returns no response is reported', async () => {
  for (const odd of [undefined, null, 'text', {}]) {
    await assert.rejects(
      retrieve(() => odd),
      {
        name: 'ResponseError',
        message: `GET ${ONE}: expected a Response from fetch, found something else.`,
      },
    );
  }
});

test('a fetch that fails is a ConnectionError with the reason and the very cause', async () => {
  const cause = Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('connect ECONNRESET 127.0.0.1:1'), { code: 'ECONNRESET' }),
  });
  const error = await failure(retrieve(() => Promise.reject(cause)));
  assert.ok(error instanceof ours.ConnectionError);
  assert.equal(error.code, 'connection_failed');
  assert.equal(error.message, `GET ${ONE}: no response (fetch failed: connect ECONNRESET 127.0.0.1:1).`);
  assert.equal(error.cause, cause);
  assert.equal('outcome' in error, false);
  const thrown = await failure(
    retrieve(() => {
      throw 'a text';
    }),
  );
  assert.equal(thrown.message, `GET ${ONE}: no response (a text).`);
  assert.equal(thrown.cause, 'a text');
});

test('an answer that does not come in time is a ConnectionError, and the exchange is ended', async () => {
  const signals = [];
  const hanging = (init) => {
    signals.push(init.signal);
    return never(init);
  };
  const error = await failure(retrieve(hanging, { timeoutMs: 20 }));
  assert.equal(error.name, 'ConnectionError');
  assert.equal(error.code, 'timed_out');
  assert.equal(error.message, `GET ${ONE}: no response within 20 ms.`);
  assert.equal(signals[0].aborted, true);
  const made = await failure(
    answering(hanging)
      .client({ timeoutMs: 20 })
      .create([question('a')]),
  );
  assert.equal(
    made.message,
    `POST https://api.anthropic.com/v1/messages/batches: no response within 20 ms. ${UNKNOWN}`,
  );
  assert.equal(made.outcome, 'unknown');
  assert.equal(signals.length, 2);
});

test('a response cut off in its body is a ConnectionError', async () => {
  const broken = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"id":'));
          controller.error(new Error('cut'));
        },
      }),
    );
  await assert.rejects(retrieve(broken), {
    name: 'ConnectionError',
    code: 'connection_lost',
    message: `GET ${ONE}: the response was cut off (cut).`,
  });
});

test('errors are known by isInstance across copies of the package, nothing else is', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'message-batches-copy-'));
  t.after(() => rm(folder, { recursive: true }));
  await cp(new URL('.', NODE_ENTRY), folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  const copy = await import(path.join(folder, 'node.js'));
  const error = await failure(retrieve(apiError(404, 'not_found_error', 'x')));
  assert.notEqual(copy.BatchError, ours.BatchError);
  for (const { BatchError } of [ours, copy]) {
    assert.equal(BatchError.isInstance(error), true);
    for (const other of [new Error('x'), { code: 'not_found' }, null, undefined, 'x', new TypeError('x')]) {
      assert.equal(BatchError.isInstance(other), false);
    }
  }
});

test('a failing item carries the inner error, doubly nested as on the wire', async (t) => {
  const { client, clock } = await emulated(t);
  const { id } = await client.create([question('odd', { model: 'no-such-model' })]);
  clock.pass(3000);
  for await (const record of await client.results(id)) {
    assert.equal(record.error.message, 'model: no-such-model');
    assert.equal(record.result.error.error.type, 'not_found_error');
  }
});

const uncaught = {
  'a call': `import { BatchClient } from 'message-batches'; await new BatchClient({ apiKey: 'k' }).retrieve('');`,
  'a check': `import { fromRows } from 'message-batches'; for await (const _ of fromRows([7], {})) ;`,
  'an emulator': `import { createEmulator } from 'message-batches/emulator'; createEmulator({ apiKeys: 7 });`,
};
for (const [what, program] of Object.entries(uncaught)) {
  test(`an error of ${what} without a handler is printed by Node with one line of source`, () => {
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: new URL('../..', import.meta.url),
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stderr, /TypeError|RowsError|RangeError/);
    const longest = Math.max(...stderr.split('\n').map(({ length }) => length));
    assert.ok(longest < 300, `the longest line has ${longest} characters`);
  });
}
