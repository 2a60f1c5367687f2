// Lines of an OpenAI batch file, for chat completions and responses: https://platform.openai.com/docs/guides/batch
import type { BatchRequest } from '../types.ts';
import { contentOf, plainText } from './content.ts';
import {
  type ConversionSettings,
  type Fields,
  idOf,
  isFields,
  listOf,
  type Note,
  textOf,
  Unconvertible,
} from './notes.ts';

/** Converts a line to a request. */
export function fromOpenAILine(line: Fields, settings: ConversionSettings, note: Note): BatchRequest {
  const { custom_id: id, url, body } = line;
  if (!isFields(body))
    throw new Unconvertible('body', 'expected an object, found none: this is not a line of an OpenAI batch file');
  const target = textOf(url) ?? '';
  const isResponse = target.endsWith('/responses') || ('input' in body && !('messages' in body) && target === '');
  if (!isResponse && target !== '' && !target.endsWith('/chat/completions')) {
    throw new Unconvertible('url', `expected /v1/chat/completions or /v1/responses, found ${JSON.stringify(url)}`);
  }
  const source = isResponse ? asChat(body, note) : body;
  if (!Array.isArray(source.messages)) throw new Unconvertible('body.messages', 'expected messages, found none');
  const handled = new Set(['model', 'messages', ...(isResponse ? ['input', 'instructions'] : [])]);
  const params = paramsOf(source, handled, settings, note);
  for (const [name, value] of Object.entries(body)) {
    if (handled.has(name) || isIdle(name, value)) continue;
    const counterpart = Object.hasOwn(COUNTERPARTS, name) ? COUNTERPARTS[name] : undefined;
    note(`body.${name}`, `left out: ${counterpart ?? 'this API has no such parameter'}`);
  }
  return { ...idOf(id, 'custom_id', note), params } as unknown as BatchRequest;
}

const EFFORT = 'not every model has the counterpart, output_config.effort';

/** Parameters that are not converted, because their counterparts differ. */
const COUNTERPARTS: Record<string, string> = {
  reasoning_effort: EFFORT,
  reasoning: EFFORT,
  verbosity: 'say in the prompt how long the answer should be',
  web_search_options: 'the counterpart is a tool, web_search',
  prompt_cache_key: 'the counterpart is cache_control',
};

/** Whether a parameter has a value with no effect, so that it can be left out silently. */
const isIdle = (name: string, value: unknown): boolean =>
  value === null || value === undefined || value === 0 || value === false || (name === 'n' && value === 1);

/** Converts a body for responses to one for chat completions, as far as they correspond. */
function asChat(body: Fields, note: Note): Fields {
  const { input, instructions, max_output_tokens: limit, text, tools, tool_choice: choice, ...rest } = body;
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : listOf(input).filter(isFields);
  const system = typeof instructions === 'string' ? [{ role: 'system', content: instructions }] : [];
  const messages = items.map((item, index) => {
    if (item.type === 'function_call') {
      const called = { name: item.name, arguments: item.arguments };
      return {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: item.call_id, type: 'function', function: called }],
      };
    }
    if (item.type === 'function_call_output') return { role: 'tool', tool_call_id: item.call_id, content: item.output };
    if (item.type !== undefined && item.type !== 'message') {
      note(`body.input[${index}]`, `left out: no counterpart for an item of type ${JSON.stringify(item.type)}`);
      return undefined;
    }
    return item;
  });
  const format = isFields(text) && isFields(text.format) ? text.format : undefined;
  const wrapped = listOf(tools).map((tool) =>
    isFields(tool) && tool.type === 'function' && !isFields(tool.function)
      ? { type: 'function', function: tool }
      : tool,
  );
  return {
    ...rest,
    messages: [...system, ...messages.filter((message) => message !== undefined)],
    ...(limit === undefined ? {} : { max_output_tokens: limit }),
    ...(format === undefined ? {} : { text: { type: format.type, json_schema: format } }),
    ...(tools === undefined ? {} : { tools: wrapped }),
    ...(isFields(choice) && choice.type === 'function' && !isFields(choice.function)
      ? { tool_choice: { type: 'function', function: choice } }
      : choice === undefined
        ? {}
        : { tool_choice: choice }),
  };
}

function paramsOf(body: Fields, handled: Set<string>, settings: ConversionSettings, note: Note): Fields {
  const take = (name: string) => {
    handled.add(name);
    return body[name] ?? undefined;
  };
  const limits = [take('max_completion_tokens'), take('max_tokens'), take('max_output_tokens')];
  const limit = limits.find((one) => one !== undefined);
  if (limit === undefined) note('body.max_tokens', `missing: max_tokens is set to ${settings.maxTokens}`);
  const { system, messages } = conversation(listOf(body.messages), note);
  const stop = take('stop');
  const users = [take('user'), take('safety_identifier')];
  const user = users.find((one) => one !== undefined);
  // The older form of tools.
  const functions = take('functions');
  const called = take('function_call');
  const older = listOf(functions).map((declared) => ({ type: 'function', function: declared }));
  const tools = [...toolsOf(take('tools'), 'tools', note), ...toolsOf(older, 'functions', note)];
  const chosen = take('tool_choice') ?? (isFields(called) ? { function: called } : called);
  const choice = choiceOf(chosen, take('parallel_tool_calls'), tools.length > 0);
  const format = formatOf(take('response_format') ?? take('text'), note);
  return {
    model: settings.model(textOf(body.model) ?? ''),
    max_tokens: limit ?? settings.maxTokens,
    ...(system.length === 0 ? {} : { system: system.join('\n\n') }),
    messages,
    ...temperatureOf(take('temperature'), note),
    ...optional('top_p', take('top_p')),
    ...optional('stop_sequences', typeof stop === 'string' ? [stop] : stop),
    ...optional('metadata', user && { user_id: user }),
    ...optional('tools', tools.length > 0 ? tools : undefined),
    ...optional('tool_choice', choice),
    ...optional('output_config', format && { format }),
  };
}

const optional = (name: string, value: unknown): Fields => (value === undefined ? {} : { [name]: value });

function temperatureOf(temperature: unknown, note: Note): Fields {
  if (typeof temperature !== 'number' || temperature <= 1) return optional('temperature', temperature);
  note('body.temperature', `set to 1 instead of ${temperature}: this API takes 0 to 1`);
  return { temperature: 1 };
}

/** Separates system prompts from the messages, and merges consecutive tool results into one message. */
function conversation(turns: unknown[], note: Note): { system: string[]; messages: Fields[] } {
  const system: string[] = [];
  const messages: Fields[] = [];
  for (const [index, message] of turns.entries()) {
    const field = `body.messages[${index}]`;
    if (!isFields(message)) {
      note(field, 'left out: expected an object');
      continue;
    }
    const { role, content } = message;
    if (role === 'system' || role === 'developer') {
      if (messages.length > 0) note(field, 'moved to the system prompt, which comes before all messages');
      system.push(plainText(content));
    } else if (role === 'assistant') {
      messages.push({ role, content: turnOf(message, field, note) });
    } else if (role === 'tool' || role === 'function') {
      answer(messages, message, field, note);
    } else {
      if (role !== 'user') note(`${field}.role`, `set to user instead of ${JSON.stringify(role)}`);
      messages.push({ role: 'user', content: contentOf(content, `${field}.content`, note) });
    }
  }
  return { system: system.filter((text) => text !== ''), messages };
}

function turnOf(message: Fields, field: string, note: Note): string | Fields[] {
  const { content, tool_calls, function_call: called, refusal } = message;
  const blocks = contentOf(content ?? refusal ?? '', `${field}.content`, note);
  // The older form of a tool call: a single call without an id. Its name serves as the id, as in its result.
  const calls = tool_calls ?? (isFields(called) ? [{ id: called.name, function: called }] : undefined);
  const uses = listOf(calls).flatMap((call, index) => {
    if (!isFields(call) || !isFields(call.function)) return [];
    const { name, arguments: input } = call.function;
    return [{ type: 'tool_use', id: call.id, name, input: inputOf(input, `${field}.tool_calls[${index}]`, note) }];
  });
  if (uses.length === 0) return blocks;
  return [...(typeof blocks === 'string' ? (blocks === '' ? [] : [{ type: 'text', text: blocks }]) : blocks), ...uses];
}

function inputOf(text: unknown, field: string, note: Note): unknown {
  try {
    return JSON.parse(textOf(text) ?? '{}');
  } catch {
    note(`${field}.function.arguments`, 'replaced by an empty object: not valid JSON');
    return {};
  }
}

function answer(messages: Fields[], message: Fields, field: string, note: Note): void {
  const id = message.tool_call_id ?? message.name;
  const result = {
    type: 'tool_result',
    tool_use_id: id,
    content: contentOf(message.content, `${field}.content`, note),
  };
  const last = messages.at(-1);
  const results = last?.role === 'user' ? last.content : undefined;
  if (Array.isArray(results) && results.every((block) => isFields(block) && block.type === 'tool_result')) {
    results.push(result);
  } else {
    messages.push({ role: 'user', content: [result] });
  }
}

function toolsOf(tools: unknown, place: string, note: Note): Fields[] {
  return listOf(tools).flatMap((tool, index) => {
    const called = isFields(tool) && tool.type === 'function' && isFields(tool.function) ? tool.function : undefined;
    if (called === undefined) {
      note(`body.${place}[${index}]`, 'left out: only functions have a counterpart');
      return [];
    }
    if (called.strict !== undefined && called.strict !== null)
      note(`body.${place}[${index}].function.strict`, 'left out');
    const { name, description, parameters } = called;
    const schema = isFields(parameters) ? { type: 'object', ...parameters } : { type: 'object', properties: {} };
    return [{ name, ...optional('description', description ?? undefined), input_schema: schema }];
  });
}

function choiceOf(choice: unknown, parallel: unknown, hasTools: boolean): Fields | undefined {
  if (!hasTools) return undefined;
  const alone = parallel === false ? { disable_parallel_tool_use: true } : {};
  if (isFields(choice) && isFields(choice.function)) return { type: 'tool', name: choice.function.name, ...alone };
  if (choice === 'none') return { type: 'none' };
  if (choice === 'required') return { type: 'any', ...alone };
  return choice === 'auto' || parallel === false ? { type: 'auto', ...alone } : undefined;
}

function formatOf(format: unknown, note: Note): Fields | undefined {
  if (!isFields(format) || format.type === 'text') return undefined;
  if (format.type === 'json_schema' && isFields(format.json_schema) && isFields(format.json_schema.schema)) {
    return { type: 'json_schema', schema: format.json_schema.schema };
  }
  note('body.response_format', 'left out: without a schema, ask for JSON in the prompt');
  return undefined;
}
