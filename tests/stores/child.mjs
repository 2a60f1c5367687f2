// A process that uses a fileStore until it is done or killed.
//   node child.mjs increment DIRECTORY COUNT   counts up by compare-and-set, creating and deleting a key in between
//   node child.mjs lease DIRECTORY             acquires a lease, prints its owner, and waits to be killed
//   node child.mjs write DIRECTORY             writes ever new values, and prints the number of each once it is stored
import { writeSync } from 'node:fs';
import { acquireLease, fileStore } from 'message-batches/stores';
import { numbered } from './values.mjs';

const [, , task, directory, count] = process.argv;
const store = fileStore(directory);
await { increment, write, lease }[task]();

async function increment() {
  for (let done = 0; done < Number(count); ) {
    const stored = await store.get('counter');
    const next = Number(new TextDecoder().decode(stored?.value)) + 1;
    const version = await store.put('counter', new TextEncoder().encode(String(next)), {
      ifVersion: stored?.version ?? null,
    });
    if (version === undefined) continue;
    done += 1;
    // Both processes continually create and delete this one. Each finds its own values complete.
    if (done % 10 !== 0) continue;
    const mine = await store.put('shared', numbered(process.pid), { ifVersion: null });
    if (mine !== undefined && !(await store.delete('shared', { ifVersion: mine }))) throw new Error('a lost delete');
  }
}

async function write() {
  const first = Number(new TextDecoder().decode((await store.get('first'))?.value)) || 1;
  for (let number = first; ; number += 1) {
    await store.put('value', numbered(number));
    writeSync(1, `${number}\n`);
    await store.put('comes/and/goes', numbered(number));
    await store.delete('comes/and/goes');
  }
}

async function lease() {
  const owner = store.processes.own;
  await acquireLease(store, 'job/lease', { owner, ttlMs: 60_000 });
  setInterval(() => {}, 60_000);
  writeSync(1, `${owner}\n`);
}
