// The relay in workerd: the address of a batch's results is changed to the relay's, and nothing else in an answer changes.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { open, refusal, send } from './call.mjs';
import { useRelay } from './stack.mjs';

const BATCHES = '/v1/messages/batches';
const TOKEN = { authorization: 'Bearer the-token-of-the-relay' };

const UNKNOWN =
  'The relay got no answer from the API, so it is unknown whether the batch was created. Check the list of batches before you send it again.';

const batch = (id, resultsUrl) => ({ id, type: 'message_batch', new_field: { kept: 1 }, results_url: resultsUrl });

describe('the results_url of a batch', { timeout: 60_000 }, () => {
  const site = useRelay({ token: 'the-token-of-the-relay' });
  afterEach(() => site.upstream.answers(undefined));

  /** Returns the answer that a client gets if the API answers with `text`. */
  async function relayed(
    text,
    { method = 'GET', path = `${BATCHES}/msgbatch_1`, status = 200, headers = {}, accept = {} } = {},
  ) {
    const type = { 'content-type': 'application/json' };
    site.upstream.answers((reply) => reply.writeHead(status, { ...type, ...headers }).end(text));
    const reply = await send(site.url, path, { method, headers: { ...TOKEN, ...accept } });
    assert.equal(reply.status, status);
    return reply;
  }
  const through = (id) => `${site.url}${BATCHES}/${id}/results`;

  const ways = [
    ['POST', BATCHES],
    ['GET', `${BATCHES}/msgbatch_1`],
    ['POST', `${BATCHES}/msgbatch_1/cancel`],
  ];
  for (const [method, path] of ways) {
    test(`leads through the relay in the answer to ${method} ${path}`, async () => {
      const given = batch('msgbatch_1', 'https://api.anthropic.com/v1/messages/batches/msgbatch_1/results');
      const { text, headers } = await relayed(JSON.stringify(given), { method, path });
      assert.deepEqual(JSON.parse(text), { ...given, results_url: through('msgbatch_1') });
      assert.equal(headers['content-type'], 'application/json');
    });
  }

  test('leads through the relay for each batch of a page, and stays null where there is none', async () => {
    const page = { data: [batch('a', 'https://api.anthropic.com/x'), batch('b', null)], has_more: true, last_id: 'b' };
    const { text } = await relayed(JSON.stringify(page), { path: BATCHES });
    assert.deepEqual(JSON.parse(text), { ...page, data: [batch('a', through('a')), batch('b', null)] });
  });

  test('is made from the id alone: no host that an answer names gets the token', async () => {
    for (const foreign of ['https://evil.example/collect', '//evil.example', 'javascript:alert(1)', '']) {
      const { text } = await relayed(JSON.stringify(batch('../a b?c', foreign)));
      assert.equal(JSON.parse(text).results_url, through('..%2Fa%20b%3Fc'), foreign);
    }
  });

  test('leads to the results', async () => {
    const { text } = await relayed(JSON.stringify(batch('msgbatch_1', 'https://api.anthropic.com/x')));
    const { pathname } = new URL(JSON.parse(text).results_url);
    await relayed('{"custom_id":"a"}\n', { path: pathname, headers: { 'content-type': 'application/x-jsonl' } });
    assert.equal(site.upstream.requests.at(-1).url, `${BATCHES}/msgbatch_1/results`);
  });

  test('is rewritten in a compressed answer too', async () => {
    const body = gzipSync(JSON.stringify(batch('msgbatch_1', 'https://api.anthropic.com/x')));
    const { bytes, headers } = await relayed(body, {
      headers: { 'content-encoding': 'gzip', 'content-length': String(body.length) },
      accept: { 'accept-encoding': 'gzip' },
    });
    assert.equal(headers['content-encoding'], 'gzip');
    assert.equal(JSON.parse(gunzipSync(bytes)).results_url, through('msgbatch_1'));
  });

  const asTheyAre = [
    ['a batch without results', '{ "id" : "msgbatch_1",\n"type":"message_batch", "results_url": null }'],
    ['another object', '{"id":"a","type":"message_batch_deleted","results_url":"https://api.anthropic.com/x"}'],
    ['an id that is no text', '{"id":1,"type":"message_batch","results_url":"https://api.anthropic.com/x"}'],
    ['an address that is no text', '{"id":"a","type":"message_batch","results_url":["https://api.anthropic.com/x"]}'],
    ['a list that is none', '{"data":{"id":"a","type":"message_batch","results_url":"x"}}'],
    ['a page of anything', '{"data":[null,1,"a",[],{}]}'],
    ['JSON that is cut', '{"id":"a","type":"message_batch","results_url":"https://api.anthr'],
    ['no JSON', '<html>'],
    ['null', 'null'],
    ['nothing', ''],
    ['bytes that are no text', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
  ];
  for (const [name, body] of asTheyAre) {
    test(`changes nothing in ${name}`, async () => {
      const { bytes } = await relayed(body);
      assert.deepEqual(bytes, Buffer.from(body));
    });
  }

  test('is left alone among results, whatever type they are said to have', async () => {
    const line = `${JSON.stringify(batch('a', 'https://api.anthropic.com/x'))}\n`;
    assert.equal((await relayed(line, { path: `${BATCHES}/msgbatch_1/results` })).text, line);

    const arriving = site.upstream.next();
    const { call, reply } = open(site.url, `${BATCHES}/msgbatch_1/results`, { headers: TOKEN });
    call.end();
    const seen = await arriving;
    seen.reply.writeHead(200, { 'content-type': 'application/json' }).write('{"line":1}\n');
    assert.equal(String((await once(await reply, 'data'))[0]), '{"line":1}\n');
    assert.equal(seen.reply.writableEnded, false);
    seen.reply.end();
  });

  const broken = [
    ['POST', BATCHES, 'false', UNKNOWN],
    ['GET', `${BATCHES}/msgbatch_1`, undefined, 'The relay got no answer from the API.'],
    ['POST', `${BATCHES}/msgbatch_1/cancel`, undefined, 'The relay got no answer from the API.'],
  ];
  for (const [method, path, retry, words] of broken) {
    for (const length of [{}, { 'content-length': '1000' }]) {
      test(`an answer to ${method} ${path} that breaks off is no answer ${Object.keys(length)}`, async () => {
        const arriving = site.upstream.next();
        const sending = send(site.url, path, { method, headers: TOKEN });
        const seen = await arriving;
        seen.reply.writeHead(200, { 'content-type': 'application/json', ...length }).write('{"id":"msgbatch_1",');
        setTimeout(() => seen.request.socket.destroy(), 50);
        const { status, headers, text } = await sending;
        assert.deepEqual([status, headers['x-should-retry'], text], [502, retry, refusal('api_error', words)]);
      });
    }
  }

  test('changes nothing in an error, which is read for its text', async () => {
    const text = JSON.stringify(batch('a', 'https://api.anthropic.com/x'));
    assert.equal((await relayed(text, { status: 400 })).text, text);
  });

  test('changes nothing in an answer longer than a page of batches can be, and passes it on whole', async () => {
    const long = JSON.stringify({ ...batch('a', 'https://api.anthropic.com/x'), filler: 'x'.repeat(5_000_000) });
    const { text } = await relayed(long);
    assert.ok(text === long, `${text.length} of ${long.length} characters`);
  });
});
