// The packed package in Deno with permission for the network only: no files, no environment.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { runtimeProgram } from '../../scripts/setup/runtimes.mjs';
import { installPacked } from '../packed.mjs';
import { assertFlow, emulator, inRepo, KEY } from './setup.mjs';

const folder = await mkdtemp(path.join(tmpdir(), 'message-batches-deno-'));
after(() => rm(folder, { recursive: true, force: true }));
const server = await emulator();

test('Deno needs --allow-net and no other permission', async () => {
  await installPacked(folder);
  await cp(inRepo('tests/runtimes/flow.mjs'), path.join(folder, 'flow.mjs'));
  await writeFile(
    path.join(folder, 'user.mjs'),
    `import * as pkg from 'message-batches';
     import { flow } from './flow.mjs';
     console.log(JSON.stringify(await flow(pkg, { baseURL: ${JSON.stringify(server.url)}, apiKey: ${JSON.stringify(KEY)}, allowResend: true })));
     // Nothing of the environment may be read: the key is absent, and nobody is asked.
     console.log((await new pkg.BatchClient().retrieve('a').catch((error) => error)).code);
     console.log((await pkg.init({ checks: './none.wasm' }).catch((error) => error)).message);`,
  );
  const args = ['run', '--no-prompt', '--node-modules-dir=manual', '--allow-net=127.0.0.1', 'user.mjs'];
  const { stdout } = await promisify(execFile)(runtimeProgram('deno'), args, { cwd: folder });
  const [flow, code, message] = stdout.split('\n');
  assertFlow(JSON.parse(flow));
  assert.equal(code, 'missing_api_key');
  assert.match(
    message,
    /^The WebAssembly module checks\.wasm could not be loaded \(.*--allow-read.*\)\. Deno reads a module that is passed by its path only with --allow-read: /,
  );
});
