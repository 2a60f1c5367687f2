// Text of servers and files on a terminal: none of it is executed, hidden or mistaken for a message of the command.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { folder } from './run.mjs';

const { file, cli } = folder(after);

/** Makes both streams report that they are terminals. */
const TERMINAL = {
  NODE_OPTIONS: '--import=data:text/javascript,process.stdout.isTTY=process.stderr.isTTY=true',
  NO_COLOR: '1',
};

/** Text that a terminal would execute, and its escaped form. */
const ATTACKS = {
  'a link (OSC 8)': [
    '\u001b]8;;https://evil.example\u0007here\u001b]8;;\u0007',
    '\\u001b]8;;https://evil.example\\u0007here\\u001b]8;;\\u0007',
  ],
  'the clipboard (OSC 52)': ['\u001b]52;c;ZXZpbA==\u0007', '\\u001b]52;c;ZXZpbA==\\u0007'],
  'a cleared screen (CSI)': ['\u001b[2J\u001b[H', '\\u001b[2J\\u001b[H'],
  'the same in one character (C1)': ['\u009b2J\u009dtitle\u009c', '\\u009b2J\\u009dtitle\\u009c'],
  'a text turned around': ['\u202etxt.exe\u2066\u200f\u061c', '\\u202etxt.exe\\u2066\\u200f\\u061c'],
  'what is not seen': ['a\u200bb\u00adc\u{e0041}d\u2028e', 'a\\u200bb\\u00adc\\udb40\\udc41d\\u2028e'],
  'a line written over': ['good\revil\u0008\u007f', 'good\\u000devil\\u0008\\u007f'],
};
const ALL = Object.values(ATTACKS)
  .map(([text]) => text)
  .join('');
const ESCAPED = Object.values(ATTACKS)
  .map(([, written]) => written)
  .join('');

/** Matches characters that a terminal executes and invisible ones. */
const OBEYED = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/u;

const request = (custom_id, more = {}) =>
  JSON.stringify({
    custom_id,
    params: { model: 'claude-haiku-4-5', max_tokens: 16, messages: [{ role: 'user', content: 'Hi' }], ...more },
  });
const result = (text, custom_id = 'a') =>
  JSON.stringify({
    custom_id,
    result: {
      type: 'succeeded',
      message: {
        ...{ id: 'msg_1', type: 'message', role: 'assistant', model: `m\n${text}`, stop_sequence: null },
        ...{ stop_reason: 'end_turn', content: [{ type: 'text', text }], usage: { input_tokens: 1, output_tokens: 1 } },
      },
    },
  });

for (const [name, [text, written]] of Object.entries(ATTACKS)) {
  test(`in an error of a server: ${name}`, async () => {
    const server = createServer((_, reply) => {
      const error = { type: 'invalid_request_error', message: `No${text}\nmessage-batches: all is well` };
      reply.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ type: 'error', error }));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${server.address().port}`;
    const env = { ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: url };
    const { code, stderr } = await cli(['results', 'msgbatch_1'], '', env);
    server.close();
    assert.equal(code, 2);
    assert.equal(
      stderr,
      `message-batches: 400 invalid_request_error: No${written}\n  message-batches: all is well [GET ${url}/v1/messages/batches/msgbatch_1]\n`,
    );
  });

  test(`in an answer, as JSON Lines and as CSV: ${name}`, async () => {
    const line = result(text);
    const shown = await cli(['results', '-'], `${line}\n`, TERMINAL);
    assert.doesNotMatch(shown.stdout, OBEYED);
    assert.deepEqual(JSON.parse(shown.stdout), JSON.parse(line));
    const csv = await cli(['results', '-', '--csv', 'text'], `${result(`x${text}`)}\n`, TERMINAL);
    assert.equal(csv.stdout.replaceAll('"', ''), `text\r\nx${written}\r\n`);
    // A program gets the bytes unchanged.
    assert.equal((await cli(['results', '-'], `${line}\n`)).stdout, `${line}\n`);
  });
}

test('in names of files', async () => {
  const name = file('evil\u001b[2J\u202e\u009b.jsonl', `${request('a b')}\n`);
  const written = 'evil\\u001b[2J\\u202e\\u009b.jsonl';
  const { stdout } = await cli(['validate', name]);
  assert.doesNotMatch(stdout, OBEYED);
  assert.ok(stdout.startsWith(`${written}:1: error: `), stdout);
  const github = await cli(['validate', name, '--format', 'github']);
  assert.ok(github.stdout.startsWith(`::error file=${written},line=1,`), github.stdout);
  const planned = await cli(['plan', name]);
  assert.ok(planned.stderr.startsWith(`${written}:1: error: `), planned.stderr);
  const none = await cli(['validate', 'no\u001b]0;x\u0007\u202e']);
  assert.equal(none.stderr, 'message-batches: no\\u001b]0;x\\u0007\\u202e: no such file\n');
  file('template.json', '{"model":"{{a}}"}');
  file('rows\u001b[2J.csv', 'a\n"');
  const built = await cli(['build', 'rows\u001b[2J.csv', '--template', 'template.json']);
  assert.ok(built.stderr.startsWith('rows\\u001b[2J.csv:'), built.stderr);
});

test('in ids, keys, values and names of models', async () => {
  const hostile = request(ALL, { [`key${ALL}`]: 1, model: `model${ALL}` });
  for (const args of [
    ['validate', '-'],
    ['validate', '-', '--format', 'github'],
    ['validate', '-', '--statistics'],
    ['plan', '-'],
    ['estimate', '-'],
    ['results', '-'],
    ['results', '-', '--tally'],
    ['convert', '-', '--from', 'openai', '--model', ALL],
  ]) {
    const { stdout, stderr } = await cli(args, `${hostile}\n`, TERMINAL);
    assert.doesNotMatch(stdout + stderr, OBEYED, args.join(' '));
  }
  const { stdout } = await cli(['estimate', '-'], `${request('a', { model: `m\n${ALL}` })}\n`);
  assert.equal(stdout.split('\n')[2], `m\\n${ESCAPED}: 1 request`);
});

test('in a tally no foreign name starts a line', async () => {
  const { stdout } = await cli(['results', '-', '--tally'], `${result(ALL)}\n`);
  assert.ok(stdout.includes(`\n             1 m\\n${ESCAPED}\n`), stdout);
  assert.ok(stdout.includes(`no price for m\\n${ESCAPED}\n`), stdout);
});

test('JSON says the same on a terminal as to a program', async () => {
  const hostile = request('a', { [`key${ALL}`]: 1 });
  for (const [args, input] of [
    [['validate', '-', '--json'], hostile],
    [['validate', '-', '--format', 'sarif'], hostile],
    [['plan', '-', '--json'], request('a')],
    [['estimate', '-', '--json'], request('a', { model: `m${ALL}` })],
    [['results', '-', '--tally', '--json'], result(ALL)],
  ]) {
    const [shown, piped] = [await cli(args, `${input}\n`, TERMINAL), await cli(args, `${input}\n`)];
    assert.doesNotMatch(shown.stdout, OBEYED, args.join(' '));
    assert.deepEqual(JSON.parse(shown.stdout), JSON.parse(piped.stdout), args.join(' '));
  }
});

test('requests made of rows, printed to a terminal, are the same requests', async () => {
  file('text.json', '{"model":"claude-haiku-4-5","max_tokens":8,"messages":[{"role":"user","content":"{{text}}"}]}');
  const rows = `${JSON.stringify({ text: ALL })}\n`;
  const args = ['build', '-', '--template', 'text.json'];
  const shown = await cli(args, rows, TERMINAL);
  assert.doesNotMatch(shown.stdout, OBEYED);
  assert.equal(JSON.parse(shown.stdout).params.messages[0].content, ALL);
  const piped = await cli(args, rows);
  assert.deepEqual(JSON.parse(piped.stdout), JSON.parse(shown.stdout));
  const openai = JSON.stringify({
    custom_id: 'a',
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'gpt', messages: [{ role: 'user', content: ALL }] },
  });
  const converted = await cli(
    ['convert', '-', '--from', 'openai', '--model', 'claude-haiku-4-5'],
    `${openai}\n`,
    TERMINAL,
  );
  assert.doesNotMatch(converted.stdout + converted.stderr, OBEYED);
  assert.equal(JSON.parse(converted.stdout).params.messages[0].content, ALL);
});
