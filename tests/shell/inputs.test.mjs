// Realistic inputs: other encodings, compressed files, other containers, and values that are not inputs.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { BatchClient, estimate, fromOpenAI, fromRows, plan, readResults, validate } from 'message-batches';
import { all, batch, bytesOf, json, streamOf } from './setup.mjs';

const TEMPLATE = { model: 'claude-haiku-4-5', max_tokens: 100, messages: [{ role: 'user', content: '{{text}}' }] };
const requestOf = (id, content = 'Name a tea.') => ({
  custom_id: id,
  params: { model: 'claude-haiku-4-5', max_tokens: 60, messages: [{ role: 'user', content }] },
});
const REQUESTS = [requestOf('a', 'Чай?'), requestOf('b', '茶 🍵?')];
const JSONL = REQUESTS.map((request) => `${JSON.stringify(request)}\n`).join('');
const texts = async (requests) => (await all(requests)).map(({ params }) => params.messages[0].content);
const utf16be = (text) => Buffer.from(text, 'utf16le').swap16();
const bodies = async (input, options) => {
  const found = [];
  for await (const shard of plan(input, options)) found.push(await (await shard.blob()).text());
  return found.flatMap((body) => JSON.parse(body).requests);
};

const gbk = Buffer.from('69642c746578740a312cd4f5d1f9c9eac7ebb1a8cffa0a', 'hex');
const cp1251 = Buffer.from('69642c746578740a312ccae0ea20e2e5f0edf3f2fc20e7e0eae0e70a', 'hex');

for (const [name, as] of Object.entries({
  bytes: (bytes) => new Uint8Array(bytes),
  'a Blob': (bytes) => new Blob([bytes]),
  'a stream': (bytes) => new Blob([bytes]).stream(),
  'a stream of single bytes': (bytes) => streamOf(...Array.from(bytes, (byte) => new Uint8Array([byte]))),
  'a function': (bytes) => () => new Blob([bytes]).stream(),
})) {
  test(`requests that are compressed or in UTF-16 are read from ${name}`, async () => {
    const plain = await validate(as(bytesOf(JSONL)));
    assert.equal(plain.ok, true);
    for (const bytes of [
      gzipSync(JSONL),
      Buffer.from(`\ufeff${JSONL}`, 'utf16le'),
      utf16be(`\ufeff${JSONL}`),
      gzipSync(utf16be(`\ufeff${JSONL}`)),
      bytesOf(`\ufeff${JSONL}`),
    ]) {
      assert.deepEqual(await validate(as(bytes)), plain);
      assert.deepEqual(await bodies(as(bytes), { maxRequests: 1 }), REQUESTS);
      assert.equal((await estimate(as(bytes))).requests, 2);
    }
  });
}

test('rows are read in the encoding that the caller names', async () => {
  assert.deepEqual(await texts(fromRows(new Blob([gbk]), TEMPLATE, { encoding: 'gbk' })), ['怎样申请报销']);
  assert.deepEqual(await texts(fromRows(cp1251, TEMPLATE, { encoding: 'windows-1251' })), ['Как вернуть заказ']);
  assert.deepEqual(await texts(fromRows(gzipSync(gbk), TEMPLATE, { encoding: 'GB2312' })), ['怎样申请报销']);
  // A byte order mark takes precedence over the option; UTF-8 may be named.
  const marked = '\ufeffid,text\n1,é\n';
  for (const bytes of [bytesOf(marked), Buffer.from(marked, 'utf16le'), utf16be(marked)]) {
    assert.deepEqual(await texts(fromRows(bytes, TEMPLATE, { encoding: 'gbk' })), ['é']);
  }
  assert.deepEqual(await texts(fromRows(bytesOf('id,text\n1,é\n'), TEMPLATE, { encoding: 'utf-8' })), ['é']);
  assert.deepEqual(
    await texts(fromRows(Buffer.from('id,text\n1,é\n', 'utf16le'), TEMPLATE, { encoding: 'utf-16le' })),
    ['é'],
  );
  const requests = fromRows(gbk, TEMPLATE, { encoding: 'gbk', id: 'id' });
  assert.deepEqual([await requests.columns(), (await all(requests.ids())).length], [['id', 'text'], 1]);
});

test('requests are checked, planned, estimated and sent in the encoding that the caller names', async () => {
  const latin = Buffer.from(`${JSON.stringify(requestOf('a', 'café'))}\n`, 'latin1');
  const options = { encoding: 'latin1' };
  assert.equal((await validate(latin, options)).ok, true);
  assert.deepEqual(await bodies(latin, options), [requestOf('a', 'café')]);
  assert.equal((await estimate(latin, options)).unreadable, 0);
  let sent;
  const fetch = async (_url, { body }) => {
    sent = await new Response(body).text();
    return json(batch());
  };
  await new BatchClient({ apiKey: 'k', fetch }).create(latin, options);
  assert.deepEqual(JSON.parse(sent), { requests: [requestOf('a', 'café')] });
});

test('text that is not UTF-8 has its byte, its place and the encodings that it can have', async () => {
  const latin = Buffer.from(`${JSON.stringify(requestOf('a', 'café'))}\n`, 'latin1');
  const { issues } = await validate(latin);
  assert.deepEqual(
    issues.map(({ code, line, byteStart, message, help }) => ({ code, line, byteStart, message, help })),
    [
      {
        code: 'item.not_object',
        line: 1,
        byteStart: latin.indexOf(0xe9),
        message: 'not valid JSON: expected UTF-8, found the byte 0xe9',
        help:
          'Save it as UTF-8 (in Excel: "CSV UTF-8"), or name its encoding in the option encoding, for example ' +
          '"windows-1252" (Western Europe), "windows-1250" (Central Europe).',
      },
    ],
  );
});

test('an encoding that there is not, or that the input has not, is a wrong option', async () => {
  const expected = 'a label that TextDecoder knows, such as "gbk" or "windows-1251"';
  const errorOf = (name, found) => ({
    name,
    code: 'invalid_option',
    message: `encoding: expected ${expected}, found ${found}`,
  });
  assert.throws(() => fromRows(gbk, TEMPLATE, { encoding: 'gkb' }), errorOf('RangeError', '"gkb"'));
  await assert.rejects(validate(gbk, { encoding: 'gkb' }), errorOf('RangeError', '"gkb"'));
  await assert.rejects(validate(gbk, { encoding: 7 }), errorOf('TypeError', '7'));
  await assert.rejects(validate(new Uint8Array([0x22, 0x41, 0xfe, 0x20]), { encoding: 'euc-kr' }), {
    name: 'RangeError',
    message: 'encoding: expected the encoding of the input, found bytes that are not valid "euc-kr"',
  });
});

test('files that are no text have one finding, or one error, with the way out', async () => {
  const xlsx = Buffer.concat([
    Buffer.from('PK\x03\x04'),
    Buffer.alloc(26),
    Buffer.from('[Content_Types].xml'),
    Buffer.alloc(50),
  ]);
  const name = 'an Excel workbook (.xlsx) or another Microsoft Office file';
  const remedy = 'Save the sheet as "CSV UTF-8", and build requests from its rows.';
  for (const encoding of [undefined, 'gbk']) {
    const { issues, errors } = await validate(new Blob([xlsx]), { encoding });
    assert.equal(errors, 1);
    assert.deepEqual([issues[0].code, issues[0].help], ['batch.input_format', remedy]);
    assert.equal(issues[0].message, `expected requests as UTF-8 text, found ${name}`);
    await assert.rejects(all(fromRows(xlsx, TEMPLATE, { encoding })), {
      name: 'RowsError',
      message: `rows: expected rows as text in UTF-8 (CSV or JSONL), found ${name}. ${remedy}`,
    });
  }
});

test('a gzip file that ends early is a wrong input', async () => {
  const short = gzipSync(JSONL).subarray(0, 60);
  // The message of the runtime, if it has one.
  const inflated = new Blob([short]).stream().pipeThrough(new DecompressionStream('gzip'));
  const { message: why } = await all(inflated).then(assert.fail, (error) => error);
  await assert.rejects(validate(short), {
    name: 'TypeError',
    message: `input: expected a complete gzip file, found a truncated or damaged one${why && ` (${why})`}`,
  });
});

test('what a stream fails with is what the caller gets, through gzip too', async () => {
  const reason = new Error('cut');
  const cut = new ReadableStream({
    pull(controller) {
      if (this.isBegun) return controller.error(reason);
      this.isBegun = true;
      controller.enqueue(gzipSync(JSONL).subarray(0, 40));
    },
  });
  await assert.rejects(validate(cut), (error) => error === reason);
});

test('an array of requests and requests over several lines are read, planned and sent', async () => {
  const pretty = REQUESTS.map((request) => `${JSON.stringify(request, null, 2)}\n`).join('');
  for (const text of [
    JSON.stringify(REQUESTS),
    JSON.stringify(REQUESTS, null, 2),
    pretty,
    pretty.replaceAll('\n', '\r\n'),
  ]) {
    const report = await validate(text);
    assert.deepEqual([report.ok, report.requests], [true, 2], text);
    for (const input of [text, new Blob([text]), streamOf(text)]) {
      assert.deepEqual(await bodies(input, { maxRequests: 1 }), REQUESTS);
    }
  }
  const one = JSON.stringify(requestOf('a'), null, 2);
  assert.deepEqual(await bodies(one), [requestOf('a')]);
});

test('what is no input but leads to one is a TypeError that says what to pass', async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'inputs-'));
  const file = path.join(folder, 'x.jsonl');
  await fs.writeFile(file, JSONL);
  const handle = await fs.open(file);
  const stream = (await fs.open(file)).createReadStream();
  const fromFile = (text) =>
    `the path "${text}". Pass await openAsBlob("${text}") (from node:fs), or the File in a page`;
  const table = [
    ['x.jsonl', fromFile('x.jsonl')],
    ['./data/requests', fromFile('./data/requests')],
    ['C:/My data/rows.csv', fromFile('C:/My data/rows.csv')],
    ['https://example.com/x', 'the URL "https://example.com/x". Pass (await fetch("https://example.com/x")).body'],
    [
      new URL('file:///x.csv'),
      'the URL "file:///x.csv". Pass await openAsBlob(url) (from node:fs), or (await fetch(url)).body',
    ],
    [Promise.resolve('x'), 'a promise. Pass its value: await it first'],
    [handle, 'a file handle. Pass handle.readableWebStream(), or await openAsBlob(path)'],
    [{ getFile() {} }, 'a file handle. Pass await handle.getFile()'],
    [new Response('x'), 'a response. Pass its body: response.body'],
    [stream, 'a Node stream. Pass Readable.toWeb(stream), or await openAsBlob(path)'],
  ];
  const client = new BatchClient({ apiKey: 'k', fetch: () => assert.fail('nothing is sent') });
  for (const [value, found] of table) {
    const errorOf = (name) => ({
      name: 'TypeError',
      code: 'invalid_option',
      message: `${name}: expected the content itself, found ${found}`,
    });
    await assert.rejects(validate(value), errorOf('input'));
    await assert.rejects(client.create(value), errorOf('input'));
    assert.throws(() => fromRows(value, TEMPLATE), errorOf('rows'));
  }
  stream.destroy();
  await handle.close();
  await fs.rm(folder, { recursive: true });
  // Short texts that are rows or requests.
  for (const text of ['name', 'a,b.csv', 'id;x.json', 'text\nx.csv', '{}', 'see x.csv today']) {
    assert.doesNotThrow(() => fromRows(text, TEMPLATE), text);
  }
});

const RESULT = '{"custom_id":"a","result":{"type":"canceled"}}\n';

test('a plan or a shard in the place of requests is a TypeError that says how to send shards', async () => {
  const remedy =
    'Pass each shard to create alone: for await (const shard of plan(input)) await client.create(shard). validate, plan and submit take the input that the plan was made of';
  const shards = () => plan(REQUESTS, { maxRequests: 1 });
  const next = () => shards()[Symbol.asyncIterator]().next();
  const [first, ...others] = await all(shards());
  const client = new BatchClient({ apiKey: 'k', fetch: () => assert.fail('nothing is sent') });
  const create = (value) => client.create(value);
  const rest = [validate, (value) => client.submit(value), (value) => all(plan(value)), estimate];
  const aPlan = `a plan. ${remedy}`;
  const aShard = `a shard of a plan. ${remedy}`;
  const aResult = 'a result of an iterator. Pass its value, if it is not done';
  for (const [found, make, calls] of [
    [aPlan, shards, [create, ...rest]],
    [aPlan, () => ({ requests: shards() }), [create, ...rest]],
    [aShard, () => [first, ...others], [create, ...rest]],
    [aShard, () => new Set([first]), [create, ...rest]],
    [aShard, () => first, rest],
    [aResult, next, [create, ...rest]],
  ]) {
    for (const call of calls) {
      const message = `input: expected requests, found ${found}`;
      await assert.rejects(call(await make()), { name: 'TypeError', code: 'invalid_option', message });
    }
  }
});

test('an input that can be read once and was read is no empty input', async () => {
  const client = new BatchClient({ apiKey: 'sk-ant-test', fetch: async () => json(batch()) });
  const once = (name) => ({
    name: 'BatchError',
    code: 'already_read',
    message: `${name}: this input can be read only once, and was read already. Pass one that can be read again, such as text, bytes, a Blob or an array, or a function that makes a new one.`,
  });
  const generated = function* () {
    yield* REQUESTS;
  };
  for (const input of [
    streamOf(JSONL),
    generated(),
    (async function* () {
      yield* REQUESTS;
    })(),
  ]) {
    assert.equal((await client.create(input)).id, 'msgbatch_1');
    for (const again of [client.create(input), validate(input), estimate(input), all(plan(input))]) {
      await assert.rejects(again, once('input'));
    }
  }
  const lines = streamOf('{"custom_id":"a","body":{}}\n');
  await all(fromOpenAI(lines, { model: 'claude-haiku-4-5' }));
  await assert.rejects(all(fromOpenAI(lines, { model: 'claude-haiku-4-5' })), once('input'));
  const stored = streamOf(RESULT);
  await all(readResults(stored));
  await assert.rejects(all(readResults(stored)), once('results'));
  const ids = streamOf(JSONL);
  await (await readResults(RESULT)).reconcile(ids);
  await assert.rejects((await readResults(RESULT)).reconcile(ids), once('ids'));
  // A source that returns a new iterator each time can be read again.
  const again = {
    async *[Symbol.asyncIterator]() {
      yield* REQUESTS;
    },
  };
  assert.equal((await validate(again)).requests, 2);
  assert.equal((await validate(again)).requests, 2);
});

test('a stream that somebody else reads is named as the argument that it is', async () => {
  const locked = () => {
    const stream = streamOf(JSONL);
    stream.getReader();
    return stream;
  };
  const error = (name) => ({
    name: 'TypeError',
    code: 'invalid_option',
    message: `${name}: expected a stream that nobody else reads, found one that is locked to a reader`,
  });
  await assert.rejects(validate(locked()), error('input'));
  await assert.rejects(all(fromRows(locked(), TEMPLATE)), error('rows'));
  await assert.rejects(all(readResults(locked())), error('results'));
  await assert.rejects((await readResults(RESULT)).reconcile(locked()), error('ids'));
  const read = new Response(RESULT);
  await read.text();
  await assert.rejects(all(readResults(read)), {
    message: 'results: expected a successful response that was not read yet, found one that was read already',
  });
});

test('an abort cancels the stream of the caller with its reason, also before it is read', async () => {
  const client = new BatchClient({ apiKey: 'sk-ant-test', fetch: async () => json(batch()) });
  const reason = new Error('STOP');
  for (const read of [validate, estimate, (...args) => client.create(...args), (...args) => all(plan(...args))]) {
    for (const isEarly of [true, false]) {
      const controller = new AbortController();
      const cancelled = [];
      const stream = new ReadableStream(
        {
          pull: () => controller.abort(reason),
          cancel: (why) => cancelled.push(why),
        },
        { highWaterMark: 0 },
      );
      if (isEarly) controller.abort(reason);
      await assert.rejects(read(stream, { signal: controller.signal }), reason);
      await new Promise(setImmediate);
      assert.deepEqual(cancelled, [reason]);
    }
  }
});

test('a plan can be looped over again if its input can be read again, and says so if not', async () => {
  const shards = plan(REQUESTS, { maxRequests: 1, validate: false });
  const indexes = async () => (await all(shards)).map(({ index }) => index);
  assert.deepEqual(
    [await indexes(), await indexes()],
    [
      [0, 1],
      [0, 1],
    ],
  );
  const once = plan(streamOf(JSONL), { validate: false });
  assert.equal((await all(once)).length, 1);
  await assert.rejects(all(once), { name: 'BatchError', code: 'already_read' });
});

test('a callback that throws or rejects does not end a check', async () => {
  const throwing = () => {
    throw new Error('mine');
  };
  for (const onProgress of [throwing, async () => throwing()]) {
    assert.equal((await validate(JSONL, { onProgress })).requests, 2);
    assert.equal((await estimate(JSONL, { onProgress })).requests, 2);
    assert.equal((await all(plan(JSONL, { onProgress, validate: false }))).length, 1);
  }
});
