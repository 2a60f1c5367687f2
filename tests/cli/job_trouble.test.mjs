// Jobs on the command line that are paused, undecided, canceled, retried or interrupted.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ASKED, failed, jsonl, KNOWN, ONE_BATCH, ok, place, requests, STORED, SUBMIT } from './job_folder.mjs';

describe('jobs in trouble', { concurrency: 4 }, () => {
  test('a spend limit pauses the job, and the next command continues it', async (t) => {
    const { cli } = await place(t, { faults: [{ fault: 'spend_limit', operation: 'create', times: 1 }] });
    const flags = ['--data', 'd', '--max-requests', '100'];
    const paused = await cli(['submit', 'r.jsonl', '--key', 'k', '--yes', ...flags]);
    assert.deepEqual([paused.code, paused.stdout], [1, 'job-0\n']);
    const [, reason] = /is paused: (.*)\n/.exec(paused.stderr);
    const halt = `message-batches: job job-0 ("k") is paused: ${reason}\n  To continue: message-batches watch job-0 --data d\n`;
    assert.equal(paused.stderr, `${ASKED}Stored job job-0 ("k") in d\n${halt}`);
    const status = await cli(['status', 'k', '--data', 'd']);
    assert.deepEqual([status.code, status.stderr], [1, halt]);
    assert.deepEqual(await cli(['submit', 'r.jsonl', '--key', 'k', ...flags]), ok('job-0\n', KNOWN));
  });

  test('a paused job is canceled without a create, and watch ends at once', async (t) => {
    const { cli, emulator } = await place(t, { faults: [{ fault: 'spend_limit', operation: 'create', times: 1 }] });
    await cli(ONE_BATCH);
    assert.deepEqual(await cli(['cancel', 'k']), ok('job-0\n'));
    assert.equal((await cli(['watch', 'k'])).code, 0);
    assert.deepEqual(
      await cli(['cancel', 'k']),
      ok('job-0\n', 'The results of job job-0 ("k") are collected: there is nothing to cancel.\n'),
    );
    assert.equal(emulator.ledger().creates.length, 1);
  });

  test('a cancel says that a create of unknown outcome is looked for', async (t) => {
    const { start, cli } = await place(t, { faults: [{ fault: 'cut_before', operation: 'create', times: 1 }] });
    const { child, saying, ended } = start(ONE_BATCH);
    await saying('shard 0: uncertain');
    child.kill('SIGINT');
    await ended;
    const text =
      'It is not known yet whether a batch of shard 0 was stored. A batch that is found may not belong to the job, so it is not canceled. To search: message-batches watch job-0\n';
    assert.deepEqual(await cli(['cancel', 'k']), ok('job-0\n', text));
  });

  test('a cancel leaves a batch that was found after a create of unknown outcome, and says so', async (t) => {
    const faults = [{ fault: 'cut_after', operation: 'create', times: 1 }];
    const { cli, emulator } = await place(t, { faults, processingMs: 600_000 });
    await cli(ONE_BATCH);
    const { calls, creates } = emulator.ledger();
    const text = `warning: The batch of shard 0, batch-0, was found after a create of unknown outcome. It may be another's, so it is not canceled. If you know that it is the job's, cancel it with client.cancel("batch-0").\n`;
    assert.deepEqual(await cli(['cancel', 'k']), ok('job-0\n', text));
    assert.deepEqual([creates.length, calls.filter(({ operation }) => operation === 'cancel').length], [1, 0]);
    const { stdout } = await cli(['status', 'k', '--json']);
    const { shards } = JSON.parse(stdout);
    assert.deepEqual([shards[0].state, shards[0].batchId, shards[0].isUnconfirmed], ['running', 'batch-0', true]);
  });

  test('a job that runs is canceled, and each batch is', async (t) => {
    const { cli, emulator } = await place(t, { processingMs: 600_000 });
    await cli(SUBMIT);
    assert.deepEqual(await cli(['cancel', 'k']), ok('job-0\n'));
    const canceled = emulator.ledger().calls.filter(({ operation }) => operation === 'cancel');
    assert.equal(canceled.length, 2);
  });

  test('results that cannot be read have a reason and a time in status', async (t) => {
    const { start, cli, emulator } = await place(t);
    emulator.inject([{ fault: 'status', status: 500, operation: 'results' }]);
    await cli(ONE_BATCH);
    const { child, saying, ended } = start(['watch', 'k']);
    await saying('shard 0: ended, msgbatch_');
    await saying('500');
    child.kill('SIGINT');
    await ended;
    const { stdout } = await cli(['status', 'k']);
    const [, table, fact, account] =
      /^(.*\n0 .*\n)(the results .*)\n(.*)\n$/s.exec(stdout.replaceAll(/^ +0/gm, '0')) ?? [];
    assert.match(table ?? stdout, /\n0 +3 +ended +batch-0\n$/);
    assert.match(fact, /^the results of shard 0 have not been readable since TIME: .*500/);
    assert.equal(account, 'requests: 3 in ended shards');
    const [shard] = JSON.parse((await cli(['status', 'k', '--json'])).stdout).shards;
    assert.deepEqual([shard.state, shard.failingSince, shard.reason.includes('500')], ['ended', 'TIME', true]);
  });

  test('an undecided create is a question, which create or adopt answers', async (t) => {
    const { cli, emulator, url, file } = await place(t, {
      faults: [{ fault: 'cut_before', operation: 'create', times: 1 }],
    });
    const flags = ['--ambiguity', 'ask', '--settle', '0'];
    const asked = (job, key) =>
      [
        `message-batches: job ${job} ("${key}") needs a decision:`,
        'shard 0 (3 requests): it is unknown whether a batch was stored',
        `If one of the workspace's batches is the shard's, adopt it: message-batches decide ${job} 0 adopt BATCH`,
        `If no batch exists, send the shard again: message-batches decide ${job} 0 create`,
      ].join('\n  ');
    const sent = await cli([...ONE_BATCH, ...flags]);
    const cut =
      'POST http://emulator/v1/messages/batches: no response (the connection was closed); it is unknown whether the batch was stored\nhttp://emulator answers again.\n';
    assert.deepEqual(sent, { code: 1, stdout: 'job-0\n', stderr: `${STORED}${cut}${asked('job-0', 'k')}\n` });
    const watched = await cli(['watch', 'k']);
    assert.deepEqual(watched, { code: 1, stdout: '', stderr: `${asked('job-0', 'k')}\n` });
    assert.deepEqual(
      await cli(['decide', 'k', '0', 'adopt']),
      failed('decide: adopt needs BATCH: there is no known candidate'),
    );
    assert.deepEqual(
      await cli(['decide', 'k', '7', 'create']),
      failed('SHARD: expected 0, the only shard of job job-0 ("k"), found 7'),
    );
    assert.deepEqual(
      await cli(['decide', 'k', '0', 'craete']),
      failed('decide: expected adopt or create, found "craete". Did you mean create?'),
    );
    assert.deepEqual(
      await cli(['decide', 'k', '0']),
      failed('decide: expected JOB SHARD adopt|create [BATCH], found 2 operands. See: message-batches decide --help'),
    );
    assert.deepEqual(await cli(['decide', 'k', '0', 'create']), ok('job-0\n'));
    assert.deepEqual(
      await cli(['decide', 'k', '0', 'create']),
      failed('decide: shard 0 of job job-0 ("k") needs no decision: it is running'),
    );
    assert.equal((await cli(['watch', 'k'])).code, 0);
    assert.deepEqual(emulator.ledger().billedTwice, []);

    emulator.inject([{ fault: 'cut_before', operation: 'create', times: 1 }]);
    file('s.jsonl', jsonl(requests(4)));
    const second = ['submit', 's.jsonl', '--key', 'second', '--yes', ...flags];
    assert.equal((await cli(second)).code, 1);
    const response = await fetch(`${url}/v1/messages/batches`, {
      method: 'POST',
      headers: { 'x-api-key': 'any', 'anthropic-version': '2026-10-21', 'content-type': 'application/json' },
      body: JSON.stringify({ requests: requests(4) }),
    });
    const { id } = await response.json();
    assert.equal((await cli(['decide', 'second', '0', 'adopt', id])).code, 0);
    assert.equal((await cli(['watch', id])).code, 0);
    assert.deepEqual((await cli(['results', 'second', '--csv', 'custom_id'])).stdout.split('\r\n').sort(), [
      '',
      'custom_id',
      'r-0',
      'r-1',
      'r-2',
      'r-3',
    ]);
  });

  test('a retry is capped, and results then have the last record of each request', async (t) => {
    const { cli, emulator } = await place(t);
    await cli(SUBMIT);
    assert.deepEqual(
      await cli(['retry', 'k']),
      failed('retry: job job-0 ("k") is not collected yet. Run: message-batches watch job-0'),
    );
    await cli(['watch', 'k']);
    assert.deepEqual(
      await cli(['retry', 'k']),
      failed(
        'retry: no request of job job-0 ("k") has an outcome to retry: retry_as_is, expired, missing. Nothing was sent.',
      ),
    );
    assert.deepEqual(
      await cli(['retry', 'k', '--outcome', 'done', '--max-requests', '2']),
      failed('--max-requests: expected at most 2 requests, found 3. Nothing was sent.'),
    );
    const { stderr } = await cli(['retry', 'k', '--outcome', 'expird']);
    assert.equal(
      stderr,
      'message-batches: --outcome: expected done, empty, truncated, refused, paused, tool_use, retry_as_is, fix_and_retry, canceled, expired, malformed or missing, found "expird". Did you mean expired?\n',
    );
    assert.deepEqual(
      await cli(['retry', 'k', '--outcome', 'done', '--max-usd', 'x']),
      failed('--max-usd: expected an amount such as 20 or 0.50, found "x"'),
    );
    assert.deepEqual(
      await cli(['retry', 'k', '--outcome', 'empty,done']),
      ok('job-1\n', 'Stored job job-1, which retries 3 requests of job job-0 ("k")\n'),
    );
    assert.deepEqual(
      await cli(['retry', 'k', '--outcome', 'done']),
      failed('retry: job job-1, which retries a part of it, is not collected yet. Run: message-batches watch job-0'),
    );
    assert.deepEqual(
      await cli(['results', 'k']),
      failed('results: job job-1, which retries a part of it, is not collected yet. Run: message-batches watch job-0'),
    );
    const watched = await cli(['watch', 'k']);
    assert.deepEqual([watched.code, watched.stderr], [0, 'job job-1 retries a part:\n']);
    assert.equal((await cli(['results', 'k'])).stdout.split('\n').length, 4);
    assert.equal(emulator.ledger().creates.length, 4);
  });

  test('a cancel of a job whose results are collected cancels the retry that runs', async (t) => {
    const { cli } = await place(t);
    await cli(SUBMIT);
    await cli(['watch', 'k']);
    await cli(['retry', 'k', '--outcome', 'done']);
    assert.deepEqual(await cli(['cancel', 'k']), ok('job-0\n', 'Canceling job job-1, which retries a part of it.\n'));
  });

  test('only the outcomes that `retry` names are submitted again', async (t) => {
    const { cli, emulator } = await place(t, {
      faults: [{ fault: 'status', status: 413, operation: 'create', times: 1 }],
    });
    await cli(SUBMIT);
    await cli(['watch', 'k']);
    const before = emulator.ledger().creates.length;
    const { code, stderr } = await cli(['retry', 'k', '--outcome', 'truncated']);
    assert.deepEqual(
      [code, stderr],
      [
        2,
        'message-batches: retry: no request of job job-0 ("k") has an outcome to retry: truncated. Nothing was sent.\n',
      ],
    );
    assert.equal(emulator.ledger().creates.length, before);
    assert.match(
      (await cli(['retry', 'k', '--outcome', 'missing'])).stderr,
      /^Stored job job-1, which retries [12] requests? of/,
    );
  });

  test('a command that gets a signal lets the create in progress end, and says how to continue', async (t) => {
    const { start, cli, file } = await place(t, {
      faults: [{ fault: 'stall', ms: 1500, operation: 'create', times: 1 }],
    });
    file('r.jsonl', jsonl(requests(3)));
    const { child, saying, ended } = start(ONE_BATCH);
    await saying('shard 0: creating');
    child.kill('SIGINT');
    const { progress: _, ...end } = await ended;
    const lines = [
      'Waiting up to 5 seconds for creates in progress. Press Ctrl-C again to end at once.',
      'Interrupted job job-0 ("k"): 1 batch keeps running: batch-0',
      '  to continue: message-batches watch job-0',
      '  to cancel: message-batches cancel job-0',
    ];
    const stderr = `${STORED}${lines.join('\n')}\n`;
    assert.deepEqual(end, { code: 130, signal: null, stdout: 'job-0\n', stderr });
    assert.equal((await cli(['watch', 'k'])).code, 0);
  });

  test('a second signal ends the command at once, and the next one finds the batch', async (t) => {
    const { start, cli, emulator } = await place(t, {
      faults: [{ fault: 'stall', ms: 60_000, bytes: 1, operation: 'create', times: 1 }],
    });
    const { child, saying, ended } = start(ONE_BATCH);
    while (emulator.ledger().creates.length === 0) await new Promise(setImmediate);
    child.kill('SIGINT');
    await saying('Press Ctrl-C again');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    assert.deepEqual([code, stdout], [130, '']);
    assert.equal((await cli(['watch', 'k'])).code, 0);
    assert.equal(emulator.ledger().creates.length, 1);
  });
});
