// A panic in WebAssembly settles no promise and would end a Node process. A build that panics on request shows that the shell
// handles it: every call in progress gets an error, the process continues, the next call works.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batch, ended, inProcess } from './setup.mjs';

const PLANTED = new URL('../../target/planted/dist/node.js', import.meta.url).href;

const MESSAGE =
  /^Internal error in message-batches \(at src\/wasm\/calls\/perform\.rs:\d+:\d+\)\. Calls in progress have failed; new calls work\. Please report this\.$/;

/** Shared by all scripts: a client whose answers the script defines, and a function that prints the outcome of a call. */
const PRELUDE = `
  import { BatchClient, BatchError, init, validate } from ${JSON.stringify(PLANTED)};
  const batch = ${JSON.stringify(batch())};
  const ended = ${JSON.stringify(ended())};
  const open = [];
  const answer = (response = Response.json(batch)) => open.splice(0).forEach((give) => give(response.clone()));
  const fetch = (url) => url.includes('panic') ? Promise.resolve(Response.json(batch)) : new Promise((give) => open.push(Object.assign(give, { url })));
  const answerTo = (id, response) => open.splice(open.findIndex(({ url }) => url.endsWith('/' + id)), 1)[0](response);
  const client = new BatchClient({ apiKey: 'k', fetch });
  const asked = async (count) => { while (open.length < count) await new Promise(setImmediate); };
  const turns = async () => { for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate); };
  const outcomeOf = (promise) => promise.then(
    (value) => ({ value: value?.id ?? value }),
    (error) => ({ error: { name: error.name, code: error.code, message: error.message, outcome: error.outcome,
      ours: BatchError.isInstance(error), cause: error.cause?.name } }),
  );
  const working = async (id) => {
    const call = outcomeOf(client.retrieve(id));
    await asked(open.length + 1);
    answer();
    return call;
  };
  const say = (value) => console.log(JSON.stringify(value));
  await init();
`;

/**
 * Runs a script until it ends, and returns its output. The test fails if the process crashes, writes to standard error or does
 * not end.
 */
async function outputOf(script) {
  const { code, stdout, stderr } = await inProcess(`${PRELUDE}\n${script}\n await turns();`);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function assertPanicked({ error }, outcome) {
  assert.match(error.message, MESSAGE);
  const { message, ...rest } = error;
  const facts = { name: 'BatchError', code: 'internal_error', ours: true, cause: 'RuntimeError' };
  assert.deepEqual(rest, outcome ? { ...facts, outcome } : facts);
}

for (const place of ['before', 'after']) {
  test(`a panic ${place} the answer rejects the call, and the next one works`, async () => {
    const [panicked, next] = await outputOf(`
      say(await outcomeOf(client.retrieve('panic-${place}')));
      say(await working('a'));
    `);
    assertPanicked(panicked);
    assert.deepEqual(next, { value: 'msgbatch_1' });
  });
}

test('a panic rejects every call under way, at any stage; a create among them may have been stored', async () => {
  const lines = await outputOf(`
    // Timers that run when the script says so, also if they were cleared.
    const timers = [];
    globalThis.setTimeout = (run) => timers.push(run);
    globalThis.clearTimeout = () => {};
    const calls = {
      retrieve: outcomeOf(client.retrieve('a')),
      create: outcomeOf(client.create([{ custom_id: 'a', params: { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'x' }] } }])),
      list: outcomeOf(client.list()),
      results: outcomeOf(client.results('a')),
    };
    const polling = outcomeOf(client.poll('b', { intervalMs: 300 }));
    await asked(5);
    answerTo('b', Response.json(batch));
    const retrying = outcomeOf(client.retrieve('c'));
    await asked(5);
    answerTo('c', new Response('', { status: 503 }));
    await turns();
    await outcomeOf(client.cancel('panic-after'));
    for (const call of Object.values(calls)) say(await call);
    say(await polling);
    say(await retrying);
    // What the others waited for comes all the same: answers, and the timers of the poll and of the next attempt.
    answer();
    say(timers.length);
    for (const run of timers.splice(0)) run();
    await turns();
    say(await working('d'));
  `);
  const [retrieve, create, list, results, polling, retrying, timers, next] = lines;
  assert.ok(timers >= 2, `${timers}`);
  for (const call of [retrieve, list, results, polling, retrying]) assertPanicked(call);
  assertPanicked(create, 'unknown');
  assert.deepEqual(next, { value: 'msgbatch_1' });
});

test('a create whose second attempt ends in a panic may have been stored by the first', async () => {
  const [create] = await outputOf(`
    // The wait before the second attempt is left out.
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (run) => setTimeout(run, 0);
    let attempts = 0;
    const remembering = () => Response.json(batch, { headers: { 'x-idempotency': '48h' } });
    const relay = new BatchClient({
      baseURL: 'https://relay.example',
      fetch: async (url, { method, body }) => {
        if (method !== 'POST') return remembering();
        attempts += 1;
        if (attempts > 1) return new Promise((give) => open.push(Object.assign(give, { url })));
        await new Response(body).arrayBuffer();
        throw new TypeError('fetch failed');
      },
    });
    await relay.retrieve('a');
    const request = JSON.stringify({ custom_id: 'a', params: { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'x'.repeat(1_100_000) }] } });
    const creating = outcomeOf(relay.create(request));
    await asked(1);
    await outcomeOf(client.retrieve('panic-after'));
    say(await creating);
  `);
  assertPanicked(create, 'unknown');
});

test('a signal that aborts after the panic has no effect', async () => {
  const [waiting, next] = await outputOf(`
    const controller = new AbortController();
    const waiting = outcomeOf(client.retrieve('a', { signal: controller.signal }));
    await turns();
    await outcomeOf(client.retrieve('panic-before'));
    controller.abort(new Error('too late'));
    await turns();
    answer();
    await turns();
    say(await waiting);
    say(await working('b'));
  `);
  assertPanicked(waiting);
  assert.deepEqual(next, { value: 'msgbatch_1' });
});

test('results that are being read are of another module, and go on', async () => {
  const [first, again] = await outputOf(`
    const line = '{"custom_id":"a","result":{"type":"canceled"}}\\n';
    const feed = () => {
      let controller;
      const body = new ReadableStream({ start: (given) => { controller = given; } });
      return { response: () => new Response(body), push: () => controller.enqueue(new TextEncoder().encode(line)), end: () => controller.close() };
    };
    const openResults = async (source) => {
      // They are opened when somebody wants them.
      const opening = client.results('a').then((results) => results);
      await asked(1);
      answer(Response.json(ended));
      await asked(1);
      open.splice(0)[0](source.response());
      return opening;
    };
    const first = feed();
    const kept = [];
    // Open before the panic: the script that reads results loads meanwhile, however long that takes.
    const opened = await openResults(first);
    const reading = (async () => { for await (const record of opened) kept.push(record); })();
    await turns();
    first.push();
    await turns();
    await outcomeOf(client.retrieve('panic-after'));
    first.push();
    first.end();
    await reading;
    say(kept.map(({ custom_id, result }) => [custom_id, result.type]));
    const second = feed();
    second.push();
    second.push();
    second.end();
    const ids = [];
    for await (const record of await openResults(second)) ids.push(record.custom_id);
    say(ids);
  `);
  const record = ['a', 'canceled'];
  assert.deepEqual(first, [record, record]);
  assert.deepEqual(again, ['a', 'a']);
});

test('a check that is under way is of another module, and goes on', async () => {
  const [first, next] = await outputOf(`
    let go;
    const gate = new Promise((resolve) => (go = resolve));
    const input = (async function* () {
      for (let index = 0; index < 2; index++) yield { custom_id: 'x' + 'y'.repeat(70_000), params: {} };
      await gate;
      yield { custom_id: 'b', params: {} };
    })();
    const checking = outcomeOf(validate(input));
    await turns();
    await outcomeOf(client.retrieve('panic-before'));
    go();
    say((await checking).value.requests);
    say((await validate([{ custom_id: 'a' }])).errors);
  `);
  assert.equal(first, 3);
  assert.equal(next, 1);
});

test('panics may come again and again, at the same time too', async () => {
  const lines = await outputOf(`
    for (let round = 0; round < 20; round++) {
      const calls = [client.retrieve('panic-after'), client.retrieve('panic-before'), client.poll('panic-after'), client.list()];
      for (const call of calls.map(outcomeOf)) say(await call);
    }
    say(await working('a'));
  `);
  assert.equal(lines.length, 81);
  for (const line of lines.slice(0, -1)) assertPanicked(line);
  assert.deepEqual(lines.at(-1), { value: 'msgbatch_1' });
});
