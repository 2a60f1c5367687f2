import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { init, initSync, validate } from 'message-batches';
import { failure, inProcess, NODE_ENTRY, questions, serving } from './setup.mjs';

const bytes = await readFile(new URL('../../dist/core.wasm', import.meta.url));
const wasm = (type = 'application/wasm') => new Response(bytes, { headers: { 'content-type': type } });

const failed = (why) => ({
  name: 'BatchError',
  code: 'load_failed',
  message: `The WebAssembly core could not be loaded (${why}). If your bundler does not copy it, pass its URL to init().`,
});

/** That the core in use works. */
async function works() {
  const { ok, requests } = await validate(questions(2));
  assert.deepEqual({ ok, requests }, { ok: true, requests: 2 });
}

test('init takes bytes, a module, a response, a URL, a promise of each, or nothing', async (t) => {
  const server = await serving(t, (call, response) => {
    response.setHeader('content-type', call.path === '/typed' ? 'application/wasm' : 'application/octet-stream');
    response.end(bytes);
  });
  const sources = {
    nothing: undefined,
    bytes,
    'an ArrayBuffer': bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    'a module': await WebAssembly.compile(bytes),
    'a response': wasm(),
    'a response of another type': wasm('application/octet-stream'),
    'a URL': new URL(`${server.url}/typed`),
    'a URL as text': `${server.url}/untyped`,
    'a promise': Promise.resolve(wasm()),
  };
  for (const source of Object.values(sources)) {
    assert.equal(await init(source), undefined);
    await works();
  }
});

test('a failed load says why, and the next call succeeds', async (t) => {
  const server = await serving(t, (_, response) => {
    response.statusCode = 404;
    response.end('nothing here');
  });
  const magic = 'WebAssembly.compile(): expected magic word 00 61 73 6d, found 6e 6f 20 77 @+0';
  const attempts = [
    [`${server.url}/core.wasm`, `${server.url}/core.wasm answered 404`],
    [new TextEncoder().encode('no wasm'), magic],
    [() => Promise.reject(new Error('mine')), 'mine'],
    [new Response('gone', { status: 410 }), 'the core answered 410'],
    [await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])), undefined],
  ];
  for (const [source, why] of attempts) {
    const error = await failure(init(typeof source === 'function' ? source() : source));
    assert.equal(error.code, 'load_failed');
    if (why) assert.equal(error.message, failed(why).message);
    assert.ok(error.cause instanceof Error);
    await works();
  }
});

test('initSync takes a compiled module and is done at once', async () => {
  assert.equal(initSync(await WebAssembly.compile(bytes)), undefined);
  await works();
});

test('initSync with something else throws, and what worked before goes on working', async () => {
  for (const source of [undefined, 'core.wasm', {}]) assert.throws(() => initSync(source), Error);
  await works();
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
