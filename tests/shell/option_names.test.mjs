// Names that are not options, and the option that was meant.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BatchClient,
  documentBlock,
  estimate,
  fromRows,
  imageBlock,
  plan,
  readResults,
  validate,
} from 'message-batches';
import { all, KEY } from './setup.mjs';

test('create takes true or false as validate', async () => {
  await assert.rejects(client().create([request], { validate: 'no' }), {
    name: 'TypeError',
    code: 'invalid_option',
    message: 'validate: expected true or false, found "no"',
  });
});

test('an option inside an option is named', async () => {
  await assert.rejects(estimate([request], { exact: true }), {
    name: 'TypeError',
    code: 'invalid_option',
    message: 'exact: expected an object, found true',
  });
});

const there = (names) => `The options are: ${names.join(', ')}.`;
const CALL_NAMES = ['betas', 'headers', 'maxRetries', 'signal', 'timeoutMs'];
const request = { custom_id: 'a', params: {} };
const client = () => new BatchClient({ apiKey: KEY, fetch: () => assert.fail('nothing is sent') });
const strangers = [
  ['create', 'beta', 'betas', () => client().create([request], { beta: [] })],
  ['retrieve', 'timeout', 'timeoutMs', () => client().retrieve('a', { timeout: 7 })],
  ['cancel', 'maxRetry', 'maxRetries', () => client().cancel('a', { maxRetry: 1 })],
  ['delete', 'header', 'headers', () => client().delete('a', { header: {} })],
  ['list', 'limti', 'limit', () => client().list({ limti: 1 })],
  ['list with options', 'sginal', 'signal', () => client().list({}, { sginal: null })],
  ['results', 'maxDrop', 'maxDrops', () => client().results('a', { maxDrop: 1 })],
  ['poll', 'interval', 'intervalMs', () => client().poll('a', { interval: 1 })],
  ['watch', 'maxInterval', 'maxIntervalMs', () => all(client().watch('a', { maxInterval: 1 }))],
  ['findCreated', 'timeoutms', 'timeoutMs', () => client().findCreated({}, { timeoutms: 1 })],
  ['countTokens', 'beta', 'betas', () => client().countTokens({}, { beta: [] })],
  ['a client', 'baseUrl', 'baseURL', async () => new BatchClient({ baseUrl: 'http://127.0.0.1' })],
  ['validate', 'maxIssue', 'maxIssues', () => validate([request], { maxIssue: 1 })],
  ['plan', 'maxRequest', 'maxRequests', () => all(plan([request], { maxRequest: 1 }))],
  ['estimate', 'exakt', 'exact', () => estimate([request], { exakt: {} })],
  ['estimate, inside', 'samples', 'sample', () => estimate([request], { exact: { client: client(), samples: 1 } })],
  ['fromRows', 'idColumn', 'id', async () => fromRows([{ a: 1 }], {}, { idColumn: 'a' })],
  ['imageBlock', 'sacle', 'scale', () => imageBlock(new Uint8Array(), { sacle: true })],
  ['documentBlock', 'tilte', 'title', () => documentBlock('text', { tilte: 'a' })],
  ['readResults', 'recordcount', 'recordCount', () => readResults('', { recordcount: 1 })],
  ['inOrder', 'spil', 'spill', async () => (await readResults('')).inOrder([], { spil: null })],
  ['join', 'keys', 'key', async () => (await readResults('')).join([], { keys: 'a' })],
  ['reconcile', 'maxId', 'maxIds', async () => (await readResults('')).reconcile([], { maxId: 1 })],
  ['toStream', 'column', 'columns', async () => (await readResults('')).toStream('csv', { column: [] })],
  ['toResponse', 'fileName', 'filename', async () => (await readResults('')).toResponse('csv', { fileName: 'a' })],
];
strangers.push(
  ['join', 'id', 'key', async () => (await readResults('')).join([], { id: 'a' })],
  ['join', 'on', 'key', async () => (await readResults('')).join([], { on: 'a' })],
  ['fromRows', 'sep', 'delimiter', async () => fromRows('a\n', {}, { sep: ';' })],
  ['fromRows', 'separator', 'delimiter', async () => fromRows('a\n', {}, { separator: ';' })],
  ['fromRows', 'key', 'id', async () => fromRows('a\n', {}, { key: 'a' })],
  ['submit', 'key', 'jobKey', () => client().submit([request], { key: 'a' })],
  ...['endpoint', 'url', 'host'].map((name) => [
    'a client',
    name,
    'baseURL',
    async () => new BatchClient({ [name]: 'a' }),
  ]),
  ...['authToken', 'auth_token', 'token', 'key'].map((name) => [
    'a client',
    name,
    'apiKey',
    async () => new BatchClient({ [name]: 'a' }),
  ]),
);
for (const [what, name, meant, call] of strangers) {
  test(`${what} knows no option ${name}, and says which was meant`, async () => {
    const error = await call().then(
      () => assert.fail('no error'),
      (thrown) => thrown,
    );
    assert.equal(error.constructor, TypeError);
    assert.equal(error.code, 'invalid_option');
    assert.ok(error.message.startsWith(`${name}: unknown option. Did you mean ${meant}? The options are: `));
  });
}

for (const name of ['logger', 'logLevel', 'proxy', 'project', 'organization', 'httpAgent']) {
  test(`a client knows no option ${name}, and nothing like it`, () => {
    assert.throws(
      () => new BatchClient({ [name]: 'x' }),
      ({ message }) => message.startsWith(`${name}: unknown option. The options are: allowInsecure, `),
    );
  });
}

test('the options that there are stand in the message, and those without a value do not count', async () => {
  const error = await client()
    .retrieve('a', { zzz: 1 })
    .catch((thrown) => thrown);
  assert.ok(error.message.endsWith(there(CALL_NAMES)), error.message);
  assert.equal((await validate([], { beta: undefined })).requests, 0);
});
