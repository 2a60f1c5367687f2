import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchClient, estimate, validate } from 'message-batches';
import { answering, apiError, failure, json, jsonl, KEY, question, questions, serving, streamOf } from './setup.mjs';

const long = 'You are a careful assistant. '.repeat(200);
const alike = (count) => Array.from({ length: count }, (_, index) => question(`q-${index}`, { system: long }));

test('every form of input has the same estimate', async () => {
  const text = jsonl(alike(5));
  const expected = await estimate(text);
  assert.deepEqual([expected.requests, expected.unreadable, expected.max_tokens], [5, 0, 5 * 1024]);
  for (const input of [streamOf(text), new Blob([text]), alike(5), { requests: alike(5) }]) {
    assert.deepEqual(await estimate(input), expected);
  }
});

test('an estimate says what it knows, of what day, and what it assumed', async () => {
  const found = await estimate([...alike(3), question('other', { model: 'some-new-model', system: undefined })]);
  const [known, unknown] = found.models;
  assert.deepEqual(Object.keys(found), [
    'requests',
    'unreadable',
    'input_tokens',
    'max_tokens',
    'cost',
    'currency',
    'tableWritten',
    'models',
    'unpricedTools',
    'unbounded',
    'elsewhere',
    'prefix',
    'assumptions',
  ]);
  assert.deepEqual([found.cost, found.currency, found.tableWritten], [null, 'USD', '2026-11-28']);
  assert.deepEqual(
    [known.model, known.requests, known.max_tokens, known.unknown, known.pricesAsOf, known.counted],
    ['claude-opus-5-5', 3, 3072, null, '2026-10-08', 0],
  );
  assert.ok(Math.abs(known.cost.output - (3072 * 10) / 1e6) < 1e-12);
  assert.ok(known.cost.input.low > 0 && known.cost.input.low < known.cost.input.likely);
  assert.ok(known.cost.input.likely < known.cost.input.high);
  const { input_tokens, ...rest } = unknown;
  assert.deepEqual(rest, {
    model: 'some-new-model',
    requests: 1,
    max_tokens: 1024,
    cost: null,
    unknown: 'model',
    unpricedTools: [],
    pricesAsOf: null,
    counted: 0,
  });
  assert.ok(input_tokens.likely > 0);
  assert.deepEqual(found.unbounded, ['no price is known for some-new-model']);
  assert.deepEqual(found.elsewhere, { images: 0, documents: 0 });
  assert.equal(found.assumptions.length, 3);
});

test('searches cost at most what max_uses allows, and code that is executed is named', async () => {
  const search = { type: 'web_search_20250305', name: 'web_search' };
  const code = { type: 'code_execution_20250825', name: 'code_execution' };
  const found = await estimate([question('a', { tools: [{ ...search, max_uses: 4 }, code] }), question('b')]);
  assert.deepEqual([found.cost.fees, found.unpricedTools], [0.04, ['code_execution']]);
  assert.deepEqual([found.models[0].cost.fees, found.models[0].unpricedTools], [0.04, ['code_execution']]);
  assert.equal((await estimate([question('a', { tools: [search] })])).cost.fees, null);
  assert.equal((await estimate([])).cost.fees, 0);
});

test('what requests have in common is part of the estimate', async () => {
  const { prefix } = await estimate(alike(4));
  const { input_tokens, caching, bytes, ...shared } = prefix.shared;
  assert.deepEqual(shared, {
    model: 'claude-opus-5-5',
    requests: 4,
    share: 1,
    first: 0,
    blocks: 1,
    minCacheable: 512,
    cacheable: true,
    breakpoint: '/params/system',
    isText: true,
    marked: 0,
  });
  assert.equal(bytes, long.length + 2);
  assert.ok(input_tokens.low > 512);
  assert.deepEqual(Object.keys(caching), ['uncached', '5m', '1h']);
  assert.ok(caching['1h'].primed < caching.uncached);
  assert.deepEqual(prefix.groups, [prefix.shared]);
});

test('the API counts tokens on request, and only fields that it takes are sent', async (t) => {
  const server = await serving(t, (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"input_tokens":77}');
  });
  const client = new BatchClient({ baseURL: server.url, apiKey: KEY });
  const params = { ...question('a').params, system: 'Be kind.', metadata: { user_id: 'x' }, stop_sequences: ['y'] };
  assert.deepEqual(await client.countTokens(params), { input_tokens: 77 });
  const [call] = server.calls;
  assert.deepEqual(
    [call.method, call.path, call.headers.authorization],
    ['POST', '/v1/messages/count_tokens', `Bearer ${KEY}`],
  );
  const { model, messages, system } = params;
  assert.deepEqual(JSON.parse(call.body), { model, messages, system });
});

test('counted requests scale the estimate, and all counted make it exact', async () => {
  let asked = 0;
  const client = {
    async countTokens(params) {
      asked += 1;
      // Fields that the endpoint rejects are omitted here, for clients that send their input unchanged.
      assert.deepEqual(Object.keys(params), ['model', 'messages', ...(params.system ? ['system'] : [])]);
      return { input_tokens: 1000 };
    },
  };
  const exact = await estimate(alike(7), { exact: { client } });
  assert.deepEqual(
    [asked, exact.input_tokens, exact.models[0].counted],
    [7, { low: 7000, likely: 7000, high: 7000 }, 7],
  );
  const scaled = await estimate(questions(300), { exact: { client, sample: 3 } });
  assert.deepEqual([asked, scaled.models[0].counted], [10, 3]);
  assert.ok(Math.abs(scaled.input_tokens.likely / 300_000 - 1) < 0.05);
});

test('a count is repeated after failures that pass, and an error of it ends the estimate', async () => {
  const busy = apiError(529, 'overloaded_error', 'Overloaded', { 'retry-after-ms': '1' });
  const { client, calls } = answering(busy, json({ input_tokens: 5 }));
  assert.deepEqual(await client().countTokens(question('a').params), { input_tokens: 5 });
  assert.equal(calls.length, 2);
  const refusing = answering(apiError(400, 'invalid_request_error', 'no such model'));
  const error = await failure(estimate(questions(50), { exact: { client: refusing.client() } }));
  assert.deepEqual([error.name, error.message], ['ApiError', '400 invalid_request_error: no such model']);
  assert.ok(refusing.calls.length <= 4, 'the other calls are not made');
  const odd = answering(json({ tokens: 5 })).client();
  const unexpected = await failure(odd.countTokens(question('a').params));
  assert.deepEqual(
    [unexpected.name, unexpected.message],
    [
      'ResponseError',
      'POST https://api.anthropic.com/v1/messages/count_tokens: expected a token count, found a JSON object without input_tokens.',
    ],
  );
});

test('a max_tokens beyond what a number holds exactly is still estimated', async () => {
  const huge = question('a');
  huge.params.max_tokens = 2 ** 60;
  const one = await estimate([huge]);
  assert.equal(one.max_tokens, 2 ** 60);
  const sum = await estimate(Array.from({ length: 20 }, (_, index) => ({ ...huge, custom_id: `r${index}` })));
  assert.equal(sum.max_tokens, null, 'a sum beyond 64 bits is not stated');
});

test('an entry that is not a request is reported and not counted', async () => {
  const found = await estimate(`${jsonl(questions(2))}nonsense\n{"custom_id":"x"}\n`);
  assert.deepEqual([found.requests, found.unreadable], [2, 2]);
});

test('wrong options are reported by name', async () => {
  const client = { countTokens: async () => ({ tokens: 1 }) };
  const whole = 'exact.client: expected a client whose countTokens returns { input_tokens }, found an object';
  const cases = [
    [
      () => estimate(7),
      'input: expected requests (an iterable of objects, JSONL as text, bytes, a Blob, a stream or a function that gives one, or a create body), found 7',
    ],
    [() => estimate([], 7), 'options: expected an object, found 7'],
    [() => estimate([], { exact: {} }), 'exact.client: expected a client with countTokens, found undefined'],
    [() => estimate([], { exact: { client, sample: 0 } }), 'sample: expected a whole number from 1 to 1000, found 0'],
    [
      () => estimate([], { exact: { client, sample: '5' } }),
      'sample: expected a whole number from 1 to 1000, found "5"',
    ],
    [() => estimate(questions(1), { exact: { client } }), whole],
    [() => new BatchClient({ apiKey: KEY }).countTokens(7), 'params: expected the params of a request, found 7'],
    [() => new BatchClient({ apiKey: KEY }).countTokens(), 'params: expected the params of a request, found undefined'],
  ];
  for (const [call, message] of cases) {
    const error = await failure(call());
    assert.deepEqual([error.code, error.message], ['invalid_option', message]);
  }
});

test('a count that fails ends the other counts, and a check under way goes on', async () => {
  const open = [];
  let pass = () => {};
  const begun = new Promise((resolve) => {
    pass = resolve;
  });
  const client = {
    countTokens(_, options) {
      const count = new Promise((resolve, reject) => open.push({ resolve, reject, signal: options?.signal }));
      if (open.length === 4) pass();
      return count;
    },
  };
  const refused = new Error('refused');
  const input = async function* () {
    yield question('a');
    await begun;
    // One count arrives together with the failure, the others after it.
    open[1].reject(refused);
    open[2].resolve({ input_tokens: 5 });
    assert.equal(await estimating, refused);
    for (const { resolve } of open) resolve({ input_tokens: 5 });
    await new Promise(setImmediate);
    yield question('b');
  };
  const estimating = failure(estimate(questions(10), { exact: { client } }));
  assert.equal((await validate(input())).requests, 2);
  assert.deepEqual(
    open.map(({ signal }) => signal?.reason),
    [refused, refused, refused, refused],
  );
});

test('an abort ends an estimate, also while it waits for a count', async () => {
  const reason = new Error('enough');
  const never = { countTokens: () => new Promise(() => {}) };
  const controller = new AbortController();
  const waiting = estimate(questions(3), { exact: { client: never }, signal: controller.signal });
  setTimeout(() => controller.abort(reason), 10);
  assert.equal(await failure(waiting), reason);
  assert.equal(await failure(estimate(questions(3), { signal: AbortSignal.abort(reason) })), reason);
});

test('progress is reported as in a check', async () => {
  const seen = [];
  const text = jsonl(questions(500));
  await estimate(text, { onProgress: (progress) => seen.push(progress) });
  assert.deepEqual(seen.at(-1), { bytes: text.length, totalBytes: text.length, requests: 500 });
});
