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
  assert.deepEqual(await cli(['list', '--data', 'nowhere']), failed('--data nowhere: no such folder'));
  assert.deepEqual(await cli(['list', '--data', 'd/bodies']), ok('', 'There are no jobs in d/bodies\n'));
});
