/**
 * Runs the site on this machine: the Worker in the real edge runtime (workerd), by `wrangler dev`. It is a separate process,
 * because wrangler needs Node 22 or newer.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { end, start } from '../scripts/run.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const WRANGLER = path.join(here, '../node_modules/wrangler/bin/wrangler.js');
const START_LIMIT_MS = 60_000;
const END_LIMIT_MS = 3_000;

/** Isolates wrangler: no telemetry, no downloads of sample data, no files outside its own folder. */
const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_WRITE_LOGS: 'false',
  NO_COLOR: '1',
};

/**
 * @param {object} options
 * @param {string} options.upstream origin of the API, or of an emulator of it
 * @param {string} [options.apiKey] the key that the relay puts in
 * @param {string} [options.token] the token that callers, including the page, must send; default: a random one. Empty: none is set.
 * @param {string} [options.previousToken] another accepted token
 * @param {boolean} [options.audit] write a line for each create, cancel and delete
 * @param {Function} [options.onLine] called with each line that the site prints
 * @param {number} [options.port] default 0: any free one
 * @param {string} [options.state] a folder for the state of the relay; default: one that is deleted with the site
 * @param {string} [options.node] a Node of 22 or newer
 * @returns {Promise<{ url: string, token: string, link: string, close: () => Promise<void>, gone: Promise<void> }>} `link` opens the
 *   page with the token; `gone` settles when the site has ended, by `close` or unexpectedly
 */
export async function serveSite({
  upstream,
  apiKey,
  token = randomToken(),
  previousToken,
  audit,
  onLine,
  port = 0,
  state,
  node = nodeForTools(),
}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'message-batches-site-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  // In a file that only this user can read, because arguments and environment variables show in process lists.
  const secrets = path.join(folder, 'secrets.env');
  const variables = {
    UPSTREAM: upstream,
    ANTHROPIC_API_KEY: apiKey,
    // Sets a token even on this machine: miniflare trusts a header with the called address, so a page whose host name resolves to
    // this machine could pass as a local caller.
    RELAY_TOKEN: token || undefined,
    RELAY_TOKEN_PREVIOUS: previousToken,
    AUDIT: audit ? 'true' : undefined,
  };
  writeFileSync(secrets, lines(variables), { mode: 0o600 });

  const { child, exited } = start(
    node,
    [WRANGLER, 'dev', '--config', path.join(here, 'wrangler.jsonc'), '--env-file', secrets]
      .concat(['--ip', '127.0.0.1', '--port', String(port), '--inspector-port', '0'])
      .concat(['--persist-to', state ?? path.join(folder, 'state'), '--show-interactive-dev-session', 'false']),
    { cwd: here, env: { ...process.env, ...QUIET, WRANGLER_REGISTRY_PATH: path.join(folder, 'registry') } },
  );
  const gone = exited.then(() => {
    remove();
    process.off('exit', remove);
  });
  const close = async () => {
    end(child);
    const last = setTimeout(() => end(child, 'SIGKILL'), END_LIMIT_MS);
    await gone;
    clearTimeout(last);
  };
  try {
    const url = await ready(child, exited, onLine);
    return { url, token, link: linkTo(url, token), close, gone };
  } catch (error) {
    await close();
    throw error;
  }
}

const randomToken = () => randomBytes(24).toString('base64url');

/** The page takes the token from the fragment, which browsers do not send, and removes it from the address. */
const linkTo = (url, token) => `${url}/#token=${token}`;

/** The Node for the tools, which set-up provides if the running one is too old for them. */
const nodeForTools = () => process.env.MESSAGE_BATCHES_NODE || process.execPath;

const lines = (variables) =>
  Object.entries(variables)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
    .join('');

/** The URL that wrangler reports; rejects with its last lines of output if it does not start. */
function ready(child, exited, onLine) {
  return new Promise((resolve, reject) => {
    const said = [];
    const failed = (reason) => {
      clearTimeout(limit);
      reject(new Error(`The site did not start: ${reason}\n${said.slice(-20).join('\n')}`));
    };
    const limit = setTimeout(() => failed(`wrangler was not ready after ${START_LIMIT_MS / 1000} s.`), START_LIMIT_MS);
    for (const stream of [child.stdout, child.stderr]) {
      // Continues reading after the start, because a full pipe would stop wrangler.
      let dumping = false;
      readline.createInterface({ input: stream }).on('line', (line) => {
        // After wrangler's own error, its interrupted bundler prints a hundred lines.
        dumping ||= /^fatal error: all goroutines are asleep/.test(line);
        if (dumping) return;
        onLine?.(line);
        if (said.push(line) > 200) said.shift();
        const url = /Ready on (http:\/\/\S+)/.exec(line)?.[1];
        if (!url) return;
        clearTimeout(limit);
        resolve(url);
      });
    }
    exited.then(({ code, failure }) => failed(failure ? `${failure.message}.` : `wrangler ended with status ${code}.`));
  });
}
