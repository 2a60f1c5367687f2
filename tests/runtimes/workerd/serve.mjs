// The Worker beside this file in the real edge runtime, by `wrangler dev`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { end, start } from '../../../scripts/run.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const WRANGLER = path.join(here, '../../../node_modules/wrangler/bin/wrangler.js');
const START_LIMIT_MS = 60_000;

/** No telemetry, no downloads of sample data, and no files outside the given folder. */
const quiet = (folder) => ({
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_REGISTRY_PATH: path.join(folder, 'registry'),
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_WRITE_LOGS: 'false',
  NO_COLOR: '1',
});

/**
 * Starts the Worker, with the `node` that runs wrangler, and with another build of the package if `dist` is given. `more` is
 * added to its configuration.
 */
export async function serveWorker({ dist, main = 'worker.mjs', node = process.execPath, more } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'message-batches-workerd-'));
  const config = path.join(folder, 'wrangler.json');
  const worker = { name: 'in-workerd', main: path.resolve(here, main), compatibility_date: '2026-10-23' };
  const buckets = [{ binding: 'BUCKET', bucket_name: 'spill' }];
  const alias = dist ? { 'message-batches': path.join(dist, 'workerd.js') } : {};
  writeFileSync(config, JSON.stringify({ ...worker, r2_buckets: buckets, alias, ...more }));
  const { child, exited } = start(
    node,
    [WRANGLER, 'dev', '--config', config]
      .concat(['--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0'])
      .concat(['--persist-to', path.join(folder, 'state'), '--show-interactive-dev-session', 'false']),
    { cwd: folder, env: { ...process.env, ...quiet(folder) } },
  );
  const close = async () => {
    end(child);
    const last = setTimeout(() => end(child, 'SIGKILL'), 3000);
    await exited;
    clearTimeout(last);
    rmSync(folder, { recursive: true, force: true });
  };
  const said = [];
  const url = new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('wrangler was not ready in time')), START_LIMIT_MS);
    for (const stream of [child.stdout, child.stderr]) {
      readline.createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        const ready = /Ready on (http:\/\/\S+)/.exec(line)?.[1];
        if (!ready) return;
        clearTimeout(limit);
        resolve(ready);
      });
    }
    exited.then(({ code, failure }) => reject(failure ?? new Error(`wrangler ended with status ${code}`)));
  });
  try {
    return { url: await url, close, said, pid: child.pid };
  } catch (error) {
    await close();
    throw new Error(`${error.message}\n${said.slice(-20).join('\n')}`);
  }
}
