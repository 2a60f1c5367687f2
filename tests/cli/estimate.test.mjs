// The estimate as a user runs it, as built.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, test } from 'node:test';
import { folder as made } from './run.mjs';

const { root: folder, cli: run } = made(after);
const cli = (args, { input, env } = {}) => run(['estimate', ...args], input, env);

const request = (id, params) => ({
  custom_id: id,
  params: {
    model: 'claude-opus-5',
    max_tokens: 4096,
    messages: [{ role: 'user', content: `Question ${id}` }],
    ...params,
  },
});
const jsonl = (...requests) => requests.map((request) => `${JSON.stringify(request)}\n`).join('');

function file(name, text) {
  fs.writeFileSync(path.join(folder, name), text);
  return name;
}

const ASSUMED = `Input tokens are estimated from character classes (30 % either way for Latin letters and code, 50 % for other scripts), from the pixels of images, and from the pages of PDFs that can be counted.
Output is counted as max_tokens; most responses are shorter.
Prices are batch prices, from a table written on 2026-11-28.
`;

test('an estimate lists each model with its band, its prices and its assumptions', async () => {
  const system = 'You are a careful assistant. '.repeat(500);
  const text = jsonl(...Array.from({ length: 1000 }, (_, index) => request(String(index), { system })));
  const result = await cli([file('many.jsonl', text)]);
  const stdout = `1,000 requests

claude-opus-5: 1,000 requests, prices of 2026-10-08
  input tokens   4,550,000 (from 3,180,000 to 5,910,000)
  output tokens  at most 4,096,000
  input          $11.37 (from $7.96 to $14.77)
  output         at most $51.20

1,000 requests for claude-opus-5 share a prefix of 4,540 (from 3,170 to 5,900) tokens, up to /params/system
  without caching $11.34; with a 1-hour cache that a primer batch fills $1.16, saves $10.18
  without a primer batch, caching pays if at least 53 % of the requests read the cache

${ASSUMED}`;
  assert.deepEqual(result, { code: 0, stdout, stderr: '' });
});

test('searches are bounded by max_uses, and tools without a price are named', async () => {
  const search = { type: 'web_search_20250305', name: 'web_search' };
  const code = { type: 'code_execution_20250825', name: 'code_execution' };
  const of = async (...tools) => (await cli(['-'], { input: jsonl(request('a', { tools })) })).stdout;
  const bounded = await of({ ...search, max_uses: 5 }, code);
  assert.match(bounded, /\n {2}web searches {3}at most \$0\.050\n {2}not included {3}code_execution\n/);
  assert.match(
    bounded,
    /\nA web search costs \$0\.01; a request makes at most max_uses searches, or any number if max_uses is not set\.\nThe cost of code_execution is not included: it is charged per container hour\.\nWhat the API's tools \(web_search, code_execution\) add to the prompt is not counted, so there is no upper bound\.\n$/,
  );
  assert.match(bounded, /\n {2}input {10}\$0\.\d+ \(at least \$0\.\d+, no upper bound\)\n/);
  assert.match(await of(search), /\n {2}web searches {3}no upper bound\n/);
  assert.doesNotMatch(await of(), /web search|code_execution/);
});

test('a model without a price is reported, and exits with 1', async () => {
  const text = jsonl(request('a'), request('b', { model: 'some-new-model', max_tokens: undefined }));
  const { code, stdout, stderr } = await cli(['-'], { input: text });
  assert.equal(
    stdout,
    `2 requests

claude-opus-5: 1 request, prices of 2026-10-08
  input tokens   10 (from 8 to 13)
  output tokens  at most 4,096
  input          $0.000025 (from $0.000020 to $0.000032)
  output         at most $0.051

some-new-model: 1 request
  input tokens   10 (from 8 to 13)
  output tokens  no upper bound
  cost           unknown: this model is not in the model table

total
  input tokens   20 (from 16 to 26)
  output tokens  no upper bound
  cost           unknown for at least one model

${ASSUMED}`,
  );
  assert.deepEqual([code, stderr], [1, '']);
});

test('input that is not a request is reported, and exits with 1', async () => {
  const { code, stdout } = await cli(['-'], { input: `${jsonl(request('a'))}nonsense\n` });
  assert.match(stdout, /^1 request\n1 part of the input could not be read as a request\n/);
  assert.match(
    stdout,
    /\n1 part of the input is not a request and counts in no figure: validate says what is wrong\.\n/,
  );
  assert.equal(code, 1);
});

test('an input without requests has no cost, and exits with 1', async () => {
  const { code, stdout } = await cli(['-'], { input: '\n' });
  assert.match(stdout, /^0 requests\n/);
  assert.equal(code, 1);
});

test('--json prints the result of estimate()', async () => {
  const { estimate } = await import('message-batches');
  const text = jsonl(request('a'), request('b'));
  const { code, stdout, stderr } = await cli(['--json', file('json.jsonl', text)]);
  assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(await estimate(text))));
  assert.match(stdout, /^\{\n {2}"requests": 2,\n.*\n\}\n$/s);
  assert.deepEqual([code, stderr], [0, '']);
});

test('--exact asks the API for so many counts', async (t) => {
  const asked = [];
  const server = http.createServer(async (request, response) => {
    for await (const _ of request);
    asked.push([request.method, request.url, request.headers.authorization]);
    response.setHeader('content-type', 'application/json').end('{"input_tokens":1000}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const env = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: `http://127.0.0.1:${server.address().port}` };
  const { code, stdout, stderr } = await cli(['--exact', '5', '-'], { input: jsonl(request('a'), request('b')), env });
  assert.deepEqual(asked, Array(2).fill(['POST', '/v1/messages/count_tokens', 'Bearer k']));
  assert.match(stdout, /\n {2}input tokens {3}2,000\n/);
  assert.match(stdout, /\n2 requests were counted by the API; /);
  assert.deepEqual([code, stderr], [0, '']);
});

const REFUSALS = [
  [[], 'estimate: expected FILE, or - for standard input, found none. See: message-batches estimate --help'],
  [['a', 'b'], 'estimate: expected one FILE, found 2: "a", "b"'],
  [['nowhere.jsonl'], 'nowhere.jsonl: no such file'],
  [['--exact', 'x', '-'], '--exact: expected a whole number, found "x"'],
  [['--exact', '0', '-'], '--exact: expected a whole number from 1 to 1000, found 0'],
];
for (const [args, message] of REFUSALS) {
  test(`estimate ${args.join(' ')} exits with 2 and says why`, async () => {
    assert.deepEqual(await cli(args), { code: 2, stdout: '', stderr: `message-batches: ${message}\n` });
  });
}

test('--help lists the options', async () => {
  const { code, stdout, stderr } = await cli(['--help']);
  assert.match(
    stdout,
    /^Usage: message-batches estimate FILE \[FLAGS\]\n\n {2}estimate FILE .*\n {4}--exact N .*\n {4}--encoding E .*\n {4}--json /,
  );
  assert.deepEqual([code, stderr], [0, '']);
});
