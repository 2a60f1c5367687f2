// docs/guide.md as its reader would run it: its code blocks as one program, in its own process, against the emulator.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startEmulator } from 'message-batches/emulator';
import { codeOf, extractGuide } from '../../scripts/guide.mjs';
import { inRoot } from '../../scripts/paths.mjs';

const run = promisify(execFile);

/** Runs the guide. Ids and times, which differ between runs, are replaced by names in the order of their appearance. */
async function guide(emulatorOptions) {
  const emulator = await startEmulator({ processingMs: 500, retryAfterSeconds: 0.01, ...emulatorOptions });
  try {
    const env = { ...process.env, ANTHROPIC_API_KEY: 'guide-key', ANTHROPIC_BASE_URL: emulator.url };
    const module = extractGuide({ to: inRoot('target', `guide-test-${process.pid}`) });
    const { stdout } = await run(process.execPath, [module], { env }).finally(() =>
      fs.rmSync(path.dirname(module), { recursive: true, force: true }),
    );
    const ids = new Map();
    const named = stdout.replace(/msgbatch_(?!that)\w+/g, (id) => {
      if (!ids.has(id)) ids.set(id, `batch-${ids.size + 1}`);
      return ids.get(id);
    });
    return named.replace(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)/g, 'TIME').split('\n');
  } finally {
    await emulator.close();
  }
}

/** Returns the records between two lines, sorted, because their order varies. */
function records(lines, after, before) {
  const part = lines.slice(lines.indexOf(after) + 1, before === undefined ? undefined : lines.indexOf(before));
  const pairs = [];
  for (let at = 0; at < part.length; at += 2) pairs.push(`${part[at]}\n${part[at + 1]}`);
  return pairs.sort();
}

const ANSWER = '  This is an emulated answer; no model was called. The question was:';

test('The guide creates, watches and reads two batches, and shows a refused one', async () => {
  const lines = await guide();
  const counts = '0 processing, 4 succeeded, 0 errored, 0 canceled, 0 expired';
  const watched = (batch) => lines.filter((line) => line.startsWith(`${batch} is `));
  assert.equal(lines[0], 'Created batch-1: in_progress, at TIME');
  for (const batch of ['batch-1', 'batch-2']) {
    assert.equal(watched(batch).at(-1), `${batch} is ended`);
    assert.deepEqual([...new Set(watched(batch).slice(0, -1))], [`${batch} is in_progress`]);
  }
  assert.deepEqual(records(lines, counts, 'Batch batch-1'), [
    `question-0: succeeded\n${ANSWER} "What is the capital of France?"`,
    `question-1: succeeded\n${ANSWER} "Why is the sky blue?"`,
    `question-2: succeeded\n${ANSWER} "How many legs does a spider have?"`,
    `question-3: succeeded\n${ANSWER} "Who wrote Middlemarch?"`,
  ]);
  const summary = lines.indexOf('Batch batch-1');
  assert.deepEqual(lines.slice(summary, summary + 8), [
    'Batch batch-1',
    '  created TIME',
    '  ended   TIME',
    '  expires TIME',
    'Not sent: 2 issues',
    '  requests.4.custom_id: duplicate custom_id "simple" (first used at requests.0)',
    '  requests.4.params.messages: expected at least one message, found none',
    'Created batch-2 with 4 requests',
  ]);
  const second = lines.indexOf('Batch batch-2');
  assert.deepEqual(lines.slice(second - 1, second + 4), [
    counts,
    'Batch batch-2',
    '  created TIME',
    '  ended   TIME',
    '  expires TIME',
  ]);
  const end = 'not_found: 404 not_found_error: Message Batch msgbatch_that_never_was not found.';
  assert.deepEqual(records(lines.slice(second + 3), '  expires TIME', end), [
    `conversation: succeeded\n${ANSWER} "What is my name?"`,
    `image: succeeded\n${ANSWER} "What is in this picture?" It came with 1 image.`,
    `simple: succeeded\n${ANSWER} "What is 17 times 23?"`,
    `system: succeeded\n${ANSWER} "How is the weather?"`,
  ]);
  assert.deepEqual(lines.slice(-2), [end, '']);
});

test('The guide names errored, canceled and expired requests as such', async () => {
  const outcomes = {
    'question-0': {
      type: 'errored',
      error: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: null },
    },
    'question-1': { type: 'canceled' },
    'question-2': { type: 'expired' },
  };
  const lines = await guide({ responder: ({ custom_id }) => outcomes[custom_id] });
  assert.deepEqual(records(lines, '0 processing, 1 succeeded, 1 errored, 1 canceled, 1 expired', 'Batch batch-1'), [
    'question-0: errored\n  overloaded_error: Overloaded',
    'question-1: canceled\n  canceled before it was started: send it again if you still want it',
    'question-2: expired\n  not started within 24 hours: send it again',
    `question-3: succeeded\n${ANSWER} "Who wrote Middlemarch?"`,
  ]);
});

test('Line 40 of the extracted program is line 40 of the guide', () => {
  const markdown = 'a\n```js\nlet x;\n```\nb\n```sh\nnpm\n```\n```js\nx = 1;\n```\n';
  assert.equal(codeOf(markdown), '\n\nlet x;\n\n\n\n\n\n\nx = 1;\n\n');
});
