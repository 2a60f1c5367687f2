// Results on the command line as a user reads them, as built.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { startEmulator } from 'message-batches/emulator';
import { folder as made } from './run.mjs';

const { root: folder, cli: run } = made(after);
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

test('a tally says what came of the batch, for people and for programs', async () => {
  const { code, stdout } = await cli(['results.jsonl', '--tally']);
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^2 records\nBy outcome\n {13}1 done\n {13}1 expired\nAnswers\n {13}1 claude-haiku-4-5\nTokens\n {5}1,000,000 input_tokens\n {5}1,000,000 output_tokens\n[\s\S]*\$3\.0000 at prices of \d{4}-\d\d-\d\d\n$/,
  );
  const json = JSON.parse((await cli(['results.jsonl', '--tally', '--json'])).stdout);
  assert.deepEqual([json.records, json.outcomes, json.cost.usd], [2, { done: 1, expired: 1 }, 3]);
});

test('an output file appears when it is complete, and nothing of it when that fails', async () => {
  assert.deepEqual(await cli(['results.jsonl', '--output', 'out.jsonl']), well(''));
  assert.equal(fs.readFileSync(path.join(folder, 'out.jsonl'), 'utf8'), LINES.join(''));
  const { code } = await cli(['results.jsonl', '--output', 'none/out.jsonl']);
  assert.equal(code, 2);
  assert.deepEqual(fs.readdirSync(folder).sort(), ['out.jsonl', 'results.jsonl']);
});

test('a batch is read by its id, with what the environment says', async (t) => {
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
  [[], 'results: expected one ID or FILE, found 0'],
  [['nowhere.jsonl'], 'nowhere.jsonl: expected a file or the id of a batch, found none'],
  [['.'], '.: expected a file or the id of a batch, found something else'],
  [
    ['results.jsonl', '--csv', 'text', '--tally'],
    'results: expected one of --csv, --jsonl and --tally, found --csv --tally',
  ],
  [['results.jsonl', '--tally', '--failed'], 'results: expected --tally of all records, found --failed'],
  [
    ['results.jsonl', '--csv', 'id'],
    '--csv: expected a path that starts with custom_id, type, outcome, reason, text, line, byteOffset, usage, error, result, json or row, found "id"',
  ],
]) {
  test(`results ${args.join(' ')} is refused`, async () => {
    assert.deepEqual(await cli(args), { code: 2, stdout: '', stderr: `message-batches: ${said}\n` });
  });
}
