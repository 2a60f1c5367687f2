// The Python code of the documentation, unchanged, and the complete guide, run with the official SDK against the emulator as a
// user starts it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { inRoot } from '../../scripts/paths.mjs';
import { end, start } from '../../scripts/run.mjs';
import { pypi } from './clients.mjs';

const run = promisify(execFile);
const ANSWER = 'This is an emulated answer; no model was called. The question was:';

/** The documents that contain Python, and its output. */
const DOCUMENTS = {
  'docs/emulator.md': `a ${ANSWER} "Hi"`,
  'docs/guide.md': `sky ${ANSWER} "Why is the sky blue?"`,
  'docs/sdk.md': `sky ${ANSWER} "Why is the sky blue?"`,
};

/** Returns the Python blocks of a document. */
function python(file) {
  const blocks = fs.readFileSync(inRoot(file), 'utf8').matchAll(/^```python\n(.*?)^```$/gms);
  return [...blocks].map(([, lines]) => lines);
}

describe('Python against "message-batches emulator"', { timeout: 300_000 }, () => {
  let server;
  let env;
  before(async () => {
    server = start(process.execPath, [inRoot('dist/cli.js'), 'emulator', '--port', '0']);
    const url = await new Promise((resolve, reject) => {
      let said = '';
      server.child.stdout.setEncoding('utf8').on('data', (text) => {
        said += text;
        const found = /The emulator listens at (http:\/\/\S+?)\. /.exec(said);
        if (found) resolve(found[1]);
      });
      server.child.stderr.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
      server.exited.then(() => reject(new Error(`The emulator ended:\n${said}`)));
    });
    env = { ...process.env, ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'any' };
  });
  after(async () => {
    if (!server) return;
    end(server.child);
    await server.exited;
  });

  for (const { name, program, missing } of pypi) {
    for (const [file, printed] of Object.entries(DOCUMENTS)) {
      for (const lines of python(file)) {
        test(`the Python of ${file} runs (${name})`, { skip: missing ?? false }, async () => {
          // The port is a different one here, since that of the documents may be in use.
          const here = lines.replaceAll('http://127.0.0.1:8788', env.ANTHROPIC_BASE_URL);
          const { stdout } = await run(program, ['-I', '-c', here], { env });
          assert.equal(stdout.trimEnd(), printed);
        });
      }
    }

    test(`the guide runs (${name})`, { skip: missing ?? false }, async () => {
      const { stdout } = await run(program, ['-I', inRoot('tests/clients/python/guide.py')], { env });
      const lines = stdout.trimEnd().split('\n');
      const counts = '0 processing, 4 succeeded, 0 errored, 0 canceled, 0 expired';
      assert.deepEqual(unordered(lines), [
        'Created: in_progress',
        counts,
        ...answers('question-0', 'What is the capital of France?'),
        ...answers('question-1', 'Why is the sky blue?'),
        ...answers('question-2', 'How many legs does a spider have?'),
        ...answers('question-3', 'Who wrote Middlemarch?'),
        'Created with 4 requests',
        counts,
        ...answers('conversation', 'What is my name?'),
        ...answers('image', 'What is in this picture?', ' It came with 1 image.'),
        ...answers('simple', 'What is 17 times 23?'),
        ...answers('system', 'How is the weather?'),
        '404 not_found_error: Message Batch msgbatch_that_never_was not found.',
      ]);
    });
  }
});

const answers = (id, question, more = '') => [`${id}: succeeded\n  ${ANSWER} "${question}"${more}`];

/** Each record with its text as one line. The records of a batch, whose order varies, are sorted. */
function unordered(lines) {
  const records = lines.join('\n').replaceAll('\n  ', '\u0000').split('\n');
  const parts = [[]];
  for (const record of records) {
    const isRecord = record.includes('\u0000');
    if (isRecord !== parts.at(-1)[0]?.includes('\u0000')) parts.push([]);
    parts.at(-1).push(record);
  }
  return parts
    .flatMap((part) => (part[0]?.includes('\u0000') ? part.sort() : part))
    .map((record) => record.replaceAll('\u0000', '\n  '));
}
