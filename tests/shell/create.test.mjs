import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchClient, ValidationError } from 'message-batches';
import {
  answering,
  batch,
  bytesOf,
  failure,
  json,
  jsonl,
  KEY,
  question,
  questions,
  serving,
  streamOf,
} from './setup.mjs';

const BODY = JSON.stringify({ requests: questions(3) });

/** Returns the body that was sent for an input, as text. */
async function sent(input, options) {
  const api = answering(json(batch()));
  await api.client().create(input, options);
  assert.equal(api.calls.length, 1);
  const { body } = api.calls[0];
  return typeof body === 'string' ? body : body.text();
}

async function* later(items) {
  for (const item of items) yield item;
}

const inputs = {
  'an array': () => questions(3),
  'a Set': () => new Set(questions(3)),
  'a generator': () =>
    (function* () {
      yield* questions(3);
    })(),
  'an async generator': () => later(questions(3)),
  'JSONL as text': () => jsonl(questions(3)),
  'JSONL as text without a last newline': () => jsonl(questions(3)).trimEnd(),
  'JSONL with CRLF, blank lines and a byte order mark': () =>
    `\ufeff${jsonl(questions(3)).replaceAll('\n', '\r\n\r\n')}`,
  'JSONL as bytes': () => bytesOf(jsonl(questions(3))),
  'JSONL as an ArrayBuffer': () => bytesOf(jsonl(questions(3))).buffer,
  'JSONL as a Node Buffer': () => Buffer.from(jsonl(questions(3))),
  'JSONL as a Blob': () => new Blob([jsonl(questions(3))]),
  'JSONL as a stream': () => streamOf(...jsonl(questions(3)).match(/.{1,7}/gs)),
  'a create body as an object': () => ({ requests: questions(3) }),
  'a create body with an async iterable': () => ({ requests: later(questions(3)) }),
  'a create body as text': () => BODY,
  'a create body as text, laid out by hand': () => JSON.stringify({ requests: questions(3) }, undefined, 2),
  'a create body as bytes': () => bytesOf(BODY),
  'a create body as a Blob': () => new Blob([BODY]),
  'a create body as a stream': () => streamOf(...BODY.match(/.{1,7}/gs)),
};
for (const [what, input] of Object.entries(inputs)) {
  test(`${what} becomes one create body`, async () => {
    const body = await sent(input());
    assert.deepEqual(JSON.parse(body), { requests: questions(3) });
    assert.ok(body.startsWith('{"requests":[{'), body.slice(0, 20));
  });
}

test('the text of each request is sent unchanged, character for character', async () => {
  const one =
    '{"custom_id":"a","params":{"model":"m","max_tokens":1e3,"messages":[{"role":"user","content":"\\u00e9 é 🎈"}]}}';
  const other = one.replace('"a"', '"b"').replace('1e3', '1000.0');
  assert.equal(await sent(`${one}\n${other}\n`), `{"requests":[${one},${other}]}`);
  assert.equal(await sent(`{ "requests" : [ ${one} , ${other} ] }`), `{"requests":[${one},${other}]}`);
});

test('a server that is not the API may serve models of other vendors: they are a warning there', async () => {
  const requests = [question('a', { model: 'llama3.2' })];
  const api = answering(json(batch()));
  await assert.rejects(api.client().create(requests), { code: 'validation_failed' });
  const counts = [];
  const onReport = ({ errors, warnings }) => counts.push([errors, warnings]);
  await api.client({ baseURL: 'http://127.0.0.1:11434' }).create(requests, { onReport });
  assert.deepEqual([counts, api.calls.length], [[[0, 1]], 1]);
  const strict = { rules: { 'model.foreign': 'error' } };
  await assert.rejects(api.client({ baseURL: 'http://127.0.0.1:11434' }).create(requests, strict), {
    code: 'validation_failed',
  });
});

test('objects are written as JSON.stringify writes them', async () => {
  const hidden = () => 'never sent';
  const odd = {
    ...question('a'),
    toString: hidden,
    skipped: undefined,
  };
  odd.params.metadata = {
    at: new Date(0),
    own: { toJSON: () => ({ user_id: 'u' }) },
    none: undefined,
    list: [undefined, hidden],
  };
  odd.params.metadata.half = '\ud800';
  const { skipped, ...rest } = odd;
  // These tests are about how values are written, not about what the API accepts.
  const unchecked = { validate: false };
  assert.equal(await sent([odd], unchecked), `{"requests":[${JSON.stringify(rest)}]}`);
  assert.equal(await sent({ requests: [odd], other: undefined }, unchecked), JSON.stringify({ requests: [odd] }));
  const whole = { toJSON: () => question('whole') };
  assert.equal(await sent([whole]), JSON.stringify({ requests: [whole] }));
});

test('a value that JSON cannot hold is named with its place, and what a toJSON throws is not touched', async () => {
  const { client } = answering(json(batch()));
  const circle = question('a');
  circle.params.self = circle;
  const shared = { type: 'text', text: 'x' };
  const big = question('b', { system: [shared, shared], max_tokens: 10n });
  for (const [requests, place, found] of [
    [[circle], 'requests.0.params.self', 'an object that contains itself'],
    [[question('a'), big], 'requests.1.params.max_tokens', 'a bigint'],
    [new Set([question('a'), big]), 'requests.1.params.max_tokens', 'a bigint'],
  ]) {
    await assert.rejects(client().create(requests), {
      name: 'TypeError',
      code: 'invalid_option',
      message: `${place}: expected a value that JSON can hold, found ${found}`,
    });
  }
  const mine = new Error('mine');
  const toJSON = () => {
    throw mine;
  };
  assert.equal(await failure(client().create([{ toJSON }])), mine);
});

test('a small body goes as text, a large one as a Blob', async () => {
  const api = answering(json(batch()));
  await api.client().create([question('small')]);
  await api.client().create([question('large', { system: 'x'.repeat(1_100_000) })]);
  assert.equal(typeof api.calls[0].body, 'string');
  assert.ok(api.calls[1].body instanceof Blob);
});

test('100,000 requests arrive intact, in order, as one body with a length', { timeout: 60_000 }, async (t) => {
  const server = await serving(t, (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(batch()));
  });
  const requests = questions(100_000);
  const client = new BatchClient({ baseURL: server.url, apiKey: KEY });
  await client.create(requests);
  const [{ body, headers }] = server.calls;
  const expected = JSON.stringify({ requests });
  assert.equal(headers['content-length'], String(bytesOf(expected).length));
  assert.ok(body.equals(Buffer.from(expected)), 'the body is the text of the requests');
});

test('100,001 requests are refused before anything is sent', { timeout: 60_000 }, async () => {
  const api = answering(json(batch()));
  const error = await failure(api.client().create(questions(100_001)));
  assert.equal(
    error.message,
    'The batch was not sent: 1 error in 100001 requests. First: requests: expected at most 100000 requests in a batch, found 100001',
  );
  assert.deepEqual(error.report.counts, { 'requests.too_many': 1 });
  assert.equal(api.calls.length, 0);
});

test('errors of the input are thrown before anything is sent, with every issue and the report', async () => {
  const api = answering(json(batch()));
  const error = await failure(api.client().create([question('a'), question('a'), { custom_id: 'b c' }]));
  assert.ok(error instanceof ValidationError);
  assert.equal(error.name, 'ValidationError');
  assert.equal(error.code, 'validation_failed');
  assert.equal(
    error.message,
    'The batch was not sent: 3 errors in 3 requests. First: requests.1.custom_id: duplicate custom_id "a" (first used at requests.0)',
  );
  assert.deepEqual(
    error.issues.map(({ code, severity, path, pointer, request, custom_id }) => [
      code,
      severity,
      path,
      pointer,
      request,
      custom_id,
    ]),
    [
      ['custom_id.duplicate', 'error', 'requests.1.custom_id', '/requests/1/custom_id', 1, 'a'],
      ['custom_id.pattern', 'error', 'requests.2.custom_id', '/requests/2/custom_id', 2, 'b c'],
      ['params.missing', 'error', 'requests.2.params', '/requests/2/params', 2, 'b c'],
    ],
  );
  assert.equal(error.report.ok, false);
  assert.equal(error.report.errors, 3);
  assert.equal(error.report.requests, 3);
  assert.deepEqual(error.report.issues, error.issues);
  assert.equal(api.calls.length, 0);
});

test('a line of JSONL is named in the error', async () => {
  const text = `${jsonl([question('a')])}\n{"custom_id":"b"}\n`;
  await assert.rejects(answering(json(batch())).client().create(text), {
    message:
      'The batch was not sent: 1 error in 2 requests. First: requests.1.params (line 3): expected params, found none',
  });
});

const empty = 'The batch was not sent: 1 error in 0 requests. First: requests';
const nothing = {
  'an empty array': [[], `${empty}: expected at least one request, found none`],
  'an empty text': ['', `${empty} (line 1): expected at least one request, found none`],
  'an empty create body': [{ requests: [] }, `${empty}: expected at least one request, found none`],
  'a create body without requests': [{}, `${empty}: expected an array of requests, found no such key`],
  'a create body whose requests are text': [
    { requests: 'a' },
    `${empty}: expected an array of requests, found a string`,
  ],
  'a create body whose requests are null': [{ requests: null }, `${empty}: expected an array of requests, found null`],
};
for (const [what, [input, message]] of Object.entries(nothing)) {
  test(`${what} is not sent`, async () => {
    const api = answering(json(batch()));
    await assert.rejects(api.client().create(input), { name: 'ValidationError', message });
    assert.equal(api.calls.length, 0);
  });
}

test('a key beside requests is found, not dropped', async () => {
  await assert.rejects(
    answering(json(batch()))
      .client()
      .create({ requests: [question('a')], betas: ['x'] }),
    {
      message:
        'The batch was not sent: 1 error in 1 request. First: betas: expected no key except requests, found "betas"',
    },
  );
});

test('validate: false sends its input unchecked', async () => {
  const bad = [{ custom_id: 'b c' }, { custom_id: 'b c', params: 1 }];
  assert.equal(await sent(bad, { validate: false }), JSON.stringify({ requests: bad }));
  assert.equal(await sent([], { validate: false }), '{"requests":[]}');
});

test('a rule that is turned off or down does not stop a batch', async () => {
  const request = question('a b');
  assert.equal(
    await sent([request], { rules: { 'custom_id.pattern': 'off' } }),
    JSON.stringify({ requests: [request] }),
  );
  assert.equal(
    await sent([request], { rules: { 'custom_id.pattern': 'warning' } }),
    JSON.stringify({ requests: [request] }),
  );
});

test('maxIssues bounds the issues of the error, not its counts', async () => {
  const bad = Array.from({ length: 5 }, () => question('same'));
  const error = await failure(answering(json(batch())).client().create(bad, { maxIssues: 2 }));
  assert.equal(error.issues.length, 2);
  assert.equal(error.report.errors, 4);
});

test('betas and headers of one create win over those of the client', async () => {
  const api = answering(json(batch()));
  const client = api.client({ betas: ['one'], headers: { 'x-one': '1', 'x-two': '1' } });
  await client.create([question('a')], { betas: ['two', 'three'], headers: { 'X-Two': '2' } });
  const { headers } = api.calls[0];
  assert.equal(headers['anthropic-beta'], 'two,three');
  assert.equal(headers['x-one'], '1');
  assert.equal(headers['x-two'], '2');
});

test('the check counts betas of a header, which replace the option as in the call', async () => {
  const beta = 'context-management-2025-06-27';
  const bad = [question('a', { context_management: {} })];
  const api = answering(json(batch()));
  await api.client({ headers: { 'Anthropic-Beta': `x, ${beta}` } }).create(bad);
  assert.equal(api.calls[0].headers['anthropic-beta'], `x, ${beta}`);
  const other = answering(json(batch())).client({ betas: [beta], headers: { 'anthropic-beta': 'x' } });
  const { counts } = (await failure(other.create(bad))).report;
  assert.deepEqual(counts, { 'context_management.beta': 1 });
});

test('onProgress reports the progress of the check before anything is sent', async () => {
  const seen = [];
  await sent(jsonl(questions(3)), { onProgress: (progress) => seen.push(progress) });
  const { length } = jsonl(questions(3));
  assert.deepEqual(seen, [{ bytes: length, totalBytes: length, requests: 3, errors: 0 }]);
});

test('what an input throws, create rejects with, and nothing is sent', async () => {
  const mine = new Error('mine');
  const api = answering(json(batch()));
  const failing = (async function* () {
    yield question('a');
    throw mine;
  })();
  assert.equal(await failure(api.client().create(failing)), mine);
  const broken = new ReadableStream({ pull: (controller) => controller.error(mine) });
  assert.equal(await failure(api.client().create(broken)), mine);
  assert.equal(api.calls.length, 0);
});

test('an input that is refused half way is closed: its generator is returned, its stream cancelled', async () => {
  const client = answering(json(batch())).client();
  let returned = false;
  const requests = (async function* () {
    try {
      for (let index = 0; ; index++) yield question(`question-${index}`, { system: 'x'.repeat(70_000) });
    } finally {
      returned = true;
    }
  })();
  const stop = new Error('stop');
  const controller = new AbortController();
  const onProgress = ({ requests }) => {
    if (requests >= 2) controller.abort(stop);
  };
  assert.equal(await failure(client.create(requests, { onProgress, signal: controller.signal })), stop);
  await new Promise(setImmediate);
  assert.equal(returned, true);
});
