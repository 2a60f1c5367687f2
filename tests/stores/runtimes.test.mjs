// The stores of files in Deno and Bun, and on one directory with a Node process.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { fileStore, storeContract } from 'message-batches/stores';
import { inRoot } from '../../scripts/paths.mjs';
import { runtimeProgram } from '../../scripts/setup/runtimes.mjs';
import { installPacked } from '../packed.mjs';
import { bodiesOutcome } from './bodies.mjs';
import { temporaryFolder } from './folder.mjs';

const run = promisify(execFile);
const folder = temporaryFolder();
const PROGRAMS = {
  Deno: [
    'deno',
    'run',
    '--no-prompt',
    '--node-modules-dir=manual',
    `--allow-read=${folder}`,
    `--allow-write=${folder}`,
  ],
  Bun: ['bun', 'run'],
};

before(async () => {
  await installPacked(folder);
  for (const file of ['bodies.mjs', 'child.mjs', 'values.mjs']) {
    await copyFile(inRoot('tests', 'stores', file), path.join(folder, file));
  }
  await writeFile(
    path.join(folder, 'contract.mjs'),
    `import { fileBodies, fileStore, storeContract } from 'message-batches/stores';
     import { bodiesFlow } from './bodies.mjs';
     const [, , directory] = process.argv;
     const failed = [];
     for (const { name, run } of storeContract) {
       await run(() => fileStore(directory + '/store')).catch((error) => failed.push(name + ': ' + error.message));
     }
     const bodies = await bodiesFlow(fileBodies(directory + '/bodies'));
     console.log(JSON.stringify({ checks: storeContract.length, failed, bodies }));`,
  );
});

for (const [name, [program, ...args]] of Object.entries(PROGRAMS)) {
  const start = (...more) => run(runtimeProgram(program), [...args, ...more], { cwd: folder });

  test(`${name} holds the contract of stores with files`, async () => {
    const directory = await mkdtemp(path.join(folder, 'contract-'));
    const { stdout } = await start('contract.mjs', directory);
    assert.deepEqual(JSON.parse(stdout), { checks: storeContract.length, failed: [], bodies: bodiesOutcome });
    assert.deepEqual(await readdir(path.join(directory, 'store')), []);
  });

  test(`${name} and Node increment one counter and lose nothing`, async () => {
    const directory = await mkdtemp(path.join(folder, 'counter-'));
    const node = run(process.execPath, ['child.mjs', 'increment', directory, '100'], { cwd: folder });
    await Promise.all([start('child.mjs', 'increment', directory, '100'), node]);
    const { value } = await fileStore(directory).get('counter');
    assert.equal(new TextDecoder().decode(value), '200');
  });
}
