// Results continue after a lost connection: no record twice, none missing, and never on a stream that has changed.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import fc from 'fast-check';
import { readResults } from 'message-batches';
import { holds, list } from '../property.mjs';
import { flaky } from './flaky.mjs';
import { all, apiError, bytesOf, endedWith, failure, fieldsOf, json, jsonl, rushed, succeeded } from './setup.mjs';

const canceled = (id) => ({ custom_id: id, result: { type: 'canceled' } });
const SMALL = `${jsonl([succeeded('a', 'end_turn', [{ type: 'text', text: 'é 🎈' }]), canceled('b')])}{"bro\n\n${jsonl([
  canceled('c'),
])}`;
const LINES = Array.from({ length: 4000 }, (_, index) => canceled(`r-${index}-${'x'.repeat(index % 90)}`));
const BIG = jsonl(LINES);
const SIZE = bytesOf(BIG).length;
const BLOCK = 65_536;
const ids = (records) => records.map((record) => record.custom_id);

const expected = (await all(await flaky({ text: SMALL }).client.results('msgbatch_1'))).map(fieldsOf);

for (const ranges of [true, false]) {
  const server = ranges ? 'a server that knows ranges' : 'a server that does not';

  test(`a connection to ${server} that is cut at any byte of a small stream loses nothing and repeats nothing`, async () => {
    assert.equal(expected.length, 4);
    for (let byte = 0; byte <= bytesOf(SMALL).length; byte++) {
      const { client, asked } = flaky({ text: SMALL, ranges, cut: (number) => (number === 0 ? byte : undefined) });
      const records = await all(await client.results('msgbatch_1'));
      assert.deepEqual(records.map(fieldsOf), expected, `cut at byte ${byte}`);
      // A small stream is requested as a whole: there is no block to start from.
      assert.deepEqual(asked, [null, null]);
    }
  });

  test(`a connection to ${server} that is cut again and again in a big stream goes on each time`, async () => {
    // Each connection gets further than the previous one, since otherwise there would be no progress.
    const steps = list(fc.integer({ min: 1, max: 90_000 }), 0, 20);
    let resumed = 0;
    await holds(20, steps, async (steps) => {
      const cuts = steps.map((_, index) => steps.slice(0, index + 1).reduce((sum, step) => sum + step));
      const { client, asked } = flaky({ text: BIG, ranges, cut: (number) => cuts[number], piece: 16_384 });
      const records = await all(await client.results('msgbatch_1'));
      assert.deepEqual(
        ids(records),
        LINES.map((line) => line.custom_id),
      );
      assert.deepEqual(records.at(-1).line, LINES.length);
      assert.equal(asked.length, 1 + cuts.filter((cut) => cut <= SIZE).length);
      // A block is requested again if two have arrived: the start of the last one is compared.
      assert.equal(
        asked.some((range) => range !== null),
        cuts.some((cut) => cut >= 2 * BLOCK && cut <= SIZE),
      );
      if (asked.length > 4 && asked.some((range) => range !== null)) resumed += 1;
    });
    assert.ok(resumed >= 10, `${resumed} of them were cut more than three times and resumed`);
  });
}

const CANCELLED = 'The results were cancelled before they were read to the end.';

test('a big stream is requested from a block before the loss, and its known bytes are compared', async () => {
  const { client, asked } = flaky({ text: BIG, piece: 10_000, cut: (number) => (number === 0 ? 300_000 : undefined) });
  assert.ok(SIZE > 300_000);
  assert.equal((await all(await client.results('msgbatch_1'))).length, LINES.length);
  assert.deepEqual(asked, [null, `bytes=${3 * 65_536}-`]);
});

for (const [what, wrong] of Object.entries({
  'another first byte than asked for': 'bytes 0-9/100',
  'no number': 'bytes x-y/z',
  'another unit': 'lines 196608-9/10',
  'nothing at all': '',
})) {
  test(`an answer to a range whose content-range says ${what} is requested as a whole`, async () => {
    const { client, asked, cancelled } = flaky({
      ...{ text: BIG, piece: 10_000, wrong },
      cut: (number) => (number === 0 ? 300_000 : undefined),
    });
    const records = await all(await client.results('msgbatch_1'));
    assert.deepEqual(
      ids(records),
      LINES.map((line) => line.custom_id),
    );
    assert.deepEqual(asked, [null, 'bytes=196608-', null]);
    assert.equal(cancelled.length, 1);
  });
}

test('an answer that ends before the length that it announced is gone on with', async () => {
  let number = 0;
  const body = () => {
    number += 1;
    const headers = { 'content-length': String(bytesOf(SMALL).length) };
    return new Response(number === 1 ? SMALL.slice(0, 20) : SMALL, { headers });
  };
  const records = await all(await flaky({ body, count: 4 }).client.results('msgbatch_1'));
  assert.deepEqual(records.map(fieldsOf), expected);
});

test('results in another order are read from the start: records already returned are left out', async () => {
  for (let byte = 0; byte <= SIZE; byte += 20_011) {
    const { client, asked } = flaky({
      piece: 9000,
      body: (number) => (number === 0 ? BIG : jsonl(LINES.toReversed())),
      cut: (number) => (number === 0 ? byte : undefined),
    });
    const results = await client.results('msgbatch_1');
    const found = ids(await all(results));
    assert.equal(found.length, LINES.length, `cut at byte ${byte}`);
    assert.deepEqual(new Set(found), new Set(LINES.map((line) => line.custom_id)));
    assert.ok(asked.length <= 4);
    // Nothing that was read from one stream occurs in the other.
    assert.equal(results.position.cursor === '1.changed', byte >= 9000, `cut at byte ${byte}`);
  }
});

test('an order that changes with every request, and is cut each time, still yields every record once', async () => {
  const turned = (by) => jsonl([...LINES.slice(by * 331), ...LINES.slice(0, by * 331)]);
  const { client } = flaky({
    piece: 9000,
    ranges: false,
    body: (number) => turned(number),
    cut: (number) => (number < 9 ? 60_000 + number * 20_000 : undefined),
  });
  const found = ids(await all(await client.results('msgbatch_1')));
  assert.equal(found.length, LINES.length);
  assert.equal(new Set(found).size, LINES.length);
});

test('an id that came twice, and lines that are no records, come as often from changed results', async () => {
  const lines = [canceled('a'), canceled('a'), canceled('__proto__')];
  const first = `${jsonl(lines)}{"bro\n${jsonl([canceled('z')])}`;
  const second = `${jsonl([canceled('z'), canceled('__proto__')])}{"bro\n${jsonl([canceled('a'), canceled('a'), canceled('a')])}`;
  const cut = first.indexOf('"z"');
  const { client } = flaky({
    body: (number) => (number === 0 ? first : second),
    cut: (number) => (number === 0 ? cut : undefined),
  });
  assert.deepEqual(ids(await all(await client.results('msgbatch_1'))), ['a', 'a', '__proto__', '', 'z', 'a']);
});

test('shorter results than before are changed results, if they are all', async () => {
  const { client } = flaky({
    count: 1,
    body: (number) => (number === 0 ? jsonl([canceled('a'), canceled('b'), canceled('c')]) : jsonl([canceled('d')])),
    cut: (number) => (number === 0 ? 100 : undefined),
  });
  assert.deepEqual(ids(await all(await client.results('msgbatch_1'))), ['a', 'b', 'd']);
});

test('a position goes on in another process, from any record, by ranges or without', async () => {
  for (const ranges of [true, false]) {
    for (const stop of [1, 2, 700, 701, 3999, 4000]) {
      const server = flaky({ text: BIG, ranges, piece: 50_001 });
      const results = await server.client.results('msgbatch_1');
      const first = [];
      let position;
      for await (const record of results) {
        first.push(record.custom_id);
        position = JSON.parse(JSON.stringify(results.position));
        if (first.length === stop) break;
      }
      assert.deepEqual([position.seen, position.line], [stop, stop + 1]);
      const rest = await server.client.results('msgbatch_1', { from: position });
      const records = await all(rest);
      assert.deepEqual(
        [...first, ...ids(records)],
        LINES.map((line) => line.custom_id),
        `stopped at ${stop}`,
      );
      if (records[0]) assert.deepEqual([records[0].line, records[0].byteOffset], [stop + 1, position.byteOffset]);
      assert.equal(rest.position.seen, LINES.length);
      assert.equal(rest.position.byteOffset, SIZE);
    }
  }
});

test('a position between two chunks of a stream that goes on is good as well, also inside a long line', async () => {
  const long = jsonl([
    canceled('a'),
    succeeded('b', 'end_turn', [{ type: 'text', text: 'y'.repeat(400_000) }]),
    canceled('c'),
  ]);
  const server = flaky({ text: long, piece: 1000, cut: (number) => (number === 0 ? 200_000 : undefined) });
  const results = await server.client.results('msgbatch_1', { maxDrops: 0 });
  const error = await failure(all(results));
  assert.deepEqual([error.position.seen, error.position.line], [1, 2]);
  const rest = await server.client.results('msgbatch_1', { from: error.position });
  assert.deepEqual(ids(await all(rest)), ['b', 'c']);
});

test('a position in results that changed is refused, unless the handled ids are passed', async () => {
  const server = flaky({ piece: 5000, body: (number) => (number === 0 ? BIG : jsonl(LINES.toReversed())) });
  const results = await server.client.results('msgbatch_1');
  const handled = [];
  for await (const record of results) {
    handled.push(record.custom_id);
    if (handled.length === 1234) break;
  }
  const { position } = results;
  const error = await failure(all(await server.client.results('msgbatch_1', { from: position })));
  assert.equal(error.name, 'BatchError');
  assert.equal(error.code, 'results_changed');
  assert.equal(
    error.message,
    `The results have changed since the position was taken: they differ before byte ${position.byteOffset}. Read them from the start, or pass the ids of the records that you have: { from, handled }.`,
  );
  const rest = ids(await all(await server.client.results('msgbatch_1', { from: position, handled })));
  assert.equal(rest.length, LINES.length - 1234);
  assert.equal(new Set([...handled, ...rest]).size, LINES.length);
});

test('a position in results that had changed fits no others: it is refused, unless the ids are passed', async () => {
  const turned = [BIG, jsonl(LINES.toReversed())];
  const server = flaky({
    body: (number) => turned[number % 2],
    cut: (number) => (number === 0 ? 9000 : undefined),
    piece: 5000,
  });
  const results = await server.client.results('msgbatch_1');
  const handled = [];
  for await (const record of results) {
    handled.push(record.custom_id);
    if (handled.length === 1234) break;
  }
  const from = JSON.parse(JSON.stringify(results.position));
  assert.deepEqual([from.seen, from.line, from.cursor], [1234, 1235, '1.changed']);
  const error = await failure(all(await server.client.results('msgbatch_1', { from })));
  assert.equal(error.code, 'results_changed');
  const rest = await server.client.results('msgbatch_1', { from, handled });
  assert.equal(new Set([...handled, ...ids(await all(rest))]).size, LINES.length);
  assert.deepEqual([rest.position.seen, rest.position.cursor], [LINES.length, '1.changed']);
});

test('after so many losses without a new byte the error has the position, and going on from there works', async (t) => {
  const { waits } = rushed(t, { random: 0.5 });
  const server = flaky({ text: BIG, piece: 10_000, cut: (number) => (number < 4 ? 200_000 : undefined) });
  const results = await server.client.results('msgbatch_1', { maxDrops: 3 });
  const found = [];
  const error = await failure(
    (async () => {
      for await (const record of results) found.push(record.custom_id);
    })(),
  );
  assert.equal(error.name, 'ConnectionError');
  assert.equal(error.code, 'connection_lost');
  const { byteOffset, line, seen } = error.position;
  assert.equal(seen, found.length);
  assert.equal(
    error.message,
    `The results ended early in line ${line}, at or after byte ${byteOffset}, after ${seen} record${seen === 1 ? '' : 's'} (terminated). The batch still has them: continue with results(id, { from: error.position }).`,
  );
  assert.equal(server.asked.length, 4);
  // At once, then after 0.5 s and 1 s, each reduced by up to a quarter. The others are time limits of calls.
  assert.deepEqual(
    waits.filter((ms) => ms < 10_000 && ms > 0),
    [438, 875],
  );
  const rest = await all(await server.client.results('msgbatch_1', { from: error.position }));
  assert.deepEqual(
    [...found, ...ids(rest)],
    LINES.map((line) => line.custom_id),
  );
});

test('a server that sends a part of results that are requested whole is asked a limited number of times', async (t) => {
  rushed(t);
  const head = { status: 206, headers: { 'content-range': 'bytes 9-99/100' } };
  const server = flaky({ body: () => new Response(SMALL, head), count: 4 });
  const error = await failure(server.client.results('msgbatch_1', { maxDrops: 3 }).then(all));
  assert.equal(
    error.message,
    'The results ended early in line 1, at or after byte 0, after 0 records (the server sent another byte range than was requested). The batch still has them: continue with results(id, { from: error.position }).',
  );
  assert.deepEqual(server.asked, [null, null, null, null]);
  // Without a range it may be the whole.
  const unnamed = flaky({ body: () => new Response(SMALL, { status: 206 }), count: 4 });
  assert.deepEqual((await all(await unnamed.client.results('msgbatch_1'))).map(fieldsOf), expected);
  assert.equal(unnamed.asked.length, 1);
});

test('a server that cannot be reached again counts as a loss; a refusal is passed on unchanged', async (t) => {
  rushed(t);
  const cut = (number) => (number === 0 ? 60 : undefined);
  const gone = (number) =>
    number === 1 ? new TypeError('no network') : number === 2 ? apiError(503, 'x', 'x') : SMALL;
  const back = flaky({ text: SMALL, cut, body: gone });
  assert.deepEqual((await all(await back.client.results('msgbatch_1'))).map(fieldsOf), expected);
  const refusing = flaky({ cut, body: (number) => (number === 0 ? SMALL : apiError(403, 'permission_error', 'No.')) });
  await assert.rejects(all(await refusing.client.results('msgbatch_1')), {
    name: 'ApiError',
    message: '403 permission_error: No.',
  });
});

test('results that are archived meanwhile, or not found any more, are unavailable', async () => {
  const archived = endedWith(4, { results_url: null, archived_at: '2026-12-21T10:00:00Z' });
  const cut = (number) => (number === 0 ? 60 : undefined);
  const later = flaky({ text: SMALL, cut, batches: (asked) => json(asked === 0 ? endedWith(4) : archived) });
  await assert.rejects(all(await later.client.results('msgbatch_1')), {
    name: 'ResultsUnavailableError',
    code: 'results_archived',
  });
  const lost = flaky({ cut, body: (number) => (number === 0 ? SMALL : apiError(404, 'not_found_error', 'x')) });
  await assert.rejects(all(await lost.client.results('msgbatch_1')), {
    name: 'ResultsUnavailableError',
    code: 'results_missing',
  });
});

test('an abort and a cancel end a download that is being opened again, and keep no listener', async () => {
  const cut = (number) => (number === 0 ? 60 : undefined);
  for (const way of ['abort', 'cancel']) {
    const controller = new AbortController();
    let asked;
    const again = new Promise((resolve) => (asked = resolve));
    const batches = (number) => {
      if (number === 0) return undefined;
      asked();
      return new Promise(() => {});
    };
    const server = flaky({ text: SMALL, cut, batches });
    const results = await server.client.results('msgbatch_1', { signal: controller.signal });
    const reading = all(results).then(
      () => 'ended',
      (reason) => reason.message ?? reason,
    );
    await again;
    if (way === 'abort') controller.abort('enough');
    else await results.cancel();
    assert.equal(await reading, way === 'abort' ? 'enough' : CANCELLED);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  }
});

test('an abort, a cancel or a break at each step of a download that is cut meanwhile ends it', async () => {
  const count = expected.length;
  for (const way of ['abort', 'cancel', 'break']) {
    let [early, whole] = [0, 0];
    for (let turns = 0; whole < 3; turns++) {
      const controller = new AbortController();
      const server = flaky({ text: SMALL, piece: 90, cut: (number) => (number === 0 ? 300 : undefined) });
      const results = await server.client.results('msgbatch_1', { signal: controller.signal });
      let [left, seen] = [false, 0];
      const reading = (async () => {
        for await (const _ of results) {
          seen += 1;
          if (left && way === 'break') break;
        }
      })().then(
        () => 'ended',
        (reason) => reason.message ?? reason,
      );
      for (let turn = 0; turn < turns; turn++) await null;
      left = true;
      if (way === 'abort') controller.abort('enough');
      if (way === 'cancel') await results.cancel();
      const end = await reading;
      const ends = { abort: ['ended', 'enough'], cancel: ['ended', CANCELLED], break: ['ended'] };
      assert.ok(ends[way].includes(end), `${way}, turn ${turns}: ${end}`);
      assert.ok(seen <= count);
      if (end === 'ended' && seen === count) whole += 1;
      else early += 1;
      assert.equal(getEventListeners(controller.signal, 'abort').length, 0, `${way}, turn ${turns}`);
    }
    assert.ok(early > 3, `${way}: ${early} left early`);
  }
});

test('hundreds of results read with one signal leave no listener on it', async () => {
  const controller = new AbortController();
  const { client } = flaky({ text: SMALL, piece: 1000, cut: (number) => (number % 2 === 0 ? 60 : undefined) });
  for (let round = 0; round < 300; round++) {
    const results = await client.results('msgbatch_1', { signal: controller.signal });
    for await (const _ of results) if (round % 3 === 0) break;
  }
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
});

test('positions and counts that are none are refused by name', async () => {
  const { client } = flaky({ text: SMALL });
  const good = { byteOffset: 1, line: 1, seen: 0, cursor: '1.changed' };
  const cursor = 'from.cursor: expected the cursor of a results position, found';
  const { cursor: _, ...without } = good;
  for (const [options, name, message] of [
    [{ from: 'x' }, 'TypeError', 'from: expected a results position, found "x"'],
    [{ from: {} }, 'TypeError', 'byteOffset: expected a whole number of at least 0, found undefined'],
    [{ from: { ...good, line: 0 } }, 'RangeError', 'line: expected a whole number of at least 1, found 0'],
    [{ from: { ...good, seen: 0.5 } }, 'RangeError', 'seen: expected a whole number of at least 0, found 0.5'],
    [{ from: { ...good, cursor: 1 } }, 'TypeError', `${cursor} 1`],
    // The state of an earlier version, of a later version, none, and the start where it is not a start.
    [{ from: { ...without, hash: '0'.repeat(32) } }, 'TypeError', `${cursor} undefined`],
    [{ from: { ...good, cursor: '0'.repeat(32) } }, 'TypeError', `${cursor} "${'0'.repeat(32)}"`],
    [{ from: { ...good, cursor: '2.changed' } }, 'TypeError', `${cursor} "2.changed"`],
    [{ from: { ...good, cursor: '1.' } }, 'TypeError', `${cursor} "1."`],
    [{ from: { ...good, cursor: '' } }, 'TypeError', `${cursor} ""`],
    [{ maxDrops: -1 }, 'RangeError', 'maxDrops: expected a non-negative whole number, found -1'],
  ]) {
    await assert.rejects(client.results('msgbatch_1', options), { name, code: 'invalid_option', message });
  }
});

test('the cursor of a position is the same in every version and on every machine', async () => {
  // tests/native/resume.rs has the same value, which is computed by a different implementation.
  const results = await readResults(new Blob([Array.from({ length: 30_000 }, (_, number) => `${number}\n`).join('')]));
  await assert.rejects(
    async () => {
      for await (const { type } of results) assert.equal(type, 'malformed');
    },
    { code: 'unexpected_response' },
  );
  assert.equal(results.position.cursor, '1.f81c058682e058b3bda3e282afb0bcc5');
});
