// `message-batches plan`, as a user runs it: the exit status, both streams and every line.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { folder as made } from './run.mjs';

const { root: folder, cli: run } = made(after);
const cli = (args, input) => run(['plan', ...args], input);

const request = (id) => ({
  custom_id: id,
  params: { model: 'claude-opus-5', max_tokens: 4096, messages: [{ role: 'user', content: 'Why?' }] },
});
const REQUESTS = ['a', 'b', 'c'].map(request);
const TEXT = REQUESTS.map((request) => `${JSON.stringify(request)}\n`).join('');
const sizeOf = (requests) => JSON.stringify({ requests }).length;
fs.writeFileSync(path.join(folder, 'r.jsonl'), TEXT);
fs.writeFileSync(path.join(folder, 'bad.jsonl'), `${TEXT}{"custom_id":"a b"}\n`);

test('shards are printed as a table with their sizes, hashes and custom_ids', async () => {
  const { code, stdout, stderr } = await cli(['r.jsonl', '--max-requests', '2']);
  const [two, one] = [sizeOf(REQUESTS.slice(0, 2)), sizeOf(REQUESTS.slice(2))];
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(
    stdout.replaceAll(/\b[0-9a-f]{32}\b/g, 'h'.repeat(32)),
    [
      'shard  requests  bytes  hash  custom_ids',
      `    0         2    ${two}  ${'h'.repeat(32)}  a … b`,
      `    1         1    ${one}  ${'h'.repeat(32)}  c`,
      `3 requests, ${two + one} bytes, in 2 batches`,
      '',
    ].join('\n'),
  );
});

test('--json prints the same for programs, and standard input works like a file', async () => {
  const options = ['--max-bytes', String(sizeOf(REQUESTS.slice(0, 2))), '--json'];
  const ofFile = await cli(['r.jsonl', ...options]);
  assert.deepEqual(await cli(['-', ...options], TEXT), ofFile);
  const rows = JSON.parse(ofFile.stdout);
  assert.deepEqual(
    rows.map(({ hash, ...row }) => row),
    [
      { index: 0, first: 0, requests: 2, bytes: sizeOf(REQUESTS.slice(0, 2)), custom_ids: ['a', 'b'] },
      { index: 1, first: 2, requests: 1, bytes: sizeOf(REQUESTS.slice(2)), custom_ids: ['c', 'c'] },
    ],
  );
});

test('--primer puts the first request alone', async () => {
  const { stdout } = await cli(['r.jsonl', '--primer', '--json']);
  assert.deepEqual(
    JSON.parse(stdout).map(({ requests }) => requests),
    [1, 2],
  );
});

test('--output writes the create bodies, which validate, estimate and create take', async (t) => {
  t.after(() => fs.rmSync(path.join(folder, 'out'), { recursive: true }));
  const { code, stdout, stderr } = await cli(['r.jsonl', '--max-requests', '2', '--output', 'out/shards']);
  assert.deepEqual([code, stderr], [0, '']);
  const [two, one] = [REQUESTS.slice(0, 2), REQUESTS.slice(2)];
  assert.equal(
    stdout.replaceAll(/\b[0-9a-f]{32}\b/g, 'h'.repeat(32)),
    [
      'shard  requests  bytes  hash  file  custom_ids',
      `    0         2    ${sizeOf(two)}  ${'h'.repeat(32)}  out/shards/shard-00000.json  a … b`,
      `    1         1    ${sizeOf(one)}  ${'h'.repeat(32)}  out/shards/shard-00001.json  c`,
      `3 requests, ${sizeOf(two) + sizeOf(one)} bytes, in 2 batches`,
      '',
    ].join('\n'),
  );
  const read = (name) => fs.readFileSync(path.join(folder, 'out/shards', name), 'utf8');
  assert.deepEqual(fs.readdirSync(path.join(folder, 'out/shards')), ['shard-00000.json', 'shard-00001.json']);
  assert.equal(read('shard-00000.json'), JSON.stringify({ requests: two }));
  assert.equal(read('shard-00001.json'), JSON.stringify({ requests: one }));
  const ofStdin = await cli(['-', '--max-requests', '2', '--json', '--output', 'out/again'], TEXT);
  assert.deepEqual(
    JSON.parse(ofStdin.stdout).map(({ file }) => file),
    ['out/again/shard-00000.json', 'out/again/shard-00001.json'],
  );
  assert.equal(fs.readFileSync(path.join(folder, 'out/again/shard-00001.json'), 'utf8'), read('shard-00001.json'));
  const checked = await run(['validate', 'out/shards/shard-00000.json']);
  assert.deepEqual(checked, {
    code: 0,
    stdout: `2 requests, ${sizeOf(two)} bytes: 0 errors, 0 warnings\n`,
    stderr: '',
  });
  const { startEmulator } = await import('message-batches/emulator');
  const { BatchClient } = await import('message-batches');
  const emulator = await startEmulator({ port: 0 });
  t.after(() => emulator.close());
  const client = new BatchClient({ baseURL: emulator.url, apiKey: 'k' });
  const batch = await client.create(await fs.openAsBlob(path.join(folder, 'out/shards/shard-00000.json')));
  assert.equal(batch.request_counts.processing, 2);
});

test('--output leaves nothing of a plan that failed, and refuses a folder with the shards of another', async (t) => {
  t.after(() => fs.rmSync(path.join(folder, 'failed'), { recursive: true }));
  for (const [name, input] of [['bad.jsonl'], ['-', `${TEXT}{"custom_id":"a b"}\n`]]) {
    const { code, stdout } = await cli([name, '--max-requests', '1', '--output', 'failed'], input);
    assert.deepEqual([code, stdout, fs.readdirSync(path.join(folder, 'failed'))], [1, '', []]);
  }
  await cli(['r.jsonl', '--output', 'failed']);
  assert.deepEqual(await cli(['r.jsonl', '--output', 'failed']), {
    code: 2,
    stdout: '',
    stderr:
      'message-batches: --output failed: expected a folder without shards, found shard-00000.json. Choose another folder, or remove the old shards first\n',
  });
  assert.deepEqual(await cli(['r.jsonl', '--output', 'r.jsonl']), {
    code: 2,
    stdout: '',
    stderr: 'message-batches: --output r.jsonl: expected a folder, found a file\n',
  });
});

test('one batch is counted in the singular', async () => {
  const { stdout } = await cli(['r.jsonl']);
  assert.equal(stdout.split('\n').at(-2), `3 requests, ${sizeOf(REQUESTS)} bytes, in 1 batch`);
});

test('errors in requests are reported as validate reports them, and nothing is planned', async () => {
  const { code, stdout, stderr } = await cli(['bad.jsonl', '--max-requests', '1']);
  assert.deepEqual([code, stdout], [1, '']);
  assert.equal(
    stderr.split('\n')[0],
    'bad.jsonl:4: error: expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found \' \' in "a b" [custom_id.pattern]',
  );
});

const refused = [
  [[], 'plan: expected FILE, or - for standard input, found none. See: message-batches plan --help'],
  [['a', 'b'], 'plan: expected one FILE, found 2: "a", "b"'],
  [['none.jsonl'], 'none.jsonl: no such file'],
  [['r.jsonl', '--max-requests', 'many'], '--max-requests: expected a whole number, found "many"'],
  [['r.jsonl', '--max-requests', '0'], '--max-requests: expected a whole number from 1 to 100000, found 0'],
  [
    ['r.jsonl', '--max-bytes', '999999999'],
    '--max-bytes: expected a whole number from 1 to 268435456, found 999999999',
  ],
];
for (const [args, message] of refused) {
  test(`plan ${args.join(' ')} cannot be done, and says why`, async () => {
    assert.deepEqual(await cli(args), { code: 2, stdout: '', stderr: `message-batches: ${message}\n` });
  });
}

test('warnings are printed beside the plan: how many, and the first three', async () => {
  const line = (id, model) =>
    JSON.stringify({ custom_id: id, params: { model, max_tokens: 1, messages: [{ role: 'user', content: 'x' }] } });
  const file = (...models) => models.map((model, index) => line(`a${index}`, model)).join('\n');
  const warning = (at) => new RegExp(`^\\(stdin\\):${at}: warning: .+ \\[model\\.unknown\\]$`);
  const one = await cli(['-'], file('claude-unheard-of', 'claude-haiku-4-5'));
  assert.equal(one.code, 0);
  const [first, sum, ...rest] = one.stderr.split('\n');
  assert.match(first, warning(1));
  assert.deepEqual([sum, ...rest], ['1 warning', '']);
  const many = await cli(['-'], file(...Array(5).fill('claude-unheard-of')));
  const lines = many.stderr.split('\n');
  for (const index of [0, 1, 2]) assert.match(lines[index], warning(index + 1));
  assert.deepEqual(lines.slice(3), ['5 warnings; the first 3 are above, validate lists all', '']);
  assert.equal((await cli(['-'], file('claude-haiku-4-5'))).stderr, '');
});

test('plan --help shows the usage of plan', async () => {
  const { code, stdout, stderr } = await cli(['--help']);
  assert.deepEqual([code, stderr], [0, '']);
  assert.ok(
    stdout.startsWith('Usage: message-batches plan FILE [FLAGS]\n\n  plan FILE       divide requests into batches: '),
    stdout,
  );
});
