// Jobs on the command line, as a user runs them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ASKED, failed, jsonl, KNOWN, NO_JOBS, ok, place, requests, STORED, SUBMIT } from './job_folder.mjs';

describe('jobs', { concurrency: 4 }, () => {
  test('a job is submitted, watched, and its results are written', async (t) => {
    const { cli, emulator } = await place(t);
    assert.deepEqual(await cli(SUBMIT), ok('job-0\n', STORED));
    const line = (state) => `job job-0 ("k"): ${state}\n3 requests in 2 shards, submitted TIME\nshard  requests  state`;
    assert.deepEqual(
      await cli(['status', 'k']),
      ok(
        `${line('working')}    batch\n    0         2  running  batch-0\n    1         1  running  batch-1\nrequests: 3 in running shards\n`,
      ),
    );
    assert.deepEqual(
      await cli(['results', 'k']),
      failed('results: job job-0 ("k") is not collected yet. Run: message-batches watch job-0'),
    );
    const table = `${line('collected')}      batch\n    0         2  collected  batch-0\n    1         1  collected  batch-1\n`;
    const collected = `${table}requests: 3 done, MONEY\n`;
    assert.deepEqual(await cli(['watch', 'k']), ok(collected));
    assert.deepEqual(await cli(['status', 'k']), ok(collected));
    assert.deepEqual(await cli(['watch', 'k']), ok(collected));
    assert.deepEqual(emulator.ledger().billedTwice, []);
  });

  test('results of a job are what results of a batch are: unchanged, in order, joined, counted', async (t) => {
    const { cli, raw, emulator, file, read, url } = await place(t);
    await cli(SUBMIT);
    const id = (await raw(['watch', 'k', '--json'])).stdout;
    const { shards } = JSON.parse(id);
    const lines = [];
    for (const { batchId } of shards) {
      const response = await fetch(`${url}/v1/messages/batches/${batchId}/results`, {
        headers: { 'x-api-key': 'any', 'anthropic-version': '2026-10-21' },
      });
      lines.push(await response.text());
    }
    const calls = emulator.ledger().calls.length;
    assert.equal((await raw(['results', 'k'])).stdout, lines.join(''));
    const ordered = (await raw(['results', 'k', '--order', 'input'])).stdout.trimEnd().split('\n');
    assert.deepEqual(
      ordered.map((line) => JSON.parse(line).custom_id),
      ['r-0', 'r-1', 'r-2'],
    );
    assert.deepEqual(
      await cli(['results', 'k', '--csv', 'custom_id,outcome', '--order', 'input', '--output', 'o.csv']),
      ok(''),
    );
    assert.equal(read('o.csv'), 'custom_id,outcome\r\nr-0,done\r\nr-1,done\r\nr-2,done\r\n');
    file('rows.csv', 'custom_id,name\nr-0,Ada\nr-2,Cem\nr-1,Bob\n');
    const joined = await cli(['results', 'k', '--join', 'rows.csv', '--jsonl', 'row.name,outcome']);
    const rows = ['Ada', 'Cem', 'Bob'].map((name) => ({ 'row.name': name, outcome: 'done' }));
    assert.deepEqual(joined, ok(jsonl(rows)));
    assert.deepEqual(await cli(['results', 'k', '--failed']), ok(''));
    assert.match((await cli(['results', 'k', '--tally'])).stdout, /^3 records\n/);
    // Collected results are read without a call.
    assert.equal(emulator.ledger().calls.length, calls);
    assert.equal((await raw(['results', shards[0].batchId])).stdout, lines[0]);
    assert.deepEqual(await cli(['results', 'rows.csv', '--order', 'input']), failed('results: --order needs a job'));
    assert.deepEqual(
      await cli(['results', 'k', '--order', 'inptu']),
      failed('--order: expected arrival or input, found "inptu". Did you mean input?'),
    );
  });

  test('--json has the same shape for all commands that act on a job', async (t) => {
    const { cli } = await place(t);
    const shards = (first, second) => [
      { index: 0, requests: 2, batchId: first },
      { index: 1, requests: 1, batchId: second },
    ];
    const submitted = await cli([...SUBMIT, '--json']);
    const job = { id: 'job-0', key: 'k', state: 'working', shards: shards('batch-0', 'batch-1') };
    assert.deepEqual(JSON.parse(submitted.stdout), job);
    const watched = JSON.parse((await cli(['watch', 'k', '--json'])).stdout);
    assert.deepEqual(watched, { ...job, state: 'collected' });
    const retried = JSON.parse((await cli(['retry', 'k', '--outcome', 'done', '--json'])).stdout);
    assert.deepEqual(retried, { id: 'job-1', key: null, state: 'working', shards: shards('batch-2', 'batch-3') });
    const facts = { key: null, state: 'working', requests: 3, batches: 2, createdAt: 'TIME', parent: null };
    assert.deepEqual(JSON.parse((await cli(['list', '--json'])).stdout), [
      { ...facts, id: 'job-0', key: 'k', state: 'collected' },
      { ...facts, id: 'job-1', parent: 'job-0' },
    ]);
    const status = JSON.parse((await cli(['status', 'k', '--json'])).stdout);
    const { usage, cost, ...rest } = status;
    const shard = { requests: 2, state: 'collected', isAsked: false, candidates: [], attempts: 1, reason: null };
    assert.deepEqual(rest, {
      ...{ id: 'job-0', key: 'k', state: 'collected', reason: null, requests: 3, createdAt: 'TIME', parent: null },
      ...{ retries: ['job-1'], warnings: [], outcomes: { done: 3 }, unanswered: {} },
      shards: [
        { ...shard, index: 0, batchId: 'batch-0' },
        { ...shard, index: 1, batchId: 'batch-1', requests: 1 },
      ],
    });
    assert.ok(usage.output_tokens > 0 && cost.usd > 0);
  });

  test('without a terminal nothing is sent unless --yes is there', async (t) => {
    const { cli, emulator } = await place(t);
    const text = 'submit: cannot ask for confirmation without a terminal. Pass --yes to send without asking';
    assert.deepEqual(await cli(SUBMIT.slice(0, -1)), failed(text, ASKED));
    assert.deepEqual(await cli(['list']), ok('', NO_JOBS));
    assert.deepEqual(emulator.ledger().creates, []);
  });

  test('on a terminal, submit asks before it sends, and shows a bar', async (t) => {
    const { cli, emulator, env, file, root } = await place(t);
    file('terminal.mjs', 'for (const stream of [process.stdin, process.stderr]) stream.isTTY = true;');
    const terminal = pathToFileURL(path.join(root, 'terminal.mjs')).href;
    Object.assign(env, { NODE_OPTIONS: `--import=${terminal}`, TERM: 'xterm', NO_COLOR: '1' });
    const asking = SUBMIT.slice(0, -1);
    for (const answer of ['n\n', '\n', '', 'yikes\n']) {
      const { code, stdout, stderr } = await cli(asking, answer);
      assert.deepEqual([code, stdout], [2, ''], answer);
      assert.match(
        stderr,
        /3 requests\n.*destination: http:\/\/emulator\n.*Send them\? \[y\/N\] .*Nothing was sent\.\n$/s,
      );
    }
    assert.deepEqual(emulator.ledger().creates, []);
    const sent = await cli(asking, 'y\n');
    assert.deepEqual([sent.code, sent.stdout, emulator.ledger().creates.length], [0, 'job-0\n', 2]);
    assert.match(sent.stderr, /-{24} 0 % of 3 requests, \d+s: 2 waiting/);
    assert.match((await cli(['watch', 'k'])).stderr, /#{24} 100 % of 3 requests, \d+s: 2 collected/);
  });

  test('a job over --max-usd is not sent', async (t) => {
    const { cli, emulator } = await place(t);
    const { code, stdout, stderr } = await cli([...SUBMIT, '--max-usd', '0.0001']);
    assert.deepEqual([code, stdout], [2, '']);
    const [, over] = /^message-batches: (.*)$/m.exec(stderr);
    assert.match(
      over,
      /^--max-usd: expected at most 0\.0001 US dollars, found up to 0\.000[1-9]\d by the estimate\. Nothing was sent\.$/,
    );
    assert.deepEqual([emulator.ledger().creates, await cli(['list'])], [[], ok('', NO_JOBS)]);
  });

  test('--max-usd refuses requests whose tools the API runs, and the price says why it has no upper bound', async (t) => {
    const { cli, emulator, file } = await place(t);
    const tools = [{ type: 'web_fetch_20260318', name: 'web_fetch' }];
    const [first, ...others] = requests(3);
    file('r.jsonl', jsonl([{ ...first, params: { ...first.params, tools } }, ...others]));
    const { code, stdout, stderr } = await cli([...SUBMIT, '--max-usd', '1000']);
    assert.deepEqual([code, stdout], [2, '']);
    const reason = "no upper bound: the API's tools add to the prompt: web_fetch";
    assert.match(stderr, new RegExp(`^price: at least MONEY, ${reason}$`, 'm'));
    assert.match(
      stderr,
      new RegExp(
        `^message-batches: --max-usd: expected at most 1000 US dollars, found ${reason}\\. Nothing was sent\\.$`,
        'm',
      ),
    );
    assert.deepEqual(emulator.ledger().creates, []);
  });

  test('a known key with the same input continues, and other input is refused', async (t) => {
    const { cli, emulator, file, read } = await place(t);
    await cli(SUBMIT);
    const creates = emulator.ledger().creates.length;
    assert.deepEqual(await cli(SUBMIT.slice(0, -1)), ok('job-0\n', KNOWN));
    assert.deepEqual(await cli(['submit', '-', ...SUBMIT.slice(2)], read('r.jsonl')), ok('job-0\n', KNOWN));
    file('r.jsonl', jsonl(requests(4)));
    const changed =
      'This is not the input that job "k" was made from: expected 3 requests, found 4. The first difference is in requests 0 to 1. Nothing was sent. Pass the same file, or another --key.';
    const { code, stdout, stderr } = await cli(SUBMIT);
    assert.deepEqual([code, stdout], [2, '']);
    assert.equal(stderr.replace(/requests \d+ to \d+/, 'requests 0 to 1'), `${KNOWN}message-batches: ${changed}\n`);
    assert.equal(emulator.ledger().creates.length, creates);
  });

  test('rows become requests as in build, and what is wrong with them is reported', async (t) => {
    const { cli, file } = await place(t);
    file('rows.csv', 'email,name\na@b.c,Ada\nd@e.f,Bob\n');
    const template = { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: 'Hi {{name}}' }] };
    file('t.json', JSON.stringify(template));
    const flags = ['--template', 't.json', '--id', 'email', '--yes'];
    const sent = await cli(['submit', 'rows.csv', ...flags]);
    assert.deepEqual([sent.code, sent.stdout], [0, 'job-0\n']);
    const { stderr } = await cli(['build', 'rows.csv', '--template', 't.json', '--id', 'mail']);
    assert.deepEqual(await cli(['submit', 'rows.csv', '--template', 't.json', '--id', 'mail', '--yes']), {
      code: 2,
      stdout: '',
      stderr,
    });
    file('r.jsonl', '{"custom_id":"a"}\n');
    const refused = await cli(['submit', 'r.jsonl', '--yes']);
    assert.deepEqual([refused.code, refused.stdout], [2, '']);
    assert.equal(
      refused.stderr,
      'r.jsonl:1: error: expected params, found none [params.missing]\n    at requests.0.params\n1 request, 32 bytes: 1 error, 0 warnings\nNothing was sent.\n',
    );
    assert.deepEqual(await cli(['submit', 'r.jsonl', '--id', 'a']), failed('submit: --id needs --template FILE'));
  });

  test('a collected job is forgotten with its requests and results, another one only by force', async (t) => {
    const { cli, emulator, root } = await place(t);
    await cli(SUBMIT);
    const open = await cli(['forget', 'k']);
    const text =
      'Job job-0 is not collected yet: 2 of its shards are open. Run watch first, or pass --force: its batches then keep running, and nothing collects them.';
    assert.deepEqual(open, failed(text));
    await cli(['watch', 'k']);
    const calls = emulator.ledger().calls.length;
    const removed = 'Removed job job-0 ("k") from FOLDER/state/message-batches\n';
    assert.deepEqual(await cli(['forget', 'k']), ok('job-0\n', removed));
    assert.equal(emulator.ledger().calls.length, calls);
    const data = path.join(root, 'state', 'message-batches');
    assert.deepEqual(fs.readdirSync(path.join(data, 'bodies')), []);
    assert.deepEqual(await cli(['list']), ok('', NO_JOBS));
    assert.equal((await cli([...SUBMIT.slice(0, -1), '--yes'])).code, 0);
    assert.equal((await cli(['forget', 'k', '--force'])).code, 0);
    assert.deepEqual(fs.readdirSync(path.join(data, 'bodies')), []);
  });

  test('a job that is not there is an error of each command', async (t) => {
    const { cli, root } = await place(t);
    fs.mkdirSync(path.join(root, 'd'));
    for (const [command, ...more] of [['watch'], ['status'], ['retry'], ['cancel'], ['decide', '0', 'create']]) {
      const text = `${command}: no job with the id or key "none" in d. See: message-batches list --data d`;
      assert.deepEqual(await cli([command, 'none', ...more, '--data', 'd']), failed(text));
      assert.deepEqual(await cli([command, 'none', ...more, '--data', 'e']), failed('--data e: no such folder'));
    }
    assert.deepEqual(
      await cli(['watch', 'msgbatch_1']),
      failed('watch: no job with the batch "msgbatch_1" in FOLDER/state/message-batches. See: message-batches list'),
    );
    assert.deepEqual(
      await cli(['results', 'none']),
      failed('none: no such file, no batch id, and no job in FOLDER/state/message-batches. See: message-batches list'),
    );
  });
});
