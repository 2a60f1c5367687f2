// State on a disk: whenever the process ends, everything that was answered is there when the next one starts.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createEmulator, startEmulator } from 'message-batches/emulator';
import { DAY, HEADERS, linesOf, question, questions } from './caller.mjs';

const BATCHES = '/v1/messages/batches';

/** A folder, and emulators on it that share a clock and run one after the other. */
function disk(t) {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'emulator-'));
  const clock = { now: Date.UTC(2026, 10, 22, 10) };
  const running = [];
  t.after(async () => {
    for (const { close } of running) await close();
    fs.rmSync(dataDir, { recursive: true, force: true });
  });
  const start = async (options) => {
    const server = await startEmulator({ dataDir, now: () => clock.now, ...options });
    running.push(server);
    const call = async (method, path, body) => {
      const init = { method, headers: HEADERS, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const response = await fetch(`${server.url}${path}`, init);
      const text = await response.text();
      const json = response.headers.get('content-type') === 'application/json';
      return {
        status: response.status,
        text,
        body: json ? JSON.parse(text) : undefined,
        id: response.headers.get('request-id'),
      };
    };
    return {
      ...server,
      call,
      create: async (requests) => (await call('POST', BATCHES, { requests })).body,
      retrieve: async (id) => {
        const { status, body } = await call('GET', `${BATCHES}/${id}`);
        // The address is different each time.
        return status === 200 ? { ...body, results_url: body.results_url?.replace(server.url, '') ?? null } : status;
      },
      results: async (id) => (await call('GET', `${BATCHES}/${id}/results`)).text,
    };
  };
  return { dataDir, clock, start };
}

test('a restart in the middle of a batch: it goes on, and ends as it would have', async (t) => {
  const { clock, start } = disk(t);
  const requests = [...questions(30), question('bad', { max_tokens: 0 })];
  const first = await start();
  const [plain, canceled] = [await first.create(requests), await first.create(requests)];
  clock.now += 1500;
  const canceling = (await first.call('POST', `${BATCHES}/${canceled.id}/cancel`)).body;
  assert.equal(canceling.processing_status, 'canceling');
  await first.close();

  const second = await start();
  assert.deepEqual(await second.retrieve(plain.id), plain);
  assert.deepEqual(await second.retrieve(canceled.id), canceling);
  clock.now += 1500;
  const [ended, wound] = [await second.retrieve(plain.id), await second.retrieve(canceled.id)];
  assert.deepEqual(ended.request_counts, { processing: 0, succeeded: 30, errored: 1, canceled: 0, expired: 0 });
  assert.equal(wound.processing_status, 'ended');
  const texts = [await second.results(plain.id), await second.results(canceled.id)];
  assert.equal(linesOf(texts[0]).length, 31);
  const { billed } = second.emulator.ledger();
  await second.close();

  const third = await start();
  assert.deepEqual([await third.retrieve(plain.id), await third.retrieve(canceled.id)], [ended, wound]);
  assert.deepEqual([await third.results(plain.id), await third.results(canceled.id)], texts);
  assert.deepEqual(third.emulator.ledger().billed, billed);
});

test('ids go on where they were, of batches and of requests, and deleted batches stay deleted', async (t) => {
  const { clock, start } = disk(t);
  const ids = [];
  const requestIds = [];
  for (let life = 0; life < 3; life++) {
    const server = await start();
    for (let i = 0; i < 2; i++) ids.push((await server.create(questions(1))).id);
    clock.now += 3000;
    requestIds.push((await server.call('GET', `${BATCHES}/${ids.at(-1)}`)).id);
    if (life === 1) assert.equal((await server.call('DELETE', `${BATCHES}/${ids[0]}`)).status, 200);
    await server.close();
  }
  assert.equal(new Set(ids).size, 6);
  assert.equal(new Set(requestIds).size, 3);
  const { call } = await start();
  const { data } = (await call('GET', BATCHES)).body;
  assert.deepEqual(
    data.map(({ id }) => id),
    ids.slice(1).reverse(),
  );
});

test('an idempotency key is kept with its batch, for 48 hours, and without a secret', async (t) => {
  const { dataDir, clock, start } = disk(t);
  const post = async ({ url }, key) => {
    const headers = { ...HEADERS, 'idempotency-key': key };
    const response = await fetch(`${url}${BATCHES}`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ requests: questions(2) }),
    });
    const { headers: sent } = response;
    return [response.status, await response.text(), sent.get('request-id'), sent.get('idempotency-replayed')];
  };
  const first = await start({ idempotency: true });
  const answer = await post(first, 'the-key');
  assert.deepEqual([answer[0], answer[3]], [200, null]);
  await first.close();
  const events = fs.readFileSync(path.join(dataDir, 'events.jsonl'), 'utf8');
  assert.doesNotMatch(events, /the-key|test-key/);

  const second = await start({ idempotency: true });
  assert.deepEqual(await post(second, 'the-key'), [...answer.slice(0, 3), 'true']);
  assert.equal((await second.call('GET', BATCHES)).body.data.length, 1);
  await second.close();

  clock.now += 2 * DAY;
  const third = await start({ idempotency: true });
  assert.equal((await post(third, 'the-key'))[3], null);
  assert.equal((await third.call('GET', BATCHES)).body.data.length, 2);
});

test('what a responder said is remembered: it is not asked again', async (t) => {
  const { clock, start } = disk(t);
  let asked = 0;
  const content = [{ type: 'text', text: 'said once' }];
  const responder = () => {
    asked += 1;
    return { type: 'succeeded', message: { content } };
  };
  const first = await start({ responder });
  const { id } = await first.create(questions(3));
  clock.now += 3000;
  const text = await first.results(id);
  await first.close();
  const second = await start({ responder });
  assert.equal(await second.results(id), text);
  assert.equal(asked, 3);
});

test('an archived batch is remembered without its results, a moved clock as it was', async (t) => {
  const { dataDir, start } = disk(t);
  const first = await start();
  const { id } = await first.create(questions(2));
  first.emulator.advance(3000);
  await first.retrieve(id);
  first.emulator.advance(30 * DAY);
  const archived = await first.retrieve(id);
  assert.equal(archived.archived_at, '2026-12-21T10:00:00.000000+00:00');
  assert.deepEqual(fs.readdirSync(dataDir).sort(), ['events.jsonl', 'lock']);
  const now = first.emulator.now();
  await first.close();
  const second = await start();
  assert.equal(second.emulator.now(), now);
  assert.deepEqual(await second.retrieve(id), archived);
});

test('reset empties the folder', async (t) => {
  const { dataDir, start } = disk(t);
  const first = await start();
  await first.create(questions(2));
  first.emulator.reset();
  await first.create(questions(1));
  await first.close();
  const second = await start();
  assert.equal((await second.call('GET', BATCHES)).body.data.length, 1);
  assert.equal(fs.readdirSync(dataDir).length, 3);
});

test('the journal cut off at any byte: each batch is there whole, or not at all', async (t) => {
  const { dataDir, clock, start } = disk(t);
  const first = await start();
  const { id } = await first.create(questions(3));
  const other = await first.create(questions(1));
  clock.now += 3000;
  const ended = await first.retrieve(id);
  await first.retrieve(other.id);
  await first.close();
  const events = path.join(dataDir, 'events.jsonl');
  const journal = fs.readFileSync(events);
  const contents = path.join(dataDir, `${id}.jsonl`);
  const items = fs.readFileSync(contents);
  assert.equal(journal.toString().trim().split('\n').length, 5);
  const seen = new Set();
  for (let size = 0; size <= journal.length; size += 7) {
    fs.writeFileSync(events, journal.subarray(0, size));
    // The create below reuses the id that the journal has lost.
    fs.writeFileSync(contents, items);
    const server = await start();
    const batch = await server.retrieve(id);
    seen.add(batch === 404 ? 404 : batch.processing_status);
    if (batch !== 404) assert.deepEqual({ ...batch, results_url: null }, { ...ended, results_url: null });
    assert.equal((await server.create(questions(1))).processing_status, 'in_progress');
    await server.close();
  }
  assert.deepEqual([...seen], [404, 'ended']);
});

test('two processes cannot use one folder; one that is gone is no hindrance', async (t) => {
  const { dataDir, start } = disk(t);
  fs.writeFileSync(path.join(dataDir, 'lock'), String(process.ppid));
  await assert.rejects(start(), {
    message:
      `The emulator cannot use ${dataDir}: the process ${process.ppid} is using it. Stop that one, or choose another folder. ` +
      `If that process is not an emulator, delete ${path.join(dataDir, 'lock')}.`,
  });
  fs.writeFileSync(path.join(dataDir, 'lock'), '999999999');
  await start();
});

test('a port that cannot be had leaves the folder free', async (t) => {
  const { dataDir, start } = disk(t);
  const { port } = await start({ dataDir: undefined });
  await assert.rejects(start({ port }), /cannot listen/);
  assert.ok(!fs.existsSync(path.join(dataDir, 'lock')));
});

test('a storage of one’s own: what it fails to keep is a 500, not a promise', async () => {
  const lines = [];
  let broken = false;
  const storage = {
    async *events() {
      yield* lines;
    },
    append: async (line) => void (broken ? assert.fail('disk full') : lines.push(line)),
    put: async () => {},
    async *get() {},
    delete: async () => {},
    clear: async () => {},
  };
  const emulator = createEmulator({ storage });
  const create = () => {
    const init = { method: 'POST', headers: HEADERS, body: JSON.stringify({ requests: questions(1) }) };
    return emulator.fetch(`https://api.example${BATCHES}`, init);
  };
  assert.equal((await create()).status, 200);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).event),
    ['started', 'created'],
  );
  broken = true;
  const failed = await create();
  assert.deepEqual(
    [failed.status, (await failed.json()).error.message],
    [500, 'Internal server error (emulator): disk full'],
  );
});
