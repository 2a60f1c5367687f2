// Rows to requests, from every source of rows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchError, estimate, fromRows, plan, RowsError, validate } from 'message-batches';
import { all, answering, batch, bytesOf, failure, json, streamOf } from './setup.mjs';

const TEMPLATE = {
  model: 'claude-opus-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'To {{name}}: {{text}}' }],
};
const OBJECTS = [
  { name: 'Ann', text: 'one\n"1"' },
  { name: 'Bob Lee', text: 'zwei 🎈' },
];
const CSV = 'name,text\r\nAnn,"one\n""1"""\r\nBob Lee,zwei 🎈\r\n';
const JSONL = OBJECTS.map((row) => `${JSON.stringify(row)}\n`).join('');
const IDS = ['Ann', 'Bob-Lee-a3e18c863f20'];
const REQUESTS = OBJECTS.map(({ name, text }, index) => ({
  custom_id: IDS[index],
  params: { ...TEMPLATE, messages: [{ role: 'user', content: `To ${name}: ${text}` }] },
}));
const ROW_IDS = OBJECTS.map(({ name }, index) => ({ custom_id: IDS[index], row: index + 1, key: name }));
const OPTIONS = { id: 'name', keepIds: true };

async function* later(items) {
  for (const item of items) yield item;
}

const jsonlOf = async (requests) => Buffer.concat(await all(requests.jsonl())).toString();

const again = {
  'CSV as text': () => CSV,
  'CSV as bytes': () => bytesOf(CSV),
  'CSV as an ArrayBuffer': () => bytesOf(CSV).buffer,
  'CSV as a Blob': () => new Blob([CSV]),
  'JSONL as text': () => JSONL,
  'JSONL as a Blob': () => new Blob([JSONL]),
  'an array': () => OBJECTS,
  'a set': () => new Set(OBJECTS),
};
const once = {
  'a stream of CSV': () => streamOf(CSV.slice(0, 20), CSV.slice(20)),
  'a stream of JSONL': () => streamOf(JSONL),
  'an iterator': () => OBJECTS.values(),
  'an async iterator': () => later(OBJECTS),
  'an async iterable': () => ({ [Symbol.asyncIterator]: () => later(OBJECTS) }),
};

for (const [name, rows] of Object.entries({ ...again, ...once })) {
  test(`rows from ${name} become requests, JSONL and ids`, async () => {
    const reiterable = name in again;
    assert.equal(fromRows(rows(), TEMPLATE, OPTIONS).reiterable, reiterable);
    assert.deepEqual(await all(fromRows(rows(), TEMPLATE, OPTIONS)), REQUESTS);
    const requests = fromRows(rows(), TEMPLATE, OPTIONS);
    const jsonl = REQUESTS.map((request) => `${JSON.stringify(request)}\n`).join('');
    assert.equal(await jsonlOf(requests), jsonl);
    assert.deepEqual(await all(requests.ids()), ROW_IDS);
    assert.deepEqual(await all(requests.ids()), ROW_IDS);
    if (!reiterable) return;
    assert.equal(await jsonlOf(requests), jsonl);
    assert.deepEqual(await all(fromRows(rows(), TEMPLATE, OPTIONS).ids()), ROW_IDS);
  });
}

test('rows that can be read once say so', async () => {
  const requests = fromRows(later(OBJECTS), TEMPLATE, OPTIONS);
  const early = 'These rows can be read only once, so ids() works after they were read to the end.';
  const factsOf = ({ name, code, message }) => ({ name, code, message });
  const read = (message) => ({ name: 'BatchError', code: 'already_read', message });
  const invalid = (message) => ({ name: 'BatchError', code: 'invalid_option', message });
  assert.deepEqual(factsOf(await failure(all(requests.ids()))), invalid(early));
  const reading = requests.jsonl();
  assert.deepEqual(factsOf(await failure(all(requests.ids()))), invalid(early));
  await all(reading);
  assert.equal((await all(requests.ids())).length, 2);
  const late = 'These rows can be read only once, and were read already. Pass them as text, bytes, a Blob or an array.';
  assert.deepEqual(factsOf(await failure(all(requests))), read(late));
  const forgotten = fromRows(later(OBJECTS), TEMPLATE);
  await all(forgotten);
  const pass = 'These rows can be read only once, so ids() needs the option keepIds: true.';
  assert.deepEqual(factsOf(await failure(all(forgotten.ids()))), invalid(pass));
  assert.throws(
    () => requests.jsonl(),
    (error) => error instanceof BatchError && error.message === late,
  );
});

test('without an id column the id is a hash, the same in every run', async () => {
  const ids = async (rows) => (await all(fromRows(rows, TEMPLATE))).map(({ custom_id }) => custom_id);
  const first = await ids(CSV);
  assert.match(first[0], /^[0-9a-f]{16}$/);
  assert.deepEqual(await ids([...OBJECTS].reverse()), first.toReversed());
  assert.deepEqual(await ids([OBJECTS[0], OBJECTS[0]]), [first[0], `${first[0]}-2`]);
  assert.deepEqual(await all(fromRows(CSV, TEMPLATE).ids()), [
    { custom_id: first[0], row: 1 },
    { custom_id: first[1], row: 2 },
  ]);
});

test('requests of rows are checked and sent like any others', async () => {
  const report = await validate(fromRows(CSV, TEMPLATE, OPTIONS));
  assert.deepEqual([report.ok, report.requests], [true, 2]);
  const { issues } = await validate(fromRows(CSV, { ...TEMPLATE, max_tokens: 0 }, OPTIONS));
  assert.deepEqual(
    issues.map(({ request, custom_id, line }) => [request, custom_id, line]),
    [
      [0, IDS[0], 2],
      [1, IDS[1], 4],
    ],
  );
  const ofObjects = await validate(fromRows(OBJECTS, { ...TEMPLATE, max_tokens: 0 }, OPTIONS));
  assert.deepEqual(
    ofObjects.issues.map(({ line }) => line),
    [undefined, undefined],
  );
  const api = answering(json(batch()));
  await api.client().create(fromRows(later(OBJECTS), TEMPLATE, OPTIONS));
  assert.deepEqual(JSON.parse(api.calls[0].body), { requests: REQUESTS });
});

test('defaults, delimiter and format are taken', async () => {
  const template = { a: '{{a}}', n: '{{n | json}}', x: '{{x}}' };
  const options = { delimiter: ';', format: 'csv', defaults: { n: { deep: [1] }, x: '"' } };
  const params = async (rows, options) => (await all(fromRows(rows, template, options))).map(({ params }) => params);
  assert.deepEqual(await params('a,b;n\n1;2\n3;\n', { ...options, defaults: { ...options.defaults, a: 'none' } }), [
    { a: 'none', n: 2, x: '"' },
    { a: 'none', n: { deep: [1] }, x: '"' },
  ]);
  assert.deepEqual(await params([{ a: 1 }, { a: true, n: null, x: [7] }], { defaults: options.defaults }), [
    { a: '1', n: { deep: [1] }, x: '"' },
    { a: 'true', n: { deep: [1] }, x: '[7]' },
  ]);
});

test('names that objects are born with are columns like any others', async () => {
  const template = JSON.parse('{"__proto__":"{{__proto__}}","constructor":"{{toString}}"}');
  const defaults = JSON.parse('{"__proto__":"p"}');
  const [request] = await all(fromRows('k,__proto__,toString\n__proto__,,t\n', template, { id: 'k', defaults }));
  assert.equal(JSON.stringify(request), '{"custom_id":"__proto__","params":{"__proto__":"p","constructor":"t"}}');
});

test('a row that does not fit is reported with its position, after the rows before it', async () => {
  const seen = [];
  const reading = (async () => {
    for await (const { custom_id } of fromRows('a\nx\ny\n1,2\nz\n', { s: '{{a}}' }, { id: 'a' })) seen.push(custom_id);
  })();
  const error = await failure(reading);
  assert.ok(error instanceof RowsError && error instanceof BatchError && BatchError.isInstance(error));
  const { name, code, message, row, line } = error;
  const expected = { name: 'RowsError', code: 'invalid_rows', row: 3, line: 4 };
  assert.deepEqual(
    { name, code, message, row, line },
    { ...expected, message: 'row 3, line 4: expected 1 column as in the first line, found 2' },
  );
  assert.deepEqual(seen, ['x', 'y']);
  const missing = await failure(all(fromRows([{ a: 1 }, {}], { s: '{{a}}' })));
  assert.deepEqual([missing.row, missing.line, 'line' in missing], [2, undefined, false]);
  assert.equal(missing.message, 'row 2: expected a value in the column "a", found no such column');
});

test('a template that names columns which are not there is a wrong option, before any row', async () => {
  for (const rows of [CSV, OBJECTS, later(OBJECTS)]) {
    const error = await failure(all(fromRows(rows, { s: ['{{nmae}}', '{{text}}'] })));
    assert.ok(error instanceof TypeError);
    const expected = 'template: expected columns that the rows have ("name", "text"), found';
    assert.equal(error.message, `${expected} "nmae" at s.0 (did you mean "name"?)`);
    assert.equal(error.code, 'invalid_option');
  }
});

const rows = 'rows: expected rows (an iterable of objects; CSV or JSONL as text, bytes, a Blob or a stream), found';
const template = 'template: expected an object of params, found';
for (const [args, message] of [
  [[undefined, {}], `${rows} undefined`],
  [[7, {}], `${rows} 7`],
  [[{ requests: [] }, {}], `${rows} an object`],
  [['a', undefined], `${template} undefined`],
  [['a', '{{a}}'], `${template} "{{a}}"`],
  [['a', [{}]], `${template} an array`],
  [['a', { template: {}, id: 'a' }], `${template} options. Call fromRows(rows, template, options)`],
  [['a', {}, 'id'], 'options: expected an object, found a string'],
  [['a', {}, { defaults: 'x' }], 'defaults: expected an object of columns and values, found "x"'],
  [['a', {}, { keepIds: 1 }], 'keepIds: expected true or false, found 1'],
  [[[], {}, { format: 'csv' }], 'format: expected no format with rows that are objects, found "csv"'],
]) {
  test(`the call is refused at once: ${message}`, () => {
    assert.throws(
      () => fromRows(...args),
      (error) => error instanceof TypeError && error.code === 'invalid_option' && error.message === message,
    );
  });
}

const character = 'one ASCII character other than a quote or a line end';
for (const [options, message] of [
  [{ format: 'xlsx' }, 'format: expected "csv" or "jsonl", found "xlsx"'],
  [{ format: 1 }, 'format: expected "csv" or "jsonl", found 1'],
  [{ delimiter: ', ' }, `delimiter: expected ${character}, found ", "`],
  [{ delimiter: '"' }, `delimiter: expected ${character}, found "\\""`],
  [{ delimiter: 'é' }, `delimiter: expected ${character}, found "é"`],
  [{ delimiter: '' }, `delimiter: expected ${character}, found ""`],
  [{ id: 7 }, 'id: expected the name of a column, found 7'],
]) {
  test(`reading is refused: ${message}`, async () => {
    const error = await failure(all(fromRows('a\n1\n', {}, options)));
    assert.deepEqual([error.message, error.code], [message, 'invalid_option']);
  });
}

test('rows that are empty in every column are skipped and counted, in the report too', async () => {
  const csv = 'name,text,,\nAnn,one,,\n,,,\nBob,two,,\n , ,,\n,,,\n';
  const objects = [OBJECTS[0], { name: '', text: null }, OBJECTS[1]];
  for (const [rows, skipped, numbers] of [
    [csv, 3, [1, 3]],
    [objects, 1, [1, 3]],
    [later(objects), 1, [1, 3]],
  ]) {
    const requests = fromRows(rows, TEMPLATE, OPTIONS);
    assert.equal(requests.skipped, 0);
    const report = await validate(requests);
    assert.deepEqual([report.ok, report.requests, report.skippedRows], [true, 2, skipped]);
    assert.equal(requests.skipped, skipped);
    assert.deepEqual(
      (await all(requests.ids())).map(({ row }) => row),
      numbers,
    );
  }
  assert.equal('skippedRows' in (await validate(fromRows(CSV, TEMPLATE))), false);
});

test('a template that names no column of the rows is a wrong option, with the one that was meant', async () => {
  const template = { model: 'm', messages: [{ role: 'user', content: 'Sort this: {text}' }] };
  await assert.rejects(validate(fromRows('id,text\n1,first\n', template)), {
    name: 'TypeError',
    code: 'invalid_option',
    message:
      'template: expected {{column}} for a column that the rows have ("id", "text"), found none, so all requests would be identical. Write {{text}} for {text} at messages.0.content',
  });
  assert.deepEqual(await fromRows('id,text\n', {}).columns(), ['id', 'text']);
  assert.equal(
    (await validate(fromRows([{}, {}], { ...TEMPLATE, messages: [{ role: 'user', content: 'x' }] }))).ok,
    true,
  );
});

test('text after a closing quote is an error with row and line', async () => {
  await assert.rejects(all(fromRows('name,text\nx,y\n12,"12" monitor"\n', TEMPLATE)), {
    name: 'RowsError',
    row: 2,
    line: 3,
    message:
      'row 2, line 3: expected a delimiter or the end of the line after the closing quote of a field, found "m". ' +
      'Write a quote inside a field twice: "12"" monitor"',
  });
});

test('bytes where objects are expected are reported', async () => {
  for (const [item, found] of [
    [bytesOf(CSV), 'bytes'],
    [CSV, 'text'],
  ]) {
    const error = await failure(all(fromRows(later([item]), TEMPLATE)));
    const way = 'bytes come as a Blob (openAsBlob) or a stream (Readable.toWeb)';
    assert.equal(error.message, `rows: expected objects in an async iterable; ${way}, found ${found}`);
  }
});

test('what the rows throw is what the reader gets', async () => {
  const fault = new Error('the cursor was lost');
  const broken = (async function* () {
    yield OBJECTS[0];
    throw fault;
  })();
  assert.equal(await failure(all(fromRows(broken, TEMPLATE))), fault);
  const stream = new ReadableStream({ pull: (controller) => controller.error(fault) });
  assert.equal(await failure(all(fromRows(stream, TEMPLATE))), fault);
});

test('leaving early ends the rows', async () => {
  let left = false;
  async function* endless() {
    try {
      for (;;) yield { name: 'x'.repeat(1000), text: '' };
    } finally {
      left = true;
    }
  }
  for await (const { custom_id } of fromRows(endless(), TEMPLATE)) {
    assert.ok(custom_id);
    break;
  }
  assert.ok(left);
});

test('a reader that leaves while a stream is waited for cancels it', async () => {
  let cancelled = false;
  const silent = new ReadableStream({
    cancel: () => {
      cancelled = true;
    },
  });
  const reading = fromRows(silent, TEMPLATE).jsonl();
  const waiting = reading.next();
  await new Promise((resolve) => setImmediate(resolve));
  await reading.return();
  assert.ok(cancelled);
  assert.equal((await waiting).done, true);
});

test('an aborted check of rows that never come rejects at once', async () => {
  const silent = fromRows(new ReadableStream(), TEMPLATE);
  const aborting = new AbortController();
  const checking = validate(silent, { signal: aborting.signal });
  setImmediate(() => aborting.abort(new Error('enough')));
  assert.equal((await failure(checking)).message, 'enough');
});

test('a template much larger than its rows comes in pieces that are not', async () => {
  const big = { ...TEMPLATE, system: 's'.repeat(100_000) };
  const csv = `name,text\n${'a,b\n'.repeat(500)}`;
  let most = 0;
  let total = 0;
  for await (const piece of fromRows(csv, big).jsonl()) {
    most = Math.max(most, piece.length);
    total += piece.length;
    assert.equal(piece.at(-1), 10);
  }
  assert.ok(most < 200_000 && total > 50_000_000, `${most} ${total}`);
});

test('two readings at once do not know of each other', async () => {
  const requests = fromRows(CSV, TEMPLATE, OPTIONS);
  const [one, other, ids] = await Promise.all([all(requests), all(requests), all(requests.ids())]);
  assert.deepEqual([one, other, ids], [REQUESTS, REQUESTS, ROW_IDS]);
});

test('columns() returns the columns of a table, and reads no further than it must', async () => {
  assert.deepEqual(await fromRows('\ufeffid;"a;b"; c ;\n1;2;3;4\n', {}).columns(), ['id', 'a;b', 'c']);
  assert.deepEqual(await fromRows([{ id: 1, text: 'x' }, { other: 2 }], {}).columns(), ['id', 'text']);
  assert.deepEqual(await fromRows('a,b', {}).columns(), ['a', 'b']);
  // It does not report an invalid row, and does not read further than the first pieces.
  assert.deepEqual(await fromRows(`a,b\n1\n${'1,2\n'.repeat(100_000)}`, {}).columns(), ['a', 'b']);
});

test('columns() rejects where there are none, and for rows that can be read once', async () => {
  await assert.rejects(fromRows('', {}).columns(), {
    name: 'RowsError',
    code: 'invalid_rows',
    message: 'line 1: expected a first line with column names, found nothing',
  });
  await assert.rejects(fromRows(new Blob(['a']).stream(), {}).columns(), {
    name: 'BatchError',
    code: 'invalid_option',
    message:
      'These rows can be read only once, so columns() cannot read them. Pass them as text, bytes, a Blob or an array.',
  });
});

/** The same requests, as any JavaScript code may provide them. */
const foreign = (requests) => ({ jsonl: () => requests.jsonl(), reiterable: requests.reiterable });

const shardsOf = async (requests, options) => {
  const shards = [];
  for await (const shard of plan(requests, options)) {
    shards.push({ ...shard.toJSON(), ids: shard.custom_ids, body: await (await shard.blob()).text() });
  }
  return shards;
};

const many = Array.from({ length: 3000 }, (_, index) => ({ name: `Reader ${index}`, text: `"${'é\n'.repeat(50)}"` }));
/** Lines per row of the CSV. */
const LINES = 51;
const manyCsv = `name,text\n${many.map(({ name, text }) => `${name},"${text.replaceAll('"', '""')}"\n`).join('')}`;

for (const [name, rows] of Object.entries({
  'CSV as text': () => manyCsv,
  'CSV as a Blob': () => new Blob([manyCsv]),
  'a stream of CSV': () => new Blob([manyCsv]).stream(),
  'an array': () => many,
  'an async iterator': () => later(many),
})) {
  test(`checks, shards and estimates of rows from ${name} are those of the same requests as JSONL`, async () => {
    for (const template of [TEMPLATE, { ...TEMPLATE, max_tokens: 0 }]) {
      const made = () => fromRows(rows(), template, OPTIONS);
      const expected = await validate(foreign(made()));
      if (name.includes('CSV')) for (const issue of expected.issues) issue.line = 2 + LINES * issue.request;
      assert.deepEqual(await validate(made()), expected);
      assert.deepEqual(await validate(made), expected);
      assert.deepEqual(await estimate(made()), await estimate(foreign(made())));
    }
    const limits = { maxRequests: 700 };
    const shards = await shardsOf(fromRows(rows(), TEMPLATE, OPTIONS), limits);
    assert.equal(shards.length, 5);
    assert.deepEqual(shards, await shardsOf(foreign(fromRows(rows(), TEMPLATE, OPTIONS)), limits));
    assert.deepEqual(shards, await shardsOf(() => fromRows(rows(), TEMPLATE, OPTIONS), limits));
  });
}

test('a check keeps the ids of rows that can be read once, and says how far it is', async () => {
  const requests = fromRows(later(many), TEMPLATE, OPTIONS);
  const progress = [];
  await validate(requests, { onProgress: ({ bytes, requests }) => progress.push({ bytes, requests }) });
  const { length } = await jsonlOf(fromRows(many, TEMPLATE, OPTIONS)).then(bytesOf);
  assert.deepEqual(progress.at(-1), { bytes: length, requests: many.length });
  assert.deepEqual(await all(requests.ids()), await all(fromRows(many, TEMPLATE, OPTIONS).ids()));
  assert.match((await failure(validate(requests))).message, /^These rows can be read only once, and were/);
});

test('a row that does not fit is reported by every reader of the rows', async () => {
  const message = 'row 3001, line 153002: expected 2 columns as in the first line, found 3';
  const bad = () => fromRows(new Blob([manyCsv, 'a,b,c\n', 'd,e\n']), TEMPLATE, OPTIONS);
  const api = answering(json(batch()));
  for (const read of [
    () => validate(bad()),
    () => validate(bad),
    () => estimate(bad()),
    () => shardsOf(bad()),
    () => api.client().create(bad()),
  ]) {
    const error = await failure(read());
    assert.ok(error instanceof RowsError);
    assert.deepEqual([error.message, error.row, error.line], [message, 3001, 153_002]);
  }
  assert.equal(api.calls.length, 0);
  assert.equal((await failure(validate(fromRows('a\n1\n', TEMPLATE)))).code, 'invalid_option');
});

test('requests before a fault are yielded, wherever pieces end', async () => {
  const fault = new Error('the cursor was lost');
  const faulty = {
    *[Symbol.iterator]() {
      yield* OBJECTS;
      throw fault;
    },
  };
  const lost = async function* () {
    yield* OBJECTS;
    throw fault;
  };
  const broken = (size) => {
    const bytes = bytesOf(JSONL);
    let at = 0;
    return new ReadableStream({
      pull(controller) {
        if (at >= bytes.length) controller.error(fault);
        else controller.enqueue(bytes.slice(at, at + size));
        at += size;
      },
    });
  };
  const huge = [...OBJECTS, { name: 1n, text: '' }];
  const sources = [faulty, lost(), ...Array.from({ length: 90 }, (_, index) => broken(index + 1)), huge];
  for (const rows of sources) {
    const seen = [];
    const reading = (async () => {
      for await (const request of fromRows(rows, TEMPLATE, OPTIONS)) seen.push(request);
    })();
    const error = await failure(reading);
    assert.ok(rows === huge ? error instanceof TypeError : error === fault, String(error));
    assert.deepEqual(seen, REQUESTS);
  }
});

test('a faulty row is reported after the same requests, however its bytes arrive', async () => {
  const bytes = bytesOf(`${CSV}1,2,3\r\nx,y\r\n`);
  for (let size = 1; size <= bytes.length; size += 1) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.slice(index * size, (index + 1) * size),
    );
    const rows = new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    });
    const seen = [];
    const reading = (async () => {
      for await (const request of fromRows(rows, TEMPLATE, OPTIONS)) seen.push(request);
    })();
    assert.equal((await failure(reading)).message, 'row 3, line 5: expected 2 columns as in the first line, found 3');
    assert.deepEqual(seen, REQUESTS);
  }
});
