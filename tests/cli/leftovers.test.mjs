// The files that a killed command leaves, and those that the next command removes.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { appears, folder } from './run.mjs';

const request = (id) =>
  `${JSON.stringify({ custom_id: id, params: { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: 'x'.repeat(40_000) }] } })}\n`;
const RESULTS = `${JSON.stringify({ custom_id: 'a', result: { type: 'expired' } })}\n`;
const PART = /\.part-[0-9a-f]{16}-\d+$/;

/** Runs a command whose standard input stays open, and kills it when it has written the first part of a file. */
async function killed({ root, start }, args, input, at, file) {
  const { child, ended } = start(args, (stdin) => stdin.write(input));
  const part = await appears(path.join(root, at), new RegExp(`^${file}\\.part-(?!0123456789abcdef)[0-9a-f]{16}-\\d+$`));
  child.kill('SIGKILL');
  assert.equal((await ended).signal, 'SIGKILL');
  return part;
}

/** Files of a user whose names look like those of partial files. */
const FOREIGN = ['.part', '.part-1', '.part-0123456789abcdef-1', '.part-4711'];

test('a results --output that was killed leaves a part, which the next one with the same output removes', async (t) => {
  const place = folder((step) => t.after(step));
  const { root, file, cli } = place;
  for (const ending of FOREIGN) file(`out.jsonl${ending}`, 'mine');
  const part = await killed(place, ['results', '-', '--output', 'out.jsonl'], RESULTS, '', 'out.jsonl');
  const other = await killed(place, ['results', '-', '--output', 'other.jsonl'], RESULTS, '', 'other.jsonl');
  assert.deepEqual([part.replace(PART, ''), other.replace(PART, '')], ['out.jsonl', 'other.jsonl']);
  assert.equal((await cli(['results', '-', '--output', 'out.jsonl'], RESULTS)).code, 0);
  const kept = ['out.jsonl', ...FOREIGN.map((ending) => `out.jsonl${ending}`)];
  assert.deepEqual(fs.readdirSync(root).sort(), [...kept, other].sort());
  for (const ending of FOREIGN) assert.equal(place.read(`out.jsonl${ending}`), 'mine');
});

test('two commands that write the same output at the same time do not disturb each other', async (t) => {
  const { root, start, cli, read } = folder((step) => t.after(step));
  let stdin;
  const first = start(['results', '-', '--output', 'out.jsonl'], (input) => {
    stdin = input;
    input.write(RESULTS);
  });
  await appears(root, PART);
  assert.equal((await cli(['results', '-', '--output', 'out.jsonl'], RESULTS)).code, 0);
  assert.equal(fs.readdirSync(root).filter((name) => PART.test(name)).length, 1);
  stdin.end(RESULTS.replace('"a"', '"b"'));
  assert.equal((await first.ended).code, 0);
  assert.deepEqual(fs.readdirSync(root), ['out.jsonl']);
  assert.equal(read('out.jsonl'), RESULTS + RESULTS.replace('"a"', '"b"'));
});

test('a plan --output that was killed leaves parts, which the next one with the same output removes', async (t) => {
  const place = folder((step) => t.after(step));
  const { root, cli } = place;
  fs.mkdirSync(path.join(root, 'shards'));
  const mine = FOREIGN.map((ending) => `shard-00001.json${ending}`);
  for (const name of [...mine, 'notes.json.part-0123456789abcdef-1']) {
    fs.writeFileSync(path.join(root, 'shards', name), 'mine');
  }
  const all = Array.from({ length: 20 }, (_, index) => request(`id-${index}`)).join('');
  await killed(place, ['plan', '-', '--max-requests', '1', '--output', 'shards'], all, 'shards', 'shard-00000.json');
  const { code } = await cli(['plan', '-', '--output', 'shards'], request('a'));
  assert.equal(code, 0);
  const left = [...mine, 'notes.json.part-0123456789abcdef-1', 'shard-00000.json'];
  assert.deepEqual(fs.readdirSync(path.join(root, 'shards')).sort(), left.sort());
});

test('a submit that was killed leaves its copy of standard input, which the next one removes', async (t) => {
  const { root, start, cli } = folder((step) => t.after(step));
  const temporary = path.join(root, 'tmp');
  fs.mkdirSync(temporary);
  fs.mkdirSync(path.join(temporary, 'message-batches-mine'));
  const env = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  const { child, ended } = start(['submit', '-', '--key', 'k'], (stdin) => stdin.write(request('a')), env);
  const copy = await appears(temporary, /^message-batches-[0-9a-f]{16}-\d+-/);
  child.kill('SIGKILL');
  await ended;
  assert.ok(fs.existsSync(path.join(temporary, copy)));
  // Without an API key it ends after it has read its input.
  await cli(['submit', '-', '--key', 'k'], 'no request', env);
  assert.deepEqual(fs.readdirSync(temporary), ['message-batches-mine']);
});
