// The files of a fileStore, its errors about files that it did not write, and the files that it removes.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileBodies, fileStore, StoreError } from 'message-batches/stores';
import { temporaryFolder } from './folder.mjs';

const root = temporaryFolder();
const bytes = (text) => new TextEncoder().encode(text);
const read = async (store, key) => new TextDecoder().decode((await store.get(key))?.value);

/** Returns a store that contains `key`, its directory, and the file of the value. */
async function stored(key = 'Jobs/a', value = 'the value') {
  const directory = fs.mkdtempSync(path.join(root, 'store-'));
  const store = fileStore(directory);
  await store.put(key, bytes(value));
  const [name] = fs.readdirSync(directory);
  const [file] = fs.readdirSync(path.join(directory, name));
  return { store, directory, place: path.join(directory, name), file: path.join(directory, name, file) };
}

/** Returns the message of the error that a call rejects with. */
async function failure(code, call) {
  const error = await call.then(
    (value) => assert.fail(`it resolved to ${value}`),
    (error) => error,
  );
  assert.ok(error instanceof StoreError, String(error));
  assert.equal(error.code, code);
  return error.message;
}

test('a key has one directory with one file, which only its user can read', async () => {
  const { store, directory, place, file } = await stored();
  assert.deepEqual(fs.readdirSync(directory), ['k-=jobs+a.key']);
  assert.match(path.basename(file), /^g[0-9a-f]{16}$/);
  assert.match(
    fs.readFileSync(file, 'latin1'),
    /^message-batches 1 [0-9a-f]{64}\nvalue [0-9a-f]{16} 9 Jobs\/a\nthe value$/,
  );
  for (const one of [file, place]) assert.equal(fs.statSync(one).mode & 0o077, 0, one);
  await store.put('Jobs/a', bytes('another'));
  assert.equal(fs.readdirSync(place).length, 1);
  await store.delete('Jobs/a');
  assert.deepEqual(fs.readdirSync(directory), []);
});

test('a store of a directory that does not exist is empty and makes nothing until it is written to', async () => {
  const directory = path.join(root, 'none');
  const store = fileStore(directory);
  assert.deepEqual([await store.get('a'), await store.delete('a'), await store.list('')], [undefined, false, []]);
  assert.equal(fs.existsSync(directory), false);
});

test('a value that was cut off or changed is damaged, and can be written again', async () => {
  const { store, file } = await stored();
  const whole = fs.readFileSync(file);
  fs.writeFileSync(file, whole.subarray(0, -3));
  const end = 'Restore it from a backup, or write the key again.';
  assert.equal(
    await failure('store_damaged', store.get('Jobs/a')),
    `${file} is damaged: it should hold 9 bytes, and holds 6. ${end}`,
  );
  fs.writeFileSync(file, Buffer.concat([whole.subarray(0, -1), Buffer.from('E')]));
  assert.equal(
    await failure('store_damaged', store.get('Jobs/a')),
    `${file} is damaged: its checksum does not match. ${end}`,
  );
  assert.deepEqual(await store.list(''), ['Jobs/a']);
  await store.put('Jobs/a', bytes('new'));
  assert.equal(await read(store, 'Jobs/a'), 'new');
});

test('at every length that a file can be cut to, the value is damaged and never absent', async () => {
  const { store, file } = await stored('key', 'value');
  const whole = fs.readFileSync(file);
  for (let length = 0; length < whole.length; length += 1) {
    fs.writeFileSync(file, whole.subarray(0, length));
    await failure('store_damaged', store.get('key'));
    assert.equal(await store.put('key', bytes('x'), { ifVersion: null }), undefined, 'it is not absent');
  }
  fs.writeFileSync(file, whole);
  assert.equal(await read(store, 'key'), 'value');
});

test('an empty file in the place of a value is reported by get and by list', async () => {
  const { store, file } = await stored();
  fs.writeFileSync(file, '');
  const foreign = `${file} is not a file that this store wrote`;
  const end = 'Move it elsewhere, or restore it from a backup.';
  assert.equal(await failure('store_damaged', store.get('Jobs/a')), `${foreign} for the key "Jobs/a". ${end}`);
  assert.equal(await failure('store_damaged', store.list('')), `${foreign}. ${end}`);
  assert.deepEqual(await store.list('b'), [], 'other keys can be listed');
});

test('files of others are reported, but for those whose names start with a dot', async () => {
  const { store, directory, place } = await stored();
  fs.writeFileSync(path.join(directory, '.DS_Store'), '');
  assert.deepEqual(await store.list(''), ['Jobs/a']);
  const end = 'Move it elsewhere, or restore it from a backup.';
  const beside = path.join(directory, 'notes.txt');
  fs.writeFileSync(beside, '');
  assert.equal(await failure('store_damaged', store.list('')), `${beside} is not a file that this store wrote. ${end}`);
  assert.equal(await read(store, 'Jobs/a'), 'the value');
  const inside = path.join(place, 'copy of g1');
  fs.writeFileSync(inside, '');
  const message = `${inside} is not a file that this store wrote. ${end}`;
  for (const call of [() => store.get('Jobs/a'), () => store.put('Jobs/a', bytes('')), () => store.delete('Jobs/a')]) {
    assert.equal(await failure('store_damaged', call()), message);
  }
  fs.writeFileSync(path.join(directory, 'k-b.key'), '');
  assert.equal(
    await failure('store_damaged', store.get('b')),
    `${path.join(directory, 'k-b.key')} is not a file that this store wrote. ${end}`,
  );
});

test('a value that was moved to another key or generation is not taken for its value', async () => {
  const { store, directory, place, file } = await stored('a');
  const moved = path.join(directory, 'k-b.key');
  fs.cpSync(place, moved, { recursive: true });
  const copy = path.join(moved, path.basename(file));
  const end = 'Move it elsewhere, or restore it from a backup.';
  assert.equal(
    await failure('store_damaged', store.get('b')),
    `${copy} is not a file that this store wrote for the key "b". ${end}`,
  );
  assert.equal(await failure('store_damaged', store.list('')), `${copy} is not a file that this store wrote. ${end}`);
  fs.renameSync(copy, path.join(moved, 'gffffffffffffff00'));
  assert.match(await failure('store_damaged', store.get('b')), /gffffffffffffff00 is not a file that this store wrote/);
});

test('what killed writers leave is removed by the next write', async () => {
  const { store, place, file } = await stored('a', 'old');
  const generation = BigInt(`0x${path.basename(file).slice(1)}`);
  const name = (kind, number) => `${kind}${number.toString(16).padStart(16, '0')}`;
  // A record that was replaced, one that was being written, one that lost, and one of an earlier directory.
  fs.writeFileSync(path.join(place, name('g', generation - 1n)), 'replaced');
  fs.writeFileSync(path.join(place, `${name('p', generation + 1n)}-0000000000000000`), 'half');
  fs.writeFileSync(path.join(place, `${name('p', generation)}-0000000000000000`), 'lost');
  fs.writeFileSync(path.join(place, `${name('p', 5n)}-0000000000000000`), 'of another time');
  assert.equal(await read(store, 'a'), 'old');
  await store.put('a', bytes('new'));
  assert.deepEqual(fs.readdirSync(place), [name('g', generation + 1n)]);
  assert.equal(await read(store, 'a'), 'new');
});

test('a key is created where a killed writer left a directory without a value', async () => {
  const { store, directory } = await stored('a');
  for (const leftovers of [[], ['p0000000000000005-0000000000000000']]) {
    const place = path.join(directory, 'k-b.key');
    fs.mkdirSync(place);
    for (const name of leftovers) fs.writeFileSync(path.join(place, name), 'half');
    assert.equal(await store.get('b'), undefined);
    assert.deepEqual(await store.list(''), ['a']);
    assert.ok(await store.put('b', bytes('made'), { ifVersion: null }));
    assert.equal(await read(store, 'b'), 'made');
    assert.equal(fs.readdirSync(place).length, 1);
    await store.delete('b');
  }
});

test('a delete that was cut off after it was recorded is a delete, and is completed', async () => {
  const { store, directory, place, file } = await stored('a');
  const whole = fs.readFileSync(file);
  const next = (BigInt(`0x${path.basename(file).slice(1)}`) + 1n).toString(16).padStart(16, '0');
  const line = `deleted ${next} 0 a\n`;
  const record = `message-batches 1 ${createHash('sha256').update(line).digest('hex')}\n${line}`;
  // The state of the disk between the record of the deletion and the removals of the value and of the record.
  const cutOff = (...files) => {
    fs.rmSync(place, { recursive: true });
    fs.mkdirSync(place);
    for (const [name, content] of files) fs.writeFileSync(path.join(place, name), content);
  };
  for (const values of [[[path.basename(file), whole]], []]) {
    cutOff(...values, [`g${next}`, record]);
    assert.equal(await store.get('a'), undefined);
    assert.equal(await store.delete('a'), false);
    assert.deepEqual(fs.readdirSync(directory), []);
    fs.mkdirSync(place);
    cutOff(...values, [`g${next}`, record]);
    assert.deepEqual(await store.list(''), []);
    assert.deepEqual(fs.readdirSync(directory), []);
    fs.mkdirSync(place);
    cutOff(...values, [`g${next}`, record], ['p0000000000000005-0000000000000000', 'half']);
    assert.ok(await store.put('a', bytes('new'), { ifVersion: null }));
    assert.equal(await read(store, 'a'), 'new');
  }
});

test('what is left of a creation is removed once it is old, and not before', async () => {
  const { directory } = await stored('a');
  const [young, old, removed] = ['new-0000000000000001', 'new-0000000000000002', 'old-0000000000000003'];
  for (const name of [young, old, removed]) {
    fs.mkdirSync(path.join(directory, name));
    fs.writeFileSync(path.join(directory, name, 'g0000000000000001'), 'half');
  }
  const hour = new Date(Date.now() - 3_600_000);
  fs.utimesSync(path.join(directory, old), hour, hour);
  const store = fileStore(directory);
  assert.deepEqual(await store.list(''), ['a']);
  await store.put('b', bytes('b'));
  assert.deepEqual(fs.readdirSync(directory), ['k-a.key', 'k-b.key', young]);
});

test('errors of the file system pass as they are', async () => {
  const file = path.join(root, 'a file');
  fs.writeFileSync(file, '');
  const error = await fileStore(file)
    .put('a', bytes(''))
    .catch((error) => error);
  assert.equal(error.code, 'EEXIST');
  assert.ok(!(error instanceof StoreError));
});

test('a directory is made with those above it, and one that the file system refuses as not found is an error', async () => {
  const directory = path.join(root, 'one', 'two', 'three');
  await fileStore(directory).put('a', bytes('x'));
  await (await fileBodies(path.join(root, 'four', 'five')).create('a')).close();
  for (const made of ['one', path.join('one', 'two'), path.join('four', 'five')]) {
    assert.equal(fs.statSync(path.join(root, made)).mode & 0o077, 0, made);
  }
  if (process.platform !== 'linux') return;
  for (const refused of [() => fileStore('/proc/x').put('a', bytes('x')), () => fileBodies('/proc/x/y').create('a')]) {
    await assert.rejects(refused, { code: 'ENOENT', syscall: 'mkdir' });
  }
});

test('wrong arguments are refused by name', async () => {
  const { store } = await stored();
  const message = async (call) => (await call().catch((error) => error)).message;
  const key = 'of the characters a-z A-Z 0-9 . _ - /';
  assert.equal(await message(() => store.get('a b')), `key: expected 1 to 512 ${key}, found "a b"`);
  assert.equal(await message(() => store.get()), `key: expected 1 to 512 ${key}, found undefined`);
  assert.equal(await message(() => store.list('ä')), `prefix: expected 0 to 512 ${key}, found "ä"`);
  assert.equal(await message(() => store.put('a', 'text')), 'value: expected a Uint8Array, found "text"');
  const version = { ifVersion: 1 };
  assert.equal(
    await message(() => store.put('a', bytes(''), version)),
    'ifVersion: expected a version or null, found 1',
  );
  assert.equal(await message(() => store.delete('a', version)), 'ifVersion: expected a version, found 1');
  assert.equal(
    await message(() => store.put('a', bytes(''), { ifversion: 'x' })),
    'ifversion: unknown option. Did you mean ifVersion? The options are: ifVersion.',
  );
  assert.throws(() => fileStore(), { message: 'directory: expected a path, found undefined', code: 'invalid_option' });
});
