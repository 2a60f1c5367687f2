import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { rules, validate } from 'message-batches';
import { bytesOf, failure, jsonl, question, questions, streamOf } from './setup.mjs';

const GOOD = { ok: true, errors: 0, warnings: 0, issues: [], counts: {} };

test('a good input has a report without issues', async () => {
  const text = jsonl(questions(3));
  const bytes = bytesOf(JSON.stringify({ requests: questions(3) })).length;
  const report = { ...GOOD, requests: 3, bytes, shards: 1 };
  assert.deepEqual(await validate(text), report);
  assert.deepEqual(await validate(bytesOf(text)), report);
  assert.deepEqual(await validate(new Blob([text])), report);
  assert.deepEqual(await validate(streamOf(text)), report);
  assert.deepEqual(await validate(questions(3)), report);
  assert.deepEqual(await validate({ requests: questions(3) }), report);
  assert.deepEqual(await validate(JSON.stringify({ requests: questions(3) })), report);
});

test('a number that JSON cannot represent is the same error in an object as in text', async () => {
  const params = ({ temperature, note = null }) =>
    `{"custom_id":"a","params":{"model":"claude-haiku-4-5","max_tokens":9,"messages":[],"note":${note},"temperature":${temperature}}}`;
  const object = (temperature, note = null) => {
    const { custom_id, params: rest } = JSON.parse(params({ temperature: 1 }));
    return { custom_id, params: { ...rest, note, temperature } };
  };
  // The text of an array has a bracket more.
  const issuesOf = async (input) =>
    (await validate(input)).issues.map(({ line: _line, byteStart: _start, byteEnd: _end, ...issue }) => issue);
  for (const number of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const issues = await issuesOf([object(number)]);
    assert.deepEqual(issues, await issuesOf(`[${params({ temperature: number })}]`));
    const found = String(number).replace('-', '');
    assert.deepEqual(
      issues.map(({ code, severity, message, help, custom_id }) => [code, severity, message, help, custom_id]),
      [
        [
          'json.not_representable',
          'error',
          `expected a value, found ${found}, which JSON cannot represent`,
          'Send null, leave the field out, or check where the number comes from.',
          'a',
        ],
      ],
    );
  }
  async function* later() {
    yield object(1);
    yield object(Number.NaN);
  }
  const codes = async (input) => (await validate(input)).issues.map(({ code, request }) => [code, request]);
  for (const input of [[object(1), object(Number.NaN)], later(), { requests: [object(1), object(Number.NaN)] }]) {
    assert.deepEqual((await codes(input)).at(-1), ['json.not_representable', 1]);
  }
  // A date, and a text, that only look like such a number.
  const dated = { ...object(1), params: { ...object(1).params, at: new Date(Number.NaN), text: 'x:null NaN' } };
  assert.ok((await codes([dated])).every(([code]) => code !== 'json.not_representable'));
});

test('requests by id, as an object, a Map or its entries, are one issue', async () => {
  const { params } = question('a');
  const expected = 'expected requests ({"custom_id", "params"}), found';
  const byId = [
    `${expected} an object with ids as keys`,
    'Write {"custom_id":…,"params":{…}} for each entry: its key is the custom_id.',
  ];
  const pairs = [`${expected} pairs of an id and params`, 'Write {"custom_id":…,"params":{…}} for each pair.'];
  const nested = [
    `${expected} arrays of requests inside an array`,
    'Write all requests into one array: requests.flat().',
  ];
  const entries = { a: params, b: params };
  for (const [input, words] of [
    [entries, byId],
    [JSON.stringify(entries), byId],
    [Object.entries(entries), pairs],
    [new Map(Object.entries(entries)), pairs],
    [JSON.stringify(Object.entries(entries)), pairs],
    [[questions(2), questions(1)], nested],
    [[[params]], nested],
  ]) {
    const { issues, errors } = await validate(input);
    assert.deepEqual(
      [errors, issues.map(({ code, message, help }) => [code, message, help])],
      [1, [['batch.input_format', ...words]]],
    );
  }
});

test('an issue says what, where and in which bytes', async () => {
  const line = '{"custom_id":"b","params":{"model":"","max_tokens":1,"messages":[]}}';
  const text = `${jsonl([question('a', { system: 'é' })])}\n  ${line}\n`;
  const { issues, ...report } = await validate(text);
  assert.deepEqual(report, {
    ok: false,
    requests: 2,
    bytes: bytesOf(JSON.stringify({ requests: [question('a', { system: 'é' }), JSON.parse(line)] })).length,
    errors: 2,
    warnings: 0,
    counts: { 'model.missing': 1, 'messages.empty': 1 },
    shards: 1,
  });
  const at = (part) => bytesOf(text.slice(0, text.lastIndexOf(part))).length;
  const common = { severity: 'error', request: 1, custom_id: 'b', line: 3 };
  assert.deepEqual(issues, [
    {
      ...common,
      code: 'model.missing',
      message: 'expected a model id, found an empty string',
      path: 'requests.1.params.model',
      pointer: '/requests/1/params/model',
      byteStart: at('"","max'),
      byteEnd: at('"","max') + 2,
    },
    {
      ...common,
      code: 'messages.empty',
      message: 'expected at least one message, found none',
      path: 'requests.1.params.messages',
      pointer: '/requests/1/params/messages',
      byteStart: at('[]'),
      byteEnd: at('[]') + 2,
    },
  ]);
});

test('objects have no lines', async () => {
  const { issues } = await validate([{ custom_id: 'a' }]);
  assert.deepEqual(issues, [
    {
      code: 'params.missing',
      severity: 'error',
      message: 'expected params, found none',
      path: 'requests.0.params',
      pointer: '/requests/0/params',
      request: 0,
      custom_id: 'a',
      byteStart: 0,
      byteEnd: 17,
    },
  ]);
});

const garbage = {
  'not json at all': 'item.not_object',
  '"text"': 'item.not_object',
  null: 'item.not_object',
  '{"custom_id":"a"} trailing': 'item.not_object',
  '{"custom_id":"a","params":{"a":1,}}': 'item.not_object',
  '{"custom_id":"a"': 'item.not_object',
  '{"requests":7}': 'requests.missing',
  '{"requests":[': 'batch.body_object',
  '{"requests":[]} x': 'batch.body_object',
  '[1]': 'item.not_object',
};
for (const [text, code] of Object.entries(garbage)) {
  test(`the text ${text} is reported as ${code}, not thrown`, async () => {
    const report = await validate(text);
    assert.equal(report.ok, false);
    assert.equal(report.issues[0].code, code);
    assert.ok(report.issues[0].message.length > 10);
  });
}

test('bytes that are not UTF-8 are an issue of their line', async () => {
  const [before, after] = jsonl([question('a', { system: '~' }), question('b')]).split('~');
  const { issues } = await validate(new Blob([before, new Uint8Array([0xff]), after]));
  assert.equal(issues.length, 1);
  assert.equal(issues[0].code, 'item.not_object');
  assert.match(issues[0].message, /^not valid JSON: /);
  assert.equal(issues[0].line, 1);
  assert.equal(issues[0].byteStart, bytesOf(before).length);
});

test('every cut of a stream, in two pieces or in single bytes, makes the same report', async () => {
  const texts = [
    `\ufeff${jsonl([question('é')])}\r\n\n{"custom_id":"b","params":{}}\r{"x":"🎈"}\nnonsense`,
    `{ "other": [1, "]}"], "requests": [ {"custom_id":"é","params":{}}, 7 , {"custom_id":"é"} ] }`,
  ];
  for (const text of texts) {
    const bytes = bytesOf(text);
    const expected = await validate(text);
    assert.ok(expected.errors > 3);
    for (let cut = 0; cut <= bytes.length; cut++) {
      assert.deepEqual(await validate(streamOf(bytes.slice(0, cut), bytes.slice(cut))), expected, `cut at ${cut}`);
    }
    const single = [...bytes].map((byte) => new Uint8Array([byte]));
    assert.deepEqual(await validate(streamOf(...single)), expected);
  }
});

test('a text that is longer than a piece is cut between characters', async () => {
  for (const lead of ['', 'x', 'xx', 'xxx']) {
    const text = jsonl([question('a', { system: lead + '🎈'.repeat(100_000) }), question('a')]);
    const { errors, issues } = await validate(text);
    assert.equal(errors, 1);
    assert.equal(issues[0].code, 'custom_id.duplicate');
    assert.deepEqual(issues, (await validate(bytesOf(text))).issues);
  }
});

test('severities can be changed by rule, and issues bounded', async () => {
  const bad = Array.from({ length: 5 }, () => question('a b'));
  const report = await validate(bad, {
    maxIssues: 2,
    rules: { 'custom_id.duplicate': 'off', 'custom_id.pattern': 'warning' },
  });
  assert.equal(report.ok, true);
  assert.equal(report.warnings, 5);
  assert.equal(report.issues.length, 2);
  assert.deepEqual(report.counts, { 'custom_id.pattern': 5 });
});

test('rules() is the catalogue: every code once, each with a severity, a title and a source', async () => {
  const catalogue = await rules();
  const docs = await readFile(new URL('../../docs/rules.md', import.meta.url), 'utf8');
  const documented = [...docs.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, code]) => code);
  assert.deepEqual(
    catalogue.map(({ code }) => code),
    documented,
  );
  assert.equal(new Set(catalogue.map(({ code }) => code)).size, catalogue.length);
  for (const { code, severity, class: sure, title, source, since, ...rest } of catalogue) {
    assert.match(code, /^[a-z_]+(?:\.[a-z0-9_]+)+$/);
    assert.match(severity, /^(?:error|warning|off)$/);
    assert.match(sure, /^(?:error|error_switchable|model|warning)$/);
    assert.match(title, /^.{10,}\.$/);
    assert.match(source, /\w/);
    assert.match(since, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(rest, {});
  }
});

test('onProgress is called after each piece, with the size where it is known', async () => {
  const text = jsonl(questions(2));
  const half = text.indexOf('\n') + 1;
  const seen = async (input) => {
    const events = [];
    await validate(input, { onProgress: (event) => events.push(event) });
    return events;
  };
  const total = text.length;
  assert.deepEqual(await seen(streamOf(text.slice(0, half), text.slice(half))), [
    { bytes: half, requests: 1, errors: 0 },
    { bytes: total, requests: 2, errors: 0 },
  ]);
  assert.deepEqual(await seen(text), [{ bytes: total, totalBytes: total, requests: 2, errors: 0 }]);
  assert.deepEqual(await seen(new Blob([text])), [{ bytes: total, totalBytes: total, requests: 2, errors: 0 }]);
});

const found = (what) =>
  `input: expected requests (an iterable of objects, JSONL as text, bytes, a Blob, a stream or a function that gives one, or a create body), found ${what}`;
const wrongInputs = [
  [undefined, found('undefined')],
  [null, found('null')],
  [7, found('7')],
  [true, found('true')],
  [() => 7, found('7')],
  [() => () => [], found('a function')],
  [Symbol('x'), found('a symbol')],
];
for (const [input, message] of wrongInputs) {
  test(`validate(${String(input)}) rejects with a TypeError that names what was found`, async () => {
    await assert.rejects(validate(input), { name: 'TypeError', message });
  });
}

test('betas may be joined by commas, as in the header', async () => {
  const context_management = {
    edits: [{ type: 'clear_tool_uses_20250919' }, { type: 'compact_20260112' }],
  };
  const requests = [question('a', { context_management })];
  const one = 'context-management-2025-06-27';
  const two = 'compact-2026-01-12';
  const apart = await validate(requests, { betas: [one, two] });
  assert.deepEqual(apart.counts, {});
  assert.deepEqual(await validate(requests, { betas: [`${one},${two}`] }), apart);
  assert.deepEqual(await validate(requests, { betas: [` ${one} , ${two},`] }), apart);
});

const wrongOptions = [
  [{ rules: 'off' }, 'TypeError', 'rules: expected an object of rule codes and severities, found "off"'],
  [
    { rules: { nonsense: 'off' } },
    'RangeError',
    'rules["nonsense"]: expected the code of a rule that rules() lists, found "nonsense"',
  ],
  [
    { rules: { 'params.missing': 'fatal' } },
    'RangeError',
    'rules["params.missing"]: expected "error", "warning" or "off", found "fatal"',
  ],
  [{ maxIssues: -1 }, 'RangeError', 'maxIssues: expected a non-negative whole number, found -1'],
  [{ maxIssues: Number.NaN }, 'RangeError', 'maxIssues: expected a non-negative whole number, found NaN'],
  [{ apiVersion: '2020-01-01' }, 'RangeError', 'apiVersion: expected "2026-10-21" or "2023-06-01", found "2020-01-01"'],
  [{ betas: 'one' }, 'TypeError', 'betas: expected an array of beta names, found "one"'],
  [{ betas: [1] }, 'TypeError', 'betas: expected an array of beta names, found 1'],
  [{ signal: {} }, 'TypeError', 'signal: expected an AbortSignal, found an object'],
  [{ onProgress: 'x' }, 'TypeError', 'onProgress: expected a function, found "x"'],
];
for (const [options, name, message] of wrongOptions) {
  test(`the option ${JSON.stringify(options)} rejects with a ${name} that names it`, async () => {
    await assert.rejects(validate(questions(1), options), { name, message });
  });
}

test('a stream of something else than bytes is refused', async () => {
  for (const [chunk, what] of [
    [7, '7'],
    [{}, 'an object'],
    [null, 'null'],
    ['a private text', 'text'],
  ]) {
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(chunk);
        controller.close();
      },
    });
    const error = await failure(validate(stream));
    assert.equal(error.name, 'TypeError');
    assert.equal(error.message, `input: expected a stream of bytes, found ${what}`);
  }
});
