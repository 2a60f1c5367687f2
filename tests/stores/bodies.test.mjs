// Bodies of shards in files: complete or missing, whatever happened to their writer.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { plan } from 'message-batches';
import { fileBodies, StoreError } from 'message-batches/stores';
import { bodiesFlow, bodiesOutcome } from './bodies.mjs';
import { temporaryFolder } from './folder.mjs';

const root = temporaryFolder();
const bytes = (text) => new TextEncoder().encode(text);
const folder = () => fs.mkdtempSync(path.join(root, 'bodies-'));

/** Writes a body and seals it. */
async function written(bodies, name, ...pieces) {
  const writer = await bodies.create(name);
  for (const piece of pieces) await writer.write(bytes(piece));
  await writer.seal();
  await writer.close();
}

async function text(body) {
  const read = new TextDecoder().decode(await body.read(0, body.size));
  await body.close();
  return read;
}

test('bodies are written, opened by a later process, replaced, listed and deleted', async () => {
  const directory = folder();
  assert.deepEqual(await bodiesFlow(fileBodies(directory)), bodiesOutcome);
  assert.deepEqual(fs.readdirSync(directory), []);
});

test('a body whose writer was killed is not there, and what it left goes with the next writer', async () => {
  const directory = folder();
  const bodies = fileBodies(directory);
  const killed = await bodies.create('job/0');
  await killed.write(bytes('half'));
  assert.equal(await bodies.open('job/0'), undefined);
  assert.deepEqual(await bodies.list(''), []);
  assert.match(fs.readdirSync(directory).join(), /^k-job\+0\.key\.part-[0-9a-f]{16}$/);
  await written(bodies, 'job/0', 'whole');
  assert.deepEqual(fs.readdirSync(directory), ['k-job+0.key']);
  const error = await killed.seal().catch((error) => error);
  assert.ok(error instanceof StoreError);
  assert.equal(error.code, 'store_conflict');
  assert.equal(error.message, 'The body "job/0" was not sealed: another writer started or deleted it meanwhile.');
  await killed.close();
  assert.equal(await text(await bodies.open('job/0')), 'whole');
});

test('a body that is replaced stays whole for those who have it open', async () => {
  const bodies = fileBodies(folder());
  await written(bodies, 'job/0', 'the first body');
  const open = await bodies.open('job/0');
  await written(bodies, 'job/0', 'another');
  assert.equal(await text(open), 'the first body');
  assert.equal(await text(await bodies.open('job/0')), 'another');
});

test('at every length that a file can be cut to, the body is damaged and never shorter', async () => {
  const directory = folder();
  const bodies = fileBodies(directory);
  await written(bodies, 'job/0', 'body');
  const file = path.join(directory, 'k-job+0.key');
  const whole = fs.readFileSync(file);
  const message = `${file} is damaged: it does not end as a complete body does. Delete the body and write it again.`;
  for (let length = 0; length < whole.length; length += 1) {
    fs.writeFileSync(file, whole.subarray(0, length));
    await assert.rejects(bodies.open('job/0'), { code: 'store_damaged', message });
    assert.deepEqual(await bodies.list(''), ['job/0'], 'so that its job can be removed');
  }
  fs.writeFileSync(file, Buffer.concat([whole.subarray(1)]));
  await assert.rejects(bodies.open('job/0'), { message });
  fs.renameSync(file, path.join(directory, 'k-job+1.key'));
  await assert.rejects(bodies.open('job/1'), { code: 'store_damaged' });
  assert.equal(await bodies.delete('job/1'), true);
  fs.writeFileSync(path.join(directory, 'notes.txt'), '');
  await assert.rejects(bodies.list(''), {
    code: 'store_damaged',
    message: `${path.join(directory, 'notes.txt')} is not a body of this store. Move it elsewhere.`,
  });
});

test('plan takes writers of bodies as its spool, and the bodies stay', async () => {
  const bodies = fileBodies(folder());
  const line = (id) =>
    `{"custom_id":"${id}","params":{"model":"claude-opus-5-5","max_tokens":9,"messages":[{"role":"user","content":"x"}]}}\n`;
  const lines = ['a', 'b', 'c'].map(line);
  const input = new ReadableStream({
    pull(controller) {
      const next = lines.shift();
      if (next) controller.enqueue(bytes(next));
      else controller.close();
    },
  });
  const sizes = [];
  for await (const shard of plan(input, { maxRequests: 2, spool: (index) => bodies.create(`job/${index}`) })) {
    sizes.push(shard.bytes);
    await shard.discard();
  }
  assert.deepEqual(await bodies.list('job/'), ['job/0', 'job/1']);
  for (const [index, size] of sizes.entries()) {
    const body = await bodies.open(`job/${index}`);
    assert.equal(body.size, size);
    assert.equal(JSON.parse(await text(body)).requests.length, [2, 1][index]);
  }
});

test('wrong arguments are refused by name', async () => {
  const bodies = fileBodies(folder());
  const characters = 'of the characters a-z A-Z 0-9 . _ - /';
  for (const call of ['open', 'create', 'delete']) {
    await assert.rejects(bodies[call]('a b'), { message: `name: expected 1 to 512 ${characters}, found "a b"` });
  }
  const writer = await bodies.create('a');
  await assert.rejects(writer.write('text'), { message: 'bytes: expected a Uint8Array, found "text"' });
  await writer.close();
  assert.throws(() => fileBodies(''), { message: 'directory: expected a path, found ""' });
});
