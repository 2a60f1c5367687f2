// Stored results in any form, and inputs that are not results.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readResults } from 'message-batches';
import { all, bytesOf, errored, failure, jsonl, question, streamOf, succeeded } from './setup.mjs';

const LINES = [succeeded('a'), errored('b', 'api_error', 'x'), { custom_id: 'c', result: { type: 'expired' } }];
const FORMS = {
  lines: jsonl(LINES),
  'a list': JSON.stringify(LINES),
  'a list over several lines': `${JSON.stringify(LINES, null, 2)}\n`,
  'a list under a key': JSON.stringify({ data: LINES, has_more: false }),
  'a list under a key over several lines': JSON.stringify({ object: 'list', results: LINES }, null, '\t'),
  'pages of a list': `${JSON.stringify({ data: LINES.slice(0, 1) })}\n${JSON.stringify({ data: LINES.slice(1) })}\n`,
  'objects over several lines': LINES.map((line) => JSON.stringify(line, null, 2)).join('\r\n'),
  'objects over several lines that follow each other': LINES.map((line) => JSON.stringify(line, null, 2)).join(''),
  'files that were joined without a line end': LINES.map((line) => JSON.stringify(line)).join(''),
};

for (const [form, text] of Object.entries(FORMS)) {
  test(`results kept as ${form} are read in every way`, async () => {
    const ways = [text, new Blob([text]), streamOf(...[...text].map((char) => char)), `\ufeff${text}`];
    for (const kept of ways) {
      const records = await all(await readResults(kept));
      assert.deepEqual(
        records.map(({ custom_id, result }) => ({ custom_id, result })),
        LINES,
      );
    }
    for (const { raw, byteOffset, custom_id } of await all(await readResults(text))) {
      const there = bytesOf(text).subarray(byteOffset, byteOffset + raw.length);
      assert.deepEqual(JSON.parse(Buffer.from(there)), JSON.parse(Buffer.from(raw)), custom_id);
    }
    const tally = await (await readResults(text)).tally();
    assert.deepEqual(tally.types, { succeeded: 1, errored: 1, expired: 1 });
    const ordered = await all((await readResults(text)).inOrder(['c', 'a']));
    assert.deepEqual(
      ordered.map(({ custom_id }) => custom_id),
      ['c', 'a'],
    );
    const file = await new Response((await readResults(text)).toStream('csv', { columns: ['custom_id'] })).text();
    assert.equal(file, 'custom_id\r\na\r\nb\r\nc\r\n');
  });
}

test('records of one line that arrive in pieces have their texts and places, also large ones', async () => {
  const text = (size) => [{ type: 'text', text: `é"${'x'.repeat(size)}` }];
  const sizes = [3, 1_200_000, 70];
  const lines = sizes.map((size, index) => JSON.stringify(succeeded(`id-${index}`, 'end_turn', text(size))));
  const long = 'i'.repeat(1_100_000);
  lines.push(JSON.stringify({ custom_id: long, result: { type: 'expired' } }));
  const whole = bytesOf(lines.join(' '));
  for (const size of [whole.length, 500_000, 65_536]) {
    const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
      whole.subarray(index * size, (index + 1) * size),
    );
    const records = await all(await readResults(streamOf(...pieces), { recordCount: 4 }));
    assert.deepEqual(
      records.map(({ custom_id }) => custom_id),
      ['id-0', 'id-1', 'id-2', long],
    );
    for (const [index, record] of records.entries()) {
      if (index < 3) assert.equal(record.text, text(sizes[index])[0].text);
      assert.equal(record.line, 1);
      assert.equal(record.byteOffset, bytesOf(`${lines.slice(0, index).join(' ')}${index ? ' ' : ''}`).length);
      assert.equal(Buffer.from(record.raw).toString(), lines[index]);
    }
  }
});

const LINE = '{"custom_id":"a","result":{"type":"expired"}}\n';
const NONE = 'Expected results as JSON Lines, found no result.';
for (const [what, text, message] of [
  ['nothing', '', 'Expected results as JSON Lines, found nothing: the input is empty.'],
  ['blank lines', '\n \n', 'Expected results as JSON Lines, found nothing: the input is empty.'],
  ['requests', jsonl([question('a')]), `${NONE} Line 1: expected a result, found a request: an object with params.`],
  [
    'a list of requests',
    JSON.stringify([question('a')]),
    `${NONE} Line 1: expected a result, found a request: an object with params.`,
  ],
  [
    'a create body',
    JSON.stringify({ requests: [question('a')] }),
    `${NONE} Line 1: expected a result, found a create body: an object with requests.`,
  ],
  [
    'a batch',
    JSON.stringify({ id: 'msgbatch_1', processing_status: 'ended' }, null, 2),
    `${NONE} Line 1: expected a result, found a batch: an object with a processing_status.`,
  ],
  ['CSV', 'a,b\n1,2\n', `${NONE} Line 1 at byte 0: not valid JSON: expected a value, found 'a'. It looks like CSV.`],
  [
    'server-sent events',
    'event: message_start\ndata: {"type":"message_start"}\n\n',
    `${NONE} Line 1 at byte 0: not valid JSON: expected a value, found 'e'. It looks like server-sent events. Put the data of each result on a line of its own.`,
  ],
  [
    'lines with numbers',
    `     1\t${LINE}     2\t${LINE}`,
    `${NONE} Line 1 at byte 2: not valid JSON: expected the end, found '{'. It has a line number before the result. Remove the numbers.`,
  ],
  [
    'JSON inside strings',
    `${JSON.stringify(LINE.trim())}\n`,
    `${NONE} Line 1: expected a JSON object, found a string. It is JSON inside a string. Write the text of the string as the line.`,
  ],
  [
    'results without a result object',
    '{"custom_id":"a","type":"succeeded","message":{"content":[]}}\n',
    `${NONE} Line 1: expected a result, found an object without a result object. Make each line {custom_id, result: {type, message}}.`,
  ],
  ['text', 'hello', `${NONE} Line 1 at byte 0: not valid JSON: expected a value, found 'h'.`],
  ['an empty list', '[]', 'Expected results as JSON Lines, found an empty list.'],
  ['an empty page', '{"data":[],"has_more":false}', 'Expected results as JSON Lines, found an empty list.'],
  [
    'a stream of events',
    'data: {"a":1,"b":2}\n\n',
    `${NONE} Line 1 at byte 0: not valid JSON: expected a value, found 'd'. It looks like server-sent events. Put the data of each result on a line of its own.`,
  ],
  [
    'what Python printed',
    "[Result(custom_id='a', result=1)]",
    `${NONE} Line 1 at byte 1: not valid JSON: expected a value, found 'R'.`,
  ],
  [
    'an error of the API',
    JSON.stringify({ type: 'error', error: { type: 'not_found_error', message: 'x' } }),
    `${NONE} Line 1: expected a result, found an error of the API: "not_found_error".`,
  ],
  [
    'a PDF',
    '%PDF-1.7 1,2',
    'Expected results as JSON Lines, found a PDF. Pass the results that the API sent, or a JSONL file that was made of them.',
  ],
  [
    'a ZIP archive',
    'PK\u0005\u0006',
    'Expected results as JSON Lines, found an empty ZIP archive. Unpack it and pass the file inside.',
  ],
  ['UTF-16 without a mark', '{\0}\0', 'Expected results as JSON Lines, found UTF-16LE. Save it as UTF-8.'],
  ['other objects', '{"a":1}\n', `${NONE} Line 1: expected a result, found an object without a custom_id.`],
  ['a page of HTML', '<html>', 'Expected results as JSON Lines, found an HTML page.'],
]) {
  test(`${what} in the place of results is an error, in every way of reading`, async () => {
    const ways = [
      (results) => all(results),
      (results) => results.tally(),
      (results) => results.reconcile(['a']),
      (results) => all(results.inOrder(['a'])),
      (results) => results.toResponse('csv').text(),
    ];
    for (const read of ways) {
      const error = { name: 'ResponseError', code: 'unexpected_response', message };
      await assert.rejects(async () => read(await readResults(text)), error);
    }
  });
}

test('no results are results where none are expected, and one among other lines is enough', async () => {
  assert.deepEqual(await all(await readResults('', { recordCount: 0 })), []);
  const records = await all(await readResults(`garbage\n${JSON.stringify(LINES[0])}\n`));
  assert.deepEqual(
    records.map(({ type }) => type),
    ['malformed', 'succeeded'],
  );
});

const utf16 = (text) => Buffer.from(`\ufeff${text}`, 'utf16le');
const big = (text) => utf16(text).swap16();

for (const [how, wrapped] of [
  ['UTF-16LE', utf16],
  ['UTF-16BE', big],
  ['gzip', (text) => gzipSync(text)],
  ['UTF-16 in gzip', (text) => gzipSync(utf16(text))],
]) {
  test(`results in ${how} are read, and offsets count the text in UTF-8`, async () => {
    const lines = [succeeded('ä', 'end_turn', [{ type: 'text', text: 'Grüße 🎈' }]), ...LINES];
    for (const text of [jsonl(lines), JSON.stringify(lines, null, 2)]) {
      const bytes = new Uint8Array(wrapped(text));
      const ways = [
        bytes,
        new Blob([bytes]),
        streamOf(...[...bytes].map((byte) => Uint8Array.of(byte))),
        new Response(bytes, { headers: { 'content-length': String(bytes.length) } }),
      ];
      for (const kept of ways) {
        const records = await all(await readResults(kept));
        assert.deepEqual(
          records.map(({ custom_id, line, result }) => ({ custom_id, line, result })),
          lines.map((line, index) => ({ line: index + 1, ...line })),
        );
        for (const { raw, byteOffset } of records) {
          const there = bytesOf(text).subarray(byteOffset, byteOffset + raw.length);
          assert.deepEqual(JSON.parse(Buffer.from(there)), JSON.parse(Buffer.from(raw)));
        }
      }
      assert.equal((await (await readResults(bytes)).tally()).records, 4);
    }
  });
}

test('a damaged gzip file and half a UTF-16 character are errors, after the records before them', async () => {
  const lines = Array.from({ length: 3000 }, (_, index) => succeeded(`id-${index}-${Math.sin(index)}`));
  const gzip = gzipSync(jsonl(lines));
  const cut = new Uint8Array(gzip.subarray(0, gzip.length - 2000));
  const read = [];
  const error = await failure(
    (async () => {
      for await (const { custom_id } of readResults(cut)) read.push(custom_id);
    })(),
  );
  assert.match(error.message, /^results: expected a complete gzip file, found a truncated or damaged one(?: \(.+\))?$/);
  assert.deepEqual([error.name, error.code], ['TypeError', 'invalid_option']);
  assert.ok(read.length > 0 && read.length < 3000);
  assert.deepEqual(
    read,
    lines.slice(0, read.length).map(({ custom_id }) => custom_id),
  );
  await assert.rejects(all(readResults(new Uint8Array([...utf16(jsonl(LINES)), 0x20]))), {
    name: 'RangeError',
    code: 'invalid_option',
    message: 'results: expected text in "utf-16le", found bytes that are not',
  });
});

test('a loop over compressed results that is left cancels their stream', async () => {
  const gzip = gzipSync(
    jsonl(Array.from({ length: 50_000 }, (_, index) => succeeded(`id-${index}-${Math.sin(index)}`))),
  );
  let canceled = false;
  let at = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (at >= gzip.length) controller.close();
      else controller.enqueue(new Uint8Array(gzip.subarray(at, at + 1000)));
      at += 1000;
    },
    cancel() {
      canceled = true;
    },
  });
  for await (const { custom_id } of readResults(body)) {
    assert.equal(custom_id, 'id-0-0');
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(canceled, true);
});

const [A, B] = LINES.map((line) => JSON.stringify(line));
const CUT = "expected ']' at the end of the list, found the end of the text. The results are incomplete";
const OPEN = CUT.replace("']' at the end of the list", "'}' at the end of the object that has the list");
const PAGES =
  'expected the last page of a list, found one with has_more: true. The results are incomplete: add the pages that follow';
for (const [what, text, line, message] of [
  ['a list that ends after a comma', `[${A},${B},`, 3, CUT],
  ['a list that ends after an element', `[${A},${B}`, 3, CUT],
  ['a list over several lines that ends', `[\n  ${A},\n  ${B},\n`, 3, CUT],
  ['a list under a key that ends', `{"data":[${A},${B},`, 3, CUT],
  ['a page that ends after its list', `{"data":[${A},${B}],"has_`, 3, OPEN],
  ['the first pages of a list', `{"data":[${A},${B}],"has_more":true}`, 3, PAGES],
]) {
  test(`${what} has a malformed record at its end, in every way of reading`, async () => {
    const records = await all(await readResults(text));
    assert.deepEqual(
      records.map(({ custom_id, type }) => [custom_id, type]),
      [
        ['a', 'succeeded'],
        ['b', 'errored'],
        ['', 'malformed'],
      ],
    );
    assert.deepEqual(records[2].error, { type: 'malformed', message: `line ${line}: ${message}` });
    assert.equal(records[2].raw.length, 0, 'no byte of it is in the text');
    assert.ok(records[2].byteOffset - bytesOf(text).length <= 1 && records[2].byteOffset >= bytesOf(text).length);
    assert.deepEqual((await (await readResults(text)).tally()).types, { succeeded: 1, errored: 1, malformed: 1 });
    const columns = ['custom_id', 'type'];
    const file = await new Response((await readResults(text)).toStream('csv', { columns })).text();
    assert.equal(file, 'custom_id,type\r\na,succeeded\r\nb,errored\r\n,malformed\r\n');
  });
}

test('a line that reads like what is missing elsewhere has its bytes', async () => {
  const lines = ['[...', '{...', '{"has_more":true}'];
  const records = await all(await readResults(`${A}\n${lines.join('\n')}`));
  assert.deepEqual(
    records.slice(1).map(({ raw, type }) => [Buffer.from(raw).toString(), type]),
    lines.map((line) => [line, 'malformed']),
  );
});

test('a list that ends inside an element has one malformed record, which is that element', async () => {
  for (const text of [
    `[${A},${B.slice(0, -1)}`,
    `[${A},{"custom_id":"b`,
    `${JSON.stringify([LINES[0], LINES[1]], null, 2).slice(0, -5)}`,
  ]) {
    const records = await all(await readResults(text));
    assert.deepEqual(
      records.map(({ type }) => type),
      ['succeeded', 'malformed'],
    );
  }
  const object = JSON.stringify(LINES[0], null, 2).slice(0, -20);
  const records = await all(readResults(`${JSON.stringify(LINES[1], null, 2)}\n${object}`));
  assert.deepEqual(
    records.map(({ type, line }) => [type, line]),
    [
      ['errored', 1],
      ['malformed', 2],
    ],
  );
});

test('files that were joined, each with its byte order mark, are read', async () => {
  const text = `\ufeff${A}\n\ufeff\ufeff${B}\r\n\ufeff`;
  const records = await all(readResults(text));
  assert.deepEqual(
    records.map(({ custom_id, line, byteOffset }) => [custom_id, line, byteOffset]),
    [
      ['a', 1, 3],
      ['b', 2, bytesOf(A).length + 10],
    ],
  );
  assert.equal((await (await readResults(text)).tally()).records, 2);
});

test('what is not stored results but leads to them is a TypeError that says what to pass', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kept-'));
  const file = path.join(folder, 'r.jsonl');
  fs.writeFileSync(file, jsonl(LINES));
  const handle = await fs.promises.open(file);
  const content = 'expected the content itself, found';
  const openAs = (what) => `Pass await openAsBlob(${what}) (from node:fs), or`;
  for (const [value, message] of [
    ['f/r.jsonl', `${content} the path "f/r.jsonl". ${openAs('"f/r.jsonl"')} the File in a page`],
    [new URL('file:///r.jsonl'), `${content} the URL "file:///r.jsonl". ${openAs('url')} (await fetch(url)).body`],
    [Promise.resolve('x'), `${content} a promise. Pass its value: await it first`],
    [readResults(''), `${content} a promise. Pass its value: await it first`],
    [handle, `${content} a file handle. Pass handle.readableWebStream(), or await openAsBlob(path)`],
    [await readResults(A), 'expected a stream of bytes from fetch, found an object'],
    [LINES, 'expected JSONL as text, bytes, a Blob, a stream or a Response, found an array'],
  ]) {
    const error = { name: 'TypeError', code: 'invalid_option', message: `results: ${message}` };
    await assert.rejects(all(readResults(value)), error);
  }
  await handle.close();
  const texts = fs.createReadStream(file, 'utf8');
  assert.equal((await all(readResults(texts))).length, 3);
  const stream = fs.createReadStream(file, { highWaterMark: 7 });
  assert.deepEqual(
    (await all(readResults(stream))).map(({ custom_id }) => custom_id),
    ['a', 'b', 'c'],
  );
  const left = fs.createReadStream(file, { highWaterMark: 150 });
  for await (const { custom_id } of readResults(left)) {
    assert.equal(custom_id, 'a');
    break;
  }
  await new Promise((resolve) => left.once('close', resolve));
  assert.equal(left.destroyed, true);
  fs.rmSync(folder, { recursive: true });
});
