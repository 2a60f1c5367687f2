// Inputs that are designed to be slow, of any size. `make(size)` returns about this many bytes or characters.
const request = (id, params = {}) => ({
  custom_id: id,
  params: { model: 'claude-haiku-4-5', max_tokens: 5, messages: [{ role: 'user', content: 'x' }], ...params },
});
const answer = (id, content = [{ type: 'text', text: 'x' }]) => ({
  custom_id: id,
  result: {
    type: 'succeeded',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-haiku-4-5',
      content,
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 2 },
    },
  },
});

const line = (id, params) => JSON.stringify(request(id, params));
const times = (count, item) => Array.from({ length: Math.max(1, Math.floor(count)) }, (_, index) => item(index));
/** Returns as many items as fill a size. */
const filled = (size, item) => times(size / JSON.stringify(item(100_000)).length, item);
const lines = (size, item) =>
  filled(size, item)
    .map((value) => JSON.stringify(value))
    .join('\n');
const within = (before, filling, after) => (size) => before + filling(size) + after;
const repeated = (text) => (size) => text.repeat(Math.max(1, size / text.length));
/** Returns a request with this text. */
const saying = (filling) => {
  const [before, after] = line('a', { messages: [{ role: 'user', content: '#' }] }).split('#');
  return within(before, filling, after);
};
/** Returns a request with these params, which contain as many items as fill a size. */
const having = (params) => (size) => line('a', params(size));
const fields = (size, name) => Object.fromEntries(filled(size, (index) => [name(index), 1]));
const tool = (index, input_schema = { type: 'object' }) => ({ name: `tool_${index}`, description: 'x', input_schema });
const schema = (input_schema) => having((size) => ({ tools: [tool(0, input_schema(size))] }));
const messages = (one) => having((size) => ({ messages: filled(size, one) }));
const content = (one) => having((size) => ({ messages: [{ role: 'user', content: filled(size, one) }] }));
const image = (data) => ({ type: 'image', source: { type: 'base64', media_type: 'image/png', data } });

const requests = {
  'spaces before the first request': within('', repeated(' '), line('a')),
  'line ends before the first request': within('', repeated('\n'), line('a')),
  'carriage returns before it': within('', repeated('\r'), line('a')),
  'tabs and spaces after a byte order mark': within('\ufeff', repeated('\t '), line('a')),
  'an open brace and spaces': within('{', repeated(' '), '}'),
  'an open brace and line ends': within('{', repeated('\n'), '}'),
  'an open bracket and spaces': within('[', repeated(' '), ']'),
  'spaces inside of a request': within('{"custom_id":', repeated(' '), `"a",${line('a').slice(17)}`),
  'spaces after a request': within(line('a'), repeated(' '), ''),
  'lines of one byte': repeated('x\n'),
  'blank lines between requests': (size) => `${line('a')}${'\n \r\n'.repeat(size / 4)}${line('b')}`,
  'open brackets': repeated('['),
  'open objects': repeated('{"a":'),
  'brackets in a text': saying(repeated('[{')),
  'escaped quotes': saying(repeated('\\"')),
  'escaped backslashes': saying(repeated('\\\\')),
  'unicode escapes': saying(repeated('\\u0041')),
  'half pairs of surrogates': saying(repeated('\\ud800')),
  'characters of four bytes': saying(repeated('😀')),
  'a text without an end': within('{"custom_id":"', repeated('a'), ''),
  'an id of any length': within('{"custom_id":"', repeated('a'), `",${line('a').slice(17)}`),
  'a number of any length': within('{"custom_id":"a","params":{"max_tokens":', repeated('9'), '}}'),
  'a fraction of any length': within('{"custom_id":"a","params":{"temperature":0.', repeated('1'), '}}'),
  'a key of any length': within('{"custom_id":"a","params":{"', repeated('k'), '":1}}'),
  'keys near a known one': having((size) => fields(size, (index) => `max_token_${index}`)),
  'keys near other vendors': having((size) => fields(size, (index) => `frequency_penalty${index}`)),
  'keys near nothing': having((size) => fields(size, (index) => `zzz_${index}_${index * 7919}`)),
  'one key again and again': within('{"custom_id":"a","params":{', repeated('"max_tokens":1,'), '"model":"x"}}'),
  'keys that are escaped': within('{"custom_id":"a","params":{', repeated('"\\u006dax_tokens":1,'), '"model":"x"}}'),
  'messages of one role': messages(() => ({ role: 'user', content: 'x' })),
  'messages of unknown roles': messages((index) => ({ role: `usr${index}`, content: 'x' })),
  'blocks of text': content((index) => ({ type: 'text', text: `x${index}` })),
  'blocks of unknown types': content((index) => ({ type: `txet${index}`, text: 'x' })),
  'blocks with cache control': content(() => ({ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } })),
  'tool results without their uses': content((index) => ({ type: 'tool_result', tool_use_id: `toolu_${index}` })),
  'tool uses without their results': messages((index) => ({
    role: index % 2 ? 'user' : 'assistant',
    content: index % 2 ? 'x' : [{ type: 'tool_use', id: `toolu_${index}`, name: 'a', input: {} }],
  })),
  'one tool id again and again': messages((index) => ({
    role: index % 2 ? 'user' : 'assistant',
    content:
      index % 2 ? [{ type: 'tool_result', tool_use_id: 'a' }] : [{ type: 'tool_use', id: 'a', name: 'a', input: {} }],
  })),
  tools: having((size) => ({ tools: filled(size, (index) => tool(index)) })),
  'tools of one name': having((size) => ({ tools: filled(size, () => tool(0)) })),
  'properties of a schema': schema((size) => ({ type: 'object', properties: fields(size, (index) => `p${index}`) })),
  'references in a chain': schema((size) => {
    const $defs = Object.fromEntries(filled(size, (index) => [`d${index}`, { $ref: `#/$defs/d${index + 1}` }]));
    return { type: 'object', properties: { a: { $ref: '#/$defs/d0' } }, $defs };
  }),
  'references in a circle': schema((size) => {
    const count = filled(size, (index) => [`d${index}`, { $ref: `#/$defs/d${index + 1}` }]).length;
    const $defs = Object.fromEntries(
      times(count, (index) => [`d${index}`, { $ref: `#/$defs/d${(index + 1) % count}` }]),
    );
    return { type: 'object', properties: { a: { $ref: '#/$defs/d0' } }, $defs };
  }),
  'references to the root': schema((size) => ({
    type: 'object',
    properties: Object.fromEntries(filled(size, (index) => [`p${index}`, { $ref: '#' }])),
  })),
  'values of an enum': schema((size) => ({ type: 'string', enum: filled(size, (index) => `v${index}`) })),
  'alternatives of a schema': schema((size) => ({ anyOf: filled(size, (index) => ({ const: index })) })),
  'required properties that are not there': schema((size) => ({
    type: 'object',
    properties: {},
    required: filled(size, (index) => `p${index}`),
  })),
  'stop sequences': having((size) => ({ stop_sequences: filled(size, (index) => `stop${index}`) })),
  metadata: having((size) => ({ metadata: fields(size, (index) => `user_id${index}`) })),
  'base64 of nothing known': having((size) => ({
    messages: [{ role: 'user', content: [image('A'.repeat(size & ~3))] }],
  })),
  'base64 with line ends': having((size) => ({
    messages: [{ role: 'user', content: [image('AAAA\n'.repeat(size / 5))] }],
  })),
  'images that are cut off': content(() => image('iVBORw0KGgo=')),
  'a PDF of nothing but objects': having((size) => ({
    messages: [
      {
        role: 'user',
        content: [
          {
            type: 'document',
            source: {
              type: 'base64',
              media_type: 'application/pdf',
              data: Buffer.from(`%PDF-1.4\n${'1 0 obj<</Type/Page>>'.repeat(size / 28)}`).toString('base64'),
            },
          },
        ],
      },
    ],
  })),
  'requests of one id': (size) => lines(size, () => request('a')),
  'requests of many ids': (size) => lines(size, (index) => request(`id-${index}`)),
  'models near a known one': (size) =>
    lines(size, (index) => request(`${index}`, { model: `claude-haiku-4-${index}` })),
  'models of any length': (size) => line('a', { model: 'claude-'.repeat(size / 7) }),
  'a body with unknown keys': (size) =>
    JSON.stringify({ ...fields(size, (index) => `k${index}`), requests: [request('a')] }),
  'a body with spaces': within('{"requests":[', repeated(' '), `${line('a')}]}`),
  'a body with commas': within('{"requests":[', repeated(','), `${line('a')}]}`),
  'an array of requests': (size) => `[${lines(size, (index) => request(`${index}`)).replaceAll('\n', ',')}]`,
  'a request over many lines': (size) =>
    JSON.stringify(request('a', { stop_sequences: filled(size, (index) => `${index}`) }), null, 1),
  'fences of Markdown': within('```json\n', repeated('```\n'), line('a')),
  'a table instead of requests': within('id,text\n', repeated('1,"a ""b"""\n'), ''),
  'words of Python': within('[', repeated("{'custom_id': 'a', 'params': None}, "), ']'),
  'bytes that are not UTF-8': (size) => new Uint8Array(size).fill(0xff),
  zeros: (size) => new Uint8Array(size),
};

const template = { model: 'claude-haiku-4-5', max_tokens: 5, messages: [{ role: 'user', content: '{{text}}' }] };
const table = (text, options = {}) => ({ rows: text, template, options });
const rows = {
  'an open quote': (size) => table(`id,text\n1,"${'a\n'.repeat(size / 2)}`),
  'quotes in quotes': (size) => table(`id,text\n1,"${'""'.repeat(size / 2)}"\n`),
  'rows of one key': (size) => table(`id,text\n${'a,b\n'.repeat(size / 4)}`, { id: 'id' }),
  'rows of keys that need a hash': (size) =>
    table(`id,text\n${times(size / 12, (index) => `ä ${index},b\n`).join('')}`, { id: 'id' }),
  'rows of commas': (size) => table(`id,text\n${','.repeat(size)}\n`),
  columns: (size) => table(`text${times(size / 8, (index) => `,c${index}`).join('')}\nx\n`),
  'columns of one name': (size) => table(`text${',a'.repeat(size / 2)}\nx\n`),
  'empty rows': (size) => table(`id,text\n${',\n'.repeat(size / 2)}1,x\n`),
  'spaces before the first row': (size) => table(`${' '.repeat(size)}id,text\n1,x\n`),
  'line ends before the first row': (size) => table(`${'\n'.repeat(size)}id,text\n1,x\n`),
  'a row of one object': (size) =>
    table(JSON.stringify({ text: 'x', ...fields(size, (index) => `k${index}`) }), { format: 'jsonl' }),
  'a template of placeholders': (size) => ({
    rows: 'text\nx\n',
    template: { ...template, system: '{{text}}'.repeat(size / 8) },
    options: {},
  }),
  'a template of open braces': (size) => ({
    rows: 'text\nx\n',
    template: { ...template, system: '{{'.repeat(size / 2) },
    options: {},
  }),
};

const resultsOf = (size, item) => lines(size, item);
const results = {
  'spaces before the first': within('', repeated(' '), JSON.stringify(answer('a'))),
  'an open brace and spaces': within('{', repeated(' '), '}'),
  'an open brace and line ends': within('{', repeated('\n'), '}'),
  'a line without an end': within('{"custom_id":"', repeated('a'), ''),
  'open brackets': repeated('['),
  'open objects': repeated('{"a":'),
  'keys of a result': (size) => JSON.stringify({ ...answer('a'), ...fields(size, (index) => `k${index}`) }),
  'one key again and again': within('{"custom_id":"a","result":{', repeated('"type":"expired",'), '"a":1}}'),
  'blocks of text': (size) =>
    JSON.stringify(
      answer(
        'a',
        filled(size, () => ({ type: 'text', text: 'x' })),
      ),
    ),
  'lines of shapes that differ': (size) =>
    resultsOf(size, (index) => ({ ...answer(`${index}`), [`k${index}`]: { [`j${index}`]: index } })),
  'errors of any type': (size) =>
    resultsOf(size, (index) => ({
      custom_id: `${index}`,
      result: { type: 'errored', error: { type: 'error', error: { type: `type_${index}`, message: 'x' } } },
    })),
  'stop reasons of any kind': (size) =>
    resultsOf(size, (index) => {
      const one = answer(`${index}`);
      one.result.message.stop_reason = `reason_${index}`;
      return one;
    }),
  'models of any kind': (size) =>
    resultsOf(size, (index) => {
      const one = answer(`${index}`);
      one.result.message.model = `model-${index}`;
      return one;
    }),
  'a list under a key': within('{"data":[', repeated('{},'), '{}]}'),
  'lines that are malformed': repeated('{"custom_id":1}\n'),
  escapes: within(
    '{"custom_id":"a","result":{"type":"succeeded","message":{"content":[{"type":"text","text":"',
    repeated('\\u00e9'),
    '"}]}}}',
  ),
};

const asked = {
  'records of one id': (size) => ({
    results: resultsOf(size, () => answer('a')),
    ids: times(size / 300, () => 'a'),
  }),
  'ids without records': (size) => ({
    results: JSON.stringify(answer('a')),
    ids: times(size / 16, (index) => `x${index}`),
  }),
  'ids in one line of JSON': (size) => ({ results: JSON.stringify(answer('a')), ids: `"${'a'.repeat(size)}"` }),
};

const joined = {
  'rows of one key': (size) => ({
    results: resultsOf(size, (index) => answer(index === 0 ? 'a' : `a-${index + 1}`)),
    rows: times(size / 340, () => ({ id: 'a' })),
    key: 'id',
  }),
};

const structured = (value) => value !== undefined;
const answers = (text) => (size) => ({
  results: JSON.stringify(answer('a', [{ type: 'text', text: text(size) }])),
  schema: structured,
});
const parsed = {
  'open braces': answers((size) => '{'.repeat(size)),
  'open brackets and text': answers((size) => '[a'.repeat(size / 2)),
  fences: answers((size) => '```'.repeat(size / 3)),
  'fences of JSON that is none': answers((size) => '```json\n{\n'.repeat(size / 10)),
  'open quotes': answers((size) => '{"'.repeat(size / 2)),
};

const converted = {
  'a line without an end': repeated('a'),
  'lines that are none': repeated('{}\n'),
};

const each = (way, made) => Object.entries(made).map(([shape, make]) => ({ shape, way, make }));

/** The shapes, their readers, and their generators. */
export const shapes = [
  ...each('validate', requests),
  ...each('plan', Object.fromEntries(Object.entries(requests).filter(([, __], index) => index % 6 === 0))),
  ...each('estimate', { 'characters of four bytes': requests['characters of four bytes'] }),
  ...each('rows', rows),
  ...each('records', results),
  ...each('tally', Object.fromEntries(Object.entries(results).slice(7, 14))),
  ...each('csv', Object.fromEntries(Object.entries(results).slice(7, 10))),
  ...each('reconcile', asked),
  ...each('join', joined),
  ...each('parsed', parsed),
  ...each('convert', converted),
];
