// The site as a whole: it starts, ends without leftovers, reports why it cannot start, and can be deployed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serveSite } from '../../www/serve.mjs';

const UPSTREAM = { upstream: 'http://127.0.0.1:9', apiKey: 'sk-of-the-relay' };
const limit = { timeout: 60_000 };

test('the site ends with nothing left behind', limit, async () => {
  const before = process.env.TMPDIR;
  const folder = mkdtempSync(path.join(tmpdir(), 'message-batches-serve-'));
  process.env.TMPDIR = folder;
  try {
    const site = await serveSite(UPSTREAM);
    assert.equal((await fetch(site.url)).status, 200);
    assert.equal(readdirSync(folder).filter((name) => name.startsWith('message-batches-site-')).length, 1);
    await site.close();
    await site.gone;
    await assert.rejects(fetch(site.url), { name: 'TypeError' });
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('message-batches-site-')),
      [],
    );
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a port that is taken is said at once', limit, async () => {
  const other = createServer();
  await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address();
  try {
    await assert.rejects(serveSite({ ...UPSTREAM, port }), (error) => {
      assert.match(error.message, /^The site did not start: wrangler ended with status 1\.\n/);
      assert.match(error.message, new RegExp(`Address already in use \\(127\\.0\\.0\\.1:${port}\\)`));
      assert.doesNotMatch(error.message, /sk-of-the-relay/);
      return true;
    });
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
});

test('a Node that is not there is said at once', limit, async () => {
  await assert.rejects(serveSite({ ...UPSTREAM, node: '/nowhere/node' }), {
    message: 'The site did not start: spawn /nowhere/node ENOENT.\n',
  });
});

test('the site can be deployed as it is: one Worker, without the package or a secret in it', limit, () => {
  const out = mkdtempSync(path.join(tmpdir(), 'message-batches-deploy-'));
  try {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const wrangler = path.join(root, 'node_modules/wrangler/bin/wrangler.js');
    const node = process.env.MESSAGE_BATCHES_NODE || process.execPath;
    const { status, stdout, stderr } = spawnSync(
      node,
      [wrangler, 'deploy', '--dry-run', '--config', 'www/wrangler.jsonc', '--outdir', out],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false' },
      },
    );
    assert.equal(status, 0, stdout + stderr);
    const [, size] = /Total Upload: ([\d.]+) KiB/.exec(stdout);
    assert.ok(Number(size) < 36, `the Worker is ${size} KiB`);
    assert.doesNotMatch(stdout, /RELAY_TOKEN|ANTHROPIC_API_KEY/);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
