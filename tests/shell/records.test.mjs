// The properties of a record.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResults } from 'message-batches';
import { all, errored, fieldsOf, jsonl, resultsOf, succeeded, usage } from './setup.mjs';

test('each record has its type, its outcome, and the position of its line', async () => {
  const lines = [
    succeeded('a'),
    errored('b', 'invalid_request_error', 'messages: Field required'),
    { custom_id: 'c', result: { type: 'canceled' } },
  ];
  const texts = lines.map((line) => JSON.stringify(line));
  const records = await all(await resultsOf(`${texts.join('\n')}\n`));
  const none = { text: '', usage: undefined, error: undefined };
  assert.deepEqual(records.map(fieldsOf), [
    {
      ...none,
      custom_id: 'a',
      type: 'succeeded',
      outcome: 'done',
      text: 'Yes.',
      usage,
      line: 1,
      byteOffset: 0,
      raw: texts[0],
    },
    {
      ...none,
      custom_id: 'b',
      type: 'errored',
      outcome: 'fix_and_retry',
      error: { type: 'invalid_request_error', message: 'messages: Field required' },
      line: 2,
      byteOffset: texts[0].length + 1,
      raw: texts[1],
    },
    {
      ...none,
      custom_id: 'c',
      type: 'canceled',
      outcome: 'canceled',
      line: 3,
      byteOffset: texts[0].length + texts[1].length + 2,
      raw: texts[2],
    },
  ]);
});

test('the result of a record is what JSON.parse makes of its line, and always the same object', async () => {
  const odd = succeeded('a');
  Object.assign(odd.result.message, {
    container: null,
    nested: { deep: [1.5e300, '\u2028 é 🎈 "\\/\b'] },
    'key "with" quotes': true,
  });
  const records = await all(await resultsOf(jsonl([odd, errored('b', 'api_error', 'x')])));
  for (const record of records) {
    assert.deepEqual(record.result, JSON.parse(Buffer.from(record.raw).toString()).result);
    assert.equal(record.result, record.result);
    assert.deepEqual(JSON.parse(JSON.stringify(record)), JSON.parse(Buffer.from(record.raw).toString()));
  }
});

const outcomes = [
  [succeeded('a', 'end_turn'), 'done'],
  [succeeded('a', 'stop_sequence'), 'done'],
  [succeeded('a', 'max_tokens'), 'truncated'],
  [succeeded('a', 'model_context_window_exceeded'), 'truncated'],
  [succeeded('a', 'refusal', []), 'refused'],
  [succeeded('a', 'pause_turn'), 'paused'],
  [succeeded('a', 'tool_use', [{ type: 'tool_use', id: 't', name: 'n', input: {} }]), 'tool_use'],
  [succeeded('a', 'tool_use'), 'empty'],
  [succeeded('a', 'end_turn', []), 'empty'],
  [succeeded('a', 'end_turn', [{ type: 'text', text: ' \n' }]), 'empty'],
  [succeeded('a', 'end_turn', [{ type: 'thinking', thinking: 'Hm.', signature: 's' }]), 'empty'],
  [succeeded('a', 'something_new'), 'done'],
  [errored('a', 'invalid_request_error', 'x'), 'fix_and_retry'],
  [errored('a', 'not_found_error', 'x'), 'fix_and_retry'],
  [errored('a', 'api_error', 'x'), 'retry_as_is'],
  [errored('a', 'overloaded_error', 'x'), 'retry_as_is'],
  [errored('a', 'rate_limit_error', 'x'), 'retry_as_is'],
  [{ custom_id: 'a', result: { type: 'canceled' } }, 'canceled'],
  [{ custom_id: 'a', result: { type: 'expired' } }, 'expired'],
  [{ custom_id: 'a', result: { type: 'postponed', until: 1 } }, 'fix_and_retry'],
];
test('the outcome says what to do about each kind of result', async () => {
  const records = await all(await resultsOf(jsonl(outcomes.map(([line]) => line))));
  assert.deepEqual(
    records.map((record) => record.outcome),
    outcomes.map(([, outcome]) => outcome),
  );
  const unknown = records.at(-1);
  assert.equal(unknown.type, 'postponed');
  assert.deepEqual(unknown.result, { type: 'postponed', until: 1 });
});

test('text joins the text blocks of an answer and leaves the others out', async () => {
  const content = [
    { type: 'thinking', thinking: 'hm', text: 'not this' },
    { text: 'One \u00e9\n', type: 'text' },
    { type: 'tool_use', input: { text: 'nor this' } },
    { type: 'text', text: 'two 🎈' },
  ];
  const [record] = await all(await resultsOf(JSON.stringify(succeeded('a', 'end_turn', content))));
  assert.equal(record.text, 'One é\ntwo 🎈');
});

test('escapes in ids, types and keys are resolved', async () => {
  const lines = [
    '{"custom_id":"a\\u0062","result":{"type":"canc\\u0065led"}}',
    '{"custom\\u005fid":"c\\"d","result":{"type":"expired"}}',
  ];
  const records = await all(await resultsOf(lines.join('\n')));
  assert.deepEqual(
    records.map(({ custom_id, type, outcome }) => [custom_id, type, outcome]),
    [
      ['ab', 'canceled', 'canceled'],
      ['c"d', 'expired', 'expired'],
    ],
  );
});

test('a record can be kept and read long after its stream, which is not read again for it', async () => {
  const lines = Array.from({ length: 2000 }, (_, index) => succeeded(`r-${index}`));
  const kept = await all(await resultsOf(...jsonl(lines).match(/.{1,997}/gs)));
  assert.equal(kept.length, 2000);
  for (const [index, record] of kept.entries()) assert.deepEqual(record.result, lines[index].result);
  assert.deepEqual(
    kept.map((record) => record.custom_id),
    lines.map((line) => line.custom_id),
  );
});

test('a line that cannot be read is a malformed record with its position, and the stream continues', async () => {
  const good = JSON.stringify(succeeded('a'));
  const bad = [
    '{"custom_id":"x","result":{"type":"succ',
    'garbage',
    '[]',
    '{}',
    '{"custom_id":7,"result":{"type":"canceled"}}',
    '{"custom_id":"a"}',
    '{"custom_id":"a","result":{}}',
  ];
  const records = await all(await resultsOf(`${[good, ...bad, good].join('\n')}\n`));
  assert.equal(records.length, bad.length + 2);
  assert.deepEqual(
    records
      .slice(1, -1)
      .map((record) => [record.type, record.outcome, record.custom_id, record.text, record.line, record.error.message]),
    [
      ["not valid JSON: expected '\"' at the end of a string, found the end of the text", 39],
      ["not valid JSON: expected a value, found 'g'", 0],
    ]
      .map(([problem, at], index) => [
        'malformed',
        'malformed',
        '',
        '',
        index + 2,
        `line ${index + 2} at byte ${at}: ${problem}`,
      ])
      .concat(
        [
          'expected a JSON object, found an array',
          'expected a result, found an object without a custom_id',
          'expected a result, found a custom_id that is a number',
          'expected a result, found an object without a result object',
          'expected a result, found an object without a result type',
        ].map((problem, index) => ['malformed', 'malformed', '', '', index + 4, `line ${index + 4}: ${problem}`]),
      ),
  );
  const [, truncated] = records;
  assert.equal(truncated.byteOffset, good.length + 1);
  assert.equal(Buffer.from(truncated.raw).toString(), bad[0]);
  assert.deepEqual(truncated.error, { type: 'malformed', message: records[1].error.message });
  assert.throws(() => truncated.result, { name: 'SyntaxError', message: truncated.error.message });
  assert.deepEqual(JSON.parse(JSON.stringify(truncated)), { type: 'malformed', line: 2, error: truncated.error });
  assert.equal(records.at(-1).custom_id, 'a');
});

test('a truncated last line of stored results is a malformed record', async () => {
  const text = jsonl([succeeded('a'), succeeded('b')]);
  const records = await all(await readResults(text.slice(0, -10)));
  assert.deepEqual(
    records.map((record) => record.type),
    ['succeeded', 'malformed'],
  );
  assert.equal(records[1].line, 2);
});

const OVERLOADED = { type: 'overloaded_error', message: 'busy' };
const wrapped = [
  [{ error: { type: 'error', error: { ...OVERLOADED, details: { a: 1 } } } }, { ...OVERLOADED, details: { a: 1 } }],
  [{ error: { ...OVERLOADED, details: { a: 1 } } }, { ...OVERLOADED, details: { a: 1 } }],
  [{ error: { error: { type: 'error', error: OVERLOADED } } }, OVERLOADED],
  [{ error: { type: 'overloaded_error', error: { message: 'busy' } } }, OVERLOADED],
  [{ error: { type: 'overloaded_error', error: 'busy' } }, OVERLOADED],
  [{ error: { code: 'overloaded_error', message: 'busy' } }, { ...OVERLOADED, code: 'overloaded_error' }],
  [{ error: { message: 'busy' }, error_type: 'overloaded_error' }, OVERLOADED],
  [{ error: 'busy', error_type: 'overloaded_error' }, OVERLOADED],
  [{ error_type: 'overloaded_error', error_message: 'busy' }, OVERLOADED],
  [{ message: 'busy', error_type: 'overloaded_error' }, OVERLOADED],
  [{ error: 'overloaded_error' }, { type: 'overloaded_error', message: 'overloaded_error' }],
];

test('an error has its type and message however it is wrapped, and they decide the outcome', async () => {
  // Each twice: a line that is read by the shape of a previous one has the same values.
  const lines = wrapped.flatMap(([fields], index) =>
    [1, 2].map((time) => ({ custom_id: `${index}-${time}`, result: { type: 'errored', ...fields } })),
  );
  const records = await all(await resultsOf(jsonl(lines)));
  records.forEach(({ error, outcome, reason }, index) => {
    const [fields, expected] = wrapped[Math.floor(index / 2)];
    assert.deepEqual([error, outcome, reason], [expected, 'retry_as_is', 'overloaded_error'], JSON.stringify(fields));
  });
  const above = { custom_id: 'a', result: { type: 'errored' }, error: OVERLOADED };
  const [record] = await all(await resultsOf(jsonl([above])));
  assert.deepEqual([record.error, record.outcome], [OVERLOADED, 'retry_as_is']);
});

test('an error of another server has the words that decide, and its text', async () => {
  const cases = [
    [{ message: 'm', type: 'None', param: 'None', code: '429' }, 'retry_as_is', '429', '429'],
    [{ code: 503, message: 'm' }, 'retry_as_is', '503', '503'],
    [{ error: { status: 'UNAVAILABLE', message: 'm' } }, 'retry_as_is', 'UNAVAILABLE', 'UNAVAILABLE'],
    [{ type: 'tokens', code: 'rate_limit_exceeded', message: 'm' }, 'retry_as_is', 'rate_limit_exceeded', 'tokens'],
    [{ error_type: 'timeout', error_message: 'm' }, 'retry_as_is', 'timeout', 'timeout'],
    [{ errors: [{ type: 'overloaded_error', message: 'm' }] }, 'retry_as_is', 'overloaded_error', 'overloaded_error'],
    [{ name: 'RateLimitError', description: 'm' }, 'retry_as_is', 'RateLimitError', 'RateLimitError'],
    [{ detail: [{ loc: ['body'], msg: 'm' }] }, 'fix_and_retry', 'errored', 'errored'],
    [{ errorMessage: 'm' }, 'fix_and_retry', 'errored', 'errored'],
  ];
  for (const [error, outcome, reason, type] of cases) {
    // The third line is read by the shape of the first.
    const lines = jsonl(['a', 'b', 'c'].map((custom_id) => ({ custom_id, result: { type: 'errored', error } })));
    for (const record of await all(await resultsOf(lines))) {
      assert.deepEqual([record.outcome, record.reason], [outcome, reason], JSON.stringify(error));
      assert.deepEqual([record.error.type, record.error.message], [type, 'm'], JSON.stringify(error));
    }
  }
});

test('an error that an SDK put into a text has the type of the error inside', async () => {
  const busy = { type: 'overloaded_error', message: 'Overloaded' };
  const inside = JSON.stringify({ type: 'error', error: busy, request_id: 'req_1' });
  const python = "Error code: 429 - {'type': 'error'}";
  const page = '<html><head><title>502 Bad Gateway</title></head></html>';
  const within = (message) => ({ type: 'overloaded_error', message });
  const cases = [
    [{ error: `529 ${inside}` }, within(`529 ${inside}`), 'overloaded_error'],
    [{ error: inside }, within(inside), 'overloaded_error'],
    [{ error: { message: inside } }, within(inside), 'overloaded_error'],
    [{ error: { name: 'Error', message: inside } }, within(inside), 'overloaded_error'],
    [{ error_message: inside }, within(inside), 'overloaded_error'],
    [{ errorType: 'timeout', errorMessage: 'm' }, { type: 'timeout', message: 'm' }, 'timeout'],
    [{ error: python }, { type: '429', message: python }, '429'],
    [{ error: page }, { type: '502', message: page }, '502'],
    [{ errors: [busy] }, busy, 'overloaded_error'],
    [
      { Error: { Code: 'ThrottlingException', Message: 'slow' } },
      { type: 'ThrottlingException', message: 'slow' },
      'ThrottlingException',
    ],
    [{ status: 429 }, { type: '429', message: '' }, '429'],
  ];
  const columns = ['outcome', 'reason', 'error.type', 'error.message'];
  for (const [fields, error, reason] of cases) {
    const plain = { custom_id: 'x', result: { type: 'errored', error: { message: 'odd' } } };
    const lines = jsonl([
      plain,
      ...['a', 'b'].map((custom_id) => ({ custom_id, result: { type: 'errored', ...fields } })),
    ]);
    const [first, ...records] = await all(await resultsOf(lines));
    assert.deepEqual([first.outcome, first.reason], ['fix_and_retry', 'errored']);
    for (const record of records) {
      const name = JSON.stringify(fields);
      assert.deepEqual([record.outcome, record.reason], ['retry_as_is', reason], name);
      assert.deepEqual([record.error.type, record.error.message], [error.type, error.message], name);
    }
    const tally = await (await resultsOf(lines)).tally();
    assert.deepEqual(tally.outcomes, { fix_and_retry: 1, retry_as_is: 2 });
    const csv = await new Response((await resultsOf(lines)).toStream('csv', { columns })).text();
    const { message } = error;
    const quoted = /[",]/.test(message) ? `"${message.replaceAll('"', '""')}"` : message;
    assert.equal(csv.split('\r\n')[2], ['retry_as_is', reason, error.type, quoted].join(), JSON.stringify(fields));
  }
});

test('an error in the place of the answer is an error, also in a result that is called succeeded', async () => {
  const busy = { type: 'overloaded_error', message: 'busy' };
  const cases = [
    [{ message: { type: 'error', error: busy } }, busy, 'retry_as_is'],
    [{ message: { type: 'error', error: busy, request_id: 'req_1' } }, busy, 'retry_as_is'],
    [{ message: busy }, busy, 'retry_as_is'],
    [{ message: { error: busy } }, busy, 'retry_as_is'],
    [{ message: { id: 'm', type: 'message', content: [], stop_reason: null, error: busy } }, busy, 'retry_as_is'],
    [{ message: null, error: busy }, busy, 'retry_as_is'],
    [{ error: { type: 'error', error: busy } }, busy, 'retry_as_is'],
    [
      { message: { error: 'overloaded_error' } },
      { type: 'overloaded_error', message: 'overloaded_error' },
      'retry_as_is',
    ],
    [
      { message: { type: 'invalid_request_error', message: 'long' } },
      { type: 'invalid_request_error', message: 'long' },
      'fix_and_retry',
    ],
    [{ message: { type: 'error', message: 'odd' } }, { type: 'errored', message: 'odd' }, 'fix_and_retry'],
  ];
  for (const type of ['succeeded', 'errored']) {
    for (const [fields, { type: kind, message }, outcome] of cases) {
      const name = JSON.stringify({ type, ...fields });
      const lines = jsonl(['a', 'b', 'c'].map((custom_id) => ({ custom_id, result: { type, ...fields } })));
      for (const record of await all(await resultsOf(lines))) {
        assert.deepEqual([record.type, record.outcome, record.reason], ['errored', outcome, kind], name);
        assert.deepEqual([record.error.type, record.error.message], [kind, message], name);
        assert.deepEqual([record.usage, record.text, record.result.type], [undefined, '', type], name);
      }
      const tally = await (await resultsOf(lines)).tally();
      assert.deepEqual([tally.types, tally.outcomes], [{ errored: 3 }, { [outcome]: 3 }], name);
      const columns = ['type', 'outcome', 'error.type', 'error.message'];
      const csv = await new Response((await resultsOf(lines)).toStream('csv', { columns })).text();
      assert.equal(csv.split('\r\n')[1], ['errored', outcome, kind, message].join(), name);
    }
  }
  // These are answers, or nothing indicates that they are not.
  const answers = [
    { message: { type: 'message', role: 'assistant', content: [] } },
    { message: {} },
    { message: { type: 'message', content: [{ type: 'text', text: 'Hi' }], error: busy } },
    { message: { type: 'message', content: [], stop_reason: 'end_turn', error: busy } },
    { message: 'Hi' },
    { message: { error: null } },
  ];
  for (const fields of answers) {
    const lines = jsonl(['a', 'b'].map((custom_id) => ({ custom_id, result: { type: 'succeeded', ...fields } })));
    for (const { type, error } of await all(await resultsOf(lines))) {
      assert.deepEqual([type, error], ['succeeded', undefined], JSON.stringify(fields));
    }
  }
});

test('an error without a type has that of the result, and an answer has no error', async () => {
  const errors = [
    { error: 'busy' },
    { error: { message: 'busy' } },
    { error: { type: 'error', error: { message: 'busy' } } },
  ];
  const lines = errors.map((fields) => ({ custom_id: 'a', result: { type: 'errored', ...fields } }));
  for (const { error, outcome, reason } of await all(await resultsOf(jsonl(lines)))) {
    assert.deepEqual([error, outcome, reason], [{ type: 'errored', message: 'busy' }, 'fix_and_retry', 'errored']);
  }
  const rest = ['errored', 'canceled', 'expired', 'deferred'].map((type) => ({ custom_id: 'a', result: { type } }));
  const answered = succeeded('a');
  answered.result.error = OVERLOADED;
  const records = await all(await resultsOf(jsonl([...rest, answered])));
  const none = { type: 'errored', message: '' };
  assert.deepEqual(
    records.map(({ error }) => error),
    [none, undefined, undefined, undefined, undefined],
  );
});
