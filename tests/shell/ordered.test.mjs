// Results and their requests: in the order of the requests, and reconciled with them.
import assert from 'node:assert/strict';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readResults } from 'message-batches';
import { blobSpill, fileSpill, r2Spill } from 'message-batches/spill';
import { flaky } from './flaky.mjs';
import { all, bytesOf, failure, jsonl, question, succeeded } from './setup.mjs';

const answer = (id) =>
  succeeded(id, 'end_turn', [{ type: 'text', text: `Answer to ${id} ${'é'.repeat(id.length % 7)}` }]);
const IDS = Array.from({ length: 1500 }, (_, index) => `id-${index}`);
/** In a different order. */
const shuffled = IDS.toSorted((a, b) => ((Number(a.slice(3)) * 7919) % 1500) - ((Number(b.slice(3)) * 7919) % 1500));
const RESULTS = jsonl(shuffled.map(answer));
const COMPLETE = {
  complete: true,
  submitted: 1500,
  answered: 1500,
  missing: { count: 0, ids: [] },
  duplicate: { count: 0, ids: [] },
  unknown: { count: 0, ids: [] },
  malformed: 0,
};

/** A bucket like R2, in memory: all parts except the last have the same size, of 5 MiB or more. */
function bucket() {
  const objects = new Map();
  return {
    objects,
    async createMultipartUpload(key) {
      const parts = [];
      return {
        uploadPart: async (number, bytes) => {
          parts[number - 1] = bytes.slice();
          return { partNumber: number };
        },
        async complete(given) {
          assert.deepEqual(
            given.map(({ partNumber }) => partNumber),
            parts.map((_, index) => index + 1),
          );
          for (const part of parts.slice(0, -1)) assert.equal(part.length, 8_388_608);
          objects.set(key, Buffer.concat(parts));
        },
        abort: async () => void objects.delete(key),
      };
    },
    get: async (key, { range: { offset, length } }) => ({
      arrayBuffer: async () => new Uint8Array(objects.get(key).subarray(offset, offset + length)).buffer,
    }),
    delete: async (key) => void objects.delete(key),
  };
}

for (const [name, spill] of Object.entries({
  'the usual spill': () => undefined,
  Blobs: () => blobSpill(),
  'a file': () => fileSpill(),
  'a bucket': () => r2Spill(bucket()),
})) {
  test(`records come in the order of the requests, by ${name}`, async () => {
    const results = await readResults(RESULTS);
    const ordered = results.inOrder(IDS, { spill: spill() });
    assert.equal(ordered.reconciliation, undefined);
    const records = await all(ordered);
    assert.deepEqual(
      records.map((record) => record.custom_id),
      IDS,
    );
    for (const record of records) {
      assert.equal(record.text, answer(record.custom_id).result.message.content[0].text);
      assert.equal(record.line, shuffled.indexOf(record.custom_id) + 1);
      const raw = bytesOf(RESULTS).subarray(record.byteOffset, record.byteOffset + record.raw.length);
      assert.deepEqual(Buffer.from(record.raw), Buffer.from(raw));
      assert.deepEqual(record.result, answer(record.custom_id).result);
    }
    assert.deepEqual(ordered.reconciliation, COMPLETE);
  });
}

test('a spill of more than one part is put together and read across its seams', async () => {
  const long = Array.from({ length: 9 }, (_, index) =>
    succeeded(`l-${index}`, 'end_turn', [{ type: 'text', text: String(index).repeat(2_000_003) }]),
  );
  for (const make of [blobSpill, fileSpill, () => r2Spill(bucket())]) {
    const results = await readResults(new Blob([jsonl(long)]));
    const order = long.map(({ custom_id }) => custom_id).toReversed();
    const records = [];
    for await (const record of results.inOrder(order, { spill: make() })) {
      records.push([record.custom_id, record.text.length, record.text[0]]);
    }
    assert.deepEqual(
      records,
      order.map((id) => [id, 2_000_003, id.slice(2)]),
    );
  }
});

test('ids come as texts, requests, streams of either, or JSONL', async () => {
  const [first] = [IDS.slice(0, 600)];
  const asked = jsonl(first.map((id) => question(id)));
  for (const ids of [
    first,
    new Set(first),
    first.map((id) => question(id)),
    (async function* () {
      yield* first;
    })(),
    asked,
    bytesOf(`${asked.trimEnd()}`),
    new Blob([asked.replaceAll('\n', '\r\n')]),
    new Blob([asked]).stream(),
  ]) {
    const records = await all((await readResults(RESULTS)).inOrder(ids));
    assert.deepEqual(
      records.map((record) => record.custom_id),
      first,
    );
  }
});

test('ids come in every form that create takes, and from the requests alone', async () => {
  const tricky = { a: ']} "requests":[ \\\\" ,', b: [1, [2, {}]] };
  const requests = ['a', 'b'].map((custom_id) => ({ custom_id, params: tricky }));
  const body = { betas: ['x'], requests, after: [{ custom_id: 'z', requests: [1] }] };
  const lines = requests.map((request) => JSON.stringify(request));
  const utf16 = (text) => Buffer.from(`\ufeff${text}`, 'utf16le');
  const texts = {
    'a create body': JSON.stringify(body),
    'a create body over several lines': JSON.stringify(body, null, 2),
    'two create bodies': requests.map((request) => JSON.stringify({ requests: [request] })).join('\n'),
    'a list': JSON.stringify(requests),
    'a list over several lines': JSON.stringify(requests, null, 2).replaceAll('\n', '\r\n'),
    'a list with a byte order mark': `\ufeff${JSON.stringify(requests)}`,
    'a list per line': lines.map((line) => `[${line}]`).join('\n'),
    'objects over several lines': requests.map((request) => JSON.stringify(request, null, '\t')).join('\n'),
    'lines that end with a comma': lines.map((line) => `${line},\n`).join(''),
    'a list of ids': '["a", "b"]',
    'an id per line': '"a"\n"b"\n',
  };
  const inputs = {
    ...texts,
    'a create body as an object': { requests },
    'a function': () => requests,
    'a function that waits': async () => texts['a list'],
    'a byte source': { open: async () => new Blob([texts['a list']]).stream() },
    'requests that are lines': { jsonl: () => new Blob([lines.join('\n')]).stream() },
    'a gzip file': gzipSync(lines.join('\n')),
    'UTF-16': utf16(texts['a list over several lines']),
  };
  for (const [name, text] of Object.entries(texts)) {
    const bytes = bytesOf(text);
    const cut = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) => bytes.slice(at * 7, at * 7 + 7));
    inputs[`${name}, seven bytes at a time`] = ReadableStream.from(cut);
  }
  const text = jsonl(['b', 'c', 'a'].map(answer));
  for (const [name, input] of Object.entries(inputs)) {
    const ordered = (await readResults(text)).inOrder(input);
    assert.deepEqual(
      (await all(ordered)).map(({ custom_id }) => custom_id),
      ['a', 'b'],
      name,
    );
    assert.deepEqual(ordered.reconciliation.unknown, { count: 1, ids: ['c'] }, name);
  }
  for (const empty of ['', new Blob([]), new Blob([]).stream(), '[]', { requests: [] }]) {
    assert.equal((await (await readResults(text)).reconcile(empty)).submitted, 0);
  }
});

test('what has no ids is refused, by its place and without its text', async () => {
  const expected = 'ids: expected ids, objects with a custom_id, or requests in a form that create takes, found';
  const item = 'expected an id or an object with a custom_id, found';
  const broken = `${JSON.stringify(question('a'))}\n{"custom_id":"private\n${JSON.stringify(question('b'))}\n`;
  for (const [input, message] of [
    [undefined, `${expected} undefined`],
    [5, `${expected} 5`],
    [{ custom_id: 'a' }, `${expected} an object`],
    [[1], `ids, item 1: ${item} 1`],
    [['a', { id: 'b' }], `ids, item 2: ${item} an object with the custom_id undefined`],
    [[bytesOf('private')], `ids, item 1: ${item} bytes`],
    ['custom_id,private\na,x\n', 'ids, line 1: expected JSON, found other text'],
    [broken, 'ids, line 2: expected JSON, found other text'],
    ['[{"custom_id":"a"},\n{"custom_id":"private', 'ids, line 2: expected JSON, found other text'],
    ['{\n"custom_id": "private"', 'ids, line 1: expected JSON, found other text'],
  ]) {
    for (const read of [(results) => all(results.inOrder(input)), (results) => results.reconcile(input)]) {
      const thrown = await read(await readResults(RESULTS)).catch((error) => error);
      assert.equal(thrown.constructor, TypeError);
      assert.deepEqual([thrown.code, thrown.message], ['invalid_option', message]);
    }
  }
});

test('missing, duplicate, unknown and malformed records are reported with their ids', async () => {
  const text = `${jsonl(['a', 'b', 'a', '__proto__'].map(answer))}{"bro\n`;
  const account = await (await readResults(text)).reconcile(['a', 'constructor', 'x', '__proto__'], { maxIds: 1 });
  assert.deepEqual(account, {
    complete: false,
    submitted: 4,
    answered: 2,
    missing: { count: 2, ids: ['constructor'] },
    duplicate: { count: 1, ids: ['a'] },
    unknown: { count: 1, ids: ['b'] },
    malformed: 1,
  });
  assert.deepEqual(await (await readResults(RESULTS)).reconcile(IDS), COMPLETE);
});

test('ids that every object has are ids like any other, in every way in', async () => {
  const odd = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'a\nb', '"', '\u0000', '🎈'];
  const text = jsonl(odd.toReversed().map(answer));
  const records = await all((await readResults(text)).inOrder(odd));
  assert.deepEqual(
    records.map((record) => record.custom_id),
    odd,
  );
  const rows = odd.map((id) => Object.fromEntries([['custom_id', id]]));
  assert.equal((await all((await readResults(text)).join(rows))).filter(({ record }) => record).length, odd.length);
  await assert.rejects(all((await readResults(text)).join([{}], { key: 'constructor' })), {
    name: 'TypeError',
    code: 'invalid_option',
    message: 'row 1: expected an id in the column "constructor", found none',
  });
});

test('the order is right whatever happens to the connection, also if the results change', async () => {
  const size = bytesOf(RESULTS).length;
  for (let byte = 1; byte < size; byte += 37_003) {
    for (const again of [RESULTS, jsonl(IDS.map(answer))]) {
      const { client } = flaky({
        piece: 4001,
        body: (number) => (number === 0 ? RESULTS : again),
        cut: (number) => (number === 0 ? byte : undefined),
      });
      const ordered = (await client.results('msgbatch_1')).inOrder(IDS);
      const records = await all(ordered);
      assert.deepEqual(
        records.map((record) => record.custom_id),
        IDS,
      );
      for (const record of records) {
        assert.deepEqual(JSON.parse(Buffer.from(record.raw)), answer(record.custom_id), `cut at ${byte}`);
      }
      assert.deepEqual(ordered.reconciliation, COMPLETE);
    }
  }
});

/** A spill that records its calls. */
function watched(spill = blobSpill()) {
  const calls = [];
  const call =
    (name) =>
    (...args) => {
      calls.push(name);
      return spill[name](...args);
    };
  return { calls, spill: { write: call('write'), seal: call('seal'), read: call('read'), close: call('close') } };
}

test('what waits in a spill is a copy, also of a Buffer that its source fills again', async () => {
  const [bytes, buffer] = [bytesOf(RESULTS), Buffer.alloc(64)];
  let at = 0;
  const pull = (controller) => {
    if (at >= bytes.length) return controller.close();
    const piece = bytes.subarray(at, at + 64);
    at += piece.length;
    buffer.set(piece);
    controller.enqueue(buffer.subarray(0, piece.length));
  };
  const stream = new ReadableStream({ pull }, { highWaterMark: 0 });
  const records = await all((await readResults(stream)).inOrder(IDS, { spill: blobSpill() }));
  for (const { raw, custom_id } of records) assert.deepEqual(JSON.parse(Buffer.from(raw)), answer(custom_id));
  assert.equal(records.length, IDS.length);
});

test('a spill is closed once, wherever the reader leaves', async () => {
  const left = watched();
  for await (const _ of (await readResults(RESULTS)).inOrder(IDS, { spill: left.spill })) break;
  assert.deepEqual([left.calls.at(-1), left.calls.filter((name) => name === 'close').length], ['close', 1]);

  const broken = watched({ ...blobSpill(), write: () => Promise.reject(new Error('disk full')) });
  const error = await failure(all((await readResults(RESULTS)).inOrder(IDS, { spill: broken.spill })));
  assert.equal(error.message, 'disk full');
  assert.deepEqual(broken.calls, ['write', 'close']);

  const controller = new AbortController();
  const aborted = watched();
  const results = await readResults(RESULTS, { signal: controller.signal });
  const reading = (async () => {
    for await (const _ of results.inOrder(IDS, { spill: aborted.spill })) controller.abort('enough');
  })();
  assert.equal(await failure(reading), 'enough');
  assert.deepEqual(aborted.calls.at(-1), 'close');

  const cancelled = watched();
  const endless = await readResults(new ReadableStream({ start: (given) => given.enqueue(bytesOf(RESULTS)) }));
  const waiting = failure(all(endless.inOrder(IDS, { spill: cancelled.spill })));
  while (!cancelled.calls.includes('write')) await new Promise(setImmediate);
  await endless.cancel();
  assert.equal((await waiting).message, 'The results were cancelled before they were read to the end.');
  assert.deepEqual(cancelled.calls.at(-1), 'close');
});

test('a file of a spill has no name that could stay', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'spill-'));
  const seen = [];
  for await (const _ of (await readResults(RESULTS)).inOrder(IDS, { spill: fileSpill({ folder }) })) {
    seen.push(...(await readdir(folder)));
    break;
  }
  if (process.platform !== 'win32') assert.deepEqual(seen, []);
  assert.deepEqual(await readdir(folder), []);
});

test('what are no ids is refused', async () => {
  const results = await readResults(RESULTS);
  await assert.rejects(results.reconcile(7), {
    name: 'TypeError',
    code: 'invalid_option',
    message: 'ids: expected ids, objects with a custom_id, or requests in a form that create takes, found 7',
  });
  await assert.rejects((await readResults(RESULTS)).reconcile('{"custom_id":"a"}\nno json'), {
    message: 'ids, line 2: expected JSON, found other text',
  });
  await assert.rejects((await readResults(RESULTS)).reconcile([{ id: 1 }]), {
    message: 'ids, item 1: expected an id or an object with a custom_id, found an object with the custom_id undefined',
  });
  await assert.rejects((await readResults(RESULTS)).reconcile(IDS, { maxIds: -1 }), { name: 'RangeError' });
});
