// Requests that are objects, compared with `JSON.stringify` of each object: the same body, the same report, the same failure,
// whatever the objects are and however many of them are written in one call.
import assert from 'node:assert/strict';
import test from 'node:test';
import vm from 'node:vm';
import fc from 'fast-check';
import { BatchClient, fromRows, plan, validate } from 'message-batches';
import { holds, list, weighted } from '../property.mjs';
import { batch, bytesOf, json, question } from './setup.mjs';

const UNCHECKED = { validate: false };

/** Returns the body that is sent for an input. */
async function sent(input, options = UNCHECKED) {
  let body;
  const fetch = async (_url, init) => {
    body = await new Response(init.body).text();
    return json(batch());
  };
  await new BatchClient({ apiKey: 'sk-ant-test', fetch }).create(input, options);
  return body;
}

/** Writes each value separately. Returns those before a failure, and the failure. */
function alone(values) {
  const lines = [];
  try {
    for (const value of values) lines.push(JSON.stringify(value) ?? 'null');
  } catch (error) {
    return { lines, error };
  }
  return { lines };
}

/** Returns the values as lines. */
const linesOf = (lines) => ({
  async *jsonl() {
    yield bytesOf(lines.map((line) => `${line}\n`).join(''));
  },
});

/** Returns the values as lines that are followed by a failure. */
const failingAfter = (lines, error) => ({
  async *jsonl() {
    yield* linesOf(lines).jsonl();
    throw error;
  },
});

/** Returns the shards before the end or a failure. */
async function divided(input) {
  const shards = [];
  try {
    for await (const shard of plan(input, { ...UNCHECKED, maxRequests: 3 })) {
      shards.push([shard.first, shard.requests, shard.bytes, shard.hash, shard.custom_ids]);
    }
  } catch ({ name, message }) {
    return { shards, name, message };
  }
  return { shards };
}

class Question {
  constructor(at) {
    Object.assign(this, question(`class-${at}`));
  }
  get hidden() {
    return 'not written';
  }
}

class Keyed {
  constructor(at) {
    this.at = at;
  }
  toJSON(key) {
    return question(`toJSON-${this.at}${key}`);
  }
}

let reads = 0;
const foreign = vm.runInNewContext('(json) => JSON.parse(json)');
const lone = '\ud83d and \ude00\ud83d';
const long = (length) => (at) => question(`long-${at}`, { system: 'x'.repeat(length) });
const nested = (depth) => {
  let value = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

/** Functions that return an object for an index. Undefined and functions have no JSON form. */
const CALM = {
  question: (at) => question(`question-${at}`),
  nothing: () => ({}),
  unicode: (at) => question(`юникод-${at}`, { system: '東京 😀 é ÿ \u2028' }),
  lone: (at) => question(`lone-${at}`, { system: lone, [lone]: lone }),
  escaped: (at) => question(`escaped-${at}`, { system: '"\\\n\t\u0000\u001f},{"[]}' }),
  ordered: (at) => ({ z: 1, 2: 'b', 1: 'a', __proto__: null, at }),
  foreign: (at) => foreign(JSON.stringify(question(`realm-${at}`))),
  instance: (at) => new Question(at),
  proxy: (at) => new Proxy(question(`proxy-${at}`), {}),
  answersAll: () => new Proxy({}, { get: (_target, key) => (key === 'toJSON' ? (at) => ({ at }) : 1) }),
  keyed: (at) => new Keyed(at),
  keyedNothing: () => ({ toJSON: (key) => (key === '' ? undefined : key) }),
  keyedInside: (at) => ({ ...question(`inside-${at}`), params: new Keyed(at), list: [new Keyed(at)] }),
  notCallable: (at) => ({ ...question(`data-${at}`), toJSON: 'data' }),
  date: () => new Date(0),
  null: () => null,
  undefined: () => undefined,
  function: () => () => 1,
  keyedFunction: () => Object.assign(() => 1, { toJSON: (key) => `function ${key}` }),
  symbol: () => Symbol('s'),
  number: (at) => at - 0.5,
  text: () => '},{"custom_id":"a"}]',
  array: (at) => [question(`array-${at}`), undefined, () => 1],
  empty: () => [],
  boxed: () => Object('boxed'),
  map: (at) => new Map([[at, at]]),
  partly: (at) => ({ at, none: undefined, some: [undefined, Symbol('s'), null], more: { not: () => 1 } }),
  deep: () => nested(400),
  long: long(20_000),
  piece: long(70_000),
  pieces: long(300_000),
  counting: () => ({
    get custom_id() {
      reads += 1;
      return `read-${reads}`;
    },
  }),
};

/** Values that cannot be written, alone or among others. */
const FAILING = {
  getter: (at) => ({
    ...question(`getter-${at}`),
    get params() {
      throw new RangeError(`getter ${at}`);
    },
  }),
  inside: (at) => question(`inside-${at}`, { system: { toJSON: (key) => assert.fail(`toJSON of ${key}`) } }),
  keyed: (at) => ({ toJSON: (key) => assert.fail(`toJSON of "${key}", ${at}`) }),
  unreadable: (at) => ({
    get toJSON() {
      throw new RangeError(`no toJSON ${at}`);
    },
  }),
  bigint: (at) => question(`bigint-${at}`, { max_tokens: 1n }),
  onlyBigint: () => 1n,
  cycle: (at) => {
    const value = question(`cycle-${at}`);
    value.params.messages[0].content = [value.params];
    return value;
  },
  revoked: () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
};

/** The positions that engines do not name, and their values. */
const NAMED = {
  bigint: ['.params.max_tokens', 'a bigint'],
  onlyBigint: ['', 'a bigint'],
  cycle: ['.params.messages.0.content.0', 'an object that contains itself'],
};

const calm = weighted([6, fc.constant('question')], [6, fc.constantFrom(...Object.keys(CALM))]);
const made = (names) => {
  reads = 0;
  return names.map((name, at) => (CALM[name] ?? FAILING[name.slice(1)])(at));
};

const WAYS = {
  'an array': (values) => values,
  'a function': (values) => () => values,
  'a Set': (values) => new Set(values),
  'a generator': (values) => values.values(),
  'an async generator': async function* (values) {
    yield* values;
  },
  'a create body': (values) => ({ requests: values }),
};

for (const [way, of] of Object.entries(WAYS)) {
  const again = (names) => (way === 'a Set' ? new Set(made(names)) : made(names));

  test(`objects of ${way} are sent, reported and divided as each of them alone`, async () => {
    await holds(60, list(calm, 0, 80), async (names) => {
      const { lines } = alone(again(names));
      assert.equal(await sent(of(made(names))), `{"requests":[${lines.join(',')}]}`);
      assert.deepEqual(await divided(of(made(names))), await divided(linesOf(lines)));
      if (way === 'a create body') return;
      const all = { maxIssues: 1000 };
      assert.deepEqual(await validate(of(made(names)), all), await validate(linesOf(lines), all));
    });
  });

  test(`an object of ${way} that cannot be written fails as it does alone, after those before it`, async () => {
    const input = fc.tuple(list(calm, 0, 40), fc.constantFrom(...Object.keys(FAILING)), list(calm, 0, 20));
    await holds(60, input, async ([before, failing, after]) => {
      // A value that is written a second time has its getters called again.
      const names = [...before, `!${failing}`, ...after].filter((name) => name !== 'counting');
      const { lines, error: thrown } = alone(again(names));
      const [place, what] = NAMED[failing] ?? [];
      const error = what
        ? new TypeError(`requests.${lines.length}${place}: expected a value that JSON can hold, found ${what}`)
        : thrown;
      const same = { name: error.name, message: error.message };
      await assert.rejects(sent(of(made(names))), same);
      await assert.rejects(validate(of(made(names))), same);
      assert.deepEqual(await divided(of(made(names))), await divided(failingAfter(lines, error)));
    });
  });
}

test('bytes among objects are reported as any other value', async () => {
  const [one, other] = [question('a'), new Uint8Array([1, 2])];
  assert.equal(await sent([one, other]), `{"requests":[${JSON.stringify(one)},{"0":1,"1":2}]}`);
});

test('an iterable of bytes is refused with what would do', async () => {
  const chunks = async function* () {
    yield bytesOf('{"custom_id":"a"}');
  };
  const error = {
    name: 'TypeError',
    code: 'invalid_option',
    message: 'input: expected requests as objects, found bytes. Pass { jsonl: () => input }, or a stream of them',
  };
  for (const input of [() => chunks(), () => [bytesOf('{}')], () => ({ requests: chunks() })]) {
    await assert.rejects(sent(input()), error);
    await assert.rejects(validate(input()), error);
  }
});

test('an object that a generator changes before it gives the next one is sent as it was', async () => {
  const reused = question('reused');
  const ids = Array.from({ length: 40 }, (_, at) => `reused-${at}`);
  const changing = function* () {
    for (reused.custom_id of ids) yield reused;
  };
  const expected = JSON.stringify({ requests: ids.map((custom_id) => ({ ...reused, custom_id })) });
  assert.equal(await sent(changing()), expected);
  assert.equal(await sent({ requests: changing() }), expected);
  // An array with an iterator of its own that does the same.
  assert.equal(await sent(Object.assign([], { [Symbol.iterator]: changing })), expected);
  class Changing extends Array {
    *[Symbol.iterator]() {
      yield* changing();
    }
  }
  assert.equal(await sent(new Changing()), expected);
});

test('no more of an iterable is read than makes a piece of text', async () => {
  const pulled = [];
  const values = function* () {
    for (let at = 0; at < 30; at += 1) {
      pulled.push(at);
      yield question(`q-${at}`, { system: 'x'.repeat(10_000) });
    }
  };
  const read = [];
  await validate(values(), { onProgress: () => read.push(pulled.length) });
  // A piece has 6.5 of them.
  assert.deepEqual(read, [7, 14, 21, 28, 30]);
});

test('an array may change while it is read', async () => {
  const values = Array.from({ length: 20 }, (_, at) => question(`q-${at}`, { system: 'x'.repeat(10_000) }));
  const lines = [];
  const onProgress = ({ requests }) => {
    // What is there now and was not read.
    if (lines.length === 0) lines.push(...values.slice(0, requests).map((value) => JSON.stringify(value)));
    if (values.length < 22) values.push(question(`late-${values.length}`));
  };
  const report = await validate(values, { onProgress });
  assert.equal(report.requests, 22);
  assert.equal(report.ok, true);
});

test('elements that are not there, or that getters give, are read as a loop over the array reads them', async () => {
  const sparse = [question('a')];
  sparse[2] = question('b');
  assert.equal(
    await sent(sparse),
    `{"requests":[${JSON.stringify(question('a'))},null,${JSON.stringify(question('b'))}]}`,
  );
  const given = [question('a'), question('b'), question('c'), question('d')];
  Object.defineProperty(given, 2, { get: () => question('given'), enumerable: true });
  assert.equal(await sent(given), JSON.stringify({ requests: given }));
  assert.equal(await sent(new Proxy(given, {})), JSON.stringify({ requests: given }));
  Object.defineProperty(given, 3, {
    get() {
      throw new RangeError('no such element');
    },
  });
  const same = { name: 'RangeError', message: 'no such element' };
  await assert.rejects(sent(given), same);
  const lines = given.slice(0, 3).map((value) => JSON.stringify(value));
  assert.deepEqual(await divided(given), await divided(failingAfter(lines, new RangeError(same.message))));
});

test('a toJSON that all arrays or all objects have is called as for each object alone', async () => {
  for (const prototype of [Array.prototype, Object.prototype]) {
    const values = Array.from({ length: 20 }, (_, at) => ({ at, list: [at] }));
    const toJSON = function (key) {
      return Array.isArray(this) ? `list at ${key}` : { ...this, key, toJSON: undefined };
    };
    Object.defineProperty(prototype, 'toJSON', { value: toJSON, configurable: true, writable: true });
    try {
      const { lines } = alone(values);
      assert.equal(await sent(values), `{"requests":[${lines.join(',')}]}`);
      assert.match(lines[3], prototype === Array.prototype ? /^\{"at":3,"list":"list at list"\}$/ : /"key":""/);
    } finally {
      delete prototype.toJSON;
    }
  }
});

test('long objects are read in pieces, also if many short ones came before', async () => {
  const values = [
    ...Array.from({ length: 100 }, (_, at) => question(`short-${at}`)),
    ...Array.from({ length: 20 }, (_, at) => question(`long-${at}`, { system: '😀'.repeat(100_000) })),
  ];
  const sizes = [0];
  await validate(values, { onProgress: ({ bytes }) => sizes.push(bytes) });
  const pieces = sizes.slice(1).map((size, index) => size - sizes[index]);
  assert.equal(
    sizes.at(-1),
    values.reduce((sum, value) => sum + JSON.stringify(value).length + 1, 0),
  );
  assert.ok(Math.max(...pieces) <= 2 * 65_536, `${pieces}`);
  assert.equal(await sent(values), JSON.stringify({ requests: values }));
});

test('rows that are objects of an array are read as those of a generator and as lines', async () => {
  const row = fc.record({
    text: fc.constantFrom('plain', '},{"a":"]"}', 'é 東京 😀', '"\\\n', 'x'.repeat(40_000)),
    more: fc.constantFrom(1, null, [1, { a: '}' }], { b: [] }, 'z'),
  });
  const template = { model: 'm', system: '{{text}} {{more}}' };
  const options = { defaults: { more: 'none' } };
  await holds(40, list(row, 0, 60), async (rows) => {
    const made = async (input, more) => {
      const parts = [];
      for await (const part of fromRows(input, template, { ...options, ...more }).jsonl()) parts.push(part);
      return Buffer.concat(parts).toString();
    };
    const lines = bytesOf(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const expected = await made(lines, { format: 'jsonl' });
    assert.equal(await made(rows), expected);
    assert.equal(await made(rows.values()), expected);
  });
});
