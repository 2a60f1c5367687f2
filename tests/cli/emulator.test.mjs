// `message-batches emulator` as a user runs it, as built.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-emulator-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const JSON_TYPE = { 'content-type': 'application/json' };
const HEADERS = { 'x-api-key': 'any', 'anthropic-version': '2026-10-21' };
const run = (args) => spawn(process.execPath, [inRoot('dist', 'cli.js'), 'emulator', ...args], { cwd: folder });

/** Starts an emulator that is stopped at the end of the test. */
async function running(t, ...args) {
  const child = run(['--port', '0', ...args]);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const closed = once(child, 'close');
  const end = async () => {
    child.kill('SIGINT');
    const [code] = await closed;
    return { code, stderr };
  };
  t.after(() => child.kill());
  const { value: line } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const [, url] =
    /^The emulator listens at (http:\/\/127\.0\.0\.1:\d+)\. Any API key works\. Press Ctrl-C to stop it\.$/.exec(line);
  const call = async (path, init) => {
    const response = await fetch(`${url}${path}`, { headers: HEADERS, ...init });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const requests = [
    {
      custom_id: 'a',
      params: { model: 'claude-opus-5-5', max_tokens: 64, messages: [{ role: 'user', content: 'Hi' }] },
    },
  ];
  const create = (headers) =>
    call('/v1/messages/batches', {
      method: 'POST',
      headers: { ...HEADERS, ...headers },
      body: JSON.stringify({ requests }),
    });
  const control = (path, body) =>
    call(`/_emulator${path}`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body ?? {}) });
  return { url, end, call, create, control };
}

test('it serves until Ctrl-C, and exits with 0 and an empty standard error', async (t) => {
  const { call, create, end } = await running(t);
  const { id } = (await create()).body;
  const { headers, body } = await call(`/v1/messages/batches/${id}`);
  assert.deepEqual([headers.get('retry-after'), body.processing_status], ['1', 'in_progress']);
  assert.deepEqual(await end(), { code: 0, stderr: '' });
});

test('--clock real takes minutes by its clock, and hints at ten seconds', async (t) => {
  const { call, create, control } = await running(t, '--clock', 'real');
  const { id } = (await create()).body;
  const status = async () => (await call(`/v1/messages/batches/${id}`)).body.processing_status;
  await control('/clock', { advanceMs: 170_000 });
  assert.equal(await status(), 'in_progress');
  assert.equal((await call(`/v1/messages/batches/${id}`)).headers.get('retry-after'), '10');
  await control('/clock', { advanceMs: 491_000 });
  assert.equal(await status(), 'ended');
});

test('--idempotency remembers the keys of creates and says so, which it does not by default', async (t) => {
  for (const [args, announced, made] of [
    [['--idempotency'], '48h', 1],
    [[], null, 2],
  ]) {
    const { create, call } = await running(t, ...args);
    const ids = [];
    for (let i = 0; i < 2; i++) {
      const { headers, body } = await create({ 'idempotency-key': 'key-1' });
      assert.equal(headers.get('x-idempotency'), announced);
      ids.push(body.id);
    }
    assert.equal(new Set(ids).size, made);
    assert.equal((await call('/v1/messages/batches')).body.data.length, made);
  }
});

test('--data survives the end of the process, --seed repeats a run', async (t) => {
  const ids = [];
  for (const args of [
    ['--seed', '7'],
    ['--seed', '7', '--data', 'state'],
    ['--seed', '8'],
  ]) {
    const { create, end } = await running(t, ...args);
    ids.push((await create()).body.id);
    await end();
  }
  assert.equal(ids[0], ids[1]);
  assert.notEqual(ids[0], ids[2]);
  const { call, create } = await running(t, '--seed', '7', '--data', 'state');
  const second = (await create()).body.id;
  assert.deepEqual(
    (await call('/v1/messages/batches')).body.data.map(({ id }) => id),
    [second, ids[0]],
  );
});

test('--faults, --tier, --cors, --responder and --answers do what they say', async (t) => {
  fs.writeFileSync(
    path.join(folder, 'faults.json'),
    '\ufeff{"faults":[{"fault":"status","status":529,"operation":"create","attempt":1}]}',
  );
  fs.writeFileSync(
    path.join(folder, 'answers.mjs'),
    "export default ({ custom_id: id }) => ({ type: 'succeeded', message: { stop_details: { id } } });",
  );
  fs.writeFileSync(path.join(folder, 'canned.json'), '{"*":{"type":"expired"}}');
  const said = async ({ url, control, id }) => {
    await control(`/batches/${id}/finish`);
    const response = await fetch(`${url}/v1/messages/batches/${id}/results`, { headers: HEADERS });
    return JSON.parse(await response.text()).result;
  };
  const one = await running(
    t,
    '--faults',
    'faults.json',
    '--tier',
    'start',
    '--cors',
    'http://localhost:5173,https://page.example',
    '--allow-host',
    'emulator',
    '--responder',
    'answers.mjs',
    '--rate-limit-headers',
  );
  assert.equal((await one.create()).status, 529);
  const { headers, body } = await one.create();
  assert.equal(headers.get('anthropic-ratelimit-requests-limit'), '1000');
  const ofPage = await fetch(`${one.url}/_emulator`, { headers: { origin: 'https://page.example' } });
  assert.equal(ofPage.headers.get('access-control-allow-origin'), 'https://page.example');
  assert.equal(headers.get('access-control-allow-origin'), null);
  assert.equal((await said({ ...one, id: body.id })).message.stop_details.id, 'a');
  fs.writeFileSync(path.join(folder, 'shares.json'), '{"shares":{"refusal":1}}');
  const refusing = await running(t, '--answers', 'shares.json');
  const { message } = await said({ ...refusing, id: (await refusing.create()).body.id });
  assert.equal(message.stop_reason, 'refusal');
  const other = await running(t, '--responder', 'canned.json', '--latency', '1-2');
  assert.deepEqual(await said({ ...other, id: (await other.create()).body.id }), { type: 'expired' });
});

fs.writeFileSync(path.join(folder, 'broken.json'), '{');
fs.writeFileSync(path.join(folder, 'wrong.json'), '[{"fault":"html","status":200}]');
fs.writeFileSync(path.join(folder, 'empty.mjs'), '');
fs.writeFileSync(path.join(folder, 'canned-wrong.json'), '{"a":{"type":"lost"}}');
const refused = [
  [
    ['--cors', 'localhost'],
    /^--cors: expected origins such as "http:\/\/localhost:5173", or "\*" for all, found "localhost"$/,
  ],
  [['--allow-host', 'a:1'], /^--allow-host: expected an array of names such as "emulator", found "a:1"$/],
  [['--port', 'x'], /^--port: expected a whole number, found "x"$/],
  [['--port', '70000'], /^--port: expected an integer from 0 to 65535, found 70000$/],
  [['--seed', '-1'], /^--seed: expected a whole number, found "-1"/],
  [['--clock', 'slow'], /^--clock: expected fast or real, found "slow"$/],
  [['--latency', '5-'], /^--latency: expected milliseconds such as 50, or 50-200, found "5-"$/],
  [['--latency', '9-5'], /^--latency: expected the smaller number first, found "9-5"$/],
  [
    ['--answers', 'wrong.json'],
    /^--answers wrong\.json: answers: expected an object, found \[\{"fault":"html","status":200\}\]$/,
  ],
  [['--tier', 'gold'], /^--tier: expected one of start, build, scale, found "gold"$/],
  [['--order', 'random'], /^--order: expected one of few_in_order, requests, shuffled, found "random"$/],
  [['--host', ''], /^--host: expected a non-empty string, found ""$/],
  [['--faults', 'nowhere.json'], /^--faults nowhere\.json: no such file$/],
  [['--faults', 'broken.json'], /^--faults broken\.json: expected JSON: /],
  [
    ['--faults', 'wrong.json'],
    /^--faults wrong\.json: faults\[0\]\.status: expected a status from 400 to 599, found 200$/,
  ],
  [
    ['--responder', 'empty.mjs'],
    /^--responder empty\.mjs: expected a module with a function as its default export, found undefined$/,
  ],
  [
    ['--responder', 'canned-wrong.json'],
    /^--responder canned-wrong\.json: responder\["a"\]: expected a result whose type is one of succeeded, errored, canceled, expired, found \{"type":"lost"\}$/,
  ],
  [['--responder', 'nowhere.mjs'], /^--responder nowhere\.mjs: no such file$/],
  [['--nope'], /--nope/],
];
fs.mkdirSync(path.join(folder, 'damaged'));
fs.writeFileSync(path.join(folder, 'damaged', 'events.jsonl'), '{"event":"started"}\ngarbage\n');
fs.mkdirSync(path.join(folder, 'other'));
fs.writeFileSync(path.join(folder, 'other', 'events.jsonl'), '{"event":"created"}\n');
for (const [name, line] of [
  ['damaged', 2],
  ['other', 1],
]) {
  refused.push([
    ['--data', name],
    new RegExp(
      `^--data: ${name}.events\\.jsonl:${line}: expected what an emulator wrote, found something else\\. Restore the file, or choose another folder$`,
    ),
  ]);
}
refused.push([['--data', 'wrong.json'], /^--data: expected a folder, found "wrong\.json", which is a file$/]);
if (fs.existsSync('/proc/self')) {
  refused.push([['--data', '/proc/none/data'], /^\/proc\/none: no such file or folder$/]);
}
for (const [args, sentence] of refused) {
  test(`emulator ${args.join(' ')} exits with 2 and one sentence`, async () => {
    const child = run(args);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    const [code] = await once(child, 'close');
    assert.deepEqual([code, stdout], [2, '']);
    const [first, rest] = stderr.split('message-batches: ').slice(1);
    assert.equal(rest, undefined);
    assert.match(first.trimEnd(), sentence);
  });
}

test('emulator --help shows its usage', async () => {
  const child = run(['--help']);
  let stdout = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  assert.deepEqual([(await once(child, 'close'))[0]], [0]);
  assert.match(
    stdout,
    /^Usage: message-batches emulator \[FLAGS\]\n\n {2}emulator {8}run a Message Batches API on this machine/,
  );
  for (const option of [
    'port',
    'host',
    'clock',
    'latency',
    'faults',
    'responder',
    'answers',
    'order',
    'tier',
    'rate-limit-headers',
    'seed',
    'data',
    'idempotency',
    'cors',
    'allow-host',
    'json',
  ]) {
    assert.ok(stdout.includes(`--${option} `) || stdout.includes(`--${option}\n`), option);
  }
});
