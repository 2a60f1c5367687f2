// Keys of creates while a token is renewed, with objects that fail. workerd has no way to make one fail.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';
import { inRoot } from '../../scripts/paths.mjs';
import { refusal } from './call.mjs';

const entryPoints = [inRoot('www', 'worker', 'relay.ts')];
const { outputFiles } = await build({ entryPoints, bundle: true, format: 'esm', write: false });
const script = Buffer.from(outputFiles[0].contents).toString('base64');
const { relay } = await import(`data:text/javascript;base64,${script}`);

/** An environment whose objects cannot be looked up, and the calls that reach them. */
function failing(tokens) {
  const calls = [];
  const object = {
    lookUp: async () => {
      calls.push('lookUp');
      throw new Error('The Durable Object was reset.');
    },
    fetch: async () => {
      calls.push('fetch');
      return Response.json({});
    },
  };
  const CREATES = { idFromName: (name) => name, get: () => object };
  return { calls, env: { ANTHROPIC_API_KEY: 'sk-of-the-relay', CREATES, ...tokens } };
}

const BOTH = { RELAY_TOKEN: 'the-token-of-this-year', RELAY_TOKEN_PREVIOUS: 'the-token-of-last-year' };

for (const [name, method, flag, tokens] of [
  ['a create during a token change', 'POST', 'create', BOTH],
  ['a look-up during a token change', 'GET', 'list', BOTH],
  ['a look-up', 'GET', 'list', { RELAY_TOKEN: BOTH.RELAY_TOKEN }],
]) {
  test(`${name} whose key cannot be looked up is answered with 503, and nothing is sent`, async () => {
    const { calls, env } = failing(tokens);
    const path = '/v1/messages/batches';
    const headers = { authorization: `Bearer ${BOTH.RELAY_TOKEN}`, 'idempotency-key': 'key-1' };
    const request = new Request(`https://relay.example${path}`, { method, headers });
    const reply = await relay(request, { path, [flag]: true }, env, { waitUntil() {} });
    const message = 'The relay could not look up this idempotency-key. Try again.';
    assert.deepEqual([reply.status, await reply.text()], [503, refusal('api_error', message)]);
    assert.deepEqual(calls, ['lookUp']);
  });
}
