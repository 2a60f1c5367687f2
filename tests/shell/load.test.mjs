import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BatchClient, init, initSync, readResults, validate } from 'message-batches';
import { batch, failure, inProcess, json, KEY, NODE_ENTRY, questions, serving } from './setup.mjs';

const NAMES = ['calls', 'results', 'checks', 'jobs'];
const bytesOf = Object.fromEntries(
  await Promise.all(
    NAMES.map(async (name) => [name, await readFile(new URL(`../../dist/${name}.wasm`, import.meta.url))]),
  ),
);
const bytes = bytesOf.checks;
const DIST = path.dirname(fileURLToPath(NODE_ENTRY));
const wasm = (type = 'application/wasm') => new Response(bytes, { headers: { 'content-type': type } });

const failed = (why, name = 'checks') => ({
  name: 'BatchError',
  code: 'load_failed',
  message: `The WebAssembly module ${name}.wasm could not be loaded (${why}). If your bundler did not copy it, run: cp node_modules/message-batches/dist/*.wasm ${DIST}. Or pass its path: await init({ ${name}: import.meta.resolve('message-batches/${name}.wasm') }).`,
});

/** Asserts that the modules in use work. */
async function works() {
  const { ok, requests } = await validate(questions(2));
  assert.deepEqual({ ok, requests }, { ok: true, requests: 2 });
  const client = new BatchClient({ apiKey: KEY, fetch: async () => json(batch()) });
  assert.equal((await client.retrieve('a')).id, 'msgbatch_1');
  const ids = [];
  const line = '{"custom_id":"a","result":{"type":"canceled"}}\n';
  for await (const { custom_id } of await readResults(line)) ids.push(custom_id);
  assert.deepEqual(ids, ['a']);
}

test('the path in the advice can be pasted into a shell', async (t) => {
  const parent = await mkdtemp(path.join(tmpdir(), 'message-batches-'));
  t.after(() => rm(parent, { recursive: true }));
  const folder = path.join(parent, "Ann's $HOME `x`");
  await cp(DIST, folder, { recursive: true, filter: (file) => !/checks\.wasm$|types$/.test(file) });
  const { stdout } = await inProcess(`
    const { validate } = await import(${JSON.stringify(pathToFileURL(path.join(folder, 'node.js')).href)});
    await validate([]).catch(({ message }) => console.log(message));
  `);
  const [, copy] = / run: (cp .*)\. Or pass its path: /.exec(stdout);
  const quoted = `'${folder.replace("'", "'\\''")}'`;
  assert.equal(copy, `cp node_modules/message-batches/dist/*.wasm ${quoted}`);
});

test('init takes bytes, a module, a response, a URL, or a promise of each', async (t) => {
  const server = await serving(t, (call, response) => {
    response.setHeader('content-type', call.path === '/typed' ? 'application/wasm' : 'application/octet-stream');
    response.end(bytes);
  });
  const sources = {
    bytes,
    'an ArrayBuffer': bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    'a module': await WebAssembly.compile(bytes),
    'a response': wasm(),
    'a response of another type': wasm('application/octet-stream'),
    'a URL': new URL(`${server.url}/typed`),
    'a URL as text': `${server.url}/untyped`,
    'a promise': Promise.resolve(wasm()),
    'a URL of a file': pathToFileURL(path.join(DIST, 'checks.wasm')),
    'the same as text': pathToFileURL(path.join(DIST, 'checks.wasm')).href,
    'a path': path.join(DIST, 'checks.wasm'),
    'a path from here': path.relative('.', path.join(DIST, 'checks.wasm')),
    'data in a URL': `data:application/wasm;base64,${bytes.toString('base64')}`,
  };
  for (const source of Object.values(sources)) {
    assert.equal(await init({ checks: source }), undefined);
    await works();
  }
});

test('init takes one module, several or all, and loads all where none is named', async () => {
  assert.equal(await init(), undefined);
  await works();
  assert.equal(await init({}), undefined);
  await works();
  for (const name of NAMES) {
    await init({ [name]: bytesOf[name] });
    await works();
  }
  await init(bytesOf);
  await works();
});

test('init refuses what names no module', async () => {
  const object = 'modules: expected an object of sources, { calls, results, checks, jobs }, found';
  const cases = [
    ['https://a.example/core.wasm', TypeError, `${object} "https://a.example/core.wasm"`],
    [new URL('https://a.example'), TypeError, `${object} an object`],
    [bytes, TypeError, `${object} bytes`],
    [null, TypeError, `${object} null`],
    [{ core: bytes }, RangeError, 'modules: expected calls, results, checks or jobs, found "core"'],
  ];
  for (const [sources, Class, message] of cases) {
    const error = await failure(init(sources));
    assert.ok(error instanceof Class);
    assert.deepEqual([error.code, error.message], ['invalid_option', message]);
  }
  await works();
});

test('a failed load says why, and the next call succeeds', async (t) => {
  const server = await serving(t, (_, response) => {
    response.statusCode = 404;
    response.end('nothing here');
  });
  const magic = 'WebAssembly.compile(): expected magic word 00 61 73 6d, found 6e 6f 20 77 @+0';
  const attempts = [
    [`${server.url}/checks.wasm`, `${server.url}/checks.wasm returned HTTP 404`],
    [new TextEncoder().encode('no wasm'), magic],
    [() => Promise.reject(new Error('mine')), 'mine'],
    [new Response('gone', { status: 410 }), 'checks.wasm returned HTTP 410'],
    [
      new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
      'received an HTML page from checks.wasm',
    ],
    [new TextEncoder().encode('<html>'), 'received an HTML page from checks.wasm'],
    [new Uint8Array(0), 'WebAssembly.compile(): BufferSource argument is empty'],
    ['/nowhere/checks.wasm', "ENOENT: no such file or directory, open '/nowhere/checks.wasm'"],
    ['file:///nowhere/checks.wasm', "ENOENT: no such file or directory, open '/nowhere/checks.wasm'"],
    [await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])), undefined],
  ];
  for (const [source, why] of attempts) {
    const error = await failure(init({ checks: typeof source === 'function' ? source() : source }));
    assert.equal(error.code, 'load_failed');
    if (why) assert.equal(error.message, failed(why).message);
    assert.ok(error.cause instanceof Error);
    await works();
  }
});

test('a module that does not load leaves the others alone', async () => {
  const error = await failure(init({ results: new TextEncoder().encode('no wasm'), calls: bytesOf.calls }));
  assert.match(error.message, /^The WebAssembly module results\.wasm could not be loaded/);
  await works();
});

test('initSync takes compiled modules and is done at once', async () => {
  assert.equal(initSync({ checks: await WebAssembly.compile(bytes) }), undefined);
  await works();
  const modules = await Promise.all(NAMES.map(async (name) => [name, await WebAssembly.compile(bytesOf[name])]));
  assert.equal(initSync(Object.fromEntries(modules)), undefined);
  await works();
});

test('initSync with something else throws, and what worked before goes on working', async () => {
  const cases = [
    [undefined, 'modules: expected one of calls, results, checks and jobs, found none'],
    [{}, 'modules: expected one of calls, results, checks and jobs, found none'],
    [
      'checks.wasm',
      'modules: expected an object of compiled modules, { calls, results, checks, jobs }, found "checks.wasm"',
    ],
    [{ checks: 'checks.wasm' }, 'checks: expected a compiled WebAssembly.Module, found "checks.wasm"'],
    [{ checks: bytes }, 'checks: expected a compiled WebAssembly.Module, found bytes'],
  ];
  for (const [sources, message] of cases) {
    assert.throws(() => initSync(sources), { code: 'invalid_option', message });
  }
  await works();
});

/** Runs a script in its own process that prints the files that were read, one per line. */
async function readBy(script) {
  const { stdout, stderr } = await inProcess(`
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    import path from 'node:path';
    const { readFile } = fs;
    fs.readFile = (file, ...rest) => { console.log(path.basename(String(file))); return readFile(file, ...rest); };
    syncBuiltinESMExports();
    const { BatchClient, init, plan, readResults, rules, validate } = await import(${JSON.stringify(NODE_ENTRY)});
    const fetch = async () => Response.json({ ...${JSON.stringify(batch())}, data: [], has_more: false });
    const client = new BatchClient({ apiKey: 'k', fetch });
    ${script}
  `);
  assert.equal(stderr, '');
  return stdout.split('\n').filter((file) => file.endsWith('.wasm'));
}

test('a module is loaded by the first call that needs it, and no other', async () => {
  const create = `await client.create(${JSON.stringify(questions(1))})`;
  const cases = [
    ['', []],
    [`await client.retrieve('a'); await client.list(); await client.cancel('a')`, ['calls.wasm']],
    [`await validate([])`, ['checks.wasm']],
    [`for await (const shard of plan(${JSON.stringify(questions(1))}));`, ['checks.wasm']],
    [`for await (const record of await readResults('', { recordCount: 0 }));`, ['results.wasm']],
    [create, ['calls.wasm', 'checks.wasm']],
    [`${create}; ${create}; await validate([]); await client.retrieve('a')`, ['calls.wasm', 'checks.wasm']],
    [`await (await client.submit(${JSON.stringify(questions(1))})).close()`, ['checks.wasm', 'jobs.wasm']],
    ['await init()', ['calls.wasm', 'results.wasm', 'checks.wasm', 'jobs.wasm']],
  ];
  for (const [script, files] of cases) assert.deepEqual((await readBy(script)).sort(), files.sort(), script);
});

test('importing the package compiles nothing: that waits for the first call', async () => {
  const { stdout, stderr } = await inProcess(`
    for (const name of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming', 'Module', 'Instance']) {
      WebAssembly[name] = new Proxy(WebAssembly[name], {
        apply: (target, self, args) => { console.log(name); return Reflect.apply(target, self, args); },
        construct: (target, args, as) => { console.log(name); return Reflect.construct(target, args, as); },
      });
    }
    const { BatchClient, validate } = await import(${JSON.stringify(NODE_ENTRY)});
    new BatchClient({ apiKey: 'k' });
    console.log('imported');
    await validate([]);
  `);
  assert.equal(stderr, '');
  assert.deepEqual(stdout.split('\n').slice(0, 2), ['imported', 'compile']);
});
