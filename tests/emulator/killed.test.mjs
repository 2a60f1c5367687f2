// An emulator that was killed in the middle of a write: the next one on its folder removes only the leftovers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { startEmulator } from 'message-batches/emulator';
import { inRoot } from '../../scripts/paths.mjs';
import { HEADERS, questions } from './caller.mjs';

const BATCHES = '/v1/messages/batches';

function folder(t) {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'emulator-'));
  t.after(() => fs.rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

/**
 * Starts a process with an emulator on the folder. The process reports and stops at a call of a file system function whose path
 * has this ending: before the call, or after it. It is killed there.
 */
async function killedAt(dataDir, { name, ending, before }, { key = 'a' } = {}) {
  const program = `
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    const real = fs.${name};
    fs.${name} = async (...args) => {
      const isIt = String(args[0]).endsWith(${JSON.stringify(ending)});
      if (!isIt || !${before}) await real(...args);
      if (!isIt) return;
      process.stdout.write('here\\n');
      await new Promise(() => {});
    };
    syncBuiltinESMExports();
    const { startEmulator } = await import('message-batches/emulator');
    const { url } = await startEmulator({ dataDir: ${JSON.stringify(dataDir)}, processingMs: 0 });
    process.stdout.write(url + '\\n');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: inRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = child.stdout.setEncoding('utf8')[Symbol.asyncIterator]();
  const line = async () => (await said.next()).value?.trim();
  const url = await line();
  const call = (method, path, body) =>
    fetch(`${url}${path}`, { method, headers: { ...HEADERS, 'x-api-key': key }, body }).then(
      (response) => response.json(),
      () => undefined,
    );
  const kill = () => {
    child.kill('SIGKILL');
    return once(child, 'exit');
  };
  return { call, here: line, kill };
}

const requests = JSON.stringify({ requests: questions(3) });
const contents = (dataDir) => fs.readdirSync(dataDir).sort();

for (const [what, at, left] of [
  [
    'before a draft has its name',
    { name: 'rename', ending: '.jsonl.part', before: true },
    /^msgbatch_\w+\.jsonl\.part$/,
  ],
  [
    'before the batch is in the journal',
    { name: 'rename', ending: '.jsonl.part', before: false },
    /^msgbatch_\w+\.jsonl$/,
  ],
]) {
  test(`killed ${what}: nothing of the batch is left`, async (t) => {
    const dataDir = folder(t);
    const { call, here, kill } = await killedAt(dataDir, at);
    const creating = call('POST', BATCHES, requests);
    assert.equal(await here(), 'here');
    const [, signal] = await kill();
    assert.equal(signal, 'SIGKILL');
    await creating;
    const [events, lock, orphan] = contents(dataDir);
    assert.deepEqual([events, lock], ['events.jsonl', 'lock']);
    assert.match(orphan, left);

    const next = await startEmulator({ dataDir });
    assert.deepEqual(contents(dataDir), ['events.jsonl', 'lock']);
    const listed = await (await fetch(`${next.url}${BATCHES}`, { headers: HEADERS })).json();
    assert.deepEqual(listed.data, []);
    await next.close();
    assert.deepEqual(contents(dataDir), ['events.jsonl']);
  });
}

test('killed before the file of a deleted batch was removed: it is removed, and that of another batch stays', async (t) => {
  const dataDir = folder(t);
  const { call, here, kill } = await killedAt(dataDir, { name: 'rm', ending: '.jsonl', before: true });
  const [kept, deleted] = [await call('POST', BATCHES, requests), await call('POST', BATCHES, requests)];
  await call('GET', `${BATCHES}/${deleted.id}`);
  const deleting = call('DELETE', `${BATCHES}/${deleted.id}`);
  assert.equal(await here(), 'here');
  await kill();
  await deleting;
  assert.ok(contents(dataDir).includes(`${deleted.id}.jsonl`));

  const next = await startEmulator({ dataDir });
  t.after(() => next.close());
  assert.deepEqual(contents(dataDir), ['events.jsonl', 'lock', `${kept.id}.jsonl`]);
  const results = await (await fetch(`${next.url}${BATCHES}/${kept.id}/results`, { headers: HEADERS })).text();
  assert.equal(results.trim().split('\n').length, 3);
});

test('what is not surely of an emulator stays', async (t) => {
  const dataDir = folder(t);
  const others = {
    // Results that were saved under the id of their batch, complete or in part.
    'msgbatch_01saved.jsonl': '{"custom_id":"a"}\n',
    'msgbatch_01saved.jsonl.part': '{"custom_id":"a"}\n',
    'msgbatch_01empty.jsonl': '',
    'notes.jsonl': '[]\n',
    'requests.jsonl.part': '[]\n',
    'msgbatch_01list.json': '[]\n',
  };
  for (const [name, text] of Object.entries(others)) fs.writeFileSync(path.join(dataDir, name), text);
  fs.mkdirSync(path.join(dataDir, 'msgbatch_01folder.jsonl'));
  fs.writeFileSync(path.join(dataDir, 'msgbatch_01gone.jsonl'), '[]\n{"custom_id":"a"}\n');
  fs.writeFileSync(path.join(dataDir, 'msgbatch_01gone.jsonl.part'), '');
  const emulator = await startEmulator({ dataDir });
  t.after(() => emulator.close());
  assert.deepEqual(
    contents(dataDir),
    [...Object.keys(others), 'msgbatch_01folder.jsonl', 'events.jsonl', 'lock'].sort(),
  );
});

test('another emulator that runs keeps its files, in this process, in another, on another machine', async (t) => {
  const dataDir = folder(t);
  const lock = path.join(dataDir, 'lock');
  const draft = path.join(dataDir, 'msgbatch_01draft.jsonl.part');
  const refused = (owner) => ({
    message:
      `The emulator cannot use ${dataDir}: ${owner} is using it. Stop that one, or choose another folder. ` +
      `If that process is not an emulator, delete ${lock}.`,
  });
  const first = await startEmulator({ dataDir });
  fs.writeFileSync(draft, '[]\n');
  await assert.rejects(startEmulator({ dataDir }), refused('another emulator of this process'));
  assert.ok(fs.existsSync(draft));
  await first.close();

  const child = await killedAt(dataDir, { name: 'rename', ending: '.jsonl.part', before: true });
  fs.writeFileSync(draft, '[]\n');
  const [pid] = fs.readFileSync(lock, 'utf8').split(' ');
  await assert.rejects(startEmulator({ dataDir }), refused(`the process ${pid}`));
  assert.ok(fs.existsSync(draft));
  await child.kill();

  fs.writeFileSync(lock, '7 another-machine');
  await assert.rejects(startEmulator({ dataDir }), refused('the process 7 of the machine another-machine'));
  assert.ok(fs.existsSync(draft));
  // It was removed an hour ago.
  fs.utimesSync(lock, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000));
  const last = await startEmulator({ dataDir });
  assert.deepEqual(contents(dataDir), ['events.jsonl', 'lock']);
  await last.close();
});
