// The largest batch that the API accepts, sent to a server in a separate process, so that its memory can be measured.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';
import { HEADERS, open, question, questions } from './caller.mjs';

const BATCHES = '/v1/messages/batches';

/** An emulator in a separate process that reports its peak memory. */
async function process(t, options) {
  const entry = path.join(inRoot('dist'), 'emulator-node.js');
  const program = `
    import { startEmulator } from ${JSON.stringify(entry)};
    const { url } = await startEmulator(${JSON.stringify(options)});
    console.log(url);
    process.stdin.on('data', () => console.log(process.resourceUsage().maxRSS / 1024));`;
  const child = spawn(globalThis.process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(async () => {
    child.kill();
    await once(child, 'close');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const url = (await lines.next()).value;
  return {
    url,
    async peakMiB() {
      child.stdin.write('?\n');
      return Number((await lines.next()).value);
    },
  };
}

/** Sends the body of a create in pieces, as fast as the server reads it. */
async function send(url, pieces) {
  const request = http.request(`${url}${BATCHES}`, { method: 'POST', headers: HEADERS });
  const answered = once(request, 'response');
  for (const piece of pieces) if (!request.write(piece)) await once(request, 'drain');
  request.end();
  const [response] = await answered;
  let text = '';
  for await (const piece of response) text += piece;
  return { status: response.statusCode, body: JSON.parse(text) };
}

test('100,000 requests of 250 MB come in and go out as a stream', { timeout: 110_000 }, async (t) => {
  const { url, peakMiB } = await process(t, { processingMs: 0 });
  const idle = await peakMiB();
  const filler = 'All of this is only here to be long. '.repeat(62);
  const pieces = function* () {
    yield '{"requests":[';
    for (let index = 0; index < 100_000; index += 100) {
      const hundred = Array.from({ length: 100 }, (_, one) =>
        JSON.stringify(question(`q-${index + one}`, { system: filler })),
      );
      yield `${index === 0 ? '' : ','}${hundred.join(',')}`;
    }
    yield ']}';
  };
  const { status, body } = await send(url, pieces());
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.request_counts.processing, 100_000);
  const afterCreate = await peakMiB();
  const response = await fetch(`${url}${BATCHES}/${body.id}/results`, { headers: HEADERS });
  let lines = 0;
  for await (const piece of response.body) for (const byte of piece) if (byte === 0x0a) lines += 1;
  assert.equal(lines, 100_000);
  const afterResults = await peakMiB();
  t.diagnostic(`peak RSS in MiB: idle ${idle}, after the create ${afterCreate}, after the results ${afterResults}`);
  // Less than the size of the body, although all of it was read and checked.
  assert.ok(afterCreate - idle < 245, `${afterCreate - idle} MiB more`);
});

test('200 open batches, listed and ended', async () => {
  const { create, list, clock } = open({ processingMs: 1000 });
  for (let i = 0; i < 200; i++) await create(questions(20));
  const page = (await list('?limit=1000')).body;
  assert.equal(page.data.filter((batch) => batch.processing_status === 'in_progress').length, 200);
  clock.pass(1000);
  const ended = (await list('?limit=1000')).body;
  assert.equal(ended.data.filter((batch) => batch.request_counts.succeeded === 20).length, 200);
});
