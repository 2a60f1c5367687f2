import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { BatchClient, BatchError, init, initSync, readResults, validate } from 'message-batches';
import { all, ended, question } from './setup.mjs';

const REQUEST = question('a');

/** Returns the default export of a program in its own realm. */
function inRealm(program) {
  const script = fileURLToPath(new URL('realm.mjs', import.meta.url));
  const text = `import { BatchClient, imageBlock, init, readResults, rules, validate } from './node.js';
    const request = ${JSON.stringify(REQUEST)};
    const client = new BatchClient({ apiKey: 'k', baseURL });
    export default (async () => { ${program} })();`;
  return new Promise((resolve, reject) => {
    const args = ['--experimental-vm-modules', '--no-warnings', script, text];
    execFile(process.env.MESSAGE_BATCHES_NODE ?? process.execPath, args, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr));
      else resolve(JSON.parse(stdout));
    });
  });
}

test('in a separate realm the package creates a batch and reads the chunks of the fetch of Node', async () => {
  const program = `
    const { id } = await client.create([request]);
    await client.poll(id, { intervalMs: 1 });
    const found = [];
    for await (const { custom_id, outcome } of client.results(id)) found.push([custom_id, outcome]);
    return [new Uint8Array() instanceof outer.bytes('').constructor, found];`;
  assert.deepEqual(await inRealm(program), [false, [['a', 'done']]]);
});

test('in a separate realm the package reads bytes, streams and responses of another', async () => {
  const program = `
    const line = outer.bytes('{"custom_id":"a","result":{"type":"canceled"}}\\n');
    const ids = async (kept) => { const found = []; for await (const { custom_id } of readResults(kept)) found.push(custom_id); return found; };
    const stream = new ReadableStream({ start(it) { it.enqueue(line); it.close(); } });
    const requests = outer.bytes(JSON.stringify(request));
    const reports = [];
    for (const input of [requests, requests.buffer.slice(0), new Blob([requests]), new Response(requests).body, new outer.Set([request])]) {
      reports.push((await validate(input)).requests);
    }
    return [await ids(line), await ids(new Blob([line])), await ids(stream), await ids(new Response(line)), reports];`;
  assert.deepEqual(await inRealm(program), [['a'], ['a'], ['a'], ['a'], [1, 1, 1, 1, 1]]);
});

test('in a separate realm the package takes dates, URLs and modules of another, and plain objects', async () => {
  const program = `
    const { source } = await imageBlock(new outer.URL('https://a.example/a.png'));
    const { issues } = await validate([request], { now: new outer.Date(Date.UTC(2030, 0, 1)) });
    await init({ calls: new outer.URL('calls.wasm', import.meta.url) });
    return [source, issues.map(({ code }) => code)];`;
  assert.deepEqual(await inRealm(program), [
    { type: 'url', url: 'https://a.example/a.png' },
    (await validate([REQUEST], { now: new Date(Date.UTC(2030, 0, 1)) })).issues.map(({ code }) => code),
  ]);
});

test('in a separate realm the package says what failed in another', async () => {
  const program = `
    const fetch = async () => { throw new outer.Error('no such host'); };
    const error = await new BatchClient({ apiKey: 'k', fetch, maxRetries: 0 }).retrieve('a').catch((error) => error);
    const missing = await init({ calls: new outer.URL('missing.wasm', import.meta.url) }).catch((error) => error);
    return [error.name, error.code, missing.code, missing.message.includes('ENOENT')];`;
  assert.deepEqual(await inRealm(program), ['ConnectionError', 'connection_failed', 'load_failed', true]);
});

test('in a separate realm the package takes the signals of that realm, and rejects with their reason', async () => {
  const program = `
    const stop = new AbortController();
    const retrieving = client.retrieve('a', { signal: stop.signal }).catch((reason) => reason);
    stop.abort('enough');
    const late = await client.list({}, { signal: stop.signal }).catch((reason) => reason);
    return [await retrieving, late];`;
  assert.deepEqual(await inRealm(program), ['enough', 'enough']);
});

/** Creates a value in another realm. */
const foreign = (script) => vm.runInNewContext(script);

test('bytes, sets, dates and options of another realm are as good as ours', async () => {
  const text = JSON.stringify(REQUEST);
  const bytes = (type) => foreign(`new ${type}(Uint8Array.from(${JSON.stringify([...Buffer.from(text)])}).buffer)`);
  for (const input of [
    bytes('Uint8Array'),
    bytes('DataView'),
    bytes('Uint8Array').buffer,
    foreign(`new Set([${text}])`),
  ]) {
    assert.ok(!(input instanceof Uint8Array) && !(input instanceof Set));
    const { ok, requests } = await validate(input, foreign('({ now: new Date(0), rules: {} })'));
    assert.deepEqual({ ok, requests }, { ok: true, requests: 1 });
  }
  const line = foreign(
    `Uint8Array.from(${JSON.stringify([...Buffer.from('{"custom_id":"b","result":{"type":"expired"}}')])})`,
  );
  assert.deepEqual(
    (await all(await readResults(line))).map(({ custom_id }) => custom_id),
    ['b'],
  );
  assert.equal(await init(foreign('({})')), undefined);
  assert.throws(() => initSync(foreign('({})')), { code: 'invalid_option' });
  assert.equal(BatchError.isInstance(foreign('new Error("a")')), false);
});

/** As in jsdom. */
class Polyfill {
  #text;
  constructor(text) {
    this.#text = text;
  }
  get size() {
    return Buffer.byteLength(this.#text);
  }
  slice(start, end) {
    return new Polyfill(Buffer.from(this.#text).subarray(start, end).toString());
  }
  async arrayBuffer() {
    return new TextEncoder().encode(this.#text).buffer;
  }
}

const EXPIRED = '{"custom_id":"b","result":{"type":"expired"}}\n';

test('a Blob of a polyfill needs no streams', async () => {
  const { requests } = await validate(new Polyfill(JSON.stringify(REQUEST)));
  assert.equal(requests, 1);
  const records = await all(await readResults(new Polyfill(EXPIRED.repeat(20_000))));
  assert.equal(records.length, 20_000);
});

/** A response of `node-fetch`, whose body is a Node stream. */
function nodeResponse(text, status = 200) {
  const body = Readable.from([Buffer.from(text)]);
  const whole = async () => Buffer.concat(await body.toArray());
  return {
    status,
    ok: true,
    headers: new Headers({ 'content-type': 'application/x-jsonl' }),
    body,
    text: async () => String(await whole()),
    arrayBuffer: async () => new Uint8Array(await whole()).buffer,
    clone: () => nodeResponse(text, status),
  };
}

test('results are read whose body is a stream of Node, as of node-fetch', async () => {
  const ids = async (results) => (await all(results)).map(({ custom_id }) => custom_id);
  assert.deepEqual(await ids(await readResults(nodeResponse(EXPIRED))), ['b']);
  const batch = ended({ request_counts: { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 1 } });
  const bodies = [];
  const fetch = async (url) => {
    const response = nodeResponse(String(url).endsWith('/results') ? EXPIRED : JSON.stringify(batch));
    bodies.push(response.body);
    return response;
  };
  const client = new BatchClient({ apiKey: 'k', baseURL: 'http://127.0.0.1:1', fetch });
  assert.deepEqual(await ids(await client.results(batch.id)), ['b']);
  const left = await client.results(batch.id);
  await left.cancel();
  assert.equal(bodies.at(-1).destroyed, true);
});
