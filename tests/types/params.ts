// What params may be, and what the compiler finds wrong in them. Valid code comes first: a request that the API accepts must
// compile, however it was made.
import {
  BatchClient,
  type BatchRequest,
  type BlockList,
  type ContentBlockParam,
  cached,
  jsonOutput,
  type MessageParam,
  type MessageParams,
  type TextBlockParam,
  type ToolParam,
  turns,
  validate,
} from 'message-batches';

const client = new BatchClient();
const base = { model: 'm', max_tokens: 1 };
const asked = { ...base, messages: turns('x') };
declare const texts: string[];
declare const word: string;
declare const count: number;
declare const flag: boolean;
declare const parsed: ReturnType<typeof JSON.parse>;
declare const settings: Partial<MessageParams>;

// Each kind of value
const all: MessageParams[] = [
  { ...asked, temperature: 0.5, top_p: 1, top_k: 3, stop_sequences: ['a', word], stream: false },
  { ...asked, temperature: count, top_p: count, top_k: count },
  { ...asked, system: 'x' },
  { ...asked, system: [cached('x'), { type: 'text', text: word }] },
  { ...asked, metadata: {} },
  { ...asked, metadata: { user_id: word } },
  { ...asked, metadata: { user_id: null } },
  { ...asked, service_tier: 'auto' },
  { ...asked, service_tier: flag ? 'auto' : 'standard_only' },
  { ...asked, cache_control: { type: 'ephemeral' } },
  { ...asked, cache_control: { type: 'ephemeral', ttl: '1h' } },
  { ...asked, cache_control: flag ? { type: 'ephemeral' } : null },
  { ...asked, container: word },
  { ...asked, container: null },
  { ...asked, container: { id: word, skills: [{ type: 'anthropic', skill_id: 'pdf', version: 'latest' }] } },
  { ...asked, inference_geo: null },
  { ...asked, diagnostics: { previous_message_id: null } },
  { ...asked, output_config: { effort: 'low' } },
  { ...asked, output_config: { effort: word } },
  { ...asked, output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
  { ...asked, ...jsonOutput({ type: 'object' }) },
  { ...asked, context_management: { edits: [{ type: 'clear_tool_uses_20250919' }, { type: 'newer_edit', x: 1 }] } },
  { ...asked, mcp_servers: [{ type: 'url', name: 'x', url: 'https://example.com' }] },
  { ...asked, fallbacks: [{ model: 'm' }] },
  { ...asked, fallbacks: 'default' },
  { ...asked, speed: 'fast', user_profile_id: word, thread: { type: 'create' }, compaction: { type: 'summarize' } },
  { ...asked, fallback_credit_token: { token: word }, billing_policy: { type: 'billing_policy' } },
];

// Modes
const choices: NonNullable<MessageParams['tool_choice']>[] = [
  { type: 'auto' },
  { type: 'any', disable_parallel_tool_use: flag },
  { type: 'tool', name: word },
  { type: 'none' },
  flag ? { type: 'auto' } : { type: 'tool', name: 'f' },
];
const modes: NonNullable<MessageParams['thinking']>[] = [
  { type: 'disabled' },
  { type: 'enabled', budget_tokens: 1024 },
  { type: 'enabled', budget_tokens: count, display: 'omitted' },
  { type: 'adaptive', display: 'summarized' },
  { type: 'between_tools' },
  { type: 'newer_mode', depth: 3 },
  { type: flag ? 'adaptive' : 'disabled' },
];
for (const tool_choice of choices) client.countTokens({ ...asked, tool_choice });
for (const thinking of modes) client.countTokens({ ...asked, thinking });

// Tools: one's own, those of the API, newer ones, made elsewhere
interface OwnTool {
  name: string;
  description?: string;
  input_schema: { type: 'object'; properties: Record<string, unknown> };
}
interface ServerTool {
  type: string;
  name: string;
}
interface Toolset {
  type: 'mcp_toolset';
  mcp_server_name: string;
}
declare const ownTools: OwnTool[];
declare const serverTools: ServerTool[];
declare const toolsets: Toolset[];
declare const schema: Record<string, unknown>;
const widened = { type: 'web_search_20250305', name: 'web_search', max_uses: 3 };
const lists: NonNullable<MessageParams['tools']>[] = [
  [],
  ownTools,
  serverTools,
  toolsets,
  [...ownTools, ...serverTools, ...toolsets],
  texts.map((name) => ({ name, input_schema: schema })),
  texts.map((name) => ({ type: 'custom', name, input_schema: { type: 'object' } })),
  [widened],
  [{ type: 'bash_20250124', name: 'bash' }],
  [{ type: 'newer_tool_20270101', depth: 3 }],
  [{ name: 'f', input_schema: { type: 'object' }, strict: true, newer: 1 }],
  [cached({ name: 'f', input_schema: { type: 'object' } }, '5m')],
  parsed,
];
const readOnlyTools = [{ name: 'f', input_schema: { type: 'object', required: ['a'] } }] as const;
const readOnlyWords = ['a', 'b'] as const;
const frozen: readonly string[] = texts;
for (const tools of lists) client.countTokens({ ...asked, tools });
client.countTokens({ ...asked, tools: readOnlyTools, stop_sequences: readOnlyWords });
client.countTokens({ ...asked, stop_sequences: frozen, mcp_servers: [] as const });
const own: ToolParam = { name: 'f', input_schema: { type: 'object' } };
client.countTokens({ ...asked, tools: [own], tool_choice: { type: 'tool', name: own.name } });

// Messages and blocks made elsewhere
const history: MessageParam[] = [];
history.push({ role: 'user', content: 'x' }, { role: 'assistant', content: [{ type: 'text', text: 'x' }] });
const blocks = texts.map((text) => ({ type: 'text', text }));
const system: TextBlockParam[] = [{ type: 'text', text: 'x' }];
const content: BlockList = [
  { type: 'image', source: { type: 'base64', media_type: word, data: word } },
  { type: 'image', source: { type: 'url', url: word } },
  { type: 'image', source: { type: 'file', file_id: word } },
  { type: 'document', source: { type: 'text', media_type: 'text/plain', data: word }, title: 'x' },
  { type: 'document', source: { type: 'content', content: 'x' }, citations: { enabled: true } },
  { type: 'document', source: { type: 'newer', key: 'x' } },
  { type: 'search_result', source: 'https://example.com', title: 'x', content: [] },
  { type: 'tool_result', tool_use_id: 't', content: blocks, is_error: flag },
  { type: 'thinking', thinking: 'x', signature: 'x' },
  { type: 'newer_block', note: 1 },
  ...blocks,
];
const images = texts.map((data) => ({ type: 'image', source: { type: 'base64', media_type: 'image/png', data } }));
const sources = texts.map((url) => ({ type: 'image', source: { type: 'url', url } }));
for (const list of [blocks, images, sources, content]) {
  client.countTokens({ ...base, messages: [{ role: 'user', content: list }] });
}
client.countTokens({ ...base, messages: history, system });
client.countTokens({ ...base, messages: [...history, { role: 'user', content: blocks }], system: blocks });
client.countTokens({ ...base, messages: texts.map((text) => ({ role: 'user', content: text })) });
client.countTokens({ ...base, messages: [{ role: 'system', content: 'x' }, ...turns('x')] });
const conversation = [{ role: 'user', content: 'x' }] as const;
client.countTokens({ ...base, messages: [...conversation] });
for (const { role, content } of asked.messages) history.push({ role, content });
const roles: string[] = all.flatMap(({ messages }) => messages.map((message) => message.role));

// Params made elsewhere
client.create([{ custom_id: 'a', params: parsed }]);
client.create(parsed);
validate(texts.map((line) => JSON.parse(line)));
client.create([{ custom_id: 'a', params: { ...settings, ...asked } }]);
client.create([{ custom_id: 'a', params: { ...asked, ...(flag ? { temperature: 1 } : {}) } }]);
client.create([{ custom_id: 'a', params: { ...asked, ...(flag && { tools: ownTools }) } }]);
client.create([{ custom_id: 'a', params: Object.assign({}, asked, { temperature: 1 }) }]);
client.create(texts.map((text, index) => ({ custom_id: `${index}`, params: { ...base, messages: turns(text) } })));
client.create(
  texts.map((id): BatchRequest => ({ custom_id: id, params: { ...asked, thinking: { type: 'disabled' } } })),
);
const made = (text: string, rest: Partial<MessageParams> = {}): MessageParams => ({ ...asked, system: text, ...rest });
const ask = (options: Pick<MessageParams, 'temperature' | 'tools'>) => made('x', options);
const sharedSettings = { ...base, thinking: { type: 'enabled', budget_tokens: 1024 } } satisfies Partial<MessageParams>;
client.create([{ custom_id: 'a', params: { ...sharedSettings, messages: turns('x') } }]);
const constant = { ...base, tool_choice: { type: 'auto' }, service_tier: 'auto' } as const;
client.create([{ custom_id: 'a', params: { ...constant, messages: turns('x') } }]);
const withoutValue: MessageParams = { ...asked, tools: undefined, stop_sequences: undefined };
declare const partial: { temperature?: number; thinking?: MessageParams['thinking']; tools?: ToolParam[] };
const { temperature, thinking, tools } = partial;
client.create([{ custom_id: 'a', params: { ...asked, temperature, thinking, tools, system: undefined } }]);
const changed: MessageParams = { ...asked };
changed.temperature = 1;
changed.tools = ownTools;
changed.messages.push({ role: 'user', content: 'x' });
delete changed.tools;
interface OwnParams extends MessageParams {
  mine: string;
}
declare const ownParams: OwnParams;
client.create([{ custom_id: 'a', params: ownParams }]);
function generic<P extends MessageParams>(params: P): BatchRequest {
  return { custom_id: 'a', params: { ...params, max_tokens: 2 } };
}
const newer: MessageParams & { new_field: number } = { ...asked, new_field: 1 };
client.create([{ custom_id: 'a', params: newer }]);

// A chat as messages, tools of a list, settings under a condition
const chat: { from: 'me' | 'bot'; text: string }[] = [];
const mapped: MessageParams[] = [
  { ...base, messages: texts.map((text) => ({ role: 'user', content: text })) },
  { ...base, messages: chat.map(({ from, text }) => ({ role: from === 'me' ? 'user' : 'assistant', content: text })) },
  { ...base, messages: texts.map((text) => ({ role: 'user', content: [{ type: 'text', text }] })) },
  { ...asked, tools: texts.map((name) => ({ name, input_schema: { type: 'object', properties: {} } })) },
  { ...asked, tools: texts.map((name) => ({ type: 'web_search_20250305', name, max_uses: 1 })) },
  { ...asked, tools: flag ? [{ name: 'f', input_schema: { type: 'object' } }] : [] },
  { ...asked, thinking: flag ? { type: 'enabled', budget_tokens: 1024 } : { type: 'disabled' } },
  { ...asked, ...(flag ? { thinking: { type: 'enabled', budget_tokens: 1024 } } : {}) },
];
const inOneGo = texts.map((text) => ({
  custom_id: text,
  params: {
    ...base,
    messages: turns(text),
    tool_choice: { type: 'auto' as const },
    tools: [{ name: 'f', input_schema: { type: 'object' } }],
  },
}));
client.create(inOneGo);
client.create(
  texts.map((text) => ({
    custom_id: text,
    params: {
      ...base,
      messages: [{ role: 'user', content: text }],
      thinking: { type: 'enabled', budget_tokens: 1024 },
      tool_choice: { type: 'auto' },
      service_tier: 'auto',
      stop_sequences: ['x'],
    },
  })),
);
client.create(
  (async function* () {
    for (const text of texts) yield { custom_id: text, params: { ...base, messages: turns(text), temperature: 1 } };
  })(),
);

// What params hold can be read
const read = (params: MessageParams): unknown[] => [
  params.messages.map((message) => message.content),
  params.messages.filter(({ role }) => role !== 'system'),
  params.tools?.map((tool: ToolParam) => tool.type),
  typeof params.system === 'string' ? params.system.length : params.system?.map((block) => block.type),
  params.tool_choice?.type === 'tool' && params.tool_choice.name,
  params.thinking?.type,
  params.metadata?.user_id,
  params.output_config?.format?.type,
];
class Builder {
  readonly params: MessageParams = { ...base, messages: [] };
  add(tool: ToolParam, word: string): void {
    this.params.tools = [...(this.params.tools ?? []), tool];
    this.params.stop_sequences = [...(this.params.stop_sequences ?? []), word];
  }
}
const settled: Omit<MessageParams, 'messages'> = { ...base, thinking: { type: 'adaptive' } };
const completed: MessageParams = { ...settled, messages: [] };

// What does not fit, each at its own place
const wrong = (...params: MessageParams[]) => params;
// @ts-expect-error a number
wrong({ ...asked, temperature: 'hot' });
// @ts-expect-error a number
wrong({ ...asked, top_k: 'x' });
// @ts-expect-error a number
wrong({ ...asked, top_p: true });
// @ts-expect-error an object
wrong({ ...asked, tool_choice: 'auto' });
// @ts-expect-error a mode that does not exist
wrong({ ...asked, tool_choice: { type: 'anyy' } });
// @ts-expect-error no name
wrong({ ...asked, tool_choice: { type: 'tool' } });
// @ts-expect-error no budget
wrong({ ...asked, thinking: { type: 'enabled' } });
// @ts-expect-error no budget by this name
wrong({ ...asked, thinking: { type: 'enabled', budgetTokens: 1024 } });
// @ts-expect-error a budget that is no number
wrong({ ...asked, thinking: { type: 'enabled', budget_tokens: '1024' } });
// @ts-expect-error a mode that does not exist
wrong({ ...asked, thinking: { type: 'enable' } });
// @ts-expect-error an object
wrong({ ...asked, thinking: true });
// @ts-expect-error a list
wrong({ ...asked, stop_sequences: 'end' });
// @ts-expect-error texts
wrong({ ...asked, stop_sequences: [1] });
// @ts-expect-error a field that does not exist
wrong({ ...asked, metadata: { userId: 'x' } });
// @ts-expect-error an object
wrong({ ...asked, metadata: 'x' });
// @ts-expect-error a list
wrong({ ...asked, tools: 'x' });
// @ts-expect-error a list
wrong({ ...asked, tools: { name: 'f', input_schema: {} } });
// @ts-expect-error no schema
wrong({ ...asked, tools: [{ name: 'f' }] });
// @ts-expect-error a tool of another vendor
wrong({ ...asked, tools: [{ type: 'function', function: { name: 'f', parameters: {} } }] });
// @ts-expect-error a schema that is no object
wrong({ ...asked, tools: [{ name: 'f', input_schema: 'x' }] });
// @ts-expect-error a word that does not exist
wrong({ ...asked, service_tier: 'batch' });
// @ts-expect-error a type that does not exist
wrong({ ...asked, cache_control: { type: 'permanent' } });
// @ts-expect-error a field that does not exist
wrong({ ...asked, output_config: { efort: 'low' } });
// @ts-expect-error no URL
wrong({ ...asked, mcp_servers: [{ type: 'url', name: 'x' }] });
// @ts-expect-error a list
wrong({ ...base, messages: 'x' });
// @ts-expect-error a role that does not exist
wrong({ ...base, messages: [{ role: 'human', content: 'x' }] });
// @ts-expect-error no content
wrong({ ...base, messages: [{ role: 'user' }] });
// @ts-expect-error blocks and tools have this, messages do not
wrong({ ...base, messages: [{ role: 'user', content: 'x', cache_control: { type: 'ephemeral' } }] });
// @ts-expect-error a text block whose text has another name
wrong({ ...asked, system: [{ type: 'text', txt: 'x' }] });
// @ts-expect-error bytes of no type
const typeless: ContentBlockParam = { type: 'image', source: { type: 'base64', data: 'x' } };
// @ts-expect-error a source that is no source
const sourceless: ContentBlockParam = { type: 'image', source: 1 };
// @ts-expect-error a misspelt setting in a create
client.create([{ custom_id: 'a', params: { ...asked, thinking: { type: 'enabled' } } }]);
// @ts-expect-error a wrong kind in a create body
client.create({ requests: [{ custom_id: 'a', params: { ...asked, temperature: 'hot' } }] });

export { ask, Builder, completed, generic, mapped, read, roles, sourceless, typeless, withoutValue };
