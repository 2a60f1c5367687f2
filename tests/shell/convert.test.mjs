// Batch files of other vendors: the conversion of each field, and the notes.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromBedrock, fromOpenAI, validate } from 'message-batches';

const MODEL = { model: 'claude-haiku-4-5' };
/** The version that supports `temperature` and `top_p`. */
const OLDER = { ...MODEL, apiVersion: '2023-06-01' };
const CHAT = '/v1/chat/completions';
const user = (content) => ({ role: 'user', content });
const chat = (body, more = {}) =>
  JSON.stringify({
    custom_id: 'a',
    method: 'POST',
    url: CHAT,
    body: { model: 'gpt-4o-mini', max_tokens: 9, ...body },
    ...more,
  });

async function all(conversion) {
  const requests = [];
  for await (const request of conversion) requests.push(request);
  return requests;
}

/** Returns the params of one line, and its notes as `field: message`. */
async function converted(line, options = MODEL, from = fromOpenAI) {
  const conversion = from(typeof line === 'string' ? line : JSON.stringify(line), options);
  const [request] = await all(conversion);
  return { ...request, notes: conversion.report.notes.map(({ field, message }) => `${field}: ${message}`) };
}

describe('OpenAI', () => {
  test('a chat completion becomes a request', async () => {
    const line = chat({
      messages: [{ role: 'system', content: 'Be brief.' }, user('Hi')],
      temperature: 0.5,
      top_p: 0.9,
    });
    const params = {
      model: 'claude-haiku-4-5',
      max_tokens: 9,
      system: 'Be brief.',
      messages: [user('Hi')],
      temperature: 0.5,
      top_p: 0.9,
    };
    assert.deepEqual(await converted(line, OLDER), { custom_id: 'a', params, notes: [] });
  });

  test('settings that the rules refuse are left out, with the reason', async () => {
    const line = chat({ messages: [user('Hi')], temperature: 0.5, top_p: 0.9 });
    const { params, notes } = await converted(`${line}\n`);
    assert.deepEqual(params, { model: 'claude-haiku-4-5', max_tokens: 9, messages: [user('Hi')] });
    assert.deepEqual(notes, [
      'body.temperature: left out: expected no temperature in API version 2026-10-21, found 0.5',
      'body.top_p: left out: expected no top_p in API version 2026-10-21, found 0.9',
    ]);
    assert.equal((await validate(fromOpenAI(line, MODEL))).ok, true);
  });

  test('a list and lines over several lines are read as lines are', async () => {
    const lines = ['a', 'b'].map((custom_id) => JSON.parse(chat({ messages: [user('Hi')] }, { custom_id })));
    for (const text of [
      JSON.stringify(lines),
      JSON.stringify(lines, null, 2),
      lines.map((line) => JSON.stringify(line, null, 2)).join('\n'),
    ]) {
      const conversion = fromOpenAI(text, MODEL);
      assert.deepEqual(
        (await all(conversion)).map(({ custom_id }) => custom_id),
        ['a', 'b'],
      );
      assert.deepEqual(conversion.report, { requests: 2, skipped: 0, notes: [], counts: {} });
    }
    const conversion = fromOpenAI(`[\n${JSON.stringify(lines[0])},\n{"custom_id": oops},\n7\n]`, MODEL);
    assert.equal((await all(conversion)).length, 1);
    const [fault, other] = conversion.report.notes;
    assert.equal(fault.line, 3);
    assert.match(fault.message, /^skipped: not valid JSON \(/);
    assert.deepEqual(other, { line: 4, field: '', message: 'skipped: expected an object' });
  });

  test('an id that is a number becomes a text, with a note', async () => {
    const { custom_id, notes } = await converted(chat({ messages: [user('Hi')] }, { custom_id: 7 }));
    assert.deepEqual([custom_id, notes], ['7', ['custom_id: set to the text "7" instead of a number']]);
  });

  test('the older function call of an assistant becomes a tool call, which its answer finds', async () => {
    const called = { name: 'weather', arguments: '{"city":"Oslo"}' };
    const { params, notes } = await converted(
      chat({
        messages: [
          user('Hi'),
          { role: 'assistant', content: null, function_call: called },
          { role: 'function', name: 'weather', content: 'Rain' },
        ],
      }),
    );
    assert.deepEqual(params.messages, [
      user('Hi'),
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'weather', name: 'weather', input: { city: 'Oslo' } }],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'weather', content: 'Rain' }] },
    ]);
    assert.deepEqual(notes, []);
  });

  test('the model is chosen by the one that is named', async () => {
    const model = (named) => (named === 'gpt-4o' ? 'claude-opus-5' : 'claude-haiku-4-5');
    const of = async (named) =>
      (await converted(chat({ model: named, messages: [user('Hi')] }), { model })).params.model;
    assert.deepEqual([await of('gpt-4o'), await of('gpt-4o-mini')], ['claude-opus-5', 'claude-haiku-4-5']);
  });

  test('what has no counterpart is left out, with a note', async () => {
    const { params, notes } = await converted(
      chat({
        messages: [user('Hi')],
        seed: 7,
        frequency_penalty: 0,
        logprobs: true,
        n: 1,
        temperature: 1.5,
        max_tokens: null,
      }),
      { ...OLDER, maxTokens: 77 },
    );
    assert.deepEqual(params, { model: 'claude-haiku-4-5', max_tokens: 77, messages: [user('Hi')], temperature: 1 });
    assert.deepEqual(notes, [
      'body.max_tokens: missing: max_tokens is set to 77',
      'body.temperature: set to 1 instead of 1.5: this API takes 0 to 1',
      'body.seed: left out: this API has no such parameter',
      'body.logprobs: left out: this API has no such parameter',
    ]);
  });

  test('tools, calls and their answers are carried over', async () => {
    const call = (id, city) => ({
      id,
      type: 'function',
      function: { name: 'weather', arguments: `{"city":"${city}"}` },
    });
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const { params, notes } = await converted(
      chat({
        messages: [
          user('Weather?'),
          { role: 'assistant', content: null, tool_calls: [call('c1', 'Ulm'), call('c2', 'Bonn')] },
          { role: 'tool', tool_call_id: 'c1', content: 'rain' },
          { role: 'tool', tool_call_id: 'c2', content: 'sun' },
        ],
        tools: [{ type: 'function', function: { name: 'weather', description: 'd', parameters } }],
        tool_choice: 'required',
        parallel_tool_calls: false,
      }),
    );
    const use = (id, city) => ({ type: 'tool_use', id, name: 'weather', input: { city } });
    assert.deepEqual(params, {
      model: 'claude-haiku-4-5',
      max_tokens: 9,
      messages: [
        user('Weather?'),
        { role: 'assistant', content: [use('c1', 'Ulm'), use('c2', 'Bonn')] },
        user([
          { type: 'tool_result', tool_use_id: 'c1', content: 'rain' },
          { type: 'tool_result', tool_use_id: 'c2', content: 'sun' },
        ]),
      ],
      tools: [{ name: 'weather', description: 'd', input_schema: parameters }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
    assert.deepEqual(notes, []);
  });

  test('the older form of tools, and tools without a schema, are carried over', async () => {
    const functions = [
      { name: 'weather', parameters: {} },
      { name: 'time', description: 'd' },
    ];
    const { params, notes } = await converted(
      chat({ messages: [user('Hi')], functions, function_call: { name: 'time' }, safety_identifier: 'u1' }),
    );
    assert.deepEqual(params, {
      model: 'claude-haiku-4-5',
      max_tokens: 9,
      messages: [user('Hi')],
      metadata: { user_id: 'u1' },
      tools: [
        { name: 'weather', input_schema: { type: 'object' } },
        { name: 'time', description: 'd', input_schema: { type: 'object', properties: {} } },
      ],
      tool_choice: { type: 'tool', name: 'time' },
    });
    assert.deepEqual(notes, []);
    const tools = functions.map((declared) => ({ type: 'function', function: declared }));
    const line = chat({ messages: [user('Hi')], tools });
    assert.equal((await validate(fromOpenAI(line, MODEL))).ok, true);
  });

  test('a parameter with another counterpart is left out with its name', async () => {
    const { notes } = await converted(
      chat({ messages: [user('Hi')], reasoning_effort: 'low', verbosity: 'low', seed: 7 }),
    );
    assert.deepEqual(notes, [
      'body.reasoning_effort: left out: not every model has the counterpart, output_config.effort',
      'body.verbosity: left out: say in the prompt how long the answer should be',
      'body.seed: left out: this API has no such parameter',
    ]);
  });

  test('media are carried over where their bytes or their URL are there', async () => {
    const { params, notes } = await converted(
      chat({
        messages: [
          user([
            { type: 'text', text: 'Look' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'high' } },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' } },
            { type: 'file', file: { file_id: 'file-1' } },
            { type: 'input_audio', input_audio: {} },
          ]),
        ],
      }),
    );
    assert.deepEqual(params.messages, [
      user([
        { type: 'text', text: 'Look' },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
        { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'BBBB' }, title: 'a.pdf' },
      ]),
    ]);
    assert.deepEqual(notes, [
      'body.messages[0].content[1].image_url.detail: left out: this API has no such field',
      'body.messages[0].content[4]: left out: expected a URL or base64; a file given by id is in an account of the other API',
      'body.messages[0].content[5]: left out: no counterpart for a part of type "input_audio"',
    ]);
  });

  test('a schema for the answer is carried over, plain JSON is not', async () => {
    const schema = { type: 'object', properties: {}, additionalProperties: false };
    const messages = [user('Hi')];
    const strict = await converted(
      chat({ messages, response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } }),
    );
    assert.deepEqual(strict.params.output_config, { format: { type: 'json_schema', schema } });
    const plain = await converted(chat({ messages, response_format: { type: 'json_object' } }));
    assert.deepEqual(plain.params.output_config, undefined);
    assert.deepEqual(plain.notes, ['body.response_format: left out: without a schema, ask for JSON in the prompt']);
  });

  test('a body for responses becomes a request', async () => {
    const body = {
      model: 'gpt-5',
      instructions: 'Be brief.',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: 'ok' },
        { type: 'reasoning', summary: [] },
      ],
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object' } }],
      tool_choice: { type: 'function', name: 'f' },
      max_output_tokens: 50,
      text: { format: { type: 'json_schema', name: 'x', schema: { type: 'object' } } },
    };
    const { params, notes } = await converted({ custom_id: 'r', method: 'POST', url: '/v1/responses', body });
    assert.deepEqual(params, {
      model: 'claude-haiku-4-5',
      max_tokens: 50,
      system: 'Be brief.',
      messages: [
        user([{ type: 'text', text: 'Hi' }]),
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'f', input: {} }] },
        user([{ type: 'tool_result', tool_use_id: 'c', content: 'ok' }]),
      ],
      tools: [{ name: 'f', input_schema: { type: 'object' } }],
      tool_choice: { type: 'tool', name: 'f' },
      output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
    });
    assert.deepEqual(notes, ['body.input[3]: left out: no counterpart for an item of type "reasoning"']);
  });

  test('objects are converted like the lines that they would be', async () => {
    const texts = [chat({ messages: [user('Hi')], seed: 1 }), chat({}), '[]'];
    const objects = texts.map((text) => JSON.parse(text));
    async function* later() {
      yield* objects;
    }
    const lines = fromOpenAI(texts.join('\n'), MODEL);
    const requests = await all(lines);
    assert.equal(requests.length, 1);
    for (const input of [objects, new Set(objects), objects.values(), later()]) {
      const conversion = fromOpenAI(input, MODEL);
      assert.deepEqual(await all(conversion), requests);
      assert.deepEqual(conversion.report, lines.report);
    }
    const again = fromOpenAI(objects, MODEL);
    await all(again);
    assert.deepEqual(await all(again), requests, 'an array can be read again');
    const once = fromOpenAI(objects.values(), MODEL);
    await all(once);
    await assert.rejects(all(once), { name: 'BatchError', code: 'already_read' });
    const record = { recordId: 'a', modelInput: { max_tokens: 9, messages: [user('Hi')] } };
    const [bedrock] = await all(fromBedrock([record], MODEL));
    assert.deepEqual(bedrock, {
      custom_id: 'a',
      params: { model: 'claude-haiku-4-5', max_tokens: 9, messages: [user('Hi')] },
    });
    for (const [input, message] of [
      [texts, 'lines[0]: expected an object, found text. Pass lines of text as one string, a Blob or a stream'],
      [
        [objects[0], new Uint8Array(1)],
        'lines[1]: expected an object, found bytes. Pass lines of text as one string, a Blob or a stream',
      ],
      [[{ custom_id: 1n }], 'lines[0].custom_id: expected a value that JSON can hold, found a bigint'],
    ]) {
      await assert.rejects(all(fromOpenAI(input, MODEL)), { name: 'TypeError', code: 'invalid_option', message });
    }
    let closed = false;
    function* endless() {
      try {
        for (;;) yield objects[0];
      } finally {
        closed = true;
      }
    }
    for await (const _ of fromOpenAI(endless(), MODEL)) break;
    assert.ok(closed);
  });

  test('the API version is checked at once, also if no line needs it', () => {
    for (const from of [fromOpenAI, fromBedrock]) {
      assert.throws(() => from('', { ...MODEL, apiVersion: '2023' }), {
        name: 'RangeError',
        code: 'invalid_option',
        message: 'apiVersion: expected "2026-10-21" or "2023-06-01", found "2023"',
      });
    }
  });

  test('a line of which no request can be made is skipped, with the reason', async () => {
    const lines = [
      '\ufeff{"custom_id":"a',
      '[]',
      chat({ input: 'x' }, { url: '/v1/embeddings' }),
      '{"custom_id":"a"}',
      '',
      chat({ messages: [user('Hi')] }),
      chat({}),
    ];
    const conversion = fromOpenAI(lines.join('\r\n'), MODEL);
    assert.equal((await all(conversion)).length, 1);
    const { requests, skipped, notes, counts } = conversion.report;
    assert.deepEqual([requests, skipped], [1, 5]);
    assert.match(notes[0].message, /^skipped: not valid JSON \(/);
    assert.deepEqual(notes.slice(1), [
      { line: 2, field: '', message: 'skipped: expected an object' },
      {
        line: 3,
        field: 'url',
        message: 'skipped: expected /v1/chat/completions or /v1/responses, found "/v1/embeddings"',
      },
      {
        line: 4,
        field: 'body',
        message: 'skipped: expected an object, found none: this is not a line of an OpenAI batch file',
      },
      { line: 7, field: 'body.messages', message: 'skipped: expected messages, found none' },
    ]);
    assert.deepEqual(counts, { '': 2, url: 1, body: 1, 'body.messages': 1 });
  });

  test('what comes out passes the checks, however the file is cut', async () => {
    const bytes = new TextEncoder().encode(
      `${chat({ messages: [user('Hé 🙂')] })}\n${chat({ messages: [user('b')] }, { custom_id: 'b' })}`,
    );
    for (const size of [1, 7, bytes.length]) {
      const pieces = new ReadableStream({
        start(controller) {
          for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
          controller.close();
        },
      });
      const { ok, requests } = await validate(fromOpenAI(pieces, MODEL));
      assert.deepEqual([ok, requests], [true, 2]);
    }
  });

  test('notes are capped, and all are counted', async () => {
    const line = chat({ messages: [user('Hi')], seed: 7 });
    const conversion = fromOpenAI(`${line}\n`.repeat(1200), MODEL);
    assert.equal((await all(conversion)).length, 1200);
    assert.deepEqual([conversion.report.notes.length, conversion.report.counts], [1000, { 'body.seed': 1200 }]);
  });
});

test('a line of Bedrock becomes a request', async () => {
  const modelInput = {
    anthropic_version: 'bedrock-2023-05-31',
    anthropic_beta: ['output-300k-2026-03-24'],
    max_tokens: 9,
    messages: [user('Hi')],
  };
  const line = { recordId: 'r-1', modelInput };
  assert.deepEqual(await converted(line, MODEL, fromBedrock), {
    custom_id: 'r-1',
    params: { model: 'claude-haiku-4-5', max_tokens: 9, messages: [user('Hi')] },
    notes: [
      'modelInput.anthropic_beta: left out: betas are an option of the call, { betas: ["output-300k-2026-03-24"] }',
    ],
  });
  const others = fromBedrock('{"recordId":"a","modelInput":{"inputText":"x"}}\n{"recordId":"b"}', MODEL);
  assert.deepEqual(await all(others), []);
  assert.deepEqual(
    others.report.notes.map(({ message }) => message),
    [
      'skipped: expected the fields of a Claude model (messages, max_tokens …), found others',
      'skipped: expected an object, found none: this is not a line of an Amazon Bedrock batch file',
    ],
  );
});

test('settings of a line of Bedrock that the rules refuse are left out under their name there', async () => {
  const modelInput = { max_tokens: 9, temperature: 0.5, top_k: 5, messages: [user('Hi')] };
  const { params, notes } = await converted({ recordId: 'a', modelInput }, MODEL, fromBedrock);
  assert.deepEqual(params, { model: 'claude-haiku-4-5', max_tokens: 9, messages: [user('Hi')] });
  assert.deepEqual(notes, [
    'modelInput.temperature: left out: expected no temperature in API version 2026-10-21, found 0.5',
    'modelInput.top_k: left out: expected no top_k in API version 2026-10-21, found 5',
  ]);
});

test('wrong options are named before anything is read', () => {
  const expected = 'the id of a Claude model, or a function that returns one';
  for (const [options, name, message] of [
    [{}, 'TypeError', `model: expected ${expected}, found undefined`],
    [{ model: 7 }, 'TypeError', `model: expected ${expected}, found 7`],
    [{ model: '' }, 'RangeError', `model: expected ${expected}, found ""`],
    [{ model: ' ' }, 'RangeError', `model: expected ${expected}, found " "`],
    [{ ...MODEL, maxTokens: 0 }, 'RangeError', 'maxTokens: expected a whole number from 1, found 0'],
    [{ ...MODEL, maxTokens: '9' }, 'TypeError', 'maxTokens: expected a whole number from 1, found "9"'],
    [
      { ...MODEL, max_tokens: 9 },
      'TypeError',
      'max_tokens: unknown option. Did you mean maxTokens? The options are: apiVersion, encoding, maxTokens, model, signal.',
    ],
  ]) {
    for (const from of [fromOpenAI, fromBedrock]) assert.throws(() => from('', options), { name, message });
  }
});
