// An upstream that repeats the key it received: the relay removes it from the answer. Also the page in Chromium when an answer
// contains the relay's token: neither the document nor the browser's storage shows it.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { useBrowser } from './browser.mjs';
import { send } from './call.mjs';
import { useRelay } from './stack.mjs';
import { lines, listed } from './workbench.mjs';

const BATCHES = '/v1/messages/batches';
const TOKEN = 'the-token-of-the-relay';
const KEY = 'sk-of-the-relay';
const HEADERS = { authorization: `Bearer ${TOKEN}` };

const IN_BASE64 = Buffer.from(`Bearer ${KEY}`).toString('base64');
const JSON_TYPE = { 'content-type': 'application/json' };
const error = (message) =>
  JSON.stringify({ type: 'error', error: { type: 'api_error', message }, request_id: message });

describe('an upstream that repeats the key', { timeout: 60_000 }, () => {
  const site = useRelay({ token: TOKEN });
  afterEach(() => site.upstream.answers(undefined));

  const answers = {
    'an error': [401, error(KEY), JSON_TYPE, error('[key]')],
    'an error with the key in base64': [
      500,
      error(IN_BASE64),
      JSON_TYPE,
      error(`${IN_BASE64.slice(0, 10)}[key]${IN_BASE64.slice(29)}`),
    ],
    'a page': [502, `<html>${KEY.toUpperCase()}`, { 'content-type': 'text/html' }, '<html>[key]'],
    'a text': [200, `key=${KEY}`, { 'content-type': 'text/plain' }, 'key=[key]'],
    'an object': [200, JSON.stringify({ key: [KEY] }), JSON_TYPE, '{"key":["[key]"]}'],
    headers: [400, error('no'), { ...JSON_TYPE, 'request-id': KEY, 'anthropic-sent': `Bearer ${KEY}` }, error('no')],
  };
  for (const [what, [status, body, headers, expected]] of Object.entries(answers)) {
    for (const [method, path] of [
      ['GET', `${BATCHES}/msgbatch_1`],
      ['POST', BATCHES],
    ]) {
      for (const keyed of [{}, { 'idempotency-key': `a-key-${what.replaceAll(' ', '-')}` }]) {
        test(`in ${what}, to ${method}${'idempotency-key' in keyed ? ' with a key' : ''}`, async () => {
          site.upstream.answers((reply) => reply.writeHead(status, KEY, headers).end(body));
          const answer = await send(site.url, path, {
            ...{ method, headers: { ...HEADERS, ...keyed } },
            body: method === 'POST' ? '{}' : undefined,
          });
          assert.equal(answer.status, status);
          assert.equal(answer.text, expected);
          for (const value of Object.values(answer.headers)) assert.ok(!String(value).includes(KEY), value);
        });
      }
    }
  }

  test('an answer without it passes as it came', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]);
    site.upstream.answers((reply) => reply.writeHead(500, { 'content-type': 'text/plain' }).end(bytes));
    assert.deepEqual((await send(site.url, `${BATCHES}/msgbatch_1`, { headers: HEADERS })).bytes, bytes);
  });
});

describe('the page, when what it gets has its token in it', { timeout: 100_000 }, () => {
  const site = useRelay({ token: TOKEN });
  const visit = useBrowser();

  const envelope = (message) => error(`${message}: ${TOKEN} and ${encodeURIComponent(`Bearer ${TOKEN}`)}`);
  const failures = {
    'a refusal': (reply) => reply.writeHead(401, JSON_TYPE).end(envelope('wrong key')),
    'an error of the server': (reply) =>
      reply.writeHead(400, { ...JSON_TYPE, 'request-id': TOKEN }).end(envelope('cannot')),
    'a page': (reply) => reply.writeHead(404, { 'content-type': 'text/html' }).end(`<html>${TOKEN}`),
    'a success that is none': (reply) => reply.writeHead(200, JSON_TYPE).end(JSON.stringify({ [TOKEN]: TOKEN })),
    'a connection that breaks': (reply) => reply.socket.destroy(),
  };
  for (const [what, answer] of Object.entries(failures)) {
    test(`${what}: not in the document, not in a store`, async () => {
      site.upstream.answers(answer);
      const printed = [];
      await visit({ url: site.url, token: TOKEN }, async (page) => {
        page.on('console', (message) => printed.push(message.text()));
        await page.reload();
        await listed(page);
        await page.locator('#source').fill(lines('a', 'b'));
        await page.locator('#check-summary', { hasText: '2 requests' }).waitFor();
        await page.locator('#submit').click();
        await page.locator('#submit-trouble').waitFor();
        const shown = await page.evaluate(async () => ({
          document: document.documentElement.outerHTML,
          values: [...document.querySelectorAll('input, textarea')].map(({ value }) => value),
          local: JSON.stringify({ ...localStorage }),
          // The token is stored only here.
          session: JSON.stringify({ ...sessionStorage, 'relay-token': undefined }),
          databases: (await indexedDB.databases()).map(({ name }) => name),
          caches: await caches.keys(),
          cookies: document.cookie,
          address: location.href,
          state: history.state,
        }));
        assert.deepEqual([shown.databases, shown.caches], [[], []]);
        assert.ok(!JSON.stringify(shown).includes(TOKEN), JSON.stringify(shown));
      });
      assert.ok(!printed.join('\n').includes(TOKEN), printed.join('\n'));
    });
  }

  test('and the search would find it', async () => {
    await visit({ url: site.url, token: TOKEN }, async (page) => {
      await page.evaluate((token) => document.body.append(`planted ${token}`), TOKEN);
      assert.ok((await page.evaluate(() => document.documentElement.outerHTML)).includes(TOKEN));
    });
  });
});
