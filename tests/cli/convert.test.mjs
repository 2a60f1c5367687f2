// message-batches convert, as a user runs it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { folder } from './run.mjs';

const { file, cli } = folder(after);

const line = (id, more = {}) =>
  JSON.stringify({
    custom_id: id,
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'gpt-4o', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }], ...more },
  });
const request = (id) => ({
  custom_id: id,
  params: { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
});
const FLAGS = ['--from', 'openai', '--model', 'claude-haiku-4-5'];

test('convert prints the requests of an OpenAI batch file', async () => {
  const name = file('openai.jsonl', `${line('a')}\n${line('b')}\n`);
  assert.deepEqual(await cli(['convert', name, ...FLAGS]), {
    code: 0,
    stdout: `${JSON.stringify(request('a'))}\n${JSON.stringify(request('b'))}\n`,
    stderr: '2 requests\n',
  });
  const { code, stdout } = await cli(['convert', name, ...FLAGS, '--json']);
  assert.deepEqual([code, JSON.parse(stdout)], [0, { requests: [request('a'), request('b')] }]);
});

test('convert keeps what the API version of the requests takes', async () => {
  const name = file('warm.jsonl', `${line('a', { temperature: 0.5 })}\n`);
  const temperature = async (...more) => {
    const { code, stdout } = await cli(['convert', name, ...FLAGS, ...more]);
    assert.equal(code, 0);
    return JSON.parse(stdout).params.temperature;
  };
  assert.equal(await temperature(), undefined);
  assert.equal(await temperature('--api-version', '2026-10-21'), undefined);
  assert.equal(await temperature('--api-version', '2023-06-01'), 0.5);
  const { code, stderr } = await cli(['convert', name, ...FLAGS, '--api-version', '2024']);
  assert.deepEqual(
    [code, stderr],
    [2, 'message-batches: --api-version: expected "2026-10-21" or "2023-06-01", found "2024"\n'],
  );
});

test('fields that cannot be converted are reported, and a skipped line exits with 1', async () => {
  const name = file('mixed.jsonl', `${line('a', { seed: 7 })}\n{"custom_id":"x"}\n`);
  assert.deepEqual(await cli(['convert', name, ...FLAGS]), {
    code: 1,
    stdout: `${JSON.stringify(request('a'))}\n`,
    stderr: `${name}:1: note: body.seed: left out: this API has no such parameter
${name}:2: note: body: skipped: expected an object, found none: this is not a line of an OpenAI batch file
1 request, 1 line skipped
`,
  });
});

test('many notes about elements of arrays are summed up by field', async () => {
  const messages = Array.from({ length: 7 }, (_, index) => ({ role: 'user', name: `n${index}`, content: 'Hi' }));
  const { code, stderr } = await cli(['convert', '-', ...FLAGS], `${line('a', { messages })}\n`);
  assert.equal(code, 0);
  assert.match(stderr, /\nAll notes by field:\n {9}7 body\.messages\[\]\.name\n1 request\n$/);
});

test('many notes are summed up by field', async () => {
  const { code, stderr } = await cli(['convert', '-', ...FLAGS], `${line('a', { seed: 7 })}\n`.repeat(1200));
  assert.equal(code, 0);
  assert.match(
    stderr,
    /^(?:\(stdin\):[1-5]: note: .*\n){5}All notes by field:\n {5}1,200 body\.seed\n1,200 requests\n$/,
  );
});

test('a model that no request can have is an error before the file is read', async () => {
  const name = file('openai.jsonl', `${line('a')}\n`);
  for (const [model, said] of [
    ['gpt-4o', 'expected a Claude model, found "gpt-4o", another vendor\'s model'],
    ['', 'expected a model id, found an empty string'],
    [' ', 'expected a model id, found " "'],
  ]) {
    for (const from of ['openai', 'bedrock']) {
      assert.deepEqual(await cli(['convert', name, '--from', from, '--model', model]), {
        code: 2,
        stdout: '',
        stderr: `message-batches: --model: ${said}\n`,
      });
    }
  }
});

test('a file without requests exits with 1', async () => {
  for (const text of ['', '\n\n']) {
    assert.deepEqual(await cli(['convert', file('none.jsonl', text), ...FLAGS]), {
      code: 1,
      stdout: '',
      stderr: 'none.jsonl:1: error: expected at least one request, found none\n0 requests\n',
    });
  }
});

for (const [args, said] of [
  [['f', '--model', 'm'], 'convert: --from is required: openai or bedrock'],
  [['f', '--from', 'openai'], 'convert: --model ID is required'],
  [
    ['f', '--from', 'opanai', '--model', 'm'],
    '--from: expected openai or bedrock, found "opanai". Did you mean openai?',
  ],
]) {
  test(`convert ${args.join(' ')} is refused`, async () => {
    assert.deepEqual(await cli(['convert', ...args]), { code: 2, stdout: '', stderr: `message-batches: ${said}\n` });
  });
}
