// The output of commands whose calls fail for a while, or get no answer.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { failed, ONE_BATCH, place, SUBMIT } from './job_folder.mjs';
import { folder } from './run.mjs';

/** A server, and the environment of a command that calls it. */
async function serving(t, answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, server, env: { ANTHROPIC_API_KEY: 'any', ANTHROPIC_BASE_URL: url } };
}

const login = (_, reply) => reply.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
const LIST = 'GET http://emulator/v1/messages/batches';

test('a job says why its server does not answer, and when it does again', async (t) => {
  const { cli, emulator } = await place(t);
  await cli(SUBMIT);
  emulator.inject([{ fault: 'status', status: 503, operation: 'list', times: 3 }]);
  const { code, stderr } = await cli(['watch', 'k']);
  assert.deepEqual(
    [code, stderr],
    [0, `${LIST}: 503 overloaded; the job tries again\nhttp://emulator answers again.\n`],
  );
});

for (const [command, ...more] of [['watch'], ['cancel'], ['decide', '0', 'create'], ['retry', '--outcome', 'done']]) {
  test(`${command} ends with an error if the server is a website`, async (t) => {
    const faults = command === 'decide' ? [{ fault: 'cut_before', operation: 'create', times: 1 }] : [];
    const { cli, env, raw, plain } = await place(t, { faults });
    await cli(command === 'decide' ? [...ONE_BATCH, '--ambiguity', 'ask', '--settle', '0'] : SUBMIT);
    if (command === 'retry') await cli(['watch', 'k']);
    const { url } = await serving(t, login);
    Object.assign(env, { ANTHROPIC_BASE_URL: url });
    const { code, stdout, stderr } = await raw([command, 'k', ...more]);
    const text = `GET WEBSITE/v1/messages/batches: expected a page of message batches, found what looks like an HTML page. WEBSITE may be a website, not the API or a relay: check ANTHROPIC_BASE_URL. A network that requires sign-in responds like this too.`;
    assert.deepEqual({ code, stdout, stderr: plain(stderr).replaceAll(url, 'WEBSITE') }, failed(text));
  });
}

test('a job whose results are collected is watched without a call', async (t) => {
  const { cli, env } = await place(t);
  await cli(SUBMIT);
  await cli(['watch', 'k']);
  Object.assign(env, { ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' });
  const { code, stderr } = await cli(['watch', 'k']);
  assert.deepEqual([code, stderr], [0, '']);
});

test('a wait that the server asks for is announced, and one of more than a minute ends the command', async (t) => {
  const { start, cli } = folder((end) => t.after(end));
  let seconds = '50';
  const { url, env } = await serving(t, (_, reply) => {
    const error = { type: 'rate_limit_error', message: 'later' };
    reply.writeHead(429, { 'content-type': 'application/json', 'retry-after': seconds });
    reply.end(JSON.stringify({ type: 'error', error }));
  });
  const { child, saying } = start(['results', 'msgbatch_1'], '', env);
  await saying(`GET ${url}/v1/messages/batches/msgbatch_1: 429 rate_limited; trying again in 50 seconds\n`);
  child.kill();
  seconds = '3600';
  const { code, stderr } = await cli(['results', 'msgbatch_1'], '', env);
  assert.equal(code, 2);
  assert.match(
    stderr,
    /: 429 rate_limit_error: later\. The server asks for a wait of 3600 s: call again after that time\. \[/,
  );
});

test('a server that does not answer is named', async (t) => {
  const { start } = folder((end) => t.after(end));
  const { url, env } = await serving(t, () => {});
  const { child, saying } = start(['results', 'msgbatch_1'], '', env);
  await saying(`Waiting for a response: GET ${url}/v1/messages/batches/msgbatch_1\n`);
  child.kill();
});

test('an error of a connection names what may be wrong with it', async (t) => {
  const { cli } = folder((end) => t.after(end));
  const { url, server } = await serving(t, login);
  server.close();
  const said = async (env) => (await cli(['results', 'msgbatch_1'], '', { ANTHROPIC_API_KEY: 'any', ...env })).stderr;
  assert.equal(
    await said({ ANTHROPIC_BASE_URL: url }),
    `message-batches: GET ${url}/v1/messages/batches/msgbatch_1: no response after 3 attempts (fetch failed: connect ECONNREFUSED ${url.slice('http://'.length)}). Check ANTHROPIC_BASE_URL: is the emulator or relay running?\n`,
  );
  const proxied = await said({ ANTHROPIC_BASE_URL: 'https://api.invalid', HTTPS_PROXY: 'http://proxy.invalid' });
  const text = ' HTTPS_PROXY is set: Node uses it from version 22.21 on, with NODE_USE_ENV_PROXY=1.\n';
  assert.ok(proxied.endsWith(text), proxied);
});
