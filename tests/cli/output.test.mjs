// Files that the command line writes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { appears, folder } from './run.mjs';

const { root, file, read, cli, start } = folder(after);
const RESULTS = `${JSON.stringify({ custom_id: 'a', result: { type: 'expired' } })}\n`;
const at = (name) => path.join(root, name);
const template = file(
  't.json',
  JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: '{{q}}' }] }),
);
const BUILD = ['build', '-', '--template', template, '--id', 'id', '--ids'];

test('an output that is a link is written where it leads to', async () => {
  fs.mkdirSync(at('elsewhere'));
  file('elsewhere/kept.jsonl', 'old');
  for (const [link, args, input] of [
    ['results.jsonl', ['results', '-', '--output'], RESULTS],
    ['ids.jsonl', BUILD, 'id,q\na,b\n'],
  ]) {
    fs.symlinkSync(path.join('elsewhere', 'kept.jsonl'), at(link));
    assert.equal((await cli([...args, link], input)).code, 0);
    assert.ok(fs.lstatSync(at(link)).isSymbolicLink());
    assert.match(read('elsewhere/kept.jsonl'), /"custom_id":"a"/);
  }
  assert.deepEqual(fs.readdirSync(at('elsewhere')), ['kept.jsonl']);
});

test('an output keeps the permissions that it had', async (t) => {
  if (process.platform === 'win32') return t.skip('no permissions of this kind');
  file('private.jsonl', 'old');
  fs.chmodSync(at('private.jsonl'), 0o600);
  assert.equal((await cli(['results', '-', '--output', 'private.jsonl'], RESULTS)).code, 0);
  assert.equal(read('private.jsonl'), RESULTS);
  assert.equal(fs.statSync(at('private.jsonl')).mode & 0o777, 0o600);
});

test('an output that is a pipe gets the bytes and stays a pipe', async (t) => {
  if (process.platform === 'win32') return t.skip('no named pipes in folders');
  execFileSync('mkfifo', [at('pipe')]);
  const text = fs.promises.readFile(at('pipe'), 'utf8');
  assert.equal((await cli(['results', '-', '--output', 'pipe'], RESULTS)).code, 0);
  assert.equal(await text, RESULTS);
  assert.ok(fs.lstatSync(at('pipe')).isFIFO());
});

test('an output that is being written has its old content, and the next command that writes it removes what a killed one left', async () => {
  file('ids-of-rows.jsonl', 'old');
  const { child, ended } = start(['results', '-', '--output', 'ids-of-rows.jsonl'], (stdin) => stdin.write(RESULTS));
  await appears(root, /^ids-of-rows\.jsonl\.part-[0-9a-f]{16}-\d+$/);
  child.kill('SIGKILL');
  assert.equal((await ended).signal, 'SIGKILL');
  assert.equal(read('ids-of-rows.jsonl'), 'old');
  assert.equal((await cli([...BUILD, 'ids-of-rows.jsonl'], 'id,q\na,b\n')).code, 0);
  assert.match(read('ids-of-rows.jsonl'), /"custom_id":"a"/);
  assert.deepEqual(
    fs.readdirSync(root).filter((name) => name.includes('.part-')),
    [],
  );
});
