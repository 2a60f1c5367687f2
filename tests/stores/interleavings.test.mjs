// Writers of one fileStore in random interleavings: before each file system call a scheduler chooses which writer continues, so
// that a writer may pause anywhere during any number of writes of the others.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { holds, list } from '../property.mjs';
import { temporaryFolder } from './folder.mjs';

const root = temporaryFolder();
const originals = { ...fsp };

/** The scheduler of the current run. */
let scheduler;
const turn = (name) => scheduler?.schedule(Promise.resolve(), name);

// Each is a single step, so that nothing happens except what the scheduler chose.
for (const name of ['link', 'stat', 'readdir', 'readFile', 'rename', 'rmdir', 'unlink', 'mkdir', 'rm']) {
  fsp[name] = async (...args) => {
    await turn(name);
    return fs[`${name}Sync`](...args);
  };
}
fsp.open = async (...args) => {
  await turn('open');
  const handle = await originals.open(...args);
  // Power loss is not tested here, and syncing a disk is slow.
  handle.sync = async () => {};
  return handle;
};
syncBuiltinESMExports();
after(() => {
  Object.assign(fsp, originals);
  syncBuiltinESMExports();
});
const { fileStore } = await import('message-batches/stores');

const KEY = 'contended';

/** The actions of a writer: `put` and `delete` on the version that it read, `force` whatever is stored. */
const step = fc.constantFrom('put', 'put', 'put', 'delete', 'force', 'get', 'list');
const writers = fc.tuple(fc.scheduler(), list(list(step, 1, 6), 2, 4));

async function run(store, steps, history) {
  for (const what of steps) {
    if (what === 'list') {
      for (const key of await store.list('')) assert.equal(key, KEY);
      continue;
    }
    const stored = await store.get(KEY);
    const from = stored?.version ?? null;
    if (stored) history.values.set(stored.version, [...stored.value]);
    const value = crypto.getRandomValues(new Uint8Array(4));
    if (what === 'put' || what === 'force') {
      const to = await store.put(KEY, value, what === 'put' ? { ifVersion: from } : {});
      if (to === undefined) assert.equal(what, 'put');
      else history.writes.push({ from: what === 'put' ? from : 'any', to, value: [...value] });
    } else if (what === 'delete' && stored && (await store.delete(KEY, { ifVersion: from }))) {
      history.deletes.push(from);
    }
  }
}

test('in every interleaving each version is replaced at most once, and no write is lost', async () => {
  let number = 0;
  await holds(25, writers, async ([chosen, programs]) => {
    const directory = path.join(root, String(number++));
    const history = { writes: [], deletes: [], values: new Map() };
    scheduler = chosen;
    try {
      await chosen.waitFor(Promise.all(programs.map((steps) => run(fileStore(directory), steps, history))));
    } finally {
      scheduler = undefined;
    }
    check(history, await fileStore(directory).get(KEY));
    fs.rmSync(directory, { recursive: true, force: true });
  });
});

/**
 * Asserts that the writes form one chain, in which every version has at most one successor, and that ends at the stored version.
 */
function check({ writes, deletes, values }, last) {
  const made = new Map(writes.map(({ to, value }) => [to, value]));
  assert.equal(made.size, writes.length, 'a version repeats');
  for (const [version, value] of values) assert.deepEqual(value, made.get(version), 'a value of another version');
  const replaced = [...writes.map(({ from }) => from).filter((from) => from !== null && from !== 'any'), ...deletes];
  assert.equal(new Set(replaced).size, replaced.length, 'a version was replaced twice');
  if (last) {
    assert.deepEqual([...last.value], made.get(last.version), 'the stored value is not the one of its version');
    assert.ok(!replaced.includes(last.version), 'what is stored was replaced');
  }
  // It is unknown whether a forced write replaced a version or nothing.
  const forced = writes.filter(({ from }) => from === 'any').length;
  const open = [...made.keys()].filter((version) => !replaced.includes(version) && version !== last?.version);
  assert.ok(open.length <= forced, `${open.length} writes were lost, ${forced} were forced`);
  const created = writes.filter(({ from }) => from === null).length;
  const balance = deletes.length + (last ? 1 : 0) - created;
  assert.ok(balance >= 0 && balance <= forced, `created ${created} times, deleted ${deletes.length} times`);
}
