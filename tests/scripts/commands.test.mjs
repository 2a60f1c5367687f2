// The commands as a user runs them, with invalid input: the exit status, the streams and the complete text.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';
import { finding } from '../../scripts/fuzz/finding.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { run } from '../../scripts/run.mjs';

const node = (script, args, env) =>
  run(process.execPath, [inRoot('scripts', script), ...args], { env: { ...process.env, NO_COLOR: '1', ...env } });

test('npm start on a port in use ends before it sets anything up', async (t) => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => server.close());
  const { port } = server.address();
  const { code, stdout, stderr } = await node('start.mjs', ['--exit', '--port', String(port)]);
  assert.equal(stdout, '');
  assert.equal(
    stderr,
    `\nPort ${port} on 127.0.0.1 is in use. Stop the program that listens there, or choose another port: ` +
      `npm start -- --port ${port + 1}\n`,
  );
  assert.equal(code, 1);
});

test('a port that is none', async () => {
  const { code, stderr } = await node('start.mjs', ['--port', 'eighty']);
  assert.equal(stderr, '\n--port needs a port number from 0 to 65535, found eighty.\n');
  assert.equal(code, 1);
});

test('--live without a key', async () => {
  const { code, stderr } = await node('start.mjs', ['--live'], { ANTHROPIC_API_KEY: '' });
  assert.equal(
    stderr,
    '\n--live needs an API key: set ANTHROPIC_API_KEY. The requests of the guide are billed to it.\n',
  );
  assert.equal(code, 1);
});

test('npm test with an unknown suite still ends with its one line', async () => {
  const { code, stdout, stderr } = await node('test.mjs', ['nope']);
  assert.match(stderr, /^\nUnknown suite "nope"\. Available: native, fuzz, boundary-node, .*, check\.\n$/);
  assert.equal(stdout, '0 passed, 1 failed\n');
  assert.equal(code, 1);
});

test('an unknown simulation, and an invalid seed', async () => {
  const usage = 'npm run simulate -- relay|jobs|driver [--seeds N | --seed S | --faults] [--json FILE]';
  const none = await node('simulate.mjs', ['rely']);
  assert.equal(none.stderr, `\nUnknown simulation "rely". Available: relay, jobs, driver. Usage: ${usage}\n`);
  const half = await node('simulate.mjs', ['relay', '--seed', '1.5']);
  assert.equal(half.stderr, '\n--seed needs a whole number of at least 1, found 1.5.\n');
  const other = await node('simulate.mjs', ['relay', '--sedes', '5']);
  assert.equal(other.stderr, `\nUnknown flag --sedes. Usage: ${usage}\n`);
  assert.deepEqual([none.code, half.code, other.code], [1, 1, 1]);
});

test('an unknown fuzz target, and invalid seconds', async () => {
  const usage = 'npm run fuzz -- [TARGET] [--seconds N | --input FILE] [--keep]';
  const names = fs.readdirSync(inRoot('fuzz', 'corpus')).sort().join(', ');
  for (const [args, message] of [
    [['frammer'], `Unknown target "frammer". Available: ${names}.`],
    [['framer', '--seconds', '0.5'], '--seconds needs a whole number from 1 to 999999, found 0.5.'],
    [['framer', '--seconds'], '--seconds needs a whole number from 1 to 999999, found nothing.'],
    [['framer', 'plan'], `Expected one target, found a second one, "plan". Usage: ${usage}`],
    [['--input', 'x'], `--input needs a target. Usage: ${usage}`],
    [['framer', '--input'], '--input needs the name of a file.'],
    [['--second', '5'], `Unknown flag --second. Usage: ${usage}`],
  ]) {
    const { code, stderr } = await node('fuzz.mjs', args);
    assert.equal(stderr, `\n${message}\n`);
    assert.equal(code, 1);
  }
});

test('a crash of a fuzz target is printed with its cause, its input and how to run it again', () => {
  const stderr = [
    "thread '<unnamed>' (1) panicked at src/targets/framer.rs:39:13:",
    'assertion `left == right` failed: Auto',
    ' right: 2',
    'stack backtrace:',
    '   0: rust_begin_unwind',
    'stat::number_of_executed_units: 7',
    `Test unit written to ${inRoot('target', 'fuzz', 'findings', 'framer', 'crash-1')}`,
  ].join('\n');
  assert.deepEqual(finding('framer', { stderr, code: 77 }), [
    "  thread '<unnamed>' (1) panicked at src/targets/framer.rs:39:13:",
    '  assertion `left == right` failed: Auto',
    '   right: 2',
    '  The input: target/fuzz/findings/framer/crash-1',
    '  Run it again: npm run fuzz -- framer --input target/fuzz/findings/framer/crash-1',
    '  After the fix, keep the input as fuzz/corpus/framer/found-WHAT',
  ]);
  assert.deepEqual(finding('framer', { stderr: 'a\nb', code: 127 }), [
    '  The program ended with exit code 127.',
    '  a',
    '  b',
  ]);
});

test('set-up without Rust ends with the sentence, whatever else was at work', async () => {
  const { code, stdout, stderr } = await node('setup.mjs', [], { PATH: '/nowhere' });
  assert.match(stdout, /^✗ rust {7}failed/m);
  assert.equal(
    stderr,
    '\nRust is missing: there is no rustup on PATH. Install it (https://rustup.rs), open a new terminal and run the command again.\n',
  );
  assert.equal(code, 1);
});
