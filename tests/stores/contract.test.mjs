// The stores of Node against the contract of stores. One directory serves all checks, as it does in a program.
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
