// The command line as a user runs it, as built: status, both streams and every line.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, test } from 'node:test';
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

const USAGE = `  validate FILE   check requests: JSONL, one request a line, or a create body; - reads standard input
    --api-version V   2026-10-21 (default) or 2023-06-01
    --beta NAME       a beta of the create call; may be given several times
    --max-issues N    issues to print (default 1000); all are counted
    --json            print the whole report as JSON
  Exits with 0 if there are no errors, 1 if there are, 2 if the file cannot be read.
`;

const BAD = `${jsonl(request('a'), { custom_id: 'a', params: {} })}\nnot json\n${jsonl(request('b', { max_tokens: 1 }))}`;
const FOUND = (
  name,
) => `${name}:2: error: expected a custom_id that no other request has, found "a" again (first used on line 1) [custom_id.duplicate]
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
${name}:4: error: not valid JSON: expected true, false or null, found 'n' [item.not_object]
    at requests.2
    One JSON object a request, and in JSONL one request a line.
${name}:5: warning: expected at least 1000 where the model thinks, found 1 [thinking.max_tokens_tight]
    at requests.3.params.max_tokens
    Thinking counts towards max_tokens and may use up all of it.
`;
const BYTES = (text) => {
  const requests = text.split('\n').filter((line) => line !== '');
  return Buffer.byteLength(`{"requests":[${requests.join(',')}]}`);
};
const TOTAL = `4 requests, ${BYTES(BAD)} bytes: 5 errors, 1 warning\n`;

test('a file without findings exits with 0 and one line', async () => {
  const text = jsonl(request('a'), request('b'));
  const result = await cli(['validate', file('good.jsonl', text)]);
  const stdout = `2 requests, ${BYTES(text)} bytes: 0 errors, 0 warnings\n`;
  assert.deepEqual(result, { code: 0, stdout, stderr: '' });
});

test('a file with errors exits with 1, each with file, line, path and what to do', async () => {
  const result = await cli(['validate', file('bad.jsonl', BAD)]);
  assert.deepEqual(result, { code: 1, stdout: FOUND('bad.jsonl') + TOTAL, stderr: '' });
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

test('nothing on standard input is no request', async () => {
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

test('--json prints the report that validate() gives', async () => {
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

test('a create body is told by its first key', async () => {
  const text = `{\n  "requests": [\n    ${JSON.stringify(request('a'))},\n    7\n  ],\n  "betas": []\n}\n`;
  const stdout = `body.json:4: error: expected an object with custom_id and params, found 7 [item.not_object]
    at requests.1
body.json:6: error: expected no key but requests, found "betas" [batch.unknown_field]
    at betas
    Betas and the API version are options of the call, not of its body.
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
    stdout: `${name}:9001: error: expected a custom_id that no other request has, found "r-0" again (first used on line 1) [custom_id.duplicate]
    at requests.9000.custom_id
9001 requests, ${BYTES(text)} bytes: 1 error, 0 warnings
`,
    stderr: '',
  });
  assert.deepEqual(await cli(['validate', file('large.jsonl', text)]), expected('large.jsonl'));
  assert.deepEqual(await cli(['validate', '-'], text), expected('(stdin)'));
});

test('a report longer than a pipe holds arrives whole', async () => {
  const { code, stdout } = await cli(['validate', '--max-issues', '20000', '-'], 'x\n'.repeat(20_000));
  const lines = stdout.split('\n');
  const total = `20000 requests, ${20_000 * 2 + 14} bytes: 20000 errors, 0 warnings`;
  assert.deepEqual([lines.length, lines.at(-2)], [60_002, total]);
  assert.equal(code, 1);
});

test('nesting that is just allowed, and far more than that', async () => {
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

test('a file in UTF-16 is told as that, with the way out; a mark in UTF-8 is none of its business', async () => {
  const text = `\ufeff${jsonl(request('a'))}`;
  const name = file('utf16.jsonl', Buffer.from(text, 'utf16le'));
  assert.deepEqual(await cli(['validate', name]), {
    code: 1,
    stdout:
      `${name}:1: error: expected text in UTF-8, found UTF-16LE [batch.body_object]\n` +
      '    Convert it first: iconv -f UTF-16LE -t UTF-8, or save it as UTF-8 in an editor.\n' +
      '0 requests, 0 bytes: 1 error, 0 warnings\n',
    stderr: '',
  });
  assert.equal((await cli(['validate', file('marked.jsonl', text)])).code, 0);
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
    for (const name of ['plan FILE', 'estimate FILE', 'results ID|FILE', 'emulator']) {
      assert.ok(stdout.includes(`\n\n  ${name} `), name);
    }
  });
}

test('validate --help shows the usage of validate', async () => {
  const stdout = `Usage: message-batches validate FILE\n\n${USAGE}`;
  assert.deepEqual(await cli(['validate', '--help']), { code: 0, stdout, stderr: '' });
});

const refused = [
  [['frobnicate'], 'expected the command build, validate, plan, estimate, results or emulator, found "frobnicate"'],
  [['--nope'], 'expected the command build, validate, plan, estimate, results or emulator, found "--nope"'],
  [['validate'], 'validate: expected one FILE, found 0'],
  [['validate', 'good.jsonl', 'bad.jsonl'], 'validate: expected one FILE, found 2'],
  [['validate', 'nowhere.jsonl'], 'nowhere.jsonl: expected a file, found none'],
  [['validate', '.'], '.: expected a file, found something else'],
  [
    ['validate', '-', '--api-version', '2020-01-01'],
    'apiVersion: expected "2026-10-21" or "2023-06-01", found "2020-01-01"',
  ],
  [['validate', '-', '--max-issues', 'many'], '--max-issues: expected a whole number, found "many"'],
  [['validate', '-', '--max-issues=-1'], '--max-issues: expected a whole number, found "-1"'],
  [['validate', '-', '--max-issues', '1.5'], '--max-issues: expected a whole number, found "1.5"'],
  [['validate', '-', '--beta='], '--beta: expected the name of a beta, found ""'],
  [['validate', '-', '--beta=compact-2026-01-12', '--beta', ' '], '--beta: expected the name of a beta, found " "'],
  [['validate', '-', '--max-issues='], '--max-issues: expected a whole number, found ""'],
];
for (const [args, sentence] of refused) {
  test(`${args.join(' ') || 'nothing'} exits with 2 and one sentence`, async () => {
    assert.deepEqual(await cli(args), { code: 2, stdout: '', stderr: `message-batches: ${sentence}\n` });
  });
}

// Node's own words, which differ from version to version.
for (const args of [
  ['validate', '-', '--nope'],
  ['validate', '-', '--beta'],
  ['validate', '-', '--json=yes'],
]) {
  test(`${args.join(' ')} exits with 2 and names the option`, async () => {
    const { code, stdout, stderr } = await cli(args);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.ok(stderr.startsWith('message-batches: ') && stderr.includes(args[2].split('=')[0]), stderr);
  });
}
