// Results joined with the rows of their requests.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromRows, readResults } from 'message-batches';
import { all, bytesOf, jsonl, succeeded } from './setup.mjs';

const answer = (id) =>
  succeeded(id, 'end_turn', [{ type: 'text', text: `Answer to ${id} ${'é'.repeat(id.length % 7)}` }]);
const IDS = Array.from({ length: 1500 }, (_, index) => `id-${index}`);
/** In a different order. */
const shuffled = IDS.toSorted((a, b) => ((Number(a.slice(3)) * 7919) % 1500) - ((Number(b.slice(3)) * 7919) % 1500));
const RESULTS = jsonl(shuffled.map(answer));

test('a join of results without a record yields every row, without a record', async () => {
  const rows = [{ id: 'a' }, { id: 'b' }];
  const template = { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: '{{id}}' }] };
  const none = async () => readResults('', { recordCount: 0 });
  for (const [joined, ids] of [
    [(await none()).join(rows, { key: 'id' }), ['a', 'b']],
    [(await none()).join(rows, { key: (row) => row.id, spill: null }), undefined],
    [(await none()).join(fromRows(rows, template, { id: 'id' })), ['a', 'b']],
  ]) {
    const found = await all(joined);
    if (ids)
      assert.deepEqual(found, [
        { row: rows[0], record: undefined },
        { row: rows[1], record: undefined },
      ]);
    const missing = { count: 2, ids: ['a', 'b'] };
    const nothing = { count: 0, ids: [] };
    assert.deepEqual(joined.reconciliation, {
      complete: false,
      submitted: 2,
      answered: 0,
      missing,
      duplicate: nothing,
      unknown: nothing,
      malformed: 0,
    });
  }
  const file = (await none()).join(rows, { key: 'id' }).toStream('csv', { columns: ['row.id', 'text'] });
  assert.equal(await new Response(file).text(), 'row.id,text\r\na,\r\nb,\r\n');
});

test('rows that are no objects yet are refused by a join, which never shows them', async () => {
  const results = await readResults(RESULTS);
  const expected = 'rows: expected an iterable of objects, or rows of fromRows, found';
  const help = (name) => `Pass fromRows(${name}, template, { id }), as the requests were made`;
  const csv = 'id,private\na,x\n';
  for (const [rows, found] of [
    [undefined, 'undefined'],
    [null, 'null'],
    [5, '5'],
    [{ id: 'a' }, 'an object'],
    [csv, `text. ${help('text')}`],
    [bytesOf(csv), `bytes. ${help('bytes')}`],
    [bytesOf(csv).buffer, `bytes. ${help('bytes')}`],
    [new Blob([csv]), `a Blob. ${help('blob')}`],
    [new Blob([csv]).stream(), `a stream. ${help('stream')}`],
  ]) {
    assert.throws(() => results.join(rows, { key: 'id' }), {
      name: 'TypeError',
      code: 'invalid_option',
      message: `${expected} ${found}`,
    });
  }
  assert.throws(() => results.join(Promise.resolve([])), {
    name: 'TypeError',
    code: 'invalid_option',
    message: 'rows: expected the content itself, found a promise. Pass its value: await it first',
  });
});

test('a join finds every row that fromRows made a request of, by the same column', async () => {
  const rows = {
    text: [{ id: 'a@x' }, { id: ' b ' }],
    numbers: [{ id: 1 }, { id: -0 }, { id: 1e21 }, { id: 0.5 }],
    booleans: [{ id: true }, { id: false }],
    dates: [{ id: new Date(0) }, { id: new Date(1) }],
    paths: [{ user: { id: 'u@1' } }, { user: { id: 2 } }],
    items: [{ users: [{ id: 'a b' }] }],
    'a key with a dot': [{ 'user.id': 'p', user: { id: 'q' } }],
    'empty rows': [{ id: 'a' }, { id: null }, { id: '' }, { id: 'b' }],
  };
  const template = { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: '{{q}}' }] };
  for (const [name, some] of Object.entries(rows)) {
    const key = { paths: 'user.id', items: 'users.0.id', 'a key with a dot': 'user.id' }[name] ?? 'id';
    const given = some.map((row) => ({ ...row, q: row.id === null || row.id === '' ? null : 'x' }));
    const requests = fromRows(given, template, { id: key });
    const ids = (await all(requests)).map(({ custom_id }) => custom_id);
    const joined = (await readResults(jsonl(ids.toReversed().map(answer)))).join(given, { key });
    const pairs = await all(joined);
    assert.deepEqual(
      pairs.map(({ record }) => record?.custom_id),
      ids,
      name,
    );
    assert.ok(pairs.every(({ row }) => given.includes(row)));
    assert.equal(joined.reconciliation.complete, true, name);
  }
});

test('a row of a join without an id is named by its number', async () => {
  const here = 'row 2: expected an id in the column';
  const blank = { id: null, q: null };
  for (const [rows, options, message] of [
    [[blank, { ID: 'a', q: 'x' }], { key: 'id' }, `${here} "id", found none (did you mean "ID"?)`],
    [[blank, { q: 'x' }], { key: 'email' }, `${here} "email", found none`],
    [[blank, { id: null, q: 'x' }], { key: 'id' }, `${here} "id", found null`],
    [[blank, { id: {}, q: 'x' }], { key: 'id' }, `${here} "id", found an object`],
    [[blank, { id: NaN, q: 'x' }], { key: 'id' }, `${here} "id", found NaN`],
    [[blank, { q: 'x' }], { key: ({ id }) => id }, 'row 2: expected an id from the function key, found undefined'],
    [[blank, 5], { key: 'id' }, 'row 2: expected an object, found 5'],
    [
      [blank, { q: 'x' }],
      {},
      `${here} "custom_id", found none. Pass { key: 'column' } with the column that the ids were made from`,
    ],
  ]) {
    await assert.rejects(all((await readResults(RESULTS)).join(rows, options)), {
      name: 'TypeError',
      code: 'invalid_option',
      message,
    });
  }
});

test('rows are joined with the records that answer them, or with none', async () => {
  const rows = ['id-3', 'nobody', 'id-1'].map((id, index) => ({ id, name: `Row ${index}`, '=x': -1 }));
  const joined = (await readResults(RESULTS)).join(rows, { key: 'id' });
  assert.deepEqual(
    (await all(joined)).map(({ row, record }) => [row.name, record?.custom_id, record?.outcome]),
    [
      ['Row 0', 'id-3', 'done'],
      ['Row 1', undefined, undefined],
      ['Row 2', 'id-1', 'done'],
    ],
  );
  assert.deepEqual(joined.reconciliation.missing, { count: 1, ids: ['nobody'] });
  assert.equal(joined.reconciliation.unknown.count, 1498);
  const positions = [];
  const key = (row, index) => {
    positions.push(index);
    return row.id;
  };
  await all((await readResults(RESULTS)).join(rows, { key }));
  assert.deepEqual(positions, [...rows.keys()]);
  const byFunction = (await readResults(RESULTS)).join(rows, { key: (row) => row.id.toLowerCase() });
  const columns = ['row.name', 'custom_id', 'text', 'x=row.=x'];
  assert.equal(
    await byFunction.toResponse('csv', { columns }).text(),
    [
      'row.name,custom_id,text,x',
      'Row 0,id-3,Answer to id-3 éééé,-1',
      'Row 1,,,-1',
      'Row 2,id-1,Answer to id-1 éééé,-1',
      '',
    ].join('\r\n'),
  );
});

const PEOPLE = [
  { email: 'ann@example.com', question: 'Tea?' },
  { email: 'bob@example.com', question: 'Mate?' },
  { email: 'ann@example.com', question: 'Milk?' },
];
const CSV = `email,question\n${PEOPLE.map(({ email, question }) => `${email},${question}`).join('\n')}\n`;
const TEMPLATE = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: '{{question}}' }] };

/** Results in a different order, and the row of each request. */
async function answersOf(requests) {
  const lines = [];
  for await (const { custom_id, params } of requests) {
    lines.unshift(succeeded(custom_id, 'end_turn', [{ type: 'text', text: params.messages[0].content }]));
  }
  return jsonl(lines);
}

test('rows are joined by the column that their ids were made from, each with its own record', async () => {
  const text = await answersOf(fromRows(PEOPLE, TEMPLATE, { id: 'email' }));
  const joined = await all((await readResults(text)).join(PEOPLE, { key: 'email' }));
  assert.deepEqual(
    joined.map(({ row, record }) => [row, record.text]),
    PEOPLE.map((row) => [row, row.question]),
  );
});

test('what fromRows gave is joined as the rows that it was made of, whatever they and their ids are', async () => {
  for (const [rows, options] of [
    [PEOPLE, { id: 'email' }],
    [PEOPLE, {}],
    [CSV, { id: 'email' }],
    [new Blob([CSV]), {}],
    [jsonl(PEOPLE), { id: 'email' }],
  ]) {
    const requests = fromRows(rows, TEMPLATE, options);
    const text = await answersOf(requests);
    const joined = await all((await readResults(text)).join(requests));
    assert.deepEqual(
      joined.map(({ row, record }) => [row, record.text]),
      PEOPLE.map((row) => [row, row.question]),
    );
    const columns = ['row.email', 'text'];
    assert.equal(
      await (await readResults(text)).join(requests).toResponse('csv', { columns }).text(),
      'row.email,text\r\nann@example.com,Tea?\r\nbob@example.com,Mate?\r\nann@example.com,Milk?\r\n',
    );
    const results = await readResults(text);
    assert.throws(() => results.join(requests, { key: 'email' }), {
      name: 'TypeError',
      message: 'key: expected no key with rows of fromRows, which have their ids, found "email"',
    });
  }
});

test('rows that are empty in every column are passed over by a join, too', async () => {
  const empty = { email: '', question: null };
  const csv = CSV.replace('\n', '\n,\n').replace(/$/, ',\n');
  for (const [rows, expected] of [
    [[empty, PEOPLE[0], empty, ...PEOPLE.slice(1), empty], PEOPLE],
    [csv, PEOPLE],
  ]) {
    const requests = fromRows(rows, TEMPLATE, { id: 'email' });
    const joined = await all((await readResults(await answersOf(requests))).join(requests));
    assert.deepEqual(
      joined.map(({ row, record }) => [row, record.text]),
      expected.map((row) => [row, row.question]),
    );
  }
});

test('a join in which no row has a record reports what ids look like on both sides, and yields no row', async () => {
  const text = await answersOf(fromRows(PEOPLE, TEMPLATE, { id: 'email' }));
  const rejects = async (joined, message) => {
    const given = [];
    await assert.rejects(
      async () => {
        for await (const pair of joined) given.push(pair);
      },
      { name: 'BatchError', code: 'invalid_option', message },
    );
    assert.deepEqual(given, []);
  };
  const help =
    'Pass as key the column that the ids were made from, or pass the result of fromRows in place of the rows.';
  const [{ custom_id }] = await all(await readResults(text));
  await rejects(
    (await readResults(text)).join(PEOPLE, { key: 'question' }),
    `No row matches a record. 3 rows have keys such as "Tea?" (question); 3 records have ids such as "${custom_id}". ${help}`,
  );
  await rejects(
    (await readResults(text)).join([PEOPLE[0]], { key: ({ question }) => question }),
    `No row matches a record. 1 row has keys such as "Tea?" (by the function key); 3 records have ids such as "${custom_id}". ${help}`,
  );
  await rejects(
    (await readResults(text)).join([{ custom_id: 'x' }]),
    `No row matches a record. 1 row has keys such as "x" (custom_id); 3 records have ids such as "${custom_id}". ${help}`,
  );
  assert.deepEqual(await all((await readResults(text)).join([])), []);
});
