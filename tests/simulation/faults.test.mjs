// Faults planted in the relay and the client: the seeds of relay.test.mjs find each of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstToFind, seedsFrom } from './pool.mjs';
import { edited } from './relay/bundle.mjs';
import { FAULTS } from './relay/faults.mjs';
import { parts, runSeed } from './relay/simulate.mjs';

for (const { name, edits, plant } of FAULTS) {
  test(`finds that ${name}`, async () => {
    const own = { ...(await parts(edits)), plant };
    const found = await firstToFind(seedsFrom(1, 500), (seed) => runSeed(seed, own));
    assert.ok(found, 'no seed from 1 to 500 finds it');
  });
}

test('an edit whose place is gone or no longer one is an error', () => {
  const edit = { file: 'a.ts', find: 'x', replace: 'y' };
  assert.equal(edited('axb', edit), 'ayb');
  assert.throws(() => edited('ab', edit), { message: 'a.ts: expected "x" once, found it 0 times.' });
  assert.throws(() => edited('xx', edit), { message: 'a.ts: expected "x" once, found it 2 times.' });
});
