// Checks the text of the files that a page loads for code they must not contain.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import * as esbuild from 'esbuild';
import { inRepo } from './setup.mjs';

const dist = inRepo('dist');
const MODULES = ['calls.wasm', 'results.wasm', 'checks.wasm', 'jobs.wasm'];

/** Returns the entry and every chunk that it imports. */
async function loaded(entry) {
  const { metafile } = await esbuild.build({
    entryPoints: [path.join(dist, entry)],
    bundle: true,
    format: 'esm',
    write: false,
    metafile: true,
    external: ['./*.wasm', 'node:*'],
    absWorkingDir: dist,
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs);
}

for (const entry of ['web.js', 'workerd.js', 'node.js']) {
  test(`${entry} and its chunks have no top-level await`, async () => {
    const files = await loaded(entry);
    // A page loads parts of the script on demand. The other entries are one file: see tests/bundlers/servers.test.mjs.
    assert.ok(files.includes(entry));
    assert.equal(files.length > 1, entry === 'web.js');
    for (const file of files) {
      const text = await readFile(path.join(dist, file), 'utf8');
      await esbuild.transform(text, { format: 'esm', supported: { 'top-level-await': false }, logLevel: 'silent' });
    }
  });
}

test('the check above finds a top-level await', async () => {
  const options = { format: 'esm', supported: { 'top-level-await': false }, logLevel: 'silent' };
  await assert.rejects(esbuild.transform('await 1;', options), /Top-level await/);
});

test('what a page loads finds the modules beside itself, by the expression that bundlers know', async () => {
  const texts = await Promise.all((await loaded('web.js')).map((file) => readFile(path.join(dist, file), 'utf8')));
  for (const module of MODULES) {
    const expression = new RegExp(`new URL\\(["'\`]\\./${module}["'\`],\\s*import\\.meta\\.url\\)`);
    assert.equal(texts.filter((text) => expression.test(text)).length, 1, module);
  }
});

test('what a page loads needs nothing of Node, evaluates no text and compiles only where initSync says so', async () => {
  for (const file of await loaded('web.js')) {
    const text = await readFile(path.join(dist, file), 'utf8');
    assert.doesNotMatch(text, /["']node:|\brequire\(|\beval\(|new Function\b|\bprocess\./);
    // Once each, in initSync. The tests in Chromium check that nothing else calls it.
    for (const made of ['Module', 'Instance']) {
      assert.ok(text.split(`new WebAssembly.${made}(`).length <= 2, `${file} makes a ${made} in more than one place`);
    }
  }
});

test('the modules are there once, for all entries', async () => {
  const files = await readdir(dist, { recursive: true });
  assert.deepEqual(files.filter((file) => file.endsWith('.wasm')).sort(), MODULES.toSorted());
});
