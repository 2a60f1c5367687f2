// message-batches build, as a user runs it: the exit status, both streams and every line.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { folder } from './run.mjs';

const { file, read, cli } = folder(after);

const template = file(
  't.json',
  JSON.stringify({
    model: 'claude-opus-5',
    max_tokens: 4096,
    messages: [{ role: 'user', content: '{{question}} In {{language}}.' }],
  }),
);
const CSV = 'key;question;language\n"Q 1";"Why, and ""how""?\nSay.";German\nq-2;What?;French\n';
const line = (id, content) => {
  const params = { model: 'claude-opus-5', max_tokens: 4096, messages: [{ role: 'user', content }] };
  return `${JSON.stringify({ custom_id: id, params })}\n`;
};
const BUILT = line('Q-1-02ed1d60be52', 'Why, and "how"?\nSay. In German.') + line('q-2', 'What? In French.');
const IDS = `{"custom_id":"Q-1-02ed1d60be52","row":1,"key":"Q 1"}\n{"custom_id":"q-2","row":2,"key":"q-2"}\n`;

test('build prints a request per row, and --ids writes their ids to a file', async () => {
  const args = ['build', file('rows.csv', CSV), '--template', template, '--id', 'key', '--ids', 'ids.jsonl'];
  assert.deepEqual(await cli(args), { code: 0, stdout: BUILT, stderr: '' });
  assert.equal(read('ids.jsonl'), IDS);
});

test('- reads standard input, and --ids works there too', async () => {
  const args = ['build', '-', '--template', template, '--id=key', '--ids', 'piped.jsonl'];
  assert.deepEqual(await cli(args, CSV), { code: 0, stdout: BUILT, stderr: '' });
  assert.equal(read('piped.jsonl'), IDS);
});

test('the output of build is input for validate', async () => {
  const { stdout } = await cli(['build', '-', '--template', template], CSV);
  const checked = await cli(['validate', '-'], stdout);
  assert.match(checked.stdout, /^2 requests, \d+ bytes: 0 errors, 0 warnings\n$/);
  assert.equal(checked.code, 0);
});

test('--default, --format and --delimiter', async () => {
  const one = ['build', '-', '--template', template, '--id', 'key', '--default', 'language=C=64'];
  assert.equal((await cli(one, 'key,question\na,b\n')).stdout, line('a', 'b In C=64.'));
  for (const [text, written] of [
    ['\t', '\\t'],
    ['\u0001', '\\u{1}'],
  ]) {
    const { stdout } = await cli([...one, '--delimiter', written], `key${text}question\na${text}b\n`);
    assert.equal(stdout, line('a', 'b In C=64.'), written);
  }
  const tabs = ['--format', 'csv', '--delimiter', 'tab'];
  assert.equal((await cli([...one, ...tabs], 'key\tquestion\tx,y,z\na\tb\tc\n')).stdout, line('a', 'b In C=64.'));
  const objects = '{"key":"a","question":"b"}\n';
  assert.equal((await cli([...one, '--format', 'jsonl'], objects)).stdout, line('a', 'b In C=64.'));
});

test('a row that does not fit exits with 2, file and line first, after the rows before it', async () => {
  const result = await cli(['build', file('bad.csv', `${CSV}x;y\n`), '--template', template, '--id', 'key']);
  const stderr = 'bad.csv:5: error: row 3: expected 3 columns as in the first line, found 2\n';
  assert.deepEqual(result, { code: 2, stdout: BUILT, stderr });
  const wide = await cli(['build', '-', '--template', template], Buffer.from('a,b\n1,2\n', 'utf16le'));
  assert.match(
    wide.stderr,
    /^\(stdin\):1: error: expected rows as text in UTF-8 \(CSV or JSONL\), found UTF-16LE\. Save it as UTF-8, or pass its encoding with --encoding: "utf-16le"\.\n$/,
  );
  const empty = await cli(['build', file('empty.csv', ''), '--template', template]);
  const nothing = 'error: expected a first line with column names, found nothing';
  assert.deepEqual(empty, { code: 2, stdout: '', stderr: `empty.csv:1: ${nothing}\n` });
});

test('rows that are empty in every column are skipped and counted on standard error', async () => {
  const result = await cli(['build', file('blank.csv', `${CSV};;\n ; ;\n`), '--template', template, '--id', 'key']);
  const stderr = 'blank.csv: skipped 2 empty rows\n';
  assert.deepEqual(result, { code: 0, stdout: BUILT, stderr });
});

test('10 MB of rows arrive whole through a pipe', async () => {
  const rows = Array.from({ length: 50_000 }, (_, index) => `k${index};${'why? '.repeat(40)};en`);
  const { code, stdout } = await cli(
    ['build', '-', '--template', template, '--id', 'key'],
    `key;question;language\n${rows.join('\n')}`,
  );
  const lines = stdout.split('\n');
  assert.deepEqual([code, lines.length, JSON.parse(lines[49_999]).custom_id], [0, 50_001, 'k49999']);
});

test('build --help shows its usage, and help shows it too', async () => {
  const { stdout, code } = await cli(['build', '--help']);
  assert.match(
    stdout,
    /^Usage: message-batches build ROWS --template FILE \[FLAGS\]\n\n {2}build ROWS {6}make one request per row/,
  );
  assert.equal(code, 0);
  const usage = stdout.split('\n').slice(2).join('\n').split('\n\nExamples:')[0];
  assert.ok(stdout.includes('\n\nExamples:\n  message-batches build customers.csv --template letter.json'), stdout);
  assert.ok((await cli(['help'])).stdout.includes(usage));
});

for (const [args, sentence] of [
  [[], 'build: expected ROWS, or - for standard input, found none. See: message-batches build --help'],
  [['a', 'b'], 'build: expected one ROWS, found 2: "a", "b"'],
  [['-'], 'build: --template FILE is required'],
  [['-', '--template', 'nowhere.json'], '--template nowhere.json: no such file'],
  [['-', '--template', '-'], '--template: expected a file, found -: only the rows can be standard input'],
  [['-', '--template', '.'], '--template .: expected a file, found a folder'],
  [['nowhere.csv', '--template', 't.json'], 'nowhere.csv: no such file'],
  [['.', '--template', 't.json'], '.: expected a file, found a folder'],
  [['-', '--template', 't.json', '--default', 'x'], '--default: expected COLUMN=TEXT, found "x"'],
  [
    ['-', '--template', 't.json', '--default', 'lanugage=x'],
    '--default: expected columns that the template names, found "lanugage" (did you mean "language"?)',
  ],
  [['-', '--template', 't.json', '--format', 'xls'], '--format: expected "csv" or "jsonl", found "xls"'],
  [
    ['-', '--template', 't.json', '--delimiter', '::'],
    '--delimiter: expected one ASCII character other than a quote or a line end, found "::"',
  ],
  [
    ['-', '--template', 't.json', '--id', 'id'],
    '--template: expected columns that the rows have ("a"), found "question" at messages.0.content, "language" at messages.0.content',
  ],
]) {
  test(`build ${args.join(' ')} exits with 2 and one sentence`, async () => {
    assert.deepEqual(await cli(['build', ...args], 'a\n1\n'), {
      code: 2,
      stdout: '',
      stderr: `message-batches: ${sentence}\n`,
    });
  });
}

test('a template that is not JSON is an error that names the file', async () => {
  const { code, stderr } = await cli(['build', '-', '--template', file('broken.json', '{"a":')]);
  assert.match(stderr, /^message-batches: --template broken\.json: expected JSON: /);
  assert.equal(code, 2);
});

for (const [what, text, problem] of [
  [
    'a placeholder without quotes',
    '{\n  "model": "m",\n  "max_tokens": {{ n }}\n}',
    `expected a key in double quotes, found '{', in line 3, column 18. Write a placeholder in quotes: "{{n | json}}"`,
  ],
  [
    'a comment',
    '{\r\n  // The model.\r\n  "model": "m"\r\n}',
    "expected a key in double quotes, found '/', in line 2, column 3. JSON has no comments: remove it",
  ],
  ['an end that is missing', '{"model":', 'expected a value, found the end of the text, in line 1, column 10'],
  ['another format', 'a,b\n1,2\n3,4\n', 'found what looks like CSV'],
]) {
  test(`a template with ${what} is an error of one line that says where`, async () => {
    const { code, stdout, stderr } = await cli(['build', '-', '--template', file('odd.json', text)], 'n\n1\n');
    assert.deepEqual(
      [code, stdout, stderr],
      [2, '', `message-batches: --template odd.json: expected JSON: ${problem}\n`],
    );
  });
}

for (const [template, found] of [
  [
    { custom_id: 'a', params: { model: 'm' } },
    'a whole request with custom_id and params. The id comes from the flag --id',
  ],
  [{ params: { model: 'm' } }, 'an object that has them as params. Pass what is in it'],
  [{ requests: [{ params: {} }] }, 'a create body with requests. Pass the params of one of them'],
  [
    { custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: { model: 'm' } },
    "a line for another vendor's batch, with body. Convert it first, and pass the params of its request",
  ],
]) {
  test(`a template with ${Object.keys(template)} is more than the params of a request`, async () => {
    const args = ['build', '-', '--template', file('more.json', JSON.stringify(template))];
    assert.deepEqual(await cli(args, 'n\n1\n'), {
      code: 2,
      stdout: '',
      stderr: `message-batches: --template: expected what belongs in params (model, max_tokens, messages …), found ${found}\n`,
    });
  });
}

for (const [what, text] of [
  ['a table with a header alone', 'key;question;language\n'],
  ['a table of empty rows', 'key;question;language\n;;\n'],
]) {
  test(`${what} has no request, and exits with 1`, async () => {
    const args = ['build', file('none.csv', text), '--template', template];
    for (const [flags, stdout] of [
      [[], ''],
      [['--json'], '{"requests":[]}\n'],
    ]) {
      const found = await cli([...args, ...flags]);
      assert.deepEqual([found.code, found.stdout], [1, stdout]);
      assert.equal(found.stderr.split('\n').at(-2), 'none.csv:1: error: expected at least one row, found none');
    }
  });
}

test('rows that are a JSON array are read as its objects', async () => {
  const rows = [
    { key: 'Q 1', question: 'Why, and "how"?\nSay.', language: 'German' },
    { key: 'q-2', question: 'What?', language: 'French' },
  ];
  for (const text of [JSON.stringify(rows), JSON.stringify(rows, null, 2), `\ufeff\n ${JSON.stringify(rows)}`]) {
    const args = ['build', file('rows.json', text), '--template', template, '--id', 'key'];
    assert.deepEqual(await cli(args), { code: 0, stdout: BUILT, stderr: '' });
    assert.deepEqual(await cli(['build', '-', ...args.slice(2)], text), { code: 0, stdout: BUILT, stderr: '' });
  }
  const latin = file('latin.json', Buffer.from(JSON.stringify([{ question: 'ö', language: 'x' }]), 'latin1'));
  const { stdout } = await cli(['build', latin, '--template', template, '--encoding', 'latin1']);
  assert.equal(JSON.parse(stdout).params.messages[0].content, 'ö In x.');
  const cut = file('cut.json', '[{"question":"a","language":"b"},');
  assert.deepEqual(await cli(['build', cut, '--template', template]), {
    code: 2,
    stdout: '',
    stderr: 'message-batches: cut.json: expected JSON: found the end of the text\n',
  });
  const utf16 = Buffer.from(`\ufeff${JSON.stringify(rows, null, 2)}`, 'utf16le');
  for (const bytes of [gzipSync(JSON.stringify(rows)), utf16, Buffer.from(utf16).swap16(), gzipSync(utf16)]) {
    const args = ['build', file('other.json', bytes), '--template', template, '--id', 'key'];
    assert.deepEqual(await cli(args), { code: 0, stdout: BUILT, stderr: '' });
    assert.deepEqual(await cli(['build', '-', ...args.slice(2)], bytes), { code: 0, stdout: BUILT, stderr: '' });
  }
  const damaged = file('damaged.json', gzipSync(JSON.stringify(rows)).subarray(0, 60));
  assert.deepEqual(await cli(['build', damaged, '--template', template]), {
    code: 2,
    stdout: '',
    stderr:
      'message-batches: damaged.json: expected a complete gzip file, found a truncated or damaged one (unexpected end of file)\n',
  });
});

test('a prompt in the place of a template is an error that shows what a template is', async () => {
  const prompt = file('prompt.txt', 'Summarize {{question}}.');
  const { code, stderr } = await cli(['build', '-', '--template', prompt], CSV);
  assert.equal(code, 2);
  assert.equal(
    stderr,
    'message-batches: --template prompt.txt: expected JSON: expected a value, found \'S\', in line 1, column 1. Write the params of a request, with the prompt inside: {"model":…,"max_tokens":…,"messages":[{"role":"user","content":"…{{column}}…"}]}\n',
  );
});

test('a flag of one value that is given twice is an error', async () => {
  const twice = await cli(['build', '-', '--template', template, '--id', 'a', '--id=b'], CSV);
  assert.deepEqual(twice, {
    code: 2,
    stdout: '',
    stderr: 'message-batches: --id: expected one value, found "a" and "b"\n',
  });
});

test('rows and template that were swapped are named', async () => {
  const json = file('swapped.json', '{"model":"m"}');
  const csv = file('swapped.csv', 'a,b\n');
  const swap = 'The rows come first: message-batches';
  const { code, stderr } = await cli(['build', json, '--template', csv]);
  assert.match(stderr, /^message-batches: --template swapped\.csv: expected JSON: found what looks like CSV/);
  assert.ok(stderr.endsWith(`. ${swap} build swapped.csv --template swapped.json\n`), stderr);
  assert.equal(code, 2);
  const submitted = await cli(['submit', json, '--template', csv]);
  assert.ok(submitted.stderr.endsWith(`. ${swap} submit swapped.csv --template swapped.json\n`), submitted.stderr);
  const both = await cli(['build', csv, '--template', csv]);
  assert.ok(!both.stderr.includes(swap), both.stderr);
});

test('a template may have a byte order mark or be UTF-16, and rows and template another encoding', async () => {
  const json = '{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"é {{question}}"}]}';
  const swapped = Buffer.from(`\ufeff${json}`, 'utf16le').swap16();
  for (const bytes of [`\ufeff${json}`, Buffer.from(`\ufeff${json}`, 'utf16le'), swapped]) {
    const { stdout, code } = await cli(['build', '-', '--template', file('marked.json', bytes)], 'question\nx\n');
    assert.deepEqual([code, JSON.parse(stdout).params.messages[0].content], [0, 'é x']);
  }
  const latin = file('latin.json', Buffer.from(json, 'latin1'));
  const args = ['build', file('latin.csv', Buffer.from('question\nö\n', 'latin1')), '--template', latin];
  assert.deepEqual(await cli(args), {
    code: 2,
    stdout: '',
    stderr:
      'message-batches: --template latin.json: expected UTF-8, found the byte 0xe9. Save it as UTF-8 (in Excel: "CSV UTF-8"), or name its ' +
      'encoding with --encoding, for example "windows-1252" (Western Europe), "windows-1250" (Central Europe).\n',
  });
  const { stdout } = await cli([...args, '--encoding', 'latin1']);
  assert.equal(JSON.parse(stdout).params.messages[0].content, 'é ö');
});

test('a template is read as rows are: compressed, in UTF-16 without a mark, in UTF-8 beside rows in another encoding', async () => {
  const json = '{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"é {{question}}"}]}';
  const wide = Buffer.from(json, 'utf16le');
  const rows = file('other.csv', Buffer.from('question\nö\n', 'latin1'));
  for (const bytes of [json, gzipSync(json), gzipSync(wide), wide, Buffer.from(wide).swap16()]) {
    const args = ['build', rows, '--template', file('plain.json', bytes), '--encoding', 'latin1'];
    const { stdout, code } = await cli(args);
    assert.deepEqual([code, JSON.parse(stdout).params.messages[0].content], [0, 'é ö']);
  }
  const japanese = Buffer.from(json.replace('é', '\x1b$B4X\x1b(B'));
  const { stdout } = await cli([
    'build',
    file('ascii.csv', 'question\nx\n'),
    '--template',
    file('jis.json', japanese),
    '--encoding',
    'iso-2022-jp',
  ]);
  assert.equal(JSON.parse(stdout).params.messages[0].content, '関 x');
  for (const [bytes, encoding, sentence] of [
    [
      gzipSync(json).subarray(0, 30),
      undefined,
      'expected a complete gzip file, found a truncated or damaged one (unexpected end of file)',
    ],
    [
      Buffer.from('{\n"a": "\xd0\xef\xfd \xe5\xdf\xed\xe1\xe9"\n}', 'latin1'),
      undefined,
      'expected UTF-8, found the byte 0xd0. Save it as UTF-8 (in Excel: "CSV UTF-8"), or name its encoding with --encoding, for example "windows-1253" (Greek).',
    ],
  ]) {
    const template = file('wrong.json', bytes);
    const found = await cli(
      ['build', '-', '--template', template, ...(encoding ? ['--encoding', encoding] : [])],
      'a\n1\n',
    );
    assert.deepEqual(found, { code: 2, stdout: '', stderr: `message-batches: --template wrong.json: ${sentence}\n` });
  }
  const bad = [
    'build',
    '-',
    '--template',
    file('bad.json', Buffer.from('{"a":"\xff"}', 'latin1')),
    '--encoding',
    'euc-kr',
  ];
  assert.deepEqual(await cli(bad, 'a\n1\n'), {
    code: 2,
    stdout: '',
    stderr:
      'message-batches: --encoding: expected the encoding of --template bad.json, found bytes that are not valid euc-kr\n',
  });
});
