// The sources of requests.
import {
  BatchClient,
  type BatchInput,
  type BatchRequest,
  type CreateBody,
  type Issue,
  type MessageParam,
  type Rule,
  rules,
  type ValidationReport,
  validate,
} from 'message-batches';

const client = new BatchClient();
const request: BatchRequest = {
  custom_id: 'a',
  params: { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'Hello' }] },
};

// Every kind of input, for both functions that accept one
const inputs: (BatchInput | CreateBody)[] = [
  [request],
  new Set([request]),
  (function* () {
    yield request;
  })(),
  (async function* () {
    yield request;
  })(),
  'text',
  new Uint8Array(),
  new Blob(),
  new ReadableStream<Uint8Array>(),
  { requests: [request] },
  {
    requests: (async function* () {
      yield request;
    })(),
  },
];
for (const input of inputs) {
  await validate(input);
  await client.create(input);
}
// @ts-expect-error not an input
validate(7);
// @ts-expect-error not requests
validate([1, 2]);
// @ts-expect-error a body has requests
client.create({});
// @ts-expect-error a stream of something else than bytes
validate(new ReadableStream<string>());

// A batch does not stream
const params = { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'Hello' }] } as const;
const unstreamed: BatchRequest = {
  custom_id: 'a',
  params: { ...params, messages: [...params.messages], stream: false },
};
await client.create([unstreamed]);
// @ts-expect-error an answer cannot be streamed
const streamed: BatchRequest = { custom_id: 'a', params: { ...params, messages: [...params.messages], stream: true } };
await client.create([streamed]);

// Requests: required fields are checked, and any other field of the API is allowed
const full: BatchRequest = {
  custom_id: 'b',
  params: {
    model: 'm',
    max_tokens: 1,
    system: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }],
    messages: [
      { role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: '' } }] },
      { role: 'assistant', content: 'x' },
    ],
    tools: [],
    thinking: { type: 'enabled', budget_tokens: 1024 },
  },
};
// @ts-expect-error no custom_id
client.create([{ params: full.params }]);
// @ts-expect-error no params
client.create([{ custom_id: 'a' }]);
// @ts-expect-error another vendor's format
client.create([{ custom_id: 'a', method: 'POST', url: '/v1', body: full.params }]);
// @ts-expect-error no model
client.create([{ custom_id: 'a', params: { max_tokens: 1, messages: [] } }]);
// @ts-expect-error a role that does not exist
client.create([{ custom_id: 'a', params: { model: 'm', max_tokens: 1, messages: [{ role: 'human', content: 'x' }] } }]);
// @ts-expect-error not a number
client.create([{ custom_id: 'a', params: { model: 'm', max_tokens: '1', messages: [] } }]);
const minimal = { model: 'm', max_tokens: 1, messages: [] };
// @ts-expect-error a field that does not exist
client.create([{ custom_id: 'a', params: { model: 'm', max_tokens: 1, messages: [], temprature: 1 } }]);
// @ts-expect-error a field that does not exist
client.create({ requests: [{ custom_id: 'a', params: { model: 'm', max_tokens: 1, messages: [], temprature: 1 } }] });
// @ts-expect-error a field that does not exist
validate([{ custom_id: 'a', params: { model: 'm', max_tokens: 1, messages: [], temprature: 1 } }]);
// @ts-expect-error a field that does not exist
client.countTokens({ model: 'm', max_tokens: 1, messages: [], temprature: 1 });
const newer: BatchRequest['params'] & { new_field: number } = { ...minimal, new_field: 1 };
client.create([{ custom_id: 'a', params: newer }]);
client.create([{ custom_id: 'a', params: { ...minimal, ...{ new_field: 1 } } }]);

// Blocks: each has the fields that its kind requires
const said = (content: MessageParam['content']) =>
  client.countTokens({ ...minimal, messages: [{ role: 'user', content }] });
said([{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }]);
said(['x', 'y'].map((text) => ({ type: 'text', text })));
said([{ type: 'image', source: { type: 'file', file_id: 'f' } }]);
said([
  { type: 'tool_result', tool_use_id: 't' },
  { type: 'newer_block', note: 1 },
  { type: 'compaction', content: null },
]);
// @ts-expect-error a text block without a text
said([{ type: 'text' }]);
// @ts-expect-error a text block whose text has another name
said([{ type: 'text', txt: 'x' }]);
// @ts-expect-error a text that is not a string
said([{ type: 'text', text: 1 }]);
// @ts-expect-error an image without a source
said([{ type: 'image', data: '' }]);
// @ts-expect-error a text block without a text, in a request
client.create([{ custom_id: 'a', params: { ...minimal, messages: [{ role: 'user', content: [{ type: 'text' }] }] } }]);
// @ts-expect-error a text block of the system prompt without a text
client.countTokens({ ...minimal, system: [{ type: 'text' }] });

// Options
const { signal } = new AbortController();
await client.create([full], {
  validate: false,
  signal,
  betas: ['one'],
  apiVersion: '2023-06-01',
  timeoutMs: 1,
  headers: {},
  onReport: ({ warnings }) => warnings.toFixed(),
});
await client.create([full], { onReport: async ({ issues }) => console.log(issues[0]?.message) });
await validate([full], {
  rules: { 'params.missing': 'off' },
  maxIssues: 1,
  signal,
  onProgress: ({ bytes }) => bytes.toFixed(),
});
await validate([full], { onProgress: ({ totalBytes = 0, requests }) => (totalBytes + requests).toFixed() });
await validate([full], { rules: Object.fromEntries((await rules()).map(({ code }) => [code, 'off' as const])) });
// @ts-expect-error a rule that does not exist
validate([full], { rules: { nope: 'off' } });
// @ts-expect-error a rule that does not exist
client.create([full], { rules: { 'max_token.missing': 'off' } });
// @ts-expect-error a severity that does not exist
validate([full], { rules: { 'params.missing': 'fatal' } });
// @ts-expect-error checking alone sends nothing
validate([full], { headers: {} });

// The report
const report: ValidationReport = await validate([full]);
const issue: Issue | undefined = report.issues[0];
const severity: 'error' | 'warning' | undefined = issue?.severity;
const counted: number | undefined = report.counts['params.missing'];
const catalogue: Rule[] = await rules();
// @ts-expect-error findings about the whole input have no request
issue?.request.toFixed();
// @ts-expect-error objects have no lines
issue?.line.toFixed();

export { catalogue, counted, severity };
