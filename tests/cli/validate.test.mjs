// The command line, as a user runs it: the exit status, both streams and every line.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { folder } from './run.mjs';

const { root, file, cli } = folder(after);

const request = (id, params) => ({
  custom_id: id,
  params: {
    model: 'claude-opus-5',
    max_tokens: 4096,
    messages: [{ role: 'user', content: 'Why is the sky blue?' }],
    ...params,
  },
});
const jsonl = (...requests) => requests.map((request) => `${JSON.stringify(request)}\n`).join('');

const USAGE = `  validate FILE   check requests: JSONL with one request per line, or a create body; - reads standard input
    --api-version V   2026-10-21 (default) or 2023-06-01
    --beta NAME       beta of the create call; can be repeated
    --encoding E      encoding of the file, if it is not UTF-8: gbk, windows-1251 or any other TextDecoder label
    --max-issues N    maximum number of issues to print (default 1,000); all are counted
    --statistics      print how often each rule was broken instead of the issues
    --format F        text (default), json, github (GitHub Actions annotations) or sarif (SARIF 2.1.0)
    --json            same as --format json: the whole report
  Exits with 0 if there are no errors, 1 if there are errors, 2 if the file cannot be read.
`;

const BAD = `${jsonl(request('a'), { custom_id: 'a', params: {} })}\nnot json\n${jsonl(request('b', { max_tokens: 1 }))}`;
/** Standard input has no columns, because an editor cannot open it. */
const FOUND = (name) => `${name}:2: error: duplicate custom_id "a" (first used on line 1) [custom_id.duplicate]
    at requests.1.custom_id
${name}:2: error: expected model, found none [model.missing]
    at requests.1.params.model
    Add "model":"claude-opus-5" to params.
${name}:2: error: expected max_tokens, found none [max_tokens.missing]
    at requests.1.params.max_tokens
    Add "max_tokens":1024 to params.
${name}:2: error: expected messages, found none [messages.missing]
    at requests.1.params.messages
    Add "messages":[{"role":"user","content":"…"}] to params.
${name}:4${name === '(stdin)' ? '' : ':1'}: error: not valid JSON: expected true, false or null, found 'n' [item.not_object]
    at requests.2
    Write one JSON object per request, and in JSONL one request per line.
${name}:5: warning: expected at least 1000 with thinking, found 1 [thinking.max_tokens_tight]
    at requests.3.params.max_tokens
    Thinking counts towards max_tokens and may use up all of it.
`;
const BYTES = (text) => {
  const requests = text.split('\n').filter((line) => line !== '');
  return Buffer.byteLength(`{"requests":[${requests.join(',')}]}`);
};
const TOTAL = `4 requests, ${BYTES(BAD)} bytes: 5 errors, 1 warning\n`;

test('a file without issues exits with 0 and one line', async () => {
  const text = jsonl(request('a'), request('b'));
  const result = await cli(['validate', file('good.jsonl', text)]);
  const stdout = `2 requests, ${BYTES(text)} bytes: 0 errors, 0 warnings\n`;
  assert.deepEqual(result, { code: 0, stdout, stderr: '' });
});

test('a file with errors exits with 1; each error has its file, line, path and a fix', async () => {
  const result = await cli(['validate', file('bad.jsonl', BAD)]);
  assert.deepEqual(result, { code: 1, stdout: FOUND('bad.jsonl') + TOTAL, stderr: '' });
});

test('a syntax error has its column, in characters, in text and in annotations', async () => {
  const slip = `${jsonl(request('a')).trimEnd().slice(0, -1)},}`;
  const long = JSON.stringify(request('b', { system: `é😀${'x'.repeat(70_000)}` }));
  const name = file('slips.jsonl', `\ufeff${slip}\n\n  ${long},\r\n${jsonl(request('c'))}// a note\n`);
  const { stdout } = await cli(['validate', name]);
  const places = [`1:${slip.length}`, `3:${long.length + 3}`, '5:1'];
  assert.deepEqual(
    stdout.split('\n').filter((line) => line.includes('[item.not_object]')),
    [
      `slips.jsonl:${places[0]}: error: not valid JSON: expected a key in double quotes, found '}' [item.not_object]`,
      `slips.jsonl:${places[1]}: error: not valid JSON: expected the end, found ',' [item.not_object]`,
      `slips.jsonl:${places[2]}: error: not valid JSON: expected a value, found '/' [item.not_object]`,
    ],
  );
  const github = await cli(['validate', name, '--format', 'github']);
  assert.deepEqual(
    github.stdout.match(/file=slips\.jsonl,line=\d+,col=\d+/g),
    places.map((place) => `file=slips.jsonl,line=${place.replace(':', ',col=')}`),
  );
  const swapped = file('wide.jsonl', Buffer.from(`\ufeffx ${slip}`, 'utf16le'));
  assert.match((await cli(['validate', swapped])).stdout, /^wide\.jsonl:1: error: not valid JSON/);
  const zipped = file('slips.gz', gzipSync(`x ${slip}`));
  assert.match((await cli(['validate', zipped])).stdout, /^slips\.gz:1: error: not valid JSON/);
});

test('warnings alone exit with 0', async () => {
  const { code, stdout } = await cli(['validate', file('warned.jsonl', jsonl(request('a', { max_tokens: 1 })))]);
  assert.match(stdout, /^warned\.jsonl:1: warning: .* \[thinking\.max_tokens_tight\]\n.*: 0 errors, 1 warning\n$/s);
  assert.equal(code, 0);
});

test('- reads standard input', async () => {
  const result = await cli(['validate', '-'], BAD);
  assert.deepEqual(result, { code: 1, stdout: FOUND('(stdin)') + TOTAL, stderr: '' });
});

test('a pipe is read like standard input', { skip: process.platform === 'win32' }, async () => {
  const pipe = path.join(root, 'pipe.jsonl');
  execFileSync('mkfifo', [pipe]);
  const validated = cli(['validate', 'pipe.jsonl']);
  await fs.writeFile(pipe, BAD);
  assert.deepEqual(await validated, {
    code: 1,
    stdout: FOUND('(stdin)').replaceAll('(stdin)', 'pipe.jsonl') + TOTAL,
    stderr: '',
  });
  assert.deepEqual(await cli(['validate', '/dev/stdin'], BAD), {
    code: 1,
    stdout: FOUND('(stdin)').replaceAll('(stdin)', '/dev/stdin') + TOTAL,
    stderr: '',
  });
  for (const args of [['validate'], ['submit', '--yes']]) {
    const refused = await cli([...args, '/dev/zero']);
    const stderr = 'message-batches: /dev/zero: expected a file, found a device\n';
    assert.deepEqual(refused, { code: 2, stdout: '', stderr });
  }
});

test('an empty standard input is an error', async () => {
  const stdout = `(stdin):1: error: expected at least one request, found none [requests.empty]
    at requests
0 requests, 0 bytes: 1 error, 0 warnings
`;
  assert.deepEqual(await cli(['validate', '-']), { code: 1, stdout, stderr: '' });
});

test('a file is named as it was given, absolute too', async () => {
  const name = path.join(root, file('absolute.jsonl', BAD));
  assert.equal((await cli(['validate', name])).stdout, FOUND(name) + TOTAL);
});

test('--json prints the report of validate()', async () => {
  const { validate } = await import('message-batches');
  const { code, stdout, stderr } = await cli(['validate', '--json', file('json.jsonl', BAD)]);
  assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(await validate(BAD))));
  assert.match(stdout, /^\{\n {2}"ok": false,\n.*\n\}\n$/s);
  assert.deepEqual({ code, stderr }, { code: 1, stderr: '' });
  const good = await cli(['validate', '--json', '-'], jsonl(request('a')));
  assert.deepEqual([JSON.parse(good.stdout).ok, good.code], [true, 0]);
});

test('--max-issues prints fewer, and counts all by rule, most frequent first', async () => {
  const text = BAD + 'x\n'.repeat(12);
  const stdout = `${FOUND('many.jsonl').split('\n').slice(0, 5).join('\n')}
… and 16 more. By rule:
        13 item.not_object
         1 custom_id.duplicate
         1 max_tokens.missing
         1 messages.missing
         1 model.missing
         1 thinking.max_tokens_tight
16 requests, ${BYTES(text)} bytes: 17 errors, 1 warning
`;
  const result = await cli(['validate', '--max-issues', '2', file('many.jsonl', text)]);
  assert.deepEqual(result, { code: 1, stdout, stderr: '' });
});

test('--statistics prints how often each rule was broken instead of the issues', async () => {
  const text = BAD + 'x\n'.repeat(1200);
  const name = file('statistics.jsonl', text);
  const stdout = `     1,201 item.not_object
         1 custom_id.duplicate
         1 max_tokens.missing
         1 messages.missing
         1 model.missing
         1 thinking.max_tokens_tight
1,204 requests, ${BYTES(text).toLocaleString('en-US')} bytes: 1,205 errors, 1 warning
`;
  assert.deepEqual(await cli(['validate', '--statistics', name]), { code: 1, stdout, stderr: '' });
  const json = JSON.parse((await cli(['validate', '--statistics', '--json', name])).stdout);
  assert.deepEqual([json.issues, json.counts['item.not_object'], json.errors], [[], 1201, 1205]);
  const good = await cli(['validate', '--statistics', '-'], jsonl(request('a')));
  assert.deepEqual(good, {
    code: 0,
    stdout: `1 request, ${BYTES(jsonl(request('a')))} bytes: 0 errors, 0 warnings\n`,
    stderr: '',
  });
});

test('--format github prints workflow commands, in which nothing of a file can end or change one', async () => {
  const line = (key) => `{"custom_id":"a","params":${JSON.stringify({ ...request('a').params, [key]: 1 })}}\n`;
  const name = file('50%, a:b.jsonl', `${line('x')}${line('100%\r\n::error::b,c').replace('"a"', '"b"')}`);
  const { code, stdout, stderr } = await cli(['validate', '--format', 'github', name]);
  assert.deepEqual([code, stderr], [0, '']);
  const commands = stdout.split('\n').filter((line) => line.startsWith('::'));
  assert.equal(commands.length, 2, stdout);
  assert.match(
    commands[0],
    /^::warning file=50%25%2C a%3Ab\.jsonl,line=1,title=[a-z_.]+::[^\r\n]*"x"[^\r\n]*%0Aat requests\.0\.params\.x/,
  );
  assert.match(commands[1], /^::warning file=50%25%2C a%3Ab\.jsonl,line=2,title=[a-z_.]+::[^\r\n]*100%25/);
  assert.match(stdout, /\n2 requests, \d+ bytes: 0 errors, 2 warnings\n$/);
  const left = await cli(['validate', '--format', 'github', '--max-issues', '1', name]);
  assert.match(left.stdout, /\n::notice::… and 1 more issue in 50%25, a:b\.jsonl\n/);
});

test('--format sarif prints a log of SARIF 2.1.0', async () => {
  const name = file('a b#1.jsonl', BAD);
  const { code, stdout, stderr } = await cli(['validate', '--format=sarif', name]);
  assert.deepEqual([code, stderr], [1, '']);
  const log = JSON.parse(stdout);
  assert.deepEqual(Object.keys(log), ['$schema', 'version', 'runs']);
  assert.equal(log.version, '2.1.0');
  const [{ tool, results, artifacts, invocations, properties }] = log.runs;
  const rules = [
    'custom_id.duplicate',
    'item.not_object',
    'max_tokens.missing',
    'messages.missing',
    'model.missing',
    'thinking.max_tokens_tight',
  ];
  assert.deepEqual([tool.driver.name, tool.driver.rules.map(({ id }) => id)], ['message-batches', rules]);
  assert.match(tool.driver.semanticVersion, /^\d+\.\d+\.\d+/);
  assert.deepEqual(artifacts, [{ location: { uri: 'a%20b%231.jsonl' } }]);
  assert.deepEqual(invocations, [{ executionSuccessful: true, exitCode: 1 }]);
  assert.deepEqual(properties, { requests: 4, errors: 5, warnings: 1 });
  assert.equal(results.length, 6);
  for (const { ruleId, ruleIndex } of results) assert.equal(rules[ruleIndex], ruleId);
  const start = BAD.indexOf('"max_tokens":1,') + '"max_tokens":'.length;
  assert.deepEqual(results[5], {
    ruleId: 'thinking.max_tokens_tight',
    ruleIndex: 5,
    level: 'warning',
    message: {
      text: 'expected at least 1000 with thinking, found 1\nat requests.3.params.max_tokens\nThinking counts towards max_tokens and may use up all of it.',
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'a%20b%231.jsonl', index: 0 },
          region: { startLine: 5, byteOffset: start, byteLength: 1 },
        },
        logicalLocations: [{ fullyQualifiedName: '/requests/3/params/max_tokens' }],
      },
    ],
  });
  assert.equal((await cli(['validate', '--format', 'sarif', path.join(root, name)])).stdout, stdout, 'absolute');
  const none = JSON.parse((await cli(['validate', '--format', 'sarif', '-'], jsonl(request('a')))).stdout);
  assert.deepEqual([none.runs[0].results, none.runs[0].artifacts], [[], [{ location: { uri: 'stdin' } }]]);
});

test('--max-issues 0 only counts', async () => {
  const { code, stdout } = await cli(['validate', '-', '--max-issues=0'], 'x\n');
  assert.equal(
    stdout,
    '… and 1 more. By rule:\n         1 item.not_object\n1 request, 16 bytes: 1 error, 0 warnings\n',
  );
  assert.equal(code, 1);
});

test('--api-version is the version that is checked for, the newest if there is none', async () => {
  const params = { model: 'claude-haiku-4-5', temperature: 0.5 };
  const name = file('version.jsonl', jsonl(request('a', params)));
  const codes = async (...args) => {
    const { code, stdout } = await cli(['validate', '--json', name, ...args]);
    return [code, Object.keys(JSON.parse(stdout).counts)];
  };
  const removed = [1, ['temperature.removed']];
  assert.deepEqual(await codes(), removed);
  assert.deepEqual(await codes('--api-version', '2026-10-21'), removed);
  assert.deepEqual(await codes('--api-version', '2023-06-01'), [0, []]);
});

test('--beta may be given several times, and rules depend on them', async () => {
  const edits = { edits: [{ type: 'clear_tool_uses_20250919' }] };
  const servers = [{ type: 'url', name: 's', url: 'https://mcp.example.com/sse' }];
  const params = {
    context_management: edits,
    mcp_servers: servers,
    tools: [{ type: 'mcp_toolset', mcp_server_name: 's' }],
  };
  const name = file('beta.jsonl', jsonl(request('a', params)));
  const betas = ['context-management-2025-06-27', 'mcp-client-2025-11-20'];
  const errors = async (...given) => {
    const args = given.flatMap((beta) => ['--beta', beta]);
    const { stdout } = await cli(['validate', '--json', '--api-version', '2023-06-01', name, ...args]);
    return JSON.parse(stdout).issues.map(({ code, path }) => `${code} ${path}`);
  };
  const [none, one, both] = await Promise.all([errors(), errors(betas[0]), errors(...betas)]);
  assert.ok(none.length > one.length && one.length > both.length, JSON.stringify({ none, one, both }));
  assert.deepEqual(both, []);
});

test('a create body is detected by its first key', async () => {
  const text = `{\n  "requests": [\n    ${JSON.stringify(request('a'))},\n    7\n  ],\n  "betas": []\n}\n`;
  const stdout = `body.json:4:5: error: expected an object with custom_id and params, found 7 [item.not_object]
    at requests.1
body.json:6: error: expected no key except requests, found "betas" [batch.unknown_field]
    at betas
    Set them with --beta and --api-version.
2 requests, ${BYTES(jsonl(request('a'), 7))} bytes: 2 errors, 0 warnings
`;
  assert.deepEqual(await cli(['validate', file('body.json', text)]), { code: 1, stdout, stderr: '' });
});

test('a file of 10 MB is checked to its last line, and shows no progress where there is no terminal', async () => {
  const system = 'You answer in one sentence. '.repeat(36);
  const requests = Array.from({ length: 9_000 }, (_, index) => request(`r-${index}`, { system }));
  const text = jsonl(...requests, request('r-0'));
  assert.ok(text.length > 10_000_000);
  const expected = (name) => ({
    code: 1,
    stdout: `${name}:9001: error: duplicate custom_id "r-0" (first used on line 1) [custom_id.duplicate]
    at requests.9000.custom_id
9,001 requests, ${BYTES(text).toLocaleString('en-US')} bytes: 1 error, 0 warnings
`,
    stderr: '',
  });
  assert.deepEqual(await cli(['validate', file('large.jsonl', text)]), expected('large.jsonl'));
  assert.deepEqual(await cli(['validate', '-'], text), expected('(stdin)'));
});

test('a report longer than a pipe holds arrives whole', async () => {
  const { code, stdout } = await cli(['validate', '--max-issues', '20000', '-'], 'x\n'.repeat(20_000));
  const lines = stdout.split('\n');
  const total = '20,000 requests, 40,014 bytes: 20,000 errors, 0 warnings';
  assert.deepEqual([lines.length, lines.at(-2)], [60_002, total]);
  assert.equal(code, 1);
});

test('the deepest allowed nesting, and far deeper', async () => {
  const nested = (times) => `${'{"type":"object","properties":{"a":'.repeat(times)}true${'}}'.repeat(times)}`;
  const line = (times) =>
    jsonl(request('a', { tools: [{ name: 'n', description: 'Does it.', input_schema: '@' }] })).replace(
      '"@"',
      nested(times),
    );
  assert.equal((await cli(['validate', '-'], line(250))).code, 0);
  const { code, stdout } = await cli(['validate', '-'], line(5_000));
  assert.match(
    stdout,
    /^\(stdin\):1: error: not valid JSON: expected at most 512 levels of nesting, found one more \[/,
  );
  assert.equal(code, 1);
});

test('a file in UTF-16 with a byte order mark is read, and one that gzip has compressed', async () => {
  const text = `\ufeff${jsonl(request('a'))}`;
  const stdout = `1 request, ${BYTES(jsonl(request('a')))} bytes: 0 errors, 0 warnings\n`;
  const expected = { code: 0, stdout, stderr: '' };
  assert.deepEqual(await cli(['validate', file('utf16.jsonl', Buffer.from(text, 'utf16le'))]), expected);
  assert.deepEqual(await cli(['validate', file('requests.jsonl.gz', gzipSync(text))]), expected);
  assert.deepEqual(await cli(['validate', '-'], gzipSync(text)), expected);
  assert.deepEqual(await cli(['validate', file('marked.jsonl', text)]), expected);
});

test('--encoding is the encoding of the file, and an error names it', async () => {
  const name = file('latin1.jsonl', Buffer.from(jsonl(request('a', { system: 'café' })), 'latin1'));
  assert.deepEqual(await cli(['validate', name]), {
    code: 1,
    stdout:
      `${name}:1:145: error: not valid JSON: expected UTF-8, found the byte 0xe9 [item.not_object]\n` +
      '    at requests.0\n' +
      '    Save it as UTF-8 (in Excel: "CSV UTF-8"), or name its encoding with --encoding, for example "windows-1252" ' +
      '(Western Europe), "windows-1250" (Central Europe).\n' +
      `1 request, ${BYTES(jsonl(request('a', { system: 'cafe' })))} bytes: 1 error, 0 warnings\n`,
    stderr: '',
  });
  for (const command of ['validate', 'plan', 'estimate']) {
    assert.equal((await cli([command, name, '--encoding', 'latin1'])).code, 0, command);
  }
  const wide = file('unmarked.jsonl', Buffer.from(jsonl(request('a')), 'utf16le'));
  assert.deepEqual(await cli(['validate', wide]), {
    code: 1,
    stdout:
      `${wide}:1: error: expected requests as UTF-8 text, found UTF-16LE [batch.input_format]\n` +
      '    Save it as UTF-8, or pass its encoding with --encoding: "utf-16le".\n' +
      '0 requests, 0 bytes: 1 error, 0 warnings\n',
    stderr: '',
  });
  assert.equal((await cli(['validate', wide, '--encoding', 'utf-16le'])).code, 0);
});

test('a file of another format is one error that names the command to use', async () => {
  const line = JSON.stringify({ recordId: 'r', modelInput: { messages: [] } });
  const stdout = `bedrock.jsonl:1: error: expected requests ({"custom_id", "params"}), found an Amazon Bedrock batch file [batch.input_format]
    Convert it: fromBedrock(input, { model }), or message-batches convert FILE --from bedrock --model ID. It renames recordId to custom_id and modelInput to params, and adds model.
3 requests, ${BYTES(`${line}\n`.repeat(3))} bytes: 1 error, 0 warnings
`;
  const name = file('bedrock.jsonl', `${line}\n`.repeat(3));
  assert.deepEqual(await cli(['validate', name]), { code: 1, stdout, stderr: '' });
});

for (const [name, args] of [
  ['help', ['help']],
  ['--help', ['--help']],
  ['-h', ['-h']],
  ['no command', []],
]) {
  test(`${name} shows the usage of all commands`, async () => {
    const { code, stdout, stderr } = await cli(args);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.ok(stdout.startsWith('Usage: message-batches COMMAND\n\n  build ROWS '), stdout);
    assert.ok(stdout.includes(`\n\n${USAGE}\n`), stdout);
    assert.ok(
      stdout.endsWith(
        '\n\n  --version       print the version of this package\n  --no-color      print without color\n  COMMAND --help  show the help of one command, with examples\n',
      ),
    );
    for (const name of ['plan FILE', 'estimate FILE', 'submit FILE', 'watch JOB', 'results ID|FILE|JOB', 'emulator']) {
      assert.ok(stdout.includes(`\n\n  ${name} `), name);
    }
  });
}

test('validate --help shows the usage of validate', async () => {
  const stdout = `Usage: message-batches validate FILE [FLAGS]

${USAGE}
Examples:
  message-batches validate requests.jsonl
  message-batches validate requests.jsonl --statistics
  message-batches build rows.csv --template template.json | message-batches validate -
  message-batches validate requests.jsonl --format sarif > findings.sarif
`;
  assert.deepEqual(await cli(['validate', '--help']), { code: 0, stdout, stderr: '' });
});

const refused = [
  [
    ['frobnicate'],
    'unknown command "frobnicate". Expected build, convert, validate, plan, estimate, submit, watch, status, list, decide, cancel, retry, results, forget or emulator',
  ],
  [
    ['--nope'],
    'unknown command "--nope". Expected build, convert, validate, plan, estimate, submit, watch, status, list, decide, cancel, retry, results, forget or emulator',
  ],
  [['validate'], 'validate: expected FILE, or - for standard input, found none. See: message-batches validate --help'],
  [['validate', 'good.jsonl', 'bad.jsonl'], 'validate: expected one FILE, found 2: "good.jsonl", "bad.jsonl"'],
  [['validate', 'nowhere.jsonl'], 'nowhere.jsonl: no such file'],
  [['validate', '.'], '.: expected a file, found a folder'],
  [
    ['validate', '-', '--api-version', '2020-01-01'],
    '--api-version: expected "2026-10-21" or "2023-06-01", found "2020-01-01"',
  ],
  [['validate', '-', '--max-issues', 'many'], '--max-issues: expected a whole number, found "many"'],
  [['validate', '-', '--max-issues=-1'], '--max-issues: expected a whole number, found "-1"'],
  [['validate', '-', '--max-issues', '1.5'], '--max-issues: expected a whole number, found "1.5"'],
  [['validate', '-', '--beta='], '--beta: expected the name of a beta, found ""'],
  [['validate', '-', '--beta=compact-2026-01-12', '--beta', ' '], '--beta: expected the name of a beta, found " "'],
  [
    ['validate', '-', '--encoding', 'gkb'],
    '--encoding: expected a label that TextDecoder knows, such as "gbk" or "windows-1251", found "gkb"',
  ],
  [['validate', '-', '--max-issues='], '--max-issues: expected a whole number, found ""'],
];
for (const [args, sentence] of refused) {
  test(`${args.join(' ') || 'nothing'} exits with 2 and one sentence`, async () => {
    assert.deepEqual(await cli(args), { code: 2, stdout: '', stderr: `message-batches: ${sentence}\n` });
  });
}

const flags = [
  [['--nope'], 'validate: unknown flag --nope. See: message-batches validate --help'],
  [['--jsn'], 'validate: unknown flag --jsn. Did you mean --json? See: message-batches validate --help'],
  [['-json'], 'validate: unknown flag -json. Did you mean --json? See: message-batches validate --help'],
  [
    ['--maxIssues=3'],
    'validate: unknown flag --maxIssues. Did you mean --max-issues? See: message-batches validate --help',
  ],
  [['--beta'], '--beta: expected a value, found none'],
  [
    ['--beta', '--json'],
    '--beta: expected a value, found the flag --json. If --json is the value, write --beta=--json',
  ],
  [['--json=yes'], '--json: expected no value, found "yes"'],
  [['--format', 'srif'], '--format: expected text, json, github or sarif, found "srif". Did you mean sarif?'],
  [['--format', 'xml'], '--format: expected text, json, github or sarif, found "xml"'],
  [['--json', '--format', 'github'], '--json: cannot be combined with --format github'],
  [['--statistics', '--format', 'sarif'], '--statistics: expected --format text or json, found --format sarif'],
];
for (const [args, sentence] of flags) {
  test(`validate - ${args.join(' ')} exits with 2 and says what is wrong with the flag`, async () => {
    const stderr = `message-batches: ${sentence}\n`;
    assert.deepEqual(await cli(['validate', '-', ...args]), { code: 2, stdout: '', stderr });
  });
}
