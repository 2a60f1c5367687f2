// Results as files, through streams and responses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResults } from 'message-batches';
import { flaky } from './flaky.mjs';
import { all, errored, failure, jsonl, succeeded } from './setup.mjs';

const text = (answer) => [{ type: 'text', text: answer }];
const LINES = [
  succeeded('a', 'end_turn', text('{"name":"Ada","n":1}')),
  errored('-b', 'overloaded_error', 'Later, please'),
  succeeded('c', 'max_tokens', text('=cut')),
];
const RESULTS = jsonl(LINES);

test('an answer is the results as they came, with a type and a name', async () => {
  const response = (await readResults(RESULTS)).toResponse('jsonl');
  assert.deepEqual(Object.fromEntries(response.headers), {
    'content-disposition': 'attachment; filename="results.jsonl"',
    'content-type': 'application/x-jsonl; charset=utf-8',
  });
  assert.equal(await response.text(), RESULTS);
});

test('an answer is a CSV of chosen columns, safe for spreadsheets, under a chosen name', async () => {
  const columns = ['custom_id', 'outcome', 'Name=json.name', 'text', 'usage.output_tokens'];
  const response = (await readResults(RESULTS)).toResponse('csv', { columns, filename: 'réponses.csv' });
  assert.deepEqual(Object.fromEntries(response.headers), {
    'content-disposition': `attachment; filename="r_ponses.csv"; filename*=UTF-8''r%C3%A9ponses.csv`,
    'content-type': 'text/csv; charset=utf-8; header=present',
  });
  assert.equal(
    await response.text(),
    [
      'custom_id,outcome,Name,text,usage.output_tokens',
      'a,done,Ada,"{""name"":""Ada"",""n"":1}",5',
      `"'-b",retry_as_is,,,`,
      `c,truncated,,"'=cut",5`,
      '',
    ].join('\r\n'),
  );
});

test('columns are separated by a chosen character, and a file says how much of it is no JSON', async () => {
  const reports = [];
  const answers = ['```json\n{"n":1}\n```', '{"n":2}', 'no'].map((answer, index) =>
    succeeded(`${index}`, 'end_turn', text(answer)),
  );
  const options = { columns: ['custom_id', 'json.n'], delimiter: ';', onReport: (report) => reports.push(report) };
  const kept = jsonl([...answers, errored('e', 'api_error', 'x')]);
  assert.equal(
    await (await readResults(kept)).toResponse('csv', options).text(),
    'custom_id;json.n\r\n0;1\r\n1;2\r\n2;\r\ne;\r\n',
  );
  const rows = ['2', 'e', 'none'].map((custom_id) => ({ custom_id }));
  await (await readResults(kept)).join(rows).toResponse('csv', options).text();
  assert.deepEqual(reports, [
    { written: 4, notJson: 1, jsonInText: 1, malformed: 0, repeatedIds: 0 },
    { written: 3, notJson: 1, jsonInText: 0, malformed: 0, repeatedIds: 0 },
  ]);
  for (const delimiter of ['', ';;', '"', '\n', 'a', 'é', 7]) {
    const results = await readResults(kept);
    assert.throws(() => results.toResponse('csv', { delimiter }), {
      name: typeof delimiter === 'string' ? 'RangeError' : 'TypeError',
      message: `delimiter: expected one ASCII character other than a quote, a line end, a letter or a digit, found ${JSON.stringify(delimiter)}`,
    });
  }
  const results = await readResults(kept);
  assert.throws(() => results.toStream('csv', { onReport: 'x' }), {
    name: 'TypeError',
    message: 'onReport: expected a function, found "x"',
  });
});

test('the report of a file and a tally count lines that are no records, and ids that repeat, whatever is written', async () => {
  const done = (id) => succeeded(id, 'end_turn', text('x'));
  const kept = `${jsonl([done('a'), done('b'), done('a')])}{"custom_id":"c"}\n${jsonl([done('a')])}nonsense\n`;
  const firstMalformed = 'Line 4: expected a result, found an object without a result object.';
  for (const options of [{}, { outcomes: ['expired'] }, { columns: ['custom_id'] }]) {
    let report;
    const onReport = (found) => {
      report = found;
    };
    await (await readResults(kept)).toResponse('jsonl', { ...options, onReport }).text();
    const { written: _, ...found } = report;
    assert.deepEqual(found, { notJson: 0, jsonInText: 0, malformed: 2, firstMalformed, repeatedIds: 2 });
  }
  const tally = await (await readResults(kept)).tally({ repeatedIds: true });
  assert.deepEqual([tally.outcomes.malformed, tally.firstMalformed, tally.repeatedIds], [2, firstMalformed, 2]);
  assert.equal('repeatedIds' in (await (await readResults(kept)).tally()), false);
  await assert.rejects((await readResults(kept)).tally({ repeatedIds: 1 }), {
    name: 'TypeError',
    message: 'repeatedIds: expected true or false, found 1',
  });
  const whole = await (await readResults(jsonl([done('a')]))).tally({ repeatedIds: true });
  assert.deepEqual(['firstMalformed' in whole, 'repeatedIds' in whole], [false, false]);
});

test('a stream is JSONL of chosen columns of the records with chosen outcomes', async () => {
  const results = await readResults(RESULTS);
  const options = { columns: ['id=custom_id', 'json.n'], outcomes: ['done', 'truncated'] };
  const file = await new Response(results.toStream('jsonl', options)).text();
  assert.equal(file, '{"id":"a","json.n":1}\n{"id":"c","json.n":null}\n');
  assert.equal(results.position.seen, 3);
});

test('a file is whole whatever happens to the connection, also in another order', async () => {
  for (let byte = 0; byte <= Buffer.byteLength(RESULTS); byte += 11) {
    for (const again of [RESULTS, jsonl(LINES.toReversed())]) {
      const { client } = flaky({
        body: (number) => (number === 0 ? RESULTS : again),
        cut: (number) => (number === 0 ? byte : undefined),
      });
      const file = await (await client.results('msgbatch_1')).toResponse('jsonl').text();
      assert.deepEqual(file.split('\n').toSorted(), RESULTS.split('\n').toSorted(), `cut at ${byte}`);
      const again2 = flaky({
        body: (number) => (number === 0 ? RESULTS : again),
        cut: (number) => (number === 0 ? byte : undefined),
      });
      const { records, outcomes } = await (await again2.client.results('msgbatch_1')).tally();
      assert.deepEqual([records, outcomes], [3, { done: 1, retry_as_is: 1, truncated: 1 }], `cut at ${byte}`);
    }
  }
});

test('nothing is read before the stream is read, and no more than is requested', async () => {
  let pulled = 0;
  const source = new ReadableStream(
    {
      pull(controller) {
        pulled += 1;
        controller.enqueue(new TextEncoder().encode(RESULTS));
      },
    },
    { highWaterMark: 0 },
  );
  const stream = (await readResults(source)).toStream('jsonl');
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  assert.equal(pulled, 0);
  const reader = stream.getReader();
  for (let asked = 1; asked <= 3; asked++) {
    await reader.read();
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    assert.equal(pulled, asked);
  }
  await reader.cancel();
});

test('a stream that is cancelled ends the download, also while it waits', async () => {
  const cancelled = [];
  const source = () =>
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(RESULTS)),
      cancel: (reason) => void cancelled.push(reason),
    });
  const stream = (await readResults(source())).toStream('csv');
  await stream.cancel();
  const reader = (await readResults(source())).toStream('csv').getReader();
  assert.equal((await reader.read()).done, false);
  const waiting = reader.read();
  await reader.cancel();
  assert.equal((await waiting).done, true);
  assert.equal(cancelled.length, 2);
});

test('an abort ends a stream with the reason', async () => {
  const controller = new AbortController();
  const source = new ReadableStream({ start: (given) => given.enqueue(new TextEncoder().encode(RESULTS)) });
  const results = await readResults(source, { signal: controller.signal });
  const reading = failure(new Response(results.toStream('jsonl')).text());
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  controller.abort('enough');
  assert.equal(await reading, 'enough');
});

test('a file is made of kept results of every kind', async () => {
  for (const kept of [
    RESULTS,
    new TextEncoder().encode(RESULTS),
    new Blob([RESULTS]),
    new Blob([RESULTS]).stream(),
    new Response(RESULTS),
  ]) {
    const ids = (await all(await readResults(kept))).map((record) => record.custom_id);
    assert.deepEqual(ids, ['a', '-b', 'c']);
  }
  await assert.rejects(readResults(7), {
    name: 'TypeError',
    code: 'invalid_option',
    message: 'results: expected JSONL as text, bytes, a Blob, a stream or a Response, found 7',
  });
});

test('kept results that break off say where, and do not send anybody to a batch', async () => {
  const source = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(RESULTS));
      setImmediate(() => controller.error(new Error('disk gone')));
    },
  });
  const error = await failure(all(await readResults(source)));
  assert.equal(error.code, 'connection_lost');
  const { length } = new TextEncoder().encode(RESULTS);
  assert.equal(
    error.message,
    `The results ended early in line 4, at or after byte ${length}, after 3 records (disk gone).`,
  );
  const part = new Response(RESULTS, { status: 206, headers: { 'content-range': 'bytes 9-99/100' } });
  await assert.rejects(all(await readResults(part)), {
    message:
      'The results ended early in line 1, at or after byte 0, after 0 records (the server sent another byte range than was requested).',
  });
});

test('options that are none are refused before anything is read', async () => {
  const starts =
    'a path that starts with custom_id, type, outcome, reason, text, line, byteOffset, usage, error, result, json or row';
  for (const [format, options, name, message] of [
    ['xlsx', {}, 'RangeError', 'format: expected "jsonl" or "csv", found "xlsx"'],
    ['csv', { columns: 'text' }, 'TypeError', 'columns: expected an array of paths, found "text"'],
    ['csv', { columns: ['text', 'id'] }, 'RangeError', `columns[1]: expected ${starts}, found "id"`],
    [
      'csv',
      { outcomes: ['done', 'good'] },
      'RangeError',
      'outcomes[1]: expected "done", "empty", "truncated", "refused", "paused", "tool_use", "retry_as_is", "fix_and_retry", "canceled", "expired" or "malformed", found "good"',
    ],
    ['csv', { defuse: 'no' }, 'TypeError', 'defuse: expected true or false, found "no"'],
  ]) {
    const results = await readResults(RESULTS);
    assert.throws(() => results.toResponse(format, options), { name, code: 'invalid_option', message });
    assert.equal((await all(results)).length, 3);
  }
});

test('a column that its part of a record does not have is refused, with the nearest name', async () => {
  const refused = (columns, message, exporting = (results, options) => results.toStream('csv', options)) =>
    readResults(RESULTS).then((results) =>
      assert.throws(() => exporting(results, { columns }), { name: 'RangeError', code: 'invalid_option', message }),
    );
  const usage = 'columns[1]: expected a part of usage, found';
  for (const [column, message] of [
    ['usage.outputtokens', `${usage} outputtokens in usage.outputtokens (did you mean usage.output_tokens?)`],
    ['n=usage.input_token', `${usage} input_token in usage.input_token (did you mean usage.input_tokens?)`],
    ['usage.zzz', `${usage} zzz in usage.zzz`],
    [
      'usage.cache_creation.ephemeral_5m',
      'columns[1]: expected a part of usage.cache_creation, found ephemeral_5m in usage.cache_creation.ephemeral_5m (did you mean usage.cache_creation.ephemeral_5m_input_tokens?)',
    ],
    [
      'error.massage',
      'columns[1]: expected a part of error, found massage in error.massage (did you mean error.message?)',
    ],
    [
      'result.message.stopreason',
      'columns[1]: expected a part of result.message, found stopreason in result.message.stopreason (did you mean result.message.stop_reason?)',
    ],
    ['row.name', 'columns[1]: expected a part of a record; only a join has rows, found row.name'],
  ]) {
    await refused(['custom_id', column], message);
    await refused(['custom_id', column], message, (results, options) => results.toResponse('jsonl', options));
    await refused(['custom_id', column], message, (results, options) =>
      results.inOrder(['a']).toStream('csv', options),
    );
  }
  const columns = ['usage', 'error.type', 'result.message.new_field', 'result.message.usage.new_tokens', 'json.nmae'];
  assert.ok(await (await readResults(RESULTS)).toResponse('csv', { columns }).text());
});

test('a column that the first row of a join does not have is refused, with the nearest name', async () => {
  const rows = [
    { email: 'a', 'first.name': 'Ada', user: { id: 1 } },
    { email: 'c', Extra: 1 },
  ];
  const csvOf = async (columns) =>
    (await readResults(RESULTS)).join(rows, { key: 'email' }).toResponse('csv', { columns }).text();
  const expected = 'columns[1]: expected a column of the rows, found';
  for (const [column, message] of [
    ['row.Email', `${expected} Email in row.Email (did you mean row.email?)`],
    ['row.first.name', String.raw`${expected} first in row.first.name (did you mean row.first\.name?)`],
    ['row.Extra', `${expected} Extra in row.Extra`],
  ]) {
    await assert.rejects(csvOf(['text', column]), { name: 'RangeError', code: 'invalid_option', message });
  }
  assert.equal(
    await csvOf(['row.email', String.raw`first=row.first\.name`, 'row.user.id', 'row.user.nothing']),
    'row.email,first,row.user.id,row.user.nothing\r\na,Ada,1,\r\nc,,,\r\n',
  );
});
