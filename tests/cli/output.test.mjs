// Files that the command line writes.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';
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

test('an output that is an input under any name is refused, and the input stays', async () => {
  const rows = file('input.csv', 'id,q\na,b\n');
  const results = file('input.jsonl', RESULTS);
  fs.mkdirSync(at('inner'));
  fs.symlinkSync(at(rows), at('linked.csv'));
  fs.linkSync(at(rows), at('hard.csv'));
  const build = ['build', rows, '--template', template, '--id', 'id', '--ids'];
  const join = ['results', results, '--join', rows, '--id', 'id', '--output'];
  for (const [args, output, input] of [
    [build, rows, 'this file'],
    [build, template, 'this file'],
    [build, 'inner/../input.csv', `the same file (${rows})`],
    [build, at(rows), `the same file (${rows})`],
    [build, 'linked.csv', `the same file (${rows})`],
    [build, 'hard.csv', `the same file (${rows})`],
    [join, results, 'this file'],
    [join, rows, 'this file'],
    [join, 'linked.csv', `the same file (${rows})`],
  ]) {
    const content = () => fs.readFileSync(path.resolve(root, output), 'utf8');
    const before = content();
    assert.deepEqual(await cli([...args, output]), {
      code: 2,
      stdout: '',
      stderr: `message-batches: ${args.at(-1)} ${output}: the command reads ${input}, and would replace it. Name another file\n`,
    });
    assert.equal(content(), before);
  }
});

test('an output that standard input or standard output leads to is refused', () => {
  const rows = at(file('piped.csv', 'id,q\na,b\n'));
  const run = (output) => {
    const [input, printed] = [fs.openSync(rows), fs.openSync(at('printed.jsonl'), 'w')];
    const args = [inRoot('dist', 'cli.js'), ...BUILD, output];
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: [input, printed, 'pipe'],
    });
    for (const opened of [input, printed]) fs.closeSync(opened);
    return [status, stderr];
  };
  assert.deepEqual(run('piped.csv'), [
    2,
    'message-batches: --ids piped.csv: the command reads standard input, and would replace it. Name another file\n',
  ]);
  assert.deepEqual(run('printed.jsonl'), [
    2,
    'message-batches: --ids printed.jsonl: standard output goes to the same file. Name another one\n',
  ]);
  assert.deepEqual(run('piped-ids.jsonl'), [0, '']);
  assert.equal(read('piped.csv'), 'id,q\na,b\n');
});

test('an output that cannot be written is refused before any output', async () => {
  const results = file('some.jsonl', RESULTS);
  for (const [args, output, problem] of [
    [BUILD, '', '--ids: expected a file, found an empty name'],
    [BUILD, '-', '--ids: expected a file, found -: standard output has the requests'],
    [BUILD, 'none/ids.jsonl', '--ids none/ids.jsonl: no such file or folder'],
    [BUILD, 't.json/ids.jsonl', '--ids t.json/ids.jsonl: a part of the path is a file, not a folder'],
    [BUILD, '.', '--ids .: expected a file, found a folder'],
    [['results', results, '--output'], '', '--output: expected a file, found an empty name'],
    [['results', results, '--output'], '.', '--output .: expected a file, found a folder'],
    [['plan', results, '--output'], '', '--output: expected a folder, found an empty name'],
    [['plan', results, '--output'], '-', '--output: expected a folder, found -'],
  ]) {
    assert.deepEqual(await cli([...args, output], 'id,q\na,b\n'), {
      code: 2,
      stdout: '',
      stderr: `message-batches: ${problem}\n`,
    });
  }
  assert.deepEqual(await cli(['results', results, '--output', '-']), { code: 0, stdout: RESULTS, stderr: '' });
});

test('a disk without space is an error that names the file', { skip: !fs.existsSync('/dev/full') }, async () => {
  assert.deepEqual(await cli(['results', '-', '--output', '/dev/full'], RESULTS), {
    code: 2,
    stdout: '',
    stderr: 'message-batches: /dev/full: no space left on the disk\n',
  });
});

test('a folder that the system cannot make is an error', { skip: !fs.existsSync('/proc/self') }, async () => {
  assert.deepEqual(await cli(['plan', '-', '--output', '/proc/none/shards'], ''), {
    code: 2,
    stdout: '',
    stderr: 'message-batches: --output /proc/none/shards: no such file or folder\n',
  });
});
