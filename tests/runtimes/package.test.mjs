// The package as npm packs it, installed without a network, in every Node version of this machine.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { installPacked } from '../packed.mjs';
import { assertFlow, emulator, inRepo, KEY, nodes } from './setup.mjs';

const run = promisify(execFile);
let folder;
let packed;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'message-batches-packed-'));
  packed = await installPacked(folder);
  await cp(inRepo('tests/runtimes/flow.mjs'), path.join(folder, 'flow.mjs'));
  await writeFile(
    path.join(folder, 'user.mjs'),
    `import * as pkg from 'message-batches';
     import { flow } from './flow.mjs';
     console.log(JSON.stringify(await flow(pkg, { baseURL: process.argv[2], apiKey: process.argv[3] })));`,
  );
  await writeFile(
    path.join(folder, 'user.cjs'),
    `const pkg = require('message-batches');
     const { createEmulator } = require('message-batches/emulator');
     const { flow } = require('./flow.mjs');
     if (typeof createEmulator !== 'function') throw new Error('no emulator');
     flow(pkg, { baseURL: process.argv[2], apiKey: process.argv[3] }).then((done) => console.log(JSON.stringify(done)));`,
  );
});
after(() => rm(folder, { recursive: true, force: true }));

const server = await emulator();

for (const [version, program] of nodes()) {
  for (const file of ['user.mjs', 'user.cjs']) {
    test(`Node ${version} runs the packed package by ${file === 'user.mjs' ? 'import' : 'require()'}`, async () => {
      const { stdout, stderr } = await run(program, [path.join(folder, file), server.url, KEY]);
      assertFlow(JSON.parse(stdout));
      assert.equal(stderr, '');
    });
  }
}

test('every path that the manifest exports is in the package', async () => {
  const installed = path.join(folder, 'node_modules', 'message-batches');
  const { exports, types } = JSON.parse(await readFile(path.join(installed, 'package.json'), 'utf8'));
  const paths = [types, ...Object.values(exports).flatMap((to) => (typeof to === 'string' ? to : Object.values(to)))];
  assert.ok(paths.length > 10);
  for (const file of paths) await access(path.join(installed, file));
});

test('the package holds what was built, its documentation, and nothing else of the repository', () => {
  const place = (file) => file.match(/^dist\/|^docs\/(?=[\w-]+\.md$)/)?.[0] ?? file;
  const places = new Set(packed.files.map(({ path: file }) => place(file)));
  const allowed = [
    'dist/',
    'docs/',
    'package.json',
    'README.md',
    'CHANGELOG.md',
    'SECURITY.md',
    'LICENSE-MIT',
    'LICENSE-APACHE',
  ];
  assert.deepEqual(
    [...places].filter((place) => !allowed.includes(place)),
    [],
  );
});

test('links between documents work in the package, but for pictures and what is for contributors', async () => {
  const files = new Set(packed.files.map(({ path: file }) => file));
  const dead = new Set();
  for (const file of [...files].filter((file) => file.endsWith('.md'))) {
    const text = await readFile(path.join(folder, 'node_modules', 'message-batches', file), 'utf8');
    for (const [, link] of text.replaceAll(/^```.*?^```/gms, '').matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)) {
      const target = path.posix.join(path.posix.dirname(file), link);
      if (!files.has(target)) dead.add(target);
    }
  }
  assert.deepEqual([...dead].sort(), ['CONTRIBUTING.md', 'docs/workbench.png']);
});

test('the package needs nothing but itself', async () => {
  const { dependencies, ...manifest } = JSON.parse(await readFile(inRepo('package.json'), 'utf8'));
  assert.equal(dependencies, undefined);
  assert.equal(manifest.scripts.postinstall, undefined);
});

for (const resolution of ['tsconfig.json', 'tsconfig.nodenext.json']) {
  test(`the declarations of the packed package stand alone, by ${resolution}`, async () => {
    const types = path.join(folder, 'types');
    // The official SDK is not installed here.
    const filter = (file) => path.basename(file) !== 'sdk.ts';
    await cp(inRepo('tests/types'), types, { recursive: true, filter });
    const tsc = inRepo('node_modules/typescript/bin/tsc');
    const project = path.join(types, resolution);
    // Top-level await, which the samples use, requires modules.
    await writeFile(path.join(types, 'package.json'), '{ "type": "module" }');
    const { stdout } = await run(process.execPath, [tsc, '-p', project, '--pretty', 'false']).catch((failed) => failed);
    assert.equal(stdout, '');
  });
}
