// `message-batches plan` as a user runs it, as built: status, both streams and every line.
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

test('shards are told as a table, with what they are and what they hold', async () => {
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

test('--json gives the same for programs, and standard input the same as a file', async () => {
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

test('one batch is told in the singular', async () => {
  const { stdout } = await cli(['r.jsonl']);
  assert.equal(stdout.split('\n').at(-2), `3 requests, ${sizeOf(REQUESTS)} bytes, in 1 batch`);
});

test('what is wrong with requests is told as validate tells it, and nothing is planned', async () => {
  const { code, stdout, stderr } = await cli(['bad.jsonl', '--max-requests', '1']);
  assert.deepEqual([code, stdout], [1, '']);
  assert.equal(
    stderr.split('\n')[0],
    'bad.jsonl:4: error: expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found \' \' in "a b" [custom_id.pattern]',
  );
});

const refused = [
  [[], 'plan: expected one FILE, found 0'],
  [['a', 'b'], 'plan: expected one FILE, found 2'],
  [['none.jsonl'], 'none.jsonl: expected a file, found none'],
  [['r.jsonl', '--max-requests', 'many'], '--max-requests: expected a whole number, found "many"'],
  [['r.jsonl', '--max-requests', '0'], 'maxRequests: expected a whole number from 1 to 100000, found 0'],
  [['r.jsonl', '--max-bytes', '999999999'], 'maxBytes: expected a whole number from 1 to 268435456, found 999999999'],
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
  assert.deepEqual(lines.slice(3), ['5 warnings, the first 3 above; validate lists all', '']);
  assert.equal((await cli(['-'], file('claude-haiku-4-5'))).stderr, '');
});

test('plan --help shows the usage of plan', async () => {
  const { code, stdout, stderr } = await cli(['--help']);
  assert.deepEqual([code, stderr], [0, '']);
  assert.ok(
    stdout.startsWith('Usage: message-batches plan FILE\n\n  plan FILE       divide requests over batches: '),
    stdout,
  );
});
