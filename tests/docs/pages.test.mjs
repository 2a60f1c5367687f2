// Each code block of README.md and docs/ as its reader would run it: in a folder with the packed package and the files of
// tests/docs/files, against an emulator that has one ended batch, named msgbatch_… on the pages.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { transformSync } from 'esbuild';
import { BatchClient, fromRows } from 'message-batches';
import { startEmulator } from 'message-batches/emulator';
import { inRoot } from '../../scripts/paths.mjs';
import { installPacked } from '../packed.mjs';
import { blocksIn, examplesOf, isPrinted, pages, sourceOf } from './blocks.mjs';

const fixtures = inRoot('tests', 'docs', 'files');

/** A folder in which the package is installed. Each program gets its own folder beside it. */
let home;
before(async () => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'docs-'));
  await installPacked(home);
  // docs/sdk.md compares the package with this one.
  fs.symlinkSync(inRoot('node_modules', '@anthropic-ai'), path.join(home, 'node_modules', '@anthropic-ai'), 'junction');
});
after(() => fs.rmSync(home, { recursive: true, force: true }));

for (const page of pages()) {
  const examples = examplesOf(fs.readFileSync(inRoot(page), 'utf8'));
  describe(page, () => {
    test('every block has a program, or a mark that says why not', () => assert.deepEqual(examples.mistakes, []));
    for (const { line, file, code } of examples.excerpts) {
      test(`line ${line} is part of ${file}`, () => assert.ok(contains(fs.readFileSync(inRoot(file), 'utf8'), code)));
    }
    for (const program of examples.programs) {
      if (program.language === 'json') {
        test(`line ${program.line} is JSON`, () => assert.ok(JSON.parse(program.blocks[0].code)));
      } else {
        test(`line ${program.line} runs${program.prints === undefined ? '' : ' and prints what the page says'}`, () =>
          check(program, examples.files));
      }
    }
    for (const { line, reason } of examples.skipped) test(`line ${line}`, { skip: reason }, () => {});
  });
}

test('A block that fails, and one that prints something else, fail', async () => {
  const program = (code, prints) => ({ ...examplesOf(`\`\`\`js\n${code}\n\`\`\`\n`).programs[0], prints });
  await assert.rejects(check(program('throw new Error("no")'), []), /Error: no/);
  await assert.rejects(check(program('console.log("one")', 'two\n'), []), /one/);
  await check(program('console.log("one, two")', 'one…\n'), []);
});

test('Marks say what a block is', () => {
  const markdown = [
    '```js\nlet x;\n```',
    '<!-- continues -->\n```js\nx = 1;\n```',
    '<!-- prints -->\n```text\n1\n```',
    '<!-- not run: a reason -->\n```sh\nnpm\n```',
    '```toml\n```',
  ].join('\n\n');
  const { programs, skipped, mistakes } = examplesOf(markdown);
  assert.deepEqual(
    programs.map(({ line, prints }) => [line, prints]),
    [[1, '1\n']],
  );
  assert.equal(sourceOf(programs[0]), '\nlet x;\n\n\n\n\nx = 1;\n');
  assert.deepEqual(skipped, [{ line: 16, reason: 'a reason' }]);
  assert.deepEqual(mistakes, ['line 20: a block of "toml" needs a mark']);
  assert.equal(blocksIn('````md\n```js\n```\n````\n').length, 1);
});

/** Runs a program in its own folder, and compares its output. */
async function check(program, files) {
  const emulator = await startEmulator({ processingMs: 30, retryAfterSeconds: 0.01 });
  const folder = fs.mkdtempSync(path.join(home, 'program-'));
  try {
    const adapt = await adapter(emulator);
    fs.cpSync(fixtures, folder, { recursive: true });
    fs.copyFileSync(inRoot('docs', 'house.jpg'), path.join(folder, 'house.jpg'));
    for (const { name, code } of files) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), adapt(code));
    }
    const { code, stdout, stderr } = await run(program, adapt(sourceOf(program)), folder, emulator.url);
    assert.equal(code, 0, stdout + stderr);
    if (program.prints !== undefined && !isPrinted(adapt(program.prints), stdout)) assert.equal(stdout, program.prints);
  } finally {
    await emulator.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Creates a batch that has ended. Returns a function that inserts its id and the emulator's address in a text. */
async function adapter(emulator) {
  const client = new BatchClient({ apiKey: 'any', baseURL: emulator.url });
  const rows = fs.readFileSync(path.join(fixtures, 'customers.csv'), 'utf8');
  const template = JSON.parse(fs.readFileSync(path.join(fixtures, 'letter.json'), 'utf8'));
  const { id } = await client.create(fromRows(rows, template, { id: 'email' }));
  await client.poll(id);
  return (text) => text.replaceAll('msgbatch_…', id).replaceAll('http://127.0.0.1:8788', emulator.url);
}

/** Runs the program as a process. When it has ended, the processes that it started have ended, too. */
function run({ language }, source, folder, url) {
  const name = { js: 'program.mjs', ts: 'program.mjs', sh: 'program.sh' }[language];
  const text = language === 'ts' ? transformSync(source, { loader: 'ts', format: 'esm' }).code : source;
  fs.writeFileSync(path.join(folder, name), text);
  const [command, args] = language === 'sh' ? ['bash', ['-eu', name]] : [process.execPath, [name]];
  const env = { ...process.env, ANTHROPIC_API_KEY: 'docs-key', ANTHROPIC_BASE_URL: url, npm_config_offline: 'true' };
  // Keeps these jobs separate from those of the user who runs the tests.
  env.XDG_STATE_HOME = path.join(folder, '.state');
  env.PATH = `${path.join(home, 'node_modules', '.bin')}${path.delimiter}${env.PATH}`;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      try {
        process.kill(-child.pid);
      } catch {
        // None of the processes that it started is still running.
      }
      child.on('close', () => resolve({ code, stdout, stderr }));
    });
  });
}

/** Returns whether a file contains these lines, with any indentation. */
function contains(text, part) {
  const plain = (lines) =>
    lines
      .split('\n')
      .map((line) => line.trim())
      .join('\n');
  return plain(text).includes(plain(part).trim());
}
