// Results of a job with lines that cannot be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonl, place, requests } from './job_folder.mjs';

test('results of a job say which requests have none, and which lines an order leaves out', async (t) => {
  const { cli, emulator, file, read } = await place(t);
  file('r.jsonl', jsonl(requests(40)));
  await cli(['submit', 'r.jsonl', '--key', 'k', '--yes']);
  emulator.inject([{ fault: 'garble_lines', lines: 0.1, operation: 'results' }]);
  await cli(['watch', 'k']);
  const counted = async (...flags) => {
    const end = await cli(['results', 'k', '--csv', 'custom_id,outcome', '--output', 'out.csv', ...flags]);
    const rows = read('out.csv').split('\r\n').slice(1, -1);
    return { ...end, done: rows.filter((row) => row.endsWith(',done')).length, rows: rows.length };
  };
  const arrival = await counted();
  const lost = 40 - arrival.done;
  assert.ok(lost > 1 && lost < 40, String(lost));
  const missing = `${lost} requests have no result`;
  const { stderr: said, ...written } = arrival;
  assert.deepEqual(written, { code: 1, stdout: '', done: 40 - lost, rows: 40 });
  const unread = new RegExp(
    `^message-batches: ${lost} lines are not records \\(the first: line \\d+ at byte \\d+: not valid JSON: .+\\); ${missing}\n$`,
  );
  assert.match(said, unread);
  assert.deepEqual(await counted('--order', 'input'), {
    code: 1,
    stdout: '',
    stderr: `message-batches: ${missing}; ${lost} lines are not results of requests, or repeat one\n`,
    done: 40 - lost,
    rows: 40 - lost,
  });
  const { code, stderr } = await cli(['results', 'k', '--tally']);
  assert.equal(code, 1);
  assert.match(stderr, unread);
});
