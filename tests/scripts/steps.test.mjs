// The functions that the set-up and the build use.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { codeOf } from '../../scripts/guide.mjs';
import { locked } from '../../scripts/lock.mjs';
import { cacheDir, inRoot } from '../../scripts/paths.mjs';
import { run } from '../../scripts/run.mjs';
import { isInstalled } from '../../scripts/setup/npm.mjs';
import { hashOf, unlessFresh } from '../../scripts/stamp.mjs';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function scratch(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'steps-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('two holders of the same lock run one after the other', async (t) => {
  const file = path.join(scratch(t), 'deep', 'lock');
  const order = [];
  const work = (name) => async () => {
    order.push(`${name} starts`);
    await sleep(50);
    order.push(`${name} ends`);
  };
  const waits = [];
  await Promise.all(['a', 'b'].map((name) => locked(file, work(name), () => waits.push(name))));
  assert.deepEqual(order, ['a starts', 'a ends', 'b starts', 'b ends']);
  assert.deepEqual(waits, ['b']);
  assert.deepEqual(fs.readdirSync(path.dirname(file)), []);
});

test('work that fails releases the lock', async (t) => {
  const file = path.join(scratch(t), 'lock');
  await assert.rejects(
    locked(file, async () => {
      throw new Error('broken');
    }),
    { message: 'broken' },
  );
  assert.equal(await locked(file, async () => 'fine'), 'fine');
});

test('the lock of a killed process expires', async (t) => {
  const file = path.join(scratch(t), 'lock');
  fs.writeFileSync(file, 'killed');
  const longAgo = new Date(Date.now() - 60_000);
  fs.utimesSync(file, longAgo, longAgo);
  assert.equal(await locked(file, async () => 'mine'), 'mine');
});

test('a step is skipped only while its inputs and outputs are unchanged', async (t) => {
  const folder = path.relative(inRoot(), fs.mkdtempSync(inRoot('target', 'steps-')));
  t.after(() => fs.rmSync(inRoot(folder), { recursive: true }));
  const name = `test-${path.basename(folder)}`;
  t.after(() => fs.rmSync(inRoot('target', 'stamps', name), { force: true }));
  const source = inRoot(folder, 'in', 'source.rs');
  const output = inRoot(folder, 'out');
  fs.mkdirSync(path.dirname(source));
  fs.writeFileSync(source, 'one');
  const once = (texts = []) =>
    unlessFresh(name, { files: [`${folder}/in`], match: /\.rs$/, texts, outputs: [output] }, () => {
      fs.writeFileSync(output, '');
    });

  assert.equal(await once(), true, 'the first time');
  assert.equal(await once(), false, 'nothing changed');
  fs.writeFileSync(inRoot(folder, 'in', 'notes.txt'), 'no input');
  assert.equal(await once(), false, 'a file that is no input changed');
  fs.writeFileSync(source, 'two');
  assert.equal(await once(), true, 'an input changed');
  assert.equal(await once(['other flags']), true, 'the flags changed');
  fs.rmSync(output);
  assert.equal(await once(['other flags']), true, 'the output is gone');
});

test('a step that fails runs again', async (t) => {
  const name = 'test-fails';
  t.after(() => fs.rmSync(inRoot('target', 'stamps', name), { force: true }));
  const fails = () => unlessFresh(name, { outputs: [] }, () => Promise.reject(new Error('broken')));
  await assert.rejects(fails, { message: 'broken' });
  await assert.rejects(fails, { message: 'broken' });
});

test('a file that moves changes the hash', () => {
  assert.notEqual(hashOf({ files: ['package.json'] }), hashOf({ files: ['tsconfig.json'] }));
  assert.notEqual(hashOf({ texts: ['a', 'b'] }), hashOf({ texts: ['ab'] }));
});

const MACHINE = { platform: 'linux', arch: 'x64' };
const LOCKED = {
  'node_modules/esbuild': { version: '0.28.2' },
  'node_modules/@esbuild/linux-x64': { version: '0.28.2', optional: true, os: ['linux'], cpu: ['x64'] },
  'node_modules/@esbuild/darwin-x64': { version: '0.28.2', optional: true, os: ['darwin'], cpu: ['x64'] },
  'node_modules/sharp-musl': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
};
const { 'node_modules/@esbuild/darwin-x64': _mac, 'node_modules/sharp-musl': _musl, ...INSTALLED } = LOCKED;

test('npm ci is skipped only if npm has recorded all locked packages for this machine', () => {
  assert.equal(isInstalled(LOCKED, INSTALLED, MACHINE), true);
  assert.equal(isInstalled(LOCKED, undefined, MACHINE), false, 'no record: never installed, or interrupted');
  const { 'node_modules/@esbuild/linux-x64': _, ...lacking } = INSTALLED;
  assert.equal(isInstalled(LOCKED, lacking, MACHINE), false, 'the package for this machine is not there');
  const other = { ...INSTALLED, 'node_modules/esbuild': { version: '0.28.1' } };
  assert.equal(isInstalled(LOCKED, other, MACHINE), false, 'another version');
  assert.equal(
    isInstalled(LOCKED, { ...INSTALLED, 'node_modules/x': { version: '1.0.0' } }, MACHINE),
    false,
    'one more',
  );
});

test('the guide’s code keeps its line numbers', () => {
  const guide = '# One\n```js\nimport a;\n```\ntext\n```sh\nnpm start\n```\n```js\n\nb();\n```\n';
  assert.equal(codeOf(guide), '\n\nimport a;\n\n\n\n\n\n\n\nb();\n\n');
});

test('the environment sets the cache folder', () => {
  assert.equal(cacheDir({ MESSAGE_BATCHES_CACHE: '/tmp/mine' }), '/tmp/mine');
  assert.equal(cacheDir({ XDG_CACHE_HOME: '/tmp/xdg' }), '/tmp/xdg/message-batches');
  assert.equal(cacheDir({}), path.join(os.homedir(), '.cache', 'message-batches'));
});

test('a missing program has code 127', async () => {
  const { code, stderr } = await run('no-such-program', []);
  assert.equal(code, 127);
  assert.equal(stderr, 'spawn no-such-program ENOENT');
});

test('a program that exceeds its time limit is ended with its children', async () => {
  const { code, signal } = await run('sh', ['-c', 'sleep 60 & wait'], { limitMs: 100 });
  assert.deepEqual({ code, signal }, { code: 1, signal: 'SIGTERM' });
});

test('a command that is ended from outside ends its children', async () => {
  const module = inRoot('scripts', 'run.mjs');
  const source = `
    import { start } from ${JSON.stringify(module)};
    const { child } = start('sh', ['-c', 'sleep 61 & wait']);
    process.stdout.write(String(child.pid));
    setInterval(() => {}, 1000);
  `;
  let group;
  const { spawn } = await import('node:child_process');
  const parent = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  parent.stdout.once('data', (data) => {
    group = Number(String(data));
    setTimeout(() => parent.kill('SIGTERM'), 50);
  });
  const code = await new Promise((resolve) => parent.once('exit', resolve));
  assert.equal(code, 143);
  assert.equal(await groupEnds(group), true);
});

async function groupEnds(group) {
  for (let tries = 0; tries < 50; tries += 1) {
    try {
      process.kill(-group, 0);
    } catch (error) {
      return error.code === 'ESRCH';
    }
    await sleep(50);
  }
  return false;
}
