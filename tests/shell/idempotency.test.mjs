// The key of a create, the known facts when it fails, and how it is found again.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BatchClient } from 'message-batches';
import { answering, apiError, batch, failure, json, KEY, never, question, rushed } from './setup.mjs';

const LOST = () => Promise.reject(new TypeError('fetch failed'));
const remembering = (answer, more = {}) => {
  const copy = answer.clone();
  for (const [name, value] of Object.entries({ 'x-idempotency': '48h', ...more })) copy.headers.set(name, value);
  return copy;
};
const keys = ({ calls }) => calls.map(({ headers }) => headers['idempotency-key']);
const RELAY = { baseURL: 'https://relay.example' };

test('the attempts of one create share a random key, two creates do not', async (t) => {
  rushed(t);
  const api = answering(apiError(429, 'rate_limit_error', 'x'), json(batch()));
  const client = api.client();
  await client.create([question('a')]);
  await client.create([question('a')]);
  const [first, second, third] = keys(api);
  assert.match(first, /^[0-9a-f]{32}$/);
  assert.equal(second, first);
  assert.match(third, /^[0-9a-f]{32}$/);
  assert.notEqual(third, first);
});

test('a caller may name the key, and no other call has one', async () => {
  const api = answering(json(batch()));
  const client = api.client();
  await client.create([question('a')], { idempotencyKey: 'mine' });
  await client.retrieve('msgbatch_1');
  assert.deepEqual(keys(api), ['mine', undefined]);
  await assert.rejects(client.create([question('a')], { idempotencyKey: 'a b' }), {
    name: 'RangeError',
    message: 'idempotencyKey: expected 1 to 255 visible ASCII characters, found "a b"',
  });
  await assert.rejects(client.create([question('a')], { idempotencyKey: 7 }), {
    name: 'TypeError',
    message: 'idempotencyKey: expected a string, found 7',
  });
  assert.equal(api.calls.length, 2, 'nothing else was sent');
});

test('through a peer that remembers keys a create with an unknown outcome is sent again with its key', async (t) => {
  rushed(t);
  const api = answering(remembering(json(batch())), LOST, LOST, remembering(json(batch({ id: 'msgbatch_2' }))));
  const client = api.client(RELAY);
  await client.retrieve('msgbatch_1');
  assert.equal((await client.create([question('a')])).id, 'msgbatch_2');
  const [, ...creates] = keys(api);
  assert.equal(creates.length, 3);
  assert.equal(new Set(creates).size, 1);
});

test('the first create to a peer that is not known yet is not sent again', async (t) => {
  rushed(t);
  const api = answering(LOST);
  const error = await failure(api.client(RELAY).create([question('a')]));
  assert.equal(api.calls.length, 1);
  assert.equal(error.outcome, 'unknown');
});

test('what one attempt left unknown stays unknown, whatever the next one says', async (t) => {
  rushed(t);
  const refusals = [
    () => Promise.reject(Object.assign(new Error('no tunnel'), { outcome: 'not_sent' })),
    remembering(apiError(400, 'invalid_request_error', 'No.')),
    remembering(apiError(409, 'api_error', 'Not known here either.', { 'x-should-retry': 'false' })),
  ];
  for (const refusal of refusals) {
    const api = answering(remembering(json(batch())), LOST, refusal);
    const client = api.client({ ...RELAY, maxRetries: 1 });
    await client.retrieve('msgbatch_1');
    const error = await failure(client.create([question('a')]));
    assert.equal(error.outcome, 'unknown');
    assert.equal(error.intent.key, keys(api)[1]);
  }
});

describe('in a runtime that resends', () => {
  before(() => {
    globalThis.Deno = {};
  });
  after(() => {
    delete globalThis.Deno;
  });
  const sent = ({ calls }) =>
    calls.map(({ method, headers, body }) => [method, headers['idempotency-key'], kind(body)]);
  const kind = (body) => body && (body instanceof ReadableStream ? 'stream' : 'text');

  test('a peer without lists has no keys: a create goes to it as a stream', async () => {
    for (const status of [404, 405, 501]) {
      const api = answering(apiError(status, 'not_found_error', 'x'), json(batch()));
      const client = api.client({ ...RELAY, maxRetries: 0 });
      assert.equal((await client.create([question('a')])).id, batch().id, `${status}`);
      assert.deepEqual(sent(api), [
        ['GET', undefined, undefined],
        ['POST', undefined, 'stream'],
      ]);
    }
  });

  test('an engine that cannot iterate over a stream sends one', async (t) => {
    const iterate = Object.getOwnPropertyDescriptor(ReadableStream.prototype, Symbol.asyncIterator);
    delete ReadableStream.prototype[Symbol.asyncIterator];
    t.after(() => Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, iterate));
    const bodies = [];
    const api = answering(apiError(404, 'not_found_error', 'x'), async ({ body }) => {
      bodies.push(await new Response(body).text());
      return json(batch());
    });
    await api.client(RELAY).create([question('a')]);
    assert.deepEqual(bodies, [JSON.stringify({ requests: [question('a')] })]);
  });

  test('after any other error of the list nothing is sent', async () => {
    for (const status of [400, 401, 403, 429, 500]) {
      const api = answering(apiError(status, 'api_error', 'x'));
      const error = await failure(api.client({ ...RELAY, maxRetries: 0 }).create([question('a')]));
      assert.deepEqual([error.status, error.outcome, api.calls.length], [status, 'not_sent', 1]);
    }
  });

  test('a key that the caller chose is sent to a peer that is not known, a random one is not', async () => {
    const create = async (options, first) => {
      const api = answering(first ?? json(batch()), json(batch()));
      const client = api.client({ ...RELAY, allowResend: true });
      if (first) await client.retrieve('msgbatch_1');
      await client.create([question('a')], options);
      return sent(api).at(-1);
    };
    assert.deepEqual(await create({ idempotencyKey: 'mine' }), ['POST', 'mine', 'text']);
    assert.deepEqual(await create({}), ['POST', undefined, 'text']);
    // A peer that has answered without a header about keys remembers none.
    assert.deepEqual(await create({ idempotencyKey: 'mine' }, json(batch())), ['POST', undefined, 'text']);
  });
});

test('a peer that was redeployed without keys is not trusted with a second attempt', async (t) => {
  rushed(t);
  const api = answering(remembering(json(batch())), json(batch()), LOST);
  const client = api.client(RELAY);
  await client.retrieve('msgbatch_1');
  await client.retrieve('msgbatch_1');
  await failure(client.create([question('a')]));
  assert.equal(api.calls.length, 3);
});

test('an error with an unknown outcome says what to look for', async () => {
  const before = Date.now();
  const api = answering(LOST);
  const error = await failure(api.client().create([question('a'), question('b')]));
  const { key, since, until, requestCount, bytes, keyed, ...rest } = error.intent;
  assert.equal(keyed, false, 'the API remembers no keys');
  assert.equal(key, keys(api)[0]);
  assert.equal(requestCount, 2);
  assert.equal(bytes, Buffer.byteLength(api.calls[0].body));
  assert.deepEqual(rest, {});
  const [from, to] = [since, until].map((date) => Date.parse(date));
  assert.ok(before <= from && from <= to && to <= Date.now());
  assert.deepEqual(JSON.parse(JSON.stringify(error.intent)), error.intent);
});

test("an abort rejects with the caller's reason, and an event says whether the batch may exist", async () => {
  const events = [];
  const controller = new AbortController();
  const api = answering((init) => {
    setTimeout(() => controller.abort('mine'), 0);
    return never(init);
  });
  const client = api.client({ onCall: (event) => events.push(event) });
  const reason = await client.create([question('a')], { signal: controller.signal }).catch((thrown) => thrown);
  assert.equal(reason, 'mine');
  assert.equal(events.length, 1);
  const { code, outcome, intent, operation, attempt } = events[0];
  assert.deepEqual(
    { code, outcome, operation, attempt },
    { code: 'aborted', outcome: 'unknown', operation: 'create', attempt: 0 },
  );
  assert.equal(intent.key, keys(api)[0]);
});

test('an input that fails while it is sent makes an event which says that nothing was stored', async () => {
  const events = [];
  const pad = 'x'.repeat(2_000_000);
  const client = new BatchClient({
    apiKey: KEY,
    onCall: (event) => events.push(event),
    fetch: async (_, { body }) => {
      for await (const _ of body);
      return json(batch());
    },
  });
  let opened = 0;
  const line = `${JSON.stringify(question('a'))}\n`;
  const input = () => {
    opened += 1;
    return new ReadableStream({
      pull(controller) {
        if (opened > 1) return controller.error(new Error('the disk is gone'));
        controller.enqueue(new TextEncoder().encode(line.replace('"messages"', `"system":"${pad}","messages"`)));
        controller.close();
      },
    });
  };
  await assert.rejects(client.create(input), { message: 'the disk is gone' });
  assert.deepEqual(
    events.map(({ code, outcome, intent }) => ({ code, outcome, intent })),
    [{ code: 'input_failed', outcome: 'not_sent', intent: undefined }],
  );
});

const intent = {
  key: 'key-1',
  since: '2026-11-22T10:00:00.000Z',
  until: '2026-11-22T10:01:00.000Z',
  requestCount: 2,
  bytes: 100,
  keyed: true,
};
// A relay forgets after 48 hours, so a proof of absence must be more recent.
const fresh = { ...intent, since: new Date().toISOString(), until: new Date().toISOString() };
const page = (data, more = {}) => json({ data, has_more: false, first_id: null, last_id: null, ...more });
const made = (id, minute, requests = 2) =>
  batch({
    id,
    created_at: `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000000Z`,
    request_counts: { processing: 0, succeeded: requests, errored: 0, canceled: 0, expired: 0 },
  });

test('a peer that remembers the key says for certain whether the batch exists', async () => {
  const intent = fresh;
  const stored = answering(remembering(page([made('msgbatch_9', 59, 7)]), { 'x-idempotency-state': 'stored' }));
  const found = await stored.client(RELAY).findCreated(intent);
  assert.deepEqual([found.batch.id, found.candidates.length, found.proven], ['msgbatch_9', 1, true]);
  assert.deepEqual(keys(stored), ['key-1']);
  const free = answering(remembering(page([]), { 'x-idempotency-state': 'free' }));
  const nothing = await free.client(RELAY).findCreated(intent);
  assert.deepEqual([nothing.batch, nothing.candidates, nothing.proven], [undefined, [], true]);
});

test('that a peer knows nothing of the key is no proof where the key was not sent, or may be forgotten', async () => {
  const HOUR = 3_600_000;
  const old = new Date(Date.now() - 47 * HOUR).toISOString();
  for (const doubtful of [
    { ...fresh, keyed: false },
    { ...fresh, keyed: undefined },
    { ...fresh, since: old },
  ]) {
    const free = remembering(page([]), { 'x-idempotency-state': 'free' });
    const api = answering(free, page([]));
    const found = await api.client(RELAY).findCreated(doubtful);
    assert.deepEqual([found.batch, found.candidates, found.proven], [undefined, [], false]);
    assert.equal(api.calls.length, 2);
  }
});

test('where the key says nothing, batches of that time and size are candidates', async () => {
  const first = page([made('late', 17), made('other size', 1, 3), made('one', 1)], {
    has_more: true,
    last_id: 'one',
  });
  const second = page([made('two', 0), { ...made('old', 0), created_at: '2026-11-22T09:44:00Z' }, made('hidden', 0)], {
    has_more: true,
    last_id: 'hidden',
  });
  for (const start of [page([made('x', 0)]), remembering(page([]), { 'x-idempotency-state': 'unknown' })]) {
    const api = answering(start, first, second);
    const found = await api.client(RELAY).findCreated(intent);
    assert.deepEqual(
      [found.batch, found.candidates.map(({ id }) => id), found.proven],
      [undefined, ['one', 'two', 'hidden'], false],
    );
    const queries = api.calls.map(({ url }) => new URL(url).search);
    assert.deepEqual(queries, ['', '?limit=1000', '?limit=1000&after_id=one'], 'not further than the time in question');
    assert.deepEqual(keys(api), ['key-1', undefined, undefined]);
  }
  const one = answering(page([]), page([made('one', 16)]));
  const found = await one.client().findCreated(intent);
  assert.deepEqual([found.batch.id, found.candidates.length, found.proven], ['one', 1, false]);
});

test('an intent that is none is refused', async () => {
  const client = answering(page([])).client();
  const cases = [
    [{ ...intent, since: 'yesterday' }, 'since: expected a date such as 2026-11-29T12:00:00Z, found "yesterday"'],
    [{ ...intent, until: undefined }, 'until: expected a date such as 2026-11-29T12:00:00Z, found undefined'],
    [{ ...intent, key: 7 }, 'idempotencyKey: expected a string, found 7'],
    [{ ...intent, key: undefined }, 'intent: expected the intent of an error: error.intent, found an object'],
  ];
  for (const [wrong, message] of cases) {
    assert.equal((await failure(client.findCreated(wrong))).message, message);
  }
});
