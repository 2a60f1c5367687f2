// Tools from PyPI that process requests completely: submit, poll, collect. They do not know that it is the emulator, so their
// results are those they would get from the API.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { startEmulator } from 'message-batches/emulator';
import { inRoot } from '../../scripts/paths.mjs';
import { tools } from './clients.mjs';

const question = (id, content, model = 'claude-haiku-4-5') => ({
  custom_id: id,
  params: { model, max_tokens: 64, messages: [{ role: 'user', content }] },
});
const answer = (content) => `This is an emulated answer; no model was called. The question was: "${content}"`;
const GOOD = [question('one', 'Where is Rome?'), question('two', 'Where is Oslo?')];
const BAD = question('bad', 'Where?', 'no-such-model');

/** The input of each tool, and its expected output. */
const EXPECTED = {
  batchwizard: {
    requests: [...GOOD, BAD],
    seen: {
      one: ['succeeded', answer('Where is Rome?')],
      two: ['succeeded', answer('Where is Oslo?')],
      bad: ['errored', 'model: no-such-model'],
    },
  },
  steadybatch: {
    requests: GOOD,
    seen: { one: ['ok', ['city', 'people']], two: ['ok', ['city', 'people']], batches: 1, invalid: 0 },
  },
  batchlane: {
    requests: GOOD,
    seen: { one: ['succeeded', answer('Where is Rome?')], two: ['succeeded', answer('Where is Oslo?')] },
  },
  promptbatch: {
    requests: GOOD,
    counted: 2,
    seen: { texts: { one: answer('Where is Rome?'), two: answer('Where is Oslo?') }, ok: 2, review: 0, error: 0 },
  },
};

for (const { name, tool, program, missing } of tools) {
  test(`${name}: submits, polls, collects`, { skip: missing ?? false }, async (t) => {
    // Each reading of the clock advances it by half a second, so that a batch is in progress for some polls and no test has to
    // wait.
    let now = Date.now();
    const { url, emulator, close } = await startEmulator({ now: () => (now += 500), processingMs: 20_000 });
    t.after(close);
    const home = fs.mkdtempSync(path.join(os.tmpdir(), `${tool}-`));
    t.after(() => fs.rmSync(home, { recursive: true, force: true }));
    const { requests, seen, counted = 0 } = EXPECTED[tool];
    const { code, stdout, stderr } = await run(program, tool, home, url, requests);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    const { polls: _, ...found } = JSON.parse(stdout.trimEnd().split('\n').at(-1));
    assert.deepEqual(found, seen, stderr);

    const { calls, creates } = emulator.ledger();
    const of = (operation) => calls.filter((call) => call.operation === operation);
    assert.deepEqual(
      creates.map(({ stored, requests: size }) => [stored, size]),
      [[true, requests.length]],
    );
    assert.ok(of('retrieve').length > 1, JSON.stringify(calls));
    assert.equal(of('count_tokens').length, counted);
    assert.deepEqual(
      calls.map(({ status }) => status).filter((status) => status !== 200),
      [],
    );
  });
}

/** Runs the program of a tool on these requests, with its own home folder. */
function run(program, tool, home, url, requests) {
  // Without the last variable, batchlane's litellm downloads a list of prices at every start.
  const own = { HOME: home, XDG_CONFIG_HOME: home, LITELLM_LOCAL_MODEL_COST_MAP: 'True' };
  const env = { ...process.env, ...own, ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'any' };
  const child = spawn(program, ['-I', inRoot(`tests/clients/python/tool_${tool}.py`), home], { cwd: home, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(requests));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
