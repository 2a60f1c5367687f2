// Durable Objects and a bucket in workerd, the runtime of Workers.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { storeContract } from 'message-batches/stores';
import { inRoot } from '../../scripts/paths.mjs';
import { serveWorker } from '../runtimes/workerd/serve.mjs';
import { bodiesOutcome } from './bodies.mjs';

const KINDS = { SQLITE: 'OnSqlite', KEY_VALUE: 'OnKeyValue' };

let worker;
before(async () => {
  worker = await serveWorker({
    main: inRoot('tests', 'stores', 'worker.mjs'),
    more: {
      durable_objects: { bindings: Object.entries(KINDS).map(([name, class_name]) => ({ name, class_name })) },
      migrations: [{ tag: 'first', new_sqlite_classes: [KINDS.SQLITE], new_classes: [KINDS.KEY_VALUE] }],
    },
  });
});
after(() => worker?.close());

/** Returns the answer of the Worker. */
async function ask(path, search) {
  const response = await fetch(`${worker.url}${path}?${new URLSearchParams(search)}`);
  const text = await response.text();
  assert.equal(response.status, 200, `${text}\n${worker.said.slice(-20).join('\n')}`);
  return JSON.parse(text);
}

for (const kind of Object.keys(KINDS)) {
  describe(`durableObjectStore in workerd, ${kind}`, { timeout: 220_000 }, () => {
    for (const [index, { name }] of storeContract.entries()) {
      test(name, async () => {
        assert.deepEqual(await ask('/check', { kind, name: `check-${index}`, index }), { done: [] });
      });
    }

    test('a value of 12 MB is split and whole in a later request', async () => {
      assert.deepEqual(await ask('/put', { kind, name: 'large', size: 12_000_000 }), {});
      const records = { SQLITE: 8, KEY_VALUE: 96 }[kind];
      assert.deepEqual(await ask('/get', { kind, name: 'large' }), { done: [12_000_000, true, records] });
    });
  });
}

test('r2Bodies does what bodies do elsewhere', async () => {
  assert.deepEqual(await ask('/bodies', {}), { done: bodiesOutcome });
});
