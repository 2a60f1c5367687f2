// The list of the jobs of a folder.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { failed, ok, place } from './job_folder.mjs';

test('jobs that can be read are listed beside a damaged one, which is named', async (t) => {
  const { cli, raw, file, root } = await place(t);
  for (const key of ['one', 'two']) await raw(['submit', 'r.jsonl', '--key', key, '--yes', '--data', 'd']);
  const [first] = JSON.parse((await raw(['list', '--json', '--data', 'd'])).stdout);
  const at = `d/store/k-jobs+${first.id}+plan.key`;
  const [name] = fs.readdirSync(path.join(root, at));
  file(`${at}/${name}`, 'garbage');
  const { code, stdout, stderr } = await raw(['list', '--json', '--data', 'd']);
  assert.deepEqual([code, JSON.parse(stdout).map(({ key }) => key)], [2, ['two']]);
  assert.equal(
    stderr,
    `message-batches: ${path.join(root, at, name)} is not a file that this store wrote for the key "jobs/${first.id}/plan". Move it elsewhere, or restore it from a backup.\n`,
  );
  const state = `d/store/k-jobs+${first.id}+state.key`;
  fs.rmSync(path.join(root, at), { recursive: true });
  for (const command of [['list'], ['status', 'one']]) {
    const { code, stderr } = await raw([...command, '--data', 'd']);
    assert.deepEqual(
      [code, stderr],
      [
        2,
        `message-batches: There is no value of the key "jobs/${first.id}/plan", which job ${first.id} needs. Restore it from a backup. Batches that the job created keep running.\n`,
      ],
    );
  }
  assert.ok(fs.existsSync(path.join(root, state)), 'nothing else was removed');
  assert.deepEqual(await cli(['list', '--data', 'nowhere']), failed('--data nowhere: no such folder'));
  assert.deepEqual(await cli(['list', '--data', 'd/bodies']), ok('', 'There are no jobs in d/bodies\n'));
});
