// The relay in workerd without proxies, and callers who leave: a reset reaches the runtime at once.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { open } from './call.mjs';
import { answering, arrived, BATCHES, batch, callsOf, json, keyed, TOKEN } from './keys.mjs';
import { startRecorder } from './recorder.mjs';
import { serveRelay } from './workerd.mjs';

describe('callers who leave', { timeout: 60_000 }, () => {
  const site = {};
  const { post, lookUp } = callsOf(site);
  before(async () => {
    site.upstream = await startRecorder();
    Object.assign(site, await serveRelay({ upstream: site.upstream.url, token: 'the-token-of-the-relay' }));
  });
  after(async () => {
    await site.close?.();
    await site.upstream.close();
  });

  /** Sends a body, and resets the connection when the upstream has all of it. */
  async function sendAndLeave(headers, body) {
    const arriving = site.upstream.next();
    const { call } = open(site.url, BATCHES, { method: 'POST', headers });
    call.on('error', () => {});
    call.end(body);
    const seen = await arrived(arriving);
    call.socket.resetAndDestroy();
    return seen;
  }

  for (const length of [{ 'content-length': 11 }, { 'transfer-encoding': 'chunked' }]) {
    const form = Object.keys(length)[0];

    test(`end a create without a key (${form})`, async () => {
      const { reply } = await sendAndLeave({ ...TOKEN, ...length }, 'first later');
      await once(reply, 'close');
      assert.equal(reply.writableFinished, false);
    });

    test(`do not end a create with a key: it is answered, and the answer is there for them (${form})`, async () => {
      const key = `left-${form}`;
      const seen = await sendAndLeave({ ...keyed(key), ...length }, 'first later');
      // A reset of another call that has taken effect shows that this one would have taken effect, too.
      const other = await sendAndLeave({ ...TOKEN, ...length }, 'other later');
      await once(other.reply, 'close');
      assert.equal(seen.reply.closed, false);
      assert.equal((await lookUp(key)).state, 'open');

      seen.reply.writeHead(...json(200, '').slice(0, 2)).end(JSON.stringify(batch('msgbatch_1')));
      const { status, headers, text } = await post(key, 'first later', length);
      assert.deepEqual([status, headers['idempotency-replayed'], JSON.parse(text).id], [200, 'true', 'msgbatch_1']);
    });

    test(`who break off their body end a create with a key, and free the key (${form})`, async () => {
      const arriving = site.upstream.next();
      const headers = { ...keyed(`broken-${form}`), ...length };
      const { call } = open(site.url, BATCHES, { method: 'POST', headers });
      call.on('error', () => {});
      call.write('first ');
      const seen = await arriving;
      if (seen.pieces.length === 0) await once(seen.request, 'data');
      call.socket.resetAndDestroy();
      assert.equal((await seen.whole).complete, false);
      answering(site.upstream, json(200, batch('msgbatch_2')));
      const again = await post(`broken-${form}`, 'first later', length);
      assert.deepEqual([again.status, again.headers['idempotency-replayed']], [200, undefined]);
    });
  }
});
