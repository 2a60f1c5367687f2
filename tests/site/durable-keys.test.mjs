// Idempotency keys of the relay outlive its process; large bodies pass in constant memory.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { serveSite } from '../../www/serve.mjs';
import { open } from './call.mjs';
import {
  answering,
  arrived,
  assertReused,
  assertUnknown,
  BATCHES,
  batch,
  callsOf,
  EMPTY_PAGE,
  json,
  keyed,
} from './keys.mjs';
import { startRecorder } from './recorder.mjs';

const limit = { timeout: 110_000 };
const SECRETS = { apiKey: 'sk-of-the-relay', token: 'the-token-of-the-relay' };

/** An upstream, and sites on one folder that run one after another. */
async function durable(t) {
  const state = fs.mkdtempSync(path.join(tmpdir(), 'message-batches-keys-'));
  const upstream = await startRecorder();
  const running = [];
  t.after(async () => {
    for (const { close } of running) await close();
    await upstream.close();
    fs.rmSync(state, { recursive: true, force: true });
  });
  const start = async () => {
    const site = await serveSite({ upstream: upstream.url, state, ...SECRETS });
    running.push(site);
    return { ...site, ...callsOf(site) };
  };
  return { state, upstream, start };
}

test('after a restart what was stored is answered, and what was open is unknown', limit, async (t) => {
  const { state, upstream, start } = await durable(t);
  const first = await start();
  answering(upstream, json(200, batch('msgbatch_1')));
  const { text } = await first.post('the-key-stored', '{"requests":["the-text"]}');
  answering(upstream, json(500, '{}'));
  await first.post('the-key-unknown');
  answering(upstream, json(429, { type: 'error', error: { type: 'rate_limit_error', message: 'm' } }));
  await first.post('the-key-refused');
  const arriving = upstream.next();
  const lost = first.post('the-key-open').catch(({ code }) => code);
  await arrived(arriving);
  await first.close();
  await lost;

  const second = await start();
  const before = upstream.requests.length;
  const again = await second.post('the-key-stored', '{"requests":["the-text"]}');
  assert.deepEqual([again.status, again.text, again.headers['idempotency-replayed']], [200, text, 'true']);
  assertReused(await second.post('the-key-stored'));
  assert.deepEqual(await second.lookUp('the-key-open'), { state: 'unknown', page: EMPTY_PAGE });
  assertUnknown(await second.post('the-key-open'));
  assertUnknown(await second.post('the-key-unknown'));
  assert.equal((await second.lookUp('the-key-refused')).state, 'free');
  assert.equal(upstream.requests.length, before);
  await second.close();

  const kept = fs
    .readdirSync(state, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
  assert.ok(kept.includes('msgbatch_1'));
  for (const secret of [...Object.values(SECRETS), 'the-key', 'the-text']) assert.ok(!kept.includes(secret), secret);
});

/** Returns the peak memory of the edge runtimes started by this process, in bytes. */
function peakOfWorkerd() {
  const read = (pid, file) => {
    try {
      return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  const parents = new Map();
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    parents.set(pid, /^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1]);
  }
  const isOurs = (pid) => pid !== undefined && (pid === String(process.pid) || isOurs(parents.get(pid)));
  const ours = [...parents.keys()].filter((pid) => isOurs(pid) && /^Name:\s+workerd/m.test(read(pid, 'status')));
  const peaks = ours.map((pid) => Number(/^VmHWM:\s+(\d+) kB/m.exec(read(pid, 'status'))?.[1]) * 1024);
  return peaks.reduce((sum, peak) => sum + peak, 0);
}

const BYTES = 100_000_000;
const PIECE = randomBytes(1_000_000);

/** Writes a body of 100 MB as fast as it is read. */
async function write(call) {
  for (let sent = 0; sent < BYTES; sent += PIECE.length) {
    if (!call.write(PIECE)) await once(call, 'drain');
  }
  call.end();
}

test('100 MB pass with a key, and are compared, in constant memory', {
  ...limit,
  skip: process.platform !== 'linux',
}, async (t) => {
  const { upstream, start } = await durable(t);
  const site = await start();
  answering(upstream, json(200, batch('msgbatch_warm')));
  await site.post('warm', Buffer.alloc(4_000_000));
  await site.post('warm', Buffer.alloc(4_000_000));
  const before = peakOfWorkerd();
  assert.ok(before > 0);

  const headers = { ...keyed('large'), 'content-length': BYTES };
  const arriving = upstream.next();
  const first = open(site.url, BATCHES, { method: 'POST', headers });
  const writing = write(first.call);
  const seen = await arriving;
  // A slow upstream: the part of the body that it has not read must wait at the caller.
  const hash = createHash('sha256');
  for (const piece of seen.pieces) hash.update(piece);
  seen.request.on('data', (piece) => {
    hash.update(piece);
    seen.pieces.length = 0;
    seen.request.pause();
    setImmediate(() => seen.request.resume());
  });
  await arrived(seen);
  await writing;
  const expected = createHash('sha256');
  for (let sent = 0; sent < BYTES; sent += PIECE.length) expected.update(PIECE);
  assert.equal(hash.digest('hex'), expected.digest('hex'));
  assert.equal(seen.headers['content-length'], String(BYTES));
  seen.reply.writeHead(...json(200, '').slice(0, 2)).end(JSON.stringify(batch('msgbatch_large')));
  assert.equal((await first.reply).statusCode, 200);

  const second = open(site.url, BATCHES, { method: 'POST', headers });
  await write(second.call);
  const reply = await second.reply;
  assert.deepEqual([reply.statusCode, reply.headers['idempotency-replayed']], [200, 'true']);
  assert.equal(upstream.requests.length, 2);
  const growth = peakOfWorkerd() - before;
  t.diagnostic(`workerd grew by ${(growth / 1e6).toFixed(0)} MB over ${(before / 1e6).toFixed(0)} MB`);
  assert.ok(growth < BYTES / 2, `workerd grew by ${growth} bytes`);
});
