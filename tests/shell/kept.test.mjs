// Results that somebody kept, in whatever form, and what is none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResults } from 'message-batches';
import { all, bytesOf, errored, jsonl, question, streamOf, succeeded } from './setup.mjs';

const LINES = [succeeded('a'), errored('b', 'api_error', 'x'), { custom_id: 'c', result: { type: 'expired' } }];
const FORMS = {
  lines: jsonl(LINES),
  'a list': JSON.stringify(LINES),
  'a list over several lines': `${JSON.stringify(LINES, null, 2)}\n`,
  'a list under a key': JSON.stringify({ data: LINES, has_more: false }),
  'a list under a key over several lines': JSON.stringify({ object: 'list', results: LINES }, null, '\t'),
  'pages of a list': `${JSON.stringify({ data: LINES.slice(0, 1) })}\n${JSON.stringify({ data: LINES.slice(1) })}\n`,
  'objects over several lines': LINES.map((line) => JSON.stringify(line, null, 2)).join('\r\n'),
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
  ['text', 'hello', `${NONE} Line 1 at byte 0: not valid JSON: expected a value, found 'h'.`],
  ['an empty list', '[]', `${NONE} Line 1: expected a JSON object, found an array.`],
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
