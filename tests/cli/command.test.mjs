// Common to all commands: help, versions, typing errors, pipes that close, color, and untrusted output of a server.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import { after, test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';
import { folder } from './run.mjs';

const { root, file, cli } = folder(after);
const COMMANDS = ['build', 'convert', 'validate', 'plan', 'estimate', 'results', 'forget', 'emulator'];
const { version } = JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8'));
const ESCAPE = '\u001b';

for (const args of [['--version'], ['-V'], ['version']]) {
  test(`${args} prints the version of the package`, async () => {
    assert.deepEqual(await cli(args), { code: 0, stdout: `${version}\n`, stderr: '' });
  });
}

for (const name of COMMANDS) {
  test(`${name} shows its help with examples, wherever --help stands, on standard output`, async () => {
    const shown = await cli([name, '--help']);
    assert.deepEqual([shown.code, shown.stderr], [0, '']);
    assert.match(
      shown.stdout,
      new RegExp(`^Usage: message-batches ${name}\\b.*\\n\\n  ${name} [^]*\\nExamples:\\n  .*message-batches `),
    );
    for (const args of [
      [name, '-h'],
      ['help', name],
      ['--help', name],
      [name, 'x', 'y', '--help'],
      [name, '--nope', '-h'],
    ]) {
      assert.deepEqual(await cli(args), shown, args.join(' '));
    }
  });
}

const EXPECTED =
  'build, convert, validate, plan, estimate, submit, watch, status, list, decide, cancel, retry, results, forget or emulator';
for (const [args, name, advice = ''] of [
  [['vaildate', 'r.jsonl'], 'vaildate', '. Did you mean validate?'],
  [['result'], 'result', '. Did you mean results?'],
  [['Plan'], 'Plan', '. Did you mean plan?'],
  [['check', 'r.jsonl'], 'check', '. Did you mean validate?'],
  [['constructor'], 'constructor'],
  [['help', 'valid'], 'valid', '. Did you mean validate?'],
  [['--json', 'validate', 'r.jsonl'], '--json', '. Flags follow the command: message-batches validate --json'],
]) {
  test(`${args.join(' ')} is not a command, and the error suggests the closest one`, async () => {
    assert.deepEqual(await cli(args), {
      code: 2,
      stdout: '',
      stderr: `message-batches: unknown command "${name}". Expected ${EXPECTED}${advice}\n`,
    });
  });
}

for (const [args, sentence] of [
  [
    ['plan', '-', '--max-request', '3'],
    'plan: unknown flag --max-request. Did you mean --max-requests? See: message-batches plan --help',
  ],
  [
    ['build', '-', '--templates=t'],
    'build: unknown flag --templates. Did you mean --template? See: message-batches build --help',
  ],
  [
    ['results', '-', '--taly'],
    'results: unknown flag --taly. Did you mean --tally? See: message-batches results --help',
  ],
  [['estimate', '-', '--model', 'x'], 'estimate: unknown flag --model. See: message-batches estimate --help'],
  [['emulator', 'now'], 'emulator: expected only flags, found "now"'],
  [
    ['emulator', '--prot', '1'],
    'emulator: unknown flag --prot. Did you mean --port? See: message-batches emulator --help',
  ],
]) {
  test(`${args.join(' ')} suggests the closest flag`, async () => {
    assert.deepEqual(await cli(args), { code: 2, stdout: '', stderr: `message-batches: ${sentence}\n` });
  });
}

for (const name of ['status', 'watch', 'cancel', 'retry', 'forget']) {
  test(`${name} without a job does not speak of standard input`, async () => {
    const text = `${name}: expected JOB, the id or the key of a job, found none. See: message-batches ${name} --help`;
    assert.deepEqual(await cli([name]), { code: 2, stdout: '', stderr: `message-batches: ${text}\n` });
  });
}

const LINE =
  '{"custom_id":"a","params":{"model":"claude-opus-5","max_tokens":4096,"messages":[{"role":"user","content":"Why?"}]}}\n';

test('numbers in flags may have separators', async () => {
  const text = LINE + LINE.replace('"a"', '"b"');
  for (const [number, batches] of [
    ['1', 2],
    ['100,000', 1],
    ['100_000', 1],
  ]) {
    const { stdout } = await cli(['plan', '-', '--max-requests', number, '--json'], text);
    assert.equal(JSON.parse(stdout).length, batches, number);
  }
  for (const number of ['1,0', '1,000_000', ',1', '1,00']) {
    const stderr = `message-batches: --max-requests: expected a whole number, found "${number}"\n`;
    assert.deepEqual(await cli(['plan', '-', '--max-requests', number]), { code: 2, stdout: '', stderr });
  }
});

/** Runs a command whose reader closes the pipe after the first bytes. */
const headOf = (args, input) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [inRoot('dist', 'cli.js'), ...args], { cwd: root });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.on('error', () => {});
    child.on('close', (code, signal) => resolve({ code, signal, stderr }));
    child.stdin.end(input);
  });

test('a pipe that closes ends a command quietly', async () => {
  const records = '{"custom_id":"a","result":{"type":"canceled"}}\n'.repeat(200_000);
  assert.deepEqual(await headOf(['results', '-'], records), { code: 0, signal: null, stderr: '' });
  // The exit status for issues takes precedence over the closed pipe.
  const found = await headOf(['validate', '--max-issues', '20000', '-'], 'x\n'.repeat(20_000));
  assert.deepEqual(found, { code: 1, signal: null, stderr: '' });
  const rows = 'a\n'.repeat(300_000);
  const template = file('t.json', '{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"{{a}}"}]}');
  assert.deepEqual(await headOf(['build', '-', '--template', template], `a\n${rows}`), {
    code: 0,
    signal: null,
    stderr: '',
  });
});

test('a standard output that cannot be written is an error', { skip: !fs.existsSync('/dev/full') }, () => {
  const full = fs.openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [inRoot('dist', 'cli.js'), '--version'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  fs.closeSync(full);
  assert.deepEqual([status, stderr], [2, 'message-batches: standard output: no space left on the disk\n']);
});

const BAD = 'x\n';
for (const [env, isColored] of [
  [{}, false],
  [{ FORCE_COLOR: '1' }, true],
  [{ FORCE_COLOR: '3' }, true],
  [{ FORCE_COLOR: '0' }, false],
  [{ FORCE_COLOR: '' }, false],
  [{ NO_COLOR: '1' }, false],
]) {
  test(`${JSON.stringify(env)} and no terminal: ${isColored ? 'color' : 'no color'}`, async () => {
    const { stdout } = await cli(['validate', '-'], BAD, env);
    assert.equal(stdout.includes(`${ESCAPE}[31merror:${ESCAPE}[39m`), isColored, stdout);
    assert.equal(stdout.includes(ESCAPE), isColored, stdout);
    const { stdout: json } = await cli(['validate', '--json', '-'], BAD, env);
    assert.ok(!json.includes(ESCAPE));
  });
}

test('--no-color wins over FORCE_COLOR, wherever it stands', async () => {
  for (const args of [
    ['validate', '-', '--no-color'],
    ['--no-color', 'validate', '-'],
  ]) {
    const { code, stdout } = await cli(args, BAD, { FORCE_COLOR: '1' });
    assert.deepEqual([code, stdout.includes(ESCAPE)], [1, false]);
  }
});

test('file system errors are reported in words', async () => {
  file('r.jsonl', LINE);
  file('results.jsonl', '{"custom_id":"a","result":{"type":"canceled"}}\n');
  const template = file(
    't.json',
    '{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"{{custom_id}}"}]}',
  );
  for (const [args, sentence] of [
    [['results', 'results.jsonl', '--output', 'nowhere/x.jsonl'], '--output nowhere/x.jsonl: no such file or folder'],
    [
      ['results', 'results.jsonl', '--output', 'r.jsonl/x'],
      '--output r.jsonl/x: a part of the path is a file, not a folder',
    ],
    [['build', 'r.jsonl', '--template', template, '--ids', 'nowhere/ids'], '--ids nowhere/ids: no such file or folder'],
  ]) {
    const { code, stderr } = await cli(args);
    assert.deepEqual([code, stderr], [2, `message-batches: ${sentence}\n`]);
  }
});

test('build --json prints one create body', async () => {
  const template = file(
    'b.json',
    '{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"{{q}}"}]}',
  );
  const rows = `id,q\n${Array.from({ length: 5000 }, (_, index) => `r${index},"é, ${index}\n"\n`).join('')}`;
  const lines = (await cli(['build', '-', '--template', template, '--id', 'id'], rows)).stdout.trimEnd().split('\n');
  const { code, stdout } = await cli(['build', '-', '--template', template, '--id', 'id', '--json'], rows);
  assert.deepEqual([code, stdout], [0, `{"requests":[${lines.join(',')}]}\n`]);
  assert.equal(lines.length, 5000);
});

test('emulator --json prints its address for programs', async () => {
  const child = spawn(process.execPath, [inRoot('dist', 'cli.js'), 'emulator', '--port', '0', '--json']);
  const [text] = await once(child.stdout, 'data');
  assert.match(String(text), /^\{"url":"http:\/\/127\.0\.0\.1:\d+"\}\n$/);
  child.kill();
  await once(child, 'close');
});

/** Runs a command in a terminal, if the machine can create one. Returns the output of the terminal. */
const onTerminal = (args, env) => {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...clean } = process.env;
  const command = [process.execPath, inRoot('dist', 'cli.js'), ...args].map((arg) => `'${arg}'`).join(' ');
  const ran = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...clean, TERM: 'xterm', ...env },
  });
  return ran.error ? undefined : ran.stdout;
};
const noTerminal =
  process.platform === 'linux' && onTerminal(['--version'], {})?.trim() === version ? false : 'no terminal here';

test('a terminal gets color unless NO_COLOR or TERM=dumb says otherwise', { skip: noTerminal }, () => {
  const bad = file('bad.jsonl', BAD);
  assert.ok(onTerminal(['validate', bad], {}).includes(`${ESCAPE}[31merror:${ESCAPE}[39m`));
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
    assert.ok(!onTerminal(['validate', bad], env).includes(ESCAPE), JSON.stringify(env));
  }
});

test('results cannot control a terminal, and are unchanged in a pipe', { skip: noTerminal }, async () => {
  const evil = '{"custom_id":"a","result":{"type":"odd","text":"\u009b31m \u202e \u2066 \u007f é"}}\n';
  const name = file('evil.jsonl', evil);
  assert.equal((await cli(['results', name])).stdout, evil);
  assert.equal(
    onTerminal(['results', name], {}).replaceAll('\r\n', '\n'),
    '{"custom_id":"a","result":{"type":"odd","text":"\\u009b31m \\u202e \\u2066 \\u007f é"}}\n',
  );
});

test('JSON is escaped on a terminal, and unchanged in a pipe', { skip: noTerminal }, async () => {
  const model = 'claude-\u202e\u009b31m';
  const name = file('model.jsonl', LINE.replace('claude-opus-5', model));
  const piped = (await cli(['estimate', '--json', name])).stdout;
  assert.equal(JSON.parse(piped).models[0].model, model);
  const shown = onTerminal(['estimate', '--json', name], {}).replaceAll('\r\n', '\n');
  assert.ok(shown.includes('"claude-\\u202e\\u009b31m"') && !/[\u202e\u009b]/.test(shown), shown);
  assert.deepEqual(JSON.parse(shown), JSON.parse(piped));
});

/** Starts a server that gives every call the same answer. */
async function serving(t, status, body, headers = {}) {
  const server = http.createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_7', ...headers });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

test('text of a server cannot control the terminal', async (t) => {
  const message = `No${ESCAPE}]0;owned\u0007 \u009b2J\u202e \r evil`;
  const url = await serving(
    t,
    400,
    JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } }),
  );
  const { code, stderr } = await cli(['results', 'msgbatch_1'], '', {
    ANTHROPIC_API_KEY: 'k',
    ANTHROPIC_BASE_URL: url,
  });
  assert.equal(
    stderr,
    `message-batches: 400 invalid_request_error: No\\u001b]0;owned\\u0007 \\u009b2J\\u202e \\u000d evil [GET ${url}/v1/messages/batches/msgbatch_1, request req_7]\n`,
  );
  assert.equal(code, 2);
});

const REFUSED =
  '{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"req_7"}';

test('an error about a refused key names its variable and what looks wrong, and shows no part of it', async (t) => {
  const url = await serving(t, 401, REFUSED);
  const said = async (key) => {
    const env = key === undefined ? {} : { ANTHROPIC_API_KEY: key };
    const { code, stdout, stderr } = await cli(['results', 'msgbatch_1'], '', { ...env, ANTHROPIC_BASE_URL: url });
    assert.deepEqual([code, stdout], [2, '']);
    return stderr;
  };
  const head = 'message-batches: 401 authentication_error: invalid x-api-key.';
  const where = ' The key came from the environment variable ANTHROPIC_API_KEY and was sent as a bearer token.';
  const other = ` ${url} is not the API itself: it may require its own token, or hold a key that the API refused.`;
  const tail = ` [GET ${url}/v1/messages/batches/msgbatch_1, request req_7]\n`;
  assert.equal(
    await said(' "sk-proj-abcdefghijklmnop" '),
    `${head}${where} It has white space or a line break around it. It has quotes around it: remove them. It looks like an OpenAI key, not an Anthropic API key.${other}${tail}`,
  );
  assert.equal(
    await said(undefined),
    `${head} No key was sent: if ${url} requires one, set ANTHROPIC_API_KEY; if it is a relay that holds a key, that key was refused.${tail}`,
  );
});

test('fixes for fields that do not belong in a request name flags', async () => {
  const params = JSON.parse(LINE).params;
  const line = (key) => `${JSON.stringify({ custom_id: key, params: { ...params, [key]: ['x'] } })}\n`;
  const { stdout } = await cli(['validate', '-'], line('betas') + line('anthropic_version') + line('timeout'));
  const advice = stdout.split('\n').filter((line) => /^ {4}(?!at )/.test(line));
  assert.deepEqual(advice, [
    '    Set betas with --beta; they apply to all requests.',
    '    Set them with --api-version and --beta.',
    '    It belongs to the call, not to a request: remove it.',
  ]);
});

test('errors name variables and flags, not options and functions', async (t) => {
  const html = await serving(t, 404, '<html>Not found</html>', { 'content-type': 'text/html' });
  const said = async (args, env) => (await cli(args, '', env)).stderr;
  assert.equal(
    await said(['results', 'msgbatch_1'], { ANTHROPIC_BASE_URL: html }),
    `message-batches: 404 error: expected the API's JSON error, found what looks like an HTML page. ${html} has no Message Batches API at this address: check ANTHROPIC_BASE_URL. [GET ${html}/v1/messages/batches/msgbatch_1, request req_7]\n`,
  );
  assert.equal(
    await said(['results', 'msgbatch_1'], {}),
    'message-batches: No API key: set the environment variable ANTHROPIC_API_KEY, or set ANTHROPIC_BASE_URL to a relay that holds the key.\n',
  );
  assert.equal(
    await said(['results', 'msgbatch_1'], { ANTHROPIC_BASE_URL: 'http://relay.invalid' }),
    'message-batches: ANTHROPIC_BASE_URL: expected an https URL, or http to this machine (localhost, 127.0.0.1, [::1]), found "http://relay.invalid": others on the network could read the key and the requests. Use https, or pass --allow-insecure if you trust that network.\n',
  );
  const insecure = await cli(['results', 'msgbatch_1', '--allow-insecure'], '', {
    ANTHROPIC_API_KEY: 'a-key-of-mine',
    ANTHROPIC_BASE_URL: 'http://relay.invalid',
  });
  assert.equal(insecure.code, 2);
  assert.match(
    insecure.stderr,
    /^message-batches: GET http:\/\/relay\.invalid\/v1\/messages\/batches\/msgbatch_1: no response/,
  );
  assert.equal(
    await said(['results', 'msgbatch_1'], { ANTHROPIC_BASE_URL: 'api.example.com' }),
    'message-batches: ANTHROPIC_BASE_URL: expected an absolute http or https URL such as https://relay.example.com, found "api.example.com"\n',
  );
  const batch = { id: 'msgbatch_1', type: 'message_batch', processing_status: 'in_progress', request_counts: {} };
  const running = await serving(t, 200, JSON.stringify(batch));
  assert.equal(
    await said(['results', 'msgbatch_1'], { ANTHROPIC_BASE_URL: running }),
    'message-batches: Message Batch msgbatch_1 has no results yet: its status is in_progress, and results are available once it has ended. Run the command again when it has ended.\n',
  );
});
