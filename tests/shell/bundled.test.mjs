// The package in one script: bundlers whose output is not a module remove `import.meta.url`, by which the package finds its
// modules.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import vm from 'node:vm';
import { build } from 'esbuild';
import { inRoot } from '../../scripts/paths.mjs';

const run = promisify(execFile);
const NAMES = ['calls', 'results', 'checks'];

/** Installs the package as a dependency of a program in its own folder, in npm's layout. */
function installed(t) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'bundled-')));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const to = path.join(folder, 'node_modules', 'message-batches');
  fs.mkdirSync(to, { recursive: true });
  fs.copyFileSync(inRoot('package.json'), path.join(to, 'package.json'));
  fs.cpSync(inRoot('dist'), path.join(to, 'dist'), { recursive: true });
  return folder;
}

/** Bundles a program in a folder, and returns the file. */
async function bundle(folder, program, options) {
  const file = path.join(folder, 'app.js');
  fs.writeFileSync(file, program);
  const outfile = path.join(folder, 'out', options.format === 'esm' ? 'app.mjs' : 'app.cjs');
  await build({ entryPoints: [file], outfile, bundle: true, logLevel: 'silent', ...options });
  return outfile;
}

const PROGRAM = `const { init, validate } = require('message-batches');
const requests = [{ custom_id: 'a', params: {} }];
(async () => {
  if (process.argv[2]) await eval(process.argv[2]);
  return (await validate(requests)).errors;
})().then(
  (errors) => console.log('errors:', errors),
  ({ name, code, message }) => console.log(name, code, message),
);
`;

test('a CommonJS bundle without the modules says what to do, and both ways do', async (t) => {
  const folder = installed(t);
  const out = await bundle(folder, PROGRAM, { platform: 'node', format: 'cjs' });
  const beside = path.dirname(out);
  const printed = async (...args) => (await run(process.execPath, [out, ...args])).stdout;
  const copy = `cp node_modules/message-batches/dist/*.wasm ${beside}`;
  const line = `await init({ checks: require.resolve('message-batches/checks.wasm') })`;
  assert.equal(
    await printed(),
    `BatchError load_failed The WebAssembly module checks.wasm could not be loaded (ENOENT: no such file or directory, open '${path.join(beside, 'checks.wasm')}'). If your bundler did not copy it, run: ${copy}. Or pass its path: ${line}.\n`,
  );
  assert.equal(await printed(line.replace('await ', '')), 'errors: 3\n');
  await run('sh', ['-c', copy], { cwd: folder });
  fs.renameSync(path.join(folder, 'node_modules'), path.join(folder, 'elsewhere'));
  assert.equal(await printed(), 'errors: 3\n');
});

test('a bundle that is a module says the same, and finds its modules beside it', async (t) => {
  const folder = installed(t);
  const program = PROGRAM.replace(/^const (.*) = require\((.*)\);/, 'import $1 from $2;');
  const out = await bundle(folder, program, { platform: 'node', format: 'esm' });
  const printed = async () => (await run(process.execPath, [out])).stdout;
  const line = `await init({ checks: import.meta.resolve('message-batches/checks.wasm') })`;
  assert.ok((await printed()).endsWith(` Or pass its path: ${line}.\n`));
  for (const name of NAMES) fs.copyFileSync(inRoot('dist', `${name}.wasm`), path.join(folder, 'out', `${name}.wasm`));
  assert.equal(await printed(), 'errors: 3\n');
});

/** Runs a classic script of a page, loaded from https://a.example/app/main.js. */
async function inPage(
  t,
  globals = {},
  program = `message = validate([{ custom_id: 'a', params: {} }]).then(({ errors }) => errors, (error) => error.message);`,
) {
  const text = `import { init, validate } from 'message-batches'; globalThis.init = init; ${program.replace(/^message/, 'globalThis.message')}`;
  const out = await bundle(installed(t), text, { platform: 'browser', format: 'iife' });
  const asked = [];
  const page = {
    ...{
      console,
      TextDecoder,
      TextEncoder,
      URL,
      Blob,
      Response,
      ReadableStream,
      AbortController,
      queueMicrotask,
      setTimeout,
      clearTimeout,
    },
    document: { currentScript: { src: 'https://a.example/app/main.js' } },
    location: { href: 'https://a.example/page/' },
    fetch: async (url) => {
      asked.push(String(url));
      return new Response(fs.readFileSync(inRoot('dist', path.basename(String(url)))));
    },
    ...globals,
  };
  vm.runInNewContext(fs.readFileSync(out, 'utf8'), page);
  page.document.currentScript = null;
  return { message: await page.message, asked };
}

test('a classic script of a page looks for the modules beside itself', async (t) => {
  assert.deepEqual(await inPage(t), { message: 3, asked: ['https://a.example/app/checks.wasm'] });
});

const failed = (why, advice) => `The WebAssembly module checks.wasm could not be loaded (${why}). ${advice}`;
const COPY =
  'If your bundler does not copy it, put node_modules/message-batches/dist/checks.wasm beside your scripts, or pass its URL: init({ checks: url }).';

test('a server that answers with its page in place of the module is named', async (t) => {
  const fetch = async () =>
    new Response('<!doctype html><title>App</title>', { headers: { 'content-type': 'text/html' } });
  assert.equal((await inPage(t, { fetch })).message, failed('received an HTML page from checks.wasm', COPY));
});

test('a script of unknown location reports that', async (t) => {
  const globals = { document: { currentScript: null }, location: undefined };
  assert.equal((await inPage(t, globals)).message, failed('the bundle cannot determine its own URL', COPY));
});

test('a policy that forbids to compile is named, with what to add to it', async (t) => {
  // The messages of Chromium and Firefox.
  for (const why of [
    `WebAssembly.compile(): Refused to compile or instantiate WebAssembly module because 'unsafe-eval' is not an allowed source of script in the following Content Security Policy directive: "script-src 'self'"`,
    'call to WebAssembly.compile() blocked by CSP',
  ]) {
    const compile = async () => {
      throw new Error(why);
    };
    assert.equal(
      (await inPage(t, { WebAssembly: { compile } })).message,
      failed(why, `The Content-Security-Policy of this page forbids it: add 'wasm-unsafe-eval' to script-src.`),
    );
  }
});
