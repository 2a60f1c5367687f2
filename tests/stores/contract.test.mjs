// The stores of Node, tested with the contract of stores. All checks share one directory, as in a program.
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileStore, memoryStore, storeContract } from 'message-batches/stores';
import { temporaryFolder } from './folder.mjs';

const directory = path.join(temporaryFolder(), 'not', 'made', 'yet');

for (const [name, makeStore] of [
  ['memoryStore', () => memoryStore()],
  ['fileStore', () => fileStore(directory)],
]) {
  describe(name, () => {
    for (const { name, run } of storeContract) test(name, () => run(makeStore));
  });
}
