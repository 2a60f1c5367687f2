// Several processes on one fileStore, and processes that are killed in the middle of a write.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { acquireLease, fileStore } from 'message-batches/stores';
import { temporaryFolder } from './folder.mjs';
import { numberOf } from './values.mjs';

const root = temporaryFolder();
const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url));
const start = (...args) => spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
const text = (value) => new TextDecoder().decode(value);
const bytes = (value) => new TextEncoder().encode(String(value));

/** Returns all files in a directory and its subdirectories. */
const filesBelow = (directory) =>
  fs
    .readdirSync(directory, { recursive: true })
    .filter((name) => fs.statSync(path.join(directory, name)).isFile())
    .map((name) => name.replace(/g[0-9a-f]{16}$/, 'g…'))
    .sort();

test('1,000 increments by two processes lose none, and leave one file', async () => {
  const directory = path.join(root, 'counter');
  const children = [500, 500].map((count) => start('increment', directory, String(count)));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  assert.deepEqual(codes, [0, 0]);
  const store = fileStore(directory);
  assert.equal(text((await store.get('counter'))?.value), '1000');
  assert.deepEqual(await store.list(''), ['counter']);
  await store.put('counter', bytes(0));
  assert.deepEqual(filesBelow(directory), ['k-counter.key/g…']);
});

test('a process that is killed 50 times in the middle of writes leaves the old value or the new, and nothing locked', async () => {
  const directory = path.join(root, 'killed');
  const store = fileStore(directory);
  let random = 7;
  let last = 0;
  const seen = { old: 0, new: 0 };
  for (let round = 0; round < 50; round += 1) {
    const child = start('write', directory);
    const exited = once(child, 'exit');
    let printed = '';
    child.stdout.on('data', (part) => {
      printed += part;
    });
    await once(child.stdout, 'data');
    // At any point of a write, since each takes some milliseconds.
    random = (random * 16_807) % 2_147_483_647;
    await new Promise((resolve) => setTimeout(resolve, random % 40));
    child.kill('SIGKILL');
    assert.deepEqual(await exited, [null, 'SIGKILL']);

    const confirmed = Number(printed.trim().split('\n').at(-1));
    const stored = await store.get('value');
    const number = numberOf(stored.value);
    assert.ok(number === confirmed || number === confirmed + 1, `${number} is stored, ${confirmed} was confirmed`);
    seen[number === confirmed ? 'old' : 'new'] += 1;
    const other = await store.get('comes/and/goes');
    if (other) numberOf(other.value);
    // The next writer does not wait for the dead one.
    const version = await store.put('value', stored.value, { ifVersion: stored.version });
    assert.ok(version);
    const created = await store.put('comes/and/goes', bytes(round), { ifVersion: other?.version ?? null });
    assert.ok(await store.delete('comes/and/goes', { ifVersion: created }));
    last = number + 1;
    await store.put('first', bytes(last));
    assert.deepEqual(await store.list(''), ['first', 'value']);
  }
  assert.ok(last > 50 && seen.old + seen.new === 50);
  const left = filesBelow(directory).filter((name) => !/^new-/.test(name));
  assert.deepEqual(left, ['k-first.key/g…', 'k-value.key/g…']);
});

test('the lease of a killed process can be acquired once it has expired', async () => {
  const store = fileStore(path.join(root, 'lease'));
  const options = { ttlMs: 60_000, now: () => time };
  let time = 1000;
  // A process that acquires a lease and dies never renews it.
  const dead = await acquireLease(store, 'job/lease', { ...options, owner: 'dead' });
  time += 59_999;
  const waiting = { ...options, owner: 'waiting' };
  assert.equal(await acquireLease(fileStore(path.join(root, 'lease')), 'job/lease', waiting), undefined);
  time += 1;
  const next = await acquireLease(store, 'job/lease', waiting);
  assert.deepEqual([dead.token, next.token], [1, 2]);
  assert.equal(await dead.renew(), false);
});

test('the lease of a process that has ended is free at once, and that of one that runs is not', async () => {
  const directory = path.join(root, 'ended');
  const store = fileStore(directory);
  const child = start('lease', directory);
  const exited = once(child, 'exit');
  const [printed] = await once(child.stdout, 'data');
  const options = { owner: store.processes.own, ttlMs: 60_000 };
  assert.equal(await acquireLease(store, 'job/lease', options), undefined);
  child.kill('SIGKILL');
  await exited;
  const lease = await acquireLease(store, 'job/lease', options);
  assert.equal(lease.token, 2);

  const owner = String(printed).trim();
  const elsewhere = owner.replace(/^[^/]*/, 'another-host');
  const inContainer = owner.replace(/\/[^/]*\//, '/1/');
  const names = [owner, elsewhere, inContainer, store.processes.own, 'worker-1', ''];
  assert.deepEqual(
    names.map((name) => store.processes.hasEnded(name)),
    [true, false, false, false, false, false],
  );
});
