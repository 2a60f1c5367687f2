// IndexedDB and the origin's private file system in Chromium: pages, workers, a service worker, two tabs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { storeContract } from 'message-batches/stores';
import { bodiesOutcome } from './bodies.mjs';
import { serveStores } from './serve.mjs';

let served;
let tabs;
before(async () => {
  served = await serveStores();
  const context = await served.browser.newContext();
  tabs = [await context.newPage(), await context.newPage()];
  for (const tab of tabs) await tab.goto(served.origin);
});
after(() => served?.close());

describe('indexedDbStore in a page', () => {
  for (const [index, { name }] of storeContract.entries()) {
    test(name, () =>
      tabs[0].evaluate(async (index) => {
        const { indexedDbStore, storeContract } = await import('/stores.js');
        await storeContract[index].run(() => indexedDbStore());
      }, index),
    );
  }
});

test('indexedDbStore holds its contract in a worker', async () => {
  const outcomes = await tabs[0].evaluate(async (count) => {
    const worker = new Worker('/worker.js', { type: 'module' });
    const outcomes = new Set();
    for (let index = 0; index < count; index += 1) {
      const answered = new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
      });
      worker.postMessage(index);
      outcomes.add(await answered);
    }
    return [...outcomes];
  }, storeContract.length);
  assert.deepEqual(outcomes, ['done']);
});

test('a page reads what its service worker put', async () => {
  const [version, stored] = await tabs[0].evaluate(async () => {
    await navigator.serviceWorker.register('/service-worker.js', { type: 'module' });
    const { active } = await navigator.serviceWorker.ready;
    const answered = new Promise((resolve) => {
      navigator.serviceWorker.onmessage = ({ data }) => resolve(data);
    });
    active.postMessage('put');
    const version = await answered;
    const { indexedDbStore } = await import('/stores.js');
    const store = indexedDbStore();
    const stored = await store.get('of/a/service/worker');
    await store.delete('of/a/service/worker');
    return [version, { ...stored, value: [...stored.value] }];
  });
  assert.deepEqual(stored, { value: [1], version });
});

test('increments by two tabs lose none', async () => {
  const increment = (tab) =>
    tab.evaluate(async () => {
      const { indexedDbStore } = await import('/stores.js');
      const store = indexedDbStore({ name: 'counting' });
      for (let done = 0; done < 200; ) {
        const stored = await store.get('counter');
        const next = new Uint32Array([stored ? new Uint32Array(stored.value.buffer)[0] + 1 : 1]);
        const ifVersion = stored?.version ?? null;
        if (await store.put('counter', new Uint8Array(next.buffer), { ifVersion })) done += 1;
      }
    });
  await Promise.all(tabs.map(increment));
  const count = await tabs[0].evaluate(async () => {
    const { indexedDbStore } = await import('/stores.js');
    const { value } = await indexedDbStore({ name: 'counting' }).get('counter');
    return new Uint32Array(value.buffer)[0];
  });
  assert.equal(count, 400);
});

test('a store lets another tab delete its database, and goes on with a new one', async () => {
  await tabs[0].evaluate(async () => {
    const { indexedDbStore } = await import('/stores.js');
    globalThis.kept = indexedDbStore({ name: 'deleted' });
    await globalThis.kept.put('a', new Uint8Array([1]));
  });
  const outcome = await tabs[1].evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.deleteDatabase('deleted');
        request.onsuccess = () => resolve('deleted');
        request.onblocked = () => resolve('blocked');
      }),
  );
  assert.equal(outcome, 'deleted');
  const [stored, version] = await tabs[0].evaluate(async () => [
    (await globalThis.kept.get('a')) === undefined,
    typeof (await globalThis.kept.put('a', new Uint8Array([1]), { ifVersion: null })),
  ]);
  assert.deepEqual([stored, version], [true, 'string']);
});

/** Returns the error of `get` of a store in the second tab, after the first tab prepared its database. */
async function failureAfter(prepare) {
  await tabs[0].evaluate(prepare);
  return tabs[1].evaluate(async () => {
    const { indexedDbStore } = await import('/stores.js');
    const { name, code, message } = await indexedDbStore({ name: 'other' })
      .get('a')
      .catch((error) => error);
    return [name, code, message];
  });
}

test('a database of a newer release is unavailable', async () => {
  const failure = await failureAfter(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open('other', 7);
        request.onsuccess = () => resolve(request.result.close());
      }),
  );
  assert.deepEqual(failure, [
    'StoreError',
    'store_unavailable',
    'The IndexedDB database "other" cannot be opened: a newer release of message-batches, or another program, made it. Update this page, or pass another name.',
  ]);
});

test('opfsBodies does what bodies do elsewhere', async () => {
  const outcome = await tabs[0].evaluate(async () => {
    const [{ opfsBodies }, { bodiesFlow }] = await Promise.all([import('/stores.js'), import('/bodies.mjs')]);
    return bodiesFlow(opfsBodies());
  });
  assert.deepEqual(outcome, bodiesOutcome);
});

test('a body of a page that was closed while it wrote is not there, and leaves nothing behind', async () => {
  const tab = await tabs[0].context().newPage();
  await tab.goto(served.origin);
  await tab.evaluate(async () => {
    const { opfsBodies } = await import('/stores.js');
    const writer = await opfsBodies().create('job/0');
    await writer.write(new Uint8Array(1_000_000));
  });
  await tab.close();
  const outcome = await tabs[0].evaluate(async () => {
    const { opfsBodies } = await import('/stores.js');
    const bodies = opfsBodies();
    const before = [(await bodies.open('job/0')) === undefined, await bodies.list('')];
    const writer = await bodies.create('job/0');
    await writer.write(new Uint8Array([1]));
    await writer.seal();
    await writer.close();
    const after = [await bodies.list(''), await bodies.delete('job/0')];
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('message-batches-bodies');
    const left = [];
    for await (const name of folder.keys()) left.push(name);
    return [...before, ...after, left];
  });
  assert.deepEqual(outcome, [true, [], ['job/0'], true, []]);
});

test('a file of others in the folder of bodies is reported', async () => {
  const [code, message] = await tabs[0].evaluate(async () => {
    const { opfsBodies } = await import('/stores.js');
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('others', { create: true });
    await folder.getFileHandle('notes.txt', { create: true });
    const error = await opfsBodies({ folder: 'others' })
      .list('')
      .catch((error) => error);
    return [error.code, error.message];
  });
  assert.deepEqual(
    [code, message],
    [
      'store_damaged',
      "The file others/notes.txt of the origin's private file system is not a complete body. Remove it.",
    ],
  );
});
