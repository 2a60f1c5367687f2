// The life of a batch as independent clients see it, over two routes: directly to the emulator, and through the relay in workerd.
// They read what they would read from the API; an error of theirs is a fault of ours.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { failureOf } from './failure.mjs';
import { DAY, HOUR, raise, SECOND } from './stage.mjs';

const limit = { timeout: 60_000 };

/** Defines the tests for these clients. */
export function lifecycle(clients) {
  let stage;
  before(async () => {
    stage = await raise();
  });
  after(() => stage?.close());

  for (const client of clients) {
    if (client.missing) {
      test(client.name, { skip: client.missing }, () => {});
      continue;
    }
    for (const way of ['emulator', 'relay']) {
      const who = `${client.name}, ${way === 'relay' ? 'through the relay' : 'at the emulator'}`;
      describe(who, limit, () => {
        let road;
        let batches;
        before(() => {
          road = stage.roads[way];
          batches = client.open(road);
        });
        after(() => batches?.close());
        const has = (operation) => !client.lacks?.includes(operation);
        /** Returns the properties of a failure that this client can report. */
        const asReported = ({ status, type, message }) => ({
          status,
          type: client.dropsType ? undefined : type,
          message,
        });

        test(`${who}: speaks its version, with its kind of key`, async () => {
          stage.open(road);
          await batches.page({ limit: 1 });
          const headers = stage.headers();
          assert.equal(headers.get('anthropic-version'), client.sends.version);
          const bearer = way === 'emulator' && client.sends.auth === 'bearer';
          assert.equal(headers.get('authorization'), bearer ? `Bearer ${road.upstreamKey}` : null);
          assert.equal(headers.get('x-api-key'), bearer ? null : road.upstreamKey);
        });

        test(`${who}: creates, polls, reads, deletes`, async () => {
          const clock = stage.open(road);
          const created = await batches.create([
            question('a'),
            question('b', { model: 'no-such-model' }),
            question('c'),
          ]);
          const { id } = created;
          const born = {
            id,
            status: 'in_progress',
            counts: { processing: 3, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
            created: clock.now,
            expires: clock.now + DAY,
            ended: null,
            cancelInitiated: null,
            archived: null,
            resultsUrl: null,
          };
          assert.deepEqual(created, born);
          assert.deepEqual(await batches.retrieve(id), born);
          assert.deepEqual(
            await failureOf(batches.results(id)),
            failing(asReported(client.noResults(id, 'in_progress'))),
          );

          clock.pass(10 * SECOND);
          const ended = await batches.retrieve(id);
          assert.deepEqual(
            { ...ended, ended: null },
            {
              ...born,
              status: 'ended',
              counts: { processing: 0, succeeded: 2, errored: 1, canceled: 0, expired: 0 },
              resultsUrl: `${road.baseURL}/v1/messages/batches/${id}/results`,
            },
          );
          assert.ok(ended.ended > born.created && ended.ended <= clock.now, `ended at ${ended.ended}`);

          const [a, b, c] = (await batches.results(id)).sort(byId);
          for (const [line, name] of [
            [a, 'a'],
            [c, 'c'],
          ]) {
            const { text, tokens, ...rest } = line;
            assert.deepEqual(rest, { id: name, type: 'succeeded', blocks: ['text'], stop: 'end_turn' });
            assert.ok(text.includes(`Hello from ${name}`), text);
            assert.ok(tokens.every((count) => count > 0) && tokens.length === 2, String(tokens));
          }
          assert.deepEqual(b, {
            id: 'b',
            type: 'errored',
            error: { type: 'not_found_error', message: 'model: no-such-model' },
          });

          if (!has('delete')) return;
          assert.deepEqual(await batches.delete(id), { id, type: 'message_batch_deleted' });
          assert.deepEqual(await failureOf(batches.retrieve(id)), asReported(notFound(id)));
        });

        test(`${who}: cancels, and finds finished and canceled items`, async () => {
          const clock = stage.open(road, { processingMs: 100 * SECOND });
          const { id } = await batches.create(questions(20));
          clock.pass(50 * SECOND);
          const canceling = await batches.cancel(id);
          assert.equal(canceling.status, 'canceling');
          assert.equal(canceling.cancelInitiated, clock.now);
          assert.equal(canceling.ended, null);

          clock.pass(60 * SECOND);
          const { status, counts, cancelInitiated } = await batches.retrieve(id);
          assert.deepEqual([status, cancelInitiated], ['ended', canceling.cancelInitiated]);
          assert.ok(counts.succeeded > 0 && counts.canceled > 0, JSON.stringify(counts));
          assert.deepEqual(counts, { ...countsOf(await batches.results(id)), processing: 0 });

          const again = await failureOf(batches.cancel(id));
          assert.ok([400, 409].includes(again.status), `a cancel after the end was answered with ${again.status}`);
        });

        test(`${who}: finds what did not finish in 24 hours expired, and after 29 days nothing`, async () => {
          const clock = stage.open(road, { processingMs: 2 * DAY });
          const { id } = await batches.create(questions(20));
          clock.pass(24 * HOUR + SECOND);
          const { status, counts } = await batches.retrieve(id);
          assert.equal(status, 'ended');
          assert.ok(counts.succeeded > 0 && counts.expired > 0, JSON.stringify(counts));
          assert.deepEqual(counts, { ...countsOf(await batches.results(id)), processing: 0 });

          clock.pass(28 * DAY);
          const archived = await batches.retrieve(id);
          assert.equal(archived.status, 'ended');
          assert.equal(archived.resultsUrl, null);
          assert.ok(archived.archived > archived.created && archived.archived <= clock.now);
          assert.deepEqual(await failureOf(batches.results(id)), failing(asReported(client.noResults(id, 'ended'))));
        });

        test(`${who}: pages through the list, both ways`, async () => {
          stage.open(road);
          assert.deepEqual((await batches.page({ limit: 3 })).ids, []);
          const ids = [];
          for (let i = 0; i < 7; i++) ids.unshift((await batches.create(questions(1))).id);

          const pages = [];
          for (let after; pages.length < 4; after = pages.at(-1).last) {
            pages.push(await batches.page({ limit: 3, after }));
            if (!pages.at(-1).more) break;
          }
          const page = (from, to, more) => ({ ids: ids.slice(from, to), more, first: ids[from], last: ids[to - 1] });
          assert.deepEqual(pages, [page(0, 3, true), page(3, 6, true), page(6, 7, false)]);

          if (has('before')) {
            assert.deepEqual(await batches.page({ limit: 3, before: ids[6] }), page(3, 6, true));
            assert.deepEqual(await batches.page({ limit: 3, before: ids[3] }), page(0, 3, false));
          }
          if (has('all')) {
            assert.deepEqual(await batches.all({ limit: 3 }), ids);
            assert.deepEqual((await batches.all({ limit: 2, before: ids[5] })).sort(), ids.slice(0, 5).sort());
          }
        });

        test(`${who}: reads the API’s errors`, async () => {
          stage.open(road);
          const { id } = await batches.create(questions(1));
          const invalid = (message) => ({ status: 400, type: 'invalid_request_error', message });
          const create = (...requests) => batches.create(requests);
          const cases = {
            empty: [() => create(), invalid('requests: List should have at least 1 item after validation, not 0')],
            duplicate: [
              () => create(question('twice'), question('twice')),
              invalid("requests: custom_id's must be unique within a batch. Duplicate custom_id found: twice"),
            ],
            long: [
              () => create(question('x'.repeat(65))),
              invalid('requests.0.custom_id: String should have at most 64 characters'),
            ],
            letters: [
              () => create(question('a b')),
              invalid("requests.0.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'"),
            ],
            beta: [
              () => batches.createWithBeta(questions(1), 'no-such-beta-2026-01-01'),
              invalid(
                'Unexpected value(s) `no-such-beta-2026-01-01` for the `anthropic-beta` header. ' +
                  'Please consult our documentation at platform.claude.com/docs or try again without the header.',
              ),
            ],
            unknown: [() => batches.retrieve('msgbatch_none'), notFound('msgbatch_none')],
            'unknown cancel': [() => batches.cancel('msgbatch_none'), notFound('msgbatch_none')],
            'unknown results': [() => batches.results('msgbatch_none'), notFound('msgbatch_none')],
          };
          if (has('delete')) {
            cases['unknown delete'] = [() => batches.delete('msgbatch_none'), notFound('msgbatch_none')];
            cases['early delete'] = [
              () => batches.delete(id),
              invalid('In progress batches cannot be deleted. Consider canceling the batch instead.'),
            ];
          }
          for (const [name, [operation, expected]] of Object.entries(cases)) {
            const refused = client.refuses?.[name];
            assert.deepEqual(
              await failureOf(operation()),
              refused ? failing({ message: refused }) : asReported(expected),
              name,
            );
          }
        });

        test(`${who}: reads answers of every kind`, async () => {
          const clock = stage.open(road, { responder: ({ custom_id: id }) => ANSWERS[id].result });
          const { id } = await batches.create(Object.keys(ANSWERS).map((name) => question(name)));
          clock.pass(10 * SECOND);
          const lines = Object.fromEntries((await batches.results(id)).map((line) => [line.id, line]));
          assert.deepEqual(Object.keys(lines).sort(), Object.keys(ANSWERS).sort());
          for (const [name, { result, seen }] of Object.entries(ANSWERS)) {
            const { type, blocks, stop, error } = lines[name];
            assert.deepEqual({ type, blocks, stop, error }, { type: result.type, ...unseen, ...seen }, name);
          }
        });

        test(`${who}: reads what the emulator makes up`, async () => {
          const kinds = ['tool_use', 'refusal', 'pause_turn', 'max_tokens'];
          const errors = ['api_error', 'overloaded_error', 'rate_limit_error'];
          const shares = Object.fromEntries([...kinds, ...errors, 'expired'].map((kind) => [kind, 0.1]));
          const clock = stage.open(road, { answers: { shares } });
          const tools = [
            {
              type: 'custom',
              name: 'look',
              description: 'Looks.',
              input_schema: { type: 'object', properties: { at: { type: 'string' } } },
            },
            { type: 'web_search_20250305', name: 'web_search' },
          ];
          const { id } = await batches.create(questions(100, has('tools') ? { tools } : {}));
          clock.pass(10 * SECOND);
          const { counts } = await batches.retrieve(id);
          const lines = await batches.results(id);
          assert.deepEqual(counts, { ...countsOf(lines), processing: 0 });
          const seen = new Set(lines.map(({ type, stop, error }) => stop ?? error?.type ?? type));
          const ofTools = (kind) => kind === 'tool_use' || kind === 'pause_turn';
          const expected = [
            'end_turn',
            'expired',
            ...errors,
            ...kinds.filter((kind) => has('tools') || !ofTools(kind)),
          ];
          assert.deepEqual([...seen].sort(), expected.sort());
        });

        test(`${who}: raises the limit by a beta`, async () => {
          const clock = stage.open(road);
          const long = [question('long', { max_tokens: 300_000 })];
          const plain = await batches.create(long);
          const raised = await batches.createWithBeta(long, 'output-300k-2026-03-24');
          clock.pass(10 * SECOND);
          assert.equal((await batches.results(raised.id))[0].type, 'succeeded');
          const [line] = await batches.results(plain.id);
          if (client.clamps) return assert.equal(line.type, 'succeeded');
          assert.equal(
            line.error.message,
            'max_tokens: 300000 > 128000, which is the maximum allowed number of output tokens for claude-opus-5-5',
          );
        });

        test(`${who}: is refused with a wrong key`, async () => {
          stage.open(road);
          const stranger = client.open({ ...road, apiKey: 'wrong' });
          try {
            assert.deepEqual(
              await failureOf(stranger.retrieve('msgbatch_none')),
              asReported({ status: 401, type: 'authentication_error', message: road.refusal }),
            );
          } finally {
            await stranger.close();
          }
        });

        test(`${who}: has its items judged by the version that it speaks`, async () => {
          const clock = stage.open(road);
          const { id } = await batches.create([question('warm', { temperature: 0.5, model: 'claude-haiku-4-5' })]);
          clock.pass(10 * SECOND);
          const [line] = await batches.results(id);
          assert.equal(
            line.type,
            client.sends.version === '2026-10-21' ? 'errored' : 'succeeded',
            JSON.stringify(line),
          );
        });
      });
    }
  }
}

const unseen = { blocks: undefined, stop: undefined, error: undefined };
const said = { type: 'text', text: 'Said.' };
const answered = (stop, content, more = {}) => ({
  result: { type: 'succeeded', message: { content, stop_reason: stop, ...more } },
  seen: { stop, blocks: content.map(({ type }) => type) },
});
const errored = (type, message, { request_id = null, ...more } = {}) => ({
  result: { type: 'errored', error: { type: 'error', error: { ...more, type, message }, request_id } },
  seen: { error: { type, message } },
});

/** One item of each kind of answer of the API, and what a client has to return for it. */
const ANSWERS = {
  'end-turn': answered('end_turn', [said]),
  'max-tokens': answered('max_tokens', [said]),
  'stop-sequence': answered('stop_sequence', [said], { stop_sequence: '###' }),
  'tool-use': answered('tool_use', [
    said,
    { type: 'tool_use', id: 'toolu_01A', name: 'look', input: { at: [1, null] } },
  ]),
  thinking: answered('end_turn', [{ type: 'thinking', thinking: 'Hm.', signature: 'c2ln' }, said]),
  refusal: answered('refusal', [], { stop_details: { type: 'refusal', category: 'cyber', explanation: null } }),
  'pause-turn': answered('pause_turn', [
    { type: 'server_tool_use', id: 'srvtoolu_01A', name: 'web_search', input: { query: 'example' } },
  ]),
  'window-exceeded': answered('model_context_window_exceeded', [said]),
  unicode: answered('end_turn', [{ type: 'text', text: '\u2028 \u2029 \ud83d\ude00 \u0000 é' }]),
  'bad-field': errored('invalid_request_error', 'messages: Field required', {
    details: { error_visibility: 'user_facing' },
  }),
  'bad-url': errored('invalid_request_error', 'Unable to download the file. Please verify the URL and try again.', {
    details: { error_visibility: 'user_facing' },
    request_id: 'workerreq_01A',
  }),
  fault: errored('api_error', 'Internal server error'),
  overloaded: errored('overloaded_error', 'Overloaded'),
  canceled: { result: { type: 'canceled' } },
  expired: { result: { type: 'expired' } },
};

function question(id, params = {}) {
  const messages = [{ role: 'user', content: `Hello from ${id}` }];
  return { custom_id: id, params: { model: 'claude-opus-5-5', max_tokens: 1024, messages, ...params } };
}

const questions = (count, params) => Array.from({ length: count }, (_, index) => question(`question-${index}`, params));

const byId = (one, other) => (one.id < other.id ? -1 : 1);

/** Returns the number of lines of each type. A duplicate id is a fault. */
function countsOf(lines) {
  assert.equal(new Set(lines.map(({ id }) => id)).size, lines.length);
  const counts = { succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  for (const { type } of lines) counts[type] += 1;
  return counts;
}

const failing = ({ status, type, message }) => ({ status, type, message });

const notFound = (id) => ({ status: 404, type: 'not_found_error', message: `Message Batch ${id} not found.` });
