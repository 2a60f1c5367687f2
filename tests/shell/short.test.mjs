// Results that end early and appear complete: their number is known from the batch, in every way of reading.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { BatchClient, readResults } from 'message-batches';
import { flaky } from './flaky.mjs';
import {
  all,
  bytesOf,
  emulated,
  endedWith,
  errored,
  failure,
  json,
  jsonl,
  KEY,
  PATH,
  questions,
  rushed,
  serving,
  streamOf,
  succeeded,
} from './setup.mjs';

const IDS = ['a', 'b', 'c', 'd'];
const LINES = [succeeded('a'), errored('b', 'overloaded_error', 'é'), succeeded('c', 'max_tokens'), succeeded('d')];
const TEXT = jsonl(LINES);
const BYTES = bytesOf(TEXT);
/** The start of the stream, and the position after each line. */
const BOUNDARIES = [0, ...IDS.map((_, index) => bytesOf(jsonl(LINES.slice(0, index + 1))).length)];
const HTML = '\n <!doctype html>\n<html><body>Please log in.</body></html>\n';

const ids = (records) => records.map(({ custom_id }) => custom_id);
const idsOf = (text) =>
  text
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).custom_id);

/** Every way to read results. Each returns the ids that it read, in the order of the stream. */
const WAYS = {
  loop: async (results) => ids(await all(results)),
  'chunks()': async (results) => ids((await all(results.chunks())).flat()),
  'tally()': async (results) => IDS.slice(0, (await results.tally()).records),
  toResponse: async (results) => idsOf(await results.toResponse('jsonl').text()),
  'toStream as CSV': async (results) => {
    const lines = (await new Response(results.toStream('csv', { columns: ['custom_id'] })).text()).split('\r\n');
    return lines.slice(1, -1);
  },
  inOrder: async (results) => ids(await all(results.inOrder(IDS))),
  join: async (results) =>
    (
      await all(
        results.join(
          IDS.map((id) => ({ id })),
          { key: 'id' },
        ),
      )
    ).flatMap(({ row, record }) => (record ? row.id : [])),
  reconcile: async (results) => {
    const { complete, answered } = await results.reconcile(IDS);
    assert.ok(complete);
    return IDS.slice(0, answered);
  },
};

/** A server that answers requests for results with `answers` in turn, then always with the last one; and its client. */
async function answered(t, ...answers) {
  let asked = 0;
  const server = await serving(t, (call, response) => {
    if (call.path.endsWith('/results')) {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      return answer(response);
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(endedWith(IDS.length, { results_url: `${PATH}/msgbatch_1/results` })));
  });
  return { client: new BatchClient({ baseURL: server.url, apiKey: KEY }), asked: () => asked };
}

/** This number of bytes with an ordinary end: nothing indicates how many there should be. */
const chunked = (end) => (response) => {
  if (end > 0) response.write(BYTES.subarray(0, end));
  response.end();
};
const zipped = (bytes) => (response) => {
  response.setHeader('content-encoding', 'gzip');
  response.end(bytes);
};
const page = (type) => (response) => {
  response.setHeader('content-type', type);
  response.setHeader('request-id', 'req_9');
  response.end(HTML);
};
const whole = chunked(BYTES.length);

const EARLY = {
  ...Object.fromEntries(BOUNDARIES.slice(0, -1).map((end, index) => [`${index} whole records`, chunked(end)])),
  'a half record': chunked(BOUNDARIES[1] + 20),
  'all but the last bytes of the last record': chunked(BYTES.length - 4),
  'gzip that is cut off': zipped(gzipSync(BYTES).subarray(0, -30)),
  'gzip that is whole and short': zipped(gzipSync(BYTES.subarray(0, BOUNDARIES[2]))),
  'an empty 200': (response) => response.writeHead(200, { 'content-length': 0 }).end(),
  'a 204': (response) => response.writeHead(204).end(),
};

for (const [what, early] of Object.entries(EARLY)) {
  test(`${what} in the place of all results are gone on with, however they are read`, async (t) => {
    for (const [way, read] of Object.entries(WAYS)) {
      const { client, asked } = await answered(t, early, whole);
      assert.deepEqual(await read(await client.results('msgbatch_1', { maxDrops: 1 })), IDS, way);
      assert.equal(asked(), 2, way);
    }
  });

  test(`${what} in the place of all results, again and again, are a lost connection, however they are read`, async (t) => {
    for (const [way, read] of Object.entries(WAYS)) {
      const { client } = await answered(t, early);
      const results = await client.results('msgbatch_1', { maxDrops: 1 });
      const error = await failure(read(results));
      assert.deepEqual([error.name, error.code], ['ConnectionError', 'connection_lost'], way);
      assert.deepEqual(error.position, results.position, way);
      const { line, byteOffset, seen } = error.position;
      assert.equal(byteOffset, BOUNDARIES[seen], way);
      assert.ok(seen < IDS.length, way);
      assert.equal(
        error.message,
        `The results ended early in line ${line}, at or after byte ${byteOffset}, after ${seen} record${seen === 1 ? '' : 's'} (expected 4). The batch still has them: continue with results(id, { from: error.position }).`,
        way,
      );
    }
  });
}

test('a position of results that ended early goes on in another process, which counts the records before it', async (t) => {
  for (const [index, end] of BOUNDARIES.slice(1, -1).entries()) {
    const { client } = await answered(t, chunked(end), chunked(end), chunked(end), whole);
    const error = await failure(all(await client.results('msgbatch_1', { maxDrops: 0 })));
    const from = JSON.parse(JSON.stringify(error.position));
    assert.equal(from.seen, index + 1);
    // Ends early twice more, the second time at once.
    const rest = await client.results('msgbatch_1', { from, maxDrops: 2 });
    assert.deepEqual(ids(await all(rest)), IDS.slice(index + 1));
    assert.equal(rest.position.seen, IDS.length);
  }
});

test('an end before a position is an early end, not other results', async () => {
  const server = flaky({ text: TEXT, body: (number) => ([1, 2].includes(number) ? jsonl(LINES.slice(0, 1)) : TEXT) });
  const results = await server.client.results('msgbatch_1');
  let from;
  for await (const { custom_id } of results) {
    if (custom_id !== 'b') continue;
    from = results.position;
    break;
  }
  assert.deepEqual(ids(await all(await server.client.results('msgbatch_1', { from }))), ['c', 'd']);
  assert.equal(server.asked.length, 4);
});

const MANY = Array.from({ length: 4000 }, (_, index) => succeeded(`r-${index}`));
const BIG = jsonl(MANY);

test('a part that ends before a position is requested as a whole, which shows what it is', async () => {
  for (const [what, answer, expected] of [
    ['short', BIG.slice(0, 300_000), undefined],
    [
      'other results',
      jsonl(MANY.map(({ custom_id }) => ({ custom_id, result: { type: 'expired' } }))),
      'results_changed',
    ],
  ]) {
    const server = flaky({
      text: BIG,
      piece: 65_536,
      body: (number) => (number === 1 ? answer.slice(0, 300_000) : number === 2 ? answer : BIG),
    });
    const results = await server.client.results('msgbatch_1');
    let from;
    let seen = 0;
    for await (const _ of results) {
      seen += 1;
      if (seen < 3000) continue;
      from = results.position;
      break;
    }
    const rest = await server.client.results('msgbatch_1', { from });
    if (expected) assert.equal((await failure(all(rest))).code, expected, what);
    else assert.equal((await all(rest)).length, 1000, what);
    assert.deepEqual(server.asked.slice(0, 3), [null, server.asked[1], null], what);
    assert.match(server.asked[1], /^bytes=[1-9]/);
  }
});

test('an early end is waited out longer and longer, and a new record starts the count again', async (t) => {
  const { waits } = rushed(t);
  const none = flaky({ text: '', count: 4 });
  assert.equal((await failure(all(await none.client.results('msgbatch_1')))).code, 'connection_lost');
  assert.equal(none.asked.length, 6);
  assert.deepEqual(
    waits.filter((ms) => ms < 10_000 && ms > 0),
    [500, 1000, 2000, 4000],
  );
  const slow = flaky({ text: TEXT, body: (number) => jsonl(LINES.slice(0, number + 1)), count: 4 });
  assert.deepEqual(ids(await all(await slow.client.results('msgbatch_1', { maxDrops: 1 }))), IDS);
});

test('results in another order are counted from their start, and their early end as well', async () => {
  const turned = jsonl(LINES.toReversed());
  for (const end of [0, ...IDS.keys()].map((count) => bytesOf(jsonl(LINES.toReversed().slice(0, count))).length)) {
    for (const [way, read] of Object.entries(WAYS)) {
      const server = flaky({
        count: 4,
        body: (number) => (number === 0 ? jsonl(LINES.slice(0, 2)) : number === 1 ? turned.slice(0, end) : turned),
      });
      const found = await read(await server.client.results('msgbatch_1'));
      assert.deepEqual(found.toSorted(), IDS, `${way}, ${end} bytes`);
    }
  }
});

test('malformed lines are records, blank ones are not, and a truncated line is one only if nothing is missing', async () => {
  const odd = `\n${TEXT.slice(0, BOUNDARIES[1])}\r\n{"bro\n \n`;
  const counted = flaky({ text: odd, count: 2 });
  assert.deepEqual(ids(await all(await counted.client.results('msgbatch_1'))), ['a', '']);
  assert.equal(counted.asked.length, 1);
  const short = flaky({ text: odd, count: 3 });
  assert.equal((await failure(all(await short.client.results('msgbatch_1', { maxDrops: 0 })))).position.seen, 2);
  const broken = flaky({ text: `${odd}{"custom_id":"x"`, count: 2 });
  assert.deepEqual(ids(await all(await broken.client.results('msgbatch_1'))), ['a', '', '']);
  const last = flaky({ text: TEXT.trimEnd(), count: 4 });
  assert.deepEqual(ids(await all(await last.client.results('msgbatch_1'))), IDS);
  assert.equal(last.asked.length, 1);
});

test('more records than the batch counts are returned, and nothing is requested again', async () => {
  const server = flaky({ text: TEXT, count: 3 });
  assert.deepEqual(ids(await all(await server.client.results('msgbatch_1'))), IDS);
  assert.equal(server.asked.length, 1);
});

test('a batch that counts nothing says nothing about its results', async () => {
  for (const request_counts of [undefined, null, 'many', {}, { succeeded: -1, errored: '4' }]) {
    const server = flaky({ text: TEXT, batches: () => json(endedWith(0, { request_counts })) });
    assert.deepEqual(ids(await all(await server.client.results('msgbatch_1'))), IDS);
  }
  const failed = { processing: 9, succeeded: 1, errored: 1, canceled: 1, expired: 1 };
  const server = flaky({ text: TEXT, batches: () => json(endedWith(0, { request_counts: failed })) });
  assert.deepEqual(ids(await all(await server.client.results('msgbatch_1'))), IDS);
  const huge = flaky({ text: TEXT, count: 4, batches: () => json(endedWith(2 ** 60)) });
  assert.equal((await failure(all(await huge.client.results('msgbatch_1', { maxDrops: 0 })))).code, 'connection_lost');
});

test('recordCount says how many there are where a server counts wrong: a number, or false for not known', async () => {
  for (const [way, read] of Object.entries(WAYS)) {
    const server = flaky({ text: TEXT, count: 9 });
    assert.deepEqual(await read(await server.client.results('msgbatch_1', { recordCount: false })), IDS, way);
    assert.deepEqual(await read(await server.client.results('msgbatch_1', { recordCount: 4 })), IDS, way);
    assert.equal(server.asked.length, 2);
    const error = await failure(read(await server.client.results('msgbatch_1', { recordCount: 5, maxDrops: 0 })));
    assert.match(error.message, / after 4 records \(expected 5\)\./);
  }
  const { client } = flaky({ text: TEXT });
  const expected = 'recordCount: expected a non-negative whole number, or false, found';
  for (const [recordCount, name, found] of [
    [true, 'TypeError', 'true'],
    ['4', 'TypeError', '"4"'],
    [-1, 'RangeError', '-1'],
    [0.5, 'RangeError', '0.5'],
  ]) {
    const wrong = { name, code: 'invalid_option', message: `${expected} ${found}` };
    await assert.rejects(client.results('msgbatch_1', { recordCount }), wrong);
    await assert.rejects(readResults(TEXT, { recordCount }), wrong);
  }
});

test('stored results are counted if recordCount is set', async () => {
  for (const [way, read] of Object.entries(WAYS)) {
    assert.deepEqual(await read(await readResults(TEXT, { recordCount: 4 })), IDS, way);
    const error = await failure(read(await readResults(TEXT, { recordCount: 5 })));
    assert.equal(error.code, 'connection_lost', way);
    assert.equal(
      error.message,
      `The results ended early in line 5, at or after byte ${BYTES.length}, after 4 records (expected 5).`,
    );
  }
});

test('results of the emulator that end early, in another order each time, all come in the end', async (t) => {
  const count = 200;
  const faults = [
    ...[0, 9000, 30_000, 61_001].map((bytes, index) => ({
      ...{ fault: 'end_body', operation: 'results', bytes, attempt: index + 1 },
    })),
    { fault: 'reorder', operation: 'results', attempt: { from: 3 } },
  ];
  const expected = questions(count).map(({ custom_id }) => custom_id);
  for (const [way, read] of Object.entries({
    loop: async (results) => ids(await all(results)),
    'tally()': async (results) => expected.slice(0, (await results.tally()).records),
    toResponse: async (results) => idsOf(await results.toResponse('jsonl').text()),
    inOrder: async (results) => ids(await all(results.inOrder(expected))),
  })) {
    const { client, clock } = await emulated(t, { faults });
    const { id } = await client.create({ requests: questions(count) });
    clock.pass(24 * 3600 * 1000);
    const found = await read(await client.results(id));
    assert.deepEqual(found.toSorted(), expected.toSorted(), way);
  }
});

for (const type of ['text/html', 'Text/HTML; charset=utf-8']) {
  test(`a page of the type ${type} in the place of results is refused when they are opened`, async (t) => {
    const { client } = await answered(t, page(type));
    const error = await failure(client.results('msgbatch_1'));
    assert.deepEqual(
      [error.name, error.code, error.status, error.requestId],
      ['ResponseError', 'unexpected_response', 200, 'req_9'],
    );
    assert.match(
      error.message,
      /^GET http:\/\/127\.0\.0\.1:\d+\/v1\/messages\/batches\/msgbatch_1\/results: expected results as JSON Lines, found an HTML page\. http:\/\/127\.0\.0\.1:\d+ may be a website, not the API or a relay: check \{ baseURL \}\. A network that requires sign-in responds like this too\.$/,
    );
  });
}

test('a page of another type in the place of results is refused when they are read, however that is', async (t) => {
  for (const type of ['application/octet-stream', 'application/x-jsonl']) {
    for (const [way, read] of Object.entries(WAYS)) {
      const { client, asked } = await answered(t, page(type));
      const error = await failure(read(await client.results('msgbatch_1')));
      assert.deepEqual(
        [error.name, error.code, error.message, error.status, error.requestId],
        ['ResponseError', 'unexpected_response', 'Expected results as JSON Lines, found an HTML page.', 200, 'req_9'],
        way,
      );
      assert.equal(asked(), 1);
    }
  }
});

const FOREIGN = {
  'a list': [JSON.stringify(LINES), 'a JSON array'],
  'JSON over several lines': [JSON.stringify({ data: LINES }, null, 2), 'JSON over several lines'],
  'an error': [
    JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'busy' } }),
    'an error: overloaded_error: busy.',
  ],
  'an error and a line end': [`${JSON.stringify({ detail: 'not allowed' })}\n`, 'an error: error: not allowed.'],
  'a list under a key': [JSON.stringify({ data: LINES }), 'a JSON object that is not a result.'],
  'plain text': ['Come back later', 'text that is not JSON Lines.'],
};

for (const [what, [text, found]] of Object.entries(FOREIGN)) {
  test(`${what} in the place of results is refused at once, however it is read`, async (t) => {
    const foreign = (response) => {
      response.setHeader('content-type', 'application/json');
      response.setHeader('request-id', 'req_9');
      response.end(text);
    };
    const remedy = found.endsWith('.') ? '' : '. Pass the body of the response to readResults, which reads this form.';
    for (const [way, read] of Object.entries(WAYS)) {
      const { client, asked } = await answered(t, foreign);
      const error = await failure(read(await client.results('msgbatch_1')));
      assert.deepEqual(
        [error.name, error.code, error.message, error.status, error.requestId],
        [
          'ResponseError',
          'unexpected_response',
          `Expected results as JSON Lines, found ${found}${remedy}`,
          200,
          'req_9',
        ],
        way,
      );
      assert.equal(asked(), 1, way);
    }
  });
}

test('a page in the place of the rest of results is refused, whatever type it has', async (t) => {
  for (const type of ['text/html', 'application/octet-stream']) {
    for (const [way, read] of Object.entries(WAYS)) {
      const { client } = await answered(t, chunked(BOUNDARIES[2]), page(type));
      const results = await client.results('msgbatch_1');
      const error = await failure(read(results));
      assert.deepEqual([error.name, error.code], ['ResponseError', 'unexpected_response'], way);
      assert.equal(results.position.seen, 2, way);
    }
  }
});

test('a page is known in whatever pieces it comes, and kept results can be one as well', async () => {
  const pieces = [...bytesOf(`\ufeff${HTML}`)].map((byte) => new Uint8Array([byte]));
  const error = await failure(all(await readResults(streamOf(...pieces))));
  assert.deepEqual([error.name, error.code, error.status], ['ResponseError', 'unexpected_response', 200]);
  // Later in the stream it is an ordinary malformed line.
  const records = await all(await readResults(`${TEXT}<p>\n`));
  assert.deepEqual(ids(records), [...IDS, '']);
});
