// Tools that run or deploy a Node program without bundling it: one copies the files that a server needs, one is a loader that
// converts `import` to `require`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { bundlersDir, bundlerVersions } from '../../scripts/setup/bundlers.mjs';
import { installPacked } from '../packed.mjs';

const app = mkdtempSync(path.join(bundlersDir(), 'server-'));
const dist = path.join(app, 'node_modules/message-batches/dist');
const require = createRequire(path.join(app, 'package.json'));
const versions = bundlerVersions();

before(() => installPacked(app));
after(() => rm(app, { recursive: true, force: true }));

test(`a tool that copies what a server needs finds the modules: @vercel/nft ${versions['@vercel/nft']}`, async () => {
  const program = path.join(app, 'server.mjs');
  await writeFile(program, "import { validate } from 'message-batches';\nconsole.log((await validate([])).errors);\n");
  const { fileList } = await require('@vercel/nft').nodeFileTrace([program], { base: app });
  const modules = [...fileList].filter((file) => file.endsWith('.wasm')).map((file) => path.basename(file));
  assert.deepEqual(modules.sort(), ['calls.wasm', 'checks.wasm', 'jobs.wasm', 'results.wasm']);
});

/** Rows, a check, results of rows, and errors: all of them fail if a class or a symbol exists twice. */
const PROGRAM = `
import { BatchClient, fromRows, readResults, validate, ValidationError, turns } from 'message-batches';

async function main() {
  const template = { model: 'claude-opus-5-5', max_tokens: 10, messages: turns('{{text}}') };
  const requests = fromRows('id,text\\na,Hello\\n', template, { id: 'id' });
  const client = new BatchClient({ apiKey: 'any', baseURL: 'http://127.0.0.1:9' });
  const error: unknown = await client.create([]).catch((error: unknown) => error);
  const joined = [];
  const line = JSON.stringify({ custom_id: 'a', result: { type: 'expired' } });
  for await (const { row, record } of (await readResults(line)).join(requests)) joined.push([row, record?.outcome]);
  console.log(JSON.stringify([(await validate(requests)).ok, error instanceof ValidationError, joined]));
}
main();
`;

for (const [file, type] of [
  ['program.ts', 'CommonJS'],
  ['program.mts', 'ES modules'],
]) {
  test(`a program in TypeScript has one copy of the package, as ${type}: tsx ${versions.tsx}`, async () => {
    await writeFile(path.join(app, file), PROGRAM);
    const tsx = require.resolve('tsx/cli');
    const { stdout } = await promisify(execFile)(process.execPath, [tsx, file], { cwd: app });
    assert.deepEqual(JSON.parse(stdout), [true, true, [[{ id: 'a', text: 'Hello' }, 'expired']]]);
  });
}

test('no glue has a directive that a minifier may move to where it is an error', async () => {
  const scripts = (await readdir(dist)).filter((file) => file.endsWith('.js'));
  const contents = await Promise.all(scripts.map((file) => readFile(path.join(dist, file), 'utf8')));
  const starts = contents.flatMap((text) => text.split(/function createGlue\w*\(/).slice(1));
  assert.ok(starts.length >= 4);
  for (const start of starts) assert.doesNotMatch(start.slice(0, 300), /use strict/);
});

test('a bundle that has a module inside its URL is an error that says what to do', { timeout: 60_000 }, async () => {
  const wasm = await readFile(path.join(dist, 'checks.wasm'), 'base64');
  const script = await readFile(path.join(dist, 'node.js'), 'utf8');
  const inlined = script.replace('"./checks.wasm"', `"data:application/wasm;base64,${wasm}"`);
  assert.notEqual(inlined, script);
  await writeFile(path.join(app, 'inlined.mjs'), inlined);
  const program =
    "import { validate } from './inlined.mjs';\nawait validate([]).catch(({ code }) => console.log(code));\n";
  await writeFile(path.join(app, 'inlines.mjs'), program);
  const { stdout } = await promisify(execFile)(process.execPath, ['inlines.mjs'], { cwd: app, timeout: 50_000 });
  assert.equal(stdout, 'load_failed\n');
});
