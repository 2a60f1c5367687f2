// Results on the command line, as a user reads them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startEmulator } from 'message-batches/emulator';
import { folder as made } from './run.mjs';

const { root: folder, cli: run, file } = made(after);
const cli = (args, { input, env } = {}) => run(['results', ...args], input, env);

const usage = { input_tokens: 1_000_000, output_tokens: 1_000_000 };
const content = [{ type: 'text', text: '{"name":"=Ada"}' }];
const message = { model: 'claude-haiku-4-5', content, stop_reason: 'end_turn', usage };
const LINES = [
  { custom_id: 'a', result: { type: 'succeeded', message } },
  { custom_id: 'b', result: { type: 'expired' } },
].map((line) => `${JSON.stringify(line)}\n`);
fs.writeFileSync(path.join(folder, 'results.jsonl'), LINES.join(''));

const well = (stdout) => ({ code: 0, stdout, stderr: '' });
const failed = (text) => ({ code: 2, stdout: '', stderr: `message-batches: ${text}\n` });

test('a file of results is written as it is', async () => {
  assert.deepEqual(await cli(['results.jsonl']), well(LINES.join('')));
  assert.deepEqual(await cli(['-'], { input: LINES.join('') }), well(LINES.join('')));
});

test('columns are written as CSV or JSONL, failed records alone', async () => {
  assert.deepEqual(
    await cli(['results.jsonl', '--csv', 'custom_id,outcome,name=json.name']),
    well(`custom_id,outcome,name\r\na,done,"'=Ada"\r\nb,expired,\r\n`),
  );
  const { stdout } = await cli(['results.jsonl', '--csv', 'default', '--failed']);
  assert.equal(stdout.split('\r\n')[1], 'b,expired,expired,,,,,');
  assert.deepEqual(
    await cli(['results.jsonl', '--jsonl', 'id=custom_id,json.name']),
    well('{"id":"a","json.name":"=Ada"}\n{"id":"b","json.name":null}\n'),
  );
  assert.deepEqual(await cli(['results.jsonl', '--failed']), well(LINES[1]));
});

test('a tally sums up the batch, for people and for programs', async () => {
  const { code, stdout } = await cli(['results.jsonl', '--tally']);
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^2 records\nBy outcome\n {13}1 done\n {13}1 expired\nAnswers by model\n {13}1 claude-haiku-4-5\nTokens\n {5}1,000,000 input_tokens\n {5}1,000,000 output_tokens\n[\s\S]*\$3\.00 at prices of \d{4}-\d\d-\d\d\n$/,
  );
  const json = JSON.parse((await cli(['results.jsonl', '--tally', '--json'])).stdout);
  assert.deepEqual([json.records, json.outcomes, json.cost.usd], [2, { done: 1, expired: 1 }, 3]);
});

const answered = (custom_id, text, more = {}) => ({
  custom_id,
  result: {
    type: 'succeeded',
    message: { ...message, content: [{ type: 'text', text }], usage: { input_tokens: 9, output_tokens: 3 }, ...more },
  },
});
const jsonl = (...values) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

test('an empty answer needs attention, and an error does however it is wrapped', async () => {
  const error = { type: 'server_error', message: 'upstream' };
  const text = jsonl(answered('a', 'x'), answered('b', ' '), { custom_id: 'c', result: { type: 'errored', error } });
  const name = file('attention.jsonl', text);
  assert.deepEqual(
    await cli([name, '--failed', '--csv', 'custom_id,outcome,error.type,error.message']),
    well('custom_id,outcome,error.type,error.message\r\nb,empty,,\r\nc,retry_as_is,server_error,upstream\r\n'),
  );
  const { stdout } = await cli([name, '--tally']);
  assert.match(stdout, /\nBy outcome\n {13}1 done\n {13}1 empty\n {13}1 retry_as_is\n/);
});

for (const [what, lines, money] of [
  ['small sums', [answered('a', 'x')], /\n\$0\.000012 at prices of \d{4}-\d\d-\d\d\n$/],
  ['a batch that only expired', [{ custom_id: 'a', result: { type: 'expired' } }], /\n\$0\.00\n$/],
  [
    'more tokens than a number holds',
    [answered('a', 'x', { usage: { input_tokens: 2 ** 60 } })],
    /\n {2}9,007,199,254,740,991 input_tokens\n[\s\S]*\nA sum of tokens is 2\^53 or more: sums and cost are unreliable\n$/,
  ],
  ['an unknown model', [answered('a', 'x', { model: 'mine' })], /\nCost unknown: no price for mine\n$/],
  [
    'searches',
    [
      answered('a', 'x', {
        usage: { input_tokens: 0, output_tokens: 0, server_tool_use: { web_search_requests: 5, moon_requests: 1 } },
      }),
    ],
    /\n\$0\.050 at prices of \d{4}-\d\d-\d\d, \$0\.050 of it for web searches\nFees not included: moon\n$/,
  ],
]) {
  test(`the cost of ${what} is what it is`, async () => {
    const { stdout, stderr } = await cli(['-', '--tally'], { input: jsonl(...lines) });
    assert.match(stdout, money);
    assert.equal(stderr, '');
  });
}

test('CSV has the requested delimiter and byte order mark', async () => {
  for (const [delimiter, char] of [
    [';', ';'],
    ['tab', '\t'],
  ]) {
    const args = ['results.jsonl', '--csv', 'custom_id,outcome', '--delimiter', delimiter, '--bom'];
    assert.deepEqual(await cli(args), well(`\ufeffcustom_id${char}outcome\r\na${char}done\r\nb${char}expired\r\n`));
  }
});

test('json columns: answers that are not JSON, or more than JSON, are counted', async () => {
  const lines = jsonl(answered('a', '```json\n{"n":1}\n```'), answered('b', 'no'), answered('c', '{"n":3}'));
  assert.deepEqual(await cli(['-', '--csv', 'custom_id,json.n'], { input: lines }), {
    code: 0,
    stdout: 'custom_id,json.n\r\na,1\r\nb,\r\nc,3\r\n',
    stderr:
      'message-batches: 1 answer has its JSON in a code fence or in other text\nmessage-batches: 1 answer is not JSON; the json columns are empty there\n',
  });
  assert.equal((await cli(['-', '--csv', 'text'], { input: lines })).stderr, '');
});

test('results are joined to the rows that their requests were made from', async () => {
  const rows = file('rows.csv', 'e.mail,question\nann@example.com,Tea?\nbob@example.com,"Mate, hot?"\n');
  const template = JSON.stringify({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: '{{question}}' }] });
  const built = await run(['build', rows, '--template', file('template.json', template), '--id', 'e.mail']);
  const ids = built.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).custom_id);
  const name = file('joined.jsonl', jsonl(answered(ids[1], 'Hot.'), answered(ids[0], 'Yes.')));
  assert.deepEqual(
    await cli([name, '--join', rows, '--id', 'e.mail']),
    well(
      `e.mail,question,custom_id,outcome,text,error.message\r\nann@example.com,Tea?,${ids[0]},done,Yes.,\r\nbob@example.com,"Mate, hot?",${ids[1]},done,Hot.,\r\n`,
    ),
  );
  assert.deepEqual(
    await cli([name, '--join', rows, '--id', 'e.mail', '--jsonl', 'q=row.question,text']),
    well('{"q":"Tea?","text":"Yes."}\n{"q":"Mate, hot?","text":"Hot."}\n'),
  );
  const { code, stdout, stderr } = await cli(['results.jsonl', '--join', rows, '--id', 'question']);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(
    stderr,
    /^message-batches: rows\.csv: No row matches a record\. 2 rows have keys such as "Tea-[0-9a-f]{12}" \(made by fromRows\); 2 records have ids such as "a"\. Pass as --id the column that the ids were made from, or --template if there is none\.\n$/,
  );
});

test('columns of rows that have the name of a column of the results are named by their path', async () => {
  const rows = file('texts.csv', 'key,text,outcome\na,my text,mine\nb,more,mine\n');
  const template = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: '{{text}}' }] };
  const built = await run(['build', rows, '--template', file('t.json', JSON.stringify(template)), '--id', 'key']);
  const [first, second] = built.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).custom_id);
  const name = file('answers.jsonl', jsonl(answered(first, 'A'), answered(second, 'B')));
  assert.deepEqual(
    await cli([name, '--join', rows, '--id', 'key']),
    well(
      `key,row.text,row.outcome,custom_id,outcome,text,error.message\r\na,my text,mine,${first},done,A,\r\nb,more,mine,${second},done,B,\r\n`,
    ),
  );
  assert.deepEqual(
    await cli([file('own.jsonl', jsonl(answered('a', 'A'))), '--join', file('own.csv', 'custom_id,text\na,mine\n')]),
    well('custom_id,row.text,outcome,text,error.message\r\na,mine,done,A,\r\n'),
  );
});

test('results of requests that were built without --id are joined by their template', async () => {
  const rows = file('plain.csv', 'question,mood\nTea?,good\nMate?,\n');
  const content = '{{question}} ({{mood}})';
  const template = file(
    'plain.json',
    JSON.stringify({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content }] }),
  );
  const built = await run(['build', rows, '--template', template, '--default', 'mood=fair']);
  const ids = built.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).custom_id);
  const name = file('plain.jsonl', jsonl(answered(ids[1], 'M'), answered(ids[0], 'T')));
  assert.deepEqual(
    await cli([name, '--join', rows, '--template', template, '--default', 'mood=fair', '--csv', 'row.question,text']),
    well('row.question,text\r\nTea?,T\r\nMate?,M\r\n'),
  );
  assert.deepEqual(
    await cli([name, '--join', rows]),
    failed(
      'plain.csv: there is no column "custom_id". Pass --id with the column that the ids were made from: question, mood. If the requests were built without --id, pass --template',
    ),
  );
  assert.deepEqual(
    await cli([name, '--join', rows, '--template', template, '--id', 'question']),
    failed('results: --template is for requests that were built without --id: pass one of them'),
  );
  assert.deepEqual(
    await cli([name, '--join', rows, '--default', 'mood=fair']),
    failed('results: --default needs --template FILE'),
  );
});

test('a join says what it leaves out', async () => {
  const name = file(
    'lossy.jsonl',
    `${jsonl(answered('a', 'A'), answered('a', 'B'), answered('c', 'C'), answered('z', 'Z'))}{"custom_id":"bad","result":{}}\n`,
  );
  const join = (rows, ...more) =>
    cli([name, '--join', file('lossy.csv', rows), '--csv', 'row.custom_id,text', ...more]);
  const losses =
    'message-batches: 1 row has no result; 2 records match no row; 1 record repeats an id; 1 line is not a record\n';
  assert.deepEqual(await join('custom_id\na\nb\n'), {
    code: 1,
    stdout: 'row.custom_id,text\r\na,A\r\nb,\r\n',
    stderr: losses,
  });
  const written = await join('custom_id\na\nb\n', '--output', 'lossy-out.csv');
  assert.deepEqual(written, { code: 1, stdout: '', stderr: losses });
  assert.equal(fs.readFileSync(path.join(folder, 'lossy-out.csv'), 'utf8'), 'row.custom_id,text\r\na,A\r\nb,\r\n');
  const { stderr } = await join('custom_id\na\nb\nc\nd\nz\n');
  assert.equal(stderr, 'message-batches: 2 rows have no result; 1 record repeats an id; 1 line is not a record\n');
  const whole = file('whole.jsonl', jsonl(answered('a', 'A'), answered('b', 'B')));
  assert.deepEqual(
    await cli([whole, '--join', file('whole.csv', 'custom_id\nb\na\n'), '--csv', 'row.custom_id,text']),
    well('row.custom_id,text\r\nb,B\r\na,A\r\n'),
  );
});

const [DONE, EXPIRED] = LINES.map((line) => line.trim());
for (const [what, text, said, records] of [
  ['a list without its end', `[${DONE},${EXPIRED}`, '1 line is not a record (line 3: PLACE)', 3],
  ['a page of several', `{"data":[${DONE},${EXPIRED}],"has_more":true}`, '1 line is not a record (line 3: PLACE)', 3],
  [
    'a file that was cut off',
    `${DONE}\n${EXPIRED.slice(0, 30)}`,
    '1 line is not a record (line 2 at byte 30: PLACE)',
    2,
  ],
  [
    'a file with damaged lines',
    `${DONE}\n{"custom_id":"b","result":{}}\nx\n`,
    '2 lines are not records (the first: line 2: PLACE)',
    3,
  ],
  [
    'a file that is not UTF-8',
    Buffer.from(`${EXPIRED}\n${DONE.replace('=Ada', 'Ad\xe4')}\n`, 'latin1'),
    '1 line is not a record (line 2 at byte PLACE)',
    2,
  ],
  [
    'an error at the end',
    `${DONE}\n{"type":"error","error":{"type":"overloaded_error","message":"busy"}}\n`,
    '1 line is not a record (line 2: PLACE)',
    2,
  ],
  ['a repeated id', `${DONE}\n${DONE.replace('=Ada', 'Bob')}\n${EXPIRED}\n${EXPIRED}\n`, '2 records repeat an id', 4],
]) {
  test(`${what} is written as far as it goes, named, and an exit status of 1`, async () => {
    const name = file('incomplete', text);
    const said_ = new RegExp(`^message-batches: ${said.replaceAll(/[()]/g, '\\$&').replace('PLACE', '.+')}\n$`);
    for (const [args, lines] of [
      [[], records],
      [['--csv', 'custom_id'], records + 1],
      [['--jsonl', 'custom_id'], records],
      [['--failed']],
      [['--tally']],
      [['--tally', '--json']],
    ]) {
      const found = await cli([name, ...args]);
      // A tally does not look inside the answers.
      if (what === 'a file that is not UTF-8' && args.includes('--tally')) continue;
      assert.equal(found.code, 1, `${args}: ${found.stderr}`);
      assert.match(found.stderr, said_);
      if (lines !== undefined) assert.equal(found.stdout.split('\n').length - 1, lines);
      assert.deepEqual(await cli(['-', ...args], { input: text }), found);
    }
  });
}

test('rows of a join may have another encoding, or be a JSON array', async () => {
  const template = file('e.json', '{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"{{name}}"}]}');
  const rows = file('latin.csv', Buffer.from('name\nJosé\nZoë\n', 'latin1'));
  const array = file('array.json', JSON.stringify([{ name: 'José' }, { name: 'Zoë' }]));
  const encoding = ['--encoding', 'latin1'];
  const built = await run(['build', rows, '--template', template, '--id', 'name', ...encoding]);
  const ids = built.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).custom_id);
  const name = file('e.jsonl', jsonl(...ids.map((id) => answered(id, 'x'))));
  const join = ['--id', 'name', '--csv', 'row.name,text'];
  const joined = well('row.name,text\r\nJosé,x\r\nZoë,x\r\n');
  assert.deepEqual(await cli([name, '--join', rows, ...join, ...encoding]), joined);
  assert.deepEqual(await cli([name, '--join', array, ...join]), joined);
  const { code, stderr } = await cli([name, '--join', rows, ...join]);
  assert.equal(code, 2);
  assert.match(stderr, /^latin\.csv:2: error: .* name its encoding with --encoding, for example /);
});

test('columns may have a space after the comma, and each needs a name of its own', async () => {
  const { stdout } = await cli(['results.jsonl', '--csv', 'custom_id, outcome']);
  assert.equal(stdout, 'custom_id,outcome\r\na,done\r\nb,expired\r\n');
  const twice = (flag) =>
    `message-batches: ${flag}: expected a name for each column, found "text" twice. Write NAME=PATH\n`;
  for (const flag of ['--csv', '--jsonl']) {
    const found = await cli(['results.jsonl', flag, 'text,text=outcome']);
    assert.deepEqual(found, { code: 2, stdout: '', stderr: twice(flag) });
  }
});

test('an error in the rows of a join has their file and line, one in a damaged file its name', async () => {
  const name = file('id.jsonl', jsonl(answered('a', 'A')));
  assert.deepEqual(await cli([name, '--join', file('id.csv', 'id,name\na,Ada\n,Bob\n'), '--id', 'id']), {
    code: 2,
    stdout: '',
    stderr: 'id.csv:3: error: row 2: expected an id, found an empty field\n',
  });
  const cut = file('cut.gz', gzipSync(jsonl(answered('a', 'x'.repeat(100)))).subarray(0, 60));
  const text =
    'message-batches: cut.gz: expected a complete gzip file, found a truncated or damaged one (unexpected end of file)\n';
  assert.deepEqual(await cli([cut]), { code: 2, stdout: '', stderr: text });
});

test('a tally of answers that lack tokens says which part of a model has no price', async () => {
  const lines = jsonl(answered('a', 'x'), answered('b', 'x', { usage: {} }), answered('c', 'x', { model: 'mine' }));
  const { stdout } = await cli(['-', '--tally'], { input: lines });
  const [last] = stdout.trimEnd().split('\n').slice(-1);
  assert.equal(
    last.replace(/\d{4}-\d\d-\d\d/, 'DAY'),
    '$0.000012 at prices of DAY, without answers of claude-haiku-4-5 whose tokens cannot be read, mine',
  );
});

test('a file without a record writes nothing before the error', async () => {
  const csv = file('no-results.csv', 'a,b\n1,2\n');
  const { code, stdout, stderr } = await cli([csv]);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^message-batches: no-results\.csv: Expected results as JSON Lines, found no result\./);
});

test('results in other containers are read, and any other file is an error that names it', async () => {
  const listed = file('listed.json', JSON.stringify({ data: LINES.map((line) => JSON.parse(line)) }, null, 2));
  assert.equal(
    (await cli([listed, '--csv', 'custom_id,outcome'])).stdout,
    'custom_id,outcome\r\na,done\r\nb,expired\r\n',
  );
  for (const [name, text, found] of [
    ['empty.jsonl', '', 'Expected results as JSON Lines, found nothing: the input is empty.'],
    [
      'requests.jsonl',
      jsonl({ custom_id: 'a', params: {} }),
      'Expected results as JSON Lines, found no result. Line 1: expected a result, found a request: an object with params.',
    ],
    [
      'table.csv',
      'a,b\n1,2\n',
      "Expected results as JSON Lines, found no result. Line 1 at byte 0: not valid JSON: expected a value, found 'a'. It looks like CSV.",
    ],
    ['page.html', '<html>', 'Expected results as JSON Lines, found an HTML page.'],
    [
      'results.zip',
      'PK\u0005\u0006,',
      'Expected results as JSON Lines, found an empty ZIP archive. Unpack it and pass the file inside.',
    ],
  ]) {
    file(name, text);
    for (const args of [[], ['--tally'], ['--csv', 'default'], ['--output', 'none.csv']]) {
      const { code, stdout, stderr } = await cli([name, ...args]);
      assert.deepEqual([code, stderr], [2, `message-batches: ${name}: ${found}\n`]);
      if (name.endsWith('.zip')) assert.ok(!stdout.includes('PK'), 'no binary data reaches the terminal');
    }
    fs.rmSync(path.join(folder, name));
  }
  assert.ok(!fs.existsSync(path.join(folder, 'none.csv')));
});

test('an output file appears when it is complete, and leaves nothing behind when it fails', async () => {
  assert.deepEqual(await cli(['results.jsonl', '--output', 'out.jsonl']), well(''));
  assert.equal(fs.readFileSync(path.join(folder, 'out.jsonl'), 'utf8'), LINES.join(''));
  const { code } = await cli(['results.jsonl', '--output', 'none/out.jsonl']);
  assert.equal(code, 2);
  assert.deepEqual(
    fs.readdirSync(folder).filter((name) => /^(out|none)/.test(name)),
    ['out.jsonl'],
  );
});

test('a batch is read by its id, with key and URL from the environment', async (t) => {
  const running = await startEmulator({ apiKeys: ['sk-cli'], processingMs: 0 });
  t.after(() => running.close());
  const env = { ANTHROPIC_API_KEY: 'sk-cli', ANTHROPIC_BASE_URL: running.url };
  const created = await fetch(`${running.url}/v1/messages/batches`, {
    method: 'POST',
    headers: { 'x-api-key': 'sk-cli', 'anthropic-version': '2026-10-21', 'content-type': 'application/json' },
    body: JSON.stringify({
      requests: [
        {
          custom_id: 'q',
          params: { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
        },
      ],
    }),
  });
  const { id } = await created.json();
  assert.deepEqual(await cli([id, '--csv', 'custom_id,type'], { env }), well('custom_id,type\r\nq,succeeded\r\n'));
  const unknown = await cli(['msgbatch_none'], { env });
  assert.deepEqual([unknown.code, unknown.stdout], [2, '']);
  assert.match(unknown.stderr, /^message-batches: 404 not_found_error/);
});

for (const [args, said] of [
  [[], 'results: expected ID, FILE or JOB, or - for standard input, found none. See: message-batches results --help'],
  [
    ['nowhere.jsonl', '--data', '.'],
    'nowhere.jsonl: no such file, no batch id, and no job in .. See: message-batches list --data .',
  ],
  [['nowhere.jsonl', '--data', 'd'], '--data d: no such folder'],
  [['.'], '.: expected a results file, a batch id or a job, found a folder'],
  [
    ['results.jsonl', '--csv', 'text', '--tally'],
    'results: expected one of --csv, --jsonl and --tally, found --csv --tally',
  ],
  [
    ['results.jsonl', '--tally', '--failed'],
    'results: --tally counts all records and cannot be combined with --failed',
  ],
  [['results.jsonl', '--bom'], 'results: --bom needs CSV: add --csv, or --join without --jsonl'],
  [
    ['results.jsonl', '--jsonl', 'text', '--delimiter', ';'],
    'results: --delimiter needs CSV: add --csv, or --join without --jsonl',
  ],
  [['results.jsonl', '--id', 'a'], 'results: --id needs --join ROWS'],
  [['results.jsonl', '--encoding', 'gbk'], 'results: --encoding needs --join ROWS'],
  [
    ['results.jsonl', '--join', 'a.csv', '--failed'],
    'results: --join uses all records and cannot be combined with --failed',
  ],
  [['results.jsonl', '--join', 'nowhere.csv'], 'nowhere.csv: no such file'],
  [
    ['results.jsonl', '--join', 'results.jsonl', '--id', 'x'],
    'results.jsonl: there is no column "x". Pass --id with the column that the ids were made from: custom_id, result. If the requests were built without --id, pass --template',
  ],
  [
    ['results.jsonl', '--csv', 'id'],
    '--csv: expected a path that starts with custom_id, type, outcome, reason, text, line, byteOffset, usage, error, result, json or row, found "id"',
  ],
]) {
  test(`results ${args.join(' ')} is refused`, async () => {
    assert.deepEqual(await cli(args), { code: 2, stdout: '', stderr: `message-batches: ${said}\n` });
  });
}

test('results of a batch that repeat an id, or are more than its requests, have an exit status of 1', async (t) => {
  const counts = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 2 };
  const line = (id) => `${JSON.stringify({ custom_id: id, result: { type: 'expired' } })}\n`;
  let ids;
  const server = createServer(({ url }, reply) => {
    const batch = { id: 'msgbatch_1', processing_status: 'ended', request_counts: counts, results_url: 'x' };
    reply.setHeader('content-type', 'application/json');
    reply.end(url.endsWith('/results') ? ids.map(line).join('') : JSON.stringify(batch));
  });
  t.after(() => server.close());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const env = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: `http://127.0.0.1:${server.address().port}` };
  for (const [found, code, said] of [
    [['a', 'b'], 0, ''],
    [['a', 'a'], 1, '1 record repeats an id'],
    [['a', 'b', 'c'], 1, 'there are 3 records, but the batch counts 2 requests'],
    [['a', 'b', 'b'], 1, '1 record repeats an id; there are 3 records, but the batch counts 2 requests'],
  ]) {
    ids = found;
    const stderr = said && `message-batches: ${said}\n`;
    assert.deepEqual(await cli(['msgbatch_1'], { env }), { code, stdout: found.map(line).join(''), stderr });
    const { code: ofTally, stderr: besideTally } = await cli(['msgbatch_1', '--tally'], { env });
    assert.deepEqual([ofTally, besideTally], [code, stderr]);
  }
});

test('a server that answers with anything but results ends the command with 2 and one message', async (t) => {
  const record = { custom_id: 'a', result: { type: 'expired' } };
  const bodies = {
    [JSON.stringify([record])]:
      'a JSON array. Save the body of the response as a file, and pass that: results FILE reads this form.',
    [JSON.stringify(record, null, 2)]: 'JSON over several lines. Save',
    [`${JSON.stringify({ custom_id: 'a', response: { status_code: 200 } })}\n`]: 'a JSON object that is not a result.',
    [JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'busy' } })]:
      'an error: overloaded_error: busy.',
  };
  let body;
  const counts = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 1 };
  const server = createServer(({ url }, reply) => {
    const batch = { id: 'msgbatch_1', processing_status: 'ended', request_counts: counts, results_url: 'x' };
    reply.setHeader('content-type', 'application/json');
    reply.end(url.endsWith('/results') ? body : JSON.stringify(batch));
  });
  t.after(() => server.close());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const env = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: `http://127.0.0.1:${server.address().port}` };
  for (const found of Object.keys(bodies)) {
    body = found;
    const { code, stderr } = await cli(['msgbatch_1', '--csv', 'custom_id,outcome'], { env });
    assert.equal(code, 2, found);
    assert.ok(
      stderr.startsWith(`message-batches: msgbatch_1: Expected results as JSON Lines, found ${bodies[found]}`),
      `${found}: ${stderr}`,
    );
  }
});
